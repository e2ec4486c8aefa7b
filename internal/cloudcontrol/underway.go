package cloudcontrol

import (
	"context"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// underWayAge is how long a list of the operations under way serves.
const underWayAge = 30 * time.Second

// UnderWay lists the operations of any kind that are under way on an object,
// as Backend.Operations does, but one request (ListResourceRequests) serves
// all objects of a region for half a minute, its refusal too. It is for plans,
// which must not ask once per object; the deletion engine asks itself.
func (c *Client) UnderWay(ctx context.Context, target Target, identifier string) ([]deletion.Operation, error) {
	all, err := c.underWay.Get(ctx, c.regionOf(target), func(ctx context.Context) ([]deletion.Operation, error) {
		return c.listUnderWay(ctx, target.Region)
	})
	if err != nil {
		return nil, c.asFailure(ctx, err)
	}
	return c.operationsOn(all, target, identifier), nil
}
