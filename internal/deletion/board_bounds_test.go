package deletion_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestBoardAloneInterrupted: one that shares with nobody asks once more how far
// it is, since no list has just shown it.
func TestBoardAloneInterrupted(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := newPlace(1)
		ctx, cancel := context.WithCancel(t.Context())
		before := 0
		time.AfterFunc(10300*time.Millisecond, func() {
			before = p.count("poll")
			cancel()
		})
		end := p.deleteAll(ctx, nil)[0]
		if end.Outcome != deletion.Interrupted || p.count("poll") != before+1 {
			t.Errorf("ended %v with %d polls after the interrupt, want one", end.Outcome, p.count("poll")-before)
		}
	})
}

// TestBoardReports: a list each second is not a message each second. What is
// said is what is new, what went wrong, and every ten seconds that it goes on.
func TestBoardReports(t *testing.T) {
	said := func(t *testing.T, set func(*place)) (events map[string][]deletion.Event) {
		t.Helper()
		p := newPlace(10)
		if set != nil {
			set(p)
		}
		events = map[string][]deletion.Event{}
		deleted(t, p, p.deleteAll(t.Context(), func(_ int, req *deletion.Request) {
			req.Report = func(e deletion.Event) {
				if e.What != "operation under way" {
					return
				}
				p.mu.Lock()
				defer p.mu.Unlock()
				events[e.Object.ID] = append(events[e.Object.ID], e)
			}
		}))
		return events
	}
	t.Run("GoesOn", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			for id, events := range said(t, nil) {
				if len(events) < 3 || len(events) > 4 {
					t.Errorf("deletion %s reported %d times in 30 s, want every 10 s", id, len(events))
				}
			}
		})
	})
	t.Run("Changes", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			began := time.Now()
			for id, events := range said(t, func(p *place) {
				p.change = func(op *deletion.Operation) {
					if time.Since(op.RequestedAt) > 15*time.Second {
						op.Status = "STABILIZING"
					}
				}
			}) {
				changed := false
				for _, e := range events {
					changed = changed || e.Operation.Status == "STABILIZING"
				}
				if !changed || len(events) > 5 {
					t.Errorf("deletion %s, which changed after 15 s: %d events, changed %v (%v)", id, len(events), changed, time.Since(began))
				}
			}
		})
	})
	t.Run("Fails", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			events := said(t, func(p *place) {
				p.hide = func(op deletion.Operation, _ int) bool { return op.ObjectID == "3" }
				p.pollErr = func(op deletion.Operation) error {
					if time.Since(op.RequestedAt) < 8*time.Second {
						return &deletion.Failure{Reason: deletion.Throttled, Code: "ThrottlingException"}
					}
					return nil
				}
			})
			failed := 0
			for _, e := range events["3"] {
				if e.Failure != nil && e.Failure.Code == "ThrottlingException" {
					failed++
				}
			}
			if failed < 2 {
				t.Errorf("%d of %d events say what goes wrong", failed, len(events["3"]))
			}
		})
	})
}

// TestBoardListsOfWhatIsDone: how often what is done is listed, and how far.
func TestBoardListsOfWhatIsDone(t *testing.T) {
	for name, c := range map[string]struct {
		reason  string
		objects int
		set     func(*place)
		done    [2]int // lists of what is done: at least, at most
		polls   int    // -1: any
	}{
		"OneMissed": {
			"one that no list shows is polled: that is the same one request, and it tells more", 3, func(p *place) {
				p.hide = func(op deletion.Operation, _ int) bool { return op.ObjectID == "1" }
				p.begun = func(_ *place, op *listed) {
					if op.ObjectID == "1" {
						op.ends = time.Now()
					}
				}
			}, [2]int{0, 0}, 1,
		},
		"FirstPage": {
			"all that is missed is on the first page", 60, func(p *place) { p.takes = 0 }, [2]int{1, 1}, 0,
		},
		"ThreePages": {
			"a hundred are found on three pages, and no fourth is asked for", 100, func(p *place) { p.takes, p.perPage = 0, 40 }, [2]int{3, 3}, 0,
		},
		"Enough": {
			"when all that is missed is found, no further page is asked for", 100, func(p *place) {
				strangers(p, 200, 0)
				p.takes, p.perPage = 0, 50
			}, [2]int{2, 2}, 0,
		},
		"OthersDone": {
			"what others have done is not read to its end", 100, func(p *place) {
				p.takes, p.perPage = 0, 40
				p.begun = func(p *place, op *listed) {
					if op.ObjectID == "99" {
						strangers(p, 1000, 0)
					}
				}
			}, [2]int{3, 15}, -1,
		},
		"InVain": {
			"five lists of what is done that show nothing of what is missed are enough", 30, func(p *place) {
				p.refuse = func(state deletion.State, _ string) error {
					if state == deletion.Done {
						return &deletion.Failure{Reason: deletion.Unavailable}
					}
					return nil
				}
				p.lag = time.Hour
				p.takes = 8 * time.Second
			}, [2]int{5, 5}, -1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				p := newPlace(c.objects)
				c.set(p)
				deleted(t, p, p.deleteAll(t.Context(), nil))
				done := p.count("list done")
				if done < c.done[0] || done > c.done[1] {
					t.Errorf("%d lists of what is done, want %v: %s", done, c.done, c.reason)
				}
				if polls := p.count("poll"); c.polls >= 0 && polls != c.polls {
					t.Errorf("%d polls, want %d: %s", polls, c.polls, c.reason)
				}
				t.Log(p.calls)
			})
		})
	}
}

