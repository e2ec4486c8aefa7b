package entryguard_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// loggingIn is a simulated API and a client that logs in, on one clock.
func loggingIn(t *testing.T, opts entryguardtest.Options) (*entryguardtest.Server, *entryguard.Client, *entryguardtest.Clock) {
	t.Helper()
	clock := entryguardtest.NewClock(time.Date(2026, 2, 18, 10, 30, 0, 0, time.UTC))
	opts.Now = clock.Now
	api := startAPI(t, opts)
	client := newClient(t, logIn(api))
	client.SetClock(clock.Now)
	return api, client, clock
}

// counts asserts how often the API was asked to log in and to refresh, and
// about resources.
func counts(t *testing.T, api *entryguardtest.Server, logins, refreshes, others int) {
	t.Helper()
	got := [3]int{api.Count("POST", "/auth/login"), api.Count("POST", "/auth/refresh"), api.CountAbout()}
	if want := [3]int{logins, refreshes, others}; got != want {
		t.Errorf("log-ins, refreshes and other requests = %v, want %v", got, want)
	}
}

func mustList(t *testing.T, client *entryguard.Client) {
	t.Helper()
	if _, err := client.Resources(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestOneLogInForAll(t *testing.T) {
	api, client, _ := loggingIn(t, entryguardtest.Options{})
	inParallel(20, func() { mustList(t, client) })
	counts(t, api, 1, 0, 20)
}

func TestTheTokenIsRenewedBeforeItExpires(t *testing.T) {
	api, client, clock := loggingIn(t, entryguardtest.Options{TokenLifetime: 10 * time.Minute})
	mustList(t, client)
	clock.Advance(8 * time.Minute)
	mustList(t, client)
	counts(t, api, 1, 0, 2)
	clock.Advance(90 * time.Second) // less than a minute is left
	inParallel(20, func() { mustList(t, client) })
	counts(t, api, 1, 1, 22)
	clock.Advance(9*time.Minute + 30*time.Second) // the refresh token has rotated
	mustList(t, client)
	counts(t, api, 1, 2, 23)
	for _, r := range api.Requests() {
		if r.Status != http.StatusOK {
			t.Errorf("%s %s was answered %d: the renewal came too late", r.Method, r.Path, r.Status)
		}
	}
}

func TestA401IsRenewedOnce(t *testing.T) {
	api, client, _ := loggingIn(t, entryguardtest.Options{})
	mustList(t, client)
	api.ExpireTokens()
	mustList(t, client)
	counts(t, api, 1, 1, 3)

	api.ExpireTokens()
	api.RevokeRefreshTokens()
	mustList(t, client)
	counts(t, api, 2, 2, 5)
}

// However many goroutines meet the 401, one renews.
func TestParallel401sShareOneRenewal(t *testing.T) {
	api, client, _ := loggingIn(t, entryguardtest.Options{})
	mustList(t, client)
	api.ExpireTokens()
	inParallel(20, func() { mustList(t, client) })
	if got := api.Count("POST", "/auth/refresh") + api.Count("POST", "/auth/login"); got != 2 {
		t.Errorf("%d log-ins and refreshes, want 2: the first log-in and one renewal", got)
	}
}

func TestA401ThatStaysIsUnauthenticated(t *testing.T) {
	api, client, _ := loggingIn(t, entryguardtest.Options{})
	api.Fail(entryguardtest.Fault{Path: "/resources/*", Status: http.StatusUnauthorized, Times: -1})
	_, err := client.ResourceBackend().Delete(t.Context(), deletion.Object{ID: missingID}, deletion.Attempt{})
	if deletion.ReasonOf(err) != deletion.Unauthenticated {
		t.Errorf("error = %v, want Unauthenticated", err)
	}
	counts(t, api, 1, 1, 2)
}

// A wrong password is one error and one request, not one per object.
func TestAWrongPasswordIsTriedOnce(t *testing.T) {
	api, client, _ := loggingIn(t, entryguardtest.Options{})
	api.EditUser("ada@example.com", func(u *entryguardtest.User) { u.Password = "something-else" })
	inParallel(10, func() {
		_, err := client.Resources(t.Context())
		if f := deletion.AsFailure(err); f == nil || f.Reason != deletion.Unauthenticated || f.Message != "Invalid credentials" || f.Hint == "" {
			t.Errorf("failure = %+v, want Unauthenticated in the API's words with a hint", f)
		}
	})
	counts(t, api, 1, 0, 0)
}

func TestLogInsThatGiveNoToken(t *testing.T) {
	tests := map[string]struct {
		edit   func(*entryguardtest.User)
		want   deletion.Reason
		text   string
		reason string
	}{
		"second factor":       {func(u *entryguardtest.User) { u.MFARequired = true }, deletion.Unauthenticated, "second factor", "answered 200 with a challenge"},
		"second factor unset": {func(u *entryguardtest.User) { u.MFASetupRequired = true }, deletion.Unauthenticated, "has not set up", "the organization enforces it"},
		"password expired":    {func(u *entryguardtest.User) { u.PasswordExpired = true }, deletion.Unauthenticated, "password has expired", "answered 200 with a change token"},
		"suspended":           {func(u *entryguardtest.User) { u.Suspended = true }, deletion.Denied, "suspended", "answered 403"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api, client, _ := loggingIn(t, entryguardtest.Options{})
			api.EditUser("ada@example.com", test.edit)
			for range 2 {
				_, err := client.Resources(t.Context())
				f := deletion.AsFailure(err)
				if f == nil || f.Reason != test.want || !strings.Contains(f.Error(), test.text) || f.Hint == "" {
					t.Errorf("failure = %+v, want %v that says %q: %s", f, test.want, test.text, test.reason)
				}
			}
			counts(t, api, 1, 0, 0)
		})
	}
}

// What goes wrong while logging in is never an answer about the object.
func TestAFailedLogInIsNoAnswerAboutTheObject(t *testing.T) {
	tests := map[string]struct {
		fault entryguardtest.Fault
		want  deletion.Reason
	}{
		"404 with the object's code": {entryguardtest.Fault{Status: 404, Body: codeBody("RESOURCE_NOT_FOUND")}, deletion.Unauthenticated},
		"404 with the general code":  {entryguardtest.Fault{Status: 404, Body: codeBody("NOT_FOUND")}, deletion.Unclassified},
		"404 with a page":            {entryguardtest.Fault{Status: 404, Body: htmlPage}, deletion.Unclassified},
		"400 in use":                 {entryguardtest.Fault{Status: 400, Body: codeBody("RESOURCE_IN_USE")}, deletion.Unauthenticated},
		"400":                        {entryguardtest.Fault{Status: 400, Body: springBody(400, "Validation failed")}, deletion.Unauthenticated},
		"204":                        {entryguardtest.Fault{Status: 204}, deletion.Unavailable},
		"200 with a page":            {entryguardtest.Fault{Status: 200, Body: htmlPage}, deletion.Unclassified},
		"200 without a token":        {entryguardtest.Fault{Status: 200, Body: `{"accessToken":null}`}, deletion.Unavailable},
		"302":                        {entryguardtest.Fault{Status: 302, Header: map[string]string{"Location": "/login"}}, deletion.Unclassified},
		"500":                        {entryguardtest.Fault{Status: 500}, deletion.Unavailable},
		"dropped":                    {entryguardtest.Fault{DropBefore: true}, deletion.Unavailable},
		"cut":                        {entryguardtest.Fault{Truncate: true}, deletion.Unavailable},
		"429":                        {entryguardtest.Fault{Status: 429}, deletion.Throttled},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api, client, _ := loggingIn(t, entryguardtest.Options{})
			test.fault.Path = "/auth/login"
			api.Fail(test.fault)
			exists, err := client.ResourceBackend().Observe(t.Context(), deletion.Object{ID: missingID})
			if exists || err == nil || deletion.ReasonOf(err) != test.want {
				t.Errorf("Observe = %v, %v (%v); want an error that is %v", exists, err, deletion.ReasonOf(err), test.want)
			}
			if got := api.CountAbout(); got != 0 {
				t.Errorf("%d requests without a token", got)
			}
		})
	}
}

