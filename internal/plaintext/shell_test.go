package plaintext_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

func TestInShell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`AWS::Logs::LogGroup//a/b@us-east-1`: `'AWS::Logs::LogGroup//a/b@us-east-1'`,
		`a|b`:                                `'a|b'`,
		`{"K":"v"}`:                          `'{"K":"v"}'`,
		`o'clock`:                            `'o'\''clock'`,
		`${x}%{y}$z\`:                        `'${x}%{y}$z\'`,
	} {
		if got := plaintext.InShell(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
