package main

import (
	"testing"
)

func TestOwnVersion(t *testing.T) {
	cases := map[string]struct {
		set    string
		want   string
		reason string
	}{
		"Released": {
			set:    "1.2.3",
			want:   "1.2.3",
			reason: "the release build's version wins: it is what registries and user agents show",
		},
		"NotReleased": {
			want:   "dev",
			reason: "a test binary carries no version of the module, so there is nothing better to say",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			was := version
			t.Cleanup(func() { version = was })
			version = tc.set
			if got := ownVersion(); got != tc.want {
				t.Errorf("ownVersion() = %q, want %q: %s", got, tc.want, tc.reason)
			}
		})
	}
}
