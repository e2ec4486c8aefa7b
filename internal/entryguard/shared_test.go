package entryguard_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// crowd is an API with many resources, and a client that has logged in.
type crowd struct {
	*entryguardtest.Server
	client     *entryguard.Client
	credential string
	ids        []string
}

func startCrowd(t *testing.T, n int) crowd {
	t.Helper()
	api := startAPI(t, entryguardtest.Options{})
	c := crowd{Server: api, client: adminClient(t, api), credential: api.AddCredential(sampleCredential()).ID}
	for i := range n {
		r := sampleResource(c.credential)
		r.Name = fmt.Sprintf("resource %d", i)
		c.ids = append(c.ids, api.AddResource(r).ID)
	}
	return c
}

// Who asks for many objects of one kind at once makes one request.
func TestManyReadsAreOneRequest(t *testing.T) {
	api := startCrowd(t, 500)
	var next, wrong atomic.Int32
	inParallel(500, func() {
		id := api.ids[next.Add(1)-1]
		if got, err := api.client.Shared().Resource(t.Context(), id); err != nil || got.ID != id {
			wrong.Add(1)
		}
	})
	if wrong.Load() != 0 {
		t.Errorf("%d reads failed or answered about another object", wrong.Load())
	}
	if got := api.CountAbout(); got != 1 {
		t.Errorf("500 resources were read with %d requests, want 1", got)
	}
}

// What the list does not show is asked for by itself: NotFound is always the
// object's own answer.
func TestTheListAloneSaysNobodyIsGone(t *testing.T) {
	api := startCrowd(t, 1)
	_, err := api.client.Shared().Resource(t.Context(), missingID)
	if deletion.ReasonOf(err) != deletion.NotFound {
		t.Errorf("error = %v, want NotFound", err)
	}
	if api.Count(http.MethodGet, "/resources/"+missingID) != 1 {
		t.Error("the object itself was not asked")
	}
	api.Fail(entryguardtest.Fault{Path: "/credentials", Status: 200, Body: `[]`})
	if got, err := api.client.Shared().Credential(t.Context(), api.credential); err != nil || got.ID != api.credential {
		t.Errorf("Credential = %+v, %v: a list that misses an object must not hide it", got, err)
	}
}

// Every write of the client, whatever becomes of it, makes the lists old.
func TestOwnWritesMakeListsOld(t *testing.T) {
	tests := map[string]struct {
		write  func(context.Context, crowd) error
		fails  bool
		reason string
	}{
		"update": {func(ctx context.Context, c crowd) error {
			name := "renamed"
			_, err := c.client.UpdateResource(ctx, c.ids[0], entryguard.ResourcePatch{Name: &name})
			return err
		}, false, "it shows in the list"},
		"delete": {func(ctx context.Context, c crowd) error {
			_, err := c.client.ResourceBackend().Delete(ctx, deletion.Object{ID: c.ids[1]}, deletion.Attempt{})
			return err
		}, false, "it shows in the list"},
		"lost answer": {func(ctx context.Context, c crowd) error {
			c.Fail(entryguardtest.Fault{Method: http.MethodPost, DropAfter: true})
			_, err := c.client.VerifyResource(ctx, c.ids[0])
			return err
		}, true, "it may have been carried out"},
		"by an alias": {func(ctx context.Context, c crowd) error {
			name := "renamed"
			alias := newClient(t, entryguard.Config{Endpoint: c.URL(), AccessToken: c.AdminToken()})
			_, err := alias.UpdateResource(ctx, c.ids[0], entryguard.ResourcePatch{Name: &name})
			return err
		}, false, "aliases of the provider are one process"},
		"another kind": {func(ctx context.Context, c crowd) error {
			_, err := c.client.CreateCredential(ctx, entryguard.CredentialInput{
				Name: "n", Provider: "AWS", CredentialType: "ACCESS_KEY", CredentialData: map[string]string{"accessKeyId": "a"},
			})
			return err
		}, false, "what a write changes elsewhere is not documented everywhere"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := startCrowd(t, 2)
			read := func(want int) {
				t.Helper()
				if _, err := api.client.Shared().Resources(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got := api.Count(http.MethodGet, "/resources"); got != want {
					t.Errorf("%d list requests, want %d: %s", got, want, test.reason)
				}
			}
			read(1)
			read(1)
			if err := test.write(t.Context(), api); (err != nil) != test.fails {
				t.Fatal(err)
			}
			read(2)
			read(2)
		})
	}
}

