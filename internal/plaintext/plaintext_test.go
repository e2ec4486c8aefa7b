package plaintext_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ text, line, lines, reason string }{
		"plain":               {"Dana Smith", "Dana Smith", "Dana Smith", ""},
		"empty":               {"", "", "", ""},
		"other scripts":       {"Zoë 数据 مثال", "Zoë 数据 مثال", "Zoë 数据 مثال", "names are written in every script"},
		"clear the screen":    {"Dana\x1b[2J", "Dana\ufffd[2J", "Dana\ufffd[2J", "without its escape it is text"},
		"a forged line":       {"Dana\r\nApply complete!", "Dana Apply complete!", "Dana\r\nApply complete!", "one line stays one"},
		"a line written over": {"failed\rdone  ", "failed done  ", "failed done  ", "a carriage return alone hides what came before"},
		"a table":             {"a\tb\nc", "a b c", "a\tb\nc", ""},
		"a title":             {"\x1b]0;owned\x07x", "\ufffd]0;owned\ufffdx", "\ufffd]0;owned\ufffdx", ""},
		"a hyperlink":         {"\x1b]8;;http://evil\x1b\\x", "\ufffd]8;;http://evil\ufffd\\x", "\ufffd]8;;http://evil\ufffd\\x", ""},
		"C1":                  {"a\u009b2Jb", "a\ufffd2Jb", "a\ufffd2Jb", "one character introduces a sequence, too"},
		"a byte of C1":        {"a\x9b2Jb", "a\ufffd2Jb", "a\ufffd2Jb", "terminals that are not UTF-8 obey it"},
		"next line":           {"a\u0085b", "a b", "a b", ""},
		"DEL, NUL, backspace": {"a\x7fb\x00c\x08d", "a\ufffdb\ufffdc\ufffdd", "a\ufffdb\ufffdc\ufffdd", ""},
		"reversed":            {"a\u202egpj.exe\u202c", "agpj.exe", "agpj.exe", "what is read must be what is there"},
		"isolates":            {"a\u2066b\u2069\u200e\u200f\u061cc", "abc", "abc", ""},
		"separators":          {"a\u2028b\u2029c", "a b c", "a b c", ""},
		"zero width":          {"ad\u200bmin\ufeff\u2060\u00ad", "admin", "admin", "two names that look the same are shown the same"},
		"tags":                {"a\U000e0041b", "ab", "ab", ""},
		"joiners":             {"\U0001f469\u200d\U0001f4bb می\u200cخواهم", "\U0001f469\u200d\U0001f4bb می\u200cخواهم", "\U0001f469\u200d\U0001f4bb می\u200cخواهم", "writing needs them"},
		"a visible mark":      {"\u06dd1", "\u06dd1", "\u06dd1", "it prints"},
	} {
		if got := plaintext.Line(c.text); got != c.line {
			t.Errorf("%s: Line(%q) = %q, want %q: %s", name, c.text, got, c.line, c.reason)
		}
		if got := plaintext.Text(c.text); got != c.lines {
			t.Errorf("%s: Text(%q) = %q, want %q: %s", name, c.text, got, c.lines, c.reason)
		}
	}
}

func TestFirst(t *testing.T) {
	for text, want := range map[string]string{
		"short":                    "short",
		"  a\n\n b ":               "a b",
		"exactly te":               "exactly te",
		"more than ten characters": "more than …",
		"\x1b[2J" + "ééééééééééé":  "\ufffd[2Jéééééé…",
	} {
		if got := plaintext.First(text, 10); got != want {
			t.Errorf("First(%q, 10) = %q, want %q", text, got, want)
		}
	}
}

// FuzzClean: whatever goes in, nothing comes out that a terminal obeys, and
// cleaning twice changes nothing more.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", "Dana", "\x1b[2J\r\n", "\xff\x9b", "a\u202eb\u2028", "\r\r\n\t"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line, lines := plaintext.Line(text), plaintext.Text(text)
		if plaintext.Line(line) != line || plaintext.Text(lines) != lines {
			t.Errorf("%q is not clean after cleaning: %q, %q", text, line, lines)
		}
		if strings.ContainsFunc(line, unicode.IsControl) || !utf8.ValidString(line) {
			t.Errorf("Line(%q) = %q", text, line)
		}
		rest := strings.NewReplacer("\r\n", "", "\n", "", "\t", "").Replace(lines)
		if strings.ContainsFunc(rest, unicode.IsControl) || !utf8.ValidString(rest) {
			t.Errorf("Text(%q) = %q", text, lines)
		}
		if strings.Contains(text, "\n") != strings.Contains(lines, "\n") {
			t.Errorf("Text(%q) = %q: lines were lost or made", text, lines)
		}
	})
}
