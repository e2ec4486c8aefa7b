package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// The fault matrix: every step of a deletion meets every fault, with real
// Terraform, the built provider and the simulated API. After the fault the
// same destroy runs again. What each cell came to is compared with
// testdata/fault-matrix.json, and the guide page is made from that file.

var updateMatrix = flag.Bool("update-matrix", false, "write testdata/fault-matrix.json and the guide page anew (with STEWARD_LONG=1)")

const (
	matrixFile = "testdata/fault-matrix.json"
	matrixPage = "../../templates/guides/fault-matrix.md"
)

// A step is a moment of a deletion.
type step struct {
	name      string
	operation string // the request that is under way; empty where there is none
	skip      int    // how many of these requests pass first
	late      bool   // only those count that come after the deletion was accepted
	applied   bool   // a held request takes effect before its answer is held
}

var steps = []step{
	{name: "plan", operation: "GetResource"},
	{name: "request sent", operation: "DeleteResource"},
	{name: "request accepted", operation: "DeleteResource", applied: true},
	{name: "first poll", operation: "GetResourceRequestStatus"},
	{name: "later poll", operation: "GetResourceRequestStatus", skip: 2},
	{name: "confirm", operation: "GetResource", late: true},
	{name: "state written"},
}

// A fault is what happens at a step. act makes it happen; it returns why this
// cell does not exist, or what the first destroy came to.
type fault struct {
	name string
	api  *cloudcontroltest.Fault // an answer that is spoilt
	act  func(*cell) string      // otherwise: what is done while the step is held
}

