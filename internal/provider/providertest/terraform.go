package providertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
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

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// source is the provider's address without its host, which each binary adds.
const source = "steward-iac/steward"

// A Terraform is a working folder and real Terraform with the provider. It
// sees what the testing library does not: warnings, the whole output, exit
// codes, the state file.
type Terraform struct {
	T      *testing.T
	Binary terraformtest.Binary
	Dir    string
	Env    []string

	attached map[string]any // providers in this process, by address
}

// A Result is how one command ended.
type Result struct {
	Code           int
	Stdout, Stderr string
}

// AttachTerraform runs the provider in this process, so that a test can set its
// pace, and has Terraform attach to it. With -short it skips the test.
func AttachTerraform(t *testing.T, opts ...Option) *Terraform {
	t.Helper()
	skipIfShort(t)
	return AttachTerraformAlways(t, opts...)
}

// AttachTerraformAlways is AttachTerraform that -short does not skip: for the few
// tests in which Terraform works on many objects at a time, since those are what
// the race detector is to see.
func AttachTerraformAlways(t *testing.T, opts ...Option) *Terraform {
	t.Helper()
	run := newTerraformRun(t)
	attach(run, run.address(), tf6server.WithDebug, func() tfprotov6.ProviderServer { return NewServer(opts...) })
	return run
}

// BuildTerraform has Terraform start the provider's real binary, as users do:
// with its own process, whose log lines go through Terraform. With -short it
// skips the test.
func BuildTerraform(t *testing.T) *Terraform {
	t.Helper()
	skipIfShort(t)
	run := newTerraformRun(t)
	settings := "provider_installation {\n  dev_overrides {\n    \"" + run.address() + "\" = \"" + filepath.ToSlash(builtProvider(t)) + "\"\n  }\n  direct {}\n}\n"
	file := filepath.Join(t.TempDir(), "terraform.rc")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	run.Env = append(run.Env, "TF_CLI_CONFIG_FILE="+file)
	return run
}

func newTerraformRun(t *testing.T) *Terraform {
	t.Helper()
	return &Terraform{T: t, Binary: requireTerraform(t), Dir: t.TempDir(), Env: append(os.Environ(), "TF_IN_AUTOMATION=1", "TF_INPUT=0")}
}

// address is the provider's whole source address, as the binary reads it.
func (r *Terraform) address() string { return r.Binary.Registry() + "/" + source }

// Write replaces the configuration.
func (r *Terraform) Write(config string) {
	r.T.Helper()
	needsWhat(r.T, config)
	required := "terraform {\n  required_providers {\n    steward = { source = \"" + source + "\" }\n  }\n}\n"
	if err := os.WriteFile(filepath.Join(r.Dir, "main.tf"), []byte(required+config), 0o600); err != nil {
		r.T.Fatal(err)
	}
}

// Run runs one command, e.g. Run("plan", "-destroy").
func (r *Terraform) Run(args ...string) Result {
	r.T.Helper()
	return r.RunWith(nil, args...)
}

// RunWith is run with more environment.
func (r *Terraform) RunWith(env []string, args ...string) Result {
	r.T.Helper()
	return r.finish(r.command(env, args...), func(command *exec.Cmd) error { return command.Run() })
}

// Interrupted runs a command and presses Ctrl-C as soon as something is so.
func (r *Terraform) Interrupted(so func() bool, args ...string) Result {
	r.T.Helper()
	return r.interrupted(new(screen), so, args...)
}

// InterruptedAfter is Interrupted once Terraform has shown a text.
func (r *Terraform) InterruptedAfter(text string, args ...string) Result {
	r.T.Helper()
	shown := new(screen)
	return r.interrupted(shown, func() bool { return shown.has(text) }, args...)
}

func (r *Terraform) interrupted(shown *screen, so func() bool, args ...string) Result {
	r.T.Helper()
	return r.finish(r.command(nil, args...), func(command *exec.Cmd) error {
		command.Stdout = io.MultiWriter(command.Stdout, shown)
		if err := command.Start(); err != nil {
			return err
		}
		Eventually(r.T, so)
		if err := command.Process.Signal(os.Interrupt); err != nil {
			return err
		}
		return command.Wait()
	})
}

// A screen is what a command has written so far.
type screen struct {
	mu   sync.Mutex
	text []byte
}

// Write adds to what is shown.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = append(s.text, p...)
	return len(p), nil
}

func (s *screen) has(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Contains(s.text, []byte(text))
}

