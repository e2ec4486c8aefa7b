// Package deletiontest is the conformance suite that every deletion backend
// passes: a new backend is finished when Run is green for it.
//
// It tests the contract of deletion.Backend and its optional interfaces
// against a simulated API, and that the engine forgets nothing through the
// backend. It knows no API.
package deletiontest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A Subject is one backend and the simulated API behind it, made anew for
// every test.
type Subject struct {
	Backend deletion.Backend
	Object  deletion.Object // exists, may be deleted, and lives where the backend looks
	Missing deletion.Object // of the same type, with a well-formed ID that the API does not know

	// Requests counts the requests that have reached the API so far. Log-in,
	// token renewal and asking for one's own identity do not count.
	Requests func() int
	// Exists looks behind the API whether an object lives.
	Exists func(deletion.Object) bool
	// Deletions counts the deletions that took effect on the object.
	Deletions func(deletion.Object) int
	// Settle lets the API finish the operations that are under way.
	Settle func()
	// Throttle makes the API answer the next n requests with "too many".
	Throttle func(n int)
	// Break makes the API fail the next n requests with a server error before
	// they take effect.
	Break func(n int)
	// Drop makes the API carry out the next request and lose its answer.
	Drop func()
	// Expire makes the API refuse the credentials from now on, also those that
	// can be renewed.
	Expire func()
	// Forbid makes the API refuse, from now on, everything as not permitted.
	Forbid func()
	// Garble makes the API answer the next n requests with status 200 and a
	// body that is not its own, as a proxy would.
	Garble func(n int)
	// GoneByStranger answers the next n requests with a 404 page that is not
	// the API's own.
	GoneByStranger func(n int)

	// Half makes the API answer the next n requests with success and without
	// what such an answer always has: what it is about, and what the object has.
	// Nil where no request of the API has such an answer.
	Half func(n int)
	// Swap makes the API answer the next n requests about another object than
	// was asked for. Nil where no answer names its object.
	Swap func(n int)
	// LieNotFound makes the API answer the next deletion with its own "not
	// found", whatever there is, and not carry it out.
	LieNotFound func()

	// Protect switches a protection of an object on, behind the API. It must be
	// set where the backend is a Protector.
	Protect func(deletion.Object)

	// Codeless says that the API's "not found" carries no machine code, so
	// that an unmapped route answers the same. Then deleting what is missing is
	// Unclassified, and only observing says that it is gone.
	Codeless bool
	// Witnesses is how many requests may be needed to learn that an object is
	// not there, where one answer of the API is no proof of it; zero: one.
	Witnesses int
	// Empty makes the API answer the next n requests for lists with empty ones.
	// May be nil.
	Empty func(n int)
}

// missing is the reason for what is asked about an object that is not there.
func (s Subject) missing() deletion.Reason {
	if s.Codeless {
		return deletion.Unclassified
	}
	return deletion.NotFound
}

