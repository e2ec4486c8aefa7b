package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	install "github.com/hashicorp/hc-install"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
	"github.com/hashicorp/hc-install/src"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// patience is how long an interrupted child may take to save and to end.
const patience = 30 * time.Second

// terraform is a Terraform or OpenTofu binary that works in one folder, with
// an environment that holds nothing of the caller's.
type terraform struct {
	path string
	dir  string
	env  []string
	out  io.Writer // where its output is shown
	all  bool      // show all of it, not only an excerpt
}

// run runs one subcommand, shows its output and returns it, with the exit
// code. An error means that it did not run to its end.
func (tf terraform) run(ctx context.Context, args ...string) (output string, exit int, err error) {
	fmt.Fprintf(tf.out, "\n    $ %s %s\n", tf.name(), strings.Join(args, " "))
	shown := &indenter{out: tf.out, prefix: "    "}
	defer shown.endLine()
	if tf.all {
		return tf.capture(ctx, shown, args...)
	}
	part := &excerpt{out: shown}
	output, exit, err = tf.capture(ctx, part, args...)
	return output, exit, errors.Join(err, part.flush())
}

// quiet runs one subcommand without showing its output.
func (tf terraform) quiet(ctx context.Context, args ...string) (output string, exit int, err error) {
	return tf.capture(ctx, io.Discard, args...)
}

func (tf terraform) capture(ctx context.Context, shown io.Writer, args ...string) (output string, exit int, err error) {
	var captured bytes.Buffer
	cmd := exec.CommandContext(ctx, tf.path, append(slices.Clone(args), "-no-color")...)
	cmd.Dir, cmd.Env = tf.dir, tf.env
	both := io.MultiWriter(&captured, shown)
	cmd.Stdout, cmd.Stderr = both, both
	cmd.WaitDelay = patience
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	detach(cmd)

	err = cmd.Run()
	if ctx.Err() != nil {
		return captured.String(), -1, fmt.Errorf("%s %s was interrupted: %w", tf.name(), args[0], context.Cause(ctx))
	}
	var ended *exec.ExitError
	if errors.As(err, &ended) && ended.Exited() {
		return captured.String(), ended.ExitCode(), nil
	}
	if err != nil {
		return captured.String(), -1, fmt.Errorf("%s %s: %w", tf.name(), args[0], err)
	}
	return captured.String(), 0, nil
}

// name is how the binary is called, e.g. "terraform".
func (tf terraform) name() string {
	return strings.TrimSuffix(filepath.Base(tf.path), ".exe")
}

// interrupt asks a child to end in good order, where the system knows how.
func interrupt(p *os.Process) error {
	if err := p.Signal(os.Interrupt); err == nil || errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return p.Kill()
}

// findTerraform returns the binary to run: the one asked for, else the one that
// STEWARD_TERRAFORM names, else what PATH has, Terraform before OpenTofu, else a
// Terraform fetched into dir.
func findTerraform(ctx context.Context, asked, dir string, sayf func(string, ...any)) (string, error) {
	if asked != "" {
		return exec.LookPath(asked)
	}
	if found, err := terraformtest.Find(); found != "" || err != nil {
		return found, err
	}
	sayf("Neither terraform nor tofu is on PATH: fetching the latest Terraform with HashiCorp's installer.")
	target := filepath.Join(dir, "bin")
	if err := os.Mkdir(target, 0o700); err != nil {
		return "", err
	}
	fetched, err := install.NewInstaller().Install(ctx, []src.Installable{
		&releases.LatestVersion{Product: product.Terraform, InstallDir: target},
	})
	if err != nil {
		return "", fmt.Errorf("no Terraform was found or could be fetched; put terraform or tofu on PATH, or name one with -terraform: %w", err)
	}
	return fetched, nil
}

// ownEnvironment returns the environment of a Terraform that must see nothing
// of the caller's but where programs and temporary files are.
func ownEnvironment(home string, more map[string]string) []string {
	env := []string{"HOME=" + home, "USERPROFILE=" + home, "CHECKPOINT_DISABLE=1", "TF_INPUT=0"}
	for _, name := range []string{"PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	for name, value := range more {
		env = append(env, name+"="+value)
	}
	slices.Sort(env)
	return env
}

// indenter sets each line apart, so that one sees whose words they are.
type indenter struct {
	out     io.Writer
	prefix  string
	midLine bool
}

// Write implements io.Writer.
func (w *indenter) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		prefix := w.prefix
		if w.midLine {
			prefix = ""
		}
		if _, err := io.WriteString(w.out, prefix+string(line)); err != nil {
			return 0, err
		}
		w.midLine = !bytes.HasSuffix(line, []byte("\n"))
	}
	return len(p), nil
}

// endLine ends a line that was begun.
func (w *indenter) endLine() {
	if w.midLine {
		fmt.Fprintln(w.out)
	}
	w.midLine = false
}
