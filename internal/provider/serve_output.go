package provider

import (
	"context"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// HoldOutput returns after d, whatever signal comes.
//
// After a second Ctrl-C Terraform kills its plugins within 2 s and exits, also
// in the middle of writing its state file, which is then empty. But before it
// exits it reads each plugin's output to the end, so a process that has
// inherited the output makes it wait. With sixty deletions cut off in a file of
// 600 objects Terraform needs 2.4 s and more for its writing.
func HoldOutput(d time.Duration) {
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	_ = deletion.Pause(context.Background(), d)
}

// holding returns a func that starts this program once more, to hold these
// outputs. They are those with which the process was started: while it serves,
// go-plugin puts others in their place. Where that fails everything is as it
// would be without.
func holding(stdout, stderr *os.File) func(time.Duration) {
	return func(d time.Duration) {
		self, err := os.Executable()
		if err != nil {
			return
		}
		holder := exec.Command(self, "-hold-output", d.String())
		holder.Stdout, holder.Stderr = stdout, stderr
		if holder.Start() == nil {
			_ = holder.Process.Release() // it outlives this process
		}
	}
}
