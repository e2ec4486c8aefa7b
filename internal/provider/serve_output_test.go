package provider

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestWaitForWriting: Terraform is held as long as it writes, and no longer.
func TestWaitForWriting(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		file   string
		writes int // one each 100 ms; each empties the file first, for half of that
		last   string
		want   time.Duration
	}{
		"Remote":      {"there is no local file to wait for", "", 0, "", 0},
		"AtRest":      {"a file that nobody writes is whole", "terraform.tfstate", 0, "{}", wholeFor},
		"Written":     {"sixty changes are written one after the other", "terraform.tfstate", 60, "{}", 6*time.Second + wholeFor},
		"Workspace":   {"the file of a workspace is the one that is written", "terraform.tfstate.d/test/terraform.tfstate", 10, "{}", time.Second + wholeFor},
		"Empty":       {"an empty file may still be filled", "terraform.tfstate", 0, "", emptyFor},
		"LeftEmpty":   {"nobody fills it any more", "terraform.tfstate", 10, "", time.Second + emptyFor},
		"WithoutRest": {"nobody waits without end", "terraform.tfstate", 1000, "{}", holdAtMost},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				file := filepath.Join(dir, c.file)
				write := func(text string) {
					if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
						t.Error(err)
					}
				}
				if c.file != "" {
					if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
						t.Fatal(err)
					}
					write(c.last)
				}
				var writing sync.WaitGroup
				writing.Go(func() {
					for i := range c.writes {
						time.Sleep(50 * time.Millisecond)
						write("")
						time.Sleep(50 * time.Millisecond)
						write(strings.Repeat(" ", i) + "{}") // modification times are real ones, and may be equal
						if i == c.writes-1 {
							write(c.last)
						}
					}
				})
				began := time.Now()
				waitForWriting(dir)
				if got := time.Since(began); got < c.want || got > c.want+2*stateCheck {
					t.Errorf("waited %v, want %v: %s", got, c.want, c.reason)
				}
				writing.Wait()
			})
		})
	}
}
