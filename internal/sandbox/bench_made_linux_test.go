package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// A made is what it took to make a load's objects, to plan over them and to
// destroy them. Each operation takes as long as the load says.
type made struct {
	load
	Create  walk `json:"create"`
	Plan    walk `json:"plan"` // nothing changes; at Terraform's own parallelism
	Destroy walk `json:"destroy"`
}

// A walk is one command of Terraform.
type walk struct {
	Wall      float64        `json:"wall_seconds"`
	Calls     map[string]int `json:"calls"`
	Throttled int            `json:"throttled"`
}

func (w walk) total() (n int) {
	for _, calls := range w.Calls {
		n += calls
	}
	return n
}

var madeLoads = []load{
	{Name: "m20", Objects: 20, Parallelism: 10},
	{Name: "m60", Objects: 60, Parallelism: 10},
	{Name: "m60all", Objects: 60, Parallelism: 60},
	{Name: "m200", Objects: 200, Parallelism: 10},
	{Name: "m200all", Objects: 200, Parallelism: 100},
	{Name: "m200half", Objects: 200, Parallelism: 50, Takes: 0.5},
	{Name: "m200t30", Objects: 200, Parallelism: 50, Throttle: 30},
}

// TestBenchmarkMade makes, plans and destroys 12 objects, or with STEWARD_LONG=1
// hundreds. STEWARD_BENCH narrows the long form to loads of these names.
func TestBenchmarkMade(t *testing.T) {
	if os.Getenv("STEWARD_LONG") == "" {
		t.Parallel()
		makeAll(t, load{Name: "small", Objects: 12, Parallelism: 12}).check(t)
		return
	}
	for _, l := range madeLoads {
		if !chosen(l) {
			continue
		}
		t.Run(l.Name, func(t *testing.T) {
			m := makeAll(t, l)
			t.Log(m.row())
			if *updateBenchmark {
				updateFigures(t, func(f *figures) {
					f.Made = append(slices.DeleteFunc(f.Made, func(old made) bool { return old.Name == m.Name }), m)
					order := func(m made) int { return slices.IndexFunc(madeLoads, func(l load) bool { return l.Name == m.Name }) }
					slices.SortFunc(f.Made, func(a, b made) int { return order(a) - order(b) })
				})
			}
			m.check(t)
		})
	}
}

// makeAll makes, plans and destroys the load's objects and measures.
func makeAll(t *testing.T, l load) made {
	t.Helper()
	s := emptyStage(t, l)
	takes := time.Duration(l.Takes * float64(time.Second))
	s.cloud.SetDurations("", cloudcontroltest.Durations{Create: takes, Delete: takes})
	s.configure(l.Objects, "")
	parallelism := fmt.Sprintf("-parallelism=%d", l.Parallelism)
	m := made{load: l}
	m.Create = s.measure("apply", "-auto-approve", parallelism)
	if n := len(s.cloud.Objects()); n != l.Objects {
		t.Fatalf("%d objects were made, want %d", n, l.Objects)
	}
	m.Plan = s.measure("plan", "-detailed-exitcode")
	m.Destroy = s.measure("destroy", "-auto-approve", parallelism)
	if left := len(s.cloud.Objects()); left > 0 || len(s.state()) > 0 {
		t.Fatalf("%d objects live and %d are in state", left, len(s.state()))
	}
	return m
}

// measure runs a command that must succeed.
func (s *stage) measure(args ...string) walk {
	s.t.Helper()
	s.cloud.ResetRequests()
	began := time.Now()
	s.mustRun(args...)
	w := walk{Wall: time.Since(began).Seconds(), Calls: map[string]int{}}
	for _, r := range s.cloud.Requests() {
		w.Calls[r.Operation]++
		if r.ErrorCode == "ThrottlingException" {
			w.Throttled++
		}
	}
	return w
}

// check holds what must be true on any machine.
func (m made) check(t *testing.T) {
	t.Helper()
	for name, w := range map[string]walk{"making": m.Create, "destroying": m.Destroy} {
		few := float64(m.Objects) < 100 // of which a list serves fewer at a time
		if each := float64(w.total()-w.Throttled) / float64(m.Objects); each > 4 && !few || each > 6 {
			t.Errorf("%s took %.1f calls an object: %v", name, each, w.Calls)
		}
		if w.Throttled > mostRefused(w.total()) {
			t.Errorf("%s: %d of %d requests were refused", name, w.Throttled, w.total())
		}
	}
	for operation := range m.Plan.Calls {
		switch operation {
		case "GetResource", "DescribeType", "GetCallerIdentity", "ListResourceRequests":
		default:
			t.Errorf("the plan asked for %s", operation)
		}
	}
}

// row is the figures as a line of a table.
func (m made) row() string {
	cells := []string{fmt.Sprint(m.Objects), fmt.Sprint(m.Parallelism), fmt.Sprintf("%g s", m.Takes), rateText(m.Throttle)}
	for _, w := range []walk{m.Create, m.Destroy} {
		cells = append(cells, fmt.Sprintf("%.1f s", w.Wall), fmt.Sprintf("%.2f", float64(w.total())/float64(m.Objects)), fmt.Sprint(w.Throttled))
	}
	return "| " + strings.Join(append(cells, fmt.Sprintf("%.1f s", m.Plan.Wall)), " | ") + " |"
}
