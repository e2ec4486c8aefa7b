package cloudcontroltf_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// textForms are the forms that fit any text.
var textForms = []string{
	"lower", "upper", "trim", "without-scheme", "without-trailing-dot", "with-trailing-dot", "without-trailing-slash", "arn",
	"json", "json-indented", "json-reordered", "policy", "utc",
}

// choose picks habits of a kind that fit a model: what the service makes of it is
// still a model that the API takes, but for what a read adds.
func (g *habitGame) choose(kind string, model map[string]any) {
	g.habits, g.fixed = nil, map[string]bool{}
	mixed := kind == "mixed"
	if kind == "store" || mixed {
		g.chooseForm(model)
	}
	if kind == "omit" || mixed {
		g.chooseOmission(model)
	}
	if kind == "add" || mixed {
		g.chooseAddition(model)
	}
	if kind == "move" || mixed {
		g.chooseMove()
	}
}

// A leaf is a value of a model that has no parts, and the pointer to it.
type leaf struct {
	pointer  string
	property string
	value    any
}

func leavesIn(value any, pointer, property string) []leaf {
	escape := strings.NewReplacer("~", "~0", "/", "~1").Replace
	var found []leaf
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			below := property
			if pointer == "" {
				below = key
			}
			if key == "*" || key == "**" {
				continue
			}
			found = append(found, leavesIn(value[key], pointer+"/"+escape(key), below)...)
		}
	case []any:
		for _, item := range value {
			found = append(found, leavesIn(item, pointer+"/*", property)...)
		}
	default:
		found = append(found, leaf{pointer, property, value})
	}
	return found
}

// shuffledLeaves are the leaves of a model in any order, without those of the
// identifier, which has to stay what it is.
func (g *habitGame) shuffledLeaves(model map[string]any) []leaf {
	leaves := leavesIn(model, "", "")
	identifier := namesOf(g.schema.Identifier)
	leaves = slices.DeleteFunc(leaves, func(l leaf) bool { return identifier[l.property] })
	g.random.Shuffle(len(leaves), func(i, j int) { leaves[i], leaves[j] = leaves[j], leaves[i] })
	return leaves
}

// fits reports whether what a service with these habits shows of a model differs
// from what was sent.
func (g *habitGame) fits(model map[string]any, habits ...cloudcontroltest.Habit) bool {
	server := g.session.world.CloudControl
	text, err := json.Marshal(model)
	if err != nil {
		g.t.Fatal(err)
	}
	shown := func(habits ...cloudcontroltest.Habit) string {
		if err := server.SetHabits(g.typeName, habits...); err != nil {
			g.t.Fatal(err)
		}
		id, err := server.Put(g.typeName, string(text))
		if err != nil {
			return ""
		}
		defer server.Remove(g.typeName, id)
		found, _ := server.Shown(g.typeName, id)
		return string(found)
	}
	with, without := shown(habits...), shown()
	return with != "" && with != without
}

func (g *habitGame) chooseForm(model map[string]any) {
	for _, l := range g.shuffledLeaves(model) {
		for range 3 {
			form := textForms[g.random.IntN(len(textForms))]
			if _, ok := l.value.(float64); ok {
				form = "float32"
			}
			habit := cloudcontroltest.Habit{At: l.pointer, Do: "store", As: form}
			if g.fits(model, habit) {
				g.habits, g.fixed[l.property] = append(g.habits, habit), true
				return
			}
		}
	}
}

func (g *habitGame) chooseOmission(model map[string]any) {
	if zero := (cloudcontroltest.Habit{At: "/**", Do: "omit", As: "zero"}); g.fits(model, zero) {
		g.habits = append(g.habits, zero)
	}
	for _, l := range g.shuffledLeaves(model) {
		habit := cloudcontroltest.Habit{At: l.pointer, Do: "omit"}
		if strings.HasSuffix(l.pointer, "/*") || !g.fits(model, habit) {
			continue
		}
		g.habits, g.fixed[l.property] = append(g.habits, habit), true
		return
	}
}

