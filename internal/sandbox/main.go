// Command sandbox runs both simulated APIs, EntryGuard and Cloud Control, on
// loopback ports, for people instead of for tests.
//
//	go run ./internal/sandbox demo            the main job, with real Terraform
//	go run ./internal/sandbox serve           the APIs alone, until Ctrl-C
//	go run ./internal/sandbox session start   play a person who opens a session
//	go run ./internal/sandbox credentials     let the provider's credentials expire
//
// It listens on 127.0.0.1 only, talks to no other machine (but to fetch
// Terraform where none is found), and is never linked into the provider. It
// must hold no behaviour of an API: that belongs to entryguardtest and
// cloudcontroltest, where the tests meet the same.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

const usage = `The sandbox runs both simulated APIs on loopback ports.

  go run ./internal/sandbox demo          run the main job with real Terraform and check each step
  go run ./internal/sandbox serve         start both APIs and print the environment that points the provider at them

While serve runs:

  go run ./internal/sandbox session       list, start and end sessions
  go run ./internal/sandbox credentials   let the provider's credentials expire, or belong to another account
  go run ./internal/sandbox state         show what the APIs hold

"go run ./internal/sandbox COMMAND -h" explains the flags of a command.
`

// commands are what the sandbox can do, by name.
var commands = map[string]func(ctx context.Context, args []string, out io.Writer) error{
	"demo":        demoCommand,
	"serve":       serveCommand,
	"session":     sessionCommand,
	"credentials": credentialsCommand,
	"state":       stateCommand,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first Ctrl-C ends the work in good order, a second one at once.
	context.AfterFunc(ctx, stop)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "\nsandbox: %v\n", err)
		os.Exit(1)
	}
}

// run finds the command and runs it.
func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		_, err := io.WriteString(out, usage)
		return err
	}
	command, ok := commands[args[0]]
	if !ok {
		return fmt.Errorf("there is no command %q\n\n%s", args[0], usage)
	}
	return command(ctx, args[1:], out)
}
