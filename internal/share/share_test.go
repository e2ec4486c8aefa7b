package share_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/share"
)

var errBroken = errors.New("broken")

// source is what is fetched from: it counts, takes a while and fails on demand.
type source struct {
	takes             time.Duration
	err               error
	fetches, canceled atomic.Int64
}

func (s *source) fetch(ctx context.Context) (int, error) {
	this := s.fetches.Add(1)
	select {
	case <-time.After(s.takes):
		return int(this), s.err
	case <-ctx.Done():
		s.canceled.Add(1)
		return 0, ctx.Err()
	}
}

func wait(d time.Duration) { <-time.After(d) }

// TestMany: however many ask at once, one fetch answers all of them.
func TestMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, failure := range map[string]error{"value": nil, "error": errBroken} {
			var one share.One[int]
			from := source{takes: time.Second, err: failure}
			var all sync.WaitGroup
			for i := range 100 {
				all.Go(func() {
					wait(time.Duration(i) * time.Millisecond)
					if got, err := one.Get(t.Context(), from.fetch); got != 1 || !errors.Is(err, failure) {
						t.Errorf("%s: caller %d got %d, %v", name, i, got, err)
					}
				})
			}
			all.Wait()
			if from.fetches.Load() != 1 {
				t.Errorf("%s: %d fetches, want 1", name, from.fetches.Load())
			}
		}
	})
}

// TestRule: how long an answer serves those who ask later.
func TestRule(t *testing.T) {
	t.Parallel()
	const takes = 10 * time.Second
	kept := func(age time.Duration) func(error) time.Duration {
		return func(err error) time.Duration {
			if errors.Is(err, errBroken) {
				return age
			}
			return 0
		}
	}
	for name, tc := range map[string]struct {
		rule   share.Rule
		err    error
		later  time.Duration // after the first fetch ended
		again  bool
		reason string
	}{
		"value for good":      {share.Rule{}, nil, 1000 * time.Hour, false, "the zero rule keeps a value"},
		"young value":         {share.Rule{Age: 30 * time.Second}, nil, 30*time.Second - takes - 1, false, "it is younger than the rule says"},
		"old value":           {share.Rule{Age: 30 * time.Second}, nil, 30*time.Second - takes, true, "its age counts from when the fetch began"},
		"error":               {share.Rule{}, errBroken, 0, true, "the zero rule keeps no error"},
		"young error":         {share.Rule{ErrorAge: kept(30 * time.Second)}, errBroken, 30*time.Second - 1, false, "its age counts from when the fetch ended"},
		"old error":           {share.Rule{ErrorAge: kept(30 * time.Second)}, errBroken, 30 * time.Second, true, "its age counts from when the fetch ended"},
		"error for good":      {share.Rule{ErrorAge: kept(share.Forever)}, errBroken, 1000 * time.Hour, false, "the rule keeps it"},
		"error of no age":     {share.Rule{ErrorAge: kept(time.Hour)}, errors.New("passes"), 0, true, "the rule keeps another one"},
		"error beside an age": {share.Rule{Age: time.Hour}, errBroken, 0, true, "the age is that of values"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				one := share.One[int]{Rule: tc.rule}
				from := source{takes: takes, err: tc.err}
				_, first := one.Get(t.Context(), from.fetch)
				wait(tc.later)
				if value, ok := one.Peek(); ok != (tc.err == nil && !tc.again) || ok && value != 1 {
					t.Errorf("Peek = %d, %t: %s", value, ok, tc.reason)
				}
				got, err := one.Get(t.Context(), from.fetch)
				if want := 1 + btoi(tc.again); int(from.fetches.Load()) != want || got != want || !errors.Is(err, tc.err) || !errors.Is(first, tc.err) {
					t.Errorf("got %d, %v after %d fetches, want %d: %s", got, err, from.fetches.Load(), want, tc.reason)
				}
			})
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestVersion: what began before a change of the version serves nobody who asks
// after it, and still answers those who asked before.
func TestVersion(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var version int64
		one := share.One[int]{Rule: share.Rule{Version: func() int64 { return version }}}
		from := source{takes: time.Second}
		var both sync.WaitGroup
		get := func(want int) {
			both.Go(func() {
				if got, err := one.Get(t.Context(), from.fetch); got != want || err != nil {
					t.Errorf("got %d, %v, want fetch %d", got, err, want)
				}
			})
			synctest.Wait()
		}
		get(1)
		version++
		get(2)
		get(2)
		both.Wait()
		get(2)
		version++
		if _, ok := one.Peek(); ok {
			t.Error("an old version is shown")
		}
		get(3)
		both.Wait()
	})
}

