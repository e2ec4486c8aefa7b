package cloudcontroltf

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// hiddenValue stands in a text where a secret stood.
const hiddenValue = "(sensitive value)"

// shortSecret is the length up to which a secret is only hidden where it
// stands as a word: hiding every "1" would leave no message readable.
const shortSecret = 3

// secrets are the values that must not appear in what people read: those of
// sensitive_properties and those at paths that the type calls write-only. An
// API repeats values in its messages.
//
// Which values a user marked as sensitive, a provider never learns.
type secrets struct {
	long  *strings.Replacer
	short []string
}

// secretsOf collects the secrets of a desired state.
func secretsOf(properties, sensitive any, schema *cfschema.Schema) secrets {
	values := map[string]bool{}
	collectScalars(sensitive, values)
	if schema != nil {
		for _, path := range schema.WriteOnly {
			for _, value := range jsonvalue.Values(properties, path) {
				collectScalars(value, values)
			}
		}
	}
	return newSecrets(values)
}

func newSecrets(values map[string]bool) secrets {
	var s secrets
	var long []string
	for value := range values {
		if len(value) <= shortSecret {
			s.short = append(s.short, value)
			continue
		}
		long = append(long, spellings(value)...)
	}
	// The longest first: a secret may be a part of another one.
	slices.SortFunc(long, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(long))
	for _, spelling := range long {
		pairs = append(pairs, spelling, hiddenValue)
	}
	s.long = strings.NewReplacer(pairs...)
	return s
}

// spellings returns a secret as it stands in text, in JSON and in Go's quotes.
func spellings(secret string) []string {
	all := []string{secret, unquoted(strconv.Quote(secret))}
	if text, err := json.Marshal(secret); err == nil {
		all = append(all, unquoted(string(text)))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func unquoted(text string) string { return text[1 : len(text)-1] }

// collectScalars adds every text and number in a model, and those in JSON
// documents that are written as text.
func collectScalars(model any, into map[string]bool) {
	switch m := model.(type) {
	case map[string]any:
		for _, member := range m {
			collectScalars(member, into)
		}
	case []any:
		for _, item := range m {
			collectScalars(item, into)
		}
	case json.Number:
		into[m.String()] = true
	case string:
		if strings.TrimSpace(m) != "" {
			into[m] = true
		}
		if document, err := jsonvalue.Decode([]byte(m)); err == nil {
			if _, scalar := document.(string); !scalar {
				collectScalars(document, into)
			}
		}
	}
}

// hide masks the secrets in a text.
func (s secrets) hide(text string) string {
	if s.long != nil {
		text = s.long.Replace(text)
	}
	for _, word := range s.short {
		text = hideWord(text, word)
	}
	return text
}

// hideWord masks word where no letter or digit touches it.
func hideWord(text, word string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, word)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if endsInWord(b.String()) || startsInWord(after) {
			b.WriteString(word)
		} else {
			b.WriteString(hiddenValue)
		}
		text = after
	}
}

func endsInWord(text string) bool {
	runes := []rune(text)
	return len(runes) > 0 && inWord(runes[len(runes)-1])
}

func startsInWord(text string) bool {
	for _, r := range text {
		return inWord(r)
	}
	return false
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
