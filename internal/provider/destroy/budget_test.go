package destroy

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestBudget: looks that run at the same time spend their time once, what
// lies between them costs nothing, and when all is spent no look begins.
func TestBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var budget budget
		wait := func(d time.Duration) {
			timer := time.NewTimer(d)
			<-timer.C
		}
		_, first := budget.Begin(t.Context())
		_, second := budget.Begin(t.Context())
		wait(3 * time.Second)
		first()
		wait(time.Second)
		second()
		wait(time.Hour)
		began := time.Now()
		ctx, third := budget.Begin(t.Context())
		<-ctx.Done()
		if spent := time.Since(began); spent != 6*time.Second || !errors.Is(context.Cause(ctx), errCheckLimit) {
			t.Errorf("the third look ended after %s with %v, want the 6 s that were left and %v", spent, context.Cause(ctx), errCheckLimit)
		}
		third()
		late, fourth := budget.Begin(t.Context())
		defer fourth()
		if late.Err() == nil {
			t.Error("all time is spent, and a look begins")
		}
	})
}

// TestSharing: a failure answers for all looks of its kind for a while.
func TestSharing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var budget budget
		asked, broken := 0, errors.New("broken")
		ask := func(context.Context) (int, error) {
			asked++
			if asked == 1 {
				return 0, broken
			}
			return asked, nil
		}
		for range 3 {
			if _, err := ShareFailure(t.Context(), &budget, "it", ask); !errors.Is(err, broken) || asked != 1 {
				t.Errorf("asked %d times, %v; want one failure for all", asked, err)
			}
		}
		if _, err := ShareFailure(t.Context(), &budget, "something else", ask); err != nil || asked != 2 {
			t.Errorf("another kind was answered %v after %d questions", err, asked)
		}
		timer := time.NewTimer(failureAge)
		<-timer.C
		if seen, err := ShareFailure(t.Context(), &budget, "it", ask); err != nil || seen != 3 {
			t.Errorf("after a while: %d, %v; want another try", seen, err)
		}
	})
}
