package deletion_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A place is an API with many objects, whose backend lists operations. The
// lists have the habits that a test sets.
type place struct {
	mu      sync.Mutex
	board   deletion.Board
	objects map[string]bool
	ops     []*listed // in the order in which they were accepted
	calls   map[string]int
	listAt  []time.Time
	started int // lists, also those that were cut off

	takes   time.Duration
	perPage int                                           // 0: 100
	lag     time.Duration                                 // until a list shows what was accepted
	hide    func(op deletion.Operation, list int) bool    // left out of the list of what is under way
	refuse  func(state deletion.State, page string) error // a list fails
	change  func(op *deletion.Operation)                  // what a list says about an operation
	mid     func(list int)                                // happens between the first page and the second
	slow    time.Duration                                 // how long a list takes
	absent  func(id string) bool                          // an observation lies: not there
	pollErr func(op deletion.Operation) error             // a poll fails
	begun   func(p *place, op *listed)                    // when an operation was accepted
}

// A listed operation.
type listed struct {
	deletion.Operation
	ends   time.Time
	fails  *deletion.Failure // how it ends; nil: well
	undead bool              // it ends well and its object lives on
	hooks  []deletion.Hook   // what only a poll says
}

func newPlace(objects int) *place {
	p := &place{objects: map[string]bool{}, calls: map[string]int{}, takes: 30 * time.Second}
	for i := range objects {
		p.objects[strconv.Itoa(i)] = true
	}
	return p
}

// settle ends what is over. The lock must be held.
func (p *place) settle() {
	for _, op := range p.ops {
		if op.State != deletion.UnderWay || time.Now().Before(op.ends) {
			continue
		}
		if op.fails != nil {
			op.State, op.Status, op.Failure = deletion.Failed, "FAILED", op.fails
			continue
		}
		op.State, op.Status = deletion.Done, "SUCCESS"
		if op.Kind == deletion.KindDelete && !op.undead {
			p.objects[op.ObjectID] = false
		}
		if op.Kind == deletion.KindCreate {
			p.objects[op.ObjectID] = true
		}
	}
}

// begin accepts an operation. The lock must be held.
func (p *place) begin(kind deletion.OperationKind, id string) *listed {
	op := &listed{Operation: deletion.Operation{
		Kind: kind, Token: fmt.Sprintf("%v-%s-%d", kind, id, len(p.ops)), ObjectType: object.Type, ObjectID: id,
		Status: "IN_PROGRESS", RequestedAt: time.Now(),
	}, ends: time.Now().Add(p.takes)}
	p.ops = append(p.ops, op)
	if p.begun != nil {
		p.begun(p, op)
	}
	return op
}

// start is begin for a test.
func (p *place) start(kind deletion.OperationKind, id string) deletion.Operation {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.begin(kind, id).Operation
}

func (p *place) called(ctx context.Context, call string) error {
	p.calls[call]++
	if ctx.Err() != nil {
		return &deletion.Failure{Reason: deletion.Unavailable, Err: context.Cause(ctx)}
	}
	return nil
}

func (p *place) count(call string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[call]
}

// begunLists is how many lists were begun, also those that were cut off.
func (p *place) begunLists() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.started
}

func (p *place) total() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, calls := range p.calls {
		n += calls
	}
	return n
}

func (p *place) Board() *deletion.Board { return &p.board }

func (p *place) Home(context.Context) (deletion.Home, error) { return here, nil }

func (p *place) Observe(ctx context.Context, obj deletion.Object) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.called(ctx, "observe"); err != nil {
		return false, err
	}
	p.settle()
	return p.objects[obj.ID] && (p.absent == nil || !p.absent(obj.ID)), nil
}

func (p *place) Delete(ctx context.Context, obj deletion.Object, _ deletion.Attempt) (deletion.Operation, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.called(ctx, "delete"); err != nil {
		return deletion.Operation{}, err
	}
	p.settle()
	for _, op := range p.ops {
		if op.ObjectID == obj.ID && op.State == deletion.UnderWay {
			return op.Operation, nil
		}
	}
	if !p.objects[obj.ID] {
		return deletion.Operation{}, &deletion.Failure{Reason: deletion.NotFound}
	}
	return p.begin(deletion.KindDelete, obj.ID).Operation, nil
}

