package cloudcontroltf_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// habitSeed makes every run play the same habits, unless STEWARD_SEED says
// otherwise; a failure prints it.
func habitSeed(t *testing.T) uint64 {
	t.Helper()
	text := os.Getenv("STEWARD_SEED")
	if text == "" {
		return 2026
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("STEWARD_SEED: %v", err)
	}
	return seed
}

// The kinds of habits that are played, one after the other, on each type.
var habitKinds = []string{"store", "omit", "add", "move", "mixed"}

// shortTypes is how many published types a usual test run plays with;
// STEWARD_LONG=1 plays with all.
const shortTypes = 40

// TestHabitLaws plays random habits on services of the repository's type and of
// published types. Whatever a service makes of what it is given: after an apply
// the next plan is empty and asks for nothing, an update of one property changes
// that one, or the plan says that it is refused, and what somebody else changes shows
// and is repaired. Half of the objects are imported first: what the import shows is a
// configuration that plans nothing.
//
// Each type is a test of its own, so that -run chooses types, and goes on where
// a long run was stopped: -run 'TestHabitLaws/published/AWS::[M-Z]'.
func TestHabitLaws(t *testing.T) {
	t.Parallel()
	t.Run("own", func(t *testing.T) {
		t.Parallel()
		playHabits(t, map[string][]byte{gadget("Law"): gadgetSchemaOf(gadget("Law"))}, 20)
	})
	t.Run("published", func(t *testing.T) {
		t.Parallel()
		if testing.Short() {
			t.Skip("the published schemas are left out with -short")
		}
		schemas := maps.Clone(datatest.Schemas(t))
		if os.Getenv("STEWARD_LONG") != "1" {
			names := slices.Sorted(maps.Keys(schemas))
			random := rand.New(rand.NewPCG(habitSeed(t), 1))
			random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			for _, name := range names[shortTypes:] {
				delete(schemas, name)
			}
		}
		playHabits(t, schemas, 1)
	})
}

// A habitTally counts what was played and what went wrong.
type habitTally struct {
	types  int
	played map[string]int // by law
	broken map[string]int
	unfit  map[string]bool // types of which the game itself breaks a law, without any habit
}

// noHabits is the kind that shows whether a type is fit to be played with: the
// simulation cannot make a valid object of each published schema.
const noHabits = "none"

// shownOfEach is how many broken laws of each name are printed for a type.
const shownOfEach = 2

// tallyEvery is after how many types the tally is printed, so that it is known
// of a run that was stopped.
const tallyEvery = 100

// playHabits plays each kind of habit on each type, some times over.
func playHabits(t *testing.T, schemas map[string][]byte, times int) {
	t.Helper()
	tally := &habitTally{played: map[string]int{}, broken: map[string]int{}, unfit: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		t.Run(name, func(t *testing.T) {
			tally.types++
			playType(t, name, schemas[name], times, tally)
			if tally.types%tallyEvery == 0 {
				tally.log(t)
			}
		})
	}
	tally.log(t)
	if len(tally.unfit) > max(1, tally.types/20) {
		t.Errorf("%d of %d types break a law without any habit: %v", len(tally.unfit), tally.types, slices.Sorted(maps.Keys(tally.unfit)))
	}
}

// playType plays each kind of habit on one type, where it is fit for the game.
func playType(t *testing.T, name string, schema []byte, times int, tally *habitTally) {
	t.Helper()
	s := newCC(t, cloudcontroltest.Options{
		Schemas: [][]byte{schema}, Switches: cloudcontroltest.Switches{SuccessAtOnce: true},
	})
	g, err := newHabitGame(t, s, name, schema, tally)
	if err != nil {
		t.Fatal(err)
	}
	if g.play(noHabits); tally.unfit[name] {
		return
	}
	for range times {
		for _, kind := range habitKinds {
			g.play(kind)
		}
	}
}

// log prints what was played so far.
func (tally *habitTally) log(t *testing.T) {
	t.Helper()
	for _, law := range slices.Sorted(maps.Keys(tally.played)) {
		t.Logf("%s: %d of %d broken", law, tally.broken[law], tally.played[law])
	}
	t.Logf("STEWARD_SEED=%d, %d types, %d kinds of habits; %d are left out: %v", habitSeed(t), tally.types, len(habitKinds),
		len(tally.unfit), slices.Sorted(maps.Keys(tally.unfit)))
}

