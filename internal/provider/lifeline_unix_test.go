//go:build unix

package provider

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"
)

// TestLifelineTurnsSignalsIntoAStop sends the real signals to this process.
func TestLifelineTurnsSignalsIntoAStop(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(sig.String(), func(t *testing.T) { signalStops(t, sig) })
	}
}

func signalStops(t *testing.T, sig syscall.Signal) {
	t.Helper()
	l := newLifeline()
	defer l.watch()()
	ctx, release := l.hold(t.Context())
	defer release()
	if err := syscall.Kill(syscall.Getpid(), sig); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("the signal did not end the change")
	}
	if !errors.Is(context.Cause(ctx), errTerminated) {
		t.Errorf("cause = %v, want %v", context.Cause(ctx), errTerminated)
	}
	later, releaseLater := l.hold(t.Context())
	defer releaseLater()
	if later.Err() == nil {
		t.Error("a change that begins after the signal is not stopped")
	}
}