// chooseAddition adds what the model lacks: a zero value, allowed or not, and a tag.
func (g *habitGame) chooseAddition(model map[string]any) {
	readOnly, identifier, writeOnly := namesOf(g.schema.ReadOnly), namesOf(g.schema.Identifier), namesOf(g.schema.WriteOnly)
	names := slices.Sorted(maps.Keys(g.schema.Properties))
	g.random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	zeros := map[string]string{"string": `""`, "array": `[]`, "boolean": `false`, "integer": `0`}
	for _, name := range names {
		kind, _ := g.schema.Properties[name]["type"].(string)
		zero := zeros[kind]
		if _, there := model[name]; there || zero == "" || readOnly[name] || identifier[name] || writeOnly[name] || strings.ContainsAny(name, "~/*") {
			continue
		}
		with := maps.Clone(model)
		if err := json.Unmarshal([]byte(`{"`+name+`":`+zero+`}`), &with); err != nil {
			g.t.Fatal(err)
		}
		g.habits = append(g.habits, cloudcontroltest.Habit{At: "/" + name, Do: "add", Value: json.RawMessage(zero)})
		g.fixed[name] = true
		break
	}
	g.chooseNested(model)
	tags := strings.TrimPrefix(g.schema.Tagging.Property, "/properties/")
	if _, there := model[tags]; there && tags != "" {
		habit := cloudcontroltest.Habit{At: "/" + tags, Do: "append", As: "tag", Value: json.RawMessage(`{"Key":"aws:owner","Value":"x"}`)}
		if g.fits(model, habit) {
			g.habits = append(g.habits, habit)
		}
	}
}

// chooseNested adds, somewhere inside the model, what a service fills in by itself.
func (g *habitGame) chooseNested(model map[string]any) {
	var all []cloudcontroltest.Habit
	for _, name := range slices.Sorted(maps.Keys(model)) {
		all = append(all, g.fillings(g.schema.Properties[name], model[name], "/"+name, "/properties/"+name)...)
	}
	if len(all) > 0 {
		habit := all[g.random.IntN(len(all))]
		name, _, _ := strings.Cut(habit.At[1:], "/")
		g.habits, g.fixed[name] = append(g.habits, habit), true
	}
}

// fillings are the habits that fill in what a part of a model lacks; pointer is that of
// the part in the model, and path how the schema points there.
func (g *habitGame) fillings(schema map[string]any, value any, pointer, path string) []cloudcontroltest.Habit {
	schema = g.resolved(schema)
	var found []cloudcontroltest.Habit
	switch value := value.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			property, _ := properties[name].(map[string]any)
			at := path + "/" + name
			if strings.ContainsAny(name, "~/*") || slices.Contains(g.schema.ReadOnly, at) || slices.Contains(g.schema.WriteOnly, at) {
				continue
			}
			if member, there := value[name]; there {
				found = append(found, g.fillings(property, member, pointer+"/"+name, at)...)
			} else if filling := fillingOf(g.resolved(property)); filling != "" {
				found = append(found, cloudcontroltest.Habit{At: pointer + "/" + name, Do: "add", Value: json.RawMessage(filling)})
			}
		}
	case []any:
		items, _ := schema["items"].(map[string]any)
		for _, item := range value {
			found = append(found, g.fillings(items, item, pointer+"/*", path+"/*")...)
		}
	}
	return found
}

// fillingOf is what a service may fill in for a property, as JSON; empty where nothing
// is known to be allowed.
func fillingOf(schema map[string]any) string {
	value := schema["default"]
	if choices, ok := schema["enum"].([]any); ok && len(choices) > 0 && value == nil {
		value = choices[0]
	}
	if kind, _ := schema["type"].(string); kind == "boolean" && value == nil {
		value = true
	}
	if value == nil {
		return ""
	}
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
}

// chooseMove lets read-only values move, with each update or with each read.
func (g *habitGame) chooseMove() {
	identifier := namesOf(g.schema.Identifier)
	kinds := []string{"count", "suffix", "token"}
	for i, pointer := range g.schema.ReadOnly {
		at := strings.TrimPrefix(pointer, "/properties")
		if name, _, _ := strings.Cut(at[1:], "/"); identifier[name] || strings.HasPrefix(at, "/**") {
			continue
		}
		on := []string{"update", "read"}[g.random.IntN(2)]
		g.habits = append(g.habits, cloudcontroltest.Habit{At: at, Do: "move", As: kinds[i%len(kinds)], On: on})
	}
}
