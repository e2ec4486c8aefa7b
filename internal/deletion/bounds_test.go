package deletion_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// Words that people and logs read, with every part that may be missing.
func TestWords(t *testing.T) {
	refused := errors.New("connection refused")
	fence := deletion.FenceError{Object: deletion.Object{Type: "T", ID: "i"}, Recorded: here, Actual: elsewere}
	blind := fence
	blind.Err = refused
	early, earlyBlind := fence, blind
	early.Before, earlyBlind.Before = true, true
	for name, c := range map[string]struct{ got, want string }{
		"object with a name":       {object.String(), "Steward::Test::Thing one (thing-1)"},
		"object without a name":    {deletion.Object{Type: "T", ID: "i"}.String(), "T i"},
		"object named by its ID":   {deletion.Object{Type: "T", ID: "i", Name: "i"}.String(), "T i"},
		"failure with code":        {(&deletion.Failure{Code: "C", Message: "m", Err: refused}).Error(), "C: m"},
		"failure without code":     {(&deletion.Failure{Reason: deletion.Denied, Message: "m"}).Error(), "Denied: m"},
		"failure without a word":   {(&deletion.Failure{Code: "C", Err: refused}).Error(), "C: connection refused"},
		"failure and nothing else": {(&deletion.Failure{Code: "C"}).Error(), "C"},
		"home in full":             {deletion.Home{Account: "a", Region: "r", Organization: "o"}.String(), "account a, region r, organization o"},
		"home without a region":    {deletion.Home{Account: "a"}.String(), "account a"},
		"no home":                  {deletion.Home{}.String(), "an unknown place"},
		"fence":                    {fence.Error(), "T i was not found in account 999900001111, region eu-west-1, but it lives in account 111122223333, region eu-west-1"},
		"fence that is blind":      {blind.Error(), "T i was not found, but it could not be learnt where the provider looked: connection refused"},
		"fence before":             {early.Error(), "T i lives in account 111122223333, region eu-west-1, but the provider speaks for account 999900001111, region eu-west-1"},
		"blind fence before":       {earlyBlind.Error(), "T i lives in account 111122223333, region eu-west-1, and it is not known that the provider speaks for that place: connection refused"},
		"the last reason":          {deletion.Cancelled.String(), "Cancelled"},
		"beyond the reasons":       {(deletion.Cancelled + 1).String(), "Unclassified"},
		"the first reason":         {deletion.Reason(0).String(), "Unclassified"},
		"below the reasons":        {deletion.Reason(-1).String(), "Unclassified"},
		"outcome":                  {deletion.Interrupted.String(), "Interrupted"},
		"beyond the outcomes":      {deletion.Outcome(99).String(), "Refused"},
		"no kind":                  {deletion.KindUnknown.String(), "UNKNOWN"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
	if len(deletion.Reasons()) != int(deletion.Cancelled)+1 || !slices.IsSorted(deletion.Reasons()) {
		t.Errorf("Reasons = %v", deletion.Reasons())
	}
	for _, kind := range []deletion.OperationKind{deletion.KindUnknown, deletion.KindCreate, deletion.KindUpdate, deletion.KindDelete} {
		if got := deletion.ParseKind(kind.String()); got != kind {
			t.Errorf("ParseKind(%q) = %v", kind, got)
		}
	}
	if !errors.Is(&blind, refused) || !errors.Is(&deletion.Failure{Err: refused}, refused) {
		t.Error("what lies below is not found")
	}
	if deletion.AsFailure(nil) != nil || !errors.Is(deletion.AsFailure(refused), refused) || deletion.ReasonOf(refused) != deletion.Unclassified {
		t.Error("an error that nobody classified is Unclassified, with its reason")
	}
	if said := deletion.AsFailure(refused).Message; said != "" {
		t.Errorf("%q is quoted as the words of an API", said)
	}
}

// A poller is a Poller made of a func.
type poller func(op deletion.Operation) (deletion.Operation, error)

func (p poller) Poll(_ context.Context, op deletion.Operation) (deletion.Operation, error) {
	return p(op)
}

// What a newer answer leaves out stays known, and what it says counts.
func TestFollowKeepsWhatIsKnown(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		known := deletion.Operation{Kind: deletion.KindCreate, Token: "t", ObjectType: "T", ObjectID: "i", Attempt: 3, RequestedAt: time.Now().Add(-time.Minute)}
		bare := poller(func(deletion.Operation) (deletion.Operation, error) {
			return deletion.Operation{State: deletion.Done}, nil
		})
		got, err := deletion.Following{Poller: bare}.Follow(t.Context(), known)
		if err != nil || got.Kind != known.Kind || got.Token != "t" || got.ObjectType != "T" || got.ObjectID != "i" || got.Attempt != 3 || !got.RequestedAt.Equal(known.RequestedAt) || got.Failure != nil {
			t.Errorf("Follow = %+v, %v", got, err)
		}
		full := poller(func(deletion.Operation) (deletion.Operation, error) {
			return deletion.Operation{State: deletion.Failed, Kind: deletion.KindUpdate, Token: "u", ObjectType: "U", ObjectID: "j", Message: "no"}, nil
		})
		got, err = deletion.Following{Poller: full}.Follow(t.Context(), known)
		if err != nil || got.Kind != deletion.KindUpdate || got.Token != "u" || got.ObjectType != "U" || got.ObjectID != "j" || got.Failure == nil || got.Failure.Message != "no" {
			t.Errorf("Follow = %+v, %v; want the newer words, and a failure", got, err)
		}
		said := &deletion.Failure{Reason: deletion.Denied}
		why := poller(func(deletion.Operation) (deletion.Operation, error) {
			return deletion.Operation{State: deletion.Failed, Failure: said, Message: "no"}, nil
		})
		if got, _ = (deletion.Following{Poller: why}).Follow(t.Context(), known); got.Failure != said {
			t.Errorf("Failure = %v, want the API's own", got.Failure)
		}
	})
}

