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
	ResourceType     = "EntryGuard resource"
	CredentialType   = "EntryGuard credential"
	RoleType         = "EntryGuard role"
	RoleResourceType = "EntryGuard role resource assignment"
	RoleUserType     = "EntryGuard role user assignment"
	UserType         = "EntryGuard user"
	APIKeyType       = "EntryGuard API key"
	StaticIPRuleType = "EntryGuard static IP rule"
)

// A kind is what the API's collections of objects differ in.
type kind struct {
	objectType string // deletion.Object.Type
	path       string // the collection
	// absent is the code of a 404 that says that the object does not exist. It
	// is empty where the API documents none: there a 404 says nothing by
	// itself, and the collection is asked (deletion.md section 3).
	absent string
	// holdsCaller says that whom the client speaks for is one of the objects: a
	// list that does not show that one is not whole.
	holdsCaller bool
}

var (
	resourceKind   = kind{objectType: ResourceType, path: "resources", absent: codeResourceNotFound}
	credentialKind = kind{objectType: CredentialType, path: "credentials", absent: codeCredentialNotFound}
	roleKind       = kind{objectType: RoleType, path: "roles"}
	userKind       = kind{objectType: UserType, path: "users", holdsCaller: true}
	apiKeyKind     = kind{objectType: APIKeyType, path: "api-keys", absent: codeNotFound}

	staticIPRuleKind = kind{objectType: StaticIPRuleType, path: "static-ip-rules", absent: codeNotFound}
)

// request returns a request about one object of the kind, or about something
// below it.
func (k kind) request(method, id string, below ...string) request {
	return request{method: method, path: append([]string{k.path, id}, below...), id: id, absent: k.absent}
}

// all returns the request for the whole collection.
func (k kind) all() request { return request{method: http.MethodGet, path: []string{k.path}} }

// deletions is what the deletion backends have in common.
type deletions struct {
	client     *Client
	objectType string
}

// delete sends a DELETE. The API answers 204 at once, so that the operation is
// Done; it knows no idempotency tokens.
func (d deletions) delete(ctx context.Context, req request, obj deletion.Object, attempt deletion.Attempt) (deletion.Operation, error) {
	requestedAt := time.Now()
	a, err := d.client.do(ctx, req)
	if err != nil {
		return deletion.Operation{}, err
	}
	if a.status != http.StatusNoContent {
		return deletion.Operation{}, a.broken(errors.New("a deletion is answered 204"))
	}
	return deletion.Operation{
		Kind:        deletion.KindDelete,
		ObjectType:  d.objectType,
		ObjectID:    obj.ID,
		State:       deletion.Done,
		Status:      http.StatusText(a.status),
		RequestedAt: requestedAt,
		Attempt:     attempt.Number,
	}, nil
}

// Poll returns op as Done: the API deletes at once and has no operations. One
// with a token stems from somewhere else and is Lost.
func (d deletions) Poll(ctx context.Context, op deletion.Operation) (deletion.Operation, error) {
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
func (d deletions) Home(ctx context.Context) (deletion.Home, error) { return d.client.Home(ctx) }

// objects deletes the objects of one kind.
type objects struct {
	deletions
	kind kind
	read func(ctx context.Context, id string) error
}

// objectsOf returns what deletes the objects of a kind, which read reads.
func objectsOf[T any](c *Client, k kind, read func(context.Context, string) (T, error)) objects {
	return objects{
		deletions: deletions{client: c, objectType: k.objectType}, kind: k,
		read: func(ctx context.Context, id string) error { _, err := read(ctx, id); return err },
	}
}

// Observe says whether the object exists: it does where the API answers all
// that it always shows of it, and does not where reading it is NotFound (see
// read). Half an answer is an error.
func (o objects) Observe(ctx context.Context, obj deletion.Object) (bool, error) {
	err := o.read(ctx, obj.ID)
	switch {
	case err == nil:
		return true, nil
	case deletion.ReasonOf(err) == deletion.NotFound:
		return false, nil
	}
	return false, err
}

// Delete asks for the deletion (DELETE).
func (o objects) Delete(ctx context.Context, obj deletion.Object, attempt deletion.Attempt) (deletion.Operation, error) {
	return o.delete(ctx, o.kind.request(http.MethodDelete, obj.ID), obj, attempt)
}
