package cloudcontroltf_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

// A typeCase is one object of a type on its way through its life: created,
// changed, drifted and repaired, imported, destroyed. Between the steps, the
// plan must be empty.
type typeCase struct {
	typeName string
	reason   string                          // what is special about the shape
	first    string                          // the properties, in HCL
	second   string                          // the properties after a change
	more     string                          // other attributes, as sensitive_properties
	change   string                          // what the second plans: "update" unless set
	gone     []string                        // what the second no longer configures, by path
	keeps    []string                        // what the object has all the time though no read shows it
	secrets  []string                        // what must not be in state
	drift    func(properties map[string]any) // a change that is to be seen and repaired; nil for none
	service  func(properties map[string]any) // what the type's service makes of a model
	blind    bool                            // nobody can look at the object: no drift, no import

	habits   []cloudcontroltest.Habit // what the type's service does beside its schema
	imported string                   // the properties with which it is imported, in HCL; the second unless set
	apart    []string                 // paths at which the service stores another form than the configured one
	stored   map[string]any           // what the service was given in the end, by path; nil is null
	warns    []string                 // what the one warning of the first apply says
	restless bool                     // each read shows other read-only values
}

// planNothing is the value in typeCase.change of a second configuration that plans nothing.
const planNothing = "nothing"

// TestEveryShapeOfType leads objects of many types through their lives, all at
// once, with real Terraform: each step is one command for all of them. The
// types that the repository carries show each shape by itself; published ones
// are added where their schemas are found.
func TestEveryShapeOfType(t *testing.T) {
	t.Parallel()
	cases, schemas := everyShape(t)
	lead(t, cases, schemas, nil)
}

// TestEveryShapeOnServicesWithHabits is the same on services that all have one of
// the habits that fit any type.
func TestEveryShapeOnServicesWithHabits(t *testing.T) {
	t.Parallel()
	named, err := cloudcontroltest.NamedHabits()
	if err != nil {
		t.Fatal(err)
	}
	for name, habits := range named {
		everywhere := habits[cloudcontroltest.EveryType]
		if len(everywhere) == 0 || slices.ContainsFunc(everywhere, func(h cloudcontroltest.Habit) bool { return h.Do == "refuse" || h.Do == "describe" }) {
			continue // refusals have tests of their own
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cases, schemas := everyShape(t)
			for shape, c := range cases {
				if zeros := zerosInImports[shape]; name == "zero-values" && zeros != "" {
					c.imported = strings.Replace(c.second, zeros, "", 1)
					cases[shape] = c
				}
			}
			lead(t, cases, schemas, habits)
		})
	}
}

// zerosInImports are values that a service without zeros in its answers never
// shows, so that an import with them plans to set them: what the service makes of
// a write is not known before the first one.
var zerosInImports = map[string]string{
	"nested_create_only": "Hostnames = false, ",
	"api_gateway_method": `RequestParameters = { "method.request.querystring.q" = false }`,
}

// everyShape returns the lives of all types, and the schemas that the repository
// does not carry.
func everyShape(t *testing.T) (map[string]typeCase, [][]byte) {
	t.Helper()
	cases := maps.Clone(ownTypes)
	schemas := [][]byte{[]byte(unreadableSchema)}
	var names []string
	for _, c := range publishedTypes {
		names = append(names, c.typeName)
	}
	published := publishedSchemas(t, names...)
	for name, c := range publishedTypes {
		if text, found := published[c.typeName]; found {
			cases[name], schemas = c, append(schemas, text)
		}
	}
	if len(published) == 0 {
		t.Log("only types of the repository: there are no published schemas")
	}
	return cases, schemas
}

// lead leads objects through their lives, on services that have their own
// habits and those given.
func lead(t *testing.T, cases map[string]typeCase, schemas [][]byte, habits cloudcontroltest.Habits) {
	t.Helper()
	services := map[string]func(map[string]any){}
	for _, c := range cases {
		if c.service != nil {
			services[c.typeName] = c.service
		}
		habits = habits.Merge(cloudcontroltest.Habits{c.typeName: c.habits})
	}
	l := &lives{t: t, cases: cases, found: map[string][]string{}}
	l.world = providertest.NewWorldWith(t, entryguardtest.Options{}, cloudcontroltest.Options{Schemas: schemas, Services: services, Habits: habits})
	l.run = providertest.AttachTerraform(t)
	l.tell()
	for name := range cases {
		t.Run(name, func(t *testing.T) {
			for _, problem := range l.found[name] {
				t.Error(problem)
			}
			if t.Failed() {
				t.Log(cases[name].reason)
			}
		})
	}
}

