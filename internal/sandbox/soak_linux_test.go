package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// The conservation soak: objects are made and deleted again and again while
// both APIs misbehave and while Terraform and the provider are interrupted and
// killed. Whenever a command has gone through, what lives is in state and what
// is in state lives; and while things are being destroyed, nothing ever lives
// without being in state.
//
//	STEWARD_LONG=1        hundreds of objects, 30 minutes
//	STEWARD_SOAK=5m       hundreds of objects, that long
//	STEWARD_SEED=1234     the same choices once more (not the same timing)
//
// Two things no provider can promise, and so the soak does not do them: kill
// (SIGKILL, second Ctrl-C) while something is being made, and spoil answers
// about EntryGuard's creates, whose objects get their names from the server.
// Applies that make something are interrupted and terminated instead, and Cloud
// Control's answers to them are spoilt. One thing is repaired and counted:
// Terraform empties its local state file before it writes it, so that a SIGKILL
// of Terraform in just that moment leaves nothing of it, whatever provider it
// runs. Then the file as it was before the command is put back.

// A soak is a stage on which things go wrong at random.
type soak struct {
	*stage
	guard   *entryguardtest.Server
	random  *rand.Rand
	objects int // the most objects of each kind
	names   int // log groups that the configuration wants
	rooms   int // EntryGuard resources that it wants
	held    string
	count   map[string]int // what happened how often
}

// TestSoak runs about 40 objects for half a minute.
func TestSoak(t *testing.T) {
	t.Parallel()
	objects, lasts := 32, 20*time.Second
	if os.Getenv("STEWARD_LONG") != "" {
		objects, lasts = 300, 30*time.Minute
	}
	if text := os.Getenv("STEWARD_SOAK"); text != "" {
		asked, err := time.ParseDuration(text)
		if err != nil {
			t.Fatalf("STEWARD_SOAK: %v", err)
		}
		objects, lasts = 300, asked
	}
	s := setSoak(t, objects, soakSeed(t))
	for deadline := time.Now().Add(lasts); ; {
		s.grow()
		s.shrink(deadline)
		if t.Failed() || time.Now().After(deadline) {
			break
		}
	}
	s.finish("destroy", "-auto-approve")
	s.conserved("at the end")
	if left := len(s.cloud.Objects()) + s.guard.ResourceCount(); left > 0 {
		t.Errorf("%d objects are left after the last destroy", left)
	}
	for _, op := range s.cloud.Operations() {
		if op.TookEffect {
			s.count["log groups: "+op.Kind+" that took effect"]++
		}
	}
	for _, what := range slices.Sorted(maps.Keys(s.count)) {
		t.Logf("%5d %s", s.count[what], what)
	}
}

func soakSeed(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64N(1_000_000)
	if text := os.Getenv("STEWARD_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("STEWARD_SEED: %v", err)
		}
		seed = given
	}
	t.Logf("STEWARD_SEED=%d", seed)
	return seed
}

func setSoak(t *testing.T, objects int, seed uint64) *soak {
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
	t.Cleanup(func() { _ = a.close() })
	env := a.environment()
	env["TF_CLI_CONFIG_FILE"] = cliConfig
	tf.dir, tf.env = t.TempDir(), ownEnvironment(t.TempDir(), env)
	s := &soak{
		stage:   &stage{t: t, tf: tf, cloud: a.cloud},
		guard:   a.guard,
		random:  rand.New(rand.NewPCG(seed, 0)),
		objects: objects,
		count:   map[string]int{},
	}
	s.held = a.guard.AddCredential(entryguardtest.Credential{Name: "soak", Provider: "AWS", CredentialType: "ACCESS_KEY"}).ID
	s.want(0, 0)
	s.mustRun("init")
	return s
}

