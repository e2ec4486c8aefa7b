package entryguard

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// listsOthers is the oracle for API keys, whose absence only their list tells: a
// whole 2xx answer that is an array of whole objects, none of them ours but one
// that is revoked, and at least one, because keys stay in the list for ever.
// (The same bytes answer the second list, too.)
func listsOthers(raw []byte) bool {
	body, succeeded := success(raw)
	var objects []json.RawMessage
	if !succeeded || json.Unmarshal(body, &objects) != nil || len(objects) == 0 {
		return false
	}
	for _, object := range objects {
		var key struct {
			ID        string `json:"id"`
			IsRevoked bool   `json:"isRevoked"`
		}
		if lacks(APIKeyType, object) || json.Unmarshal(object, &key) != nil || (strings.EqualFold(key.ID, fuzzedID) && !key.IsRevoked) {
			return false
		}
	}
	return true
}

// lacks reports whether an object lacks a member that the documented answer has.
func lacks(objectType string, raw []byte) bool {
	var documented, members map[string]json.RawMessage
	if json.Unmarshal([]byte(Documented[objectType]), &documented) != nil || json.Unmarshal(raw, &members) != nil {
		return true
	}
	for name := range documented {
		if _, there := members[name]; !there && !slices.Contains(mayLack[objectType], name) {
			return true
		}
	}
	return false
}

// An unchangedAPI has one whole object of every kind and answers bytes about one
// path. Whom the client speaks for is among the users.
type unchangedAPI struct {
	path string // below the base, of what is answered with raw
	raw  []byte
}

// RoundTrip implements http.RoundTripper.
func (a unchangedAPI) RoundTrip(req *http.Request) (*http.Response, error) {
	raw := a.raw
	if path := strings.TrimPrefix(req.URL.Path, "/api/v1"); path != a.path {
		raw = wire(http.StatusOK, "", "", []byte(wellAnswer(path)))
	}
	return http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), req)
}

// collections are the paths of the kinds that Terraform manages.
var collections = map[string]string{
	"/resources": ResourceType, "/credentials": CredentialType, "/roles": RoleType, "/users": UserType,
	"/api-keys": APIKeyType, "/static-ip-rules": StaticIPRuleType,
}

func wellAnswer(path string) string {
	if path == "/auth/me" {
		return WholeAnswer(MeType, "me", "")
	}
	if objectType, ok := collections[path]; ok {
		return "[" + WholeAnswer(objectType, fuzzedID, "") + "," + WholeAnswer(objectType, "me", "") + "]"
	}
	return WholeAnswer(collections[path[:strings.LastIndex(path, "/")]], fuzzedID, "")
}

// FuzzOneAnswer answers anything in one place while nothing has changed: no such
// answer may take the object for gone, but the documented one about itself, nor
// for one with other values, unless it is a whole answer about it.
func FuzzOneAnswer(f *testing.F) {
	for path, objectType := range collections {
		for _, body := range append(slices.Clone(fuzzedBodies), Documented[objectType], WholeAnswer(objectType, fuzzedID, ""), "["+WholeAnswer(objectType, fuzzedID, "")+"]") {
			for _, status := range []int{200, 404, 500} {
				f.Add(path, false, status, []byte(body))
				f.Add(path, true, status, []byte(body))
			}
		}
	}
	f.Fuzz(func(t *testing.T, path string, itself bool, status int, body []byte) {
		objectType, known := collections[path]
		if !known || status < 100 || status > 999 {
			t.Skip("no such place")
		}
		if itself {
			path += "/" + fuzzedID
		}
		raw := wire(status, "", "", body)
		synctest.Test(t, func(t *testing.T) { holdsOn(t, objectType, unchangedAPI{path, raw}) })
	})
}

// holdsOn reads the unchanged object by itself and through the lists of a run.
func holdsOn(t *testing.T, objectType string, api unchangedAPI) {
	c := fuzzedClient(t, rawAPI{}, false)
	c.transport = api
	gone := saysGone(objectType, api.raw) && strings.HasSuffix(api.path, fuzzedID)
	if objectType == APIKeyType {
		gone = listsOthers(api.raw) && !strings.HasSuffix(api.path, fuzzedID)
	}
	body, _ := success(api.raw)
	for how, read := range reads(t.Context(), c, objectType) {
		got, err := read()
		switch {
		case deletion.ReasonOf(err) == deletion.NotFound && err != nil && !gone:
			t.Errorf("%s, %s: %q about %s takes it for gone: %v", objectType, how, body, api.path, err)
		case err == nil && !reflect.DeepEqual(got, wellObject(objectType)) && !answersWhole(objectType, body):
			t.Errorf("%s, %s: %q about %s is taken for another value: %+v", objectType, how, body, api.path, got)
		}
	}
}