func (r *Terraform) command(env []string, args ...string) *exec.Cmd {
	needsWhat(r.T, args...)
	command := exec.CommandContext(r.T.Context(), r.Binary.Path, args...)
	command.Dir, command.Env = r.Dir, append(slices.Clone(r.Env), env...)
	return command
}

// finish collects how a command ended.
func (r *Terraform) finish(command *exec.Cmd, run func(*exec.Cmd) error) Result {
	r.T.Helper()
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := run(command)
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		r.T.Fatal(err)
	} else if ok && exit.ExitCode() < 0 {
		r.T.Fatalf("terraform %v: %v\n%s", command.Args[1:], err, stderr.String())
	}
	return Result{Code: command.ProcessState.ExitCode(), Stdout: stdout.String(), Stderr: stderr.String()}
}

// Must runs a command that has to succeed.
func (r *Terraform) Must(args ...string) Result {
	r.T.Helper()
	result := r.Run(args...)
	if result.Code != 0 {
		r.T.Fatalf("terraform %v ended with %d:\n%s\n%s", args, result.Code, result.Stdout, result.Stderr)
	}
	return result
}

// GenerateImports has Terraform write the configuration of import blocks into
// the file generated. From 1.16 on such a block must name its provider while there is no
// resource block that does, and must not name it any more when there is one.
func (r *Terraform) GenerateImports(config string) {
	r.T.Helper()
	r.Write(strings.ReplaceAll(config, "import {\n", "import {\n  provider = steward\n"))
	r.Must("plan", "-generate-config-out="+generated)
	r.Write(config)
}

// A Diagnostic is a warning or an error as terraform's -json stream shows
// it.
type Diagnostic struct {
	Severity string `json:"severity"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	Address  string `json:"address"`
}

// Diagnostics reads the output of a command that ran with -json.
func (result Result) Diagnostics(t *testing.T) []Diagnostic {
	t.Helper()
	var found []Diagnostic
	for line := range strings.Lines(result.Stdout) {
		var message struct {
			Type       string     `json:"type"`
			Diagnostic Diagnostic `json:"diagnostic"`
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

// attach serves a provider until the test ends and has Terraform use it for an
// address. The type parameter is a type of go-plugin, which is no dependency of
// ours: the compiler finds it by itself.
func attach[Attachment any](
	r *Terraform, address string, debug func(context.Context, chan *Attachment, chan struct{}) tf6server.ServeOpt, factory func() tfprotov6.ProviderServer,
) {
	r.T.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	attachments, closed := make(chan *Attachment), make(chan struct{})
	served := make(chan error, 1)
	go func() {
		served <- tf6server.Serve(address, factory, debug(ctx, attachments, closed), tf6server.WithoutLogStderrOverride(), tf6server.WithLoggingSink(r.T))
	}()
	r.T.Cleanup(func() {
		cancel()
		<-closed
		if err := <-served; err != nil {
			r.T.Error(err)
		}
	})
	if r.attached == nil {
		r.attached = map[string]any{}
	}
	r.attached[address] = reattachment(r.T, <-attachments)
	value, err := json.Marshal(r.attached)
	if err != nil {
		r.T.Fatal(err)
	}
	r.Env = append(r.Env, "TF_REATTACH_PROVIDERS="+string(value)) // the last one counts
}

// reattachment returns an attachment (a *plugin.ReattachConfig) as Terraform
// reads it.
func reattachment(t *testing.T, attachment any) map[string]any {
	t.Helper()
	fields := reflect.ValueOf(attachment).Elem()
	address, ok := reflect.TypeAssert[net.Addr](fields.FieldByName("Addr"))
	if !ok {
		t.Fatal("the provider says no address")
	}
	return map[string]any{
		"Protocol":        fields.FieldByName("Protocol").String(),
		"ProtocolVersion": fields.FieldByName("ProtocolVersion").Int(),
		"Pid":             fields.FieldByName("Pid").Int(),
		"Test":            fields.FieldByName("Test").Bool(),
		"Addr":            map[string]string{"Network": address.Network(), "String": address.String()},
	}
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
		command := exec.CommandContext(context.Background(), "go", "build", "-o", filepath.Join(built.dir, "terraform-provider-steward"), "github.com/steward-iac/terraform-provider-steward")
		if output, err := command.CombinedOutput(); err != nil {
			built.err = errors.Join(err, errors.New(string(output)))
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.dir
}

// An Instance is one object in the state file.
type Instance struct {
	Status     string         `json:"status"` // "tainted" or empty
	Attributes map[string]any `json:"attributes"`
	Private    string         `json:"private"`
}

// State reads an object from the State file, e.g. "steward_x.name"; nil where
// it is not there.
func (r *Terraform) State(address string) *Instance {
	r.T.Helper()
	text, err := os.ReadFile(filepath.Join(r.Dir, "terraform.tfstate"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		r.T.Fatal(err)
	}
	var state struct {
		Resources []struct {
			Type      string     `json:"type"`
			Name      string     `json:"name"`
			Instances []Instance `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(text, &state); err != nil {
		r.T.Fatal(err)
	}
	for _, resource := range state.Resources {
		if resource.Type+"."+resource.Name == address && len(resource.Instances) > 0 {
			return &resource.Instances[0]
		}
	}
	return nil
}

