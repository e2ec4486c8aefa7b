package main

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// faults are the bad days that serve can play.
type faults struct {
	throttle float64       // requests per second above which Cloud Control throttles; 0 is no limit
	slow     time.Duration // how long each operation of Cloud Control takes
	fail     failures
	habits   habitSets
}

// habitSets are what the services of types do beside what their schemas say.
type habitSets struct{ cloudcontroltest.Habits }

// String implements flag.Value.
func (h *habitSets) String() string { return "" }

// Set implements flag.Value: a set has a name, or is in a file.
func (h *habitSets) Set(nameOrFile string) error {
	habits, err := cloudcontroltest.HabitsNamed(nameOrFile)
	if err != nil {
		text, failed := os.ReadFile(nameOrFile)
		if failed != nil {
			return fmt.Errorf("%w; and as a file: %w", err, failed)
		}
		if habits, err = cloudcontroltest.ParseHabits(text); err != nil {
			return err
		}
	}
	h.Habits = h.Merge(habits)
	return nil
}

// habitNames are the sets that have a name.
func habitNames() string {
	named, err := cloudcontroltest.NamedHabits()
	if err != nil {
		return err.Error()
	}
	return strings.Join(slices.Sorted(maps.Keys(named)), ", ")
}

// failures are the deletions that fail, as -fail names them.
type failures []failure

// A failure lets the deletions of one type fail.
type failure struct {
	typeName string // a Cloud Control type; empty for EntryGuard
	code     string // a HandlerErrorCode of Cloud Control
	status   int    // an HTTP status of EntryGuard
	times    int    // how many deletions fail; 0 is all of them
}

// entryGuardTarget is what -fail calls EntryGuard's part.
const entryGuardTarget = "entryguard"

// register defines the flags of the faults.
func (f *faults) register(flags *flag.FlagSet) {
	flags.Float64Var(&f.throttle, "throttle", 0, "let Cloud Control throttle what exceeds `RATE` requests per second (0: nothing)")
	flags.DurationVar(&f.slow, "slow", 0, "let each operation of Cloud Control take `DURATION`")
	flags.Var(&f.habits, "habit", "let services store and return other things than they were sent, may be repeated: habits in `FILE`, or one of these\n"+
		"sets: "+habitNames())
	flags.Var(&f.fail, "fail", "let deletions fail, may be repeated: `TYPE=CODE[*TIMES]`, e.g. AWS::Logs::LogGroup=Throttling*2 (a type and an\n"+
		"error code of Cloud Control, twice) or entryguard=503 (an HTTP status of EntryGuard, always)")
}

// check refuses what no service could play.
func (f *faults) check() error {
	switch {
	case f.throttle < 0:
		return fmt.Errorf("-throttle is a rate of requests per second, at least 0, not %g", f.throttle)
	case f.slow < 0:
		return fmt.Errorf("-slow is a duration, at least 0s, not %s", f.slow)
	}
	return nil
}

// String implements flag.Value.
func (f *failures) String() string {
	var words []string
	for _, one := range *f {
		target, code := one.typeName, one.code
		if target == "" {
			target, code = entryGuardTarget, strconv.Itoa(one.status)
		}
		words = append(words, target+"="+code)
	}
	return strings.Join(words, " ")
}

// Set implements flag.Value.
func (f *failures) Set(text string) error {
	target, what, found := strings.Cut(text, "=")
	code, count, counted := strings.Cut(what, "*")
	if !found || target == "" || code == "" {
		return fmt.Errorf("want TYPE=CODE or %s=STATUS, e.g. AWS::EC2::SecurityGroup=Throttling", entryGuardTarget)
	}
	one := failure{}
	if counted {
		times, err := strconv.Atoi(count)
		if err != nil || times < 1 {
			return fmt.Errorf("want a number of deletions after the *, not %q", count)
		}
		one.times = times
	}
	if target != entryGuardTarget {
		if codes := cloudcontroltest.HandlerErrorCodes(); !slices.Contains(codes, code) {
			return fmt.Errorf("there is no error code %q; Cloud Control has %s", code, strings.Join(codes, ", "))
		}
		one.typeName, one.code = target, code
		*f = append(*f, one)
		return nil
	}
	status, err := strconv.Atoi(code)
	if err != nil || status < http.StatusBadRequest || status > 599 {
		return fmt.Errorf("want an HTTP status from 400 to 599 for %s, not %q", entryGuardTarget, code)
	}
	one.status = status
	*f = append(*f, one)
	return nil
}
