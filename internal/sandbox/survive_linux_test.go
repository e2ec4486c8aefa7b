package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// These tests do to real processes what happens to real processes: Terraform
// and the provider are built, started, interrupted and killed. Then the same
// command runs again and must finish what the first one began.

const (
	logGroup = "AWS::Logs::LogGroup"

	// Who uses this key speaks for another account.
	strangersKey     = "AKIASTRANGERSTRANGER"
	strangersAccount = "999900001111"
)

// A stage is a working folder with some log groups that are applied, and the
// simulated API where they live.
type stage struct {
	t     *testing.T
	tf    terraform
	cloud *cloudcontroltest.Server
	names []string
}

// setStage applies n log groups whose deletion takes so long. more goes into
// every resource block.
func setStage(t *testing.T, n int, deletion time.Duration, more string) *stage {
	t.Helper()
	tf := testTerraform(t)
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	a, err := startAPIs(faults{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.guard.Close() })
	if err := a.cloud.Close(); err != nil {
		t.Fatal(err)
	}
	a.cloud, err = cloudcontroltest.Start(cloudcontroltest.Options{
		AccountID: accountID, Region: region, Accounts: map[string]string{strangersKey: strangersAccount},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.cloud.Close() })
	env := a.environment()
	env["TF_CLI_CONFIG_FILE"] = cliConfig
	tf.dir, tf.env = t.TempDir(), ownEnvironment(t.TempDir(), env)
	s := &stage{t: t, tf: tf, cloud: a.cloud}
	a.cloud.SetDurations("", cloudcontroltest.Durations{Delete: deletion})
	s.configure(n, more)
	s.mustRun("init")
	s.mustRun("apply", "-auto-approve")
	for _, o := range s.cloud.Objects() {
		s.names = append(s.names, o.Identifier)
	}
	if len(s.names) != n {
		t.Fatalf("%d objects after the apply, want %d", len(s.names), n)
	}
	return s
}

func (s *stage) configure(n int, more string) {
	s.t.Helper()
	s.configureNamed("group", n, more)
}