// TestLeaving: a caller whose context ends leaves alone, with its own cause; the
// last one takes the fetch along, and nobody joins that one.
func TestLeaving(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var one share.One[int]
		from := source{takes: time.Hour}
		var all sync.WaitGroup
		ask := func(ctx context.Context, want int, cause error) {
			all.Go(func() {
				if got, err := one.Get(ctx, from.fetch); got != want || !errors.Is(err, cause) {
					t.Errorf("got %d, %v, want %d, %v", got, err, want, cause)
				}
			})
			synctest.Wait()
		}
		cause := errors.New("its own")
		first, cancelFirst := context.WithCancelCause(t.Context())
		ask(first, 0, cause)
		second, cancelSecond := context.WithCancelCause(t.Context())
		ask(second, 0, context.Canceled)
		cancelFirst(cause)
		synctest.Wait()
		if from.fetches.Load() != 1 || from.canceled.Load() != 0 {
			t.Errorf("%d fetches, %d cancelled: somebody still waits", from.fetches.Load(), from.canceled.Load())
		}
		cancelSecond(nil)
		synctest.Wait()
		if from.canceled.Load() != 1 {
			t.Error("nobody waits for the fetch, and it goes on")
		}
		ask(t.Context(), 2, nil)
		all.Wait()
		if _, err := one.Get(first, from.fetch); !errors.Is(err, cause) || from.fetches.Load() != 2 {
			t.Errorf("a caller who is gone got %v", err)
		}
	})
}

// TestLeavingAtOnce: a fetch that does not heed its context keeps nobody, and
// what it brings at last answers nobody.
func TestLeavingAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var one share.One[int]
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		_, err := one.Get(ctx, func(context.Context) (int, error) { wait(time.Minute); return 1, nil })
		if spent := time.Since(began); spent != time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v after %s", err, spent)
		}
		wait(time.Hour)
		if got, err := one.Get(t.Context(), func(context.Context) (int, error) { return 2, nil }); got != 2 || err != nil {
			t.Errorf("the next caller got %d, %v", got, err)
		}
	})
}

type key struct{}

// TestContext: the fetch sees the values of whoever came first, and not the
// deadline.
func TestContext(t *testing.T) {
	t.Parallel()
	var one share.One[any]
	ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, "v"), time.Hour)
	defer cancel()
	got, err := one.Get(ctx, func(ctx context.Context) (any, error) {
		if _, limited := ctx.Deadline(); limited {
			t.Error("the fetch has the deadline of one caller")
		}
		return ctx.Value(key{}), nil
	})
	if got != "v" || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

// TestMap: every key has its own value under the one rule.
func TestMap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := share.Map[string, int]{Rule: share.Rule{Age: time.Minute}}
		from := source{takes: time.Second}
		var all sync.WaitGroup
		for _, name := range []string{"a", "a", "b", "b"} {
			all.Go(func() {
				if _, err := m.Get(t.Context(), name, from.fetch); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		a, _ := m.Peek("a")
		b, _ := m.Peek("b")
		if from.fetches.Load() != 2 || a+b != 3 {
			t.Errorf("%d fetches, a is %d and b %d; want one each", from.fetches.Load(), a, b)
		}
		if _, ok := m.Peek("c"); ok {
			t.Error("nobody asked for c")
		}
		wait(time.Minute)
		if _, ok := m.Peek("a"); ok {
			t.Error("the rule counts for every key")
		}
	})
}
