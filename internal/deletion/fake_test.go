package deletion_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

var (
	here     = deletion.Home{Account: "111122223333", Region: "eu-west-1"}
	elsewere = deletion.Home{Account: "999900001111", Region: "eu-west-1"}
	object   = deletion.Object{Type: "Steward::Test::Thing", ID: "thing-1", Name: "one", Home: here}
)

// A reply is one scripted answer. The zero reply is the API behaving normally.
type reply struct {
	reason  deletion.Reason
	fails   bool // the request fails with reason
	effect  bool // and takes effect all the same: the answer is lost
	ends    bool // the operation ends FAILED with reason (Delete: when it is polled)
	atOnce  bool // the operation is terminal in the answer to the request
	done    bool // with atOnce: SUCCESS rather than FAILED
	hang    bool // no answer before the context ends
	after   time.Duration
	token   string // InTheWay
	spent   bool
	vanish  bool // the object is gone, whatever the answer says
	lies    bool // Observe: absent, whatever there is
	failure *deletion.Failure
}

// fails and ends are the two ways to go wrong, which must not be mixed up.
func fails(r deletion.Reason) reply { return reply{fails: true, reason: r} }
func ends(r deletion.Reason) reply  { return reply{ends: true, reason: r} }

// An api is a scripted API behind a backend. What the script does not say, it
// does right: a deletion takes takes, then the object is gone.
type api struct {
	t        *testing.T
	takes    time.Duration
	home     deletion.Home
	homeE    error
	homeless int // how often the home cannot be learnt at first

	alive    bool
	lingers  time.Duration // observed for so long after the operation was done
	undead   bool          // SUCCESS, and the object lives on
	goneAt   time.Time
	deletes  []reply
	polls    []reply
	observes []reply
	late     []reply   // instead of polls, from lateFrom on
	lateFrom time.Time // zero is never
	ops      map[string]*job
	listed   []string // tokens that Operations returns
	listErr  error

	blockers   [][]deletion.Blocker // one list a look, the last one for good
	blockersE  error
	ended      []string
	endErr     []reply
	calls      []string // every call, in order
	attempts   []int
	seeds      []string
	pollTimes  []time.Time
	polled     []string      // tokens
	lastWait   time.Duration // before what went wrong is tried again, as reported
	retryAfter time.Duration // on the accepted operation, once
}

type job struct {
	op     deletion.Operation
	ends   reply
	doneAt time.Time
}

func newAPI(t *testing.T) *api {
	return &api{t: t, takes: 4 * time.Second, home: here, alive: true, ops: map[string]*job{}}
}

// next takes the next scripted reply.
func next(queue *[]reply) reply {
	if len(*queue) == 0 {
		return reply{}
	}
	r := (*queue)[0]
	*queue = (*queue)[1:]
	return r
}

// answer deals with what all requests have in common.
func (a *api) answer(ctx context.Context, call string, r reply) error {
	a.calls = append(a.calls, call)
	if ctx.Err() != nil {
		return &deletion.Failure{Reason: deletion.Unavailable, Err: context.Cause(ctx)}
	}
	if r.vanish {
		a.alive = false
	}
	if r.hang {
		<-ctx.Done()
		return &deletion.Failure{Reason: deletion.Unavailable, Err: context.Cause(ctx)}
	}
	if r.fails {
		return failureOf(r)
	}
	return nil
}

func failureOf(r reply) *deletion.Failure {
	if r.failure != nil {
		return r.failure
	}
	f := &deletion.Failure{Reason: r.reason, Code: "Scripted" + r.reason.String(), Message: "scripted", InTheWay: r.token, Spent: r.spent}
	if r.after != 0 {
		f.RetryAfter = time.Now().Add(r.after)
	}
	return f
}

func (a *api) observed() bool {
	a.settle()
	return a.alive || time.Now().Before(a.goneAt.Add(a.lingers))
}

// settle ends the operations whose time has come.
func (a *api) settle() {
	for _, j := range a.ops {
		if j.op.State != deletion.UnderWay || time.Now().Before(j.doneAt) {
			continue
		}
		if j.ends.ends {
			j.op.State, j.op.Status, j.op.Failure = deletion.Failed, "FAILED", failureOf(j.ends)
			continue
		}
		j.op.State, j.op.Status = deletion.Done, "SUCCESS"
		if j.op.Kind == deletion.KindDelete && !a.undead {
			if a.alive {
				a.goneAt = j.doneAt
			}
			a.alive = false
		}
	}
}

// begin adds an operation that is under way.
func (a *api) begin(token string, kind deletion.OperationKind, takes time.Duration, how reply) *job {
	j := &job{
		op:     deletion.Operation{Kind: kind, Token: token, ObjectType: object.Type, ObjectID: object.ID, Status: "IN_PROGRESS", RequestedAt: time.Now()},
		ends:   how,
		doneAt: time.Now().Add(takes),
	}
	a.ops[token] = j
	return j
}

func (a *api) Observe(ctx context.Context, _ deletion.Object) (bool, error) {
	r := next(&a.observes)
	if err := a.answer(ctx, "observe", r); err != nil {
		return false, err
	}
	return a.observed() && !r.lies, nil
}