// answersWhole reports whether a body is a whole object, or a list of them.
func answersWhole(objectType string, body []byte) bool {
	var objects []json.RawMessage
	if json.Unmarshal(body, &objects) != nil {
		objects = []json.RawMessage{body}
	}
	return len(objects) > 0 && !slices.ContainsFunc(objects, func(raw json.RawMessage) bool { return lacks(objectType, raw) })
}

// reads are the ways in which a refresh reads an object.
func reads(ctx context.Context, c *Client, objectType string) map[string]func() (any, error) {
	by := func(itself, shared func(context.Context, string) (any, error)) map[string]func() (any, error) {
		return map[string]func() (any, error){
			"by itself":     func() (any, error) { return itself(ctx, fuzzedID) },
			"through lists": func() (any, error) { return shared(ctx, fuzzedID) },
		}
	}
	switch objectType {
	case ResourceType:
		return by(anyOf(c.Resource), anyOf(c.Shared().Resource))
	case CredentialType:
		return by(anyOf(c.Credential), anyOf(c.Shared().Credential))
	case RoleType:
		return by(anyOf(c.Role), anyOf(c.Shared().Role))
	case UserType:
		return by(anyOf(c.User), anyOf(c.Shared().User))
	case APIKeyType:
		return by(anyOf(c.APIKey), anyOf(c.Shared().APIKey))
	}
	return by(anyOf(c.StaticIPRule), anyOf(c.Shared().StaticIPRule))
}

func anyOf[T any](read func(context.Context, string) (T, error)) func(context.Context, string) (any, error) {
	return func(ctx context.Context, id string) (any, error) { return read(ctx, id) }
}

// wellObject is the object as the whole answer shows it.
func wellObject(objectType string) any {
	text := []byte(WholeAnswer(objectType, fuzzedID, ""))
	switch objectType {
	case ResourceType:
		return decoded[Resource](text)
	case CredentialType:
		return decoded[Credential](text)
	case RoleType:
		return decoded[Role](text)
	case UserType:
		return decoded[User](text)
	case APIKeyType:
		return decoded[APIKey](text)
	}
	return decoded[StaticIPRule](text)
}

func decoded[T any](text []byte) T {
	var object T
	if err := (answer{body: text}).decode(&object); err != nil {
		panic(err) // a mistake of the test
	}
	return object
}

// askCollections asks what the engine asks about kinds whose absence only the
// collection tells.
func askCollections(t *testing.T, raw []byte) {
	ctx := context.Background()
	c := fuzzedClient(t, rawAPI{raw: raw}, false)
	for objectType, b := range map[string]deletion.Backend{
		RoleType: c.RoleBackend(), UserType: c.UserBackend(), APIKeyType: c.APIKeyBackend(),
		RoleResourceType: c.RoleResourceBackend(), RoleUserType: c.RoleUserBackend(),
	} {
		obj := deletion.Object{Type: objectType, ID: fuzzedID}
		if strings.Contains(objectType, "assignment") {
			obj.ID += "/" + fuzzedID
		}
		exists, err := b.Observe(ctx, obj)
		wellFormed(t, "Observe", err, false)
		if err == nil && !exists && (objectType != APIKeyType || !listsOthers(raw)) {
			t.Errorf("%s: taken for gone", objectType)
		}
		op, err := b.Delete(ctx, obj, deletion.Attempt{})
		wellFormed(t, "Delete", err, objectType == APIKeyType && saysGone(objectType, raw))
		if err == nil && op.State != deletion.Done {
			t.Errorf("%s: a deletion that is neither done nor an error: %+v", objectType, op)
		}
	}
	for method, call := range map[string]func() error{
		"Role":          func() error { _, err := c.Role(ctx, fuzzedID); return err },
		"User":          func() error { _, err := c.User(ctx, fuzzedID); return err },
		"AssignUser":    func() error { return c.AssignUser(ctx, fuzzedID, fuzzedID) },
		"StaticIPRules": func() error { _, err := c.StaticIPRules(ctx); return err },
		"Settings":      func() error { _, err := c.OrganizationSettings(ctx); return err },
		"AuditLogs":     func() error { _, err := c.AuditLogs(ctx, AuditFilter{Limit: 10}); return err },
		"CreateAPIKey":  func() error { _, err := c.CreateAPIKey(ctx, APIKeyInput{Name: "n"}); return err },
	} {
		wellFormed(t, method, call(), false)
	}
	key, err := c.APIKey(ctx, fuzzedID)
	wellFormed(t, "APIKey", err, listsOthers(raw))
	if err == nil && (!strings.EqualFold(key.ID, fuzzedID) || key.IsRevoked) {
		t.Errorf("APIKey = %+v", key)
	}
}