var matrixFaults = []fault{
	{name: "throttled", api: &cloudcontroltest.Fault{Code: "ThrottlingException", Times: 3}},
	{name: "500 and 503", api: &cloudcontroltest.Fault{Status: 503, Body: "<html>Service Unavailable</html>", Times: 2}},
	{name: "answer lost before it took effect", api: &cloudcontroltest.Fault{Drop: true}},
	{name: "answer lost after it took effect", api: &cloudcontroltest.Fault{Drop: true, After: true}},
	{name: "garbage", api: &cloudcontroltest.Fault{Status: 200, Body: "<html>Welcome to the hotel's network</html>", Times: 2}},
	{name: "hang, then Ctrl-C", act: (*cell).hangAndInterrupt},
	{name: "Ctrl-C", act: func(c *cell) string { return c.whileHeld(func(v *victim) { v.group(c.t, syscall.SIGINT) }) }},
	{name: "provider killed", act: func(c *cell) string {
		return c.whileHeld(func(v *victim) {
			for _, pid := range v.providers(c.t) {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		})
	}},
	{name: "Terraform killed", act: func(c *cell) string { return c.whileHeld(func(v *victim) { _ = v.Process.Kill() }) }},
	{name: "timeout", act: (*cell).timeOut},
	{name: "expired credentials", api: &cloudcontroltest.Fault{Code: "ExpiredTokenException", Times: cloudcontroltest.Always}},
	{name: "cancelled by someone", act: (*cell).cancelled},
	{name: "wrong account", act: (*cell).wrongAccount},
}

// What a cell can come to.
const (
	finishes = "finishes"                       // the first destroy goes through
	resumes  = "stops; the next run finishes"   // the first one ends with an error or not at all
	refuses  = "refuses; the next run finishes" // the API or the fence said no, and the object stayed
	noStep   = "–"                              // nothing can happen there; the page says why
)

// A cell is one step meeting one fault.
type cell struct {
	*stage
	step  step
	fault fault
}

// run plays the cell and returns what it came to.
func (c *cell) run() string {
	var came string
	if c.fault.api != nil {
		came = c.spoilAnswers()
	} else {
		came = c.fault.act(c)
	}
	if came == noStep {
		return came
	}
	c.cloud.ClearFaults()
	c.keptOrGone()
	c.mustRun("destroy", "-auto-approve")
	c.allGoneOnceButCancelled()
	return came
}

// keptOrGone is the promise in the middle: nothing lives without being in
// state, once the first command has ended.
func (c *cell) keptOrGone() {
	c.t.Helper()
	inState := len(c.state()) == 1
	if _, lives := c.cloud.Object(logGroup, c.names[0]); lives && !inState {
		c.t.Error("the object lives and is not in state")
	}
}

func (c *cell) allGoneOnceButCancelled() {
	c.t.Helper()
	if n := c.cloud.Deletions(logGroup, c.names[0]); n != 1 {
		c.t.Errorf("%d deletions took effect, want 1", n)
	}
	if left := c.state(); len(left) != 0 {
		c.t.Errorf("still in state: %v", left)
	}
	running := 0
	for _, op := range c.cloud.Operations() {
		if op.Kind == "DELETE" && op.Status == "SUCCESS" {
			running++
		}
	}
	if running != 1 {
		c.t.Errorf("%d deletions succeeded, want 1", running)
	}
}

// spoilAnswers lets the API answer badly at the step.
func (c *cell) spoilAnswers() string {
	if c.step.operation == "" {
		return noStep
	}
	f := *c.fault.api
	f.Operation, f.Skip = c.step.operation, c.step.skip
	if c.step.applied {
		if !f.Drop {
			return noStep // the answer is the acceptance: see "first poll"
		}
		f.After = true
	}
	if c.step.late {
		c.afterAcceptance(f)
	} else {
		c.cloud.Fail(f)
	}
	output, exit, err := c.tf.quiet(c.t.Context(), "destroy", "-auto-approve")
	if err != nil {
		c.t.Fatal(err)
	}
	return c.judge(output, exit)
}

// afterAcceptance arms a fault when the deletion has been accepted.
func (c *cell) afterAcceptance(f cloudcontroltest.Fault) {
	go func() {
		for c.cloud.Count("DeleteResource") == 0 {
			time.Sleep(2 * time.Millisecond)
		}
		c.cloud.Fail(f)
	}()
}

func (c *cell) judge(output string, exit int) string {
	switch {
	case exit == 0:
		return finishes
	case strings.Contains(output, "nothing is asked for twice"), strings.Contains(output, "interrupted while"):
		return resumes
	}
	return refuses
}

// hold starts a destroy and returns when the step's request is held.
func (c *cell) hold(hang bool) *victim {
	f := cloudcontroltest.Fault{Operation: c.step.operation, Skip: c.step.skip, Delay: 4 * time.Second}
	if hang || (c.step.operation == "DeleteResource" && !c.step.applied) {
		f.Delay, f.Hang = 0, true
	}
	seen := c.cloud.Count(c.step.operation)
	want := seen + c.step.skip + 1
	if c.step.late {
		c.afterAcceptance(f)
		v := c.begin(1, "destroy", "-auto-approve")
		seen = c.cloud.Count(c.step.operation)
		c.until("the object is looked at", func() bool { return c.cloud.Count(c.step.operation) > seen })
		return v
	}
	c.cloud.Fail(f)
	v := c.begin(0, "destroy", "-auto-approve")
	c.until("the request is under way", func() bool { return c.cloud.Count(c.step.operation) >= want })
	return v
}

// whileHeld does something to the processes while the step is held.
func (c *cell) whileHeld(strike func(*victim)) string {
	if c.step.operation == "" {
		return c.atTheEnd(strike)
	}
	v := c.hold(false)
	strike(v)
	v.end(c.t)
	c.until("no provider process is left", func() bool { return len(v.providers(c.t)) == 0 })
	return resumes
}

// atTheEnd strikes when the object has been observed absent and Terraform
// writes its state. Who wins is not determined, so only the end counts.
func (c *cell) atTheEnd(strike func(*victim)) string {
	v := c.begin(1, "destroy", "-auto-approve")
	seen := c.cloud.Count("GetResource")
	c.until("the object is looked at", func() bool { return c.cloud.Count("GetResource") > seen })
	strike(v)
	v.end(c.t)
	c.forgiveTornState()
	return resumes
}

// forgiveTornState puts an empty state file aside. Terraform writes its local
// state by emptying the file first, so a SIGKILL in just that moment leaves
// nothing of it, whatever provider it runs; only a remote backend helps. The
// object is gone by then, and that is held here.
func (c *cell) forgiveTornState() {
	c.t.Helper()
	file := filepath.Join(c.tf.dir, "terraform.tfstate")
	info, err := os.Stat(file)
	if err != nil || info.Size() > 0 || c.fault.name != "Terraform killed" {
		return
	}
	c.t.Log("Terraform was killed while it rewrote its state file, which is empty now")
	if _, lives := c.cloud.Object(logGroup, c.names[0]); lives {
		c.t.Error("the object lives, and the state file is empty")
	}
	if err := os.WriteFile(file, []byte(`{"version": 4}`), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cell) hangAndInterrupt() string {
	if c.step.operation == "" {
		return noStep
	}
	v := c.hold(true)
	v.group(c.t, syscall.SIGINT)
	_, took := v.end(c.t)
	if took > 4*time.Second {
		c.t.Errorf("it took %v to end after the Ctrl-C", took)
	}
	return resumes
}

// timeOut lets timeouts.delete run out while the step is held.
func (c *cell) timeOut() string {
	if c.step.operation == "" || c.step.name == "plan" {
		return noStep
	}
	v := c.hold(false)
	output, _ := v.end(c.t)
	if len(c.state()) == 0 {
		return finishes // the last look, at the deadline, saw that the object is gone
	}
	if !strings.Contains(output, "was not deleted within") {
		c.t.Errorf("the first run does not say that the time ran out:\n%s", output)
	}
	c.until("the deletion has ended", func() bool {
		return c.step.name == "request sent" || !slices.ContainsFunc(c.cloud.Operations(), func(op cloudcontroltest.Operation) bool {
			return op.Kind == "DELETE" && op.Status == "IN_PROGRESS"
		})
	})
	return resumes
}

// cancelled lets somebody cancel the deletion while the step is held.
func (c *cell) cancelled() string {
	switch c.step.name {
	case "plan", "request sent", "confirm", "state written":
		return noStep // there is no operation, or it has ended
	}
	v := c.hold(false)
	for _, op := range c.cloud.Operations() {
		if op.Kind == "DELETE" {
			c.cloud.Cancel(op.Token)
		}
	}
	output, _ := v.end(c.t)
	if !strings.Contains(output, "somebody cancelled it") {
		c.t.Errorf("the first run does not say that it was cancelled:\n%s", output)
	}
	return refuses
}

// wrongAccount interrupts at the step and goes on with the credentials of
// another account, which must keep the object.
func (c *cell) wrongAccount() string {
	if c.step.name != "plan" {
		c.whileHeld(func(v *victim) { v.group(c.t, syscall.SIGINT) })
		c.cloud.ClearFaults()
	}
	if len(c.state()) == 0 {
		return resumes // the first run had won: nothing is left to protect
	}
	wrong := c.tf
	wrong.env = append(slices.Clone(c.tf.env), "AWS_ACCESS_KEY_ID="+strangersKey)
	output, exit, err := wrong.quiet(c.t.Context(), "destroy", "-auto-approve")
	if err != nil {
		c.t.Fatal(err)
	}
	if exit == 0 || !strings.Contains(output, strangersAccount) {
		c.t.Errorf("a destroy from another account ended with %d:\n%s", exit, output)
	}
	return refuses
}

// TestFaultMatrix plays a few cells of each kind, all of them with
// STEWARD_LONG=1.
func TestFaultMatrix(t *testing.T) {
	long := os.Getenv("STEWARD_LONG") != ""
	if *updateMatrix && !long {
		t.Fatal("-update-matrix needs STEWARD_LONG=1: a page of a part would claim too much")
	}
	want := readMatrix(t)
	var mu sync.Mutex
	got := map[string]map[string]string{}
	t.Run("cells", func(t *testing.T) {
		for i, s := range steps {
			for j, f := range matrixFaults {
				// The short form is a diagonal: each step and each fault once.
				if !long && i != j%len(steps) {
					continue
				}
				t.Run(s.name+"/"+f.name, func(t *testing.T) {
					t.Parallel()
					came := playCell(t, s, f)
					mu.Lock()
					defer mu.Unlock()
					if got[s.name] == nil {
						got[s.name] = map[string]string{}
					}
					got[s.name][f.name] = came
					if !*updateMatrix && came != want[s.name][f.name] {
						t.Errorf("it came to %q, the guide says %q", came, want[s.name][f.name])
					}
				})
			}
		}
	})
	if *updateMatrix && !t.Failed() {
		writeMatrix(t, got)
	}
}

func playCell(t *testing.T, s step, f fault) string {
	t.Helper()
	more := ""
	takes := 1500 * time.Millisecond
	switch f.name {
	case "timeout":
		more = `timeouts { delete = "3s" }`
	case "cancelled by someone":
		takes = 10 * time.Second
	}
	if s.name == "later poll" {
		takes = 5 * time.Second
	}
	c := &cell{stage: setStage(t, 1, takes, more), step: s, fault: f}
	return c.run()
}

func readMatrix(t *testing.T) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile(matrixFile)
	if os.IsNotExist(err) && *updateMatrix {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]map[string]string
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func writeMatrix(t *testing.T, m map[string]map[string]string) {
	t.Helper()
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(matrixFile), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(matrixFile, append(data, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(matrixPage, []byte(matrixGuide(m)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestMatrixPage holds the guide page against the results.
func TestMatrixPage(t *testing.T) {
	if *updateMatrix {
		t.Skip("the page is being written")
	}
	m := readMatrix(t)
	for _, s := range steps {
		for _, f := range matrixFaults {
			if m[s.name][f.name] == "" {
				t.Errorf("the cell %s × %s is empty", s.name, f.name)
			}
		}
	}
	page, err := os.ReadFile(matrixPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != matrixGuide(m) {
		t.Errorf("%s is not what %s says; run the test with -update-matrix and STEWARD_LONG=1", matrixPage, matrixFile)
	}
}

// matrixGuide is the guide page.
func matrixGuide(m map[string]map[string]string) string {
	var b strings.Builder
	b.WriteString(`---
page_title: "What happens when a destroy is disturbed"
description: |-
  What each fault at each step of a destroy leads to, as tried with real Terraform.
---

# What happens when a destroy is disturbed

Whatever happens, running destroy again finishes the same deletion, and no existing object is ever forgotten.
A test runs each cell of the table with real Terraform, the built provider and a simulated Cloud Control API: it causes
the fault at that step, then runs ` + "`terraform destroy`" + ` once more. In every cell, at the end, exactly one deletion took
effect, the object is gone and the state is empty. In between, the object never existed without being in the state.

- **` + finishes + `**: the first run goes through; the fault costs some seconds.
- **` + resumes + `**: the first run ends early, with an error if it could still print one. The operation is saved, or is found again through the API.
- **` + refuses + `**: the first run ends with an error and keeps the object. Once the cause is removed, the next run goes through.
- **` + noStep + `**: this cannot happen there: no request is under way, there is no operation yet, or it has ended.

`)
	b.WriteString("| fault |")
	for _, s := range steps {
		b.WriteString(" " + s.name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(steps)) + "\n")
	for _, f := range matrixFaults {
		fmt.Fprintf(&b, "| %s |", f.name)
		for _, s := range steps {
			b.WriteString(" " + m[s.name][f.name] + " |")
		}
		b.WriteString("\n")
	}
	b.WriteString(`
*Timeout* is the resource's own ` + "`timeouts.delete`" + `. *Wrong account*: the run was interrupted at that step and continued with the
credentials of another account.

Three things no provider can promise:

- After ` + "`SIGKILL`" + ` during a **create**, the object may exist without being in the state.
- A second Ctrl-C ends Terraform while it may be writing its local state file. The provider makes it wait until the file
  is whole, which takes some seconds with hundreds of deletions under way; a third Ctrl-C changes nothing. Where Terraform
  is killed meanwhile, the next line is true.
- Terraform empties a **local** state file before it writes it, so a ` + "`SIGKILL`" + ` of Terraform at that moment leaves an
  empty file. A remote backend does not have this problem.
`)
	return b.String()
}
