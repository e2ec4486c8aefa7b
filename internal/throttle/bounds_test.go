package throttle_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// turn waits for a turn.
func turn(t *testing.T, l *throttle.Limiter) throttle.Turn {
	t.Helper()
	turn, err := l.Wait(t.Context(), throttle.First)
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

// The first refusal cuts the rate. After a cut three requests say nothing: they
// may meet the refusals of the burst before. The fourth does.
func TestHardlyAnyRequestsSinceTheCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(0)
		l.Answered(turn(t, l), true, time.Time{})
		cut := l.Rate()
		if cut <= 0 {
			t.Fatal("the first refusal changed nothing")
		}
		for i := 1; i <= 3; i++ {
			l.Answered(turn(t, l), true, time.Time{})
			if l.Rate() != cut {
				t.Fatalf("refusal %d after the cut took the rate from %v to %v", i, cut, l.Rate())
			}
		}
		if l.Answered(turn(t, l), true, time.Time{}); l.Rate() >= cut {
			t.Errorf("the fourth refusal left the rate at %v", l.Rate())
		}
	})
}

// What was let through in 200 ms is a measurement.
func TestAShortMeasurement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(100)
		first := make([]throttle.Turn, 110)
		for i := range first {
			first[i] = turn(t, l)
		}
		for i := range 100 {
			l.Answered(first[i], false, time.Time{})
		}
		l.Answered(first[100], true, time.Time{}) // from 100 to 95 requests a second
		cut, began := l.Rate(), time.Now()
		var turns []throttle.Turn
		for range 5 {
			turns = append(turns, turn(t, l))
		}
		time.Sleep(200*time.Millisecond - time.Since(began))
		if l.Answered(turns[0], true, time.Time{}); cut != 95 || l.Rate() > 0.95*95/2+0.01 {
			t.Errorf("from %v to %v where nothing was let through for 200 ms, want less than half", cut, l.Rate())
		}
	})
}

// At few requests a second it is the time without a refusal that counts.
func TestGrowthInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(0)
		for l.Rate() == 0 || l.Rate() > 2 {
			l.Answered(turn(t, l), true, time.Time{})
		}
		low, began, answers := l.Rate(), time.Now(), 0
		for ; time.Since(began) < 20*time.Second; answers++ {
			l.Answered(turn(t, l), false, time.Time{})
		}
		if l.Rate() < 2.5*low {
			t.Errorf("the rate went from %v to %v in 20 s with %d good answers", low, l.Rate(), answers)
		}
	})
}

// A doneContext has ended, but says so only the second time that it is asked:
// its end and a turn may come at the same moment.
type doneContext struct {
	context.Context
	asked int
}

func (c *doneContext) Done() <-chan struct{} {
	done := make(chan struct{})
	close(done)
	return done
}

func (c *doneContext) Err() error {
	if c.asked++; c.asked > 1 {
		return context.Canceled
	}
	return nil
}

// A turn that came when its request had just been given up is for the next one.
func TestATurnThatNobodyTakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		given := 0
		for range 100 { // the chance of each is a half
			l := throttle.New(1)
			if _, err := l.Wait(&doneContext{Context: t.Context()}, throttle.First); err == nil {
				continue
			} else if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			given++
			if l.Sent() != 0 {
				t.Fatalf("%d requests were sent, want none", l.Sent())
			}
			began := time.Now()
			turn(t, l)
			if waited := time.Since(began); waited > 0 {
				t.Fatalf("the next one waited %v for a turn that nobody took", waited)
			}
			if turn(t, l); time.Since(began) != 800*time.Millisecond {
				t.Fatalf("the one after it waited %v, want 800 ms at one request a second", time.Since(began))
			}
		}
		if given == 0 {
			t.Error("no turn was given back")
		}
	})
}
