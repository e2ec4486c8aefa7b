package entryguard

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/share"
	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// limiters are those of the process: however many clients there are, as with
// aliases of the provider, an endpoint has one rate. The API documents no
// numbers (entryguard-api.md section 4).
var limiters throttle.Registry[string]

// writes has for every endpoint a counter of the requests of the process so far
// that may have changed something; see Shared.
var writes share.Registry[string, atomic.Int64]

// pause returns when the next request may be sent, or the failure of a context
// that ended before.
func (c *Client) pause(ctx context.Context, req request) (throttle.Turn, error) {
	turn, err := c.limiter.Wait(ctx, req.priority())
	if delay, ok := errors.AsType[*throttle.Delay](err); ok {
		return turn, &deletion.Failure{Reason: deletion.Throttled, Unsent: true, Err: delay}
	}
	if err != nil {
		return turn, ended(ctx)
	}
	return turn, nil
}

// priority lets everything go before the lists of sessions, which whoever waits
// for the end of one asks for again and again.
func (r request) priority() throttle.Priority {
	if r.method == http.MethodGet && slices.Contains(r.path, "sessions") {
		return throttle.Poll
	}
	return throttle.First
}

// answered lets the limiter learn from an answer.
func (c *Client) answered(turn throttle.Turn, a answer) {
	throttled := a.status == http.StatusTooManyRequests
	c.limiter.Answered(turn, throttled, deletion.RetryAfter(a.header, time.Now()))
}
