package creation_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/creation"
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
			create := creation.Steps[string]{
				Create: func(context.Context) (string, error) {
					err := c.answers[min(asked, len(c.answers)-1)]
					asked++
					return "made", err
				},
				List: func(context.Context) ([]string, error) { return nil, nil },
				ID:   func(s string) string { return s },
				Same: func(string) bool { return true },
			}
			p := &connection.ProviderData{Settings: &destroy.Settings{Pace: deletion.Pace{MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond}}}
			lost, err := create.Try(t.Context(), p, deletion.Object{ID: "web"})
			if asked != c.asked || lost != c.lost || (err != nil) != c.failed {
				t.Errorf("asked %d times, %v (lost: %v); want %d, lost: %v", asked, err, lost, c.asked, c.lost)
			}
		})
	}
}