func (a *api) Delete(ctx context.Context, _ deletion.Object, at deletion.Attempt) (deletion.Operation, error) {
	a.attempts, a.seeds = append(a.attempts, at.Number), append(a.seeds, at.Seed)
	r := next(&a.deletes)
	token := fmt.Sprintf("op-%s-%d", at.Seed, at.Number)
	if r.effect || (!r.fails && !r.hang) {
		if _, known := a.ops[token]; !known {
			j := a.begin(token, deletion.KindDelete, a.takes, r)
			if !a.observed() && !r.ends {
				// Not while it lingers.
				j.ends = ends(deletion.NotFound)
			}
			if r.atOnce {
				j.doneAt = time.Now()
			}
			if a.retryAfter != 0 {
				j.op.RetryAfter = time.Now().Add(a.retryAfter)
				a.retryAfter = 0
			}
		}
	}
	if err := a.answer(ctx, "delete", r); err != nil {
		return deletion.Operation{}, err
	}
	if r.atOnce {
		a.settle()
	}
	return a.ops[token].op, nil
}

func (a *api) Poll(ctx context.Context, op deletion.Operation) (deletion.Operation, error) {
	a.pollTimes, a.polled = append(a.pollTimes, time.Now()), append(a.polled, op.Token)
	script := &a.polls
	if !a.lateFrom.IsZero() && !time.Now().Before(a.lateFrom) {
		script = &a.late
	}
	if err := a.answer(ctx, "poll", next(script)); err != nil {
		return op, err
	}
	a.settle()
	j, ok := a.ops[op.Token]
	if !ok {
		return op, &deletion.Failure{Reason: deletion.Lost, Code: "RequestTokenNotFound"}
	}
	seen := j.op
	if until := time.Until(seen.RetryAfter); until < 0 {
		seen.RetryAfter = time.Time{}
	}
	return seen, nil
}

func (a *api) Home(context.Context) (deletion.Home, error) {
	if a.homeless > 0 {
		a.homeless--
		return deletion.Home{}, &deletion.Failure{Reason: deletion.Unavailable, Status: 500}
	}
	return a.home, a.homeE
}

func (a *api) Operations(ctx context.Context, _ deletion.Object) ([]deletion.Operation, error) {
	a.calls = append(a.calls, "list")
	if a.listErr != nil {
		return nil, a.listErr
	}
	a.settle()
	var found []deletion.Operation
	for _, token := range a.listed {
		if j := a.ops[token]; j != nil && j.op.State == deletion.UnderWay {
			found = append(found, j.op)
		}
	}
	return found, ctx.Err()
}

func (a *api) Blockers(context.Context, deletion.Object) ([]deletion.Blocker, error) {
	a.calls = append(a.calls, "blockers")
	if a.blockersE != nil || len(a.blockers) == 0 {
		return nil, a.blockersE
	}
	list := a.blockers[0]
	if len(a.blockers) > 1 {
		a.blockers = a.blockers[1:]
	}
	return list, nil
}

func (a *api) End(ctx context.Context, _ deletion.Object, b deletion.Blocker) error {
	if err := a.answer(ctx, "end", next(&a.endErr)); err != nil {
		return err
	}
	a.ended = append(a.ended, b.ID)
	return nil
}

func (a *api) count(call string) int {
	return len(slices.DeleteFunc(slices.Clone(a.calls), func(c string) bool { return c != call }))
}

var (
	_ deletion.Backend   = (*api)(nil)
	_ deletion.Locator   = (*api)(nil)
	_ deletion.Finder    = (*api)(nil)
	_ deletion.Inspector = (*api)(nil)
	_ deletion.Ender     = (*api)(nil)
)

// request is a deletion of object with a limit of an hour.
func (a *api) request() deletion.Request {
	return deletion.Request{
		Backend: a, Object: object, Attempt: deletion.Attempt{Seed: "seed"}, Timeout: time.Hour,
	}
}

// inBubble runs a deletion in virtual time and checks what must hold for every
// deletion, whatever happens.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

// run deletes and checks what must hold for every result.
func run(t *testing.T, a *api, req deletion.Request) deletion.Result {
	t.Helper()
	return runContext(t, t.Context(), a, req)
}

func runContext(t *testing.T, ctx context.Context, a *api, req deletion.Request) deletion.Result {
	t.Helper()
	began := time.Now()
	report := req.Report
	req.Report = func(e deletion.Event) {
		if e.Failure != nil && e.Wait > 0 {
			a.lastWait = e.Wait
		}
		if report != nil {
			report(e)
		}
	}
	result := deletion.Run(ctx, req)
	if result.Gone() && a.observed() && result.Unconfirmed == nil {
		t.Errorf("the result is %v and the object lives", result.Outcome)
	}
	if result.Elapsed != time.Since(began) {
		t.Errorf("Elapsed = %v, want %v", result.Elapsed, time.Since(began))
	}
	if result.Requests != a.count("delete") {
		t.Errorf("Requests = %d, the API saw %d", result.Requests, a.count("delete"))
	}
	if result.Gone() && result.Operation != nil {
		t.Errorf("gone, and an operation is left to be saved: %+v", result.Operation)
	}
	if req.Timeout > 0 && result.Elapsed > req.Timeout+2*time.Second {
		t.Errorf("it took %v, the timeout was %v", result.Elapsed, req.Timeout)
	}
	for _, seed := range a.seeds {
		if seed != req.Attempt.Seed {
			t.Errorf("a request carried the seed %q, want %q", seed, req.Attempt.Seed)
		}
	}
	return result
}
