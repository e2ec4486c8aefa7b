package entryguard

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// drained returns a pace of 10 a second whose burst is used up.
func drained() *pace {
	p := newPace(10)
	p.limiter.AllowN(time.Now(), p.limiter.Burst())
	return p
}

// queue has n goroutines wait at once, and returns how long it took until all
// had their turn. each is called after every turn.
func (p *pace) queue(t *testing.T, n int, each func()) time.Duration {
	t.Helper()
	start := time.Now()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if err := p.wait(t.Context()); err != nil {
				t.Error(err)
			}
			each()
		})
	}
	all.Wait()
	return time.Since(start)
}

// Fifty wait while the rate is at its lowest. As it recovers, so do they: only
// who is next has reserved a turn.
func TestNobodyWaitsAtAnOldRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := drained()
		p.limiter.SetLimit(p.full / 16)
		if took := p.queue(t, 50, func() { p.judge(false) }); took > 20*time.Second {
			t.Errorf("50 requests took %v, want some 10 s: they waited for turns of the lowest rate (80 s)", took)
		}
	})
}

// Fifty wait when the first of them is throttled: the others keep to the new
// rate.
func TestACutCountsForThoseWhoWaitAlready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := drained()
		var first sync.Once
		if took := p.queue(t, 50, func() { first.Do(func() { p.judge(true) }) }); took < 9*time.Second {
			t.Errorf("50 requests took %v, want some 10 s: they kept the turns of the rate before (5 s)", took)
		}
	})
}

// Who is next and gives up lets the others go on, and gives the turn back.
func TestWhoGivesUpGivesTheTurnBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := drained()
		p.limiter.SetLimit(1)
		start := time.Now()
		patience, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		var all sync.WaitGroup
		all.Go(func() {
			if err := p.wait(patience); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error = %v, want the end of the patience", err)
			}
		})
		synctest.Wait() // it is the next one
		all.Go(func() {
			if err := p.wait(t.Context()); err != nil {
				t.Error(err)
			}
		})
		all.Wait()
		if took := time.Since(start); took > 1100*time.Millisecond {
			t.Errorf("the second had its turn after %v, want 1 s: the first one's was not given back", took)
		}
		if got := p.sent.Load(); got != 1 {
			t.Errorf("%d requests were counted as sent, want 1", got)
		}
	})
}
