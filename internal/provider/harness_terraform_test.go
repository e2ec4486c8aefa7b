package provider

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// testAddress is the source address of the provider where Terraform is run by
// hand (the testing library has one of its own).
const testAddress = "registry.terraform.io/steward-iac/steward"

// A terraformRun is a working folder and real Terraform with the provider. It
// sees what the testing library does not: warnings, the whole output, exit
// codes, the state file.
type terraformRun struct {
	t      *testing.T
	binary string
	dir    string
	env    []string
}

// A terraformResult is how one command ended.
type terraformResult struct {
	code           int
	stdout, stderr string
}

// attachTerraform runs the provider in this process, so that a test can set its
// pace, and has Terraform attach to it.
func attachTerraform(t *testing.T, opts ...Option) *terraformRun {
	t.Helper()
	run := newTerraformRun(t)
	run.env = append(run.env, "TF_REATTACH_PROVIDERS="+serveAttached(t, tf6server.WithDebug, opts...))
	return run
}

// buildTerraform has Terraform start the provider's real binary, as users do:
// with its own process, whose log lines go through Terraform.
func buildTerraform(t *testing.T) *terraformRun {
	t.Helper()
	run := newTerraformRun(t)
	settings := "provider_installation {\n  dev_overrides {\n    \"" + testAddress + "\" = \"" + filepath.ToSlash(builtProvider(t)) + "\"\n  }\n  direct {}\n}\n"
	file := filepath.Join(t.TempDir(), "terraform.rc")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	run.env = append(run.env, "TF_CLI_CONFIG_FILE="+file)
	return run
}

func newTerraformRun(t *testing.T) *terraformRun {
	t.Helper()
	return &terraformRun{t: t, binary: requireTerraform(t), dir: t.TempDir(), env: append(os.Environ(), "TF_IN_AUTOMATION=1", "TF_INPUT=0")}
}

