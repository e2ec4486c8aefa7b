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
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// An identified value is an object of the API.
type identified interface {
	identifier() string
	formed
}

// A formed value says what every answer that holds it carries.
type formed interface{ form() form }

// one sends a request that is answered with one object.
func one[T identified](ctx context.Context, c *Client, req request) (T, error) {
	var none T
	a, err := c.do(ctx, req)
	if err != nil {
		return none, err
	}
	var raw json.RawMessage
	if err := a.decode(&raw); err != nil {
		return none, err
	}
	object, err := whole[T](a, req, raw)
	if err != nil {
		return none, err
	}
	if req.id != "" && !strings.EqualFold(object.identifier(), req.id) {
		return none, &deletion.Failure{
			Status: a.status, RequestID: a.requestID(),
			Err: fmt.Errorf("the API was asked about %s and answered about another object", req.id),
		}
	}
	return object, nil
}

// list sends a request that is answered with a bare array of everything: the
// API has no pages here (entryguard-api.md section 4). One member that is not
// whole spoils the list: what else is missing nobody knows.
func list[T identified](ctx context.Context, c *Client, req request) ([]T, error) {
	a, err := c.do(ctx, req)
	if err != nil {
		return nil, err
	}
	var elements []json.RawMessage
	if err := a.decode(&elements); err != nil {
		return nil, err
	}
	if elements == nil {
		return nil, a.broken(errors.New("the answer is null instead of an array"))
	}
	objects := make([]T, 0, len(elements))
	for _, raw := range elements {
		object, err := whole[T](a, req, raw)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}

// whole reads an object that carries all that the API always shows of its kind.
func whole[T formed](a answer, req request, raw json.RawMessage) (T, error) {
	var object, none T
	part := a
	part.body = cleaned(raw)
	if err := part.decode(&object); err != nil {
		return none, err
	}
	if err := object.form().check(raw); err != nil {
		return none, a.half(req, err)
	}
	if named, ok := any(object).(identified); ok && !isIdentifier(named.identifier()) {
		// Stored, it would keep its object in state for good: nobody could ask
		// for it.
		return none, a.half(req, fmt.Errorf("it has an id that cannot be one: %s", quoted(named.identifier())))
	}
	return object, nil
}

// half is the failure of an answer that is well-formed and lacks something. A
// request that changes something may have been carried out; any other one is
// not made again by itself.
func (a answer) half(req request, why error) *deletion.Failure {
	f := a.broken(why)
	f.Err = fmt.Errorf("HTTP %d with half an answer: %w", a.status, why)
	if req.method == http.MethodGet {
		f.Reason = deletion.Unclassified
	}
	return f
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
// collection says: the object is NotFound where two lists, each whole,
// do not show it. Anything else leaves the 404 as it is, Unclassified. Kinds
// that have a code may need it, too: one page promises the shape without codes
// for all endpoints (entryguard-api.md section 14).
func read[T identified](ctx context.Context, c *Client, k kind, id string) (T, error) {
	object, err := one[T](ctx, c, k.request(http.MethodGet, id))
	if !errors.Is(err, errUndecided) {
		return object, err
	}
	f := deletion.AsFailure(err)
	_, there, err := searched(ctx, id, func(ctx context.Context) ([]T, error) { return collection[T](ctx, c, k) })
	if err == nil && !there {
		f.Reason, f.Hint, f.Err = deletion.NotFound, "", nil
	}
	return object, f
}

// searched searches a list for an object, and asks for the list once more where
// it does not show it: one answer of a list is no proof that something is gone.
func searched[T identified](ctx context.Context, id string, list func(context.Context) ([]T, error)) (found T, there bool, err error) {
	for range 2 {
		all, err := list(ctx)
		if err != nil {
			return found, false, err
		}
		if found, there = byID(all, id); there {
			return found, true, nil
		}
	}
	return found, false, nil
}

// collection lists all objects of a kind.
func collection[T identified](ctx context.Context, c *Client, k kind) ([]T, error) {
	all, err := list[T](ctx, c, k.all())
	if err != nil || !k.holdsCaller {
		return all, err
	}
	me, err := c.Caller(ctx)
	if err != nil {
		return nil, err
	}
	if _, there := byID(all, me.ID); !there {
		return nil, &deletion.Failure{
			Status: http.StatusOK,
			Err:    fmt.Errorf("the list of %s is not whole: it does not show %s, whom the provider speaks for", k.path, me.Email),
		}
	}
	return all, nil
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
// counts neither as done nor as refused. What another host answers, it answers
// again: a request that changes nothing is not repeated then.
func (a answer) broken(why error) *deletion.Failure {
	f := &deletion.Failure{
		Reason:    deletion.Unavailable,
		Status:    a.status,
		RequestID: a.requestID(),
		Err:       fmt.Errorf("HTTP %d with a broken answer: %w", a.status, why),
	}
	if !a.foreign() {
		return f
	}
	f.Foreign, f.Hint = true, endpointHint
	if a.changedNothing {
		f.Reason = deletion.Unclassified
	}
	// Nothing but a title is repeated: the answer to a log-in holds tokens.
	if title := plaintext.Title(a.body); title != "" {
		f.Err = fmt.Errorf("HTTP %d, and the answer is not the API's own: %q", a.status, a.hide(title))
	}
	return f
}

// foreign reports whether an answer is not of the API's kind, which is JSON.
func (a answer) foreign() bool {
	text := bytes.TrimSpace(a.body)
	return a.cut == nil && len(text) > 0 && !strings.ContainsRune(`{["`, rune(text[0])) && !json.Valid(text)
}

// describeJSON says what is wrong with JSON without repeating any of it: the
// answer to a log-in holds tokens.
func describeJSON(err error) error {
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("the member %q is of an unexpected kind", kind.Field)
	}
	return errors.New("the body is not the JSON that is documented")
}