// TestPublishedTypeWithoutHandlers: a record of Route 53 is one of the types
// that CloudFormation manages and Cloud Control does not.
func TestPublishedTypeWithoutHandlers(t *testing.T) {
	t.Parallel()
	const record = "AWS::Route53::RecordSet"
	s := newCC(t, cloudcontroltest.Options{Schemas: [][]byte{datatest.Schema(t, record)}})
	plan := s.planned(ofType(record, attributes{"Name": "www.example.com", "Type": "A", "TTL": "300", "ResourceRecords": []any{"192.0.2.1"}}))
	providertest.RequireError(t, plan.Diagnostics, record, "type_name")
	if got := s.world.CloudControl.Count("CreateResource"); got != 0 {
		t.Errorf("%d creates were asked for", got)
	}
}

// The lives are all cases together.
type lives struct {
	t     *testing.T
	world *providertest.World
	run   *providertest.Terraform
	cases map[string]typeCase
	found map[string][]string // what was wrong, by case
	ids   map[string]string   // identifiers, by case
}

// tell leads all objects through their lives.
func (l *lives) tell() {
	l.t.Helper()
	l.run.Write(l.config(func(c typeCase) string { return c.first }))
	l.requireWarned("creating", l.apply("creating"))
	l.requireNothing("after creating")

	l.run.Write(l.config(func(c typeCase) string { return c.second }))
	wanted := l.plansChange()
	l.apply("updating")
	l.requireNothing("after updating")
	l.learnIdentifiers()
	l.requireLive("after updating", wanted)
	l.requireNoSecrets()

	before := l.live()
	l.drift()
	l.requireActions("the plan after drift", l.plan(), func(c typeCase) string {
		if c.drift == nil {
			return ""
		}
		return "update"
	})
	l.apply("repairing")
	l.requireNothing("after repairing")
	l.requireLive("after repairing", wanted)
	l.requireSame(before)
	l.requireSameObjects()

	l.importAll()
	l.destroyAll()
}

// config is the configuration of all cases.
func (l *lives) config(properties func(typeCase) string) string {
	var b strings.Builder
	b.WriteString(l.world.ProviderBlock())
	for _, name := range slices.Sorted(maps.Keys(l.cases)) {
		c := l.cases[name]
		fmt.Fprintf(&b, "resource %q %q {\n  type_name = %q\n  properties = {\n%s\n  }\n%s\n}\n", providertest.CloudControlType, name, c.typeName, properties(c), c.more)
	}
	return b.String()
}

// wrongf notes what is wrong with a case.
func (l *lives) wrongf(name, format string, args ...any) {
	l.found[name] = append(l.found[name], fmt.Sprintf(format, args...))
}

// apply applies the configuration; each error belongs to a case.
func (l *lives) apply(step string, args ...string) providertest.Result {
	l.t.Helper()
	result := l.run.Run(append([]string{"apply", "-auto-approve", "-json"}, args...)...)
	l.blame(step, result)
	return result
}

// requireWarned checks that each case that is to have a warning has one.
func (l *lives) requireWarned(step string, result providertest.Result) {
	l.t.Helper()
	for name, c := range l.cases {
		warned := 0
		for _, d := range result.Diagnostics(l.t) {
			lacks := func(word string) bool { return !strings.Contains(d.Summary+d.Detail, word) }
			if d.Severity == "warning" && d.Address == providertest.CloudControlType+"."+name && !slices.ContainsFunc(c.warns, lacks) {
				warned++
			}
		}
		if want := min(len(c.warns), 1); len(c.warns) > 0 && warned != want {
			l.wrongf(name, "%s: %d warnings say %q, want %d", step, warned, c.warns, want)
		}
	}
}

// blame notes the errors of a command with the cases that they are about. One
// that is about none ends the test.
func (l *lives) blame(step string, result providertest.Result) {
	l.t.Helper()
	failed := result.Code != 0
	for _, d := range result.Diagnostics(l.t) {
		if d.Severity != "error" {
			continue
		}
		name := strings.TrimPrefix(d.Address, providertest.CloudControlType+".")
		if _, ours := l.cases[name]; !ours {
			l.t.Fatalf("%s: %s: %s\n%s", step, d.Address, d.Summary, d.Detail)
		}
		l.wrongf(name, "%s: %s\n%s", step, d.Summary, d.Detail)
		failed = false
	}
	if failed {
		l.t.Fatalf("%s: terraform ended with %d:\n%s\n%s", step, result.Code, result.Stdout, result.Stderr)
	}
}

