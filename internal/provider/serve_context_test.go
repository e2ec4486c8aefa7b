package provider

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"
)

type callKey struct{}

// TestCallContextStandsForAnother: until the call is over, nobody sees a
// difference.
func TestCallContextStandsForAnother(t *testing.T) {
	reason := errors.New("enough")
	deadline := time.Now().Add(time.Hour)
	within, stop := context.WithDeadline(context.WithValue(t.Context(), callKey{}, "kept"), deadline)
	defer stop()
	parent, cancel := context.WithCancelCause(within)
	call := newCallContext(parent)
	child, stopChild := context.WithCancel(call)
	defer stopChild()

	if got, _ := call.Deadline(); !got.Equal(deadline) || call.Value(callKey{}) != "kept" || call.Err() != nil {
		t.Errorf("deadline %v, value %v, error %v", got, call.Value(callKey{}), call.Err())
	}
	cancel(reason)
	<-child.Done()
	if !errors.Is(context.Cause(child), reason) || !errors.Is(call.Err(), context.Canceled) {
		t.Errorf("the child ended because of %v, the call is %v", context.Cause(child), call.Err())
	}
}

// TestReleasedCallIsForgotten: the framework keeps a context that is made of
// every call's, so that must not hold what the call worked with.
func TestReleasedCallIsForgotten(t *testing.T) {
	line := newLifeline()
	gone := make(chan struct{})
	call, release := func() (context.Context, func()) {
		load := new([1 << 20]byte)
		runtime.AddCleanup(load, func(struct{}) { close(gone) }, struct{}{})
		return line.bind(context.WithValue(t.Context(), callKey{}, load))
	}()
	kept, stop := context.WithCancel(call)
	defer stop()
	if kept.Value(callKey{}) == nil {
		t.Fatal("the call does not see its own values")
	}
	release()
	if call.Err() == nil || kept.Err() == nil || kept.Value(callKey{}) != nil {
		t.Errorf("after its release the call is %v, what was made of it %v", call.Err(), kept.Err())
	}
	if !collected(gone) {
		t.Error("a call that was released is kept")
	}
	runtime.KeepAlive(kept)
}

// collected reports whether the garbage collector comes to close a channel.
func collected(gone <-chan struct{}) bool {
	for range 1000 {
		runtime.GC()
		select {
		case <-gone:
			return true
		case <-time.After(10 * time.Millisecond):
		}
	}
	return false
}
