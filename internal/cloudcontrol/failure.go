package cloudcontrol

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// failure classifies what a request of the SDK returned. An answer of the API
// counts even where ctx ended while it arrived.
func (c *Client) failure(ctx context.Context, err error) *deletion.Failure {
	f := &deletion.Failure{Err: err}
	if answered, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		f.Status, f.RequestID = answered.HTTPStatusCode(), plaintext.Line(answered.ServiceRequestID())
		if answered.Response != nil && answered.Response.Response != nil {
			f.RetryAfter = deletion.RetryAfter(answered.Response.Header, time.Now())
		}
	}
	if delay, ok := errors.AsType[*throttle.Delay](err); ok {
		return &deletion.Failure{Reason: deletion.Throttled, Unsent: true, Err: delay}
	}
	api, isAPI := errors.AsType[smithy.APIError](err)
	_, noCredentials := errors.AsType[*credentialsError](err)
	switch {
	case isAPI:
		fillFromAPI(f, api)
		if noCredentials && f.Reason != deletion.Throttled && f.Reason != deletion.Unavailable {
			f.Reason = deletion.Unauthenticated
		}
	case ctx.Err() != nil:
		// What was asked may have been carried out, as far as anybody knows.
		return &deletion.Failure{Reason: deletion.Unavailable, Err: context.Cause(ctx)}
	default:
		f.Reason = reasonWithoutAnswer(err, noCredentials)
		f.Unsent = deletion.NothingSent(err)
	}
	f.Hint = hints[f.Reason]
	if large, ok := errors.AsType[*oversized](err); ok {
		f.Err = large // what the SDK makes of it is about JSON that ends early
	}
	return c.withoutSecrets(f)
}

// quoted says what answered in place of the API, where that is so: a proxy's
// page says who sent it.
func (c *Client) quoted(f *deletion.Failure, noted *answer) *deletion.Failure {
	if _, large := errors.AsType[*oversized](f.Err); large {
		return f
	}
	if f.Message == "" && f.Status != 0 && noted.foreign != "" {
		f.Err = fmt.Errorf("HTTP %d, and the answer is not the API's own: %q", f.Status, c.secrets.hide(noted.foreign))
	}
	return f
}

// fillFromAPI fills in what an answer with an error code says.
func fillFromAPI(f *deletion.Failure, api smithy.APIError) {
	f.Code, f.Message = plaintext.Line(api.ErrorCode()), plaintext.Line(api.ErrorMessage())
	if f.Code == unknownError || f.Code == "" {
		// The answer was an error without a code; the SDK makes one up, and
		// repeats it as the message where there is none.
		f.Code = ""
		if f.Message == unknownError {
			f.Message = ""
		}
		if f.Status >= http.StatusInternalServerError {
			f.Reason = deletion.Unavailable
		}
		return
	}
	f.Reason = reasonOf(api.ErrorCode()) // as it came: cleaning must make no code of what is none
	if f.Reason == deletion.NotFound && !strings.HasSuffix(api.ErrorCode(), "Exception") {
		// The API's own exceptions are spelled so. "NotFound" is what many
		// another server says of an address that it does not serve.
		f.Reason = deletion.Unclassified
	}
	f.Spent = isCode(f.Code, "ClientTokenConflict")
	if f.Spent || isCode(f.Code, "ConcurrentOperation") {
		f.InTheWay = tokenIn(f.Message)
	}
}

// unknownError is what the SDK puts in place of a missing error code.
const unknownError = "UnknownError"

// reasonWithoutAnswer classifies an error that carries no error code: either no
// answer came, or one that nobody can read, or the request was never sent.
func reasonWithoutAnswer(err error, noCredentials bool) deletion.Reason {
	var (
		unread  *smithy.DeserializationError
		unsent  *smithyhttp.RequestSendError
		params  *smithy.InvalidParamsError
		request *smithy.SerializationError
		signing *v4.SigningError
		answer  *awshttp.ResponseError
	)
	switch {
	case errors.As(err, &params), errors.As(err, &request):
		return deletion.Invalid
	case errors.As(err, &unread), errors.As(err, &unsent), errors.As(err, &answer):
		return deletion.Unavailable
	case noCredentials, errors.As(err, &signing):
		return deletion.Unauthenticated
	}
	return deletion.Unclassified
}

// inTheWay finds the token of the request that is in the way. It is the one
// place where this backend reads a message, because the API has no member for
// it. The API's words:
//
//	Concurrent operation found for resource <id> with RequestToken <token>
//	ClientToken <token> is already associated with an existing operation with RequestToken <token>
//
// What the request is, its status says.
var inTheWay = regexp.MustCompile(`\bwith RequestToken:? ([-A-Za-z0-9+/=]{1,128})\.?$`)

func tokenIn(message string) string {
	if found := inTheWay.FindStringSubmatch(message); found != nil {
		return found[1]
	}
	return ""
}
