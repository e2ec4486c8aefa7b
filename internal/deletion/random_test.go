package deletion_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestEveryStateAndReason meets every reason in every state, once and for
// good: it ends within its time, and it never says gone about what lives.
func TestEveryStateAndReason(t *testing.T) {
	for _, reason := range deletion.Reasons() {
		for _, times := range []int{1, 400} {
			for state, set := range map[string]func(*api, []reply){
				"request":   func(a *api, r []reply) { a.deletes = r },
				"operation": func(a *api, r []reply) { a.deletes = endings(r) },
				"atOnce":    func(a *api, r []reply) { a.deletes = atOnce(endings(r)) },
				"poll":      func(a *api, r []reply) { a.polls = r },
				"observe":   func(a *api, r []reply) { a.observes = r },
				"look":      func(a *api, r []reply) { a.deletes = []reply{fails(deletion.Unavailable)}; a.observes = r },
			} {
				t.Run(fmt.Sprintf("%s/%v/%d", state, reason, times), func(t *testing.T) {
					inBubble(t, func(t *testing.T) {
						a := newAPI(t)
						// NotFound is a lie here, and never believed.
						set(a, slices.Repeat([]reply{fails(reason)}, times))
						req := a.request()
						req.Timeout = 10 * time.Minute
						result := run(t, a, req)
						if result.Outcome == deletion.Interrupted {
							t.Error("interrupted, and nobody did")
						}
					})
				})
			}
		}
	}
}

func endings(replies []reply) []reply {
	out := slices.Clone(replies)
	for i := range out {
		out[i].fails, out[i].ends = false, true
	}
	return out
}

func atOnce(replies []reply) []reply {
	for i := range replies {
		replies[i].atOnce = true
	}
	return replies
}

// TestRandomScripts runs deletions against APIs that misbehave at random.
// Whatever happens, what is called gone is gone, and what is repeated under one
// attempt number is one operation. run checks the rest.
func TestRandomScripts(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for range 2000 {
		inBubble(t, func(t *testing.T) {
			a := newAPI(t)
			a.takes = time.Duration(random.Int64N(int64(time.Minute)))
			a.lingers = time.Duration(random.Int64N(int64(20 * time.Second)))
			a.deletes, a.polls, a.observes = script(random), script(random), script(random)
			if random.IntN(2) == 0 {
				// What lingers is gone, and a lie about that is none.
				a.observes, a.lingers = observationsLie(random), 0
				a.deletes, a.polls = honest(a.deletes), honest(a.polls)
			} else if random.IntN(4) == 0 {
				// The API's word stands where nobody may observe, so here one may.
				a.undead, a.observes = true, nil
			}
			req := a.request()
			req.Timeout = time.Duration(1+random.Int64N(20)) * time.Minute
			result := run(t, a, req)
			// Running it again, with what the last run saved and an API that
			// has come to its senses, finishes it: at the latest when the
			// operation that was left has ended as its script says.
			a.deletes, a.polls, a.observes, a.undead = nil, nil, nil, false
			for range 2 {
				if result.Gone() {
					break
				}
				a.calls = nil
				req.Resume, req.Attempt.Number, req.Timeout = result.Operation, result.NextAttempt, time.Hour
				result = run(t, a, req)
			}
			if !result.Gone() {
				t.Errorf("the last run ended %v: %v", result.Outcome, result.Failure)
			}
			if a.alive {
				t.Error("gone, and the object lives")
			}
		})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// honest leaves the lies about what lives out of a script: where observations
// lie, no answer may lie with them, since two witnesses are believed.
func honest(replies []reply) []reply {
	return slices.DeleteFunc(replies, func(r reply) bool { return r.reason == deletion.NotFound })
}

// observationsLie says absent now and then, never twice in a row.
func observationsLie(random *rand.Rand) []reply {
	var replies []reply
	for range random.IntN(6) {
		if random.IntN(3) == 0 {
			replies = append(replies, reply{lies: true})
		}
		replies = append(replies, reply{})
	}
	return replies
}

// script is a few random replies. NotFound is a lie wherever the object lives.
func script(random *rand.Rand) []reply {
	var replies []reply
	for range random.IntN(6) {
		r := reply{reason: deletion.Reason(random.IntN(len(deletion.Reasons())))}
		if r.reason == deletion.InUse {
			continue
		}
		switch random.IntN(5) {
		case 0:
		case 1, 2:
			r.fails = true
			r.effect = random.IntN(4) == 0 && r.reason == deletion.Unavailable
		default:
			r.ends = true
			r.atOnce = random.IntN(3) == 0
		}
		if random.IntN(4) == 0 {
			r.after = time.Duration(random.Int64N(int64(time.Minute)))
		}
		replies = append(replies, r)
	}
	return replies
}