// A habitGame is one type on which habits are played.
type habitGame struct {
	t        *testing.T
	session  *ccSession
	typeName string
	schema   habitSchema
	judge    *cfschema.Schema
	models   *cfschematest.ModelSource
	random   *rand.Rand
	tally    *habitTally
	shown    map[string]int // broken laws that were printed

	habits  []cloudcontroltest.Habit
	fixed   map[string]bool // properties that habits hide or form
	adopted bool            // what no read shows of the object nobody knows
}

// habitSchema is what the game has to know of a type.
type habitSchema struct {
	Properties  map[string]map[string]any `json:"properties"`
	Definitions map[string]map[string]any `json:"definitions"`
	Required    []string                  `json:"required"`
	ReadOnly    []string                  `json:"readOnlyProperties"`
	WriteOnly   []string                  `json:"writeOnlyProperties"`
	CreateOnly  []string                  `json:"createOnlyProperties"`
	Identifier  []string                  `json:"primaryIdentifier"`
	Tagging     struct {
		Property string `json:"tagProperty"`
	} `json:"tagging"`
	Handlers map[string]any `json:"handlers"`
}

func newHabitGame(t *testing.T, s *ccSession, typeName string, text []byte, tally *habitTally) (*habitGame, error) {
	t.Helper()
	g := &habitGame{t: t, session: s, typeName: typeName, tally: tally, shown: map[string]int{}}
	if err := json.Unmarshal(text, &g.schema); err != nil {
		return nil, err
	}
	var sum uint64
	for _, b := range []byte(typeName) {
		sum = sum*31 + uint64(b)
	}
	g.random = rand.New(rand.NewPCG(habitSeed(t), sum))
	g.judge = cfschematest.Must(cfschema.Parse(text))
	models, err := cfschematest.NewModelSource(text, g.random)
	g.models = models
	return g, err
}

// names returns the properties that pointers begin with.
func namesOf(pointers []string) map[string]bool {
	names := map[string]bool{}
	for _, pointer := range pointers {
		name, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/properties/"), "/")
		names[name] = true
	}
	return names
}

// playable reports whether objects of the type can be made, read and deleted.
func (g *habitGame) playable() bool {
	return g.schema.Handlers["create"] != nil && g.schema.Handlers["read"] != nil && g.schema.Handlers["delete"] != nil
}

// model makes a model that the API takes, with numbers as a test writes them; nil
// where none was found.
func (g *habitGame) model() map[string]any {
	for range 5 {
		text, err := json.Marshal(g.models.Model())
		if err != nil {
			g.t.Fatal(err)
		}
		var model map[string]any
		if err := json.Unmarshal(text, &model); err != nil {
			g.t.Fatal(err)
		}
		if g.named(model) && g.allowed(model) {
			return model
		}
	}
	return nil
}

// named reports whether a model has every part of the identifier that can be
// configured: one that the simulation invents need not be allowed. Nobody is
// called "".
func (g *habitGame) named(model map[string]any) bool {
	readOnly := namesOf(g.schema.ReadOnly)
	for name := range namesOf(g.schema.Identifier) {
		if value, there := model[name]; !there && !readOnly[name] || value == "" {
			return false
		}
	}
	return true
}

// allowed reports whether the API takes a model.
func (g *habitGame) allowed(model map[string]any) bool {
	text, err := json.Marshal(model)
	if err != nil {
		g.t.Fatal(err)
	}
	problems, err := g.session.world.CloudControl.Problems(g.typeName, text)
	return err == nil && len(problems) == 0
}

// play leads one object through its life on a service with habits.
func (g *habitGame) play(kind string) {
	model := g.model()
	if !g.playable() || model == nil {
		g.tally.played["(no model)"]++
		return
	}
	g.choose(kind, model)
	g.adopted = false
	server := g.session.world.CloudControl
	if err := server.SetHabits(g.typeName, g.habits...); err != nil {
		g.t.Fatal(err)
	}
	one := *g.session
	config := g.config(model)
	if diagnostics := one.create(config); providertest.Failed(diagnostics) || one.state == nil {
		g.brokef("create", kind, "%s", providertest.Text(diagnostics))
		g.clean()
		return
	}
	g.tally.played["create"]++
	settled := g.settles(&one, "after the create", kind, config)
	if settled && g.random.IntN(2) == 0 {
		one, model, settled = g.adopt(one.text("identifier"), kind)
	}
	if settled && g.schema.Handlers["update"] != nil {
		g.changeOne(&one, kind, model)
	}
	g.tally.played["destroy"]++
	one.RequireClean("reading before the destruction", providertest.Errors(one.read()))
	if diagnostics := one.destroy(); providertest.Failed(diagnostics) && !g.fixedProtection(&one) && !g.hidesProtection(&one) {
		g.brokef("destroy", kind, "%s", providertest.Text(diagnostics))
	}
	g.clean()
}

