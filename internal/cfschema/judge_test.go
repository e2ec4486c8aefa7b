package cfschema

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// anyText stands for an expression that Go can not read: everything matches.
type anyText string

func (t anyText) String() string          { return string(t) }
func (t anyText) MatchString(string) bool { return true }

var (
	// greatCount is a repetition more often than Go can count; from there on, any number does.
	greatCount = regexp.MustCompile(`\{(\d{1,3}),\d{4,}\}`)
	characters = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)
)

func judgeExpression(source string) (jsonschema.Regexp, error) {
	if expr := readable(source); expr != nil {
		return expr, nil
	}
	return anyText(source), nil
}

// readable compiles an expression; nil where Go can not read it.
func readable(source string) *regexp.Regexp {
	source = characters.ReplaceAllString(strings.ReplaceAll(source, `\Z`, `$`), `\x{$1}`) // Java's, which Go does not have
	expr, err := regexp.Compile(greatCount.ReplaceAllString(source, "{$1,}"))
	if err != nil {
		return nil
	}
	return expr
}

// judgeOf compiles a schema with a library that knows JSON schema and nothing of us; nil where the library refuses the
// schema itself. Properties that are read-only are not required of a desired state.
func judgeOf(t *testing.T, s *Schema, text []byte) *jsonschema.Schema {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for _, keyword := range []string{"$schema", "$id", "id"} {
		delete(doc, keyword)
	}
	if required := slices.DeleteFunc(jsonvalue.Texts(doc["required"]), func(name string) bool { return s.at(jsonvalue.Path{name}).Is(shape.ReadOnly) }); required != nil {
		list := []any{}
		for _, name := range required {
			list = append(list, name)
		}
		doc["required"] = list
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft7)
	compiler.UseRegexpEngine(judgeExpression)
	address := "https://example.test/" + strings.ReplaceAll(s.TypeName, "::", "-")
	if err := compiler.AddResource(address, doc); err != nil {
		t.Fatal(err)
	}
	judge, err := compiler.Compile(address)
	if err != nil {
		t.Logf("the library does not take the schema of %s", s.TypeName)
		return nil
	}
	return judge
}

// TestJudge compares Validate with a library of JSON schema, over models that a schema allows and over the same with a
// mistake in them: what the library allows we must not refuse. The other way round, the figures say how many mistakes we
// leave to the API.
func TestJudge(t *testing.T) {
	judges := map[string]*jsonschema.Schema{}
	var models, allowed, mistakes, broken, found int
	eachSchema(t, func(t *testing.T, l laws) {
		judge, known := judges[l.TypeName]
		if !known {
			judge = judgeOf(t, l.Schema, l.text)
			judges[l.TypeName] = judge
		}
		if judge == nil {
			return
		}
		m := l.models.Model()
		models++
		if judge.Validate(m) == nil {
			allowed++
		}
		for range 5 {
			wrong, what := withMistake(l.random, m)
			mistakes++
			valid, problems := judge.Validate(wrong) == nil, l.Validate(wrong)
			if valid && len(problems) > 0 {
				t.Errorf("%s: what the library allows is refused: %+v in %v", what, problems, wrong)
			}
			if !valid {
				broken++
				found += oneIf(len(problems) > 0)
			}
		}
	})
	t.Logf("of %d models the library allows %d; of %d mistakes %d break the schema, and %d of those are found", models, allowed, mistakes, broken, found)
	// Most of what is not found are numbers and truth values for strings, which we allow on purpose.
	if models > 1500 && (allowed < models*95/100 || found < broken*85/100) {
		t.Error("these figures are worse than they were")
	}
}

// withMistake returns a copy of a model with one thing changed at random, which may be a mistake.
func withMistake(random *rand.Rand, model any) (any, string) {
	what := []string{"left out", "added", "other type", "other text", "empty", "out of range", "twice"}[random.IntN(7)]
	return spoil(random, model, what), what
}

func spoil(random *rand.Rand, value any, what string) any {
	switch value := value.(type) {
	case map[string]any:
		return spoilObject(random, value, what)
	case []any:
		items := slices.Clone(value)
		if len(items) == 0 || random.IntN(3) == 0 {
			if what == "twice" && len(items) > 0 {
				return append(items, items[0])
			}
			return spoilScalar(random, value, what)
		}
		i := random.IntN(len(items))
		items[i] = spoil(random, items[i], what)
		return items
	}
	return spoilScalar(random, value, what)
}

func spoilObject(random *rand.Rand, object map[string]any, what string) any {
	spoilt := maps.Clone(object)
	names := jsonvalue.Keys(object)
	if what == "added" && random.IntN(2) == 0 || len(names) == 0 {
		spoilt["Unheard"] = "of"
		return spoilt
	}
	name := names[random.IntN(len(names))]
	if what == "left out" && random.IntN(2) == 0 {
		delete(spoilt, name)
		return spoilt
	}
	spoilt[name] = spoil(random, object[name], what)
	return spoilt
}

func spoilScalar(random *rand.Rand, value any, what string) any {
	switch what {
	case "other type":
		return []any{json.Number("5"), "text", true, []any{"a"}, map[string]any{"a": "b"}}[random.IntN(5)]
	case "empty":
		return []any{"", []any{}, map[string]any{}}[random.IntN(3)]
	case "out of range":
		if _, ok := value.(json.Number); ok {
			return []any{json.Number("-1"), json.Number("1e12"), json.Number("0.5")}[random.IntN(3)]
		}
	}
	if text, ok := value.(string); ok {
		return []any{strings.ToLower(text), text + " ", text + text + text, "~", text[:len(text)/2]}[random.IntN(5)]
	}
	return value
}
