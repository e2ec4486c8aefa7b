package provider

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

const (
	// wholeFor is how long a state file must lie unchanged to count as written.
	// While Terraform writes about many changes it begins anew after some
	// milliseconds; 300 ms were the longest pause of a machine at load 20.
	wholeFor = time.Second
	// emptyFor is how long an empty one is waited for.
	emptyFor = 5 * time.Second
	// holdAtMost ends the waiting for a file that never comes to rest.
	holdAtMost = 30 * time.Second
	// stateCheck is how often the files are checked.
	stateCheck = 50 * time.Millisecond
)

// HoldOutput returns when no local state file of the working directory is being
// written any more, whatever signal comes.
//
// After a second Ctrl-C Terraform kills its plugins within 2 s and exits, also
// in the middle of writing its state file, which is then empty: it empties the
// file before it writes, once for each change. But before it exits it reads each
// plugin's output to the end, so a process that has inherited the output makes
// it wait. With sixty deletions cut off in a file of 600 objects Terraform needs
// 2.4 s for its writing, and 7 s on a busy machine.
func HoldOutput() {
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	waitForWriting(".")
}

// waitForWriting returns when the state files below dir are at rest. Where there
// is none, as with a remote backend, it returns at once.
func waitForWriting(dir string) {
	began := time.Now()
	changed, last := began, newestState(dir)
	for last != nil && time.Since(began) < holdAtMost {
		atRest := time.Since(changed)
		if atRest >= emptyFor || atRest >= wholeFor && last.Size() > 0 {
			return
		}
		_ = deletion.Pause(context.Background(), stateCheck)
		now := newestState(dir)
		if now == nil || now.Size() != last.Size() || !now.ModTime().Equal(last.ModTime()) {
			changed = time.Now()
		}
		last = now
	}
}

// newestState returns the local state file that was written last, nil if there
// is none. Other workspaces than the first have theirs in a directory each.
func newestState(dir string) (newest fs.FileInfo) {
	files, _ := filepath.Glob(filepath.Join(dir, "terraform.tfstate.d", "*", "terraform.tfstate"))
	for _, file := range append(files, filepath.Join(dir, "terraform.tfstate")) {
		info, err := os.Stat(file)
		if err == nil && (newest == nil || info.ModTime().After(newest.ModTime())) {
			newest = info
		}
	}
	return newest
}

// holding returns a func that starts this program once more, to hold these
// outputs. They are those with which the process was started: while it serves,
// go-plugin puts others in their place. Where that fails everything is as it
// would be without.
func holding(stdout, stderr *os.File) func() {
	return func() {
		self, err := os.Executable()
		if err != nil {
			return
		}
		holder := exec.CommandContext(context.Background(), self, "-hold-output")
		holder.Stdout, holder.Stderr = stdout, stderr
		if holder.Start() == nil {
			_ = holder.Process.Release() // it outlives this process
		}
	}
}
