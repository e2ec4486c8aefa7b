package entryguard

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// loginBody is the body of POST /auth/login (entryguard-api.md section 2.3).
type loginBody struct {
	OrganizationSlug string `json:"organizationSlug"`
	Email            string `json:"email"`
	Password         string `json:"password"`
}

// A login authenticates with a user's password. It logs in before the first
// request, renews the token before it expires and once after a 401. All
// goroutines share one renewal.
type login struct {
	client *Client
	who    loginBody
	gate   gate // held while tokens are being asked for

	mu      sync.Mutex // guards what follows
	tokens  tokens
	seen    []string          // every token so far: an answer may repeat an old one
	refused *deletion.Failure // why logging in is not tried again; see refusal
}

// tokens are what a log-in or a refresh answered.
type tokens struct {
	access, refresh string
	renewAt         time.Time // zero where the lifetime is not known
	expires         time.Time
}

// tokenAnswer is the answer to a log-in or a refresh.
type tokenAnswer struct {
	MFARequired      bool     `json:"mfaRequired"`
	MFASetupRequired bool     `json:"mfaSetupRequired"`
	PasswordExpired  bool     `json:"passwordExpired"`
	AccessToken      string   `json:"accessToken"`
	RefreshToken     string   `json:"refreshToken"`
	ExpiresIn        *float64 `json:"expiresIn"` // seconds
}

func (l *login) authorize(ctx context.Context) (authorization, error) {
	if t := l.current(); l.fresh(t) {
		return bearer(t.access), nil
	}
	if err := l.gate.enter(ctx); err != nil {
		return authorization{}, err
	}
	defer l.gate.leave()
	before := l.current()
	if l.fresh(before) {
		return bearer(before.access), nil
	}
	err := l.obtain(ctx)
	if err != nil && before.access != "" && l.client.now().Before(before.expires) {
		// The old token still serves; the next try comes a little later.
		before.renewAt = l.client.now().Add(5 * time.Second)
		l.keep(before)
		return bearer(before.access), nil
	}
	return bearer(l.current().access), err
}

func (l *login) renew(ctx context.Context, refused authorization) (authorization, error) {
	if err := l.gate.enter(ctx); err != nil {
		return authorization{}, err
	}
	defer l.gate.leave()
	t := l.current()
	if t.access != "" && bearer(t.access) != refused {
		return bearer(t.access), nil // somebody else has renewed it meanwhile
	}
	l.keep(tokens{refresh: t.refresh})
	err := l.obtain(ctx)
	return bearer(l.current().access), err
}

// obtain gets new tokens: by the refresh token where there is one, else by
// logging in. The gate must be held.
func (l *login) obtain(ctx context.Context) error {
	if t := l.current(); t.refresh != "" {
		err := l.ask(ctx, "refresh", map[string]string{"refreshToken": t.refresh})
		if err == nil || !refusedForGood(err) {
			return err
		}
		t.refresh = ""
		l.keep(t)
	}
	if f := l.refusal(); f != nil {
		return f
	}
	err := l.ask(ctx, "login", l.who)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused = deletion.AsFailure(err) // nil after a success
	return err
}

// refusal returns why logging in is not tried again: a wrong password is one
// error, not one per object (and must not lock the user out), and an API that
// named a time is not asked before.
func (l *login) refusal() *deletion.Failure {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.refused == nil || (!refusedForGood(l.refused) && !l.client.now().Before(l.refused.RetryAfter)) {
		return nil
	}
	again := *l.refused
	return &again
}

// refusedForGood reports whether the API refused what it was shown, as opposed
// to not having looked at it.
func refusedForGood(err error) bool {
	r := deletion.ReasonOf(err)
	return r == deletion.Unauthenticated || r == deletion.Denied
}

// authPath is where the endpoints of log-ins are.
const authPath = "auth"

// ask posts to an endpoint of /auth and keeps the tokens that it answers.
func (l *login) ask(ctx context.Context, endpoint string, body any) error {
	req := request{method: http.MethodPost, path: []string{authPath, endpoint}, body: body}
	if err := req.check(ctx); err != nil {
		return err
	}
	sentAt := l.client.now()
	a, err := l.client.send(ctx, req, authorization{})
	if err != nil {
		return err
	}
	if err := l.client.judge(req, a); err != nil {
		return authFailure(deletion.AsFailure(err))
	}
	var t tokenAnswer
	if err := a.decode(&t); err != nil {
		return err
	}
	if f := t.refusal(a); f != nil {
		return f
	}
	l.keep(t.tokens(sentAt))
	return nil
}

// refusal returns why a log-in that was answered 200 gives no token
// (entryguard-api.md section 2.3: branch on the booleans).
func (t tokenAnswer) refusal(a answer) *deletion.Failure {
	because := func(why, hint string) *deletion.Failure {
		return &deletion.Failure{
			Reason: deletion.Unauthenticated, Status: a.status, RequestID: a.requestID(),
			Err: errors.New(why), Hint: hint,
		}
	}
	const instead = "configure access_token with a token of that user, or a user for automation who needs no second factor"
	switch {
	case t.PasswordExpired:
		return because("the password has expired", "log in to EntryGuard in a browser, choose a new password and configure it (password, ENTRYGUARD_PASSWORD)")
	case t.MFARequired:
		return because("the log-in needs a second factor (MFA), which the provider cannot give", "in place of organization_slug, email and password, "+instead)
	case t.MFASetupRequired:
		return because("the organization requires a second factor (MFA) that the user has not set up",
			"set it up in EntryGuard, in a browser; then, in place of organization_slug, email and password, "+instead)
	case t.AccessToken == "":
		return a.broken(errors.New("the answer to the log-in holds no access token"))
	}
	return nil
}

// tokens plans the renewal: a fifth of the lifetime before its end, at most a
// minute. The lifetime counts from before the request, so that it is never
// overestimated.
func (t tokenAnswer) tokens(sentAt time.Time) tokens {
	got := tokens{access: t.AccessToken, refresh: t.RefreshToken}
	if t.ExpiresIn != nil && *t.ExpiresIn > 0 && *t.ExpiresIn < 1e9 {
		lifetime := time.Duration(*t.ExpiresIn * float64(time.Second))
		got.expires = sentAt.Add(lifetime)
		got.renewAt = got.expires.Add(-min(lifetime/5, time.Minute))
	}
	return got
}

func (l *login) current() tokens {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tokens
}

func (l *login) keep(t tokens) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tokens = t
	for _, token := range []string{t.access, t.refresh} {
		if token != "" && !slices.Contains(l.seen, token) {
			l.seen = append(l.seen, token)
		}
	}
}

// fresh reports whether the token need not be renewed yet.
func (l *login) fresh(t tokens) bool {
	return t.access != "" && (t.renewAt.IsZero() || l.client.now().Before(t.renewAt))
}

func (l *login) refusedHint() string {
	return "check organization_slug, email and password, and that user and organization are not suspended"
}

func (l *login) secrets() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string{l.who.Password}, l.seen...)
}

// A gate lets one goroutine in at a time. Unlike a mutex, waiting for it ends
// with the context.
type gate chan struct{}

func newGate() gate { return make(gate, 1) }

func (g gate) enter(ctx context.Context) error {
	if ctx.Err() != nil {
		return ended(ctx)
	}
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ended(ctx)
	}
}

func (g gate) leave() { <-g }