// adopt imports the object as if nobody had made it here. What the import shows is a
// configuration that plans nothing. Where the API would refuse what a read shows, nobody
// knows what else to send.
func (g *habitGame) adopt(id, kind string) (one ccSession, model map[string]any, settled bool) {
	g.adopted = true
	one = *g.session
	if diagnostics := one.importWho(attributes{"type_name": g.typeName, "identifier": id}); providertest.Failed(diagnostics) || one.state == nil {
		g.brokef("import", kind, "%s", providertest.Text(diagnostics))
		return one, nil, false
	}
	g.tally.played["import"]++
	if err := json.Unmarshal([]byte(one.modelJSON("properties")), &model); err != nil {
		g.t.Fatal(err)
	}
	if !g.settles(&one, "after the import", kind, ofType(g.typeName, model)) {
		return one, model, false
	}
	return one, model, len(g.problems(id)) == 0 && g.settles(&one, "after the import", kind, g.protectionOff(&one, model))
}

// protectionOff applies the configuration in which no protection is in the way.
func (g *habitGame) protectionOff(one *ccSession, model map[string]any) attributes {
	config := g.config(model)
	one.RequireClean("setting on_protection", providertest.Errors(one.update(config)))
	return config
}

// problems are what the API would find wrong with what a read shows.
func (g *habitGame) problems(id string) []string {
	server := g.session.world.CloudControl
	shown, _ := server.Shown(g.typeName, id)
	problems, err := server.Problems(g.typeName, shown)
	if err != nil {
		g.t.Fatal(err)
	}
	return problems
}

// config is a configuration of the type, of which no protection is in the way of
// destroying it.
func (g *habitGame) config(model map[string]any) attributes {
	return ofType(g.typeName, model, attributes{"on_protection": "remove"})
}

// fixedProtection reports whether nobody can switch off a protection: the API would
// refuse any update, or what it lacks nobody knows.
func (g *habitGame) fixedProtection(one *ccSession) bool {
	id := one.text("identifier")
	shown, _ := g.session.world.CloudControl.Shown(g.typeName, id)
	return len(g.judge.Stuck(cfschematest.Value(string(shown)))) > 0 || g.adopted && len(g.problems(id)) > 0
}

// hidesProtection reports whether the object has a protection that no read shows,
// so that nobody could announce or switch it off.
func (g *habitGame) hidesProtection(one *ccSession) bool {
	id := one.text("identifier")
	shown, _ := g.session.world.CloudControl.Shown(g.typeName, id)
	var model any
	if err := json.Unmarshal(shown, &model); err != nil {
		g.t.Fatal(err)
	}
	return len(cfschema.Protections(model)) < len(cfschema.Protections(any(g.live(id))))
}

// clean removes what is left of the type.
func (g *habitGame) clean() {
	server := g.session.world.CloudControl
	for _, object := range server.Objects() {
		server.Remove(object.TypeName, object.Identifier)
	}
}

// brokef notes a broken law, and shows the first ones.
func (g *habitGame) brokef(law, kind, format string, args ...any) {
	g.t.Helper()
	if kind == noHabits {
		g.tally.unfit[g.typeName] = true
		g.t.Logf("without any habit: %s\n%s", law, fmt.Sprintf(format, args...))
		return
	}
	g.tally.broken[law]++
	if g.shown[law]++; g.shown[law] > shownOfEach {
		return // they are counted
	}
	habits, err := json.Marshal(g.habits)
	if err != nil {
		g.t.Fatal(err)
	}
	g.t.Errorf("%s, %s, imported: %t, STEWARD_SEED=%d: %s\nhabits: %s\n%s", g.typeName, kind, g.adopted, habitSeed(g.t), law, habits, fmt.Sprintf(format, args...))
}

// settles checks that a refresh and a plan of what was applied find nothing.
func (g *habitGame) settles(one *ccSession, when, kind string, config attributes) bool {
	law := "the plan is empty " + when
	g.tally.played[law]++
	server := g.session.world.CloudControl
	asked := func() int {
		return server.Count("CreateResource") + server.Count("UpdateResource") + server.Count("DeleteResource")
	}
	before := asked()
	if diagnostics := one.read(); providertest.Failed(diagnostics) || one.state == nil {
		g.brokef(law, kind, "reading: %s", providertest.Text(diagnostics))
		return false
	}
	plan := one.planned(config)
	switch {
	case providertest.Failed(plan.Diagnostics):
		g.brokef(law, kind, "planning: %s", providertest.Text(plan.Diagnostics))
	case len(plan.RequiresReplace) > 0 || one.changes(plan):
		g.brokef(law, kind, "replaced: %t (-state +planned)\n%s", len(plan.RequiresReplace) > 0,
			cmp.Diff(one.modelJSON("properties"), providertest.JSON(g.t, one.plannedAttributes(plan)["properties"])))
	case asked() != before:
		g.brokef(law, kind, "something was asked of the API")
	default:
		return g.appliesNothing(one, law, kind, config, asked)
	}
	return false
}

