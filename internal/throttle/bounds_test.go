package throttle_test

import (
	"context"
	"errors"
	"math"
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

// A refused request cuts the rate to just below what was let through since the
// cut before.
func TestMeasurements(t *testing.T) {
	for name, c := range map[string]struct {
		after  time.Duration // since the cut
		good   int           // answers until then
		want   float64       // of the 95 requests per second since the cut
		reason string
	}{
		"199 ms": {199 * time.Millisecond, 0, 95 * 0.75, "too short to measure anything"},
		"200 ms": {200 * time.Millisecond, 0, 95 * 0.5, "nothing was let through, but half is the most that is taken away"},
		"500 ms": {500 * time.Millisecond, 40, 80, "40 answers in half a second"},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := cutTo95(t)
			cut := time.Now()
			turns := make([]throttle.Turn, max(5, c.good+1))
			for i := range turns {
				turns[i] = turn(t, l)
			}
			time.Sleep(time.Until(cut.Add(c.after)))
			for i := range c.good {
				l.Answered(turns[i+1], false, time.Time{})
			}
			l.Answered(turns[0], true, time.Time{})
			if want := 0.95 * c.want; !near(l.Rate(), want) {
				t.Errorf("%s: the rate is %v, want %v: %s", name, l.Rate(), want, c.reason)
			}
		})
	}
}

// cutTo95 returns a limiter with a ceiling of 100 requests per second that was
// just cut to 95 for the first time.
func cutTo95(t *testing.T) *throttle.Limiter {
	t.Helper()
	l := throttle.New(100)
	first := make([]throttle.Turn, 110)
	for i := range first {
		first[i] = turn(t, l)
	}
	for i := range 100 {
		l.Answered(first[i], false, time.Time{})
	}
	if l.Answered(first[100], true, time.Time{}); l.Rate() != 95 {
		t.Fatalf("the first cut is to %v, want 95", l.Rate())
	}
	return l
}

// At few requests a second a measurement takes as long as ten of them: what was
// answered five seconds ago at two a second counts, to the moment.
func TestALongMeasurement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := throttle.New(2)
		l.Answered(turn(t, l), true, time.Time{})
		cut := time.Now()
		until := func(after time.Duration) { time.Sleep(time.Until(cut.Add(after))) }
		first := turn(t, l)
		until(time.Second)
		l.Answered(first, false, time.Time{})
		turns := make([]throttle.Turn, 7)
		for i := range turns {
			turns[i] = turn(t, l)
		}
		until(4500 * time.Millisecond)
		for i := range 6 {
			l.Answered(turns[i], false, time.Time{})
		}
		until(6 * time.Second)
		l.Answered(turns[6], true, time.Time{})
		if want := 0.95 * 7 / 5; !near(l.Rate(), want) {
			t.Errorf("the rate is %v, want %v: seven answers in the last five seconds", l.Rate(), want)
		}
	})
}

// How a rate grows with an answer after its second cut: where there are many
// requests a second by the number of those since the cut, where there are few by
// the time since, and never by more than a tenth.
func TestGrowth(t *testing.T) {
	for name, c := range map[string]struct {
		ceiling  float64 // before the first cut
		requests int     // since the second
		after    time.Duration
		want     func(rate float64) float64
		reason   string
	}{
		"many, soon":      {1000, 1, 0, func(rate float64) float64 { return rate * (1 + 0.0005*1.0001) }, "one in 2,000: what was refused is near"},
		"many, later":     {1000, 200, 0, func(rate float64) float64 { return rate * 1.0025 }, "after twice as many as are trusted, five times that"},
		"few, soon":       {4, 1, 0, func(rate float64) float64 { return rate + 0.005*(1+0.1385*0.1385) }, "as much in a second as at ten requests a second"},
		"few, later":      {4, 1, 8 * time.Second, func(rate float64) float64 { return rate + 0.025 }, "after twice the trusted time, five times that"},
		"few, much later": {4, 1, time.Minute, func(rate float64) float64 { return rate * 1.1 }, "the most"},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := cutTwice(t, c.ceiling)
			cut := time.Now()
			for range c.requests - 1 {
				l.Answered(turn(t, l), false, time.Time{})
			}
			last := turn(t, l)
			time.Sleep(time.Until(cut.Add(c.after)))
			before := l.Rate()
			l.Answered(last, false, time.Time{})
			if want := c.want(before); !near(l.Rate(), want) {
				t.Errorf("%s: from %v to %v, want %v: %s", name, before, l.Rate(), want, c.reason)
			}
		})
	}
}

// cutTwice returns a limiter that was just cut for the second time, by half of
// the ceiling at most.
func cutTwice(t *testing.T, ceiling float64) *throttle.Limiter {
	t.Helper()
	l := throttle.New(ceiling)
	for range int(ceiling) {
		l.Answered(turn(t, l), false, time.Time{})
	}
	l.Answered(turn(t, l), true, time.Time{})
	var last throttle.Turn
	for range 4 {
		last = turn(t, l)
	}
	l.Answered(last, true, time.Time{})
	return l
}

// near reports whether two rates are the same but for rounding.
func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

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

// A rate that was kept up for a second or longer is what further cuts go back to.
// Below it they go only once it is refused, too: the API lets less through now.
func TestARateThatWasKeptUp(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration
		want  []float64 // by refusals in a row
	}{
		"a second":  {time.Second, []float64{47.5, 33.84375, 0.95 * 30, 0.95 * 30 * 0.75 * 0.95}},
		"not quite": {999 * time.Millisecond, []float64{47.5, 33.84375, 33.84375 * 0.75 * 0.95, 33.84375 * 0.75 * 0.95 * 0.75 * 0.95}},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := cutTo95(t)
			cut := time.Now()
			turns := make([]throttle.Turn, 31)
			for i := range turns {
				turns[i] = turn(t, l)
			}
			time.Sleep(time.Until(cut.Add(c.after)))
			for _, turn := range turns[1:] {
				l.Answered(turn, false, time.Time{})
			}
			refused := turns[0]
			for i, want := range c.want {
				if l.Answered(refused, true, time.Time{}); !near(l.Rate(), want) {
					t.Errorf("%s: refusal %d left a rate of %v, want %v", name, i+1, l.Rate(), want)
				}
				for range 4 {
					refused = turn(t, l)
				}
			}
		})
	}
}
