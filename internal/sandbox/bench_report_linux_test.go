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

// updateFigures writes what one load cost.
func updateFigures(t *testing.T, c cost) {
	t.Helper()
	f := readFigures(t)
	f.Machine, f.Sights = machine(), sights(t)
	f.Costs = append(slices.DeleteFunc(f.Costs, func(old cost) bool { return old.Name == c.Name }), c)
	order := func(c cost) int { return slices.IndexFunc(longLoads, func(l load) bool { return l.Name == c.Name }) }
	slices.SortFunc(f.Costs, func(a, b cost) int { return order(a) - order(b) })
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
	for _, l := range longLoads {
		if !slices.ContainsFunc(f.Costs, func(c cost) bool { return c.load == l }) {
			t.Errorf("the load %s was not measured", l.Name)
		}
	}
	for _, c := range f.Costs {
		c.check(t)
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
		b.WriteString(c.row() + "\n")
	}
	b.WriteString("\n## What held it up\n\n")
	for _, c := range f.Costs {
		b.WriteString(c.verdict())
	}
	return b.String()
}

// verdict says which bound held, and what a shared look would save.
func (c cost) verdict() string {
	byRate, byTime := c.byRate(), c.byTime()
	limit := "the deletions themselves"
	switch {
	case byRate <= byTime:
	case c.rate() == c.OwnRate:
		limit = fmt.Sprintf("the provider, which held itself to %.0f requests/s when this was measured", c.OwnRate)
	default:
		limit = fmt.Sprintf("the API, which throttles above %.0f requests/s", c.Throttle)
	}
	text := fmt.Sprintf("- %d objects of %.0f s at parallelism %d: ⌈N/P⌉·d is %.0f s, calls/rate %.0f s; wall %.0f s is %.2f times the larger.\n"+
		"  What held it up was %s.\n", c.Objects, c.Takes, c.Parallelism, byTime, byRate, c.Wall, c.Wall/max(byTime, byRate), limit)
	if c.Takes == 0 {
		return text
	}
	// One look a second at everything that is under way, 100 to a page, as long
	// as the deletions or the other calls take.
	polls, others := c.Calls["GetResourceRequestStatus"], c.total()-c.Calls["GetResourceRequestStatus"]
	atRate := func(calls int) float64 { return byRate * float64(calls) / float64(c.total()) }
	looks := int(max(byTime, atRate(others))) * ((c.Parallelism + 99) / 100)
	shared := max(byTime, atRate(others+looks))
	return text + fmt.Sprintf("  A shared look (one ListResourceRequests a second for all that are under way, 100 to a page) would take about %d calls instead of\n"+
		"  %d polls: %.1f calls for each object instead of %.1f, and the larger bound would be %.0f s instead of %.0f s. Computed, not measured.\n",
		looks, polls, float64(others+looks)/float64(c.Objects), float64(c.total())/float64(c.Objects), shared, max(byTime, byRate))
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
