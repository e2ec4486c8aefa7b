package cloudcontrol

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sts"

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

// TestOneFailedQuestionToSTS: a failure answers everybody for a short time, then
// the question is asked again.
func TestOneFailedQuestionToSTS(t *testing.T) {
	broken := true
	fake := newFake(t, func(w http.ResponseWriter, r received) {
		if broken {
			answerQueryError(w, 400, "Throttling", "Rate exceeded")
			return
		}
		identity(w, r)
	})
	c := fake.client(t, func(cfg *Config) { cfg.SkipRequestingAccountID = false })
	for range 3 {
		if _, err := c.AccountID(t.Context()); deletion.ReasonOf(err) != deletion.Throttled {
			t.Errorf("AccountID = %v, want Throttled", err)
		}
	}
	if n := fake.count("GetCallerIdentity"); n != c.identity.Options().RetryMaxAttempts && n != 1 {
		t.Errorf("%d requests to STS, want one question", n)
	}
	broken = false
	c.account.Rule.ErrorAge = nil
	if got, err := c.AccountID(t.Context()); got != testAccount || err != nil {
		t.Errorf("AccountID = %q, %v; a failure must not be kept", got, err)
	}
}

// TestSTSIsAskedAFewTimes: everything waits for the account, so a question that
// STS does not answer must end soon, however often reads may be tried.
func TestSTSIsAskedAFewTimes(t *testing.T) {
	for allowed, want := range map[int]int{0: identityTries, 1: 1, 3: 3, 25: identityTries} {
		options := sts.Options{Retryer: retry.AddWithMaxAttempts(retry.NewStandard(), allowed)}
		fewTries(&options)
		tries := options.RetryMaxAttempts
		if tries == 0 {
			tries = options.Retryer.MaxAttempts()
		}
		if tries != want {
			t.Errorf("max_retries %d: %d tries, want %d", allowed, tries, want)
		}
	}
}

// TestAccountsThatAreNone: what cannot be an account fails the question. Stored,
// it would keep its object in state for good.
func TestAccountsThatAreNone(t *testing.T) {
	for _, account := range []string{"", "garbage", "11112222333", "1111222233334", testAccount + "\n", "१११११२२२२३३३३", strings.Repeat("1", 5000)} {
		fake := newFake(t, func(w http.ResponseWriter, _ received) { answerIdentity(w, account) })
		c := fake.client(t, func(cfg *Config) { cfg.SkipRequestingAccountID = false })
		got, err := c.AccountID(t.Context())
		if got != "" || deletion.ReasonOf(err) != deletion.Unavailable {
			t.Errorf("account %.20q: AccountID = %.20q, %v; want a failed question", account, got, err)
		}
		if err != nil && (len(err.Error()) > 200 || strings.ContainsAny(err.Error(), "\n\x1b")) {
			t.Errorf("account %.20q: the error repeats too much: %q", account, err)
		}
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
