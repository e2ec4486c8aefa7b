package main

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// TestSideBySide destroys many objects at the same time, 60 with STEWARD_LONG=1:
// that others ask, too, must not delay what a deletion asks for. When each was
// polled by itself and requests waited for their turn, a RetryAfter of 6 s was
// honoured after 10.2 s, and deletions with 12 s ran out of time.
func TestSideBySide(t *testing.T) {
	const retryAfter = 6 * time.Second
	objects, inTime := 20, 3.0 // while other tests run, too
	if os.Getenv("STEWARD_LONG") != "" {
		objects, inTime = 60, 1.0
	}
	for name, c := range map[string]struct {
		more string
		fate cloudcontroltest.Fate
		mark func(cloudcontroltest.Operation) time.Time // when the end can be seen
	}{
		"RetryAfter": {
			fate: cloudcontroltest.Fate{Takes: new(5 * time.Second), RetryAfter: new(retryAfter)},
			mark: func(op cloudcontroltest.Operation) time.Time { return op.Started.Add(retryAfter) },
		},
		"ShortTimeout": {
			more: `timeouts { delete = "12s" }`,
			fate: cloudcontroltest.Fate{Takes: new(2 * time.Second)},
			mark: func(op cloudcontroltest.Operation) time.Time { return op.Ended },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := crowdedStage(t, load{Objects: objects, More: c.more})
			c.fate.Kind, c.fate.Times = "DELETE", cloudcontroltest.Always
			s.cloud.Script(c.fate)
			s.mustRun("destroy", "-auto-approve", fmt.Sprintf("-parallelism=%d", objects))
			s.allGoneOnce()
			late := s.seenSince(c.mark)
			if len(late) != objects {
				t.Fatalf("%d of %d objects were observed to be gone", len(late), objects)
			}
			first, median, worst := late[0], late[objects/2], late[objects-1]
			t.Logf("%d objects, seen after the mark: first %.2f s, median %.2f s, worst %.2f s", objects, first, median, worst)
			if first < 0 || worst > inTime {
				t.Errorf("want none before the mark and all within %g s", inTime)
			}
		})
	}
}
