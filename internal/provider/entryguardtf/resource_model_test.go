package entryguardtf

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

func TestSameConfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b   string // JSON
		want   bool
		reason string
	}{
		"equal":             {`{"port":443,"protocol":"tcp"}`, `{"protocol":"tcp","port":443}`, true, "the order of members says nothing"},
		"none and empty":    {`null`, `{}`, true, "no configuration and an empty one open the same"},
		"none and some":     {`null`, `{"port":443}`, false, "one opens a port"},
		"null member":       {`{"port":443,"note":null}`, `{"port":443}`, true, "null says what a missing member says"},
		"false member":      {`{"port":443,"open":false}`, `{"port":443}`, false, "false is a value"},
		"number forms":      {`{"ratio":1.50,"big":1e2}`, `{"ratio":1.5,"big":100}`, true, "an API writes numbers in its own form"},
		"numbers":           {`{"port":443}`, `{"port":444}`, false, "other numbers"},
		"huge numbers":      {`{"n":12345678901234567890}`, `{"n":12345678901234567891}`, false, "no float64 tells them apart"},
		"huge exponents":    {`{"n":1e400000000}`, `{"n":1e400000001}`, false, "compared without writing out the zeros"},
		"number and text":   {`{"port":443}`, `{"port":"443"}`, false, "nothing is known about the member's kind"},
		"array order":       {`{"ports":[22,443]}`, `{"ports":[443,22]}`, false, "nothing is known about the array"},
		"array length":      {`{"ports":[22,443]}`, `{"ports":[22]}`, false, "one port fewer"},
		"nested":            {`{"a":[{"b":{"c":1,"d":null}}]}`, `{"a":[{"b":{"c":1.0}}]}`, true, "the same rules all the way down"},
		"nested difference": {`{"a":[{"b":{"c":1}}]}`, `{"a":[{"b":{"c":2}}]}`, false, "the same rules all the way down"},
		"object and array":  {`{"a":{}}`, `{"a":[]}`, false, "other kinds"},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := decodedModel(t, c.a), decodedModel(t, c.b)
			if sameConfig(a, b) != c.want || sameConfig(b, a) != c.want {
				t.Errorf("%s and %s: got %v, want %v: %s", c.a, c.b, !c.want, c.want, c.reason)
			}
		})
	}
	if sameConfig(map[string]any{"port": dynamic.ModelOf(types.DynamicUnknown())}, map[string]any{"port": json.Number("443")}) {
		t.Error("what is not known yet is not the same")
	}
}

func decodedModel(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var model any
	if err := decoder.Decode(&model); err != nil {
		t.Fatal(err)
	}
	return model
}
