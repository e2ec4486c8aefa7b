package deletion_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// deleted checks that every deletion ended well and that nothing lives.
func deleted(t *testing.T, p *place, ends []ending) {
	t.Helper()
	for i, end := range ends {
		if end.Outcome != deletion.Deleted || end.Operation != nil {
			t.Errorf("deletion %d ended %v (%v)", i, end.Outcome, end.Failure)
		}
	}
	if left := p.left(); left > 0 {
		t.Errorf("%d objects live", left)
	}
}

func latest(ends []ending) time.Duration {
	return slices.MaxFunc(ends, func(a, b ending) int { return int(a.late - b.late) }).late
}

// TestBoard: what many share, and what it costs.
func TestBoard(t *testing.T) {
	for name, c := range map[string]struct {
		reason  string
		objects int
		set     func(*place)
		late    time.Duration // at most
		calls   map[string]int
		lists   [2]int // at least, at most
	}{
		"Hundred": {
			"one list a second serves all, and an end is seen without asking for it", 100, nil,
			1100 * time.Millisecond,
			map[string]int{"delete": 100, "observe": 100, "poll": 0, "list done": 0},
			[2]int{29, 32},
		},
		"Two": {
			"two share, too, and ask no more often than they would poll", 2, nil,
			4 * time.Second,
			map[string]int{"delete": 2, "observe": 2, "poll": 0},
			[2]int{8, 24},
		},
		"Alone": {
			"one is polled by itself", 1, nil,
			6 * time.Second,
			map[string]int{"list": 0, "list done": 0, "delete": 1, "observe": 1},
			[2]int{0, 0},
		},
		"AtOnce": {
			"what ended before a list could show it is on the list of what is done", 100, func(p *place) { p.takes = 0 },
			2 * time.Second,
			map[string]int{"delete": 100, "observe": 100, "poll": 0},
			[2]int{1, 2},
		},
		"Pages": {
			"a long list is read to its end while it is about what is followed here", 30, func(p *place) { p.perPage = 5 },
			3 * time.Second,
			map[string]int{"delete": 30, "observe": 30, "poll": 0},
			[2]int{29 * 6, 33 * 6},
		},
		"OthersOnThePage": {
			"a few operations of others are passed over", 20, func(p *place) {
				for range 50 {
					p.begin(deletion.KindUpdate, "stranger").ends = time.Now().Add(time.Hour)
				}
			}, 1100 * time.Millisecond, map[string]int{"delete": 20, "observe": 20, "poll": 0}, [2]int{25, 32},
		},
		"Lag": {
			"a list that is behind says nothing about what it has never shown, which is polled", 20, func(p *place) { p.lag = 10 * time.Second },
			1100 * time.Millisecond,
			map[string]int{"delete": 20, "observe": 20},
			[2]int{20, 32},
		},
		"Blind": {
			"a list that never shows what is under way is given up", 30, func(p *place) {
				p.hide = func(deletion.Operation, int) bool { return true }
			}, 6 * time.Second, map[string]int{"delete": 30, "observe": 30}, [2]int{1, 18},
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				p := newPlace(c.objects)
				if c.set != nil {
					c.set(p)
				}
				ends := p.deleteAll(t.Context(), nil)
				deleted(t, p, ends)
				if late := latest(ends); late > c.late {
					t.Errorf("an end was seen %v late, want %v at most: %s", late, c.late, c.reason)
				}
				for call, want := range c.calls {
					if got := p.count(call); got != want {
						t.Errorf("%d calls of %s, want %d: %s", got, call, want, c.reason)
					}
				}
				if got := p.count("list"); got < c.lists[0] || got > c.lists[1] {
					t.Errorf("%d lists, want %v: %s", got, c.lists, c.reason)
				}
				t.Logf("%v; %v late at worst", p.calls, latest(ends))
			})
		})
	}
}

// TestBoardSpreadEnds: an end is seen about a second later whatever the age.
func TestBoardSpreadEnds(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := newPlace(60)
		p.begun = func(p *place, op *listed) {
			op.ends = time.Now().Add(time.Duration(len(p.ops)) * 1370 * time.Millisecond)
		}
		ends := p.deleteAll(t.Context(), nil)
		deleted(t, p, ends)
		slices.SortFunc(ends, func(a, b ending) int { return int(a.late - b.late) })
		if median, worst := ends[30].late, ends[58].late; median > time.Second || worst > 10*time.Second {
			t.Errorf("ends were seen %v late in the median, %v at worst", median, worst)
		}
		if lists := p.count("list"); lists > 86 {
			t.Errorf("%d lists in 82 s", lists)
		}
	})
}

