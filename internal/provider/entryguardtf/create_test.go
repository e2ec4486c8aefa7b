package entryguardtf

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// A create that never left this machine is asked for again and is not called
// lost; one that may have left is looked for and never asked for twice.
func TestWhatWasNotSentIsNotLost(t *testing.T) {
	unreachable := &deletion.Failure{Reason: deletion.Unavailable, Unsent: true, Err: errors.New("connection refused")}
	cut := &deletion.Failure{Reason: deletion.Unavailable, Err: errors.New("connection reset")}
	for name, c := range map[string]struct {
		answers []error // the last one for good
		asked   int
		lost    bool
		failed  bool
	}{
		"never reached":         {[]error{unreachable}, 5, false, true},
		"reached in the end":    {[]error{unreachable, unreachable, nil}, 3, false, false},
		"cut":                   {[]error{cut}, 1, true, true},
		"reached, and then cut": {[]error{unreachable, cut}, 2, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			create := creation[string]{
				create: func(context.Context) (string, error) {
					err := c.answers[min(asked, len(c.answers)-1)]
					asked++
					return "made", err
				},
				list: func(context.Context) ([]string, error) { return nil, nil },
				id:   func(s string) string { return s },
				same: func(string) bool { return true },
			}
			p := &ProviderData{Settings: &destroy.Settings{Pace: deletion.Pace{MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond}}}
			_, _, err := create.createOrFind(t.Context(), p)
			_, lost := errors.AsType[*lostAnswer](err)
			if asked != c.asked || lost != c.lost || (err != nil) != c.failed {
				t.Errorf("asked %d times, %v (lost: %v); want %d, lost: %v", asked, err, lost, c.asked, c.lost)
			}
		})
	}
}
