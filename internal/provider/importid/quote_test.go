package importid_test

import (
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

func TestQuotedForHCL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`AWS::Logs::LogGroup//a/b@us-east-1`: `"AWS::Logs::LogGroup//a/b@us-east-1"`,
		`A::B::C/{"K":"v"}`:                  `"A::B::C/{\"K\":\"v\"}"`,
		`A::B::C/o'clock`:                    `"A::B::C/o'clock"`,
		`A::B::C/${x}%{y}$z\`:                `"A::B::C/$${x}%%{y}$z\\"`,
	} {
		if got := importid.InHCL(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
