package redact

import "regexp"

// suspicious matches what keys and tokens are written with, where it is as long
// as they are.
var suspicious = regexp.MustCompile(`[A-Za-z0-9+/=_.~-]{20,}`)

// HideSuspects returns text with Mark in place of what looks like a secret, for
// where nobody knows the secrets any more: 20 characters or more of letters,
// digits and "+/=_.~-", with small and capital letters and digits among them. A
// UUID, a host, a path in small letters and a word do not look like one, and a
// password of words or of fewer characters does not either.
func HideSuspects(text string) string {
	return suspicious.ReplaceAllStringFunc(text, func(word string) string {
		if small.MatchString(word) && capital.MatchString(word) && digit.MatchString(word) {
			return Mark
		}
		return word
	})
}

var (
	small   = regexp.MustCompile(`[a-z]`)
	capital = regexp.MustCompile(`[A-Z]`)
	digit   = regexp.MustCompile(`[0-9]`)
)
