package entryguardtest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// One session through its whole life, seen through the API.
func TestTheLifeOfASession(t *testing.T) {
	a := start(t, entryguardtest.Options{SessionStartAfter: 5 * time.Second, SessionEndAfter: 10 * time.Second})
	_, resource := a.seed()
	a.Assign("uma@example.com", resource)
	as := a.user()
	made := a.want(a.ask("POST", "/sessions", as, `{"durationHours":2,"ipv4Address":"192.0.2.1","ipv6Address":"2001:db8::1"}`), 201, "")
	id, _ := made.get("id").(string)
	want := map[string]any{
		"id": id, "userName": "Uma User", "userEmail": "uma@example.com", "ipv4Address": "192.0.2.1", "ipv6Address": "2001:db8::1",
		"status": "PENDING", "startedAt": "2026-02-18T10:30:00Z", "expiresAt": "2026-02-18T12:30:00Z", "endedAt": nil, "endedReason": nil,
		"createdAt": "2026-02-18T10:30:00Z",
	}
	for member, value := range want {
		if diff := cmp.Diff(value, made.get(member)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", member, diff)
		}
	}
	steps := []struct {
		advance             time.Duration
		status, rule, ended string
		stop                string // path below /sessions that is posted to first
	}{
		{4 * time.Second, "PENDING", "PENDING", "", ""},
		{1 * time.Second, "ACTIVE", "APPLIED", "", ""},
		{0, "EXPIRING", "REMOVING", "MANUAL", "/" + id + "/stop"},
		{9 * time.Second, "EXPIRING", "REMOVING", "MANUAL", ""},
		{1 * time.Second, "CANCELLED", "REMOVED", "MANUAL", ""},
	}
	for _, step := range steps {
		a.clock.Advance(step.advance)
		if step.stop != "" {
			a.want(a.ask("POST", "/sessions"+step.stop, as, ""), 200, `"status":"EXPIRING"`)
		}
		a.want(a.ask("GET", "/sessions/"+id, as, ""), 200, `"status":"`+step.status+`"`)
		s, _ := a.Session(id)
		if s.Status != step.status || len(s.ResourceIPs) != 2 || string(s.EndedReason) != step.ended {
			t.Fatalf("session = %+v, want %s", s, step.status)
		}
		for _, ip := range s.ResourceIPs {
			if ip.Status != step.rule {
				t.Errorf("%s: rule is %s, want %s", step.status, ip.Status, step.rule)
			}
		}
	}
	a.want(a.ask("POST", "/sessions/"+id+"/stop", as, "{}"), 400, "cannot be stopped")
}

func TestASessionExpires(t *testing.T) {
	a := start(t, entryguardtest.Options{SessionEndAfter: time.Minute})
	_, resource := a.seed()
	id := a.StartSession("uma@example.com", resource).ID
	a.clock.Advance(time.Hour)
	if s, _ := a.Session(id); s.Status != "EXPIRING" || s.EndedReason != "EXPIRED" {
		t.Errorf("session = %+v, want EXPIRING", s)
	}
	a.clock.Advance(time.Minute)
	if s, _ := a.Session(id); s.Status != "EXPIRED" || s.ResourceIPs[0].RemovedAt.IsZero() {
		t.Errorf("session = %+v, want EXPIRED", s)
	}
	a.clock.Advance(-2 * time.Hour) // however late it is looked at, the states are those of the time
	late := a.StartSession("uma@example.com", resource).ID
	a.clock.Advance(5 * time.Hour)
	if s, _ := a.Session(late); s.Status != "EXPIRED" || !s.EndedAt.Equal(s.ExpiresAt.Time) {
		t.Errorf("session = %+v, want EXPIRED at its time", s)
	}
}

