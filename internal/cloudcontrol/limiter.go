package cloudcontrol

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// A limiterKey names what AWS counts requests by. The account is empty where
// nobody asked for it.
type limiterKey struct{ account, region, service, endpoint string }

// limiters are those of the process: however many clients there are, an account
// and region have one limit.
var limiters throttle.Registry[limiterKey]

// requestsSent counts the requests of the process to Cloud Control and
// CloudFormation, each attempt of each, for the log.
var requestsSent atomic.Int64

// addLimiter puts a limiter inside the SDK's retry loop, so that every attempt
// waits for its turn, and notes what was answered.
//
// Only the API's own throttling counts. An operation that ends with Throttling
// was throttled by the service behind it, which asking less often about other
// operations would not help.
func addLimiter(l *throttle.Limiter) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("StewardLimiter",
			func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
				turn, err := l.Wait(ctx, priorityOf(ctx))
				if err != nil {
					return middleware.FinalizeOutput{}, middleware.Metadata{}, err
				}
				requestsSent.Add(1)
				out, metadata, err := next.HandleFinalize(ctx, in)
				api, ok := errors.AsType[smithy.APIError](err)
				if ok || err == nil {
					l.Answered(turn, ok && reasonOf(api.ErrorCode()) == deletion.Throttled, askedToWait(metadata))
				} else {
					l.Unanswered(turn)
				}
				noteAnswer(ctx, metadata)
				return out, metadata, err
			}), "Retry", middleware.After)
	}
}

// priorityOf lets everything go before questions about single operations under
// way on which no end depends. A list of them answers for many.
func priorityOf(ctx context.Context) throttle.Priority {
	if awsmiddleware.GetOperationName(ctx) == "GetResourceRequestStatus" && !deletion.Urgent(ctx) {
		return throttle.Poll
	}
	return throttle.First
}

// askedToWait returns when the API wants to be asked again, the zero time where
// it does not say.
func askedToWait(metadata middleware.Metadata) time.Time {
	raw, ok := awsmiddleware.GetRawResponse(metadata).(*smithyhttp.Response)
	if !ok {
		return time.Time{}
	}
	return deletion.RetryAfter(raw.Header, time.Now())
}
