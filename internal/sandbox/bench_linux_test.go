package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// The benchmark: how many calls, how long, how much memory and CPU a destroy of
// many objects takes, with real Terraform, the built provider and the simulated
// API. A small form runs always and checks that the figures are sane. The long
// one, with STEWARD_LONG=1, takes about 25 minutes; with -update-benchmark it
// writes testdata/benchmark.json, and testdata/benchmark.md from that.

var updateBenchmark = flag.Bool("update-benchmark", false, "write testdata/benchmark.json and .md anew (with STEWARD_LONG=1)")

// A load is what one destroy has to do.
type load struct {
	Name        string  `json:"name"`
	Objects     int     `json:"objects"`
	Parallelism int     `json:"parallelism"`
	Takes       float64 `json:"seconds_each"` // each deletion
	Throttle    float64 `json:"throttle"`     // requests/s above which the API throttles; 0 is no limit
	// NoBoard says that the API refuses to list requests, so that each is polled
	// by itself.
	NoBoard bool `json:"no_board,omitempty"`
	// More goes into every resource block.
	More string `json:"-"`
}

// A cost is what it took.
type cost struct {
	load
	Wall      float64        `json:"wall_seconds"`
	Calls     map[string]int `json:"calls"`            // by API operation
	Throttled int            `json:"throttled"`        // answers
	Peak      int            `json:"peak_mib"`         // the largest VmHWM of a provider process
	CPU       float64        `json:"provider_seconds"` // of all provider processes
	// How long after the end of a deletion its object is observed.
	SeenMedian float64 `json:"seen_median_seconds,omitempty"`
	SeenWorst  float64 `json:"seen_worst_seconds,omitempty"`
	// OwnRate is the requests/s to which the provider held itself when this was
	// measured; zero since it has no rate of its own.
	OwnRate float64 `json:"own_rate,omitempty"`
}

var (
	smallLoad = load{Name: "small", Objects: 16, Parallelism: 10}
	longLoads = append([]load{
		{Name: "b10", Objects: 1000, Parallelism: 10},
		{Name: "b100", Objects: 1000, Parallelism: 100},
		{Name: "c30", Objects: 350, Parallelism: 100, Throttle: 30},
		{Name: "c15", Objects: 350, Parallelism: 100, Throttle: 15},
		{Name: "d", Objects: 1000, Parallelism: 100, Takes: 30},
	}, comparedLoads()...)
)

// comparedLoads are the same work with the board and without it. What would take
// an hour is left out, and so is a parallelism above the number of objects.
func comparedLoads() (loads []load) {
	for _, takes := range []float64{0, 5, 30} {
		for _, n := range []int{10, 100, 1000} {
			for _, parallelism := range []int{10, 50, 100} {
				if parallelism > n || float64(n/parallelism)*takes > 1000 {
					continue
				}
				l := load{Name: fmt.Sprintf("%dx%.0fs-p%d", n, takes, parallelism), Objects: n, Parallelism: parallelism, Takes: takes}
				off := l
				off.Name, off.NoBoard = l.Name+"-off", true
				loads = append(loads, l, off)
			}
		}
	}
	return loads
}

// chosen reports whether STEWARD_BENCH asks for a load.
func chosen(l load) bool {
	only := os.Getenv("STEWARD_BENCH")
	return only == "" || slices.Contains(strings.Split(only, ","), l.Name)
}

// customLoad is the load that STEWARD_BENCH_LOAD describes as objects,
// parallelism, seconds and rate, such as "1000,100,30,0".
func customLoad(t *testing.T) (l load, set bool) {
	t.Helper()
	text := os.Getenv("STEWARD_BENCH_LOAD")
	if text == "" {
		return l, false
	}
	l.Name = "custom"
	if _, err := fmt.Sscanf(text, "%d,%d,%g,%g", &l.Objects, &l.Parallelism, &l.Takes, &l.Throttle); err != nil {
		t.Fatal(err)
	}
	return l, true
}

// TestBenchmark destroys 16 objects, or with STEWARD_LONG=1 thousands.
// STEWARD_BENCH narrows the long form to loads of these names.
func TestBenchmark(t *testing.T) {
	if os.Getenv("STEWARD_LONG") == "" {
		t.Parallel()
		if *updateBenchmark {
			t.Fatal("-update-benchmark needs STEWARD_LONG=1")
		}
		destroyAll(t, smallLoad).check(t)
		return
	}
	if l, set := customLoad(t); set {
		t.Log(destroyAll(t, l).row())
		return
	}
	for _, l := range longLoads {
		if !chosen(l) {
			continue
		}
		t.Run(l.Name, func(t *testing.T) {
			if os.Getenv("STEWARD_BENCH_LANES") != "" {
				t.Parallel() // as many as -parallel says
			}
			c := destroyAll(t, l)
			t.Log(c.row())
			if *updateBenchmark {
				updateFigures(t, func(f *figures) {
					f.Costs = append(slices.DeleteFunc(f.Costs, func(old cost) bool { return old.Name == c.Name }), c)
					order := func(c cost) int { return slices.IndexFunc(longLoads, func(l load) bool { return l.Name == c.Name }) }
					slices.SortFunc(f.Costs, func(a, b cost) int { return order(a) - order(b) })
				})
			}
			c.check(t)
		})
	}
}