// TestBoardLearnsThatAnAPIIsQuick: where operations have ended when they are
// first asked about, the next ones are asked about sooner, until one has not.
func TestBoardLearnsThatAnAPIIsQuick(t *testing.T) {
	for name, c := range map[string]struct {
		takes, most time.Duration
		polls       int // at most
	}{
		"AtOnce":    {0, 1300*time.Millisecond + 17*250*time.Millisecond, 20},
		"ALittle":   {400 * time.Millisecond, 20 * 800 * time.Millisecond, 30},
		"HalfASec":  {600 * time.Millisecond, 20 * time.Second, 30},
		"TwoSecond": {2 * time.Second, 20 * 3 * time.Second, 60},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				p := newPlace(20)
				p.takes = c.takes
				began := time.Now()
				for i := range 20 { // one after the other
					if end := deletion.Run(t.Context(), p.request(fmt.Sprint(i))); end.Outcome != deletion.Deleted {
						t.Errorf("deletion %d ended %v", i, end.Outcome)
					}
				}
				if took := time.Since(began); took > c.most || took < 20*c.takes {
					t.Errorf("20 deletions of %v took %v, want %v at most", c.takes, took, c.most)
				}
				if polls := p.count("poll"); polls > c.polls {
					t.Errorf("%d polls, want %d at most", polls, c.polls)
				}
				t.Log(time.Since(began), p.calls)
			})
		})
	}
	inBubble(t, func(t *testing.T) {
		p := newPlace(40)
		p.takes = 0
		p.begun = func(p *place, op *listed) {
			if len(p.ops) == 40 {
				op.RetryAfter, op.ends = time.Now().Add(9*time.Second), time.Now().Add(9*time.Second)
			}
		}
		for i := range 40 {
			end := deletion.Run(t.Context(), p.request(fmt.Sprint(i)))
			if i == 39 && (end.Elapsed < 9*time.Second || end.Elapsed > 9100*time.Millisecond) {
				t.Errorf("the one with a RetryAfter of 9 s took %v", end.Elapsed)
			}
		}
	})
}

// TestBoardRetryAfter: what the API asks for counts on the board, too, and is
// not asked much later.
func TestBoardRetryAfter(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := newPlace(60)
		p.takes = 2 * time.Second
		p.begun = func(_ *place, op *listed) { op.RetryAfter = time.Now().Add(6 * time.Second) }
		ends := p.deleteAll(t.Context(), nil)
		deleted(t, p, ends)
		for _, end := range ends {
			if end.Elapsed < 6*time.Second || end.Elapsed > 7*time.Second {
				t.Errorf("seen after %v, want between 6 s and 7 s", end.Elapsed)
			}
		}
		if first := p.listAt[0]; p.count("list") > 3 {
			t.Errorf("%d lists, the first at %v", p.count("list"), first)
		}
	})
}

// TestBoardRetryAfterOneByOne: a list waits a moment for those who are about to be
// due. Who is due just after one waits for the next, and is seen within a second all
// the same.
func TestBoardRetryAfterOneByOne(t *testing.T) {
	for name, c := range map[string]struct {
		apart, late time.Duration // the marks of two, and how long after its mark each is seen at most
		lists       int           // at most
	}{
		"Together": {2 * time.Millisecond, 200 * time.Millisecond, 3},
		"Spread":   {50 * time.Millisecond, 999 * time.Millisecond, 8},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				p := newPlace(60)
				p.takes = 2 * time.Second
				marks := map[string]time.Duration{}
				p.begun = func(_ *place, op *listed) {
					marks[op.ObjectID] = 6*time.Second + time.Duration(len(marks))*c.apart
					op.RetryAfter = time.Now().Add(marks[op.ObjectID])
				}
				ends := p.deleteAll(t.Context(), nil)
				deleted(t, p, ends)
				for _, end := range ends {
					if late := end.Elapsed - marks[end.Object.ID]; late < 0 || late > c.late {
						t.Errorf("deletion %s was seen %v after its mark", end.Object.ID, late)
					}
				}
				if lists := p.count("list") + p.count("list done"); lists > c.lists {
					t.Errorf("%d lists", lists)
				}
			})
		})
	}
}

