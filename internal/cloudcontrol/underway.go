package cloudcontrol

import (
	"context"
	"sync"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// sightingAge is how long a list of the operations under way serves.
const sightingAge = 30 * time.Second

// sightings keep the operations that are under way, a list per region.
type sightings struct {
	mu       sync.Mutex
	byRegion map[string]*sighting
}

// A sighting is one list, or why it could not be had.
type sighting struct {
	flight[sighted]
	began time.Time
}

type sighted struct {
	operations []deletion.Operation
	err        error
}

// of returns the sighting of a region that serves whoever asks now.
func (s *sightings) of(region string) *sighting {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.byRegion[region]
	if found == nil || time.Since(found.began) > sightingAge {
		if s.byRegion == nil {
			s.byRegion = map[string]*sighting{}
		}
		found = &sighting{began: time.Now()}
		s.byRegion[region] = found
	}
	return found
}

// UnderWay lists the operations of any kind that are under way on an object,
// as Backend.Operations does, but one request (ListResourceRequests) serves
// all objects of a region for half a minute, its refusal too. It is for plans,
// which must not ask once per object; the deletion engine asks itself.
func (c *Client) UnderWay(ctx context.Context, target Target, identifier string) ([]deletion.Operation, error) {
	seen, err := c.sightings.of(c.regionOf(target)).get(ctx, func(ctx context.Context) (sighted, error) {
		all, err := c.underWay(ctx, target.Region)
		if ctx.Err() != nil {
			return sighted{}, err // nobody waited for it, so it says nothing
		}
		return sighted{all, err}, nil
	})
	if err != nil {
		return nil, c.asFailure(ctx, err)
	}
	if seen.err != nil {
		return nil, seen.err
	}
	return c.operationsOn(seen.operations, target, identifier), nil
}