// Run runs the suite. start is called once for every test and must not share
// anything between calls.
func Run(t *testing.T, start func(t *testing.T) Subject) {
	t.Helper()
	tests := map[string]func(*testing.T, Subject){
		"ObserveSaysTrueAndChangesNothing":   observeExisting,
		"ObserveTakesAbsenceForAnAnswer":     observeMissing,
		"DeleteEndsInAbsence":                deleteExisting,
		"DeleteTwiceIsHarmless":              deleteTwice,
		"DeleteOfTheMissingSaysNotFound":     deleteMissing,
		"EveryCallIsOneRequest":              oneRequest,
		"ACancelledContextSendsNothing":      cancelled,
		"AnEmptyIDSendsNothing":              emptyID,
		"ThrottledIsThrottledAndOneRequest":  throttled,
		"AServerErrorIsUnavailable":          unavailable,
		"ALostAnswerIsUnavailable":           lostAnswer,
		"RefusedCredentialsUnauthenticated":  expired,
		"ForbiddenIsDenied":                  forbidden,
		"GarbageIsNeverTakenForGone":         garbage,
		"HalfAnAnswerSaysNothing":            halfAnswer,
		"AnotherObjectsAnswerSaysNothing":    swappedAnswer,
		"AStrangers404IsNeverTakenForGone":   strangers404,
		"OneEmptyListIsNeverTakenForGone":    emptyList,
		"ALyingNotFoundIsNotBelieved":        lyingNotFound,
		"AnUnknownTokenIsLost":               unknownToken,
		"TheHomeIsKnown":                     home,
		"NobodyHoldsAFreeObject":             noBlockers,
		"NothingIsUnderWayOnAnIdleObject":    noOperations,
		"OnePlaceHasOneBoard":                oneBoard,
		"ListsShowWhatIsUnderWayAndDone":     listsUnderWay,
		"AFailedListIsNoEmptyOne":            badLists,
		"ProtectionsAreSwitchedOff":          protections,
		"FailuresAreClassifiedAndHaveAText":  failuresHaveText,
		"ObserveAfterDeleteIsAbsenceForGood": staysAbsent,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, start(t)) })
	}
}

var attempt = deletion.Attempt{Seed: "5f0c2b0e-2f3c-4f7e-9d53-0b8b6a4c7e11", Number: 0}

func observeExisting(t *testing.T, s Subject) {
	for range 2 {
		exists, err := s.Backend.Observe(t.Context(), s.Object)
		if err != nil || !exists {
			t.Fatalf("Observe(existing) = %v, %v; want true, nil", exists, err)
		}
	}
	if !s.Exists(s.Object) || s.Deletions(s.Object) != 0 {
		t.Error("observing changed the object")
	}
}

func observeMissing(t *testing.T, s Subject) {
	exists, err := s.Backend.Observe(t.Context(), s.Missing)
	if err != nil || exists {
		t.Fatalf("Observe(missing) = %v, %v; want false, nil: absence is an answer, not an error", exists, err)
	}
}

func deleteExisting(t *testing.T, s Subject) {
	settled(t, s, s.Object, attempt)
	exists, err := s.Backend.Observe(t.Context(), s.Object)
	if err != nil || exists {
		t.Errorf("Observe after deletion = %v, %v; want false, nil", exists, err)
	}
	if got := s.Deletions(s.Object); got != 1 {
		t.Errorf("deletions that took effect = %d, want 1", got)
	}
}

func deleteTwice(t *testing.T, s Subject) {
	for range 2 {
		_, err := s.Backend.Delete(t.Context(), s.Object, attempt)
		if err == nil {
			continue
		}
		if reason := reasonOf(t, err); reason != s.missing() && reason != deletion.Busy {
			t.Errorf("Delete again: reason %v, want %v or Busy: %v", reason, s.missing(), err)
		}
	}
	s.Settle()
	if s.Exists(s.Object) {
		t.Error("the object still lives")
	}
	if got := s.Deletions(s.Object); got != 1 {
		t.Errorf("deletions that took effect = %d, want 1", got)
	}
}

func deleteMissing(t *testing.T, s Subject) {
	op, err := s.Backend.Delete(t.Context(), s.Missing, attempt)
	if err == nil {
		s.Settle()
		op, err = s.Backend.Poll(t.Context(), op)
	}
	if err == nil && op.State == deletion.Failed {
		err = op.Failure
	}
	if err == nil {
		t.Fatalf("deleting what is missing ended in state %v without a failure", op.State)
	}
	if got, want := reasonOf(t, err), s.missing(); got != want {
		t.Errorf("reason = %v, want %v: %v", got, want, err)
	}
	if exists, err := s.Backend.Observe(t.Context(), s.Missing); err != nil || exists {
		t.Errorf("Observe after that = %v, %v; want false, nil", exists, err)
	}
}

