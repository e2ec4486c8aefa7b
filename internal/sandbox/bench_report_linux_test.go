package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// The report of the benchmark, and the part of it that needs no processes: the
// deletion of one object in virtual time.

// A slowAPI deletes one object, slowly. Its clock is the bubble's.
type slowAPI struct {
	takes  time.Duration
	tells  bool // answers RetryAfter: when it will be done
	doneAt time.Time
	calls  int
	polls  int
}

var slowHome = deletion.Home{Account: accountID, Region: region}

func (a *slowAPI) operation() deletion.Operation {
	op := deletion.Operation{Kind: deletion.KindDelete, Token: "token", Status: "IN_PROGRESS"}
	switch left := time.Until(a.doneAt); {
	case left <= 0:
		op.State, op.Status = deletion.Done, "SUCCESS"
	case a.tells:
		op.RetryAfter = a.doneAt
	}
	return op
}

// Observe implements deletion.Backend.
func (a *slowAPI) Observe(context.Context, deletion.Object) (bool, error) {
	a.calls++
	return time.Now().Before(a.doneAt), nil
}

// Delete implements deletion.Backend.
func (a *slowAPI) Delete(context.Context, deletion.Object, deletion.Attempt) (deletion.Operation, error) {
	a.calls++
	a.doneAt = time.Now().Add(a.takes)
	return a.operation(), nil
}

// Poll implements deletion.Backend.
func (a *slowAPI) Poll(context.Context, deletion.Operation) (deletion.Operation, error) {
	a.calls++
	a.polls++
	return a.operation(), nil
}

// Home implements deletion.Locator.
func (a *slowAPI) Home(context.Context) (deletion.Home, error) { return slowHome, nil }

// A sight is how an end was seen.
type sight struct {
	Takes  float64 `json:"seconds"`
	Tells  bool    `json:"retry_after"`
	Median float64 `json:"median_seconds_after"`
	Worst  float64 `json:"worst_seconds_after"`
	Calls  int     `json:"calls"` // the most
}

// The figures are what was measured.
type figures struct {
	Machine string  `json:"machine"`
	Sights  []sight `json:"one_deletion"`
	Costs   []cost  `json:"many_deletions"`
	Made    []made  `json:"made"`
}

const (
	benchmarkFile = "testdata/benchmark.json"
	benchmarkPage = "testdata/benchmark.md"
)

// sights deletes objects of 3, 30 and 90 s, 100 times each because the first
// look has jitter.
func sights(t *testing.T) []sight {
	t.Helper()
	const runs = 100
	var all []sight
	for _, tells := range []bool{false, true} {
		for _, takes := range []time.Duration{3 * time.Second, 30 * time.Second, 90 * time.Second} {
			s := sight{Takes: takes.Seconds(), Tells: tells}
			var late []time.Duration
			for range runs {
				synctest.Test(t, func(t *testing.T) {
					a := &slowAPI{takes: takes, tells: tells}
					result := deletion.Run(t.Context(), deletion.Request{
						Backend: a, Object: deletion.Object{Type: logGroup, ID: "group", Home: slowHome},
						Attempt: deletion.Attempt{Seed: "seed"}, Timeout: time.Hour,
					})
					if result.Outcome != deletion.Deleted {
						t.Errorf("outcome = %v", result.Outcome)
					}
					late = append(late, result.Elapsed-takes)
					s.Calls = max(s.Calls, a.calls)
				})
			}
			slices.Sort(late)
			s.Median, s.Worst = late[runs/2].Seconds(), late[runs-1].Seconds()
			all = append(all, s)
		}
	}
	return all
}

// TestBenchmarkSights holds how soon an end is seen, and at what price.
func TestBenchmarkSights(t *testing.T) {
	polls := map[float64]int{3: 5, 30: 15, 90: 21}
	for _, s := range sights(t) {
		late, asked := max(1, s.Takes/5), polls[s.Takes]+2+1
		if s.Tells {
			late, asked = 1, 2+2
		}
		if s.Worst > late {
			t.Errorf("%.0f s, tells: %v: seen %.2f s after the end, limit %.2f s", s.Takes, s.Tells, s.Worst, late)
		}
		// The request and the confirming look, beside the polls; the poll that
		// sees the end comes after it.
		if s.Calls > asked {
			t.Errorf("%.0f s, tells: %v: %d calls, limit %d", s.Takes, s.Tells, s.Calls, asked)
		}
	}
}

// figuresLock is for loads that are measured side by side.
var figuresLock sync.Mutex

// updateFigures writes what was measured.
func updateFigures(t *testing.T, change func(*figures)) {
	t.Helper()
	figuresLock.Lock()
	defer figuresLock.Unlock()
	f := readFigures(t)
	f.Machine, f.Sights = machine(), sights(t)
	change(&f)
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	writeText(t, benchmarkFile, string(data)+"\n")
}