// want writes a configuration of so many log groups and EntryGuard resources.
// Every fifth log group has little time to be deleted.
func (s *soak) want(names, rooms int) {
	s.t.Helper()
	s.names, s.rooms = names, rooms
	text := fmt.Sprintf(`
terraform {
  required_providers {
    steward = { source = %q }
  }
}
resource "steward_cloudcontrol_resource" "group" {
  count      = %d
  type_name  = %q
  properties = { LogGroupName = "group-${count.index}" }
  timeouts { delete = count.index %% 5 == 0 ? "15s" : "10m" }
}
resource "steward_entryguard_resource" "room" {
  count               = %d
  name                = "room-${count.index}"
  credential_id       = %q
  cloud_provider      = "AWS"
  resource_type       = "SECURITY_GROUP"
  resource_identifier = "sg-${format("%%08d", count.index)}"
  region              = "eu-central-1"
}
`, source, names, logGroup, rooms, s.held)
	if err := os.WriteFile(filepath.Join(s.tf.dir, "main.tf"), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// grow makes EntryGuard's objects undisturbed, then log groups while Cloud
// Control fails and Terraform is interrupted.
func (s *soak) grow() {
	s.want(s.names, s.random.IntN(s.objects/4)+1)
	s.finish("apply", "-auto-approve")
	s.want(s.objects/2+s.random.IntN(s.objects/2)+1, s.rooms)
	args := []string{"apply", "-auto-approve"}
	for round := s.random.IntN(3); round > 0; round-- {
		s.spoilCreates()
		again := args
		if ids := s.inState(); s.random.IntN(3) == 0 && slices.Contains(ids, logGroup+" group-0") {
			again = append(again, "-replace=steward_cloudcontrol_resource.group[0]")
		}
		if s.disturb(s.pick(interrupt1, terminate, nothing), again...) {
			break
		}
	}
	s.finish(args...)
	s.conserved("after objects were made")
}

// shrink destroys some or all of it while everything goes wrong.
func (s *soak) shrink(deadline time.Time) {
	args := []string{"destroy", "-auto-approve"}
	if s.random.IntN(2) == 0 {
		s.want(s.random.IntN(s.names), s.random.IntN(s.rooms))
		args = []string{"apply", "-auto-approve"}
	} else {
		s.want(0, 0)
	}
	for round := 2 + s.random.IntN(4); round > 0 && time.Now().Before(deadline) && !s.t.Failed(); round-- {
		s.spoilDeletes()
		done := s.disturb(s.pick(interrupt1, interrupt2, terminate, killProvider, killTerraform, hangUp, nothing), args...)
		s.nothingForgotten()
		if done {
			break
		}
	}
	s.finish(args...)
	s.conserved("after objects were destroyed")
}

// finish runs a command, undisturbed, until it goes through. What was accepted
// before may still end badly, so the first runs need not.
func (s *soak) finish(args ...string) {
	s.t.Helper()
	s.cloud.ClearFaults()
	s.guard.ClearFaults()
	for _, session := range s.guard.Sessions() {
		s.guard.EndSession(session.ID)
	}
	var output string
	for range 8 {
		var exit int
		var err error
		output, exit, err = s.tf.quiet(s.t.Context(), append(args, "-parallelism=30")...)
		if err != nil {
			s.t.Fatal(err)
		}
		s.count["commands that were left in peace"]++
		if exit == 0 {
			return
		}
	}
	s.t.Fatalf("terraform %s does not go through; the last run said:\n%s", args[0], output)
}

// The ways to strike.
const (
	nothing       = "nothing done to the processes"
	interrupt1    = "Ctrl-C"
	interrupt2    = "two Ctrl-C"
	terminate     = "SIGTERM to all"
	killProvider  = "provider killed"
	killTerraform = "Terraform killed"
	hangUp        = "Terraform hung up"
)

func (s *soak) pick(strikes ...string) string { return strikes[s.random.IntN(len(strikes))] }

// disturb runs a command and strikes when the API has seen a random number of
// requests. It says whether the command went through.
func (s *soak) disturb(strike string, args ...string) bool {
	s.t.Helper()
	before := s.stateFile()
	seen := s.cloud.Count("")
	at := seen + s.random.IntN(5*(s.names+s.living()+1))
	parallelism := 5 + s.random.IntN(40)
	v := s.begin(0, append(slices.Clone(args), fmt.Sprintf("-parallelism=%d", parallelism))...)
	s.count["commands that were disturbed"]++
	ended := s.await(v, 25*time.Second, func() bool { return strike != nothing && s.cloud.Count("") >= at })
	if !ended && strike != nothing {
		s.count["  "+strike]++
		s.strike(v, strike)
	}
	if !ended && !s.await(v, 3*time.Minute, func() bool { return false }) {
		s.t.Fatalf("Terraform does not end after: %s; it said:\n%s", strike, v.out)
	}
	s.until("no provider process is left", func() bool { return len(v.providers(s.t)) == 0 })
	if strings.Contains(v.out.String(), "panic:") {
		s.t.Errorf("something panicked:\n%s", v.out)
	}
	s.mend(strike, before)
	s.t.Logf("%s: %s; success: %v; %d objects live", args[0], strike, v.ProcessState.Success(), s.living())
	return v.ProcessState.Success()
}

// await waits until the victim has ended (and says so), or something is true,
// or the time is up.
func (s *soak) await(v *victim, patience time.Duration, enough func() bool) (ended bool) {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		select {
		case <-v.done:
			return true
		case <-time.After(10 * time.Millisecond):
		}
		if enough() {
			return false
		}
	}
	return false
}

func (s *soak) strike(v *victim, how string) {
	s.t.Helper()
	// A process may have ended a moment ago, so errors mean nothing.
	switch how {
	case interrupt1:
		_ = syscall.Kill(-v.Process.Pid, syscall.SIGINT)
	case interrupt2:
		_ = syscall.Kill(-v.Process.Pid, syscall.SIGINT)
		time.Sleep(time.Duration(s.random.IntN(2500)) * time.Millisecond)
		_ = syscall.Kill(-v.Process.Pid, syscall.SIGINT)
	case terminate:
		_ = syscall.Kill(-v.Process.Pid, syscall.SIGTERM)
	case killProvider:
		for _, pid := range v.providers(s.t) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	case killTerraform:
		_ = v.Process.Kill()
	case hangUp:
		_ = v.Process.Signal(syscall.SIGHUP)
	}
}

// mend puts the state file of before back where Terraform was killed while it
// rewrote it. Any other way to lose it is an error.
func (s *soak) mend(strike string, before []byte) {
	s.t.Helper()
	if json.Valid(s.stateFile()) {
		return
	}
	if strike != killTerraform && strike != hangUp {
		s.t.Errorf("%s left a state file of %d bytes that is no JSON", strike, len(s.stateFile()))
	}
	s.count["state files torn by the death of Terraform, put back"]++
	if err := os.WriteFile(s.statePath(), before, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *soak) statePath() string { return filepath.Join(s.tf.dir, "terraform.tfstate") }

func (s *soak) stateFile() []byte {
	s.t.Helper()
	data, err := os.ReadFile(s.statePath())
	if os.IsNotExist(err) {
		return []byte(`{"version": 4}`)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return data
}

// inState returns the objects in state as "type identifier", sorted.
func (s *soak) inState() []string {
	s.t.Helper()
	var file struct {
		Resources []struct {
			Type      string `json:"type"`
			Instances []struct {
				Attributes struct {
					Identifier string `json:"identifier"`
					ID         string `json:"id"`
				} `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(s.stateFile(), &file); err != nil {
		s.t.Fatalf("the state file: %v", err)
	}
	var found []string
	for _, r := range file.Resources {
		for _, i := range r.Instances {
			if r.Type == "steward_entryguard_resource" {
				found = append(found, "EntryGuard "+i.Attributes.ID)
			} else {
				found = append(found, logGroup+" "+i.Attributes.Identifier)
			}
		}
	}
	slices.Sort(found)
	return found
}

// alive returns the objects that live, as inState does.
func (s *soak) alive() []string {
	var found []string
	for _, o := range s.cloud.Objects() {
		found = append(found, o.TypeName+" "+o.Identifier)
	}
	for _, r := range s.guard.Resources() {
		found = append(found, "EntryGuard "+r.ID)
	}
	slices.Sort(found)
	return found
}

func (s *soak) living() int { return len(s.alive()) }

// conserved is the law: what lives is in state, and what is in state lives.
func (s *soak) conserved(when string) {
	s.t.Helper()
	alive, inState := s.alive(), s.inState()
	s.count["times that both sides were compared"]++
	if slices.Equal(alive, inState) {
		return
	}
	s.t.Errorf("%s: without state live %v; in state without living are %v", when, without(alive, inState), without(inState, alive))
}

// nothingForgotten is the half of the law that holds at any time while things
// are being destroyed.
func (s *soak) nothingForgotten() {
	s.t.Helper()
	s.count["times that nothing living was forgotten in between"]++
	if forgotten := without(s.alive(), s.inState()); len(forgotten) > 0 {
		s.t.Errorf("after a disturbed destroy these live and are not in state: %v", forgotten)
	}
}

func without(all, these []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(one string) bool { return slices.Contains(these, one) })
}