// TestBoardShortTimeout: a deletion that has little time asks by itself before
// it is over.
func TestBoardShortTimeout(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := newPlace(60)
		p.takes = 2 * time.Second
		p.begun = func(_ *place, op *listed) { op.RetryAfter = time.Now().Add(time.Minute) }
		deleted(t, p, p.deleteAll(t.Context(), func(_ int, req *deletion.Request) { req.Timeout = 12 * time.Second }))
	})
}

// TestBoardFails: a list that is of no use is given up, once and with one
// report; nothing is lost by it.
func TestBoardFails(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		set    func(*place)
		lists  int // at most
		given  int32
	}{
		"Refused": {"who may not list is not asked to again", func(p *place) {
			p.refuse = func(deletion.State, string) error { return &deletion.Failure{Reason: deletion.Denied} }
		}, 1, 1},
		"Unavailable": {"three failures in a row are enough", func(p *place) {
			p.refuse = func(deletion.State, string) error { return &deletion.Failure{Reason: deletion.Unavailable} }
		}, 3, 1},
		"Throttled": {"a limit of its own must not hold up everybody", func(p *place) {
			p.refuse = func(deletion.State, string) error { return &deletion.Failure{Reason: deletion.Throttled} }
		}, 3, 1},
		"NotClassified": {"an error that nobody classified is a refusal", func(p *place) {
			p.refuse = func(deletion.State, string) error { return errors.New("boom") }
		}, 1, 1},
		"NowAndThen": {"one failure is none", func(p *place) {
			n := 0
			p.refuse = func(deletion.State, string) error {
				if n++; n%3 == 1 {
					return &deletion.Failure{Reason: deletion.Unavailable}
				}
				return nil
			}
		}, 40, 0},
		"LaterPages": {"an API that forgets its pages answers the first one only", func(p *place) {
			p.perPage = 10
			p.refuse = func(_ deletion.State, page string) error {
				if page != "" {
					return &deletion.Failure{Reason: deletion.Invalid}
				}
				return nil
			}
		}, 6, 1},
		"Strangers": {"a list that others fill is not read to its end", func(p *place) {
			for range 5000 {
				p.begin(deletion.KindUpdate, "stranger").ends = time.Now().Add(time.Hour)
			}
		}, 3, 1},
		"Circle": {"a list that pages in circles has no end", func(p *place) { p.perPage = -1 }, 4, 1},
		"Hangs":  {"a list that is not answered must not hold up everybody", func(p *place) { p.slow = time.Hour }, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				p := newPlace(30)
				c.set(p)
				var given atomic.Int32
				ends := p.deleteAll(t.Context(), func(_ int, req *deletion.Request) {
					req.Report = func(e deletion.Event) {
						if e.Failure != nil && e.What == "the list of operations is of no use: from now on each operation is polled by itself" {
							given.Add(1)
						}
					}
				})
				deleted(t, p, ends)
				if got := p.count("list"); got > c.lists {
					t.Errorf("%d lists, want %d at most: %s", got, c.lists, c.reason)
				}
				if given.Load() != c.given {
					t.Errorf("reported %d times, want %d: %s", given.Load(), c.given, c.reason)
				}
				if late := latest(ends); late > 8*time.Second && name != "Hangs" {
					t.Errorf("an end was seen %v late: %s", late, c.reason)
				}
				for i, end := range ends {
					if end.Failure != nil {
						t.Errorf("deletion %d shows the failure of the list as its own: %v", i, end.Failure)
					}
				}
			})
		})
	}
}

