package redact_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

// The secrets hold what the encodings differ in.
var secrets = map[string]string{
	"password":      `p"a\ss/w<o>r&d 100% +=é'`,
	"key":           "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
	"private key":   "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ/+\nc2VjcmV0bGluZQ==\n-----END PRIVATE KEY-----\n",
	"token":         "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln",
	"four bytes":    "zq7x",
	"another plane": "clé-🔑-tab\there",
	"no text":       "\xff\xfesecret\x80\x00",
	"backslashes":   `\\server\share\n`,
	"percent":       "a%25b%20c",
	"plane edges":   "first \U00010000 and last \U0010ffff",
}

// forms are the ways in which an API may show what it was sent.
var forms = map[string]func(string) string{
	"plain":                func(s string) string { return s },
	"JSON":                 toJSON,
	"JSON in JSON":         func(s string) string { return toJSON(toJSON(s)) },
	"JSON without HTML":    jsonWithoutHTML,
	"JSON in ASCII":        jsonInASCII,
	"JSON, slashes":        func(s string) string { return strings.ReplaceAll(toJSON(s), "/", `\/`) },
	"Go's %q":              func(s string) string { return strings.Trim(fmt.Sprintf("%q", s), `"`) },
	"query":                url.QueryEscape,
	"path":                 url.PathEscape,
	"query, small":         func(s string) string { return smallEscapes(url.QueryEscape(s)) },
	"query in a query":     func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"JSON in a query":      func(s string) string { return url.QueryEscape(toJSON(s)) },
	"hex":                  func(s string) string { return hex.EncodeToString([]byte(s)) },
	"HEX":                  func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"base64":               func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 for URLs":      func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"base64 after 1 byte":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte("a" + s + "z")) },
	"base64 after 2 bytes": func(s string) string { return base64.URLEncoding.EncodeToString([]byte("ab" + s + "yz")) },
	"base64 of a user":     func(s string) string { return base64.StdEncoding.EncodeToString([]byte("ada:" + s)) },
	"base64 in a query":    func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s))) },
	"base64 in JSON, \\/": func(s string) string {
		return strings.ReplaceAll(base64.StdEncoding.EncodeToString([]byte(s)), "/", `\/`)
	},
	"base64 in a user's URL": func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("ad:" + s))) },
}

func toJSON(s string) string {
	encoded, _ := json.Marshal(s) // a string can always be written
	return string(encoded[1 : len(encoded)-1])
}

func jsonWithoutHTML(s string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string can always be written
	return strings.Trim(b.String(), "\"\n")
}