// How old an operation is decides when it is asked about first.
func TestFirstPoll(t *testing.T) {
	for name, c := range map[string]struct {
		age             func(now time.Time) time.Time
		atLeast, atMost time.Duration
		firstPoll       time.Duration
	}{
		"unknown age":    {func(time.Time) time.Time { return time.Time{} }, 750 * time.Millisecond, time.Second, 0},
		"of the future":  {func(now time.Time) time.Time { return now.Add(time.Hour) }, 750 * time.Millisecond, time.Second, 0},
		"new":            {func(now time.Time) time.Time { return now }, 750 * time.Millisecond, time.Second, 0},
		"half a second":  {func(now time.Time) time.Time { return now.Add(-500 * time.Millisecond) }, 250 * time.Millisecond, 500 * time.Millisecond, 0},
		"old":            {func(now time.Time) time.Time { return now.Add(-time.Hour) }, 0, 0, 0},
		"smallest pause": {func(now time.Time) time.Time { return now }, 0, 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			for range 50 {
				inBubble(t, func(t *testing.T) {
					began := time.Now()
					ends := poller(func(op deletion.Operation) (deletion.Operation, error) { op.State = deletion.Done; return op, nil })
					following := deletion.Following{Poller: ends, Pace: deletion.Pace{FirstPoll: c.firstPoll}}
					if _, err := following.Follow(t.Context(), deletion.Operation{Token: "t", RequestedAt: c.age(began)}); err != nil {
						t.Fatal(err)
					}
					if waited := time.Since(began); waited < c.atLeast || waited > c.atMost {
						t.Errorf("first poll after %v, want %v to %v", waited, c.atLeast, c.atMost)
					}
				})
			}
		})
	}
}

// An unknown operation is tolerated while it is younger than LostFor, and not a
// moment longer.
func TestLostForIsABound(t *testing.T) {
	for age, want := range map[time.Duration]int{3*time.Second - 1: 2, 3 * time.Second: 1} {
		inBubble(t, func(t *testing.T) {
			polls := 0
			lost := poller(func(op deletion.Operation) (deletion.Operation, error) {
				polls++
				return op, &deletion.Failure{Reason: deletion.Lost}
			})
			_, err := deletion.Following{Poller: lost}.Follow(t.Context(), deletion.Operation{Token: "t", RequestedAt: time.Now().Add(-age)})
			if deletion.ReasonOf(err) != deletion.Lost || polls != want {
				t.Errorf("%d polls of an operation %v old, want %d: %v", polls, age, want, err)
			}
		})
	}
}

// A request that is cut off at its first try ends with the cause alone.
func TestSubmitIsCutOffAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		ctx, cancel := deletion.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := deletion.Following{}.Submit(ctx, func(ctx context.Context) (deletion.Operation, error) {
			<-ctx.Done()
			return deletion.Operation{}, ctx.Err()
		})
		if _, classified := errors.AsType[*deletion.Failure](err); classified || !errors.Is(err, deletion.ErrDeadline) {
			t.Errorf("err = %v, want ErrDeadline alone", err)
		}
	})
}

