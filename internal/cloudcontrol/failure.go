package cloudcontrol

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// failure classifies what a request of the SDK returned. An answer of the API
// counts even where ctx ended while it arrived.
func (c *Client) failure(ctx context.Context, err error) *deletion.Failure {
	f := &deletion.Failure{Err: err}
	if answered, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		f.Status, f.RequestID = answered.HTTPStatusCode(), answered.ServiceRequestID()
		f.RetryAfter = retryAfter(answered)
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
	}
	f.Hint = hints[f.Reason]
	return c.withoutSecrets(f)
}

// fillFromAPI fills in what an answer with an error code says.
func fillFromAPI(f *deletion.Failure, api smithy.APIError) {
	f.Code, f.Message = api.ErrorCode(), api.ErrorMessage()
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
	f.Reason = reasonOf(f.Code)
	if f.Reason == deletion.NotFound && !strings.HasSuffix(f.Code, "Exception") {
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

// maxRetryAfter bounds what an API may ask for: a larger number is a mistake.
const maxRetryAfter = 24 * time.Hour

// retryAfter reads the Retry-After header: seconds or a date (RFC 9110 section
// 10.2.3). It returns the zero time where there is none.
func retryAfter(answered *awshttp.ResponseError) time.Time {
	if answered.Response == nil || answered.Response.Response == nil {
		return time.Time{}
	}
	value := answered.Response.Header.Get("Retry-After")
	latest := time.Now().Add(maxRetryAfter)
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return time.Now().Add(time.Duration(min(seconds, int(maxRetryAfter/time.Second))) * time.Second)
	}
	at, err := http.ParseTime(value)
	switch {
	case err != nil:
		return time.Time{}
	case at.After(latest):
		return latest
	}
	return at
}
