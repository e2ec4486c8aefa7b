package cloudcontrol

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// once switches the SDK's own retries off. The deletion engine is the one layer
// that retries what changes something, and what it polls.
func once(o *cloudcontrol.Options) { o.Retryer = aws.NopRetryer{} }

// Create asks for a new resource (CreateResource). desired is a JSON object.
// The operation may not show an identifier yet. The same clientToken with the
// same content is the same request for 36 hours.
func (c *Client) Create(ctx context.Context, target Target, desired json.RawMessage, clientToken string) (deletion.Operation, error) {
	what := call{operation: "CreateResource", typeName: target.TypeName, token: clientToken}
	return c.submit(ctx, target, what, func(ctx context.Context, api *cloudcontrol.Client) (*types.ProgressEvent, error) {
		out, err := api.CreateResource(ctx, &cloudcontrol.CreateResourceInput{
			TypeName:      aws.String(target.TypeName),
			DesiredState:  aws.String(string(desired)),
			ClientToken:   optional(clientToken),
			RoleArn:       optional(target.RoleARN),
			TypeVersionId: optional(target.TypeVersionID),
		}, once)
		if err != nil {
			return nil, err
		}
		return out.ProgressEvent, nil
	})
}

// Update asks for a change (UpdateResource). patch is an RFC 6902 document whose
// paths are relative to the properties, and which must carry every write-only
// property that is to be kept.
func (c *Client) Update(ctx context.Context, target Target, identifier string, patch json.RawMessage, clientToken string) (deletion.Operation, error) {
	if identifier == "" {
		return deletion.Operation{}, nameless("UpdateResource")
	}
	what := call{operation: "UpdateResource", typeName: target.TypeName, identifier: identifier, token: clientToken}
	return c.submit(ctx, target, what, func(ctx context.Context, api *cloudcontrol.Client) (*types.ProgressEvent, error) {
		out, err := api.UpdateResource(ctx, &cloudcontrol.UpdateResourceInput{
			TypeName:      aws.String(target.TypeName),
			Identifier:    aws.String(identifier),
			PatchDocument: aws.String(string(patch)),
			ClientToken:   optional(clientToken),
			RoleArn:       optional(target.RoleARN),
			TypeVersionId: optional(target.TypeVersionID),
		}, once)
		if err != nil {
			return nil, err
		}
		return out.ProgressEvent, nil
	})
}

// deleteResource asks for a deletion (DeleteResource). Only the backend calls it: a
// deletion is the engine's business.
func (c *Client) deleteResource(ctx context.Context, target Target, identifier, clientToken string) (deletion.Operation, error) {
	if identifier == "" {
		return deletion.Operation{}, nameless("DeleteResource")
	}
	what := call{operation: "DeleteResource", typeName: target.TypeName, identifier: identifier, token: clientToken}
	return c.submit(ctx, target, what, func(ctx context.Context, api *cloudcontrol.Client) (*types.ProgressEvent, error) {
		out, err := api.DeleteResource(ctx, &cloudcontrol.DeleteResourceInput{
			TypeName:      aws.String(target.TypeName),
			Identifier:    aws.String(identifier),
			ClientToken:   optional(clientToken),
			RoleArn:       optional(target.RoleARN),
			TypeVersionId: optional(target.TypeVersionID),
		}, once)
		if err != nil {
			return nil, err
		}
		return out.ProgressEvent, nil
	})
}

// Cancel asks to cancel the request with that token (CancelResourceRequest). It
// rolls nothing back and does not stop what the service has begun. An empty
// region means the default one.
func (c *Client) Cancel(ctx context.Context, region, token string) (deletion.Operation, error) {
	if token == "" {
		return deletion.Operation{}, tokenless("CancelResourceRequest")
	}
	what := call{operation: "CancelResourceRequest", token: token}
	return c.submit(ctx, Target{Region: region}, what, func(ctx context.Context, api *cloudcontrol.Client) (*types.ProgressEvent, error) {
		out, err := api.CancelResourceRequest(ctx, &cloudcontrol.CancelResourceRequestInput{RequestToken: aws.String(token)}, once)
		if err != nil {
			return nil, err
		}
		return out.ProgressEvent, nil
	})
}

// submit makes a request that changes something, exactly once, and returns the
// operation that the API answered.
func (c *Client) submit(ctx context.Context, target Target, what call,
	send func(context.Context, *cloudcontrol.Client) (*types.ProgressEvent, error),
) (deletion.Operation, error) {
	api, err := c.in(target.Region)
	if err != nil {
		return deletion.Operation{}, err
	}
	what.region = api.region
	asked := time.Now()
	event, noted, err := perform(ctx, c, what, func(ctx context.Context) (*types.ProgressEvent, error) {
		return send(ctx, api.control)
	})
	if err != nil {
		return deletion.Operation{}, err
	}
	if lack := what.lackOf(event, c.knownType(target)); lack != "" {
		return deletion.Operation{}, unreadable(noted, "%s was answered, but the answer %s", what.operation, lack)
	}
	op := askedAt(byOurClock(operationFrom(*event, nil, noted.at), noted.at), asked)
	noteOn(op, noted)
	logOperation(ctx, op)
	return op, nil
}

