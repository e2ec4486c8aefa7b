package main

import (
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

// A step is a moment of a deletion.
type step struct {
	name      string
	means     string // what happens then, for the guide
	operation string // the request that is under way; empty where there is none
	instead   string // the request that takes its place where it keeps failing; may be empty
	objects   int    // how many are destroyed together
	skip      int    // how many of these requests pass first
	late      bool   // only those count that come after the deletions were requested
	applied   bool   // a held request takes effect before its answer is held
}

var steps = []step{
	{name: "plan", means: "Terraform plans, and the object is read", operation: "GetResource", objects: 1},
	{name: "request sent", means: "the deletion is requested, and the API has not accepted it yet", operation: "DeleteResource", objects: 1},
	{name: "request accepted", means: "the API has accepted the deletion, and its answer has not come yet", operation: "DeleteResource", objects: 1, applied: true},
	{name: "first poll", means: "one deletion is under way, and the API is asked how far it is", operation: "GetResourceRequestStatus", objects: 1},
	{name: "later poll", means: "the same, two polls later", operation: "GetResourceRequestStatus", objects: 1, skip: 2},
	{
		name: "first shared list", means: "two deletions are under way together, and the API is asked for one list that shows how far each is",
		operation: "ListResourceRequests", instead: "GetResourceRequestStatus", objects: 2, late: true,
	},
	{
		name: "later shared list", means: "the same, one list later",
		operation: "ListResourceRequests", instead: "GetResourceRequestStatus", objects: 2, skip: 1, late: true,
	},
	{name: "confirm", means: "the API says that the object is deleted, and it is observed whether that is so", operation: "GetResource", objects: 1, late: true},
	{name: "state written", means: "Terraform writes its state", objects: 1},
}

// underWay reports whether the API works on the deletion at the step.
func (s step) underWay() bool {
	return s.applied || s.operation == "GetResourceRequestStatus" || s.operation == "ListResourceRequests"
}

// limit is the timeouts.delete of the fault "timeout". A deletion asks by itself
// when little time is left, so a list is met only where there is more.
func (s step) limit() time.Duration {
	if s.objects > 1 {
		return 8 * time.Second
	}
	return 3 * time.Second
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
	inState := c.state()
	for _, name := range c.names {
		if _, lives := c.cloud.Object(logGroup, name); lives && !slices.Contains(inState, name) {
			c.t.Errorf("%s lives and is not in state", name)
		}
	}
}

// allGoneOnceButCancelled is the promise at the end. A deletion that somebody
// cancelled was accepted, too.
func (c *cell) allGoneOnceButCancelled() {
	c.t.Helper()
	succeeded := map[string]int{}
	for _, op := range c.cloud.Operations() {
		if op.Kind == "DELETE" && op.Status == "SUCCESS" {
			succeeded[op.Identifier]++
		}
	}
	for _, name := range c.names {
		if n := c.cloud.Deletions(logGroup, name); n != 1 || succeeded[name] != 1 {
			c.t.Errorf("%d deletions of %s took effect and %d succeeded, want 1", n, name, succeeded[name])
		}
	}
	if left := c.state(); len(left) != 0 {
		c.t.Errorf("still in state: %v", left)
	}
}

// spoilAnswers lets the API answer badly at the step.
func (c *cell) spoilAnswers() string {
	f := *c.fault.api
	if c.step.operation == "" || c.step.applied && !f.Drop {
		return noStep // where the answer is the acceptance: see "first poll"
	}
	c.arm(f)
	output, exit, err := c.tf.quiet(c.t.Context(), "destroy", "-auto-approve")
	if err != nil {
		c.t.Fatal(err)
	}
	if !c.met() {
		c.t.Errorf("no %s met the fault", c.step.operation)
	}
	return c.judge(output, exit)
}

// arm lets the step's request meet a fault. One that never ends meets what takes
// the place of that request, too.
func (c *cell) arm(f cloudcontroltest.Fault) {
	f.Operation, f.Skip, f.After = c.step.operation, c.step.skip, f.After || c.step.applied
	if !c.step.late {
		c.cloud.Fail(f)
		return
	}
	go func() {
		for c.cloud.Count("DeleteResource") < len(c.names) {
			if c.t.Context().Err() != nil {
				return
			}
			time.Sleep(2 * time.Millisecond)
		}
		c.cloud.Fail(f)
		if f.Times == cloudcontroltest.Always && c.step.instead != "" {
			f.Operation, f.Skip = c.step.instead, 0
			c.cloud.Fail(f)
		}
	}()
}

// met reports whether the step's request has met the fault.
func (c *cell) met() bool {
	return slices.ContainsFunc(c.cloud.Requests(), func(r cloudcontroltest.Request) bool {
		return r.Spoilt && r.Operation == c.step.operation
	})
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

// says checks that the first run says something about each of n objects.
func (c *cell) says(output, words string, n int) {
	c.t.Helper()
	if strings.Count(output, words) < n {
		c.t.Errorf("the first run does not say %q of %d objects:\n%s", words, n, output)
	}
}

// hold starts a destroy and returns when the step's request is held, for longer
// than the fault "timeout" gives it.
func (c *cell) hold(hang bool) *victim {
	f := cloudcontroltest.Fault{Delay: c.step.limit() + time.Second}
	if hang || (c.step.operation == "DeleteResource" && !c.step.applied) {
		f.Delay, f.Hang = 0, true
	}
	c.arm(f)
	v := c.begin(0, "destroy", "-auto-approve")
	c.until("the request is under way", c.met)
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
	v := c.begin(len(c.names), "destroy", "-auto-approve")
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
	if living := c.cloud.Objects(); len(living) > 0 {
		c.t.Errorf("the state file is empty, and there are %v", living)
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
	kept := len(c.state())
	if kept == 0 {
		return finishes // the last question, at the deadline, showed that the objects are gone
	}
	c.says(output, "was not deleted within", kept)
	c.until("the deletion has ended", func() bool {
		return c.step.name == "request sent" || !slices.ContainsFunc(c.cloud.Operations(), func(op cloudcontroltest.Operation) bool {
			return op.Kind == "DELETE" && op.Status == "IN_PROGRESS"
		})
	})
	return resumes
}

// cancelled lets somebody cancel the deletion while the step is held.
func (c *cell) cancelled() string {
	if !c.step.underWay() {
		return noStep // there is no operation, or it has ended
	}
	v := c.hold(false)
	for _, op := range c.cloud.Operations() {
		if op.Kind == "DELETE" {
			c.cloud.Cancel(op.Token)
		}
	}
	output, _ := v.end(c.t)
	c.says(output, "somebody cancelled it", len(c.names))
	return refuses
}

// wrongAccount interrupts at the step and goes on with the credentials of
// another account, which must keep the object.
func (c *cell) wrongAccount() string {
	if c.step.name != "plan" {
		c.whileHeld(func(v *victim) { v.group(c.t, syscall.SIGINT) })
		c.cloud.ClearFaults()
	}
	protected := c.state()
	if len(protected) == 0 {
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
	if left := c.state(); !slices.Equal(left, protected) {
		c.t.Errorf("a destroy from another account left %v of %v in state", left, protected)
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
				if !long && i != shortStep(j) {
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

// shortStep is the step that a fault meets in the short form, a diagonal: each
// step and each fault once. Begun again, it is moved so that no cell is empty.
func shortStep(fault int) int { return (fault + 2*(fault/len(steps))) % len(steps) }

func playCell(t *testing.T, s step, f fault) string {
	t.Helper()
	more, takes := "", 1500*time.Millisecond
	switch {
	case f.name == "timeout":
		more = fmt.Sprintf("timeouts { delete = %q }", s.limit())
		if s.skip > 0 {
			takes = s.limit() + 2*time.Second
		}
	case f.name == "cancelled by someone":
		takes = 10 * time.Second
	case s.underWay():
		takes = 5 * time.Second // so that the object still lives when the first run has ended
	}
	c := &cell{stage: setStage(t, s.objects, takes, more), step: s, fault: f}
	return c.run()
}
