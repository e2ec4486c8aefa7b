package entryguard

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// severalLines are the members that people write in several lines.
var severalLines = map[string]bool{"description": true}

// asTheyAre are the members that are compared with a configuration or handed on,
// and so must stay what they are: nobody is shown them as words.
var asTheyAre = map[string]bool{"id": true, "config": true, "plainTextKey": true, "organizationId": true}

// cleaned returns an answer of the API with every text fit to be shown: members
// of the organization choose their names themselves. What is not JSON stays for
// its reader to refuse.
func cleaned(raw json.RawMessage) json.RawMessage {
	if text := string(raw); !strings.Contains(text, `\`) && plaintext.Line(text) == text {
		return raw // the usual answer: nothing is escaped in it, and nothing has to be cleaned
	}
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if decoder.Decode(&members) != nil {
		return raw
	}
	for name, value := range members {
		switch {
		case asTheyAre[name]:
		case severalLines[name]:
			members[name] = cleanValue(value, plaintext.Text)
		default:
			members[name] = cleanValue(value, plaintext.Line)
		}
	}
	clean, err := json.Marshal(members)
	if err != nil {
		return raw
	}
	return clean
}

func cleanValue(value any, clean func(string) string) any {
	switch value := value.(type) {
	case string:
		return clean(value)
	case []any:
		for i, element := range value {
			value[i] = cleanValue(element, clean)
		}
	case map[string]any:
		for name, member := range value {
			value[name] = cleanValue(member, clean)
		}
	}
	return value
}
