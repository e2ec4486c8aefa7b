package cloudcontrol

import (
	"context"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// An answer is what is known of the last HTTP answer of a call.
type answer struct {
	status    int
	requestID string
	at        time.Time // of the API's clock; zero where it did not say
	foreign   string    // the beginning of an answer that is not the API's own; see plaintext.Foreign
}

type answerKey struct{}

// noteAnswer notes what an attempt was answered, for the call that ctx belongs
// to. It is called inside the SDK, which offers no other place where both a good
// and a bad answer can be seen.
func noteAnswer(ctx context.Context, metadata middleware.Metadata) {
	noted, ok := ctx.Value(answerKey{}).(*answer)
	if !ok {
		return
	}
	*noted = answer{}
	id, _ := awsmiddleware.GetRequestIDMetadata(metadata)
	noted.requestID = plaintext.Line(id)
	if raw, ok := awsmiddleware.GetRawResponse(metadata).(*smithyhttp.Response); ok {
		noted.status = raw.StatusCode
		noted.at = deletion.AnsweredAt(raw.Header)
		if body, ok := raw.Body.(*boundedBody); ok {
			noted.foreign = plaintext.Foreign(body.head)
		}
	}
}

// A call is one request as the log shows it. The log never holds a body: neither
// properties, nor patches, nor the API's messages, which can repeat both.
type call struct {
	operation  string // e.g. "DeleteResource"
	region     string
	typeName   string
	identifier string
	token      string // RequestToken or ClientToken, as sent
}

// perform makes one request and logs it. It returns what send returned, or a
// *deletion.Failure; ctx having ended already, nothing is sent.
func perform[Out any](ctx context.Context, c *Client, what call, send func(context.Context) (Out, error)) (Out, *answer, error) {
	var none Out
	noted := new(answer)
	if ctx.Err() != nil {
		return none, noted, c.failure(ctx, context.Cause(ctx))
	}
	start := time.Now()
	out, err := send(context.WithValue(ctx, answerKey{}, noted))
	fields := what.fields(noted, time.Since(start))
	fields["requests"] = requestsSent.Load() // by this process
	if err != nil {
		f := c.quoted(c.failure(ctx, err), noted)
		fields["reason"], fields["error_code"] = f.Reason.String(), f.Code
		tflog.Debug(ctx, "AWS request failed", fields)
		return none, noted, f
	}
	tflog.Debug(ctx, "AWS request", fields)
	return out, noted, nil
}

func (what call) fields(noted *answer, took time.Duration) map[string]any {
	fields := map[string]any{
		"operation":   what.operation,
		"region":      what.region,
		"http_status": noted.status,
		"request_id":  noted.requestID,
		"duration_ms": took.Milliseconds(),
	}
	for name, value := range map[string]string{"type": what.typeName, "identifier": what.identifier, "token": what.token} {
		if value != "" {
			fields[name] = plaintext.Line(value)
		}
	}
	return fields
}

// logOperation logs how far an operation is.
func logOperation(ctx context.Context, op deletion.Operation) {
	fields := map[string]any{
		"kind":       op.Kind.String(),
		"type":       op.ObjectType,
		"identifier": plaintext.Line(op.ObjectID),
		"token":      op.Token,
		"status":     op.Status,
	}
	if op.Failure != nil {
		fields["reason"], fields["error_code"] = op.Failure.Reason.String(), op.Failure.Code
	}
	if !knownStatus(op.Status) {
		tflog.Warn(ctx, "Cloud Control answered a status that is new to this provider; asking on", fields)
		return
	}
	tflog.Debug(ctx, "Cloud Control operation", fields)
}