func TestWhoSeesAndStopsSessions(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	_, resource := a.seed()
	first := a.StartSession("uma@example.com", resource).ID
	second := a.StartSession("ada@example.com", resource).ID
	ids := func(got answer) (all []string) {
		list, _ := got.body.([]any)
		for _, one := range list {
			session, _ := one.(map[string]any)
			id, _ := session["id"].(string)
			all = append(all, id)
		}
		return all
	}
	for path, want := range map[string][]string{
		"/sessions":                       {first},
		"/sessions?resourceId=" + second:  {first}, // no query is read
		"/sessions?resourceId=" + "other": {first},
	} {
		if diff := cmp.Diff(want, ids(a.ask("GET", path, a.user(), ""))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	a.Change(func(o *entryguardtest.Options) { o.SessionsFiltered = true })
	if got := ids(a.ask("GET", "/sessions?resourceId=other", a.user(), "")); got != nil {
		t.Errorf("filtered sessions = %v, want none", got)
	}
	if diff := cmp.Diff([]string{second, first}, ids(a.ask("GET", "/sessions/admin", a.admin(), ""))); diff != "" {
		t.Errorf("all sessions, newest first (-want +got):\n%s", diff)
	}
	a.want(a.ask("GET", "/sessions/admin", a.user(), ""), 403, "ORG_ADMIN")
	a.want(a.ask("POST", "/sessions/admin/"+first+"/stop", a.user(), ""), 403, "")
	a.want(a.ask("GET", "/sessions/"+second, a.user(), ""), 404, "Session not found")
	a.want(a.ask("POST", "/sessions/"+second+"/stop", a.user(), ""), 404, "")
	a.want(a.ask("POST", "/sessions/admin/"+first+"/stop", a.admin(), ""), 200, `"endedReason":"ADMIN"`)
	a.want(a.ask("POST", "/sessions/admin/"+first+"/stop", a.admin(), ""), 400, "cannot be stopped")
	a.want(a.ask("POST", "/sessions/admin/none/stop", a.admin(), ""), 404, "")
}

func TestWhatASessionOpens(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	_, resource := a.seed()
	second := a.AddResource(entryguardtest.Resource{Name: "second"}).ID
	opened := func(s entryguardtest.Session) (all []string) {
		for _, ip := range s.ResourceIPs {
			all = append(all, ip.ResourceID)
		}
		return all
	}
	if got := opened(a.StartSession("uma@example.com")); got != nil {
		t.Errorf("a user without assignments opens %v", got)
	}
	a.Assign("uma@example.com", second)
	if diff := cmp.Diff([]string{second}, opened(a.StartSession("uma@example.com"))); diff != "" {
		t.Errorf("a user opens what is assigned (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{resource, second}, opened(a.StartSession("ada@example.com"))); diff != "" {
		t.Errorf("an admin opens everything (-want +got):\n%s", diff)
	}
	detected := a.want(a.ask("POST", "/sessions", a.user(), ""), 201, "")
	if got := detected.get("ipv4Address"); got != "127.0.0.1" {
		t.Errorf("detected address = %v, want the caller's", got)
	}
}

func TestStartingAndExtendingIsValidated(t *testing.T) {
	a := start(t, entryguardtest.Options{})
	as := a.user()
	for body, part := range map[string]string{
		`{"durationHours":0}`:              "between 1 and 24",
		`{"durationHours":25}`:             "between 1 and 24",
		`{"durationHours":"2"}`:            "must be an integer",
		`{"ipv4Address":"2001:db8::1"}`:    "must be an IPv4 address",
		`{"ipv6Address":"192.0.2.1"}`:      "must be an IPv6 address",
		`{"ipv4Address":"192.0.2.300"}`:    "must be an IPv4 address",
		`{"ipv4Address":`:                  "Malformed JSON",
		`["ipv4Address"]`:                  "Malformed JSON",
		`{"ipv4Address":{"not":"a text"}}`: "must be a string",
	} {
		a.want(a.ask("POST", "/sessions", as, body), 400, part)
	}
	id := a.StartSession("uma@example.com").ID
	a.want(a.ask("POST", "/sessions/"+id+"/extend", as, `{"additionalHours":2}`), 200, `"expiresAt":"2026-02-18T13:30:00Z"`)
	a.want(a.ask("POST", "/sessions/"+id+"/extend", as, `{"additionalHours":0}`), 400, "at least 1")
	a.want(a.ask("POST", "/sessions/"+id+"/extend", as, `{}`), 400, "at least 1")
	a.want(a.ask("POST", "/sessions/"+id+"/extend", as, `{"additionalHours":24}`), 400, "exceed")
	a.Change(func(o *entryguardtest.Options) { o.ExtensionIsCapped = true })
	a.want(a.ask("POST", "/sessions/"+id+"/extend", as, `{"additionalHours":24}`), 200, `"expiresAt":"2026-02-19T10:30:00Z"`)
	a.EndSession(id)
	a.want(a.ask("POST", "/sessions/"+id+"/extend", as, `{"additionalHours":1}`), 400, "cannot be extended")
}
