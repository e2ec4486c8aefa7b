package secrets

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

// Values are what must not appear in what people read: the values of
// sensitive_properties and those at paths that the type calls write-only. An
// API repeats values in its messages.
//
// Which values a user marked as sensitive, a provider never learns.
type Values struct {
	known   redact.Set
	short   []string // too short to be hidden within a word
	long    redact.Set
	memory  redact.Memory // recognizes what earlier runs knew
	guesses bool          // nobody knows the secrets any more
}

const (
	// shortSecret is the length up to which a secret is only hidden where it
	// stands as a word: hiding every "1" would leave no message readable.
	shortSecret = 3
	// longSecret is the length from which on a secret is also looked for in what
	// goes into state: shorter ones stand in many values by chance.
	longSecret = 8
)

// Of collects the secrets of a desired state.
func Of(properties, sensitive any, schema *cfschema.Schema) Values {
	values := map[string]bool{}
	collectScalars(sensitive, values)
	if schema != nil {
		for _, path := range schema.WriteOnly {
			for _, value := range jsonvalue.Values(properties, path) {
				collectScalars(value, values)
			}
		}
	}
	return of(values)
}

func of(values map[string]bool) Values {
	var s Values
	var known, long []string
	for _, value := range slices.Sorted(maps.Keys(values)) {
		if len(value) <= shortSecret {
			s.short = append(s.short, value)
			continue
		}
		known = append(known, value)
		if len(value) >= longSecret {
			long = append(long, value)
		}
	}
	s.known, s.long = redact.Of(known...), redact.Of(long...)
	return s
}

// Remembering returns the secrets with the memory of what earlier runs knew. Where
// guesses is true, nobody knows them any more: what has the form of a secret counts
// as one.
func (s Values) Remembering(memory redact.Memory, guesses bool) Values {
	s.memory, s.guesses = memory, guesses
	return s
}

// Texts are the values of sensitive_properties that a run must remember, since
// state has none of them.
func Texts(sensitive any) []string {
	values := map[string]bool{}
	collectScalars(sensitive, values)
	return slices.Sorted(maps.Keys(values))
}

// StandIn reports whether a value that goes into state has a secret in it. An
// ARN names an object and may hold a name that somebody calls sensitive.
func (s Values) StandIn(value string) bool {
	return !strings.HasPrefix(value, "arn:") && (s.long.Hide(value) != value || s.memory.Recognizes(value, longSecret))
}

// Scrubbed returns a model for state without the texts in which a secret
// stands: a service may repeat one at another place. What open, the properties
// in state, has at the same place is there by choice.
func (s Values) Scrubbed(model, open any) any {
	if s.long.Empty() && len(s.memory.Sums) == 0 {
		return model
	}
	switch m := model.(type) {
	case map[string]any:
		others, _ := open.(map[string]any)
		kept := make(map[string]any, len(m))
		for name, member := range m {
			if part := s.Scrubbed(member, others[name]); part != nil || member == nil {
				kept[name] = part
			}
		}
		return kept
	case []any:
		return s.scrubbedItems(m, open)
	case string:
		if m != open && s.StandIn(m) {
			return nil
		}
	}
	return model
}

// scrubbedItems keeps the number of items, by which others refer to them.
func (s Values) scrubbedItems(items []any, open any) any {
	others, _ := open.([]any)
	kept := make([]any, len(items))
	for i, item := range items {
		var other any
		if i < len(others) {
			other = others[i]
		}
		if kept[i] = s.Scrubbed(item, other); kept[i] == nil && item != nil {
			kept[i] = redact.Mark
		}
	}
	return kept
}

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

// Hide masks the secrets in a text.
func (s Values) Hide(text string) string {
	text = s.memory.Hide(s.known.Hide(text))
	if s.guesses {
		text = redact.HideSuspects(text)
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
			b.WriteString(redact.Mark)
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