// Fails runs a command that has to fail, and returns its errors; what the one
// error must say is given as parts of its text.
func (r *Terraform) Fails(parts []string, args ...string) []Diagnostic {
	r.T.Helper()
	result := r.Run(slices.Insert(slices.Clone(args), 1, "-json")...)
	var found []Diagnostic
	for _, d := range result.Diagnostics(r.T) {
		if d.Severity == "error" {
			found = append(found, d)
		}
	}
	if result.Code == 0 || len(found) != 1 {
		r.T.Fatalf("terraform %v ended with %d and %d errors, want 1 and one error:\n%s\n%s", args, result.Code, len(found), result.Stdout, result.Stderr)
	}
	for _, part := range parts {
		if !strings.Contains(found[0].Summary+"\n"+found[0].Detail, part) {
			r.T.Errorf("terraform %v: the error does not say %q:\n%s\n%s", args, part, found[0].Summary, found[0].Detail)
		}
	}
	return found
}

// Warnings runs a command that has to succeed, and returns its Warnings.
func (r *Terraform) Warnings(args ...string) []Diagnostic {
	r.T.Helper()
	var found []Diagnostic
	for _, d := range r.Must(slices.Insert(slices.Clone(args), 1, "-json")...).Diagnostics(r.T) {
		if d.Severity == "warning" {
			found = append(found, d)
		}
	}
	return found
}

// A Complaint is an error or a warning of terraform validate, and the line that
// it quotes.
type Complaint struct{ Severity, Summary, Detail, Line string }

// Validates runs terraform validate and returns what it says.
func (r *Terraform) Validates() []Complaint {
	r.T.Helper()
	result := r.Run("validate", "-json")
	var said struct {
		Diagnostics []struct {
			Severity, Summary, Detail string
			Snippet                   struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(result.Stdout), &said); err != nil {
		r.T.Fatalf("terraform validate: %v\n%s%s", err, result.Stdout, result.Stderr)
	}
	var found []Complaint
	for _, d := range said.Diagnostics {
		found = append(found, Complaint{Severity: d.Severity, Summary: d.Summary, Detail: d.Detail, Line: strings.TrimSpace(d.Snippet.Code)})
	}
	return found
}

// Apply applies the configuration.
func (r *Terraform) Apply() { r.T.Helper(); r.Must("apply", "-auto-approve") }

// PlansNothing plans twice: neither time may there be anything to do.
func (r *Terraform) PlansNothing() {
	r.T.Helper()
	for range 2 {
		if result := r.Run("plan", "-detailed-exitcode", "-no-color"); result.Code != 0 {
			r.T.Errorf("the plan is not empty (exit code %d):\n%s\n%s", result.Code, result.Stdout, result.Stderr)
		}
	}
}

// Changes plans and returns the actions on an object, e.g. "delete create".
func (r *Terraform) Changes(address string, args ...string) string {
	r.T.Helper()
	return r.AllChanges(args...)[address]
}

// AllChanges plans and returns the actions on every object by address.
func (r *Terraform) AllChanges(args ...string) map[string]string {
	r.T.Helper()
	file := filepath.Join(r.T.TempDir(), "plan")
	r.Must(append([]string{"plan", "-out=" + file}, args...)...)
	var plan struct {
		Changes []struct {
			Address string `json:"address"`
			Change  struct {
				Actions []string `json:"actions"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(r.Must("show", "-json", file).Stdout), &plan); err != nil {
		r.T.Fatal(err)
	}
	actions := map[string]string{}
	for _, change := range plan.Changes {
		actions[change.Address] = strings.Join(change.Change.Actions, " ")
	}
	return actions
}
