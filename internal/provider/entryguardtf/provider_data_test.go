package entryguardtf

import (
	"context"
	"errors"
	"testing"
)

// Who waits for a name that another resource holds leaves when it is told to.
func TestKeyedLock(t *testing.T) {
	t.Parallel()
	var l keyedLock
	unlock, err := l.lock(t.Context(), "web")
	if err != nil {
		t.Fatal(err)
	}
	other, err := l.lock(t.Context(), "db")
	if err != nil {
		t.Fatalf("another key waits: %v", err)
	}
	other()
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	cancel(stopped)
	if _, err := l.lock(ctx, "web"); !errors.Is(err, stopped) {
		t.Errorf("got %v, want the cause of the context that ended", err)
	}
	unlock()
	again, err := l.lock(t.Context(), "web")
	if err != nil {
		t.Fatal(err)
	}
	again()
}
