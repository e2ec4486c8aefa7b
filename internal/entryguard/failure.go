package entryguard

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// The machine codes of the API (entryguard-api.md section 3).
const (
	codeResourceInUse      = "RESOURCE_IN_USE"
	codeResourceNotFound   = "RESOURCE_NOT_FOUND"
	codeCredentialInUse    = "CREDENTIAL_IN_USE"
	codeCredentialNotFound = "CREDENTIAL_NOT_FOUND"
	codeNotFound           = "NOT_FOUND"   // API keys, static IP rules
	codeBadRequest         = "BAD_REQUEST" // says no more than the status
)

// protectedMessages are the API's exact words for an object that is protected
// from deletion or from losing its role. Users answer in the Spring shape,
// which carries no code (and the other one has none for this), so there is
// nothing else to go by. This is the only table of texts.
var protectedMessages = []string{
	"Cannot delete the last organization admin", // DELETE /users/{id}
	"Cannot demote the last organization admin", // PATCH /users/{id}
}

// reason is the table of deletion.md section 3: HTTP status first, then the
// machine code. absent is the code that says that the object which the request
// addresses does not exist; empty where the API documents none.
//
// Whatever is not listed is Unclassified, the zero Reason, which refuses.
func reason(status int, body errorBody, absent string) deletion.Reason {
	switch status {
	case http.StatusBadRequest:
		return badRequest(body)
	case http.StatusUnauthorized:
		return deletion.Unauthenticated
	case http.StatusForbidden:
		return deletion.Denied
	case http.StatusNotFound:
		return notFound(body, absent)
	case http.StatusRequestTimeout:
		return deletion.Unavailable
	case http.StatusUnprocessableEntity:
		return deletion.Invalid
	case http.StatusTooManyRequests:
		return deletion.Throttled
	}
	if status >= http.StatusInternalServerError {
		return deletion.Unavailable
	}
	return deletion.Unclassified
}

func badRequest(body errorBody) deletion.Reason {
	switch {
	case body.code == codeResourceInUse || body.code == codeCredentialInUse:
		return deletion.InUse
	case (body.code == "" || body.code == codeBadRequest) && slices.Contains(protectedMessages, body.message):
		return deletion.Protected
	}
	return deletion.Invalid
}

// notFound judges a 404. Only the documented code says that the object is
// gone, and only for kinds that have one. A Spring body without a code is what
// an unmapped route answers too, and anything else comes from a proxy or a
// wrong base URL; so may the general code in another shape than the API's.
func notFound(body errorBody, absent string) deletion.Reason {
	switch {
	case body.code == codeNotFound:
		if absent != "" && body.shape == shapeCode {
			return deletion.NotFound
		}
	case absent != "" && body.code == absent:
		return deletion.NotFound
	case body.code == codeResourceNotFound || body.code == codeCredentialNotFound:
		// Another object than the one addressed, e.g. the credential that a
		// new resource names.
		return deletion.Invalid
	}
	return deletion.Unclassified
}

// failure turns an error answer into a Failure.
func (c *Client) failure(req request, a answer) *deletion.Failure {
	body := readError(a.body)
	f := &deletion.Failure{
		Reason:     reason(a.status, body, req.absent),
		Code:       body.code,
		Message:    c.scrub(plaintext.Line(body.message), req.secrets),
		Hint:       c.hint(a, body),
		Status:     a.status,
		RequestID:  a.requestID(),
		RetryAfter: deletion.RetryAfter(a.header, c.now()),
		Foreign:    a.refusedByAnother(),
	}
	switch {
	case f.Message == "":
		f.Err = a.describe()
	case req.id != "" && a.status == http.StatusNotFound && f.Reason == deletion.Unclassified && (body.code == "" || body.code == codeNotFound):
		f.Err = errUndecided
	}
	return f
}

// errUndecided marks the API's own 404 to a request about an object, in words
// but without a code that says what is missing; see read.
var errUndecided = errors.New("the answer does not say that the object does not exist")

// appEndpoint is where EntryGuard's own client sends its requests by default.
const appEndpoint = "https://app.entryguard.io/api/v1"

// endpointHint is for an answer that may be another host's.
const endpointHint = "check that the endpoint is the API's base URL with its path, such as " + defaultEndpoint + " or " + appEndpoint

// hint says what a person can do about an answer.
func (c *Client) hint(a answer, body errorBody) string {
	switch {
	case badRequest(body) == deletion.Protected && a.status == http.StatusBadRequest:
		return "give another user the role ORG_ADMIN first: an organization keeps at least one admin"
	case a.status == http.StatusNotFound && body.code == "":
		return endpointHint + ": this 404 does not say that the object does not exist"
	case a.refusedByAnother():
		return endpointHint + ": another host or a proxy may have answered"
	case a.status == http.StatusUnauthorized:
		return c.auth.refusedHint()
	case a.status == http.StatusForbidden && c.ReadOnly():
		return "use a user with the role ORG_ADMIN: configure access_token, or organization_slug, email and password, in place of api_key; " +
			"an API key can only read, and manage its owner's sessions"
	case a.status == http.StatusForbidden:
		return "use a user with the role ORG_ADMIN; neither the user nor the organization may be suspended"
	case a.status/100 == 3:
		return redirectHint(a.header.Get("Location"))
	}
	return ""
}

// refusedByAnother reports whether somebody else than the API refused a request. A
// proxy that finds the API down, or slows requests, stands before the API itself.
func (a answer) refusedByAnother() bool {
	return a.status/100 == 4 && a.status != http.StatusRequestTimeout && a.status != http.StatusTooManyRequests && a.foreign()
}

// longestTarget is how much of a redirect's target a hint shows.
const longestTarget = 200

// redirectHint names where a redirect points, without user, query and
// fragment, which may hold secrets.
func redirectHint(location string) string {
	const advice = "set the endpoint to the API's base URL: the provider follows no redirects"
	u, err := url.Parse(location)
	if err != nil || location == "" {
		return advice
	}
	target := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return advice + ", and the answer points to " + plaintext.First(target.String(), longestTarget)
}