// Back-off starts between one and two times MinBackoff, doubles and ends at
// MaxBackoff; the zero Pace is the documented one.
func TestBackoffBounds(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		for range 50 {
			var at []time.Time
			ctx, cancel := deletion.WithTimeout(t.Context(), 10*time.Minute)
			_, _ = deletion.Following{}.Submit(ctx, func(context.Context) (deletion.Operation, error) {
				at = append(at, time.Now())
				return deletion.Operation{}, &deletion.Failure{Reason: deletion.Throttled}
			})
			cancel()
			for i := 1; i < len(at); i++ {
				waited, most := at[i].Sub(at[i-1]), min(time.Second<<min(i, 10), 30*time.Second)
				if waited < time.Second || waited >= most {
					t.Errorf("try %d came after %v, want 1s to %v", i, waited, most)
				}
			}
			if len(at) < 20 {
				t.Errorf("%d tries in 10 minutes", len(at))
			}
		}
	})
	want := deletion.Pace{
		FirstPoll: 500 * time.Millisecond, MaxPoll: 10 * time.Second, MinBackoff: time.Second, MaxBackoff: 30 * time.Second,
		ConfirmFor: 2 * time.Minute, LostFor: 3 * time.Second, LastLook: 1500 * time.Millisecond, Recheck: time.Second,
	}
	if got := (deletion.Pace{}).OrDefaults(); got != want {
		t.Errorf("the zero Pace = %+v, want %+v", got, want)
	}
	mine := deletion.Pace{FirstPoll: 1, MaxPoll: 2, MinBackoff: 3, MaxBackoff: 4, ConfirmFor: 5, LostFor: 6, LastLook: 7, Recheck: 8}
	if got := mine.OrDefaults(); got != mine {
		t.Errorf("OrDefaults changed %+v into %+v", mine, got)
	}
	mine.FirstPoll = -1
	if got := mine.OrDefaults().FirstPoll; got != want.FirstPoll {
		t.Errorf("a negative pause became %v", got)
	}
}

// What is in the way is chosen from a list, and failures on the way are shown.
func TestBusyChooses(t *testing.T) {
	begin := func(a *api, token string, kind deletion.OperationKind, takes time.Duration) {
		a.begin(token, kind, takes, reply{})
		a.listed = append(a.listed, token)
	}
	polled := func(token string) func(*testing.T, *api, deletion.Result) {
		return func(t *testing.T, a *api, _ deletion.Result) {
			t.Helper()
			if !slices.Contains(a.polled, token) {
				t.Errorf("polled %v, want %s", a.polled, token)
			}
		}
	}
	busy := []reply{fails(deletion.Busy)}
	runAll(t, map[string]scenario{
		"ADeletionAfterAnUpdate": {
			reason: "a deletion does our work, wherever the list shows it",
			set: func(a *api) {
				a.deletes = busy
				begin(a, "update", deletion.KindUpdate, time.Hour)
				begin(a, "delete", deletion.KindDelete, 8*time.Second)
			},
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, atMost: 10 * time.Second, next: -1}, also: polled("delete"),
		},
		"ADeletionBeforeAnUpdate": {
			reason: "the same",
			set: func(a *api) {
				a.deletes = busy
				begin(a, "delete", deletion.KindDelete, 8*time.Second)
				begin(a, "update", deletion.KindUpdate, time.Hour)
			},
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, atMost: 10 * time.Second, next: -1}, also: polled("delete"),
		},
		"TheFirstOfTwoDeletions": {
			reason: "one is enough",
			set: func(a *api) {
				a.deletes = busy
				begin(a, "first", deletion.KindDelete, 8*time.Second)
				begin(a, "second", deletion.KindDelete, time.Hour)
			},
			want: want{outcome: deletion.Deleted, deletes: 1, observes: 1, atMost: 10 * time.Second, next: -1}, also: polled("first"),
		},
		"TheFirstOfTwoUpdates": {
			reason: "the other one is met later, if it is still there",
			set: func(a *api) {
				a.deletes = busy
				begin(a, "first", deletion.KindUpdate, 8*time.Second)
				begin(a, "second", deletion.KindUpdate, time.Hour)
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, atMost: 20 * time.Second, next: -1}, also: polled("first"),
		},
		"TheOtherMayNotBeAskedAbout": {
			reason: "asked for the deletion again, later",
			set: func(a *api) {
				a.deletes, a.polls, a.takes = busy, []reply{fails(deletion.Denied)}, 0
				begin(a, "update", deletion.KindUpdate, time.Hour)
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, atLeast: 1750 * time.Millisecond, next: -1},
			also: func(t *testing.T, _ *api, r deletion.Result) {
				if r.Failure == nil || r.Failure.Reason != deletion.Denied {
					t.Errorf("Failure = %v, want why it could not be followed", r.Failure)
				}
			},
		},
		"TheOtherIsForgotten": {
			reason: "it is in nobody's way: asked again at once",
			set: func(a *api) {
				a.deletes, a.takes = busy, 0
				a.polls = slices.Repeat([]reply{fails(deletion.Lost)}, 1)
				begin(a, "update", deletion.KindUpdate, time.Hour)
				a.ops["update"].op.RequestedAt = time.Now().Add(-time.Hour)
			},
			want: want{outcome: deletion.Deleted, deletes: 2, observes: 1, atMost: time.Second, next: -1},
		},
	})
}