// A log-in that failed for a passing reason is tried again; one that named a
// time, not before.
func TestAThrottledLogInWaits(t *testing.T) {
	api, client, clock := loggingIn(t, entryguardtest.Options{})
	api.Fail(entryguardtest.Fault{Path: "/auth/login", Status: 429, Header: map[string]string{"Retry-After": "20"}})
	for range 3 {
		if _, err := client.Resources(t.Context()); deletion.ReasonOf(err) != deletion.Throttled {
			t.Errorf("error = %v, want Throttled", err)
		}
	}
	counts(t, api, 1, 0, 0)
	clock.Advance(21 * time.Second)
	mustList(t, client)
	counts(t, api, 2, 0, 1)
}

// While the old token serves, a renewal that fails is no failure.
func TestAFailedEarlyRenewalIsNoFailure(t *testing.T) {
	api, client, clock := loggingIn(t, entryguardtest.Options{TokenLifetime: 10 * time.Minute})
	mustList(t, client)
	clock.Advance(9*time.Minute + 10*time.Second)
	api.Fail(entryguardtest.Fault{Path: "/auth/refresh", Status: 503})
	mustList(t, client)
	mustList(t, client) // not tried again at once
	counts(t, api, 1, 1, 3)
	clock.Advance(6 * time.Second)
	mustList(t, client)
	counts(t, api, 1, 2, 4)
}

