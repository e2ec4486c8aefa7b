package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestDemo runs the main job with real Terraform: what the README promises.
func TestDemo(t *testing.T) {
	tf := testTerraform(t)
	var out strings.Builder
	if err := runDemo(t.Context(), tf.path, false, &out); err != nil {
		t.Errorf("the demo went another way: %v\n%s", err, &out)
	}
	if !strings.Contains(out.String(), "was not deleted") {
		t.Errorf("Terraform's own words are not shown:\n%s", &out)
	}
	if lines := strings.Count(out.String(), "\n"); lines > longestDemo {
		t.Errorf("the demo prints %d lines, want at most %d: nobody reads more\n%s", lines, longestDemo, &out)
	}
}

// longestDemo is how many lines the demo may print.
const longestDemo = 140

// TestExcerpt keeps what a person must read of Terraform's output.
func TestExcerpt(t *testing.T) {
	const said = `a.b: Refreshing state... [id=1]

Terraform used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  + create

Terraform will perform the following actions:

  # a.b will be created
  + resource "a" "b" {
      + id = (known after apply)
    }

  # a.c must be replaced
-/+ resource "a" "c" {
    }

Plan: 2 to add, 0 to change, 1 to destroy.

Changes to Outputs:
  + x = (known after apply)

Warning: Careful

  # this line is part of a warning

a.b: Creating...
a.b: Still creating... [10s elapsed]
a.b: Creation complete after 12s [id=1]

Apply complete! Resources: 2 added, 0 changed, 1 destroyed.

Outputs:

x = "y"

────────────────────
Note: You didn't use the -out option`
	const want = `  # a.b will be created
  # a.c must be replaced
Plan: 2 to add, 0 to change, 1 to destroy.

Warning: Careful

  # this line is part of a warning

a.b: Creation complete after 12s [id=1]

Apply complete! Resources: 2 added, 0 changed, 1 destroyed.

`
	for _, size := range []int{1, 7, len(said)} {
		var out strings.Builder
		e := &excerpt{out: &out}
		for rest := said; rest != ""; rest = rest[min(size, len(rest)):] {
			if _, err := io.WriteString(e, rest[:min(size, len(rest))]); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.flush(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Errorf("in pieces of %d (-want +got):\n%s", size, diff)
		}
	}
}

// playTerraform stands in for Terraform where a test starts this binary as
// one (see TestMain). It says what it is told and ends as it is told.
func playTerraform(behaviour string) (exit int) {
	fmt.Println(os.Getenv("STAND_IN_SAYS"))
	switch behaviour {
	case "wait":
		interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		fmt.Println("working")
		<-interrupted.Done()
		stop() // a second interrupt would end this process at once
		time.Sleep(200 * time.Millisecond)
		fmt.Println("saved")
		return 1
	case "fail":
		return 1
	}
	return 0
}

// standIn returns a terraform that is this test binary.
func standIn(t *testing.T, behaviour, says string, out io.Writer) terraform {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "STAND_IN="+behaviour, "STAND_IN_SAYS="+says)
	return terraform{path: path, dir: t.TempDir(), env: env, out: out}
}

func TestInterruptEndsChildInGoodOrder(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	tf := standIn(t, "wait", "", cancelOn{word: "working", cancel: cancel})
	output, _, err := tf.run(ctx, "apply")
	if err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("error = %v, want one that says that the command was interrupted", err)
	}
	if !strings.Contains(output, "saved") {
		t.Errorf("the child could not end its work after the interrupt; it said:\n%s", output)
	}
}

// cancelOn cancels when it sees a word.
type cancelOn struct {
	word   string
	cancel func()
}

func (c cancelOn) Write(p []byte) (int, error) {
	if strings.Contains(string(p), c.word) {
		c.cancel()
	}
	return len(p), nil
}

// TestDestroyRefusedNotices checks that the demo fails where the refusal is
// not the one that it tells of.
func TestDestroyRefusedNotices(t *testing.T) {
	started, err := startAPIs(faults{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = started.close() })
	until := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	held := session{ID: "5e551011", User: "dana@acme.example", Addresses: []string{"203.0.113.7"}, Until: until}

	cases := map[string]struct {
		behaviour, says string
		want            string
		reason          string
	}{
		"Succeeds": {
			behaviour: "succeed", says: "Destroy complete!",
			want:   "exit code 1",
			reason: "a destroy that goes through while a session runs is what must never happen",
		},
		"DoesNotNameTheUser": {
			behaviour: "fail", says: "session 5e551011 from 203.0.113.7 until 2030-01-02T03:04:05Z",
			want:   "dana@acme.example",
			reason: "whoever reads the refusal must know whom to call",
		},
		"NamesAllButNothingIsThere": {
			behaviour: "fail", says: "session 5e551011 of dana@acme.example from 203.0.113.7 until 2030-01-02T03:04:05Z",
			want:   "must hold 1 objects",
			reason: "a refusal that deleted something all the same is none",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			d := &demo{apis: started, session: held, out: io.Discard}
			d.tf = standIn(t, tc.behaviour, tc.says, io.Discard)
			err := d.destroyRefused(t.Context())
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error = %v, want one with %q: %s", err, tc.want, tc.reason)
			}
		})
	}
}
