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

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// The benchmark: how many calls, how long, how much memory and CPU a destroy of
// many objects takes, with real Terraform, the built provider and the simulated
// API. A small form runs always and checks that the figures are sane. The long
// one, with STEWARD_LONG=1, takes about 25 minutes; with -update-benchmark it
// writes testdata/benchmark.md.

var updateBenchmark = flag.Bool("update-benchmark", false, "write testdata/benchmark.md anew (with STEWARD_LONG=1)")

const benchmarkFile = "testdata/benchmark.md"

// A load is what one destroy has to do.
type load struct {
	name        string
	objects     int
	parallelism int
	takes       time.Duration // each deletion
	throttle    float64       // requests/s above which the API throttles; 0 is no limit
}

// A cost is what it took.
type cost struct {
	load
	wall      time.Duration
	calls     map[string]int // by API operation
	throttled int            // answers
	peak      int            // KiB, the largest VmHWM of a provider process
	cpu       time.Duration  // of all provider processes
}

var (
	smallLoad = load{name: "small", objects: 16, parallelism: 10}
	longLoads = []load{
		{name: "b10", objects: 1000, parallelism: 10},
		{name: "b100", objects: 1000, parallelism: 100},
		{name: "c30", objects: 350, parallelism: 100, throttle: 30},
		{name: "c15", objects: 350, parallelism: 100, throttle: 15},
		{name: "d", objects: 1000, parallelism: 100, takes: 30 * time.Second},
	}
)

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
	var costs []cost
	for _, l := range longLoads {
		if only := os.Getenv("STEWARD_BENCH"); only != "" && !slices.Contains(strings.Split(only, ","), l.name) {
			continue
		}
		t.Run(l.name, func(t *testing.T) {
			c := destroyAll(t, l)
			costs = append(costs, c)
			t.Log(c.row())
			t.Log(c.verdict())
			c.check(t)
		})
	}
	if !*updateBenchmark {
		return
	}
	if len(costs) < len(longLoads) {
		t.Fatalf("%d of %d loads were measured: a report of a part would claim too much", len(costs), len(longLoads))
	}
	if err := os.WriteFile(benchmarkFile, []byte(benchmarkReport(t, costs)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// destroyAll destroys the load's objects and measures.
func destroyAll(t *testing.T, l load) cost {
	t.Helper()
	s := crowdedStage(t, l)
	began := time.Now()
	v := s.begin(0, "destroy", "-auto-approve", fmt.Sprintf("-parallelism=%d", l.parallelism))
	peak, cpu := s.watch(v)
	c := cost{load: l, wall: time.Since(began), calls: map[string]int{}, peak: peak, cpu: cpu}
	if !v.ProcessState.Success() {
		t.Fatalf("the destroy failed:\n%s", v.out)
	}
	for _, r := range s.cloud.Requests() {
		c.calls[r.Operation]++
		if r.ErrorCode == "ThrottlingException" {
			c.throttled++
		}
	}
	if left := len(s.cloud.Objects()); left > 0 || len(s.state()) > 0 {
		t.Fatalf("%d objects live and %d are in state", left, len(s.state()))
	}
	return c
}

// crowdedStage is a stage with the load's objects in state. Terraform makes one
// of them; the others are put into the API and into the state file beside it,
// as if they had been imported, since to make them takes longer than to delete
// them.
func crowdedStage(t *testing.T, l load) *stage {
	t.Helper()
	tf := testTerraform(t)
	cliConfig, err := mirrored()
	if err != nil {
		t.Fatal(err)
	}
	a, err := startAPIs(faults{throttle: l.throttle}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.close() })
	env := a.environment()
	env["TF_CLI_CONFIG_FILE"] = cliConfig
	tf.dir, tf.env = t.TempDir(), ownEnvironment(t.TempDir(), env)
	s := &stage{t: t, tf: tf, cloud: a.cloud}
	s.configure(1, "")
	s.mustRun("init")
	s.mustRun("apply", "-auto-approve")
	for i := 1; i < l.objects; i++ {
		if _, err := s.cloud.Put(logGroup, fmt.Sprintf(`{"LogGroupName":"group-%d"}`, i)); err != nil {
			t.Fatal(err)
		}
	}
	s.crowdState(l.objects)
	s.configure(l.objects, "")
	a.cloud.SetDurations("", cloudcontroltest.Durations{Delete: l.takes})
	a.cloud.ResetRequests()
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
	for _, calls := range c.calls {
		n += calls
	}
	return n
}

// byRate is how long all calls take at the provider's own rate.
func (c cost) byRate() time.Duration {
	rate := float64(cloudcontrol.DefaultRequestsPerSecond)
	if c.throttle > 0 {
		rate = min(rate, c.throttle)
	}
	return time.Duration(float64(c.total()) / rate * float64(time.Second))
}

// byTime is how long the deletions take in batches.
func (c cost) byTime() time.Duration {
	return time.Duration(math.Ceil(float64(c.objects)/float64(c.parallelism))) * c.takes
}

// check holds what must be true on any machine.
func (c cost) check(t *testing.T) {
	t.Helper()
	if n := c.calls["DeleteResource"] - c.throttled; n > c.objects {
		t.Errorf("DeleteResource was called %d times for %d objects", n, c.objects)
	}
	if each := float64(c.total()-c.throttled) / float64(c.objects); c.takes == 0 && each > 6 {
		t.Errorf("%.1f calls for each object: %v", each, c.calls)
	}
	if c.peak > 400<<10 {
		t.Errorf("the provider took %d KiB", c.peak)
	}
	if bound := max(c.byTime(), c.byRate()); c.takes > 0 && c.wall > bound*11/10 {
		t.Errorf("it took %v, and a tenth more than %v is allowed", c.wall, bound)
	}
}

// row is the cost as a line of a table.
func (c cost) row() string {
	var calls []string
	for _, operation := range slices.Sorted(maps.Keys(c.calls)) {
		calls = append(calls, fmt.Sprintf("%s %d", operation, c.calls[operation]))
	}
	return fmt.Sprintf("| %d | %d | %v | %.2f | %.0f s | %d MiB | %.1f s | %d | %s |", c.objects, c.parallelism, c.takes,
		float64(c.total())/float64(c.objects), c.wall.Seconds(), c.peak>>10, c.cpu.Seconds(), c.throttled, strings.Join(calls, ", "))
}
