package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// packages hold the tests that run real Terraform.
var packages = []string{"./internal/provider/...", "./internal/sandbox/..."}

// runTests runs the tests with one binary and says how they ended.
func runTests(ctx context.Context, list terraformtest.Versions, path string, flags []string, out io.Writer) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	binary, err := terraformtest.Ask(ctx, path, environment())
	if err != nil {
		return err
	}
	if err := supported(list, binary); err != nil {
		return err
	}
	began := time.Now()
	args := slices.Concat([]string{"test", "-json", "-count=1", "-timeout=60m"}, flags, packages)
	command := exec.CommandContext(ctx, "go", args...)
	command.Env = append(os.Environ(), terraformtest.Variable+"="+path)
	command.Stderr = out
	events, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	ended, err := count(events)
	if err := errors.Join(err, command.Wait()); err != nil && len(ended.failed) == 0 {
		return fmt.Errorf("%s: go test: %w", binary.Label, err)
	}
	return ended.report(binary.Label, time.Since(began), out)
}

// environment is the caller's without a CLI configuration, which need not fit the
// binary.
func environment() []string {
	return append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+os.DevNull)
}

// supported is an error for a binary that is older than the oldest of the list.
func supported(list terraformtest.Versions, binary terraformtest.Binary) error {
	all := list.Terraform
	if binary.Product == terraformtest.OpenTofu {
		all = list.OpenTofu
	}
	oldest, err := terraformtest.Minor(all[0])
	if err != nil {
		return err
	}
	if binary.Version.Before(oldest) {
		return fmt.Errorf("%s is not supported: the oldest is %s", binary.Label, all[0])
	}
	return nil
}

// A tally is how tests ended, by their names.
type tally struct {
	passed  int
	skipped map[string][]string // by reason
	failed  map[string]string   // what they printed
}

// event is a line of go test -json.
type event struct {
	Action  string `json:"Action"`
	Package string `json:"Package"`
	Test    string `json:"Test"`
	Output  string `json:"Output"`
}

// count reads what go test -json prints.
func count(events io.Reader) (tally, error) {
	ended := tally{skipped: map[string][]string{}, failed: map[string]string{}}
	said := map[string]string{}
	decoder := json.NewDecoder(events)
	for {
		var e event
		if err := decoder.Decode(&e); errors.Is(err, io.EOF) {
			return ended, nil
		} else if err != nil {
			return ended, err
		}
		name := strings.TrimPrefix(e.Package+" "+e.Test, "github.com/steward-iac/terraform-provider-steward/")
		switch e.Action {
		case "output", "build-output":
			said[name] += e.Output
		case "pass", "skip", "fail":
			ended.add(e, name, said[name])
			delete(said, name)
		}
	}
}

// add counts one test, or a package that failed outside of its tests.
func (t *tally) add(e event, name, said string) {
	switch {
	case e.Action == "fail":
		t.failed[strings.TrimSpace(name)] = said
	case e.Test == "":
	case e.Action == "pass":
		t.passed++
	default:
		why := reason(said)
		t.skipped[why] = append(t.skipped[why], name)
	}
}

// reason is what a skipped test said: the line that names a file, without it.
func reason(said string) string {
	for line := range strings.Lines(said) {
		if _, why, found := strings.Cut(strings.TrimSpace(line), ".go:"); found {
			_, why, _ = strings.Cut(why, ": ")
			return why
		}
	}
	return "without a reason"
}

// report prints the figures and what stands behind them.
func (t *tally) report(label string, took time.Duration, out io.Writer) error {
	skips := 0
	for _, names := range t.skipped {
		skips += len(names)
	}
	fmt.Fprintf(out, "%s: %d passed, %d skipped, %d failed, in %s\n", label, t.passed, skips, len(t.failed), took.Round(time.Second))
	for _, why := range slices.Sorted(maps.Keys(t.skipped)) {
		fmt.Fprintf(out, "  skipped %d: %s\n", len(t.skipped[why]), why)
	}
	for _, name := range slices.Sorted(maps.Keys(t.failed)) {
		fmt.Fprintf(out, "  failed: %s\n%s", name, t.failed[name])
	}
	if len(t.failed) > 0 {
		return fmt.Errorf("%s: %d failed", label, len(t.failed))
	}
	return nil
}
