//go:build unix

package provider

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"
)

// TestLifelineTurnsSIGTERMIntoAStop sends the real signal to this process.
func TestLifelineTurnsSIGTERMIntoAStop(t *testing.T) {
	l := newLifeline()
	defer l.watch()()
	ctx, release := l.hold(t.Context())
	defer release()
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("SIGTERM did not end the change")
	}
	if !errors.Is(context.Cause(ctx), errTerminated) {
		t.Errorf("cause = %v, want %v", context.Cause(ctx), errTerminated)
	}
	later, releaseLater := l.hold(t.Context())
	defer releaseLater()
	if later.Err() == nil {
		t.Error("a change that begins after SIGTERM is not stopped")
	}
}
