package deletiontest

import (
	"slices"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// aLister returns the backend as a Lister, and skips where it is none.
func aLister(t *testing.T, s Subject) deletion.Lister {
	t.Helper()
	lister, ok := s.Backend.(deletion.Lister)
	if !ok {
		t.Skip("the backend is no Lister")
	}
	return lister
}

// oneBoard: who asks the same list has the same board.
func oneBoard(t *testing.T, s Subject) {
	lister := aLister(t, s)
	if board := lister.Board(); board == nil || board != lister.Board() {
		t.Error("Board is nil, or another one each time")
	}
}

// listsUnderWay: an operation is on the list of what is under way until it has
// ended, then on the list of what is done, and each page is one request.
func listsUnderWay(t *testing.T, s Subject) {
	lister := aLister(t, s)
	warm(t, s)
	if listed := find(t, s, lister, deletion.UnderWay, ""); listed != nil {
		t.Errorf("before anything was asked for, %+v is listed", listed)
	}
	started, err := s.Backend.Delete(t.Context(), s.Object, attempt)
	if err != nil || started.State != deletion.UnderWay {
		t.Fatalf("Delete = %+v, %v; want an operation under way", started, err)
	}
	listed := find(t, s, lister, deletion.UnderWay, started.Token)
	if listed == nil || listed.Kind != deletion.KindDelete || listed.State != deletion.UnderWay ||
		listed.ObjectType != s.Object.Type || listed.ObjectID != s.Object.ID {
		t.Errorf("the list of what is under way shows %+v, want the deletion of %s", listed, s.Object)
	}
	if listed := find(t, s, lister, deletion.Done, started.Token); listed != nil {
		t.Errorf("the list of what is done shows %+v, which is under way", listed)
	}
	s.Settle()
	if listed := find(t, s, lister, deletion.UnderWay, started.Token); listed != nil {
		t.Errorf("the list of what is under way shows %+v, which has ended", listed)
	}
	if listed := find(t, s, lister, deletion.Done, started.Token); listed == nil || listed.State != deletion.Done || listed.Failure != nil {
		t.Errorf("the list of what is done shows %+v, want the deletion", listed)
	}
}

// find returns the operation of that token, or any where it is empty.
func find(t *testing.T, s Subject, lister deletion.Lister, state deletion.State, token string) *deletion.Operation {
	t.Helper()
	before := s.Requests()
	operations, next, err := lister.List(t.Context(), state, "")
	if err != nil || next != "" {
		t.Fatalf("List = %v, %q, %v; want one page", operations, next, err)
	}
	if got := s.Requests() - before; got != 1 {
		t.Errorf("List made %d requests, want 1", got)
	}
	i := slices.IndexFunc(operations, func(op deletion.Operation) bool { return token == "" || op.Token == token })
	if i < 0 {
		return nil
	}
	return &operations[i]
}

// badLists: a list that failed, or that is not whole, is an error, and no list
// on which nothing is under way.
func badLists(t *testing.T, s Subject) {
	lister := aLister(t, s)
	warm(t, s)
	if _, err := s.Backend.Delete(t.Context(), s.Object, attempt); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		spoil func()
		want  deletion.Reason
	}{
		{"throttled", func() { s.Throttle(1) }, deletion.Throttled},
		{"broken", func() { s.Break(1) }, deletion.Unavailable},
		{"garbage", func() { s.Garble(1) }, deletion.Unavailable},
		{"half of an answer", func() { s.Half(1) }, deletion.Unavailable},
		{"forbidden", s.Forbid, deletion.Denied},
	} {
		c.spoil()
		before := s.Requests()
		operations, _, err := lister.List(t.Context(), deletion.UnderWay, "")
		if err == nil {
			t.Errorf("%s: List = %v and no error", c.name, operations)
			continue
		}
		if got := reasonOf(t, err); got != c.want {
			t.Errorf("%s: reason = %v, want %v: %v", c.name, got, c.want, err)
		}
		if got := s.Requests() - before; got != 1 {
			t.Errorf("%s: List made %d requests, want 1: the board is the layer that asks again", c.name, got)
		}
	}
}