// appliesNothing applies an empty plan, which must ask for nothing and change
// nothing in state.
func (g *habitGame) appliesNothing(one *ccSession, law, kind string, config attributes, asked func() int) bool {
	before, state := asked(), one.stateJSON()
	diagnostics := one.update(config)
	switch {
	case providertest.Failed(diagnostics):
		g.brokef(law, kind, "applying it once more: %s", providertest.Text(diagnostics))
	case asked() != before:
		g.brokef(law, kind, "applying it once more asked for something")
	case one.stateJSON() != state:
		g.brokef(law, kind, "applying it once more changed the state from\n%s\nto\n%s", state, one.stateJSON())
	default:
		return true
	}
	return false
}

// changeOne changes one property, and then lets somebody else change it back.
func (g *habitGame) changeOne(one *ccSession, kind string, model map[string]any) {
	name, changed := g.otherProperty(model)
	if name == "" {
		return
	}
	id := one.text("identifier")
	before := g.live(id)
	config := g.config(changed)
	const law = "an update of one property changes that one"
	g.tally.played[law]++
	plan := one.planned(config)
	switch {
	case providertest.Failed(plan.Diagnostics):
		g.brokef(law, kind, "%s is planned: %s", name, providertest.Text(plan.Diagnostics))
		return
	case len(plan.RequiresReplace) > 0:
		g.brokef(law, kind, "%s can be updated, and the object is replaced:\n%s", name, providertest.Text(plan.Diagnostics))
		return
	case !one.changes(plan):
		return // both mean the same
	}
	server := g.session.world.CloudControl
	asked := server.Count("UpdateResource")
	diagnostics := one.update(config)
	switch {
	case foretold(plan.Diagnostics):
		const law = "an update that the plan gives up is refused"
		g.tally.played[law]++
		if !providertest.Failed(diagnostics) && server.Count("UpdateResource") > asked {
			g.brokef(law, kind, "%s was updated:\n%s", name, providertest.Text(plan.Diagnostics))
		}
		return
	case providertest.Failed(diagnostics):
		g.brokef(law, kind, "%s is updated: %s", name, providertest.Text(diagnostics))
		return
	}
	after := g.live(id)
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if !g.adopted && key != name && !namesOf(g.schema.ReadOnly)[key] && !g.lost(key) && !(serves(before[key], after[key]) && serves(after[key], before[key])) {
			g.brokef(law, kind, "%s was changed, and with it %s:\n%s", name, key, cmp.Diff(before[key], after[key]))
		}
	}
	// An item without anything in it is served by any other, so sets are compared in both directions.
	unknown := g.adopted && namesOf(g.schema.WriteOnly)[name] // taken to be as it is configured
	if !g.fixed[name] && !unknown && !serves(changed[name], after[name]) && !serves(after[name], changed[name]) {
		g.brokef(law, kind, "%s did not arrive:\n%s", name, cmp.Diff(changed[name], after[name]))
	}
	if g.settles(one, "after the update", kind, config) {
		g.changeBack(one, kind, name, id, before, after, config)
	}
}

// foretold reports whether a plan says that the API does not accept its update.
func foretold(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool {
		return strings.HasPrefix(d.Summary, "The API does not accept this update")
	})
}

// lost reports whether a property is lost with every update: no read shows it,
// so that the patch would have to bring it, and no patch can.
func (g *habitGame) lost(name string) bool {
	return namesOf(g.schema.WriteOnly)[name] && namesOf(g.schema.CreateOnly)[name]
}

// asked is what a value of a property asks for: without empty objects and lists
// and without what the schema names as default, which a service may leave out;
// nil where nothing is left.
func (g *habitGame) asked(name string, value any) any {
	return g.askedBy(g.schema.Properties[name], value)
}

func (g *habitGame) askedBy(schema map[string]any, value any) any {
	schema = g.resolved(schema)
	if fallback := schema["default"]; fallback != nil && cmp.Equal(fallback, value) {
		return nil
	}
	switch value := value.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		members := map[string]any{}
		for name, member := range value {
			property, _ := properties[name].(map[string]any)
			if left := g.askedBy(property, member); left != nil {
				members[name] = left
			}
		}
		if len(members) > 0 {
			return members
		}
		return nil
	case []any:
		if len(value) == 0 {
			return nil
		}
	}
	return value
}