// configureNamed writes a configuration of n log groups with that name.
func (s *stage) configureNamed(name string, n int, more string) {
	s.t.Helper()
	text := fmt.Sprintf(`
terraform {
  required_providers {
    steward = { source = "steward-iac/steward" }
  }
}
resource "steward_cloudcontrol_resource" "group" {
  count     = %d
  type_name = %q
  properties = { LogGroupName = "%s-${count.index}" }
  %s
}
`, n, logGroup, name, more)
	if err := os.WriteFile(filepath.Join(s.tf.dir, "main.tf"), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) mustRun(args ...string) string {
	s.t.Helper()
	output, exit, err := s.tf.quiet(s.t.Context(), args...)
	if err != nil || exit != 0 {
		s.t.Fatalf("terraform %s ended with %d, %v:\n%s", strings.Join(args, " "), exit, err, output)
	}
	return output
}

// A victim is a Terraform that runs in a process group of its own.
type victim struct {
	*exec.Cmd
	out  *bytes.Buffer
	done chan error
}

// begin starts a command and returns when the API has seen n more deletions.
func (s *stage) begin(n int, args ...string) *victim {
	s.t.Helper()
	seen := s.cloud.Count("DeleteResource")
	out := &bytes.Buffer{}
	cmd := exec.CommandContext(context.WithoutCancel(s.t.Context()), s.tf.path, append(args, "-no-color")...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = s.tf.dir, s.tf.env, out, out
	detach(cmd)
	// Whoever started the tests may ignore SIGHUP, as nohup does, and children
	// inherit that. While it is caught here, they do not.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	v := &victim{Cmd: cmd, out: out, done: make(chan error, 1)}
	go func() { v.done <- cmd.Wait() }()
	s.t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	s.until("the API has seen the deletions", func() bool { return s.cloud.Count("DeleteResource") >= seen+n })
	return v
}

// until waits for something to become true.
func (s *stage) until(what string, reached func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(time.Minute); !reached(); {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain until %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// end waits for the victim and returns what it said and how long it took.
func (v *victim) end(t *testing.T) (output string, took time.Duration) {
	t.Helper()
	began := time.Now()
	select {
	case err := <-v.done:
		var exited *exec.ExitError
		if err != nil && !errors.As(err, &exited) {
			t.Fatalf("Terraform: %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatalf("Terraform does not end; it said:\n%s", v.out)
	}
	return v.out.String(), time.Since(began)
}

// group signals the whole process group, as a terminal does. One that has just
// ended by itself cannot be signalled any more; what it came to is looked at
// all the same.
func (v *victim) group(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(-v.Process.Pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
		t.Fatal(err)
	}
}

// providers returns the process IDs of this victim's provider processes.
func (v *victim) providers(t *testing.T) []int {
	t.Helper()
	return providerProcesses(t, v.Process.Pid)
}

// providerProcesses lists the provider processes of a process group.
func providerProcesses(t *testing.T, group int) []int {
	t.Helper()
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for _, dir := range dirs {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		exe, err := os.Readlink(filepath.Join(dir, "exe"))
		if err != nil || !strings.Contains(filepath.Base(exe), "terraform-provider-steward") {
			continue
		}
		if pgid, err := syscall.Getpgid(pid); err == nil && pgid == group {
			found = append(found, pid)
		}
	}
	return found
}

// state returns the objects in the state file.
func (s *stage) state() []string {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.tf.dir, "terraform.tfstate"))
	if err != nil {
		s.t.Fatal(err)
	}
	var file struct {
		Resources []struct {
			Instances []struct {
				Attributes struct {
					Identifier string `json:"identifier"`
				} `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		s.t.Fatalf("the state file is no longer JSON (%d bytes): %v", len(data), err)
	}
	var ids []string
	for _, r := range file.Resources {
		for _, i := range r.Instances {
			ids = append(ids, i.Attributes.Identifier)
		}
	}
	return ids
}

// allGoneOnce checks that every object is gone, by exactly one deletion each,
// and that the state is empty.
func (s *stage) allGoneOnce() {
	s.t.Helper()
	for _, name := range s.names {
		if n := s.cloud.Deletions(logGroup, name); n != 1 {
			s.t.Errorf("%d deletions of %s took effect, want 1", n, name)
		}
		accepted := 0
		for _, op := range s.cloud.Operations() {
			if op.Kind == "DELETE" && op.Identifier == name {
				accepted++
			}
		}
		if accepted != 1 {
			s.t.Errorf("%d deletions of %s were accepted, want 1", accepted, name)
		}
	}
	if left := s.state(); len(left) != 0 {
		s.t.Errorf("still in state: %v", left)
	}
}

// TestSecondDestroyFinishesTheFirst is the promise of this provider: whatever
// happens in between, running destroy again finishes the same deletion.
func TestSecondDestroyFinishesTheFirst(t *testing.T) {
	kill := func(t *testing.T, pid int) {
		t.Helper()
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		more  string // in the resource block
		fault func(*testing.T, *victim)
		says  string // in what the first run says; empty where it cannot speak
	}{
		"CtrlC":           {fault: func(t *testing.T, v *victim) { v.group(t, syscall.SIGINT) }, says: "interrupted while it was being deleted"},
		"SIGTERMToAll":    {fault: func(t *testing.T, v *victim) { v.group(t, syscall.SIGTERM) }, says: "interrupted while it was being deleted"},
		"Timeout":         {fault: func(*testing.T, *victim) {}, more: `timeouts { delete = "2s" }`, says: "was not deleted within 2s"},
		"ProviderKilled":  {fault: func(t *testing.T, v *victim) { kill(t, v.providers(t)[0]) }, says: "ApplyResourceChange"},
		"TerraformKilled": {fault: func(t *testing.T, v *victim) { kill(t, v.Process.Pid) }},
		"TerraformHungUp": {fault: func(t *testing.T, v *victim) {
			if err := v.Process.Signal(syscall.SIGHUP); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setStage(t, 1, 6*time.Second, c.more)
			v := s.begin(1, "destroy", "-auto-approve")
			c.fault(t, v)
			output, took := v.end(t)
			if c.says != "" && !strings.Contains(strings.Join(strings.Fields(output), " "), c.says) {
				t.Errorf("the first run does not say %q:\n%s", c.says, output)
			}
			if took > 5*time.Second {
				t.Errorf("the first run took %v to end", took)
			}
			if len(s.state()) != 1 {
				t.Errorf("the object is not in state after the first run: %v", s.state())
			}
			s.until("no provider process is left", func() bool { return len(v.providers(t)) == 0 })

			again := []string{"destroy", "-auto-approve"}
			if c.more != "" {
				// The deletion goes on at the API; the next runs look again.
				s.until("the deletion has ended", func() bool { _, there := s.cloud.Object(logGroup, s.names[0]); return !there })
			}
			s.mustRun(again...)
			s.allGoneOnce()
		})
	}
}

// TestReplacementIsResumed interrupts the deletion in a replacement: of a
// tainted object, which gets no private state, and of one whose configuration
// changed where only a new object will do.
func TestReplacementIsResumed(t *testing.T) {
	for name, prepare := range map[string]func(*stage){
		"Tainted": func(s *stage) { s.mustRun("taint", "steward_cloudcontrol_resource.group[0]") },
		"Changed": func(s *stage) { s.configureNamed("renamed", 1, "") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setStage(t, 1, 6*time.Second, "")
			prepare(s)
			v := s.begin(1, "apply", "-auto-approve")
			// An interrupt before the answer has come would be another story: then the
			// next run asks again, with the same token or into the conflict.
			asked := func() int { return s.cloud.Count("GetResourceRequestStatus") + s.cloud.Count("ListResourceRequests") }
			before := asked()
			s.until("the provider follows the deletion", func() bool { return asked() > before })
			v.group(t, syscall.SIGINT)
			v.end(t)
			s.mustRun("apply", "-auto-approve")
			if n := s.cloud.Deletions(logGroup, s.names[0]); n != 1 {
				t.Errorf("%d deletions took effect, want 1", n)
			}
			if n := s.cloud.CountOf("DeleteResource", logGroup, s.names[0]); n != 1 {
				t.Errorf("DeleteResource was asked %d times, want once over both runs", n)
			}
			if len(s.cloud.Objects()) != 1 || len(s.state()) != 1 {
				t.Errorf("objects = %v, state = %v; want the new one in both", s.cloud.Objects(), s.state())
			}
		})
	}
}

// TestInterruptedCreateIsFoundAgain kills nothing but the wait for a create.
func TestInterruptedCreateIsFoundAgain(t *testing.T) {
	t.Parallel()
	s := setStage(t, 1, 0, "")
	s.cloud.SetDurations("", cloudcontroltest.Durations{Create: 6 * time.Second})
	s.configure(2, "")
	// The first look shows that the answer to the create has arrived: an
	// interrupt before that has no token to save.
	seen := s.cloud.Count("GetResourceRequestStatus")
	v := s.begin(0, "apply", "-auto-approve")
	s.until("the create is followed", func() bool { return s.cloud.Count("GetResourceRequestStatus") > seen })
	v.group(t, syscall.SIGINT)
	output, _ := v.end(t)
	if !strings.Contains(output, "pending_operation") {
		t.Errorf("the first run does not say what is saved:\n%s", output)
	}
	s.mustRun("destroy", "-auto-approve")
	if left := s.cloud.Objects(); len(left) != 0 {
		t.Errorf("objects left behind: %v", left)
	}
	if left := s.state(); len(left) != 0 {
		t.Errorf("still in state: %v", left)
	}
}

// TestTwoInterruptsKeepTheStateFile interrupts twice: a second Ctrl-C makes
// Terraform exit at once while it rewrites its state file, and a plugin that is
// gone too soon then leaves it empty. STEWARD_LONG=1 makes it 24 runs.
func TestTwoInterruptsKeepTheStateFile(t *testing.T) {
	t.Parallel()
	runs := 6
	if os.Getenv("STEWARD_LONG") != "" {
		runs = 24
	}
	const objects = 10
	s := setStage(t, objects, 0, "")
	emptied := 0
	for i := range runs {
		s.cloud.SetDurations("", cloudcontroltest.Durations{Delete: 20 * time.Second})
		v := s.begin(objects, "destroy", "-auto-approve")
		v.group(t, syscall.SIGINT)
		gap := 2 * time.Second
		if i%2 == 1 { // Terraform has ended after 2 s; sooner it is still busy
			gap = rand.N(400 * time.Millisecond)
		}
		time.Sleep(gap)
		_ = syscall.Kill(-v.Process.Pid, syscall.SIGINT)
		v.end(t)
		info, err := os.Stat(filepath.Join(s.tf.dir, "terraform.tfstate"))
		if err != nil || info.Size() == 0 {
			emptied++
		}
		s.until("no provider process is left", func() bool { return len(v.providers(t)) == 0 })
		s.cloud.Advance(time.Minute)
		s.mustRun("destroy", "-auto-approve")
		s.cloud.SetDurations("", cloudcontroltest.Durations{})
		s.mustRun("apply", "-auto-approve")
	}
	t.Logf("%d of %d double interrupts emptied the state file", emptied, runs)
	if emptied > 0 {
		t.Errorf("%d of %d double interrupts emptied the state file", emptied, runs)
	}
}
