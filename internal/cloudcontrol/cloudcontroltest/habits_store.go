package cloudcontroltest

import (
	"encoding/json"
	"math/big"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// forms are the forms in which services store values that they were given in
// another one. A form returns what it does not apply to unchanged, and what it
// made itself, too.
var forms = map[string]func(f filler, v any) any{
	"without-scheme":         onText(func(_ filler, text string) any { return scheme.ReplaceAllString(text, "") }),
	"lower":                  onText(func(_ filler, text string) any { return strings.ToLower(text) }),
	"upper":                  onText(func(_ filler, text string) any { return strings.ToUpper(text) }),
	"trim":                   onText(func(_ filler, text string) any { return strings.TrimSpace(text) }),
	"without-trailing-dot":   onText(func(_ filler, text string) any { return strings.TrimSuffix(text, ".") }),
	"with-trailing-dot":      onText(func(_ filler, text string) any { return strings.TrimSuffix(text, ".") + "." }),
	"without-trailing-slash": onText(func(_ filler, text string) any { return strings.TrimSuffix(text, "/") }),
	"with-trailing-slash":    onText(func(_ filler, text string) any { return strings.TrimSuffix(text, "/") + "/" }),
	"url-encoded":            onText(urlEncoded),
	"utc":                    onText(inUTC),
	"arn":                    onText(asARN),
	"number":                 onText(textAsNumber),
	"text":                   func(_ filler, v any) any { return asText(v) },
	"float32":                func(_ filler, v any) any { return rounded(v, 32) },
	"float64":                func(_ filler, v any) any { return rounded(v, 64) },
	"sorted":                 onList(func(items []any) any { sortItems(items); return items }),
	"reversed-order":         onList(func(items []any) any { sortItems(items); slices.Reverse(items); return items }),
	"unique":                 onList(unique),
	"single":                 onList(single),
	"list":                   func(_ filler, v any) any { return asList(v) },
	"json":                   onDocument(canonical),
	"json-indented":          onDocument(indented),
	"json-reordered":         onDocument(reordered),
	"policy":                 func(_ filler, v any) any { return policyForm(v) },
}

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)

// onText makes a form of one for texts.
func onText(form func(f filler, text string) any) func(filler, any) any {
	return func(f filler, v any) any {
		if text, ok := v.(string); ok {
			return form(f, text)
		}
		return v
	}
}

// onList makes a form of one for arrays. It gets a copy.
func onList(form func(items []any) any) func(filler, any) any {
	return func(_ filler, v any) any {
		if items, ok := v.([]any); ok {
			return form(slices.Clone(items))
		}
		return v
	}
}

// onDocument makes a form of one that prints JSON texts anew.
func onDocument(printed func(v any) string) func(filler, any) any {
	return onText(func(_ filler, text string) any {
		document, ok := decodeDocument(text)
		if !ok {
			return text
		}
		return printed(document)
	})
}

// decodeDocument decodes a text that is a JSON object or array.
func decodeDocument(text string) (any, bool) {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") && !strings.HasPrefix(strings.TrimSpace(text), "[") {
		return nil, false
	}
	wrapped, ok := decodeObject(`{"document":` + text + `}`)
	return wrapped["document"], ok && len(wrapped) == 1
}

// store brings values into the form in which the type's service stores them.
func (f filler) store(model map[string]any) {
	for _, habit := range f.habits.of(f.t.name, doStore) {
		for _, spot := range spots(model, nil, pointerTo(habit.At)) {
			if v, there := spot.value(); there {
				spot.set(forms[habit.As](f, v))
			}
		}
	}
}

func urlEncoded(_ filler, text string) any {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return url.QueryEscape(plain)
}

func inUTC(_ filler, text string) any {
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return moment.UTC().Format("2006-01-02T15:04:05.000Z")
}

// asARN expands a name to the ARN of something in the object's account.
func asARN(f filler, text string) any {
	if text == "" || strings.HasPrefix(text, "arn:") {
		return text
	}
	return "arn:" + partition(f.where.region) + ":" + f.serviceWord() + ":" + f.where.region + ":" + f.where.account + ":" + text
}

func textAsNumber(_ filler, text string) any {
	if _, ok := new(big.Rat).SetString(text); !ok || strings.Contains(text, "/") {
		return text
	}
	return json.Number(text)
}

func asText(v any) any {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return v
}

// rounded keeps what fits into a binary fraction of that many bits.
func rounded(v any, bits int) any {
	number, ok := v.(json.Number)
	if !ok {
		return v
	}
	fraction, err := strconv.ParseFloat(number.String(), bits)
	if err != nil {
		return v
	}
	return json.Number(strconv.FormatFloat(fraction, 'g', -1, bits))
}

func unique(items []any) any {
	var kept []any
	for _, item := range items {
		if !slices.ContainsFunc(kept, func(other any) bool { return canonical(other) == canonical(item) }) {
			kept = append(kept, item)
		}
	}
	if kept == nil {
		return items
	}
	return kept
}

// single makes a list of one into the one element.
func single(items []any) any {
	if len(items) == 1 {
		return items[0]
	}
	return items
}

func asList(v any) any {
	if _, ok := v.([]any); ok {
		return v
	}
	return []any{v}
}

func indented(v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return canonical(v)
	}
	return string(text)
}

// reordered prints the members of objects in the reverse of their usual order.
func reordered(v any) string {
	var parts []string
	switch v := v.(type) {
	case map[string]any:
		keys := sortedKeys(v)
		slices.Reverse(keys)
		for _, key := range keys {
			parts = append(parts, canonical(key)+": "+reordered(v[key]))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case []any:
		for _, item := range v {
			parts = append(parts, reordered(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return canonical(v)
}

// policyForm is how IAM gives a policy document back: lists of one are the
// element, other lists are sorted. As text it stays text.
func policyForm(v any) any {
	if text, ok := v.(string); ok {
		if document, ok := decodeObject(text); ok {
			return canonical(policyForm(document))
		}
		return v
	}
	document, ok := v.(map[string]any)
	if !ok {
		return v
	}
	for _, statement := range spots(document, nil, pointer{"Statement", "*"}) {
		if members, ok := statement.container.(map[string]any); ok { // one statement without a list
			plainStatement(members)
			continue
		}
		if inner, _ := statement.value(); inner != nil {
			if members, ok := inner.(map[string]any); ok {
				plainStatement(members)
			}
		}
	}
	return document
}

func plainStatement(statement map[string]any) {
	for _, at := range []string{
		"Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal",
		"Principal/*", "NotPrincipal/*", "Condition/*/*",
	} {
		for _, spot := range spots(statement, nil, pointerTo("/"+at)) {
			if items, ok := spotList(spot); ok {
				sortItems(items)
				spot.set(single(items))
			}
		}
	}
}

func spotList(s spot) ([]any, bool) {
	v, _ := s.value()
	items, ok := v.([]any)
	return items, ok
}
