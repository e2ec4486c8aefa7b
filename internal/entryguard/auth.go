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
			hint: "The API key was refused: it is unknown, revoked or expired, or this endpoint accepts no API keys. " +
				"Managing objects needs a user: access_token, or organization_slug, email and password.",
		}
	case cfg.AccessToken != "":
		return fixed{
			authorization: bearer(cfg.AccessToken),
			secret:        cfg.AccessToken,
			hint: notAToken(cfg.AccessToken) + "The access token was refused: it is invalid or has expired (tokens live 15 to 60 minutes). Get a new one, or configure organization_slug, " +
				"email and password, so that the provider can renew its token by itself.",
		}
	}
	return &login{client: c, gate: newGate(), who: loginBody{cfg.OrganizationSlug, cfg.Email, cfg.Password}}
}

// notAToken says what a value that cannot be an access token may be: a JWT has
// three parts. (Prefixes of API keys differ from page to page.)
func notAToken(value string) string {
	if strings.Count(value, ".") == 2 {
		return ""
	}
	return "The value of access_token is no JWT. If it is an API key, it belongs into api_key, which allows reading only. "
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
