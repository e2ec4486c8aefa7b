package cloudcontrol

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

func identity(w http.ResponseWriter, r received) {
	if r.operation == "GetCallerIdentity" {
		answerIdentity(w, testAccount)
		return
	}
	exception(w, 400, "ResourceNotFoundException", "gone")
}

func TestHome(t *testing.T) {
	const role = "arn:aws:iam::444455556666:role/path/deployer"
	asked := func(cfg *Config) { cfg.SkipRequestingAccountID = false }
	cases := map[string]struct {
		change   func(*Config)
		target   Target
		want     deletion.Home
		requests int
		notAsked bool
		reason   string
	}{
		"default region": {asked, Target{}, deletion.Home{Account: testAccount, Region: "eu-west-1"}, 1, false, "one question to STS"},
		"other region":   {asked, Target{Region: "us-east-2"}, deletion.Home{Account: testAccount, Region: "us-east-2"}, 1, false, ""},
		"role":           {asked, Target{RoleARN: role}, deletion.Home{Account: "444455556666", Region: "eu-west-1"}, 0, false, "the role's ARN says it"},
		"not asked":      {func(*Config) {}, Target{}, deletion.Home{Region: "eu-west-1"}, 0, true, "the region is known without asking"},
		"role, not asked": {
			func(*Config) {},
			Target{RoleARN: role},
			deletion.Home{Account: "444455556666", Region: "eu-west-1"},
			0, false,
			"nobody has to be asked, so the fence holds",
		},
		"validated, but not to be asked": {
			func(cfg *Config) { cfg.SkipCredentialsValidation = false },
			Target{},
			deletion.Home{Region: "eu-west-1"},
			1, true,
			"the answer of an imitation of STS may mean nothing: the user said so",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t, identity)
			backend := fake.client(t, c.change).Backend(c.target)
			for range 2 {
				got, err := backend.Home(t.Context())
				if got != c.want || errors.Is(err, deletion.ErrHomeNotAsked) != c.notAsked || (err != nil) != c.notAsked {
					t.Errorf("Home = %+v, %v; want %+v: %s", got, err, c.want, c.reason)
				}
			}
			if n := fake.count("GetCallerIdentity"); n != c.requests {
				t.Errorf("%d questions to STS, want %d", n, c.requests)
			}
		})
	}
}

func TestHomeOfANonsenseRole(t *testing.T) {
	fake := newFake(t, identity)
	if _, err := fake.client(t).Home(t.Context(), Target{RoleARN: "deployer"}); deletion.ReasonOf(err) != deletion.Invalid {
		t.Errorf("Home = %v, want Invalid", err)
	}
}

func TestAccountIsAskedAgainAfterAFailure(t *testing.T) {
	broken := true
	fake := newFake(t, func(w http.ResponseWriter, r received) {
		if broken {
			answerQueryError(w, 400, "Throttling", "Rate exceeded")
			return
		}
		identity(w, r)
	})
	c := fake.client(t, func(cfg *Config) { cfg.SkipRequestingAccountID = false })
	if _, err := c.AccountID(t.Context()); deletion.ReasonOf(err) != deletion.Throttled {
		t.Errorf("AccountID = %v, want Throttled", err)
	}
	broken = false
	if got, err := c.AccountID(t.Context()); got != testAccount || err != nil {
		t.Errorf("AccountID = %q, %v; a failure must not be kept", got, err)
	}
}

// TestFenceOfTheBackend runs the engine's fence on it.
func TestFenceOfTheBackend(t *testing.T) {
	const other = "999988887777"
	for name, c := range map[string]struct {
		home      deletion.Home
		skip      bool
		unchecked bool
		fenced    bool
	}{
		"right account":          {deletion.Home{Account: testAccount, Region: "eu-west-1"}, false, false, false},
		"wrong account":          {deletion.Home{Account: other, Region: "eu-west-1"}, false, false, true},
		"wrong region":           {deletion.Home{Account: testAccount, Region: "eu-central-1"}, false, false, true},
		"not asked":              {deletion.Home{Account: other, Region: "eu-west-1"}, true, true, false},
		"not asked, wrong place": {deletion.Home{Account: other, Region: "eu-central-1"}, true, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake(t, identity)
			backend := fake.client(t, func(cfg *Config) { cfg.SkipRequestingAccountID = c.skip }).Backend(logGroups)
			obj := deletion.Object{Type: "AWS::Logs::LogGroup", ID: "example", Home: c.home}
			if exists, err := backend.Observe(t.Context(), obj); exists || err != nil {
				t.Fatalf("Observe = %v, %v; absence is an answer", exists, err)
			}
			unchecked, err := deletion.Fence(t.Context(), backend, obj)
			if unchecked != c.unchecked || (err != nil) != c.fenced {
				t.Errorf("Fence = %v, %v; want %v, fenced %v", unchecked, err, c.unchecked, c.fenced)
			}
			if err != nil && (!strings.Contains(err.Error(), c.home.Region) || !strings.Contains(err.Error(), "eu-west-1")) {
				t.Errorf("the fence must name both homes: %v", err)
			}
		})
	}
}
