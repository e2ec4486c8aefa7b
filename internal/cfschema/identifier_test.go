package cfschema

import (
	"testing"
)

func TestIdentifier(t *testing.T) {
	bare, odd := testSchema(t, "bare.json"), testSchema(t, "odd.json")
	for name, c := range map[string]struct {
		schema *Schema
		model  string
		want   string
		reason string
	}{
		"compound":     {bare, `{"Region":"r","Table":"t","Database":"d"}`, "d|t|r", "in the order of the schema"},
		"missing part": {bare, `{"Table":"t","Database":"d"}`, "", "half an identifier names nothing"},
		"empty part":   {bare, `{"Region":"","Table":"t","Database":"d"}`, "", "an empty part names nothing"},
		"null part":    {bare, `{"Region":null,"Table":"t","Database":"d"}`, "", ""},
		"unknown part": {bare, `{"Region":"(unknown)","Table":"t","Database":"d"}`, "", ""},
		"odd part":     {bare, `{"Region":["r"],"Table":"t","Database":"d"}`, "", "only scalars are parts"},
		"nested":       {odd, `{"Tree":{"Name":"n"},"Number":5}`, "n|5", "numbers are parts too"},
		"boolean":      {odd, `{"Tree":{"Name":true},"Number":false}`, "true|false", "and booleans"},
		"no model":     {bare, `null`, "", ""},
	} {
		got, ok := c.schema.Identifier(model(t, c.model))
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: identifier of %s = %q, %v; want %q. %s", name, c.model, got, ok, c.want, c.reason)
		}
	}
	if got, ok := (&Schema{}).Identifier(map[string]any{}); ok {
		t.Errorf("a type without an identifier has %q", got)
	}
}

func TestSameIdentifier(t *testing.T) {
	bare, odd, shapes := testSchema(t, "bare.json"), testSchema(t, "odd.json"), testSchema(t, "shapes.json")
	for name, c := range map[string]struct {
		schema *Schema
		a, b   string
		want   bool
		reason string
	}{
		"same text":        {bare, "d|t|r", "d|t|r", true, ""},
		"other text":       {bare, "d|t|r", "d|t|s", false, ""},
		"other order":      {bare, "d|t|r", "t|d|r", false, "the order of the joined form means something"},
		"forms":            {bare, "d|t|r", `{"Table":"t","Region":"r","Database":"d"}`, true, "one object, two forms"},
		"forms, swapped":   {bare, "t|d|r", `{"Table":"t","Region":"r","Database":"d"}`, false, "the schema knows the order"},
		"both JSON":        {bare, `{"Table":"t","Region":"r","Database":"d"}`, ` {"Database":"d","Region":"r","Table":"t"}`, true, "the order of keys means nothing"},
		"other JSON":       {bare, `{"Table":"t","Region":"r","Database":"d"}`, `{"Database":"d","Region":"r","Table":"u"}`, false, ""},
		"half a JSON":      {bare, "t|d", `{"Table":"t","Database":"d"}`, false, "half an identifier names nothing"},
		"extra key":        {bare, "d|t|r", `{"Table":"t","Region":"r","Database":"d","X":"x"}`, false, "that is no identifier"},
		"separator inside": {bare, "a|b|t|r", `{"Database":"a|b","Table":"t","Region":"r"}`, true, "a value may hold the separator"},
		"one part":         {shapes, "i", `{"Id":"i"}`, true, ""},
		"another property": {shapes, "i", `{"Name":"i"}`, false, "a secondary identifier says nothing about the primary one"},
		"nested":           {odd, "n|5", `{"Name":"n","Number":5}`, true, "by the last name"},
		"nested, in full":  {odd, "n|5", `{"Tree.Name":"n","Number":"5"}`, true, "or by the path"},
		"no JSON":          {bare, "{d|t|r", `{d|t|s`, false, "a brace shape.Alone makes no JSON"},

		"without a schema":                   {nil, "d|t|r", `{"Table":"t","Region":"r","Database":"d"}`, true, ""},
		"without a schema, another":          {nil, "d|t|s", `{"Table":"t","Region":"r","Database":"d"}`, false, ""},
		"without a schema, fewer":            {nil, "d|t", `{"Table":"t","Region":"r","Database":"d"}`, false, ""},
		"without a schema, separator inside": {nil, "a|b|t", `{"Table":"t","Database":"a|b"}`, true, ""},
		"without a schema, any order":        {nil, "t|d", `{"Table":"t","Database":"d"}`, true, "the order of the parts is not known"},
		"without a schema, twice":            {nil, "t|t|d", `{"A":"t","B":"d","C":"d"}`, false, "each part counts once"},
		"without a schema, text":             {nil, "t|d", "d|t", false, "both are in the joined form"},
	} {
		if got := c.schema.SameIdentifier(c.a, c.b); got != c.want {
			t.Errorf("%s: %q and %q: same = %v, want %v. %s", name, c.a, c.b, got, c.want, c.reason)
		}
		if got := c.schema.SameIdentifier(c.b, c.a); got != c.want {
			t.Errorf("%s, the other way round: same = %v, want %v", name, got, c.want)
		}
	}
}