// write replaces the configuration.
func (r *terraformRun) write(config string) {
	r.t.Helper()
	required := "terraform {\n  required_providers {\n    steward = { source = \"steward-iac/steward\" }\n  }\n}\n"
	if err := os.WriteFile(filepath.Join(r.dir, "main.tf"), []byte(required+config), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// run runs one command, e.g. run("plan", "-destroy").
func (r *terraformRun) run(args ...string) terraformResult {
	r.t.Helper()
	return r.runWith(nil, args...)
}

// runWith is run with more environment.
func (r *terraformRun) runWith(env []string, args ...string) terraformResult {
	r.t.Helper()
	return r.finish(r.command(env, args...), func(command *exec.Cmd) error { return command.Run() })
}

// interrupted runs a command and presses Ctrl-C as soon as something is so.
func (r *terraformRun) interrupted(so func() bool, args ...string) terraformResult {
	r.t.Helper()
	return r.finish(r.command(nil, args...), func(command *exec.Cmd) error {
		if err := command.Start(); err != nil {
			return err
		}
		eventually(r.t, so)
		if err := command.Process.Signal(os.Interrupt); err != nil {
			return err
		}
		return command.Wait()
	})
}

func (r *terraformRun) command(env []string, args ...string) *exec.Cmd {
	command := exec.CommandContext(r.t.Context(), r.binary, args...)
	command.Dir, command.Env = r.dir, append(slices.Clone(r.env), env...)
	return command
}

// finish collects how a command ended.
func (r *terraformRun) finish(command *exec.Cmd, run func(*exec.Cmd) error) terraformResult {
	r.t.Helper()
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := run(command)
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		r.t.Fatal(err)
	} else if ok && exit.ExitCode() < 0 {
		r.t.Fatalf("terraform %v: %v\n%s", command.Args[1:], err, stderr.String())
	}
	return terraformResult{code: command.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
}

// must runs a command that has to succeed.
func (r *terraformRun) must(args ...string) terraformResult {
	r.t.Helper()
	result := r.run(args...)
	if result.code != 0 {
		r.t.Fatalf("terraform %v ended with %d:\n%s\n%s", args, result.code, result.stdout, result.stderr)
	}
	return result
}

// A runDiagnostic is a warning or an error as terraform's -json stream shows
// it.
type runDiagnostic struct {
	Severity string `json:"severity"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Address  string `json:"address"`
}

// diagnostics reads the output of a command that ran with -json.
func (result terraformResult) diagnostics(t *testing.T) []runDiagnostic {
	t.Helper()
	var found []runDiagnostic
	for line := range strings.Lines(result.stdout) {
		var message struct {
			Type       string        `json:"type"`
			Diagnostic runDiagnostic `json:"diagnostic"`
		}
		if err := json.Unmarshal([]byte(line), &message); err != nil {
			t.Fatalf("this is no line of terraform -json: %q: %v", line, err)
		}
		if message.Type == "diagnostic" {
			found = append(found, message.Diagnostic)
		}
	}
	return found
}

// serveAttached serves the provider until the test ends and returns the value
// of TF_REATTACH_PROVIDERS. The type parameter is a type of go-plugin, which
// is no dependency of ours: the compiler finds it by itself.
func serveAttached[Attachment any](
	t *testing.T, debug func(context.Context, chan *Attachment, chan struct{}) tf6server.ServeOpt, opts ...Option,
) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	attachments, closed := make(chan *Attachment), make(chan struct{})
	served := make(chan error, 1)
	factory := func() tfprotov6.ProviderServer { return newServer(opts...) }
	go func() {
		served <- tf6server.Serve(testAddress, factory, debug(ctx, attachments, closed), tf6server.WithoutLogStderrOverride(), tf6server.WithLoggingSink(t))
	}()
	t.Cleanup(func() {
		cancel()
		<-closed
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return reattachment(t, <-attachments)
}

// reattachment writes an attachment (a *plugin.ReattachConfig) as Terraform
// reads it.
func reattachment(t *testing.T, attachment any) string {
	t.Helper()
	fields := reflect.ValueOf(attachment).Elem()
	address, ok := reflect.TypeAssert[net.Addr](fields.FieldByName("Addr"))
	if !ok {
		t.Fatal("the provider says no address")
	}
	value, err := json.Marshal(map[string]any{testAddress: map[string]any{
		"Protocol":        fields.FieldByName("Protocol").String(),
		"ProtocolVersion": fields.FieldByName("ProtocolVersion").Int(),
		"Pid":             fields.FieldByName("Pid").Int(),
		"Test":            fields.FieldByName("Test").Bool(),
		"Addr":            map[string]string{"Network": address.Network(), "String": address.String()},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(value)
}

// built is the folder of the provider's binary, made once per test run.
var built struct {
	once sync.Once
	dir  string
	err  error
}

// builtProvider builds the provider as users get it and returns the folder.
func builtProvider(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		built.dir, built.err = os.MkdirTemp(testFolder, "provider")
		if built.err != nil {
			return
		}
		command := exec.CommandContext(context.Background(), "go", "build", "-o", filepath.Join(built.dir, "terraform-provider-steward"), "../..")
		if output, err := command.CombinedOutput(); err != nil {
			built.err = errors.Join(err, errors.New(string(output)))
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.dir
}

// An instanceState is one object in the state file.
type instanceState struct {
	Status     string         `json:"status"` // "tainted" or empty
	Attributes map[string]any `json:"attributes"`
	Private    string         `json:"private"`
}

// state reads an object from the state file, e.g. "steward_x.name"; nil where
// it is not there.
func (r *terraformRun) state(address string) *instanceState {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(r.dir, "terraform.tfstate"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		r.t.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Type      string          `json:"type"`
			Name      string          `json:"name"`
			Instances []instanceState `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(text, &state); err != nil {
		r.t.Fatal(err)
	}
	for _, resource := range state.Resources {
		if resource.Type+"."+resource.Name == address && len(resource.Instances) > 0 {
			return &resource.Instances[0]
		}
	}
	return nil
}

// fails runs a command that has to fail, and returns its errors; what the one
// error must say is given as parts of its text.
func (r *terraformRun) fails(parts []string, args ...string) []runDiagnostic {
	r.t.Helper()
	result := r.run(slices.Insert(slices.Clone(args), 1, "-json")...)
	var found []runDiagnostic
	for _, d := range result.diagnostics(r.t) {
		if d.Severity == "error" {
			found = append(found, d)
		}
	}
	if result.code == 0 || len(found) != 1 {
		r.t.Fatalf("terraform %v ended with %d and %d errors, want 1 and one error:\n%s\n%s", args, result.code, len(found), result.stdout, result.stderr)
	}
	for _, part := range parts {
		if !strings.Contains(found[0].Summary+"\n"+found[0].Detail, part) {
			r.t.Errorf("terraform %v: the error does not say %q:\n%s\n%s", args, part, found[0].Summary, found[0].Detail)
		}
	}
	return found
}

// warnings runs a command that has to succeed, and returns its warnings.
func (r *terraformRun) warnings(args ...string) []runDiagnostic {
	r.t.Helper()
	var found []runDiagnostic
	for _, d := range r.must(slices.Insert(slices.Clone(args), 1, "-json")...).diagnostics(r.t) {
		if d.Severity == "warning" {
			found = append(found, d)
		}
	}
	return found
}

// apply applies the configuration.
func (r *terraformRun) apply() { r.t.Helper(); r.must("apply", "-auto-approve") }

// plansNothing plans twice: neither time may there be anything to do.
func (r *terraformRun) plansNothing() {
	r.t.Helper()
	for range 2 {
		if result := r.run("plan", "-detailed-exitcode", "-no-color"); result.code != 0 {
			r.t.Errorf("the plan is not empty (exit code %d):\n%s\n%s", result.code, result.stdout, result.stderr)
		}
	}
}

// changes plans and returns the actions on an object, e.g. "delete create".
func (r *terraformRun) changes(address string, args ...string) string {
	r.t.Helper()
	return r.allChanges(args...)[address]
}

// allChanges plans and returns the actions on every object by address.
func (r *terraformRun) allChanges(args ...string) map[string]string {
	r.t.Helper()
	file := filepath.Join(r.t.TempDir(), "plan")
	r.must(append([]string{"plan", "-out=" + file}, args...)...)
	var plan struct {
		Changes []struct {
			Address string `json:"address"`
			Change  struct {
				Actions []string `json:"actions"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(r.must("show", "-json", file).stdout), &plan); err != nil {
		r.t.Fatal(err)
	}
	actions := map[string]string{}
	for _, change := range plan.Changes {
		actions[change.Address] = strings.Join(change.Change.Actions, " ")
	}
	return actions
}
