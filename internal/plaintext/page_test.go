package plaintext_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

func TestForeign(t *testing.T) {
	for answer, want := range map[string]string{
		"":                                      "",
		`{"message":"the API's own"}`:           "",
		`["x"]`:                                 "",
		`"token"`:                               "",
		"<ErrorResponse><Error/>":               "",
		"upstream\r\nerror\x1b[2J":              "upstream error\ufffd[2J",
		"<title>Corporate &amp;\nProxy</title>": "Corporate & Proxy",
		"<html><style>p{}</style><p>Blocked by <b>policy</b>&#27;[2J</p>": "Blocked by policy \ufffd[2J",
		" <!DOCTYPE html><script>alert('x')</script>Sign in <a href='x":   "Sign in",
	} {
		if got := plaintext.Foreign([]byte(answer)); got != want {
			t.Errorf("Foreign(%q) = %q, want %q", answer, got, want)
		}
	}
}
