package cloudcontrol

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// boards are the boards of a client, one for each region. The role plays no
// part: requests belong to the caller's account, whatever role their handlers
// assume.
type boards struct {
	mu       sync.Mutex
	byRegion map[string]*deletion.Board
}

func (b *boards) of(region string) *deletion.Board {
	b.mu.Lock()
	defer b.mu.Unlock()
	found, ok := b.byRegion[region]
	if !ok {
		if b.byRegion == nil {
			b.byRegion = map[string]*deletion.Board{}
		}
		found = new(deletion.Board)
		b.byRegion[region] = found
	}
	return found
}

// Board returns the board of the account and region that the backend speaks for.
func (b *Backend) Board() *deletion.Board { return b.client.boards.of(b.client.regionOf(b.target)) }

// List returns one page of the requests of the account and region: those that
// are under way, or those that are done (ListResourceRequests).
func (b *Backend) List(ctx context.Context, state deletion.State, page string) ([]deletion.Operation, string, error) {
	filter := RequestFilter{Kinds: everyKind, Statuses: underWay}
	if state == deletion.Done {
		filter.Statuses = []string{"SUCCESS"}
	}
	listed, next, err := b.client.requestsPage(ctx, b.target.Region, filter, optional(page), once)
	return listed, aws.ToString(next), err
}
