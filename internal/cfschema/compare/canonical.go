package compare

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Canonical writes a value so that most of what means the same is written the same: numbers in one spelling, unordered
// arrays in one order, JSON in strings as JSON; without what is read-only or write-only.
func Canonical(p shape.Place, value any) string {
	switch value := value.(type) {
	case string:
		return canonicalText(p, value)
	case json.Number:
		return canonicalNumber(value.String())
	case []any:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = Canonical(p.Item(), item)
		}
		if p.Unordered() {
			slices.Sort(items)
		}
		return "[" + strings.Join(items, ",") + "]"
	case map[string]any:
		if p.Document() && policydoc.Is(value) {
			value, _ = policydoc.Form(value).(map[string]any)
		}
		var members []string
		for _, key := range jsonvalue.Keys(value) {
			if child := p.Property(key); !p.Absent(value, key) && !child.Is(shape.ReadOnly|shape.WriteOnly) {
				members = append(members, strconv.Quote(key)+":"+Canonical(child, value[key]))
			}
		}
		return "{" + strings.Join(members, ",") + "}"
	case bool:
		return strconv.FormatBool(value)
	}
	return "null"
}

func canonicalText(p shape.Place, text string) string {
	if numeric(p) {
		if _, ok := jsonvalue.ParseDecimal(text); ok {
			return canonicalNumber(text)
		}
	}
	if document := jsonvalue.Document(text); document != nil {
		return "text " + Canonical(shape.InDocument(), document)
	}
	return strconv.Quote(text)
}

// canonicalNumber writes a fraction as its nearest double.
func canonicalNumber(text string) string {
	if f, err := strconv.ParseFloat(text, 64); err == nil && f != 0 && !jsonvalue.IsWhole(text) {
		text = strconv.FormatFloat(f, 'e', -1, 64)
	}
	if d, ok := jsonvalue.ParseDecimal(text); ok {
		return d.String()
	}
	return text
}
