package cloudcontrol

import (
	"context"
	"strconv"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/google/uuid"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A Backend deletes resources of one target. It is a small value: make one per
// object. Every method makes exactly one request (Operations one per page); the
// SDK's retries are off, because the engine is the layer that retries.
type Backend struct {
	client *Client
	target Target
	known  Known
	live   map[string]any // what Protections read last
}

var (
	_ deletion.Backend   = (*Backend)(nil)
	_ deletion.Locator   = (*Backend)(nil)
	_ deletion.Finder    = (*Backend)(nil)
	_ deletion.Lister    = (*Backend)(nil)
	_ deletion.Protector = (*Backend)(nil)
)

// Known is what an update has to bring although no read shows it.
type Known struct {
	Desired any            // the properties that the object is to have, decoded
	Echo    *cfschema.Echo // what the service made of the last write; may be nil
}

// Backend returns the deletion backend for target.
func (c *Client) Backend(target Target) *Backend { return &Backend{client: c, target: target} }

// Knowing returns a backend that sends what is known along with the updates that
// switch protections off.
func (b *Backend) Knowing(known Known) *Backend {
	return &Backend{client: b.client, target: b.target, known: known}
}

// seeds is the namespace of seeds that are no UUIDs themselves.
var seeds = uuid.MustParse("6f1d2c5e-0f0b-5b1e-9d5e-3a1f6f2b7c48")

// ClientToken returns the idempotency token of an attempt: UUIDv5 of the seed
// and the attempt's number. The same attempt always has the same token, also in
// another process, and no other attempt has it.
func ClientToken(attempt deletion.Attempt) string {
	namespace, err := uuid.Parse(attempt.Seed)
	if err != nil {
		namespace = uuid.NewSHA1(seeds, []byte(attempt.Seed))
	}
	return uuid.NewSHA1(namespace, []byte(strconv.Itoa(attempt.Number))).String()
}

// unprotectToken is ClientToken for the update that switches protections off: an
// API takes the deletion of the same attempt for another request.
func unprotectToken(attempt deletion.Attempt) string {
	return uuid.NewSHA1(uuid.MustParse(ClientToken(attempt)), []byte("unprotect")).String()
}

// Observe says whether the object exists (GetResource). A type without a read
// handler is an error, Unsupported.
func (b *Backend) Observe(ctx context.Context, obj deletion.Object) (bool, error) {
	_, err := b.client.get(ctx, b.target, obj.ID, once)
	if deletion.ReasonOf(err) == deletion.NotFound {
		return false, nil
	}
	return err == nil, err
}

// Delete asks for the deletion (DeleteResource), with the attempt's client
// token: the same attempt again is answered with the operation that it started.
func (b *Backend) Delete(ctx context.Context, obj deletion.Object, attempt deletion.Attempt) (deletion.Operation, error) {
	op, err := b.client.deleteResource(ctx, b.target, obj.ID, ClientToken(attempt))
	if err != nil {
		return deletion.Operation{}, err
	}
	op.Attempt = attempt.Number
	return op, nil
}

// Poll asks how far an operation is (GetResourceRequestStatus). What the answer
// leaves out is taken from op.
func (b *Backend) Poll(ctx context.Context, op deletion.Operation) (deletion.Operation, error) {
	now, err := b.client.status(ctx, b.target.Region, op.Token, once)
	switch {
	case err != nil:
		return op, err
	case now.ObjectType != "" && b.target.TypeName != "" && now.ObjectType != b.target.TypeName:
		return op, unreadable(new(answer), "GetResourceRequestStatus was asked about an operation on %s, but its answer is about the type %s", b.target.TypeName, now.ObjectType)
	case now.Kind != deletion.KindUnknown && op.Kind != deletion.KindUnknown && now.Kind != op.Kind:
		return op, unreadable(new(answer), "GetResourceRequestStatus was asked about the %s %s, but its answer is about the operation %s", op.Kind, op.Token, now.Kind)
	}
	if now.Kind == deletion.KindUnknown {
		now.Kind = op.Kind
	}
	if now.ObjectType == "" {
		now.ObjectType = op.ObjectType
	}
	if now.ObjectID == "" {
		now.ObjectID = op.ObjectID
	}
	now.Attempt = op.Attempt
	return askedAt(now, op.RequestedAt), nil
}

// Home returns the account and region that the backend speaks for.
func (b *Backend) Home(ctx context.Context) (deletion.Home, error) {
	return b.client.Home(ctx, b.target)
}

// everyKind are the kinds of requests.
var everyKind = []deletion.OperationKind{deletion.KindCreate, deletion.KindUpdate, deletion.KindDelete}

// underWay are the statuses of requests that have not ended.
var underWay = []string{"PENDING", "IN_PROGRESS", "CANCEL_IN_PROGRESS"}

// Operations lists the operations of any kind that are under way on the object
// (ListResourceRequests, which knows no filter by object). A list of the last
// second that shows one serves all who ask.
func (b *Backend) Operations(ctx context.Context, obj deletion.Object) ([]deletion.Operation, error) {
	list := func(ctx context.Context) ([]deletion.Operation, error) {
		return b.client.listUnderWay(ctx, b.target.Region, once)
	}
	// Hundreds may meet a conflict at the same time, such as after a kill. A list
	// that another of them has just asked for serves, where it shows something.
	var fresh atomic.Bool
	all, err := b.client.recent.Get(ctx, b.client.regionOf(b.target), func(ctx context.Context) ([]deletion.Operation, error) {
		fresh.Store(true)
		return list(ctx)
	})
	if err != nil {
		return nil, b.client.asFailure(ctx, err)
	}
	if found := b.client.operationsOn(all, b.target, obj.ID); len(found) > 0 || fresh.Load() {
		return found, nil
	}
	if all, err = list(ctx); err != nil {
		return nil, err
	}
	return b.client.operationsOn(all, b.target, obj.ID), nil
}

// listUnderWay lists all operations of a region that are under way.
func (c *Client) listUnderWay(ctx context.Context, region string, opts ...func(*cloudcontrol.Options)) ([]deletion.Operation, error) {
	return c.requests(ctx, region, RequestFilter{Kinds: everyKind, Statuses: underWay}, opts...)
}

// operationsOn picks the operations that work on one object.
func (c *Client) operationsOn(all []deletion.Operation, target Target, identifier string) []deletion.Operation {
	schema := c.knownType(target)
	var found []deletion.Operation
	for _, op := range all {
		if op.ObjectType == target.TypeName && op.ObjectID != "" && schema.SameIdentifier(op.ObjectID, identifier) {
			found = append(found, op)
		}
	}
	return found
}
