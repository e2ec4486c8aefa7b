// Command versions runs the tests in which real Terraform takes part with each
// Terraform or OpenTofu that it is given, and counts them.
//
//	scripts/versions PATH...            the tests with each of these binaries
//	scripts/versions PATH... -- FLAGS   the same, with flags for go test, e.g. -run TestDemo
//	scripts/versions -write             write the matrix of the workflow and the tables of the guide
//	scripts/versions                    the versions and what needs which
//
// It holds no list of its own: versions.json of package terraformtest is the only
// one. It never changes that list, and it fetches no binary.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "versions:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	list, err := terraformtest.ReadVersions()
	if err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		_, err := io.WriteString(out, triedTable(list)+"\n"+needsTable(list))
		return err
	case slices.Equal(args, []string{"-write"}):
		return write(list, ".")
	}
	var flags []string
	if at := slices.Index(args, "--"); at >= 0 {
		args, flags = args[:at], args[at+1:]
	}
	if len(args) == 0 {
		return errors.New("no Terraform or OpenTofu is given before the flags, so no test would run")
	}
	var failed error
	for _, path := range args {
		failed = errors.Join(failed, runTests(ctx, list, path, flags, out))
	}
	return failed
}
