package entryguard

import (
	"context"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// An authenticator says who asks. Its errors are *deletion.Failure.
type authenticator interface {
	// authorize returns the header for the next request.
	authorize(ctx context.Context) (authorization, error)
	// renew returns the header to use instead of one that the API refused;
	// the same one where there is no other.
	renew(ctx context.Context, refused authorization) (authorization, error)
	// refusedHint says what a person can do about a 401.
	refusedHint() string
	// secrets returns what must not appear in any text.
	secrets() []string
}

func newAuthenticator(cfg Config, c *Client) authenticator {
	switch {
	case cfg.APIKey != "":
		return fixed{
			// Two pages say "Authorization: ApiKey"; all others, and every
			// client that was seen, send this (entryguard-api.md section 2.1).
			authorization: authorization{"X-API-Key", cfg.APIKey},
			secret:        cfg.APIKey,
			hint: "check whether the API key is revoked, has expired or is of another " + hosts + "; to manage objects, configure a user in place of it: " +
				"access_token, or organization_slug, email and password",
		}
	case cfg.AccessToken != "":
		return fixed{
			authorization: bearer(cfg.AccessToken),
			secret:        cfg.AccessToken,
			hint: notAToken(cfg.AccessToken) + "get a new access token: one is valid for 15 to 60 minutes, and only at its own " + hosts + "; or configure organization_slug, " +
				"email and password: then the provider renews its token by itself",
		}
	}
	return &login{client: c, gate: newGate(), who: loginBody{cfg.OrganizationSlug, cfg.Email, cfg.Password}}
}

// hosts are where a token may come from: EntryGuard's own client and its
// documentation name different ones.
const hosts = "endpoint (" + defaultEndpoint + " or " + appEndpoint + ")"

// notAToken says what a value that cannot be an access token may be: a JWT has
// three parts. (Prefixes of API keys differ from page to page.)
func notAToken(value string) string {
	if strings.Count(value, ".") == 2 {
		return ""
	}
	return "access_token is not a JWT: if it is an API key, it belongs into api_key, which can only read; "
}

func bearer(token string) authorization { return authorization{"Authorization", "Bearer " + token} }

// A fixed authenticator has one header and cannot renew it.
type fixed struct {
	authorization
	secret string
	hint   string
}

func (f fixed) authorize(context.Context) (authorization, error) { return f.authorization, nil }

func (f fixed) renew(_ context.Context, refused authorization) (authorization, error) {
	return refused, nil
}

func (f fixed) refusedHint() string { return f.hint }
func (f fixed) secrets() []string   { return []string{f.secret} }

// authFailure keeps a refused log-in from being mistaken for an answer about
// the object that the caller asked for.
func authFailure(f *deletion.Failure) *deletion.Failure {
	switch f.Reason {
	case deletion.Throttled, deletion.Unavailable, deletion.Unclassified, deletion.Denied, deletion.Unauthenticated:
		return f
	case deletion.NotFound, deletion.InUse, deletion.Busy, deletion.Protected, deletion.Invalid,
		deletion.Unsupported, deletion.QuotaExceeded, deletion.Lost, deletion.Cancelled:
	}
	f.Reason = deletion.Unauthenticated
	return f
}
