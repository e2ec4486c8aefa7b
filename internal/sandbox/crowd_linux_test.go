package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestTwoInterruptsInACrowd interrupts twice while ten, or sixty, of 600 objects
// are being deleted. Terraform rewrites its state file once for each deletion
// that was cut off, and emptying comes before writing; the larger the file, the
// longer that takes. A plugin can hold Terraform for two seconds, then it is killed.
// Before deletions shared a board, 3 of 8 double interrupts of sixty emptied the
// file, since each asked once more how far it was. The soak found it. With the
// board 3 of 16 did, all on a busy machine, where the writing took longer than two
// seconds. Since a second process holds Terraform (provider.HoldOutput), 0 of 16 do
// at a load of 17.
func TestTwoInterruptsInACrowd(t *testing.T) {
	if os.Getenv("STEWARD_LONG") == "" {
		t.Skip("takes some minutes; set STEWARD_LONG=1")
	}
	for _, c := range []struct{ parallelism, runs int }{{10, 6}, {60, 16}} {
		t.Run(fmt.Sprint(c.parallelism), func(t *testing.T) {
			emptied := 0
			for range c.runs {
				if interruptedTwice(t, 600, c.parallelism) {
					emptied++
				}
			}
			t.Logf("%d of %d double interrupts left no state file", emptied, c.runs)
			if emptied > 0 {
				t.Errorf("%d of %d double interrupts left no state file", emptied, c.runs)
			}
		})
	}
}

// interruptedTwice reports whether two interrupts left no state file.
func interruptedTwice(t *testing.T, objects, parallelism int) (emptied bool) {
	t.Helper()
	s := crowdedStage(t, load{Objects: objects, Takes: 60})
	v := s.begin(parallelism, "destroy", "-auto-approve", "-refresh=false", fmt.Sprintf("-parallelism=%d", parallelism))
	v.group(t, syscall.SIGINT)
	gap := 500*time.Millisecond + rand.N(3*time.Second)
	time.Sleep(gap)
	_ = syscall.Kill(-v.Process.Pid, syscall.SIGINT)
	_, took := v.end(t)
	data, err := os.ReadFile(filepath.Join(s.tf.dir, "terraform.tfstate"))
	t.Logf("the second interrupt after %v, the end after %v more, %d bytes of state", gap, took, len(data))
	s.until("no provider process is left", func() bool { return len(v.providers(t)) == 0 })
	return err != nil || !json.Valid(data)
}

// TestKilledInACrowd kills the provider, or Terraform, while 200 deletions are
// under way. The next run finds them all, asks for none a second time, and needs
// a few lists for that, not a poll for each.
func TestKilledInACrowd(t *testing.T) {
	if os.Getenv("STEWARD_LONG") == "" {
		t.Skip("takes some minutes; set STEWARD_LONG=1")
	}
	const objects, runs = 200, 6
	for run := range runs {
		s := crowdedStage(t, load{Objects: objects, Takes: 25})
		v := s.begin(1+rand.IntN(objects), "destroy", "-auto-approve", "-parallelism=200")
		time.Sleep(rand.N(2 * time.Second))
		whom := "Terraform"
		if providers := v.providers(t); run%2 == 0 && len(providers) > 0 {
			whom = "the provider"
			_ = syscall.Kill(providers[0], syscall.SIGKILL)
		} else {
			_ = syscall.Kill(v.Process.Pid, syscall.SIGKILL)
		}
		v.end(t)
		s.until("no provider process is left", func() bool { return len(v.providers(t)) == 0 })
		accepted := s.cloud.Count("DeleteResource")
		again := s.measure("destroy", "-auto-approve", "-parallelism=200")
		s.allGoneOnce()
		t.Logf("%s was killed after %d deletions; the next run took %.1f s and asked %v", whom, accepted, again.Wall, again.Calls)
		if polls := again.Calls["GetResourceRequestStatus"]; polls > objects/10 {
			t.Errorf("%d polls in the run after %s was killed", polls, whom)
		}
	}
}
