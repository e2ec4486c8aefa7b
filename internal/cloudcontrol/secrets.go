package cloudcontrol

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// A credentialsError says that a request was not sent because there were no
// credentials to sign it with.
type credentialsError struct{ err error }

func (e *credentialsError) Error() string { return e.err.Error() }
func (e *credentialsError) Unwrap() error { return e.err }

// watchedCredentials hands out the credentials of another provider and
// remembers which secrets they hold, so that no error shows them: an API that
// refuses a signature prints what it signed, the session token included.
type watchedCredentials struct {
	source  aws.CredentialsProvider
	secrets *secrets
}

// Retrieve returns the credentials; its error is a *credentialsError.
func (w *watchedCredentials) Retrieve(ctx context.Context) (aws.Credentials, error) {
	found, err := w.source.Retrieve(ctx)
	if err != nil {
		return found, &credentialsError{err}
	}
	w.secrets.add(found.SecretAccessKey, found.SessionToken)
	return found, nil
}

// secrets are texts that must not be in any error.
type secrets struct {
	mu    sync.RWMutex
	known []string
}

// shortestSecret keeps a test's "x" from blotting out every x.
const shortestSecret = 4

func (s *secrets) add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range texts {
		if len(text) >= shortestSecret && !slices.Contains(s.known, text) {
			s.known = append(s.known, text)
		}
	}
}

// hide replaces every secret in text.
func (s *secrets) hide(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, secret := range s.known {
		text = strings.ReplaceAll(text, secret, "(secret)")
	}
	return text
}

// secretsOf returns what the configuration and the environment hold.
func secretsOf(cfg Config) *secrets {
	s := new(secrets)
	s.add(cfg.SecretKey, cfg.Token, os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_SESSION_TOKEN"))
	if cfg.AssumeRoleWithWebIdentity != nil {
		s.add(cfg.AssumeRoleWithWebIdentity.WebIdentityToken)
	}
	for _, proxy := range []string{
		aws.ToString(cfg.HTTPProxy), aws.ToString(cfg.HTTPSProxy),
		os.Getenv("HTTP_PROXY"), os.Getenv("HTTPS_PROXY"), os.Getenv("http_proxy"), os.Getenv("https_proxy"),
	} {
		s.add(passwordIn(proxy)...)
	}
	return s
}

// withoutSecrets takes secrets, bodies and foreign context errors out of a
// failure: an SDK error can hold the beginning of a body that it could not
// read, and a timeout of the HTTP client is not the end of the caller's
// context, though errors.Is says so.
func (c *Client) withoutSecrets(f *deletion.Failure) *deletion.Failure {
	f.Message = c.secrets.hide(f.Message)
	if f.Err == nil {
		return f
	}
	text := f.Err.Error()
	_, unread := errors.AsType[*smithy.DeserializationError](f.Err)
	foreign := errors.Is(f.Err, context.DeadlineExceeded) || errors.Is(f.Err, context.Canceled)
	// Errors of the transport repeat a proxy's reason phrase.
	if hidden := c.secrets.hide(plaintext.Line(text)); hidden != text || unread || foreign {
		f.Err = errors.New(hidden)
	}
	return f
}
