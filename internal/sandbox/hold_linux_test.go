package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestHoldOutput: the process that makes Terraform wait survives the signals of
// somebody who is impatient, and does not stay. The file that it waits for is
// written for two seconds.
func TestHoldOutput(t *testing.T) {
	t.Parallel()
	const writing = 2 * time.Second
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	binaries, err := filepath.Glob(filepath.Join(filepath.Dir(cliConfig), "mirror", registries[0], source, mirrorVersion, "*", "*"))
	if err != nil || len(binaries) != 1 {
		t.Fatalf("binaries = %q, %v", binaries, err)
	}
	cmd := exec.CommandContext(t.Context(), binaries[0], "-hold-output")
	cmd.Dir = t.TempDir()
	write := func() {
		if err := os.WriteFile(filepath.Join(cmd.Dir, "terraform.tfstate"), []byte("{}"), 0o600); err != nil {
			t.Error(err)
		}
	}
	write()
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for !ignoresInterrupt(t, cmd.Process.Pid) {
		time.Sleep(time.Millisecond)
	}
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGINT} {
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
	}
	go func() {
		for time.Since(began) < writing {
			write()
			time.Sleep(20 * time.Millisecond)
		}
	}()
	text, err := io.ReadAll(output)
	if err != nil || len(text) > 0 {
		t.Errorf("output = %q, %v, want none", text, err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took < writing {
		t.Errorf("the output was held for %v, want %v and more", took, writing)
	}
}

// ignoresInterrupt reports whether the process ignores SIGTERM, the second of
// the signals that it sets.
func ignoresInterrupt(t *testing.T, pid int) bool {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	var ignored uint64
	for line := range bytes.Lines(status) {
		if mask, ok := strings.CutPrefix(string(line), "SigIgn:"); ok {
			if _, err := fmt.Sscanf(mask, "%x", &ignored); err != nil {
				t.Fatal(err)
			}
		}
	}
	return ignored&(1<<(syscall.SIGTERM-1)) != 0
}