func jsonInASCII(s string) string {
	var b strings.Builder
	for _, r := range toJSON(s) {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X\u%04X`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		}
	}
	return b.String()
}

// smallEscapes writes %3C as %3c.
func smallEscapes(s string) string {
	parts := strings.Split(s, "%")
	for i, part := range parts[1:] {
		parts[i+1] = strings.ToLower(part[:2]) + part[2:]
	}
	return strings.Join(parts, "%")
}

// Each secret is hidden in each form, and the words around it stay.
func TestHide(t *testing.T) {
	for name, secret := range secrets {
		set := redact.Of(secret)
		for form, encode := range forms {
			shown := encode(secret)
			text := "You sent (" + shown + "), refused."
			got := set.Hide(text)
			if !strings.HasPrefix(got, "You sent (") || !strings.HasSuffix(got, "), refused.") {
				t.Errorf("%s, %s: the words around it are gone: %q", name, form, got)
			}
			limit := 0
			if strings.HasPrefix(form, "base64 ") {
				limit = 7 // what stands for the bytes beside the secret
			}
			if rest := len(got) - len("You sent (), refused.") - len(redact.Mark); rest > limit || !strings.Contains(got, redact.Mark) {
				t.Errorf("%s, %s: %q became %q", name, form, text, got)
			}
		}
	}
}

// A message that quotes one line of a key shows nothing of it.
// TestHideAlone: nothing stands around the secret, or only a part of it is there.
func TestHideAlone(t *testing.T) {
	for name, secret := range secrets {
		set := redact.Of(secret)
		for form, encode := range forms {
			shown := encode(secret)
			if got := set.Hide(shown); !strings.Contains(got, redact.Mark) || strings.Contains(got, shown) {
				t.Errorf("%s, %s: %q became %q", name, form, shown, got)
			}
			for end := range shown {
				set.Hide(shown[:end]) // must not panic, wherever an escape is cut off
			}
		}
	}
	if got := redact.Of("secret").Hide("<f" + hex.EncodeToString([]byte("secret")) + ">"); strings.Contains(got, hex.EncodeToString([]byte("secret"))) {
		t.Errorf("a digit before the hexadecimal form shows it: %q", got)
	}
	if !(redact.Set{}).Empty() || !redact.Of("abc").Empty() || redact.Of("abcd").Empty() {
		t.Error("a set is empty where it hides nothing")
	}
}

func TestHideLineByLine(t *testing.T) {
	set := redact.Of(secrets["private key"])
	for form, encode := range forms {
		text := "line 2: [" + encode("MIIEvQIBADANBgkqhkiG9w0BAQ/+") + "]"
		if got := set.Hide(text); !strings.Contains(got, redact.Mark) || strings.Contains(got, "IBADAN") {
			t.Errorf("%s: %q became %q", form, text, got)
		}
	}
}

func TestWhatIsHiddenAndWhatIsNot(t *testing.T) {
	cases := map[string]struct {
		secrets    []string
		text, want string
		reason     string
	}{
		"Nothing":   {nil, "a text", "a text", "the zero Set hides nothing"},
		"Short":     {[]string{"abc", ""}, "abc and abc", "abc and abc", "it would blot out parts of words"},
		"Two forms": {[]string{"secret"}, "(c2VjcmV0) (736563726574) (c2VjcmV0) (736563726574)", strings.Repeat("("+redact.Mark+") ", 3) + "(" + redact.Mark + ")", "every occurrence, in every form"},
		"Twice":     {[]string{"secret"}, "secret, secret", redact.Mark + ", " + redact.Mark, "every occurrence"},
		"Overlap":   {[]string{"abcdef", "defghi"}, "<abcdefghi>", "<" + redact.Mark + ">", "two secrets that overlap leave nothing of either"},
		"Inside":    {[]string{"cdef", "abcdefgh"}, "<abcdefgh>", "<" + redact.Mark + ">", "the longer one, whatever the order"},
		"Elsewhere": {[]string{"secret"}, "Secret, se cret, secre", "Secret, se cret, secre", "a text that only looks alike stays"},
		"Pattern":   {[]string{".*[a"}, "anything", "anything", "a secret is no pattern"},
	}
	for name, tc := range cases {
		if got := redact.Of(tc.secrets...).Hide(tc.text); got != tc.want {
			t.Errorf("%s: %q, want %q: %s", name, got, tc.want, tc.reason)
		}
	}
}

// Whatever the secret, its patterns compile, and no form of it is shown.
func FuzzHide(f *testing.F) {
	for _, secret := range secrets {
		f.Add(secret, "before ", " after")
	}
	f.Fuzz(func(t *testing.T, secret, before, after string) {
		set := redact.Of(secret)
		// An escape that begins before the secret makes another text of it.
		if len(secret) < 4 || strings.ContainsAny(before[max(0, len(before)-8):], `\%`) {
			return
		}
		for form, encode := range forms {
			if got := set.Hide(before + encode(secret) + after); !strings.Contains(got, redact.Mark) {
				t.Errorf("%s: %q is shown in %q", form, secret, got)
			}
		}
	})
}

func TestHideSuspects(t *testing.T) {
	cases := map[string]struct{ text, want, reason string }{
		"key":      {"key wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY is wrong", "key " + redact.Mark + " is wrong", "an access key of AWS"},
		"token":    {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln", redact.Mark, "a JWT"},
		"uuid":     {"resource 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "resource 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "an identifier"},
		"host":     {"db-1.cluster-abcdefghijkl.eu-west-1.example.com", "db-1.cluster-abcdefghijkl.eu-west-1.example.com", "a host"},
		"sentence": {"AccessDeniedException: AssumeRole was refused", "AccessDeniedException: AssumeRole was refused", "words"},
		"short":    {"Passw0rd", "Passw0rd", "what this cannot tell"},
	}
	for name, tc := range cases {
		if got := redact.HideSuspects(tc.text); got != tc.want {
			t.Errorf("%s: %q, want %q: %s", name, got, tc.want, tc.reason)
		}
	}
}
