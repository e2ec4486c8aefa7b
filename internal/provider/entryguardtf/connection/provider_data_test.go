package connection_test

import (
	"context"
	"errors"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// Who waits for a name that another resource holds leaves when it is told to.
func TestAlone(t *testing.T) {
	t.Parallel()
	var p connection.ProviderData
	unlock, err := p.Alone(t.Context(), "web")
	if err != nil {
		t.Fatal(err)
	}
	other, err := p.Alone(t.Context(), "db")
	if err != nil {
		t.Fatalf("another key waits: %v", err)
	}
	other()
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	cancel(stopped)
	if _, err := p.Alone(ctx, "web"); !errors.Is(err, stopped) {
		t.Errorf("got %v, want the cause of the context that ended", err)
	}
	unlock()
	again, err := p.Alone(t.Context(), "web")
	if err != nil {
		t.Fatal(err)
	}
	again()
}