// TestBoardIsNoWitnessAlone: what a list leaves out is not gone for that.
func TestBoardIsNoWitnessAlone(t *testing.T) {
	t.Run("Flaps", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			p := newPlace(10)
			p.hide = func(op deletion.Operation, list int) bool { return list == 5 && op.ObjectID == "3" || list == 9 }
			ends := p.deleteAll(t.Context(), nil)
			deleted(t, p, ends)
			if got := p.count("poll"); got < 11 || got > 40 {
				t.Errorf("%d polls", got)
			}
			for i, end := range ends {
				if end.Elapsed < p.takes {
					t.Errorf("deletion %d counted as over after %v of %v", i, end.Elapsed, p.takes)
				}
			}
		})
	})
	t.Run("FlapsForGood", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			p := newPlace(10)
			p.hide = func(_ deletion.Operation, list int) bool { return list%2 == 0 }
			deleted(t, p, p.deleteAll(t.Context(), nil))
			if got := p.count("list"); got > 12 {
				t.Errorf("%d lists, though they lie", got)
			}
		})
	})
	t.Run("BetweenTwoPages", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			// While a list is read, one operation slips from the second page to the first.
			p := newPlace(8)
			p.perPage, p.takes = 4, time.Minute
			slipped := 0
			p.hide = func(op deletion.Operation, list int) bool {
				hidden := list%4 == 0 && list < 80 && op.ObjectID == fmt.Sprint(list/4%8)
				if hidden {
					slipped++
				}
				return hidden
			}
			deleted(t, p, p.deleteAll(t.Context(), nil))
			if got := p.count("poll"); slipped == 0 || got > 0 {
				t.Errorf("%d polls after %d slips: what one list of several pages leaves out may have slipped through", got, slipped)
			}
		})
	})
	t.Run("StillThere", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			p := newPlace(4)
			p.begun = func(_ *place, op *listed) { op.undead = op.ObjectID == "2" }
			ends := p.deleteAll(t.Context(), nil)
			if end := ends[2]; end.Outcome != deletion.Refused || !end.Contradiction {
				t.Errorf("the one that lives on ended %v, contradiction %v", end.Outcome, end.Contradiction)
			}
			if p.count("poll") != 1 {
				t.Errorf("%d polls, want one about the object that is still there", p.count("poll"))
			}
		})
	})
	t.Run("SomebodyElsesToken", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			// The list shows the tokens as other operations: nothing is believed.
			p := newPlace(3)
			p.change = func(op *deletion.Operation) { op.Kind, op.State = deletion.KindUpdate, deletion.Done }
			ends := p.deleteAll(t.Context(), nil)
			deleted(t, p, ends)
			for _, end := range ends {
				if end.Elapsed < p.takes {
					t.Errorf("over after %v of %v", end.Elapsed, p.takes)
				}
			}
			if p.count("poll") == 0 {
				t.Error("nothing was polled")
			}
		})
	})
	t.Run("AnotherType", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			p := newPlace(3)
			p.change = func(op *deletion.Operation) { op.ObjectType = "Steward::Test::Other" }
			deleted(t, p, p.deleteAll(t.Context(), nil))
			if p.count("poll") == 0 {
				t.Error("nothing was polled")
			}
		})
	})
}

// TestBoardFailures: how an operation failed is in the answer to a poll, and
// what hooks said.
func TestBoardFailures(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := newPlace(6)
		p.begun = func(_ *place, op *listed) {
			switch op.ObjectID {
			case "1":
				op.fails = &deletion.Failure{Reason: deletion.Denied, Code: "AccessDenied"}
			case "2":
				op.Hooked, op.hooks = true, []deletion.Hook{{Name: "Keeper", Failed: true}}
			}
		}
		ends := p.deleteAll(t.Context(), nil)
		if end := ends[1]; end.Outcome != deletion.Refused || deletion.AsFailure(end.Failure).Code != "AccessDenied" {
			t.Errorf("the denied one ended %v: %v", end.Outcome, end.Failure)
		}
		if end := ends[2]; end.Outcome != deletion.Deleted || len(end.Hooks) != 1 {
			t.Errorf("the hooked one ended %v with the hooks %v", end.Outcome, end.Hooks)
		}
		if p.count("poll") != 2 {
			t.Errorf("%d polls, want one for each of the two", p.count("poll"))
		}
	})
}

