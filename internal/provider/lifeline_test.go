package provider

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func TestLifelineHoldsWhileAChangeIsUnderWay(t *testing.T) {
	l := newLifeline()
	if l.interrupted() {
		t.Error("interrupted before anything began")
	}
	_, release := l.hold(t.Context())
	if !l.interrupted() || l.underWay() != 1 {
		t.Error("a change under way does not count")
	}
	release()
	if l.interrupted() || l.underWay() != 0 {
		t.Error("a change that ended by itself keeps the process")
	}
}

// TestLifelineLingers: only a change that was cut off keeps the process, and
// only for a moment.
func TestLifelineLingers(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		cutOff bool
		later  time.Duration
		want   time.Duration
	}{
		"Finished":     {"nothing was cut off: leave at once", false, 0, 0},
		"CutOff":       {"Terraform may be rewriting its state file", true, 0, lingerFor},
		"CutOffBefore": {"a large state file takes a while to be rewritten a hundred times", true, 5 * time.Second, lingerFor},
		"CutOffLater":  {"Terraform has long finished", true, time.Minute, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLifeline()
				held := false
				l.holdOutput = func() { held = true }
				ctx, cancel := context.WithCancel(t.Context())
				_, release := l.hold(ctx)
				if c.cutOff {
					cancel()
				}
				release()
				cancel()
				time.Sleep(c.later)
				began := time.Now()
				l.linger()
				if got := time.Since(began); got != c.want {
					t.Errorf("lingered %v, want %v: %s", got, c.want, c.reason)
				}
				if held != (c.want > 0) {
					t.Errorf("the output is held: %v: %s", held, c.reason)
				}
				l.terminate(nil)
			})
		})
	}
}

// TestHeldServerOffersEverything: plugin-go asks for optional parts by type
// assertion, and a wrapper that hides one would switch it off.
func TestHeldServerOffersEverything(t *testing.T) {
	server := protocolServer("test", newLifeline())()
	if _, ok := server.(tfprotov6.ListResourceServer); !ok {
		t.Error("list resources are hidden")
	}
	if _, ok := server.(tfprotov6.ActionServer); !ok {
		t.Error("actions are hidden")
	}
}

// TestHeldServerHoldsChanges: a change that the framework refuses has ended
// all the same.
func TestHeldServerHoldsChanges(t *testing.T) {
	line := newLifeline()
	server := protocolServer("test", line)()
	_, err := server.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{TypeName: "steward_no_such_resource"})
	if err != nil {
		t.Fatal(err)
	}
	if n := line.underWay(); n != 0 {
		t.Errorf("%d changes under way after the only one has ended", n)
	}
}
