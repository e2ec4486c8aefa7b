package cloudcontrol

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Board returns the board of the account and region that the backend speaks for.
func (b *Backend) Board() *deletion.Board { return b.client.boards.Of(b.client.regionOf(b.target)) }

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