// The answer to a refresh is lost, but the old refresh token is used up: the
// client logs in again.
func TestALostRefreshIsFollowedByALogIn(t *testing.T) {
	api, client, _ := loggingIn(t, entryguardtest.Options{})
	mustList(t, client)
	api.ExpireTokens()
	api.Fail(entryguardtest.Fault{Path: "/auth/refresh", DropAfter: true})
	if _, err := client.Resources(t.Context()); deletion.ReasonOf(err) != deletion.Unavailable {
		t.Errorf("error = %v, want Unavailable", err)
	}
	mustList(t, client)
	counts(t, api, 2, 2, 3)
}

// A refresh token that was refused is not shown again, even while logging in
// fails.
func TestARefusedRefreshTokenIsDropped(t *testing.T) {
	api, client, _ := loggingIn(t, entryguardtest.Options{})
	mustList(t, client)
	api.ExpireTokens()
	api.RevokeRefreshTokens()
	api.Fail(entryguardtest.Fault{Path: "/auth/login", Status: 503})
	if _, err := client.Resources(t.Context()); deletion.ReasonOf(err) != deletion.Unavailable {
		t.Errorf("error = %v, want Unavailable", err)
	}
	mustList(t, client)
	counts(t, api, 3, 1, 3)
}

// Whoever waits for somebody else's log-in can stop waiting, and a log-in that
// was given up is made by the next one.
func TestWaitingForALogInEndsWithTheContext(t *testing.T) {
	api, client, _ := loggingIn(t, entryguardtest.Options{})
	api.Fail(entryguardtest.Fault{Path: "/auth/login", Hang: true})
	first, stopFirst := context.WithCancel(t.Context())
	failed := make(chan error, 2)
	go func() { _, err := client.Resources(first); failed <- err }()
	for api.Count("POST", "/auth/login") == 0 {
		if err := deletion.Pause(t.Context(), time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	second, stopSecond := context.WithCancel(t.Context())
	go func() { _, err := client.Resources(second); failed <- err }()
	for _, stop := range []context.CancelFunc{stopSecond, stopFirst} {
		stop()
		if err := <-failed; !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want context.Canceled", err)
		}
	}
	mustList(t, client)
	counts(t, api, 2, 0, 1)
}

// A token whose lifetime is not known is used until it is refused.
func TestATokenWithoutLifetimeIsKept(t *testing.T) {
	for _, lifetime := range []string{"null", "0", "-60", "1e9", "1e300"} {
		t.Run(lifetime, func(t *testing.T) {
			api, client, clock := loggingIn(t, entryguardtest.Options{})
			api.Fail(entryguardtest.Fault{Path: "/auth/login", Status: 200, Body: `{"accessToken":"` + api.AdminToken() + `","expiresIn":` + lifetime + `}`})
			mustList(t, client)
			clock.Advance(30 * time.Minute)
			mustList(t, client)
			counts(t, api, 1, 0, 2)
			clock.Advance(40 * 365 * 24 * time.Hour) // 1e9 seconds are 32 years
			mustList(t, client)
			counts(t, api, 2, 0, 4)
		})
	}
}

// A short-lived token is renewed when a fifth of its life is left.
func TestAShortTokenIsRenewedInTime(t *testing.T) {
	api, client, clock := loggingIn(t, entryguardtest.Options{TokenLifetime: 100 * time.Second})
	mustList(t, client)
	clock.Advance(79 * time.Second)
	mustList(t, client)
	counts(t, api, 1, 0, 2)
	clock.Advance(time.Second)
	mustList(t, client)
	counts(t, api, 1, 1, 3)
}
