package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
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
	takes, median, worst time.Duration // the last two: after the end
	tells                bool
	calls                int // the most
}

// sights deletes objects of 3, 30 and 90 s, 100 times each because the first
// look has jitter.
func sights(t *testing.T) []sight {
	t.Helper()
	const runs = 100
	var all []sight
	for _, tells := range []bool{false, true} {
		for _, takes := range []time.Duration{3 * time.Second, 30 * time.Second, 90 * time.Second} {
			s := sight{takes: takes, tells: tells}
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
					s.calls = max(s.calls, a.calls)
				})
			}
			slices.Sort(late)
			s.median, s.worst = late[runs/2], late[runs-1]
			all = append(all, s)
		}
	}
	return all
}

// TestBenchmarkSights holds how soon an end is seen, and at what price.
func TestBenchmarkSights(t *testing.T) {
	calls := map[time.Duration]int{3 * time.Second: 5, 30 * time.Second: 15, 90 * time.Second: 21}
	for _, s := range sights(t) {
		late, asked := max(time.Second, s.takes/5), calls[s.takes]+2+1
		if s.tells {
			late, asked = time.Second, 2+2
		}
		if s.worst > late {
			t.Errorf("%v, tells: %v: seen %v after the end, limit %v", s.takes, s.tells, s.worst, late)
		}
		// The request and the confirming look, beside the polls; the poll that
		// sees the end comes after it.
		if s.calls > asked {
			t.Errorf("%v, tells: %v: %d calls, limit %d", s.takes, s.tells, s.calls, asked)
		}
	}
}

// benchmarkReport is testdata/benchmark.md.
func benchmarkReport(t *testing.T, costs []cost) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `# Benchmark

Written by `+"`STEWARD_LONG=1 go test ./internal/sandbox -run TestBenchmark -timeout 60m -update-benchmark`"+` on %s.
The API is the simulated one, on the same machine. The provider sends at most %d requests/s to one account and region.

## One deletion

In virtual time, the engine alone; 100 runs each. "Seen after" counts from the end of the operation to the return of the engine,
with the confirming look. Calls are the request, the polls and that look, in the worst run.

| takes | the API says when (RetryAfter) | seen after, median | worst | calls |
|---|---|---|---|---|
`, machine(), cloudcontrol.DefaultRequestsPerSecond)
	for _, s := range sights(t) {
		says := "no"
		if s.tells {
			says = "yes"
		}
		fmt.Fprintf(&b, "| %v | %s | %.2f s | %.2f s | %d |\n", s.takes, says, s.median.Seconds(), s.worst.Seconds(), s.calls)
	}
	b.WriteString(`
## Many deletions

Real Terraform ` + "(`destroy -auto-approve`)" + `, the built provider. Wall, calls and CPU are those of the whole command with its refresh
(one GetResource each) and its plan; memory is the largest VmHWM of a provider process, CPU that of all provider processes.
Every command ended with 0, nothing lives and nothing is in state.

| objects | parallelism | each takes | calls each | wall | peak memory | CPU | throttled answers | calls |
|---|---|---|---|---|---|---|---|---|
`)
	for _, c := range costs {
		b.WriteString(c.row() + "\n")
	}
	b.WriteString("\n## What held it up\n\n")
	for _, c := range costs {
		b.WriteString(c.verdict())
	}
	return b.String()
}

// verdict says which bound held, and what a shared look would save.
func (c cost) verdict() string {
	var b strings.Builder
	limit := "the provider's own rate"
	if c.throttle > 0 {
		limit = fmt.Sprintf("the API, which throttles above %.0f requests/s", c.throttle)
	}
	byRate, byTime := c.byRate(), c.byTime()
	fmt.Fprintf(&b, "- %d objects of %v at parallelism %d: ⌈N/P⌉·d is %.0f s, calls/rate %.0f s", c.objects, c.takes, c.parallelism, byTime.Seconds(), byRate.Seconds())
	if byTime > byRate {
		limit = "the deletions themselves"
	}
	fmt.Fprintf(&b, "; wall %.0f s is %.2f times the larger. What held it up was %s.\n", c.wall.Seconds(), c.wall.Seconds()/max(byTime, byRate).Seconds(), limit)
	if c.takes == 0 {
		return b.String()
	}
	// One look a second at everything that is under way, 100 to a page.
	polls := c.calls["GetResourceRequestStatus"]
	refresh := time.Duration(c.objects) * time.Second / cloudcontrol.DefaultRequestsPerSecond
	phase := max(byTime, time.Duration(c.total()-polls)*time.Second/cloudcontrol.DefaultRequestsPerSecond-refresh)
	looks := int(phase.Seconds()) * ((c.parallelism + 99) / 100)
	shared := max(byTime, time.Duration(c.total()-polls+looks)*time.Second/cloudcontrol.DefaultRequestsPerSecond)
	fmt.Fprintf(&b, "  A shared look (one ListResourceRequests a second for all that are under way, 100 to a page) would take about %d calls instead of\n"+
		"  %d polls, %.1f calls for each object instead of %.1f, and the larger bound would be %.0f s. This is computed, not measured.\n",
		looks, polls, float64(c.total()-polls+looks)/float64(c.objects), float64(c.total())/float64(c.objects), shared.Seconds())
	return b.String()
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
