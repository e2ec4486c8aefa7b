package provider

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

const (
	// lingerFor is how long the process stays after it was told to end in the
	// middle of a change. A second Ctrl-C makes Terraform kill its plugins and
	// rewrite its state file at the same time; it exits when the plugin is gone,
	// and a plugin that is gone too soon leaves the local file empty. Terraform
	// kills what stays longer than 2 s.
	lingerFor = 1900 * time.Millisecond
	// writesFor is how long after a change was cut off Terraform may still be
	// writing about it. It rewrites the whole file once for each change, and
	// there may be a hundred of them in a file of thousands of objects.
	writesFor = 10 * time.Second
	// orphanGrace is how long a process whose Terraform has died may take to
	// let go of what it is doing.
	orphanGrace = 3 * time.Second
	// parentCheck is how often the process looks whether its Terraform lives.
	parentCheck = 500 * time.Millisecond
)

// errTerminated is the cause of calls that end because the process is told to
// terminate or has lost its Terraform.
var errTerminated = fmt.Errorf("the provider was told to terminate: %w", context.Canceled)

// A lifeline holds the process as long as a change is under way, and no longer
// than its Terraform lives.
//
//   - SIGTERM ends the calls that are under way gracefully: each saves what it
//     has and says how to go on. (Terraform, which gets the signal too when it
//     goes to the process group, does the rest. Without this the plugin would
//     just die, and what it had not saved would be lost.)
//   - SIGINT does the same. While it applies Terraform passes a Ctrl-C on by
//     itself; while it plans it does not, and would wait for an API that hangs.
//   - SIGPIPE, which a plugin gets at its next log line after its Terraform has
//     died, ends the process likewise instead of at once.
//   - A process whose parent has died ends too, also where it never writes.
//   - After Serve the process lingers if a change was cut off; see lingerFor.
//     Where many were, 2 s are too short for Terraform's writing, and a second
//     process makes it wait; see HoldOutput.
type lifeline struct {
	ended      context.Context // ends when the process is told to terminate
	terminate  context.CancelCauseFunc
	holdOutput func() // keeps the output open in another process

	mu       sync.Mutex
	held     int       // changes under way
	cutOffAt time.Time // when a change last ended because its context had ended
}

func newLifeline() *lifeline {
	l := &lifeline{holdOutput: holding(os.Stdout, os.Stderr)}
	l.ended, l.terminate = context.WithCancelCause(context.Background())
	return l
}

// hold says that a change begins. The context that it returns ends with ctx,
// and when the process is told to terminate. release says that it is over.
func (l *lifeline) hold(ctx context.Context) (held context.Context, release func()) {
	held, detach := l.bind(ctx)
	l.mu.Lock()
	l.held++
	l.mu.Unlock()
	return held, func() {
		l.mu.Lock()
		l.held--
		if held.Err() != nil {
			l.cutOffAt = time.Now()
		}
		l.mu.Unlock()
		detach()
	}
}

// bind returns a context that ends with ctx, and when the process is told to
// terminate: for calls that change nothing. release ends it too.
func (l *lifeline) bind(ctx context.Context) (call context.Context, release func()) {
	bound, cancel := context.WithCancelCause(ctx)
	released := newCallContext(bound)
	detach := context.AfterFunc(l.ended, func() { cancel(context.Cause(l.ended)) })
	if l.ended.Err() != nil {
		cancel(context.Cause(l.ended)) // AfterFunc takes a moment
	}
	return released, func() {
		detach()
		cancel(nil)
		released.over()
	}
}

// underWay returns how many changes are under way.
func (l *lifeline) underWay() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held
}

// interrupted reports whether a change is under way, or was cut off so
// recently that Terraform may still be writing about it.
func (l *lifeline) interrupted() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held > 0 || (!l.cutOffAt.IsZero() && time.Since(l.cutOffAt) < writesFor)
}

// linger keeps the process for a moment if a change was cut off, and Terraform
// until it has written about all that were.
func (l *lifeline) linger() {
	if !l.interrupted() {
		return
	}
	l.holdOutput()
	// The context never ends: nothing may cut this short but a kill.
	_ = deletion.Pause(context.Background(), lingerFor)
}

// watch listens for signals and for the death of the parent. The func that it
// returns stops it.
func (l *lifeline) watch() (stop func()) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	done := make(chan struct{})
	go l.attend(signals, done, os.Getppid())
	return func() {
		signal.Stop(signals)
		close(done)
	}
}

// attend acts on signals and on the death of the parent until done is closed.
func (l *lifeline) attend(signals <-chan os.Signal, done <-chan struct{}, parent int) {
	look := time.NewTicker(parentCheck)
	defer look.Stop()
	for {
		select {
		case <-done:
			return
		case s := <-signals:
			l.terminate(errTerminated)
			if s == syscall.SIGPIPE {
				l.leave()
			}
		case <-look.C:
			// An orphan gets another parent. Who starts as a child of init, as
			// the first process of a container does, has nothing to lose.
			if parent > 1 && os.Getppid() != parent {
				l.terminate(errTerminated)
				l.leave()
			}
		}
	}
}

// leave ends the process: nobody listens any more, and what is under way gets
// a moment to let go.
func (l *lifeline) leave() {
	deadline := time.Now().Add(orphanGrace)
	for l.underWay() > 0 && time.Now().Before(deadline) {
		_ = deletion.Pause(context.Background(), 10*time.Millisecond)
	}
	os.Exit(1)
}