// A list that was under way while something was written may not show it: it
// answers those who asked before, and nobody else.
func TestAListUnderWayIsNotKeptAfterAWrite(t *testing.T) {
	api := startCrowd(t, 1)
	api.Fail(entryguardtest.Fault{Method: http.MethodGet, Path: "/resources", Delay: 200 * time.Millisecond})
	early := make(chan error)
	go func() {
		_, err := api.client.Shared().Resource(t.Context(), api.ids[0])
		early <- err
	}()
	until(t, func() bool { return api.Count(http.MethodGet, "/resources") == 1 })
	name := "renamed"
	if _, err := api.client.UpdateResource(t.Context(), api.ids[0], entryguard.ResourcePatch{Name: &name}); err != nil {
		t.Fatal(err)
	}
	got, err := api.client.Shared().Resource(t.Context(), api.ids[0])
	if err != nil || got.Name != name {
		t.Errorf("Resource = %q, %v; want the name that was just written", got.Name, err)
	}
	if err := <-early; err != nil {
		t.Error(err)
	}
	if got := api.Count(http.MethodGet, "/resources"); got != 2 {
		t.Errorf("%d list requests, want 2", got)
	}
}

func TestAListGetsOld(t *testing.T) {
	api := startCrowd(t, 1)
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, entryguard.Config{Endpoint: api.URL(), AccessToken: api.AdminToken()})
		client.Answer(api)
		for _, step := range []struct {
			after time.Duration
			want  int
		}{{0, 1}, {29 * time.Second, 1}, {2 * time.Second, 2}} {
			if err := deletion.Pause(t.Context(), step.after); err != nil {
				t.Fatal(err)
			}
			if _, err := client.Shared().Credentials(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := api.Count(http.MethodGet, "/credentials"); got != step.want {
				t.Errorf("%v later: %d list requests, want %d", step.after, got, step.want)
			}
		}
	})
}

// What is kept answers nobody who has gone.
func TestACancelIsOnesOwn(t *testing.T) {
	api := startCrowd(t, 1)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 {
		if _, err := api.client.Shared().Resources(gone); !errors.Is(err, context.Canceled) || deletion.AsFailure(err).Message != "" {
			t.Errorf("error = %#v, want the cancel, which the API did not say", err)
		}
		if _, err := api.client.Shared().Resources(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if got := api.CountAbout(); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}

func TestARequestThatNobodyWaitsForEnds(t *testing.T) {
	asked, ended := make(chan struct{}, 1), make(chan struct{})
	var requests atomic.Int32
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) > 1 {
			_, _ = w.Write([]byte(`[]`))
			return
		}
		asked <- struct{}{}
		<-r.Context().Done()
		close(ended)
	})
	client := api.client(t)
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := client.Shared().Resources(ctx)
		gone <- err
	}()
	<-asked
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
	// The next caller must not wait for the request that was given up.
	if _, err := client.Shared().Resources(t.Context()); err != nil {
		t.Error(err)
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("nobody waits for the request any more, and it goes on")
	}
}

// Callers may add to the failure that they get; the others must not see that.
func TestAFailureIsOnesOwn(t *testing.T) {
	api := startCrowd(t, 0)
	api.Fail(entryguardtest.Fault{Path: "/resources", Status: 403, Times: -1})
	for range 2 {
		_, err := api.client.Shared().Resources(t.Context())
		f := deletion.AsFailure(err)
		if f == nil || f.Hint == "somebody's own" {
			t.Fatalf("failure = %+v", f)
		}
		f.Hint = "somebody's own"
	}
	if got := api.Count("", "/resources"); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}

// What a failing list means for who asks for one object.
func TestAListThatFails(t *testing.T) {
	tests := map[string]struct {
		status  int
		fails   bool
		lists   int // list requests that three reads make
		objects int // reads of the object itself
		reason  string
	}{
		"forbidden":   {403, false, 1, 3, "the object may still be readable, and one refusal is enough"},
		"not found":   {404, false, 1, 3, "the same"},
		"throttled":   {429, true, 3, 0, "asking for each object would make it worse; whoever asks again gets another list"},
		"broken":      {500, true, 3, 0, "the same"},
		"a page":      {200, false, 1, 3, "one object may break a list, and others are still readable"},
		"credentials": {401, true, 3, 0, "the object would say the same"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api := startCrowd(t, 1)
			fault := entryguardtest.Fault{Path: "/resources", Status: test.status, Times: -1}
			if test.status == http.StatusOK {
				fault.Body = htmlPage
			}
			api.Fail(fault)
			for range 3 {
				_, err := api.client.Shared().Resource(t.Context(), api.ids[0])
				if (err != nil) != test.fails {
					t.Errorf("error = %v: %s", err, test.reason)
				}
				if f, ok := errors.AsType[*deletion.Failure](err); err != nil && (!ok || f.Status != test.status) {
					t.Errorf("error = %#v, want the API's own answer", err)
				}
			}
			if got := api.Count("", "/resources"); got != test.lists {
				t.Errorf("%d list requests, want %d: %s", got, test.lists, test.reason)
			}
			if got := api.Count("", "/resources/*"); got != test.objects {
				t.Errorf("%d reads of the object itself, want %d: %s", got, test.objects, test.reason)
			}
		})
	}
}

// until waits for something that happens soon.
func until(t *testing.T, happened func() bool) {
	t.Helper()
	for !happened() {
		if err := deletion.Pause(t.Context(), time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
}
