package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestTwoInterruptsInACrowd interrupts twice while ten of 600 objects are being
// deleted. Terraform rewrites its state file once for each deletion that was
// cut off, and emptying comes before writing; the larger the file, the longer
// that takes. The provider can hold Terraform for two seconds at most, which is
// enough for the usual parallelism and not for 60 at a time: there, 3 of 8
// double interrupts emptied the file (5 of 8 while the provider lingered for
// one second only). The soak found it.
func TestTwoInterruptsInACrowd(t *testing.T) {
	if os.Getenv("STEWARD_LONG") == "" {
		t.Skip("takes a minute and a half; set STEWARD_LONG=1")
	}
	const runs, objects, parallelism = 6, 600, 10
	emptied := 0
	for range runs {
		s := crowdedStage(t, load{Objects: objects, Takes: 60})
		v := s.begin(parallelism, "destroy", "-auto-approve", "-refresh=false")
		v.group(t, syscall.SIGINT)
		gap := 500*time.Millisecond + rand.N(3*time.Second)
		time.Sleep(gap)
		_ = syscall.Kill(-v.Process.Pid, syscall.SIGINT)
		_, took := v.end(t)
		data, err := os.ReadFile(filepath.Join(s.tf.dir, "terraform.tfstate"))
		if err != nil || !json.Valid(data) {
			emptied++
		}
		t.Logf("the second interrupt after %v, the end after %v more, %d bytes of state", gap, took, len(data))
		s.until("no provider process is left", func() bool { return len(v.providers(t)) == 0 })
	}
	if emptied > 0 {
		t.Errorf("%d of %d double interrupts left no state file", emptied, runs)
	}
}
