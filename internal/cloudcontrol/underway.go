package cloudcontrol

import (
	"context"
	"sync"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// underWayAge is how long a list of the operations under way serves.
const underWayAge = 30 * time.Second

// underWayLists keep the operations that are under way, a list per region.
type underWayLists struct {
	mu       sync.Mutex
	byRegion map[string]*underWayList
}

// An underWayList is one list, or why the API refused it.
type underWayList struct {
	flight[underWayAnswer]
	began time.Time
}

type underWayAnswer struct {
	operations []deletion.Operation
	err        error
}

// of returns the list of a region that serves whoever asks now.
func (s *underWayLists) of(region string) *underWayList {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.byRegion[region]
	if found == nil || time.Since(found.began) > underWayAge {
		if s.byRegion == nil {
			s.byRegion = map[string]*underWayList{}
		}
		found = &underWayList{began: time.Now()}
		s.byRegion[region] = found
	}
	return found
}

// UnderWay lists the operations of any kind that are under way on an object,
// as Backend.Operations does, but one request (ListResourceRequests) serves
// all objects of a region for half a minute, its refusal too. It is for plans,
// which must not ask once per object; the deletion engine asks itself.
func (c *Client) UnderWay(ctx context.Context, target Target, identifier string) ([]deletion.Operation, error) {
	seen, err := c.underWayLists.of(c.regionOf(target)).get(ctx, func(ctx context.Context) (underWayAnswer, error) {
		all, err := c.underWay(ctx, target.Region)
		if ctx.Err() != nil {
			return underWayAnswer{}, err // nobody waited for it, so it says nothing
		}
		return underWayAnswer{all, err}, nil
	})
	if err != nil {
		return nil, c.asFailure(ctx, err)
	}
	if seen.err != nil {
		return nil, seen.err
	}
	return c.operationsOn(seen.operations, target, identifier), nil
}
