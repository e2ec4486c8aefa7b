package deletiontest

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// halfAnswer: an answer that lacks what it must have is a failed look, neither
// presence nor absence, and no end of a deletion.
func halfAnswer(t *testing.T, s Subject) {
	if s.Half == nil {
		t.Skip("no answer of this API can be half of one")
	}
	saysNothing(t, s, s.Half)
}

// swappedAnswer: what an API says about another object says nothing about the
// one that was asked for.
func swappedAnswer(t *testing.T, s Subject) {
	if s.Swap == nil {
		t.Skip("no answer of this API names its object")
	}
	saysNothing(t, s, s.Swap)
}

// emptyList: one list that shows nothing is no proof that anything is gone.
func emptyList(t *testing.T, s Subject) {
	if s.Empty == nil {
		t.Skip("nothing is read out of a list")
	}
	warm(t, s)
	s.Empty(1)
	if exists, err := s.Backend.Observe(t.Context(), s.Object); err == nil && !exists {
		t.Error("Observe took one empty list for absence")
	}
}

func saysNothing(t *testing.T, s Subject, spoil func(n int)) {
	t.Helper()
	warm(t, s)
	spoil(1)
	if exists, err := s.Backend.Observe(t.Context(), s.Object); err == nil {
		t.Errorf("Observe = %v, and no error: such an answer says nothing about the object", exists)
	} else if reasonOf(t, err) == deletion.NotFound {
		t.Errorf("Observe took it for absence: %v", err)
	}
	spoil(1)
	op, err := s.Backend.Delete(t.Context(), s.Object, attempt)
	if err == nil && op.State == deletion.Done && s.Exists(s.Object) {
		t.Errorf("Delete took it for success: %+v", op)
	}
	if err != nil && reasonOf(t, err) == deletion.NotFound {
		t.Errorf("Delete took it for absence: %v", err)
	}
}
