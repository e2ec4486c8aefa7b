package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fakeGo stands before the Go tool on PATH: what the README runs with "go run" is this test binary, and the module is
// the one that is tested, wherever the commands run.
const fakeGo = `#!/bin/sh
case "$1 $2" in
"run ./internal/sandbox") shift 2; STAND_IN=sandbox exec "$README_SANDBOX" "$@" ;;
"env GOMOD") echo "$README_MODULE/go.mod" ;;
*) exec "$README_GO" "$@" ;;
esac
`

// TestReadme follows the README to the letter: quick start, rehearsal, credentials, and bad days after a restart.
func TestReadme(t *testing.T) {
	r := startReading(t)
	quick, rehearsal := r.blocks("Quick start"), r.blocks("Rehearsal")
	if len(quick) != 2 || len(rehearsal) != 3 {
		t.Fatalf("the README has %d and %d blocks of commands, want 2 and 3", len(quick), len(rehearsal))
	}
	stop := r.serve(quick[0][0])
	r.run(slices.Concat(quick[1], rehearsal[0]), map[string][]string{
		"examples/guarded-security-group destroy": {"1: was not deleted", "1: 210987654321", "0: 3 destroyed"},
		"session list":          {"0: dana@acme.example"},
		"sandbox state":         {"0: holds 0 objects"},
		"session start":         {"0: dana@acme.example"},
		"credentials good":      {"0: good"},
		"credentials wrong-acc": {"0: wrong-account"},
	})
	stop()
	for _, day := range r.days(rehearsal[1]) {
		stop := r.serve(day.command)
		r.run(rehearsal[2], map[string][]string{"destroy": {day.ends}})
		stop()
	}
}

// A badDay is how the README starts the APIs, and how a destroy ends then.
type badDay struct{ command, ends string }

// days are the bad days of the README: a few of them, with STEWARD_LONG=1 all.
func (r *reader) days(commands []string) []badDay {
	r.t.Helper()
	ends := map[string]string{
		"-slow": "0: 3 destroyed", "-throttle": "0: 3 destroyed", "Throttling*2": "0: 3 destroyed",
		"AccessDenied": "1: was not deleted", "entryguard=503": "0: 3 destroyed", "-habit": "0: 3 destroyed",
	}
	var days []badDay
	for _, command := range commands {
		for fault, end := range ends {
			if strings.Contains(command, fault) {
				days = append(days, badDay{strings.Replace(command, "-slow 30s", "-slow 1s", 1), end})
			}
		}
	}
	if len(days) != len(ends) {
		r.t.Fatalf("the README has the bad days %v, want one with each of %v", days, ends)
	}
	if os.Getenv("STEWARD_LONG") == "" {
		return days[2:4]
	}
	return days
}

// A reader follows the README in a folder of its own.
type reader struct {
	t    *testing.T
	text string
	dir  string
	env  []string
}

func startReading(t *testing.T) *reader {
	t.Helper()
	tf := testTerraform(t)
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the Go tool is not on PATH")
	}
	module, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(module, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, bin := t.TempDir(), t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, exampleDir), os.DirFS(filepath.Join(module, exampleDir))); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(bin, "go"), fakeGo)
	if err := os.Chmod(filepath.Join(bin, "go"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(tf.path, filepath.Join(bin, "terraform")); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "README_SANDBOX="+self, "README_MODULE="+module, "README_GO="+tool,
		"PATH="+bin+":"+os.Getenv("PATH"), "CHECKPOINT_DISABLE=1", "NO_COLOR=1",
		"TF_CLI_ARGS_apply=-auto-approve -no-color", "TF_CLI_ARGS_destroy=-auto-approve -no-color") // nobody is here to say yes
	return &reader{t: t, text: string(text), dir: dir, env: env}
}

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// blocks returns the commands of a section, block by block.
func (r *reader) blocks(section string) [][]string {
	r.t.Helper()
	_, text, found := strings.Cut(r.text, "\n## "+section+"\n")
	if !found {
		r.t.Fatalf("the README has no section %q", section)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	var blocks [][]string
	for _, block := range shellBlock.FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, strings.Split(strings.TrimSpace(block[1]), "\n"))
	}
	return blocks
}

// serve runs the command of the first shell until stop is called.
func (r *reader) serve(command string) (stop func()) {
	r.t.Helper()
	file := filepath.Join(r.dir, "sandbox.env")
	cmd := r.shell(r.t.Context(), "exec "+command)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for range 3000 {
		if _, err := os.Stat(file); err == nil {
			break
		}
		select {
		case err := <-ended:
			r.t.Fatalf("%s ended with %v:\n%s", command, err, said.String())
		case <-time.After(100 * time.Millisecond):
		}
	}
	return func() {
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			r.t.Error(err)
		}
		if err := <-ended; err != nil {
			r.t.Errorf("%s ended with %v after Ctrl-C:\n%s", command, err, said.String())
		}
	}
}

func (r *reader) shell(ctx context.Context, script string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sh", "-c", script)
	cmd.Dir, cmd.Env = r.dir, r.env
	return cmd
}

// run runs the commands of the second shell, one after the other in one shell. What a command must end with, and say, is
// in want, by a part of the command, one "STATUS: WORDS" for each time that it runs; others must end with 0.
func (r *reader) run(commands []string, want map[string][]string) {
	r.t.Helper()
	const mark = "== end of command "
	var script strings.Builder
	for _, command := range commands {
		fmt.Fprintf(&script, "%s\necho \"%s$?\"\n", command, mark)
	}
	output, err := r.shell(r.t.Context(), "exec 2>&1\n"+script.String()).Output()
	if err != nil {
		r.t.Fatalf("the commands ended with %v:\n%s", err, output)
	}
	rest := string(output)
	for _, command := range commands {
		said, after, _ := strings.Cut(rest, mark)
		status, next, _ := strings.Cut(after, "\n")
		rest = next
		wanted := "0: "
		for part, ends := range want {
			if strings.Contains(command, part) && len(ends) > 0 {
				wanted, want[part] = ends[0], ends[1:]
			}
		}
		code, words, _ := strings.Cut(wanted, ": ")
		if status != code || !strings.Contains(unframed(said), words) {
			r.t.Errorf("%s\nended with %s, want %s, and must say %q:\n%s", command, status, code, words, said)
		}
	}
	for part, ends := range want {
		if len(ends) > 0 {
			r.t.Errorf("no command with %q is left to end with %q", part, ends)
		}
	}
}
