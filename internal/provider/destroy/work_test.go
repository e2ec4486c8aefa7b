package destroy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// refusing refuses deletions for a reason, the first ones or all.
type refusing struct {
	slowBackend
	failure deletion.Failure
	times   int // negative: always
	home    deletion.Home
}

func (b *refusing) Delete(ctx context.Context, obj deletion.Object, attempt deletion.Attempt) (deletion.Operation, error) {
	if b.times != 0 {
		b.times--
		b.deletes = append(b.deletes, attempt)
		f := b.failure
		return deletion.Operation{}, &f
	}
	b.done = true
	return b.slowBackend.Delete(ctx, obj, attempt)
}

func (b *refusing) Home(context.Context) (deletion.Home, error) { return b.home, nil }

// TestWhatIsAskedAfterARefusal: where the answer leaves open what refuses, it is
// asked what is in the way, and once.
func TestWhatIsAskedAfterARefusal(t *testing.T) {
	home := deletion.Home{Account: "111122223333"}
	hook := []deletion.Hook{{Name: "H", Failed: true, Fatal: true}}
	for name, c := range map[string]struct {
		backend refusing
		want    int
	}{
		"invalid":      {refusing{failure: deletion.Failure{Reason: deletion.Invalid, Code: "X"}, times: -1, home: home}, 1},
		"unclassified": {refusing{failure: deletion.Failure{Code: "X"}, times: -1, home: home}, 1},
		"protected":    {refusing{failure: deletion.Failure{Reason: deletion.Protected, Code: "X"}, times: -1, home: home}, 1},
		"denied":       {refusing{failure: deletion.Failure{Reason: deletion.Denied, Code: "X"}, times: -1, home: home}, 0},
		"by a hook":    {refusing{failure: deletion.Failure{Reason: deletion.Invalid, Code: "X", Hooks: hook}, times: -1, home: home}, 0},
		"elsewhere":    {refusing{slowBackend: slowBackend{done: true}, failure: deletion.Failure{Reason: deletion.NotFound, Code: "X"}, times: -1, home: deletion.Home{Account: "999988887777"}}, 0},
		"gone":         {refusing{slowBackend: slowBackend{done: true}, home: home}, 0},
	} {
		asked := 0
		p := &probe{backend: &c.backend, work: func(w *destroy.Work) {
			w.InTheWay = func(context.Context) destroy.Findings {
				asked++
				return destroy.Findings{Blockers: []deletion.Blocker{{Code: "lock", ID: "DeletionProtection"}}}
			}
			w.Explain.Words = destroy.Words{"lock": {Property: true, Holds: "it is protected"}}
		}}
		resp := p.delete(t.Context(), t, thing(destroy.PolicyDelete, "", ""), nil)
		text := providertest.Text(resp.Diagnostics)
		if asked != c.want || strings.Contains(text, "DeletionProtection") != (c.want > 0) || isGone(t, resp.NewState) != (name == "gone") {
			t.Errorf("%s: asked %d times, want %d\n%s", name, asked, c.want, text)
		}
	}
}

// TestRefusalsThatPass: what the user knows to pass is asked for again, but where a
// protection explains it.
func TestRefusalsThatPass(t *testing.T) {
	lock := deletion.Blocker{Code: "lock", ID: "DeletionProtection"}
	for name, c := range map[string]struct {
		retry    func(*deletion.Failure) bool
		blockers []deletion.Blocker
		want     int
	}{
		"passes":         {func(f *deletion.Failure) bool { return f.Code == "X" }, nil, 2},
		"another":        {func(f *deletion.Failure) bool { return f.Code == "Y" }, nil, 1},
		"nobody knows":   {nil, nil, 1},
		"is protected":   {func(f *deletion.Failure) bool { return f.Code == "X" }, []deletion.Blocker{lock}, 1},
		"something else": {func(f *deletion.Failure) bool { return f.Code == "X" }, []deletion.Blocker{{Code: "session", ID: "s"}}, 2},
	} {
		backend := &refusing{failure: deletion.Failure{Reason: deletion.Invalid, Code: "X"}, times: 1, home: deletion.Home{Account: "111122223333"}}
		p := &probe{backend: backend, work: func(w *destroy.Work) {
			w.Retry = c.retry
			w.InTheWay = func(context.Context) destroy.Findings { return destroy.Findings{Blockers: c.blockers} }
			w.Explain.Words = destroy.Words{"lock": {Property: true, Holds: "it is protected"}}
		}}
		p.delete(t.Context(), t, thing(destroy.PolicyDelete, "", ""), nil)
		if len(backend.deletes) != c.want {
			t.Errorf("%s: asked for %d times, want %d", name, len(backend.deletes), c.want)
		}
	}
}

// TestEveryDeletionHasASeed, also where private state is lost.
func TestEveryDeletionHasASeed(t *testing.T) {
	for name, private := range map[string][]byte{"nothing": nil, "no seed": privateState(t, map[string]string{destroy.DeletionKey: `{}`})} {
		backend := &slowBackend{done: true}
		(&probe{backend: backend}).delete(t.Context(), t, thing(destroy.PolicyDelete, "", ""), private)
		if len(backend.deletes) != 1 || backend.deletes[0].Seed == "" {
			t.Errorf("%s: attempts = %+v, want one with a seed", name, backend.deletes)
		}
	}
}