// destroyAll destroys the load's objects and measures.
func destroyAll(t *testing.T, l load) cost {
	t.Helper()
	s := crowdedStage(t, l)
	began := time.Now()
	v := s.begin(0, "destroy", "-auto-approve", fmt.Sprintf("-parallelism=%d", l.Parallelism))
	peak, cpu := s.watch(v)
	c := cost{load: l, Wall: time.Since(began).Seconds(), Calls: map[string]int{}, Peak: peak >> 10, CPU: cpu.Seconds()}
	if !v.ProcessState.Success() {
		t.Fatalf("the destroy failed:\n%s", v.out)
	}
	for _, r := range s.cloud.Requests() {
		c.Calls[r.Operation]++
		if r.ErrorCode == "ThrottlingException" {
			c.Throttled++
		}
	}
	c.SeenMedian, c.SeenWorst = s.seenAfter()
	if left := len(s.cloud.Objects()); left > 0 || len(s.state()) > 0 {
		t.Fatalf("%d objects live and %d are in state", left, len(s.state()))
	}
	return c
}

// seenAfter returns how many seconds after the end of a deletion its object was
// observed, in the median and in the worst case.
func (s *stage) seenAfter() (median, worst float64) {
	late := s.seenSince(func(op cloudcontroltest.Operation) time.Time { return op.Ended })
	if len(late) == 0 {
		return 0, 0
	}
	return late[len(late)/2], late[len(late)-1]
}

// seenSince returns how many seconds after the mark of its deletion each object
// was observed to be gone, the smallest first.
func (s *stage) seenSince(mark func(cloudcontroltest.Operation) time.Time) (late []float64) {
	observed := map[string]time.Time{}
	for _, r := range s.cloud.Requests() {
		if r.Operation == "GetResource" && r.ErrorCode == "ResourceNotFoundException" {
			observed[r.Identifier] = r.Time
		}
	}
	for _, op := range s.cloud.Operations() {
		if at, ok := observed[op.Identifier]; ok && op.Kind == "DELETE" {
			late = append(late, at.Sub(mark(op)).Seconds())
		}
	}
	slices.Sort(late)
	return late
}

// crowdedStage is a stage with the load's objects in state. Terraform makes one
// of them; the others are put into the API and into the state file beside it,
// as if they had been imported, since to make them takes longer than to delete
// them.
func crowdedStage(t *testing.T, l load) *stage {
	t.Helper()
	s := emptyStage(t, l)
	s.configure(1, l.More)
	s.mustRun("apply", "-auto-approve")
	for i := 1; i < l.Objects; i++ {
		if _, err := s.cloud.Put(logGroup, fmt.Sprintf(`{"LogGroupName":"group-%d"}`, i)); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range s.cloud.Objects() {
		s.names = append(s.names, o.Identifier)
	}
	s.crowdState(l.Objects)
	s.configure(l.Objects, l.More)
	s.cloud.SetDurations("", cloudcontroltest.Durations{Delete: time.Duration(l.Takes * float64(time.Second))})
	if l.NoBoard {
		s.cloud.Fail(cloudcontroltest.Fault{Operation: "ListResourceRequests", Code: "AccessDeniedException", Times: cloudcontroltest.Always})
	}
	s.cloud.ResetRequests()
	return s
}

// emptyStage is a stage with nothing in it.
func emptyStage(t *testing.T, l load) *stage {
	t.Helper()
	tf := testTerraform(t)
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	a, err := startAPIs(faults{throttle: l.Throttle}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.close() })
	env := a.environment()
	env["TF_CLI_CONFIG_FILE"] = cliConfig
	tf.dir, tf.env = t.TempDir(), ownEnvironment(t.TempDir(), env)
	s := &stage{t: t, tf: tf, cloud: a.cloud}
	s.configure(0, "")
	s.mustRun("init")
	return s
}