// TestBoardShowsEnds: an API that ignores the filter lists what has ended, too.
func TestBoardShowsEnds(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := newPlace(5)
		p.begun = func(_ *place, op *listed) {
			if op.ObjectID == "4" {
				op.fails = &deletion.Failure{Reason: deletion.Denied}
			}
		}
		p.change = func(op *deletion.Operation) {
			if time.Since(op.RequestedAt) < 10*time.Second {
				return
			}
			if op.State = deletion.Done; op.ObjectID == "4" {
				op.State, op.Failure = deletion.Failed, &deletion.Failure{Reason: deletion.Unclassified}
			}
		}
		p.takes = 10 * time.Second
		p.hide = nil
		ends := p.deleteAll(t.Context(), nil)
		for i, end := range ends[:4] {
			if end.Outcome != deletion.Deleted {
				t.Errorf("deletion %d ended %v", i, end.Outcome)
			}
		}
		if ends[4].Outcome != deletion.Refused || ends[4].Failure.Reason != deletion.Denied {
			t.Errorf("the denied one ended %v: %v", ends[4].Outcome, ends[4].Failure)
		}
	})
}

// TestBoardOfCreates: creates and updates share the list, and their end is
// asked for, since only the answer says what was made.
func TestBoardOfCreates(t *testing.T) {
	for name, c := range map[string]struct {
		takes       time.Duration
		polls, done int
	}{
		"Long":   {20 * time.Second, 0, 1},
		"AtOnce": {0, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				p := newPlace(0)
				p.takes = c.takes
				var all sync.WaitGroup
				for i := range 40 {
					all.Go(func() {
						id := fmt.Sprint("new-", i)
						op := p.start([]deletion.OperationKind{deletion.KindCreate, deletion.KindUpdate}[i%2], id)
						op.ObjectID = "" // as long as nothing shows it
						op, err := deletion.Following{Poller: p}.Follow(t.Context(), op)
						if err != nil || op.State != deletion.Done || op.ObjectID != id {
							t.Errorf("Follow = %+v, %v", op, err)
						}
					})
				}
				all.Wait()
				if p.count("poll") != c.polls || p.count("list done") > c.done+1 || p.count("observe") != 0 {
					t.Errorf("calls %v, want %d polls", p.calls, c.polls)
				}
			})
		})
	}
}

// TestBoardInterrupted: hundreds that are cut off return at once, ask nothing,
// and save what the next run needs. That one finds them with one list.
func TestBoardInterrupted(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		const n = 200
		p := newPlace(n)
		ctx, cancel := context.WithCancel(t.Context())
		before := 0
		time.AfterFunc(10300*time.Millisecond, func() {
			before = p.total()
			cancel()
		})
		ends := p.deleteAll(ctx, nil)
		if asked := p.total() - before; asked > 0 {
			t.Errorf("%d requests after the interrupt", asked)
		}
		for i, end := range ends {
			if end.Outcome != deletion.Interrupted || end.Operation == nil || end.Operation.State != deletion.UnderWay || end.Elapsed > 10400*time.Millisecond {
				t.Fatalf("deletion %d ended %v after %v with %+v", i, end.Outcome, end.Elapsed, end.Operation)
			}
		}
		before = p.count("delete")
		polls, lists := p.count("poll"), p.count("list")
		began := time.Now()
		again := p.deleteAll(t.Context(), func(i int, req *deletion.Request) {
			req.Resume, req.Attempt.Number = ends[i].Operation, ends[i].NextAttempt
		})
		deleted(t, p, again)
		if p.count("delete") != before {
			t.Errorf("%d deletions were asked for twice", p.count("delete")-before)
		}
		if got := p.count("poll") - polls; got > 2 {
			t.Errorf("%d polls, want one list for all", got)
		}
		if took := time.Since(began); took > 22*time.Second || p.count("list")-lists > 50 {
			t.Errorf("it took %v and %d lists", took, p.count("list")-lists)
		}
	})
}

// TestBoardCallerLeaves: who gives up takes nothing from the others, and a list
// that nobody waits for is not asked for.
func TestBoardCallerLeaves(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := newPlace(3)
		p.slow = 500 * time.Millisecond
		var all sync.WaitGroup
		ends := make([]deletion.Result, 3)
		for i, patience := range []time.Duration{1100 * time.Millisecond, 5200 * time.Millisecond, time.Hour} {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(patience, cancel)
			all.Go(func() { ends[i] = deletion.Run(ctx, p.request(fmt.Sprint(i))) })
		}
		all.Wait()
		if ends[0].Outcome != deletion.Interrupted || ends[1].Outcome != deletion.Interrupted || ends[2].Outcome != deletion.Deleted {
			t.Errorf("they ended %v, %v, %v", ends[0].Outcome, ends[1].Outcome, ends[2].Outcome)
		}
		if ends[0].Elapsed > 1200*time.Millisecond {
			t.Errorf("the one that left returned after %v", ends[0].Elapsed)
		}
	})
	inBubble(t, func(t *testing.T) {
		p := newPlace(2)
		p.slow = time.Minute
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		for _, end := range p.deleteAll(ctx, nil) {
			if end.Outcome != deletion.Interrupted || end.Elapsed > 2*time.Second {
				t.Errorf("ended %v after %v", end.Outcome, end.Elapsed)
			}
		}
	})
}