// Status asks how far the request with that token is (GetResourceRequestStatus).
// An empty region means the default one.
func (c *Client) Status(ctx context.Context, region, token string) (deletion.Operation, error) {
	return c.status(ctx, region, token)
}

func (c *Client) status(ctx context.Context, region, token string, opts ...func(*cloudcontrol.Options)) (deletion.Operation, error) {
	if token == "" {
		return deletion.Operation{}, tokenless("GetResourceRequestStatus")
	}
	api, err := c.in(region)
	if err != nil {
		return deletion.Operation{}, err
	}
	what := call{operation: "GetResourceRequestStatus", region: api.region, token: token}
	out, noted, err := perform(ctx, c, what, func(ctx context.Context) (*cloudcontrol.GetResourceRequestStatusOutput, error) {
		return api.control.GetResourceRequestStatus(ctx, &cloudcontrol.GetResourceRequestStatusInput{RequestToken: aws.String(token)}, opts...)
	})
	if err != nil {
		return deletion.Operation{}, err
	}
	lack := what.lackOf(out.ProgressEvent, nil)
	if lack == "" && aws.ToString(out.ProgressEvent.RequestToken) != token {
		lack = "is about another request, " + aws.ToString(out.ProgressEvent.RequestToken)
	}
	if lack != "" {
		return deletion.Operation{}, unreadable(noted, "%s was answered, but the answer %s", what.operation, lack)
	}
	op := byOurClock(operationFrom(*out.ProgressEvent, out.HooksProgressEvent, noted.at), noted.at)
	noteOn(op, noted)
	logOperation(ctx, op)
	return op, nil
}

// noteOn adds to an operation's failure which answer told it. The status of that
// answer is left out: "HTTP 200" beside a failure misleads people.
func noteOn(op deletion.Operation, noted *answer) {
	if op.Failure != nil {
		op.Failure.RequestID = noted.requestID
	}
}

// Get reads one resource (GetResource). identifier is as the API writes it: the
// answer must bear it, else it is a failure (see HalfAnswer).
func (c *Client) Get(ctx context.Context, target Target, identifier string) (Description, error) {
	return c.get(ctx, target, identifier)
}

// GetKnown is Get for an object of which more is known: prior is a model that it
// had. An answer with nothing of it left is a failure, too.
func (c *Client) GetKnown(ctx context.Context, target Target, identifier string, prior any) (Description, error) {
	return c.ask(ctx, target, question{identifier: identifier, prior: prior})
}

// Find is Get for an identifier that a person typed. It may be in any form that
// the API takes (parts joined by "|", a JSON object, an alias), so that the
// answer may bear another one.
func (c *Client) Find(ctx context.Context, target Target, identifier string) (Description, error) {
	return c.ask(ctx, target, question{identifier: identifier, anyForm: true})
}

func (c *Client) get(ctx context.Context, target Target, identifier string, opts ...func(*cloudcontrol.Options)) (Description, error) {
	return c.ask(ctx, target, question{identifier: identifier}, opts...)
}

func (c *Client) ask(ctx context.Context, target Target, q question, opts ...func(*cloudcontrol.Options)) (Description, error) {
	if q.identifier == "" {
		return Description{}, nameless("GetResource")
	}
	api, err := c.in(target.Region)
	if err != nil {
		return Description{}, err
	}
	what := call{operation: "GetResource", region: api.region, typeName: target.TypeName, identifier: q.identifier}
	out, noted, err := perform(ctx, c, what, func(ctx context.Context) (*cloudcontrol.GetResourceOutput, error) {
		return api.control.GetResource(ctx, &cloudcontrol.GetResourceInput{
			TypeName:      aws.String(target.TypeName),
			Identifier:    aws.String(q.identifier),
			RoleArn:       optional(target.RoleARN),
			TypeVersionId: optional(target.TypeVersionID),
		}, opts...)
	})
	if err != nil {
		return Description{}, err
	}
	q.typeName, q.schema = target.TypeName, c.knownType(target)
	return q.description(out.TypeName, out.ResourceDescription, noted)
}

// nameless is the failure of a request that was not sent because it names no
// resource.
func nameless(operation string) *deletion.Failure {
	return &deletion.Failure{Reason: deletion.Invalid, Err: errors.New(operation + " needs the identifier of a resource, and there is none")}
}

// tokenless is the failure of a request that was not sent because it names no
// request: whatever it was about, nobody can find it again.
func tokenless(operation string) *deletion.Failure {
	return &deletion.Failure{Reason: deletion.Lost, Err: errors.New(operation + " needs the token of a request, and there is none")}
}

// optional returns nil for an empty text: the API refuses empty members.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