func oneRequest(t *testing.T, s Subject) {
	ctx := t.Context()
	warm(t, s)
	var op deletion.Operation
	calls := []struct {
		name string
		most int
		call func() error
	}{
		{"Observe", 1, func() error { _, err := s.Backend.Observe(ctx, s.Object); return err }},
		{"Observe(missing)", max(1, s.Witnesses), func() error { _, err := s.Backend.Observe(ctx, s.Missing); return err }},
		{"Delete", 1, func() (err error) { op, err = s.Backend.Delete(ctx, s.Object, attempt); return err }},
	}
	for _, c := range calls {
		before := s.Requests()
		if err := c.call(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := s.Requests() - before; got < 1 || got > c.most {
			t.Errorf("%s made %d requests, want %d at most", c.name, got, c.most)
		}
	}
	if op.Token == "" {
		return // nothing to poll
	}
	before := s.Requests()
	if _, err := s.Backend.Poll(ctx, op); err != nil {
		t.Errorf("Poll: %v", err)
	}
	if got := s.Requests() - before; got != 1 {
		t.Errorf("Poll made %d requests, want 1", got)
	}
}

func cancelled(t *testing.T, s Subject) {
	warm(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	before := s.Requests()
	for name, call := range everyCall(ctx, s) {
		err := call()
		if err == nil {
			t.Errorf("%s under a cancelled context returned no error", name)
			continue
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: errors.Is(err, context.Canceled) is false for %v", name, err)
		}
	}
	if got := s.Requests() - before; got != 0 {
		t.Errorf("%d requests were sent under a cancelled context", got)
	}
	if !s.Exists(s.Object) {
		t.Error("the object was deleted under a cancelled context")
	}
}

func emptyID(t *testing.T, s Subject) {
	warm(t, s)
	before := s.Requests()
	nameless := s.Object
	nameless.ID = ""
	if _, err := s.Backend.Delete(t.Context(), nameless, attempt); err == nil {
		t.Error("Delete without an ID returned no error")
	}
	if exists, err := s.Backend.Observe(t.Context(), nameless); err == nil {
		t.Errorf("Observe without an ID = %v and no error: that could be taken for gone", exists)
	}
	if got := s.Requests() - before; got != 0 {
		t.Errorf("%d requests were sent without an ID", got)
	}
}

func throttled(t *testing.T, s Subject) {
	failsWith(t, s, deletion.Throttled, true, func() { s.Throttle(1) })
}

func unavailable(t *testing.T, s Subject) {
	failsWith(t, s, deletion.Unavailable, true, func() { s.Break(1) })
}

func expired(t *testing.T, s Subject) {
	failsWith(t, s, deletion.Unauthenticated, false, s.Expire)
}

func forbidden(t *testing.T, s Subject) {
	failsWith(t, s, deletion.Denied, false, s.Forbid)
}

// failsWith breaks the API before each call and asks for the reason.
func failsWith(t *testing.T, s Subject, want deletion.Reason, once bool, breaks func()) {
	t.Helper()
	warm(t, s)
	for name, call := range map[string]func() error{
		"Observe": func() error { _, err := s.Backend.Observe(t.Context(), s.Object); return err },
		"Delete":  func() error { _, err := s.Backend.Delete(t.Context(), s.Object, attempt); return err },
	} {
		breaks()
		before := s.Requests()
		err := call()
		if err == nil {
			t.Errorf("%s returned no error", name)
			continue
		}
		if got := reasonOf(t, err); got != want {
			t.Errorf("%s: reason = %v, want %v: %v", name, got, want, err)
		}
		if got := s.Requests() - before; once && got != 1 {
			t.Errorf("%s made %d requests, want 1: the engine is the retry layer", name, got)
		}
	}
	if !s.Exists(s.Object) {
		t.Error("the object is gone")
	}
}

func lostAnswer(t *testing.T, s Subject) {
	warm(t, s)
	s.Drop()
	before := s.Requests()
	_, err := s.Backend.Delete(t.Context(), s.Object, attempt)
	if err == nil {
		t.Fatal("Delete whose answer was lost returned no error")
	}
	if got := reasonOf(t, err); got != deletion.Unavailable {
		t.Errorf("reason = %v, want Unavailable: it may have been carried out: %v", got, err)
	}
	if got := s.Requests() - before; got != 1 {
		t.Errorf("Delete made %d requests, want 1: nobody below the engine repeats a deletion", got)
	}
	s.Settle()
	if got := s.Deletions(s.Object); got != 1 {
		t.Errorf("deletions that took effect = %d, want 1", got)
	}
}

func garbage(t *testing.T, s Subject) {
	warm(t, s)
	s.Garble(1)
	if exists, err := s.Backend.Observe(t.Context(), s.Object); err == nil && !exists {
		t.Error("Observe took garbage for absence")
	}
	s.Garble(1)
	if op, err := s.Backend.Delete(t.Context(), s.Object, attempt); err == nil && op.State == deletion.Done {
		t.Error("Delete took garbage for success")
	}
}

func strangers404(t *testing.T, s Subject) {
	warm(t, s)
	s.GoneByStranger(1)
	exists, err := s.Backend.Observe(t.Context(), s.Object)
	if err == nil && !exists {
		t.Error("Observe took somebody else's 404 for absence")
	}
	if err != nil && reasonOf(t, err) == deletion.NotFound {
		t.Error("Observe called somebody else's 404 NotFound")
	}
	s.GoneByStranger(1)
	op, err := s.Backend.Delete(t.Context(), s.Object, attempt)
	if err == nil && op.State == deletion.Done {
		t.Error("Delete took somebody else's 404 for success")
	}
	if err != nil && reasonOf(t, err) == deletion.NotFound {
		t.Error("Delete called somebody else's 404 NotFound")
	}
}

// lyingNotFound asks through the engine, too: the backend's observation is what
// the object's place in state depends on.
func lyingNotFound(t *testing.T, s Subject) {
	warm(t, s)
	s.LieNotFound()
	_, err := s.Backend.Delete(t.Context(), s.Object, attempt)
	if err == nil {
		t.Fatal("Delete that was answered with a not found returned no error")
	}
	if got := reasonOf(t, err); got != s.missing() {
		t.Errorf("reason = %v, want %v: %v", got, s.missing(), err)
	}
	if exists, err := s.Backend.Observe(t.Context(), s.Object); err != nil || !exists {
		t.Errorf("Observe after that = %v, %v; want true, nil", exists, err)
	}
	s.LieNotFound()
	const quick = time.Millisecond
	result := deletion.Run(t.Context(), deletion.Request{
		Backend: s.Backend, Object: s.Object, Attempt: attempt,
		Pace: deletion.Pace{FirstPoll: quick, MaxPoll: quick, MinBackoff: quick, MaxBackoff: quick, Recheck: quick},
	})
	if result.Gone() || !s.Exists(s.Object) {
		t.Errorf("the engine ended %v, and the object exists: %v; want an object that lives and is kept", result.Outcome, s.Exists(s.Object))
	}
}

func unknownToken(t *testing.T, s Subject) {
	_, err := s.Backend.Poll(t.Context(), deletion.Operation{Token: "00000000-0000-4000-8000-000000000000"})
	if err == nil {
		t.Fatal("Poll of a token that nobody handed out returned no error")
	}
	if got := reasonOf(t, err); got != deletion.Lost {
		t.Errorf("reason = %v, want Lost: %v", got, err)
	}
}

func home(t *testing.T, s Subject) {
	locator, ok := s.Backend.(deletion.Locator)
	if !ok {
		t.Fatal("the backend is no Locator: it could never report an object as absent")
	}
	for range 2 {
		got, err := locator.Home(t.Context())
		if err != nil || got != s.Object.Home {
			t.Errorf("Home = %+v, %v; want %+v, nil", got, err, s.Object.Home)
		}
	}
}

func noBlockers(t *testing.T, s Subject) {
	inspector, ok := s.Backend.(deletion.Inspector)
	if !ok {
		t.Skip("the backend is no Inspector")
	}
	blockers, err := inspector.Blockers(t.Context(), s.Object)
	if err != nil || len(blockers) != 0 {
		t.Errorf("Blockers = %v, %v; want none", blockers, err)
	}
	if guard, ok := s.Backend.(deletion.Guard); ok {
		if atStake, err := guard.AtStake(t.Context(), s.Object); err != nil || len(atStake) != 0 {
			t.Errorf("AtStake = %v, %v; want nothing", atStake, err)
		}
	}
}

func noOperations(t *testing.T, s Subject) {
	finder, ok := s.Backend.(deletion.Finder)
	if !ok {
		t.Skip("the backend is no Finder")
	}
	operations, err := finder.Operations(t.Context(), s.Object)
	if err != nil || len(operations) != 0 {
		t.Errorf("Operations = %v, %v; want none", operations, err)
	}
	started, err := s.Backend.Delete(t.Context(), s.Object, attempt)
	if err != nil || started.State != deletion.UnderWay {
		t.Fatalf("Delete = %+v, %v; want an operation under way", started, err)
	}
	operations, err = finder.Operations(t.Context(), s.Object)
	if err != nil || len(operations) != 1 || operations[0].Token != started.Token || operations[0].Kind != deletion.KindDelete {
		t.Errorf("Operations = %+v, %v; want the deletion %s", operations, err, started.Token)
	}
}

func protections(t *testing.T, s Subject) {
	protector, ok := s.Backend.(deletion.Protector)
	if !ok {
		t.Skip("the backend is no Protector")
	}
	warm(t, s)
	ctx := t.Context()
	protected := func() []deletion.Blocker {
		t.Helper()
		before := s.Requests()
		on, err := protector.Protections(ctx, s.Object)
		if err != nil || s.Requests()-before != 1 {
			t.Fatalf("Protections = %v, %v after %d requests; want one request", on, err, s.Requests()-before)
		}
		return on
	}
	if on := protected(); len(on) > 0 {
		t.Errorf("Protections = %v of an object without any", on)
	}
	s.Protect(s.Object)
	on := protected()
	if len(on) != 1 || on[0].ID == "" {
		t.Fatalf("Protections = %v, want one that has an ID", on)
	}
	before := s.Requests()
	first, err := protector.Unprotect(ctx, s.Object, on, attempt)
	if err != nil || first.Token == "" || s.Requests()-before != 1 {
		t.Fatalf("Unprotect = %+v, %v after %d requests; want one request", first, err, s.Requests()-before)
	}
	if again, err := protector.Unprotect(ctx, s.Object, on, attempt); err != nil || again.Token != first.Token {
		t.Errorf("the same attempt again = %+v, %v; want the operation %s", again, err, first.Token)
	}
	s.Settle()
	if op, err := s.Backend.Poll(ctx, first); err != nil || op.State != deletion.Done || op.Kind != deletion.KindUpdate {
		t.Errorf("Poll = %+v, %v; want an update that is done", op, err)
	}
	if on := protected(); len(on) > 0 || !s.Exists(s.Object) || s.Deletions(s.Object) != 0 {
		t.Errorf("Protections = %v afterwards; want none, and an object that lives", on)
	}
	settled(t, s, s.Object, attempt) // with a token of its own
}

func failuresHaveText(t *testing.T, s Subject) {
	warm(t, s)
	s.Forbid()
	_, err := s.Backend.Delete(t.Context(), s.Object, attempt)
	f, ok := errors.AsType[*deletion.Failure](err)
	if !ok {
		t.Fatalf("the error is no *deletion.Failure: %v", err)
	}
	if f.Message == "" || f.Status == 0 {
		t.Errorf("the failure lacks the API's words or the status: %+v", f)
	}
	if first, second := f.Error(), f.Error(); first != second {
		t.Errorf("Error is not pure: %q, then %q", first, second)
	}
}

func staysAbsent(t *testing.T, s Subject) {
	settled(t, s, s.Object, attempt)
	for range 3 {
		if exists, err := s.Backend.Observe(t.Context(), s.Object); exists || err != nil {
			t.Fatalf("Observe = %v, %v; want false, nil", exists, err)
		}
	}
}

// settled deletes the object and follows the operation to its end.
func settled(t *testing.T, s Subject, obj deletion.Object, a deletion.Attempt) {
	t.Helper()
	op, err := s.Backend.Delete(t.Context(), obj, a)
	if err != nil {
		t.Fatalf("Delete: %v", err)
	}
	if op.State == deletion.UnderWay {
		s.Settle()
		if op, err = s.Backend.Poll(t.Context(), op); err != nil {
			t.Fatalf("Poll: %v", err)
		}
	}
	if op.State != deletion.Done || op.Failure != nil {
		t.Fatalf("the deletion ended in state %v: %v", op.State, op.Failure)
	}
	if s.Exists(obj) {
		t.Fatal("the backend says done and the object lives")
	}
}

// warm makes the backend log in and learn who it is, so that the requests
// counted afterwards are those of the calls.
func warm(t *testing.T, s Subject) {
	t.Helper()
	if _, err := s.Backend.Observe(t.Context(), s.Object); err != nil {
		t.Fatalf("Observe: %v", err)
	}
	if locator, ok := s.Backend.(deletion.Locator); ok {
		if _, err := locator.Home(t.Context()); err != nil {
			t.Fatalf("Home: %v", err)
		}
	}
}

// everyCall returns every method that the backend has and that asks its API.
func everyCall(ctx context.Context, s Subject) map[string]func() error {
	calls := map[string]func() error{
		"Observe": func() error { _, err := s.Backend.Observe(ctx, s.Object); return err },
		"Delete":  func() error { _, err := s.Backend.Delete(ctx, s.Object, attempt); return err },
	}
	if finder, ok := s.Backend.(deletion.Finder); ok {
		calls["Operations"] = func() error { _, err := finder.Operations(ctx, s.Object); return err }
		calls["Poll"] = func() error {
			_, err := s.Backend.Poll(ctx, deletion.Operation{Token: "00000000-0000-4000-8000-000000000000"})
			return err
		}
	}
	if lister, ok := s.Backend.(deletion.Lister); ok {
		calls["List"] = func() error { _, _, err := lister.List(ctx, deletion.UnderWay, ""); return err }
	}
	if inspector, ok := s.Backend.(deletion.Inspector); ok {
		calls["Blockers"] = func() error { _, err := inspector.Blockers(ctx, s.Object); return err }
	}
	if guard, ok := s.Backend.(deletion.Guard); ok {
		calls["AtStake"] = func() error { _, err := guard.AtStake(ctx, s.Object); return err }
	}
	if protector, ok := s.Backend.(deletion.Protector); ok {
		calls["Protections"] = func() error { _, err := protector.Protections(ctx, s.Object); return err }
	}
	if ender, ok := s.Backend.(deletion.Ender); ok {
		calls["End"] = func() error {
			return ender.End(ctx, s.Object, deletion.Blocker{Code: "session", ID: "00000000-0000-4000-8000-000000000000", Endable: true})
		}
	}
	return calls
}

// reasonOf asks that err is a classified *deletion.Failure.
func reasonOf(t *testing.T, err error) deletion.Reason {
	t.Helper()
	f, ok := errors.AsType[*deletion.Failure](err)
	if !ok {
		t.Fatalf("the error is no *deletion.Failure: %v", err)
	}
	return f.Reason
}