// plan plans and returns what is planned for each case: "" for nothing. What
// Terraform shows as drift counts as "drift" where nothing is planned.
func (l *lives) plan() map[string]string {
	l.t.Helper()
	result := l.run.Run("plan", "-json", "-out=tfplan")
	l.blame("planning", result)
	actions := map[string]string{}
	for line := range strings.Lines(result.Stdout) {
		var message struct {
			Type   string `json:"type"`
			Change struct {
				Action   string `json:"action"`
				Resource struct {
					Name string `json:"resource_name"`
				} `json:"resource"`
			} `json:"change"`
		}
		if err := json.Unmarshal([]byte(line), &message); err != nil {
			l.t.Fatal(err)
		}
		switch name := message.Change.Resource.Name; {
		case message.Type == "resource_drift" && actions[name] == "":
			actions[name] = "drift"
		case message.Type == "planned_change":
			actions[name] = message.Change.Action
		}
	}
	return actions
}

// requireActions checks what is planned.
func (l *lives) requireActions(step string, actions map[string]string, want func(typeCase) string) {
	for name, c := range l.cases {
		if got := actions[name]; got != want(c) && !(c.restless && got == "drift" && want(c) == "") {
			l.wrongf(name, "%s does %q, want %q%s", step, got, want(c), l.difference(name))
		}
	}
}

// requireNothing checks that the next plan is empty, and that applying it asks
// the services for no change.
func (l *lives) requireNothing(step string) {
	l.t.Helper()
	l.requireActions("the plan "+step, l.plan(), func(typeCase) string { return "" })
	before := l.writes()
	l.apply("applying once more "+step, "tfplan")
	for name, c := range l.cases {
		if n := l.writes()[c.typeName] - before[c.typeName]; n != 0 {
			l.wrongf(name, "applying once more %s asked for %d changes", step, n)
		}
	}
}

// writes counts the requests for changes by type.
func (l *lives) writes() map[string]int {
	found := map[string]int{}
	for _, request := range l.world.CloudControl.Requests() {
		if request.Operation == "CreateResource" || request.Operation == "UpdateResource" || request.Operation == "DeleteResource" {
			found[request.TypeName]++
		}
	}
	return found
}

// difference is what the last plan changes in the properties of a case.
func (l *lives) difference(name string) string {
	for _, change := range l.shown() {
		if change.Name == name {
			return ":\n" + cmp.Diff(change.Change.Before, change.Change.After)
		}
	}
	return ""
}

// A shownChange is a change as terraform show -json prints a plan.
type shownChange struct {
	Name   string `json:"name"`
	Change struct {
		Before map[string]any `json:"before"`
		After  map[string]any `json:"after"`
	} `json:"change"`
}

// shown reads the last plan.
func (l *lives) shown() []shownChange {
	l.t.Helper()
	var plan struct {
		Changes []shownChange `json:"resource_changes"`
		Drift   []shownChange `json:"resource_drift"`
	}
	if err := json.Unmarshal([]byte(l.run.Must("show", "-json", "tfplan").Stdout), &plan); err != nil {
		l.t.Fatal(err)
	}
	return slices.Concat(plan.Drift, plan.Changes)
}

// plansChange plans the second configuration and returns the properties that
// each case wants from then on.
func (l *lives) plansChange() map[string]any {
	l.t.Helper()
	l.requireActions("the plan of the change", l.plan(), func(c typeCase) string {
		switch c.change {
		case "":
			return "update"
		case planNothing:
			return ""
		}
		return c.change
	})
	wanted := map[string]any{}
	for _, change := range l.shown() {
		wanted[change.Name] = change.Change.After["properties"]
	}
	return wanted
}

// learnIdentifiers reads the identifiers out of the state.
func (l *lives) learnIdentifiers() {
	l.t.Helper()
	l.ids = map[string]string{}
	for name := range l.cases {
		instance := l.run.State(providertest.CloudControlType + "." + name)
		if instance == nil {
			l.wrongf(name, "it is not in state")
			continue
		}
		id, _ := instance.Attributes["identifier"].(string)
		if id == "" {
			l.wrongf(name, "it has no identifier in state")
			continue
		}
		l.ids[name] = id
	}
}

// requireSameObjects checks that nothing was replaced since the identifiers
// were learned, and learns them again.
func (l *lives) requireSameObjects() {
	l.t.Helper()
	before := l.ids
	l.learnIdentifiers()
	for name, id := range l.ids {
		if before[name] != id {
			l.wrongf(name, "%s was replaced by %s: repairing drift needs no other object", before[name], id)
		}
	}
}

