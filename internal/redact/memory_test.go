package redact_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

// A memory hides what it was shown, in each form, and has none of it.
func TestMemoryHides(t *testing.T) {
	for name, secret := range secrets {
		if name == "no text" {
			continue // nobody can read it, so no view of a text has it
		}
		memory := redact.Memory{}.With(secret)
		stored, err := json.Marshal(memory)
		if err != nil {
			t.Fatal(err)
		}
		var read redact.Memory
		if err := json.Unmarshal(stored, &read); err != nil {
			t.Fatal(err)
		}
		for form, encode := range forms {
			if strings.HasPrefix(form, "base64 after") {
				continue // a letter touches it
			}
			shown := encode(secret)
			if strings.Contains(string(stored), shown) {
				t.Errorf("%s: the memory holds it: %s", name, stored)
			}
			text := "You sent (" + shown + "), refused."
			got := read.Hide(text)
			if !strings.HasPrefix(got, "You sent (") || !strings.HasSuffix(got, "), refused.") || !strings.Contains(got, redact.Mark) || strings.Contains(got, shown) {
				t.Errorf("%s, %s: %q became %q", name, form, text, got)
			}
		}
	}
}

func TestMemory(t *testing.T) {
	const pem = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ/+\n-----END KEY-----\n"
	cases := map[string]struct {
		secrets    []string
		text, want string
		reason     string
	}{
		"Nothing":    {nil, "a text", "a text", "the zero Memory recognizes nothing"},
		"Short":      {[]string{"abc", ""}, "abc and abc", "abc and abc", "too short to tell from a word"},
		"Words":      {[]string{"correct horse battery"}, "is 'correct horse battery' weak?", "is '" + redact.Mark + "' weak?", "a secret may have spaces"},
		"One line":   {[]string{pem}, "line 2: MIIEvQIBADANBgkqhkiG9w0BAQ/+", "line 2: " + redact.Mark, "messages quote one line of a key"},
		"In a word":  {[]string{"secret"}, "secrets", "secrets", "what this cannot find, and says so"},
		"At an edge": {[]string{"secret-1"}, "password=secret-1;", "password=" + redact.Mark + ";", "punctuation is an edge"},
		"Two":        {[]string{"first-1", "second-2"}, "first-1second-2 first-1 second-2", "first-1second-2 " + redact.Mark + " " + redact.Mark, "each by itself"},
	}
	for name, tc := range cases {
		memory := redact.Memory{}
		for _, secret := range tc.secrets {
			memory = memory.With(secret)
		}
		if got := memory.Hide(tc.text); got != tc.want {
			t.Errorf("%s: %q, want %q: %s", name, got, tc.want, tc.reason)
		}
	}
}

func TestMemoryRecognizes(t *testing.T) {
	memory := redact.Memory{}.With("admin", "long-enough-secret")
	if memory.Recognizes("the admin", 8) || !memory.Recognizes("the admin", 4) {
		t.Error("a short value is recognized only where somebody asks for it")
	}
	if !memory.Recognizes("https://x/?p=long-enough-secret", 8) {
		t.Error("a long one is recognized")
	}
}

// One key per object: the same secret cannot be told from its digests.
func TestMemoriesDiffer(t *testing.T) {
	one, two := redact.Memory{}.With("a-secret"), redact.Memory{}.With("a-secret")
	if string(one.Key) == string(two.Key) || one.Sums[0] == two.Sums[0] {
		t.Error("two objects have the same key or digest")
	}
	if again := one.With("a-secret"); len(again.Sums) != 1 {
		t.Errorf("remembered twice: %v", again.Sums)
	}
	many := one
	for i := range 600 {
		many = many.With(strings.Repeat("x", 4+i))
	}
	if len(many.Sums) != 512 || many.Hide("a-secret") != "a-secret" {
		t.Errorf("%d digests are kept, want 512, the newest", len(many.Sums))
	}
}

// A large secret costs no more than a large text.
// TestMemoryFindsFarAndLong: where in a text, how long and of how many pieces a
// secret may be.
func TestMemoryFindsFarAndLong(t *testing.T) {
	words := strings.Repeat("word ", 300)
	for name, c := range map[string]struct {
		secret string
		found  bool
	}{
		"far":         {"hunter2x", true},
		"longest":     {strings.Repeat("k", 1024), true},
		"longer":      {strings.Repeat("k", 1025), false},
		"pieces":      {strings.Repeat("a-", 31) + "a", true},
		"many pieces": {strings.Repeat("a-", 40) + "a", false},
	} {
		text := words + c.secret + " " + words
		got := redact.Memory{}.With(c.secret).Hide(text)
		if hidden := got == words+redact.Mark+" "+words; hidden != c.found {
			t.Errorf("%s: hidden = %v, want %v: %.60q", name, hidden, c.found, got[len(words):])
		}
	}
}

func TestLargeSecret(t *testing.T) {
	large := strings.Repeat(`a/+"`, 65_000)
	if got := redact.Of(large).Hide("before " + large + " after"); got != "before "+redact.Mark+" after" {
		t.Errorf("%d bytes are left", len(got))
	}
	redact.Memory{}.With(large)
}