// resolved follows a reference to a definition.
func (g *habitGame) resolved(schema map[string]any) map[string]any {
	for range 8 {
		reference, ok := schema["$ref"].(string)
		if !ok {
			break
		}
		schema = g.schema.Definitions[strings.TrimPrefix(reference, "#/definitions/")]
	}
	return schema
}

// changeBack is somebody else who gives a property the value that it had before.
// That is drift where it lacks something that is configured, and a read shows it.
func (g *habitGame) changeBack(one *ccSession, kind, name, id string, before, after map[string]any, config attributes) {
	const law = "what somebody else changes shows and is repaired"
	server := g.session.world.CloudControl
	shown, _ := server.Shown(g.typeName, id)
	if err := server.Mutate(g.typeName, id, func(properties map[string]any) {
		if properties[name] = before[name]; before[name] == nil {
			delete(properties, name)
		}
	}); err != nil {
		g.t.Fatal(err)
	}
	if now, _ := server.Shown(g.typeName, id); namesOf(g.schema.WriteOnly)[name] || g.breaksElsewhere(id, config) ||
		shownAt(g.t, shown, name) == shownAt(g.t, now, name) || serves(g.asked(name, valueAt(config["properties"], name)), before[name]) {
		return
	}
	g.tally.played[law]++
	if diagnostics := one.read(); providertest.Failed(diagnostics) {
		g.brokef(law, kind, "reading: %s", providertest.Text(diagnostics))
		return
	}
	plan := one.planned(config)
	if providertest.Failed(plan.Diagnostics) || len(plan.RequiresReplace) > 0 || !one.changes(plan) {
		g.brokef(law, kind, "%s is no longer as configured, and the plan does not repair it:\n%s%s", name, cmp.Diff(after[name], before[name]), providertest.Text(plan.Diagnostics))
		return
	}
	if diagnostics := one.update(config); providertest.Failed(diagnostics) {
		g.brokef(law, kind, "%s is repaired: %s", name, providertest.Text(diagnostics))
		return
	}
	// What the service added by itself is not repaired.
	if now := g.live(id)[name]; !g.adopted && !serves(g.asked(name, after[name]), now) && !serves(g.asked(name, valueAt(config["properties"], name)), now) {
		g.brokef(law, kind, "%s was repaired to something else:\n%s", name, cmp.Diff(after[name], now))
	}
}

// breaksElsewhere reports whether the API would refuse what a read shows because of
// something that nobody configured: what somebody else has made is not taken away.
func (g *habitGame) breaksElsewhere(id string, config attributes) bool {
	return slices.ContainsFunc(g.problems(id), func(problem string) bool {
		at, _, _ := strings.Cut(strings.TrimPrefix(problem, "#/"), ":")
		return jsonvalue.At(config["properties"], jsonvalue.SplitPointer("/"+at)) == nil
	})
}

// shownAt is one property of what a read shows, as text.
func shownAt(t *testing.T, shown json.RawMessage, name string) string {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(shown, &members); err != nil {
		t.Fatal(err)
	}
	return string(members[name])
}

// live is what the object has.
func (g *habitGame) live(id string) map[string]any {
	object, found := g.session.world.CloudControl.Object(g.typeName, id)
	if !found {
		g.t.Fatalf("there is no %s %s", g.typeName, id)
	}
	var model map[string]any
	if err := json.Unmarshal(object.Properties, &model); err != nil {
		g.t.Fatal(err)
	}
	return model
}

// otherProperty returns a model that differs from another one in one property
// that an update can change; "" where there is none.
func (g *habitGame) otherProperty(model map[string]any) (string, map[string]any) {
	other := g.model()
	createOnly, readOnly := namesOf(g.schema.CreateOnly), namesOf(g.schema.ReadOnly)
	for name := range namesOf(g.schema.WriteOnly) {
		inside := func(pointer string) bool { return strings.HasPrefix(pointer, "/properties/"+name+"/") }
		if createOnly[name] && slices.Contains(g.schema.Required, name) || slices.ContainsFunc(g.schema.CreateOnly, inside) {
			return "", nil // no update can bring it again, and none may leave it out
		}
	}
	names := slices.Sorted(maps.Keys(other))
	g.random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		changed := maps.Clone(model)
		changed[name] = other[name]
		if createOnly[name] || readOnly[name] || cmp.Equal(model[name], other[name]) || !g.allowed(changed) {
			continue
		}
		return name, changed
	}
	return "", nil
}
