package cloudcontrol

import (
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestTheEngineOnThisBackend runs whole deletions, so that engine, backend and
// the simulated API agree about what codes, tokens and times mean.
func TestTheEngineOnThisBackend(t *testing.T) {
	const fast = 5 * time.Millisecond
	pace := deletion.Pace{FirstPoll: fast, MaxPoll: fast, MinBackoff: fast, MaxBackoff: 2 * fast, ConfirmFor: time.Second, LostFor: 20 * fast, LastLook: time.Second, Recheck: fast}
	cases := map[string]struct {
		prepare   func(*testing.T, *cloudcontroltest.Server)
		home      deletion.Home
		want      deletion.Outcome
		deletes   int // DeleteResource requests
		deletions int // that took effect
		reason    string
	}{
		"plain": {want: deletion.Deleted, deletes: 1, deletions: 1},
		"gone already": {
			prepare: func(_ *testing.T, s *cloudcontroltest.Server) { s.Remove(widgets.TypeName, "w1") },
			want:    deletion.Absent, deletes: 1,
		},
		"gone already, said at once": {
			prepare: func(_ *testing.T, s *cloudcontroltest.Server) {
				s.Remove(widgets.TypeName, "w1")
				s.Change(func(sw *cloudcontroltest.Switches) { sw.MissingDelete = cloudcontroltest.MissingIsNotFoundException })
			},
			want: deletion.Absent, deletes: 1,
		},
		"a namesake in the wrong account": {
			home: deletion.Home{Account: "999988887777", Region: cloudcontroltest.DefaultRegion},
			want: deletion.Refused, deletes: 0,
			reason: "the object of this name is another one",
		},
		"the answer is lost": {
			prepare: func(_ *testing.T, s *cloudcontroltest.Server) {
				s.SetDurations("", cloudcontroltest.Durations{Delete: 20 * fast})
				s.Fail(cloudcontroltest.Fault{Operation: "DeleteResource", After: true, Drop: true})
			},
			want: deletion.Deleted, deletes: 2, deletions: 1,
			reason: "the same client token again is the same operation",
		},
		"somebody else deletes it": {
			prepare: func(t *testing.T, s *cloudcontroltest.Server) {
				if _, err := s.ForeignOperation("DELETE", widgets.TypeName, "w1", 20*fast); err != nil {
					t.Fatal(err)
				}
			},
			want: deletion.Deleted, deletes: 1, deletions: 1,
			reason: "the deletion that is under way is followed, none is added",
		},
		"busy for a while": {
			prepare: func(_ *testing.T, s *cloudcontroltest.Server) {
				s.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: "ResourceConflict", Times: 2})
			},
			want: deletion.Deleted, deletes: 3, deletions: 1,
		},
		"denied": {
			prepare: func(_ *testing.T, s *cloudcontroltest.Server) {
				s.Script(cloudcontroltest.Fate{Kind: "DELETE", ErrorCode: "AccessDenied"})
			},
			want: deletion.Refused, deletes: 1,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			server, client := simulate(t, cloudcontroltest.Options{})
			if _, err := server.Put(widgets.TypeName, `{"Name":"w1"}`); err != nil {
				t.Fatal(err)
			}
			if c.prepare != nil {
				c.prepare(t, server)
			}
			if c.home == (deletion.Home{}) {
				c.home = deletion.Home{Account: cloudcontroltest.DefaultAccountID, Region: cloudcontroltest.DefaultRegion}
			}
			result := deletion.Run(t.Context(), deletion.Request{
				Backend: client.Backend(widgets),
				Object:  deletion.Object{Type: widgets.TypeName, ID: "w1", Home: c.home},
				Attempt: oneAttempt, Timeout: time.Minute, Pace: pace,
			})
			if result.Outcome != c.want {
				t.Errorf("%v, want %v: %+v (%v)", result.Outcome, c.want, result, result.Failure)
			}
			if got := server.Count("DeleteResource"); got != c.deletes {
				t.Errorf("%d DeleteResource requests, want %d: %s", got, c.deletes, c.reason)
			}
			if got := server.Deletions(widgets.TypeName, "w1"); got != c.deletions {
				t.Errorf("%d deletions took effect, want %d", got, c.deletions)
			}
			if got := len(server.Objects()); c.want == deletion.Deleted && got != 0 {
				t.Errorf("%d objects are left", got)
			}
		})
	}
}