func privateState(t *testing.T, keys map[string]string) []byte {
	t.Helper()
	raw := map[string][]byte{}
	for key, value := range keys {
		raw[key] = []byte(value)
	}
	text, err := json.Marshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestARecordWithoutAToken names no operation that could be followed.
func TestARecordWithoutAToken(t *testing.T) {
	for token, want := range map[string]int{"": 1, "token-1": 0} {
		backend := &slowBackend{done: true}
		private := privateState(t, map[string]string{destroy.DeletionKey: `{"seed":"s","operation":{"kind":"DELETE","token":"` + token + `"}}`})
		resp := (&probe{backend: backend}).delete(t.Context(), t, thing(destroy.PolicyDelete, "", ""), private)
		if len(backend.deletes) != want || !isGone(t, resp.NewState) {
			t.Errorf("token %q: %d deletions, want %d\n%s", token, len(backend.deletes), want, providertest.Text(resp.Diagnostics))
		}
	}
}

// TestAnAnnouncementThatCannotBeRead: nothing is done about an object whose plan
// nobody can read any more.
func TestAnAnnouncementThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]int{`{"a":1}`: 0, `["a"]`: 1} {
		backend := &slowBackend{done: true}
		resp := (&probe{backend: backend}).delete(t.Context(), t, thing(destroy.PolicyDelete, "", ""), privateState(t, map[string]string{"announced.v1": text}))
		if len(backend.deletes) != want || isGone(t, resp.NewState) != (want == 1) {
			t.Errorf("%s: %d deletions, want %d\n%s", text, len(backend.deletes), want, providertest.Text(resp.Diagnostics))
		}
	}
}

// TestLoggedEvents: an event is logged with what it has.
func TestLoggedEvents(t *testing.T) {
	for name, c := range map[string]struct {
		event deletion.Event
		has   []string
	}{
		"bare":      {deletion.Event{What: "asked"}, nil},
		"waits":     {deletion.Event{What: "asked", Wait: time.Second}, []string{"wait"}},
		"operation": {deletion.Event{What: "asked", Operation: &deletion.Operation{Token: "t"}}, []string{"operation", "status", "token"}},
		"failure":   {deletion.Event{What: "asked", Failure: &deletion.Failure{Code: "C"}}, []string{"code", "http_status", "reason", "request_id"}},
	} {
		var logged bytes.Buffer
		destroy.LogEvents(tflogtest.RootLogger(t.Context(), &logged))(c.event)
		lines, err := tflogtest.MultilineJSONDecode(&logged)
		if err != nil || len(lines) != 1 {
			t.Fatalf("%s: %v, %v", name, lines, err)
		}
		for _, field := range []string{"wait", "operation", "status", "token", "code", "http_status", "reason", "request_id"} {
			_, there := lines[0][field]
			if wanted := strings.Contains(" "+strings.Join(c.has, " ")+" ", " "+field+" "); there != wanted {
				t.Errorf("%s: %s is logged: %v, want %v", name, field, there, wanted)
			}
		}
	}
}

// TestDropIfGone: an object leaves the state where the right API says twice that it
// is gone.
func TestDropIfGone(t *testing.T) {
	home := deletion.Home{Account: "111122223333"}
	var schema resource.SchemaResponse
	(&probe{}).Schema(t.Context(), resource.SchemaRequest{}, &schema)
	for name, c := range map[string]struct {
		backend deletion.Backend
		there   bool
		gone    bool
		says    string
	}{
		"gone":      {&elsewhere{slowBackend: slowBackend{done: true}, home: home}, false, true, ""},
		"there":     {&elsewhere{home: home}, true, false, ""},
		"elsewhere": {&elsewhere{slowBackend: slowBackend{done: true}, home: deletion.Home{Account: "999988887777"}}, false, false, "Error: "},
		"not asked": {&elsewhere{slowBackend: slowBackend{done: true}, err: deletion.ErrHomeNotAsked}, false, true, "Warning: "},
		"not known": {&elsewhere{slowBackend: slowBackend{done: true}, err: &deletion.Failure{Reason: deletion.Denied}}, false, false, "Error: "},
	} {
		p := &probe{}
		p.server(t)
		resp := &resource.ReadResponse{State: tfsdk.State{Schema: schema.Schema, Raw: thing(destroy.PolicyDelete, "", "")}}
		there := destroy.DropIfGone(t.Context(), p.provider, c.backend, deletion.Object{Type: "Probe", ID: "thing-1", Home: home}, destroy.Explanation{}, resp)
		text := textOf(resp.Diagnostics)
		if there != c.there || resp.State.Raw.IsNull() != c.gone || !strings.HasPrefix(text, c.says) || (text == "") != (c.says == "") {
			t.Errorf("%s: there %v, gone from state %v, want %v and %v\n%s", name, there, resp.State.Raw.IsNull(), c.there, c.gone, text)
		}
	}
}
