package cloudcontrol

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// TestCredentialsThatCannotBeRenewed lets a session end between two requests.
func TestCredentialsThatCannotBeRenewed(t *testing.T) {
	cases := map[string]struct {
		err    error
		want   deletion.Reason
		reason string
	}{
		"process failed": {errors.New("credential_process: exit status 1"), deletion.Unauthenticated, ""},
		"role is gone":   {&smithy.GenericAPIError{Code: "AccessDenied", Message: "not authorized to perform sts:AssumeRole"}, deletion.Unauthenticated, "it is STS that denies, not Cloud Control: the handler's permissions are not at fault"},
		"STS throttles":  {&smithy.GenericAPIError{Code: "Throttling", Message: "Rate exceeded"}, deletion.Throttled, "it passes"},
		"STS is away":    {&smithyhttp.RequestSendError{Err: errors.New("connection refused")}, deletion.Unavailable, "it passes"},
	}
	for name, c := range cases {
		fake := newFake(t, accept)
		client := fake.client(t)
		client.config.Credentials = &watchedCredentials{secrets: client.secrets, source: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{}, c.err
		})}
		_, err := client.Backend(logGroups).Delete(t.Context(), example, oneAttempt)
		if got := deletion.ReasonOf(err); got != c.want || fake.count("") != 0 {
			t.Errorf("%s: %v, %d requests; want %v: %s", name, err, fake.count(""), c.want, c.reason)
		}
	}
}

func TestSecretsAreHidden(t *testing.T) {
	s := new(secrets)
	s.add("", "x", "abc", "wxyz", "a-long-secret")
	if got, want := s.hide("x, abc, wxyz: a-long-secret, twice a-long-secret"), "x, abc, (secret): (secret), twice (secret)"; got != want {
		t.Errorf("hide = %q, want %q", got, want)
	}
	for url, want := range map[string]string{
		"http://user:p%40ss@proxy:3128": "p@ss",
		"http://proxy:3128":             "",
		"://":                           "",
	} {
		got := passwordIn(url)
		if want == "" && got != nil || want != "" && (len(got) != 2 || got[0] != want) {
			t.Errorf("passwordIn(%q) = %q, want %q", url, got, want)
		}
	}
}

// TestSecretsOfEarlierSessions holds that a renewed session does not make the
// old one's token printable.
func TestSecretsOfEarlierSessions(t *testing.T) {
	s := new(secrets)
	session := aws.Credentials{SecretAccessKey: "first-secret", SessionToken: "first-token", CanExpire: true, Expires: time.Now()}
	watched := &watchedCredentials{secrets: s, source: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return session, nil })}
	for _, next := range []string{"first-token", "second-token"} {
		session.SessionToken = next
		if _, err := watched.Retrieve(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.hide("first-secret first-token second-token"); got != "(secret) (secret) (secret)" {
		t.Errorf("hide = %q", got)
	}
}