// TestBoardOfAQuickAPI: where operations have ended when they are first asked
// about, one list, of what is done, says so for all of them.
func TestBoardOfAQuickAPI(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		set    func(*place)
		lists  [2]int // of what is under way: at least, at most
		polls  int    // at most
	}{
		"AllAtOnce": {"the first round learns it, and no other one needs what is under way", func(*place) {}, [2]int{1, 2}, 1},
		"TwoAreSlow": {
			"what is not done is found in what is under way", func(p *place) {
				p.begun = func(_ *place, op *listed) {
					if op.ObjectID == "150" || op.ObjectID == "151" {
						op.ends = time.Now().Add(20 * time.Second)
					}
				}
			}, [2]int{15, 40}, 10,
		},
		"DoneIsRefused": {
			"then each is polled", func(p *place) {
				p.refuse = func(state deletion.State, _ string) error {
					if state == deletion.Done {
						return &deletion.Failure{Reason: deletion.Denied}
					}
					return nil
				}
			}, [2]int{5, 40}, 200,
		},
		"Failed": {
			"a failure is polled, since only that tells why", func(p *place) {
				p.begun = func(_ *place, op *listed) {
					if op.ObjectID == "150" {
						op.fails = &deletion.Failure{Reason: deletion.Denied}
					}
				}
			}, [2]int{1, 4}, 5,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				p := newPlace(200)
				p.takes = 0
				c.set(p)
				var wg sync.WaitGroup
				for worker := range 20 {
					wg.Go(func() {
						for i := worker; i < 200; i += 20 {
							end := deletion.Run(t.Context(), p.request(fmt.Sprint(i)))
							if end.Outcome != deletion.Deleted && (name != "Failed" || i != 150) {
								t.Errorf("deletion %d ended %v", i, end.Outcome)
							}
						}
					})
				}
				wg.Wait()
				if lists := p.count("list"); lists < c.lists[0] || lists > c.lists[1] {
					t.Errorf("%d lists of what is under way, want %v: %s", lists, c.lists, c.reason)
				}
				if polls := p.count("poll"); polls > c.polls {
					t.Errorf("%d polls, want %d at most: %s", polls, c.polls, c.reason)
				}
				t.Log(p.calls)
			})
		})
	}
}

// strangers begins operations of others, which take so long. The lock must be held.
func strangers(p *place, n int, takes time.Duration) {
	begun := p.begun
	p.begun = nil
	for i := range n {
		p.begin(deletion.KindUpdate, fmt.Sprint("stranger-", i)).ends = time.Now().Add(takes)
	}
	p.begun = begun
}

// TestBoardAmongOthers: a list is read on while it is short, or mostly about
// what is followed here.
func TestBoardAmongOthers(t *testing.T) {
	for name, c := range map[string]struct {
		reason  string
		perPage int
		every   int // strangers that begin with each deletion
		after   int // strangers that begin after all of them, so that lists show them first
		given   bool
	}{
		"FirstPageOfOthers": {"the second page is about what is followed here", 15, 0, 15, false},
		"Half":              {"half of it is enough", 4, 1, 0, false},
		"Fewer":             {"three pages that are mostly about others are enough", 4, 3, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				const n = 10
				p := newPlace(n)
				p.perPage = c.perPage
				p.begun = func(p *place, _ *listed) {
					strangers(p, c.every, time.Hour)
					if p.calls["delete"] == n {
						strangers(p, c.after, time.Hour)
					}
				}
				deleted(t, p, p.deleteAll(t.Context(), nil))
				if given := p.count("poll") > 0; given != c.given {
					t.Errorf("%d polls, %v: %s", p.count("poll"), p.calls, c.reason)
				}
			})
		})
	}
}