// TestRandomBoards deletes many objects at once through lists that misbehave at
// random. What is called gone is gone, everything ends in its time, and running
// it again finishes what was left.
func TestRandomBoards(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	for range 300 {
		inBubble(t, func(t *testing.T) {
			p := newPlace(2 + random.IntN(12))
			misbehave(p, random)
			timeout := time.Duration(1+random.Int64N(20)) * time.Minute
			ctx, cancel := context.WithCancel(t.Context())
			if random.IntN(4) == 0 {
				time.AfterFunc(time.Duration(random.Int64N(int64(time.Minute))), cancel)
			}
			ends := p.deleteAll(ctx, func(_ int, req *deletion.Request) { req.Timeout = timeout })
			for i, end := range ends {
				if end.Gone() && p.lives(fmt.Sprint(i)) {
					t.Errorf("deletion %d ended %v and the object lives", i, end.Outcome)
				}
				if end.Elapsed > timeout+2*time.Second {
					t.Errorf("deletion %d took %v of %v", i, end.Elapsed, timeout)
				}
				if end.Gone() == (end.Operation != nil) && end.Failure == nil {
					t.Errorf("deletion %d ended %v with the operation %+v", i, end.Outcome, end.Operation)
				}
			}
			p.comeToItsSenses()
			for range 3 { // what was left may end as its script says
				ends = p.deleteAll(t.Context(), func(i int, req *deletion.Request) {
					req.Resume, req.Attempt.Number = ends[i].Operation, ends[i].NextAttempt
				})
			}
			for i, end := range ends {
				if !end.Gone() {
					t.Errorf("the last run of %d ended %v: %v", i, end.Outcome, end.Failure)
				}
			}
			if p.left() > 0 {
				t.Errorf("%d live", p.left())
			}
			cancel()
		})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// misbehave gives the lists some bad habits. No two of them may make up the two
// witnesses that are believed.
func misbehave(p *place, random *rand.Rand) {
	p.takes = time.Duration(random.Int64N(int64(time.Minute)))
	p.perPage = []int{0, 0, 3, 7}[random.IntN(4)]
	p.lag = []time.Duration{0, 0, 500 * time.Millisecond, 5 * time.Second}[random.IntN(4)]
	p.slow = []time.Duration{0, 0, 300 * time.Millisecond, 4 * time.Second, 15 * time.Second}[random.IntN(5)]
	reasons := deletion.Reasons()
	if random.IntN(2) == 0 {
		p.refuse = func(deletion.State, string) error {
			if random.IntN(8) > 0 {
				return nil
			}
			return &deletion.Failure{Reason: reasons[random.IntN(len(reasons))]}
		}
	}
	p.pollErr = func(deletion.Operation) error {
		if random.IntN(10) > 0 {
			return nil
		}
		return &deletion.Failure{Reason: []deletion.Reason{deletion.Throttled, deletion.Unavailable}[random.IntN(2)]}
	}
	p.begun = func(_ *place, op *listed) {
		op.ends = op.ends.Add(time.Duration(random.Int64N(int64(10 * time.Second))))
		op.Hooked = random.IntN(5) == 0
		if random.IntN(4) == 0 {
			op.RetryAfter = time.Now().Add(time.Duration(random.Int64N(int64(time.Minute))))
		}
		if random.IntN(5) == 0 {
			op.fails = &deletion.Failure{Reason: reasons[random.IntN(len(reasons))]}
		}
	}
	if random.IntN(2) == 0 {
		p.hide = func(deletion.Operation, int) bool { return random.IntN(6) == 0 }
	} else {
		p.absent = func(string) bool { return random.IntN(4) == 0 }
		p.mayNotFail()
	}
}