func writeText(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFigures(t *testing.T) figures {
	t.Helper()
	var f figures
	data, err := os.ReadFile(benchmarkFile)
	if os.IsNotExist(err) {
		return f
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestBenchmarkReport holds the report against the figures.
func TestBenchmarkReport(t *testing.T) {
	f := readFigures(t)
	if *updateBenchmark {
		writeText(t, benchmarkPage, benchmarkReport(f))
	}
	for _, c := range f.Costs {
		c.check(t)
	}
	for _, m := range f.Made {
		m.check(t)
	}
	page, err := os.ReadFile(benchmarkPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(page) != benchmarkReport(f) {
		t.Errorf("%s is not what %s says; run TestBenchmark with -update-benchmark and STEWARD_LONG=1", benchmarkPage, benchmarkFile)
	}
}

// benchmarkReport is testdata/benchmark.md.
func benchmarkReport(f figures) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Benchmark

Written by `+"`STEWARD_LONG=1 go test ./internal/sandbox -run TestBenchmark -timeout 60m -update-benchmark`"+` on %s.
The API is the simulated one, on the same machine. The provider has no rate of its own: it slows down where the API throttles.

## One deletion

In virtual time, the engine alone; 100 runs each. "Seen after" counts from the end of the operation to the return of the engine,
with the confirming look. Calls are the request, the polls and that look, in the worst run.

| takes | the API says when (RetryAfter) | seen after, median | worst | calls |
|---|---|---|---|---|
`, f.Machine)
	for _, s := range f.Sights {
		says := "no"
		if s.Tells {
			says = "yes"
		}
		fmt.Fprintf(&b, "| %.0f s | %s | %.2f s | %.2f s | %d |\n", s.Takes, says, s.Median, s.Worst, s.Calls)
	}
	b.WriteString(`
## Many deletions

Real Terraform ` + "(`destroy -auto-approve`)" + `, the built provider. Wall, calls and CPU are those of the whole command with its refresh
(one GetResource each) and its plan; memory is the largest VmHWM of a provider process, CPU that of all provider processes.
Every command ended with 0, nothing lives and nothing is in state.

| objects | parallelism | each takes | API throttles above | calls each | wall | end seen after: median, worst | peak memory | CPU | throttled answers | calls |
|---|---|---|---|---|---|---|---|---|---|---|
`)
	for _, c := range f.Costs {
		if !compared(c.load) {
			b.WriteString(c.row() + "\n")
		}
	}
	b.WriteString("\n## What held it up\n\n")
	for _, c := range f.Costs {
		if !compared(c.load) {
			b.WriteString(c.verdict())
		}
	}
	b.WriteString(`
## The board

The same deletions while each operation is polled by itself (the API refuses to list requests), and while all share one list.
The bound is ⌈N/P⌉·d. The wall is that of the whole command, of which Terraform takes some seconds for a thousand objects. Measured
side by side, three at a time, on a machine that did other things, too.

| objects | parallelism | each takes | bound | wall: polled | shared | calls each: polled | shared | end seen after, worst: polled | shared |
|---|---|---|---|---|---|---|---|---|---|
`)
	for _, on := range f.Costs {
		off := slices.IndexFunc(f.Costs, func(c cost) bool { return c.Name == on.Name+"-off" })
		if !compared(on.load) || off < 0 {
			continue
		}
		polled := f.Costs[off]
		fmt.Fprintf(&b, "| %d | %d | %.0f s | %.0f s | %.1f s | %.1f s | %.2f | %.2f | %.1f s | %.1f s |\n", on.Objects, on.Parallelism, on.Takes,
			on.byTime(), polled.Wall, on.Wall, polled.each(), on.each(), polled.SeenWorst, on.SeenWorst)
	}
	b.WriteString(`
## Made, planned and destroyed

Real Terraform: "apply" makes the objects, "plan" (at its usual parallelism) finds them unchanged, "destroy" removes them.

| objects | parallelism | each takes | API throttles above | apply | calls each | refused | destroy | calls each | refused | plan |
|---|---|---|---|---|---|---|---|---|---|---|
`)
	for _, m := range f.Made {
		b.WriteString(m.row() + "\n")
	}
	if names := f.unmeasured(); len(names) > 0 {
		fmt.Fprintf(&b, "\nNot measured yet: %s.\n", strings.Join(names, ", "))
	}
	return b.String()
}

// unmeasured are the names of the loads without figures. The page shows them, so
// that nobody takes what is missing for what is good.
func (f figures) unmeasured() (names []string) {
	for _, l := range longLoads {
		if !slices.ContainsFunc(f.Costs, func(c cost) bool { return c.load == l }) {
			names = append(names, l.Name)
		}
	}
	for _, l := range madeLoads {
		if !slices.ContainsFunc(f.Made, func(m made) bool { return m.load == l }) {
			names = append(names, l.Name)
		}
	}
	return names
}

// compared reports whether a load is one of comparedLoads.
func compared(l load) bool { return slices.Contains(comparedLoads(), l) }

// verdict says which bound held.
func (c cost) verdict() string {
	byRate, byTime := c.byRate(), c.byTime()
	limit := "the deletions themselves, and Terraform"
	switch {
	case byRate <= byTime:
	case c.rate() == c.OwnRate:
		limit = fmt.Sprintf("the provider, which held itself to %.0f requests/s when this was measured", c.OwnRate)
	default:
		limit = fmt.Sprintf("the API, which throttles above %.0f requests/s", c.Throttle)
	}
	return fmt.Sprintf("- %d objects of %.0f s at parallelism %d: ⌈N/P⌉·d is %.0f s, calls/rate %.0f s; wall %.0f s. What held it up was %s.\n",
		c.Objects, c.Takes, c.Parallelism, byTime, byRate, c.Wall, limit)
}

// machine is the size of this machine.
func machine() string {
	data, _ := os.ReadFile("/proc/meminfo")
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "MemTotal:" {
			kib, _ := strconv.Atoi(fields[1])
			return fmt.Sprintf("a machine with %d cores and %d GiB", runtime.NumCPU(), kib>>20)
		}
	}
	return fmt.Sprintf("a machine with %d cores", runtime.NumCPU())
}
