package entryguard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// The types of objects, as deletion.Object.Type.
const (
	ResourceType   = "EntryGuard resource"
	CredentialType = "EntryGuard credential"
)

// A kind is what the API's collections of objects differ in.
type kind struct {
	objectType string // deletion.Object.Type
	path       string // the collection
	absent     string // the code of a 404 that says that the object does not exist
}

var (
	resourceKind   = kind{objectType: ResourceType, path: "resources", absent: codeResourceNotFound}
	credentialKind = kind{objectType: CredentialType, path: "credentials", absent: codeCredentialNotFound}
)

// request returns a request about one object of the kind, or about something
// below it.
func (k kind) request(method, id string, below ...string) request {
	return request{method: method, path: append([]string{k.path, id}, below...), id: id, absent: k.absent}
}

// objects is what the deletion backends of all kinds have in common.
type objects struct {
	client *Client
	kind   kind
}

// anything is an object of any kind, of which only the ID matters.
type anything struct {
	ID string `json:"id"`
}

func (a anything) identifier() string { return a.ID }

// Observe says whether the object exists (GET). Only the documented code of a
// 404 means that it does not; see deletion.md section 3.
func (o objects) Observe(ctx context.Context, obj deletion.Object) (bool, error) {
	_, err := one[anything](ctx, o.client, o.kind.request(http.MethodGet, obj.ID))
	switch {
	case err == nil:
		return true, nil
	case deletion.ReasonOf(err) == deletion.NotFound:
		return false, nil
	}
	return false, err
}

// Delete asks for the deletion (DELETE). The API answers 204 at once, so that
// the operation is Done; it knows no idempotency tokens.
func (o objects) Delete(ctx context.Context, obj deletion.Object, attempt deletion.Attempt) (deletion.Operation, error) {
	requestedAt := time.Now()
	a, err := o.client.do(ctx, o.kind.request(http.MethodDelete, obj.ID))
	if err != nil {
		return deletion.Operation{}, err
	}
	if a.status != http.StatusNoContent {
		return deletion.Operation{}, a.broken(errors.New("a deletion is answered 204"))
	}
	return deletion.Operation{
		Kind:        deletion.KindDelete,
		ObjectType:  o.kind.objectType,
		ObjectID:    obj.ID,
		State:       deletion.Done,
		Status:      http.StatusText(a.status),
		RequestedAt: requestedAt,
		Attempt:     attempt.Number,
	}, nil
}

// Poll returns op as Done: the API deletes at once and has no operations. One
// with a token stems from somewhere else and is Lost.
func (o objects) Poll(ctx context.Context, op deletion.Operation) (deletion.Operation, error) {
	switch {
	case ctx.Err() != nil:
		return op, ended(ctx)
	case op.Token != "":
		return op, &deletion.Failure{
			Reason: deletion.Lost,
			Err:    fmt.Errorf("EntryGuard has no operations, and so none with the token %s", op.Token),
		}
	}
	op.State = deletion.Done
	return op, nil
}

// Home returns the organization that the backend speaks for.
func (o objects) Home(ctx context.Context) (deletion.Home, error) { return o.client.Home(ctx) }
