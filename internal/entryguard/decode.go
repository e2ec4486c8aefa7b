package entryguard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// An identified value is an object of the API.
type identified interface{ identifier() string }

// one sends a request that is answered with one object.
func one[T identified](ctx context.Context, c *Client, req request) (T, error) {
	var object, none T
	a, err := c.do(ctx, req)
	if err != nil {
		return none, err
	}
	if err := a.decode(&object); err != nil {
		return none, err
	}
	switch got := object.identifier(); {
	case got == "":
		return none, a.broken(errors.New("the object in the answer has no id"))
	case req.id != "" && !strings.EqualFold(got, req.id):
		return none, &deletion.Failure{
			Status: a.status, RequestID: a.requestID(),
			Err: fmt.Errorf("the API was asked about %s and answered about another object", req.id),
		}
	}
	return object, nil
}

// list sends a request that is answered with a bare array of everything: the
// API has no pages here (entryguard-api.md section 4).
func list[T identified](ctx context.Context, c *Client, req request) ([]T, error) {
	a, err := c.do(ctx, req)
	if err != nil {
		return nil, err
	}
	var objects []T
	if err := a.decode(&objects); err != nil {
		return nil, err
	}
	if objects == nil {
		return nil, a.broken(errors.New("the answer is null instead of an array"))
	}
	for _, object := range objects {
		if object.identifier() == "" {
			return nil, a.broken(errors.New("an object in the answer has no id"))
		}
	}
	return objects, nil
}

// members lists the collection in which an object is looked for. An ID that is
// none sends nothing: it could not be told from one that is missing.
func members[T identified](ctx context.Context, c *Client, k kind, id string) ([]T, error) {
	if err := k.request(http.MethodGet, id).check(ctx); err != nil {
		return nil, err
	}
	return list[T](ctx, c, k.all())
}

// byID returns the object with an ID.
func byID[T identified](all []T, id string) (T, bool) {
	i := slices.IndexFunc(all, func(object T) bool { return strings.EqualFold(object.identifier(), id) })
	if i < 0 {
		var none T
		return none, false
	}
	return all[i], true
}

// read reads one object. What a 404 without the documented code means the
// collection says: the object is NotFound where that answers without it.
// Anything else leaves the 404 as it is, Unclassified. Kinds that have a code
// may need it, too: one page promises the shape without codes for all
// endpoints (entryguard-api.md section 14).
func read[T identified](ctx context.Context, c *Client, k kind, id string) (T, error) {
	object, err := one[T](ctx, c, k.request(http.MethodGet, id))
	f := deletion.AsFailure(err)
	if !errors.Is(err, errUndecided) {
		return object, err
	}
	all, lookErr := list[T](ctx, c, k.all())
	if lookErr != nil {
		return object, err
	}
	if _, there := byID(all, id); !there {
		f.Reason, f.Hint, f.Err = deletion.NotFound, "", nil
	}
	return object, f
}

// decode reads the JSON of a 2xx answer. Numbers without a type of their own
// become json.Number, so that they come back as they were written.
func (a answer) decode(into any) error {
	if len(bytes.TrimSpace(a.body)) == 0 {
		return a.broken(errors.New("the answer has no body"))
	}
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return a.broken(describeJSON(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return a.broken(errors.New("the answer goes on after its JSON"))
	}
	return nil
}

// broken is the failure of an answer of 2xx (or one that was cut) which is not
// what the API documents: the request may have been carried out, so that it
// counts neither as done nor as refused.
func (a answer) broken(why error) *deletion.Failure {
	return &deletion.Failure{
		Reason:    deletion.Unavailable,
		Status:    a.status,
		RequestID: a.requestID(),
		Err:       fmt.Errorf("HTTP %d with a broken answer: %w", a.status, why),
	}
}

// describeJSON says what is wrong with JSON without repeating any of it: the
// answer to a log-in holds tokens.
func describeJSON(err error) error {
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("the member %q is of an unexpected kind", kind.Field)
	}
	return errors.New("the body is not the JSON that is documented")
}