// crowdState repeats the one instance in state until there are n.
func (s *stage) crowdState(n int) {
	s.t.Helper()
	file := filepath.Join(s.tf.dir, "terraform.tfstate")
	data, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	var state map[string]any
	if err := json.Unmarshal(data, &state); err != nil {
		s.t.Fatal(err)
	}
	group := state["resources"].([]any)[0].(map[string]any)
	first := group["instances"].([]any)[0].(map[string]any)
	delete(first, "private") // each needs a seed of its own, which a refresh mints
	pattern, err := json.Marshal(first)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []any
	for i := range n {
		var one map[string]any
		if err := json.Unmarshal([]byte(strings.ReplaceAll(string(pattern), "group-0", fmt.Sprintf("group-%d", i))), &one); err != nil {
			s.t.Fatal(err)
		}
		one["index_key"] = i
		all = append(all, one)
	}
	group["instances"] = all
	if data, err = json.Marshal(state); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// watch waits for the victim's end and measures its provider processes.
func (s *stage) watch(v *victim) (peakKiB int, cpu time.Duration) {
	s.t.Helper()
	used := map[int]time.Duration{}
	for {
		select {
		case <-v.done:
			for _, one := range used {
				cpu += one
			}
			return peakKiB, cpu
		case <-time.After(100 * time.Millisecond):
		}
		for _, pid := range v.providers(s.t) {
			peakKiB = max(peakKiB, highWater(pid))
			used[pid] = max(used[pid], cpuTime(pid))
		}
	}
}

// highWater returns VmHWM of a process in KiB, 0 where it has ended.
func highWater(pid int) int {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kib, _ := strconv.Atoi(fields[1])
			return kib
		}
	}
	return 0
}

// cpuTime returns the user and system time of a process.
func cpuTime(pid int) time.Duration {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, found := strings.Cut(string(data), ") ")
	fields := strings.Fields(after)
	if !found || len(fields) < 13 {
		return 0
	}
	const tick = 10 * time.Millisecond // of proc(5), on every Linux that Go runs on
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick
}

func (c cost) total() int {
	n := 0
	for _, calls := range c.Calls {
		n += calls
	}
	return n
}

// each is how many calls an object took.
func (c cost) each() float64 { return float64(c.total()) / float64(c.Objects) }

// rate is how many requests a second were possible: the API's rate, or the
// provider's own where it still had one and that was lower; zero is no limit.
func (c cost) rate() float64 {
	if c.OwnRate > 0 && (c.Throttle <= 0 || c.OwnRate < c.Throttle) {
		return c.OwnRate
	}
	return c.Throttle
}

// byRate is how many seconds all calls take at that rate; zero where there is
// none.
func (c cost) byRate() float64 {
	if c.rate() <= 0 {
		return 0
	}
	return float64(c.total()) / c.rate()
}

// byTime is how many seconds the deletions take in batches.
func (c cost) byTime() float64 { return c.batches() * c.Takes }

func (c cost) batches() float64 { return math.Ceil(float64(c.Objects) / float64(c.Parallelism)) }

// check holds what must be true on any machine.
func (c cost) check(t *testing.T) {
	t.Helper()
	if n := c.Calls["DeleteResource"] - c.Throttled; n > c.Objects {
		t.Errorf("DeleteResource was called %d times for %d objects", n, c.Objects)
	}
	if c.Throttled > mostRefused(c.total()) {
		t.Errorf("%d of %d requests were refused", c.Throttled, c.total())
	}
	if each := float64(c.total()-c.Throttled) / float64(c.Objects); c.Takes == 0 && each > 6 {
		t.Errorf("%.1f calls for each object: %v", each, c.Calls)
	}
	if c.Peak > 400 {
		t.Errorf("the provider took %d MiB", c.Peak)
	}
	if bound := max(c.byTime(), c.byRate()); c.Takes > 0 && !c.NoBoard && c.Wall > c.allowed(bound) {
		t.Errorf("it took %.0f s, and %.0f s are allowed", c.Wall, c.allowed(bound))
	}
}

// mostRefused is how many of so many requests an API may refuse that throttles:
// one in twenty, and a few more where there are few.
func mostRefused(requests int) int { return requests/20 + 10 }

// allowed is the longest that a load may take: a tenth more than its bound, or a
// second in each batch, after which its end is seen; and what Terraform itself takes
// for a plan and for each object on a busy machine.
func (c cost) allowed(bound float64) float64 {
	return max(bound*1.1, bound+c.batches()) + 5 + float64(c.Objects)/25
}

func rateText(perSecond float64) string {
	if perSecond <= 0 {
		return "none"
	}
	return fmt.Sprintf("%.0f/s", perSecond)
}

// row is the cost as a line of a table.
func (c cost) row() string {
	var calls []string
	for _, operation := range slices.Sorted(maps.Keys(c.Calls)) {
		calls = append(calls, fmt.Sprintf("%s %d", operation, c.Calls[operation]))
	}
	seen := "not measured"
	if c.SeenWorst > 0 {
		seen = fmt.Sprintf("%.1f s, %.1f s", c.SeenMedian, c.SeenWorst)
	}
	return fmt.Sprintf("| %d | %d | %.0f s | %s | %.2f | %.1f s | %s | %d MiB | %.1f s | %d | %s |", c.Objects, c.Parallelism, c.Takes, rateText(c.Throttle),
		c.each(), c.Wall, seen, c.Peak, c.CPU, c.Throttled, strings.Join(calls, ", "))
}