// askedTogether lets all that are begun together be asked about together, and
// not before a second.
func askedTogether(_ *place, op *listed) { op.RetryAfter = time.Now().Add(time.Second) }

// TestBoardOneOfManyLeaves: a list that others wait for is read to its end.
func TestBoardOneOfManyLeaves(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := newPlace(4)
		p.slow, p.begun = 3*time.Second, askedTogether
		leaves, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		others := 0
		p.pollErr = func(op deletion.Operation) error {
			if op.ObjectID != "3" { // which may ask once more when it leaves
				others++
			}
			return nil
		}
		var quits deletion.Result
		var all sync.WaitGroup
		all.Go(func() { quits = deletion.Run(leaves, p.request("3")) })
		ends := make([]ending, 3)
		for i := range ends {
			all.Go(func() { ends[i].Result = deletion.Run(t.Context(), p.request(strconv.Itoa(i))) })
		}
		all.Wait()
		for i, end := range ends {
			if end.Outcome != deletion.Deleted {
				t.Errorf("deletion %d ended %v (%v)", i, end.Outcome, end.Failure)
			}
		}
		if read := p.count("list") + p.count("list done"); quits.Outcome != deletion.Interrupted || p.begunLists() != read || others > 0 {
			t.Errorf("%v; %d of %d lists were read, %d polls: one was cut off with the one who left", quits.Outcome, read, p.begunLists(), others)
		}
	})
}

// TestBoardNobodyWaitsForTheNext: the next list, whose only reader has left, is
// not asked for when the one before has ended.
func TestBoardNobodyWaitsForTheNext(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := newPlace(3)
		p.slow, p.takes, p.begun = 6*time.Second, time.Minute, askedTogether
		p.change = func(op *deletion.Operation) { op.RetryAfter = time.Now().Add(time.Hour) }
		both, stop := context.WithCancel(t.Context())
		for _, id := range []string{"0", "1"} {
			go deletion.Run(both, p.request(id)) // wait for a first list, from 1 s to 7 s
		}
		third, leave := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, func() { deletion.Run(third, p.request("2")) }) // and this for the next one
		time.AfterFunc(5*time.Second, leave)
		time.AfterFunc(20*time.Second, stop)
		time.Sleep(30 * time.Second)
		if lists := p.begunLists(); lists != 1 {
			t.Errorf("%d lists, want the first one only", lists)
		}
	})
}

// TestBoardLastQuestion: before its time is up each deletion asks by itself, and
// that question does not wait behind others.
func TestBoardLastQuestion(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		p := &urgencyPlace{place: newPlace(20), began: time.Now()}
		p.takes = time.Hour
		for i, end := range p.deleteAll(t.Context(), func(_ int, req *deletion.Request) {
			req.Backend, req.Timeout = p, 12*time.Second
		}) {
			if end.Outcome != deletion.TimedOut || end.Elapsed < 12*time.Second || end.Elapsed > 14*time.Second {
				t.Errorf("deletion %d ended %v after %v", i, end.Outcome, end.Elapsed)
			}
		}
		if p.first > 10500*time.Millisecond {
			t.Errorf("the first asks by itself after %v, when too little time is left for an answer", p.first)
		}
		if polls := p.count("poll"); polls < 40 || polls > 60 || p.urgent != polls {
			t.Errorf("%d polls, %d of them urgent, want two or three for each of the 20", polls, p.urgent)
		}
	})
	inBubble(t, func(t *testing.T) {
		p := &urgencyPlace{place: newPlace(1)}
		deleted(t, p.place, p.deleteAll(t.Context(), func(_ int, req *deletion.Request) { req.Backend = p }))
		if p.urgent > 0 || p.count("poll") == 0 {
			t.Errorf("%d of %d polls were urgent, though none was the last", p.urgent, p.count("poll"))
		}
	})
}

// An urgencyPlace counts the polls on which an end depends.
type urgencyPlace struct {
	*place
	began  time.Time
	first  time.Duration // until the first of them
	urgent int
}

func (p *urgencyPlace) Poll(ctx context.Context, op deletion.Operation) (deletion.Operation, error) {
	if deletion.Urgent(ctx) {
		p.mu.Lock()
		if p.urgent++; p.urgent == 1 {
			p.first = time.Since(p.began)
		}
		p.mu.Unlock()
	}
	return p.place.Poll(ctx, op)
}