func (p *place) Poll(ctx context.Context, op deletion.Operation) (deletion.Operation, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.called(ctx, "poll"); err != nil {
		return op, err
	}
	if p.pollErr != nil {
		if err := p.pollErr(op); err != nil {
			return op, err
		}
	}
	p.settle()
	for _, known := range p.ops {
		if known.Token == op.Token {
			now := known.Operation
			now.Hooks = known.hooks
			return now, nil
		}
	}
	return op, &deletion.Failure{Reason: deletion.Lost}
}

// List answers the page that begins at the number that page is.
func (p *place) List(ctx context.Context, state deletion.State, page string) ([]deletion.Operation, string, error) {
	p.mu.Lock()
	p.started++
	slow := p.slow
	p.mu.Unlock()
	if slow > 0 {
		if err := deletion.Pause(ctx, slow); err != nil {
			return nil, "", &deletion.Failure{Reason: deletion.Unavailable, Err: err}
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	call := "list"
	if state == deletion.Done {
		call = "list done"
	}
	if err := p.called(ctx, call); err != nil {
		return nil, "", err
	}
	p.listAt = append(p.listAt, time.Now())
	if p.refuse != nil {
		if err := p.refuse(state, page); err != nil {
			return nil, "", err
		}
	}
	if page != "" && p.mid != nil && state == deletion.UnderWay {
		p.mid(p.calls["list"])
	}
	p.settle()
	found := p.matching(state)
	perPage := p.perPage
	if perPage == 0 {
		perPage = 100
	}
	if perPage < 0 {
		return nil, "again", nil
	}
	first, _ := strconv.Atoi(page)
	found = found[min(first, len(found)):]
	if len(found) > perPage {
		return found[:perPage], strconv.Itoa(first + perPage), nil
	}
	return found, "", nil
}

// matching are the operations of a list, newest first.
func (p *place) matching(state deletion.State) []deletion.Operation {
	var found []deletion.Operation
	for _, op := range slices.Backward(p.ops) {
		switch {
		case op.State != state, time.Since(op.RequestedAt) < p.lag:
		case state == deletion.UnderWay && p.hide != nil && p.hide(op.Operation, p.calls["list"]):
		default:
			shown := op.Operation
			if p.change != nil {
				p.change(&shown)
			}
			found = append(found, shown)
		}
	}
	return found
}

// request is the deletion of one object.
func (p *place) request(id string) deletion.Request {
	return deletion.Request{
		Backend: p, Object: deletion.Object{Type: object.Type, ID: id, Home: here},
		Attempt: deletion.Attempt{Seed: "seed-" + id}, Timeout: time.Hour,
	}
}

// An ending is how one of many deletions ended.
type ending struct {
	deletion.Result
	late time.Duration // seen so long after the operation ended
}

// deleteAll deletes all objects at once, each as change says.
func (p *place) deleteAll(ctx context.Context, change func(i int, req *deletion.Request)) []ending {
	var all sync.WaitGroup
	ends := make([]ending, len(p.objects))
	for i := range len(p.objects) {
		all.Go(func() {
			req := p.request(strconv.Itoa(i))
			if change != nil {
				change(i, &req)
			}
			ends[i].Result = deletion.Run(ctx, req)
			ends[i].late = time.Since(p.endOf(req.Object.ID))
		})
	}
	all.Wait()
	return ends
}

// endOf is when the last operation on an object ended.
func (p *place) endOf(id string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, op := range slices.Backward(p.ops) {
		if op.ObjectID == id {
			return op.ends
		}
	}
	return time.Now()
}

// lives looks behind the API.
func (p *place) lives(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle()
	return p.objects[id]
}

// mayNotFail lets every operation end well: where observations lie, a failure
// that says "not found" would be the second witness.
func (p *place) mayNotFail() {
	begun := p.begun
	p.begun = func(p *place, op *listed) {
		begun(p, op)
		op.fails = nil
	}
}

// comeToItsSenses ends every bad habit.
func (p *place) comeToItsSenses() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.perPage, p.lag, p.slow = 0, 0, 0
	p.refuse, p.pollErr, p.begun, p.hide, p.absent = nil, nil, nil, nil, nil
}

// left is how many objects live.
func (p *place) left() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle()
	for _, lives := range p.objects {
		if lives {
			n++
		}
	}
	return n
}

var (
	_ deletion.Backend = (*place)(nil)
	_ deletion.Lister  = (*place)(nil)
	_ deletion.Locator = (*place)(nil)
)