// live returns all that each object has, secrets too.
func (l *lives) live() map[string]any {
	all := map[string]any{}
	for name, id := range l.ids {
		object, found := l.world.CloudControl.Object(l.cases[name].typeName, id)
		if !found {
			l.wrongf(name, "there is no %s", id)
			continue
		}
		var model any
		if err := json.Unmarshal(object.Properties, &model); err != nil {
			l.t.Fatal(err)
		}
		all[name] = model
	}
	return all
}

// requireLive checks that the objects have what is configured and lack what no
// longer is.
func (l *lives) requireLive(step string, wanted map[string]any) {
	l.t.Helper()
	for name, model := range l.live() {
		c := l.cases[name]
		for path, want := range c.stored {
			if diff := cmp.Diff(want, valueAt(model, path)); diff != "" || !hasPath(model, path) {
				l.wrongf(name, "%s: the service was given another %s (-want +stored):\n%s", step, path, diff)
			}
		}
		if !serves(apartFrom(wanted[name], c.apart), model) {
			l.wrongf(name, "%s: the object lacks something that is configured (-configured +live):\n%s", step, cmp.Diff(wanted[name], model))
		}
		for _, path := range l.cases[name].gone {
			if valueAt(model, path) != nil {
				l.wrongf(name, "%s: %s is no longer configured, and the object still has it", step, path)
			}
		}
		for _, path := range l.cases[name].keeps {
			if valueAt(model, path) == nil {
				l.wrongf(name, "%s: the object lost %s", step, path)
			}
		}
	}
}

// requireNoSecrets checks that neither what is in sensitive_properties nor what
// a service keeps secret is in state.
func (l *lives) requireNoSecrets() {
	l.t.Helper()
	state, err := os.ReadFile(filepath.Join(l.run.Dir, "terraform.tfstate"))
	if err != nil {
		l.t.Fatal(err)
	}
	live := l.live()
	for name, c := range l.cases {
		for _, path := range c.secrets {
			if secret, ok := valueAt(live[name], path).(string); !ok || strings.Contains(string(state), secret) {
				l.wrongf(name, "%s is in state, or the object has none", path)
			}
		}
	}
}

// drift changes each object behind Terraform's back.
func (l *lives) drift() {
	l.t.Helper()
	for name, id := range l.ids {
		if c := l.cases[name]; c.drift != nil {
			if err := l.world.CloudControl.Mutate(c.typeName, id, c.drift); err != nil {
				l.wrongf(name, "drifting: %v", err)
			}
		}
	}
}

// requireSame checks that repairing left the objects as they were before they
// drifted, write-only properties too.
func (l *lives) requireSame(before map[string]any) {
	for name, model := range l.live() {
		if diff := cmp.Diff(before[name], model, cmpopts.IgnoreMapEntries(givenAnew)); diff != "" {
			l.wrongf(name, "repairing left something else (-before +after):\n%s", diff)
		}
	}
}

// givenAnew are the read-only properties that the service gives anew to the
// items of an array that is replaced.
func givenAnew(name string, _ any) bool { return name == "MemberId" }

// importAll imports the objects into another state.
func (l *lives) importAll() {
	l.t.Helper()
	first := l.run.Dir
	l.run.Dir = l.t.TempDir()
	all := l.cases
	l.cases = maps.Clone(all)
	maps.DeleteFunc(l.cases, func(name string, c typeCase) bool { return c.blind || l.ids[name] == "" })
	config := l.config(func(c typeCase) string {
		if c.imported != "" {
			return c.imported
		}
		return c.second
	})
	for name, c := range l.cases {
		config += fmt.Sprintf("import {\n  to = %s.%s\n  id = %q\n}\n", providertest.CloudControlType, name, c.typeName+"/"+l.ids[name])
	}
	l.run.Write(config)
	// What no read shows is adopted from the configuration.
	l.requireActions("the plan of the import", l.plan(), func(typeCase) string { return "import" })
	l.apply("importing")
	l.requireNothing("after importing")
	l.apply("destroying", "-destroy")
	l.requireGone()
	l.cases, l.run.Dir = all, first
}

// destroyAll destroys what is left, from the first state.
func (l *lives) destroyAll() {
	l.t.Helper()
	l.apply("destroying what is left", "-destroy")
	l.requireGone()
	if state, err := os.ReadFile(filepath.Join(l.run.Dir, "terraform.tfstate")); err != nil || strings.Contains(string(state), `"instances"`) {
		l.t.Errorf("the state is not empty, %v:\n%s", err, state)
	}
}

func (l *lives) requireGone() {
	for name, c := range l.cases {
		if _, found := l.world.CloudControl.Object(c.typeName, l.ids[name]); found {
			l.wrongf(name, "after destroying, %s is still there", l.ids[name])
		}
	}
}
