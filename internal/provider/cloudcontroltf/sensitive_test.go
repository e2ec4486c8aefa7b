package cloudcontroltf_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/providertest"
)

const settingsType = "Steward::Test::Settings"

// A sensitiveRun leads one object with sensitive_properties through real
// Terraform, on a type whose read handler returns them: they are keys of a map.
type sensitiveRun struct {
	*providertest.Terraform
	world *providertest.World
}

func newSensitiveRun(t *testing.T) *sensitiveRun {
	t.Helper()
	r := &sensitiveRun{Terraform: providertest.AttachTerraform(t), world: providertest.NewWorld(t)}
	// A plan file holds the configuration, but no ephemeral variable.
	r.Env = append(r.Env, "TF_VAR_one=hush-hush-1", "TF_VAR_two=hush-hush-2")
	return r
}

const settingsAddress = "steward_cloudcontrol_resource.settings"

// settings writes the configuration; body is that of the resource.
func (r *sensitiveRun) settings(body string) {
	r.T.Helper()
	r.Write(fmt.Sprintf(`
provider "steward" {
  aws {
    region     = "us-east-1"
    access_key = %q
    secret_key = %q
    endpoints {
      cloudcontrol = %[3]q
      cloudformation = %[3]q
      sts = %[3]q
    }
  }
}
variable "one" {
  type      = string
  ephemeral = true
}
variable "two" {
  type      = string
  ephemeral = true
}
resource "steward_cloudcontrol_resource" "settings" {
  type_name = "Steward::Test::Settings"
  %[4]s
}
`, providertest.AccessKey, providertest.SecretKey, r.world.CloudControl.URL(), body))
}

// live is the object as the API has it.
func (r *sensitiveRun) live() string {
	r.T.Helper()
	objects := r.world.CloudControl.Objects()
	if len(objects) != 1 {
		r.T.Fatalf("%d objects, want one", len(objects))
	}
	return string(objects[0].Properties)
}

// shows runs plans of all kinds and everything that shows a state, and fails
// where a secret comes out, or stands in state or in a plan file.
func (r *sensitiveRun) shows(secrets ...string) {
	r.T.Helper()
	file := filepath.Join(r.T.TempDir(), "out.plan")
	said := map[string]string{}
	for _, args := range [][]string{
		{"plan", "-out=" + file},
		{"show", file},
		{"show", "-json", file},
		{"plan", "-refresh-only"},
		{"apply", "-refresh-only", "-auto-approve"},
		{"show", "-json"},
		{"plan", "-destroy"},
	} {
		result := r.Must(args...)
		said["terraform "+strings.Join(args[:min(2, len(args))], " ")] = result.Stdout + result.Stderr
	}
	state, err := os.ReadFile(filepath.Join(r.Dir, "terraform.tfstate"))
	if err != nil {
		r.T.Fatal(err)
	}
	said["the state file"] = string(state)
	said["the plan file"] = providertest.Unzipped(r.T, file)
	for where, text := range said {
		for _, secret := range secrets {
			if at := strings.Index(text, secret); at >= 0 {
				r.T.Errorf("%s shows %q: …%s", where, secret, text[max(0, at-200):min(len(text), at+80)])
			}
		}
	}
}

// TestSensitivePropertyThatIsNoLongerSet: what was sensitive and is no longer
// configured leaves the object, and what it was is never shown again.
func TestSensitivePropertyThatIsNoLongerSet(t *testing.T) {
	t.Parallel()
	const before = `
  properties                   = { Values = { level = "info" } }
  sensitive_properties         = { Values = { token = var.one } }
  sensitive_properties_version = 1`
	for name, c := range map[string]struct {
		after     string
		warns     string
		has, gone []string
		reason    string
	}{
		"renamed": {
			`
  properties                   = { Values = { level = "info" } }
  sensitive_properties         = { Values = { token2 = var.two } }
  sensitive_properties_version = 2`,
			"Values.token",
			[]string{`"level":"info"`, `"token2":"hush-hush-2"`},
			[]string{"hush-hush-1"},
			"the old key of the map",
		},
		"renamed without a new version": {
			`
  properties                   = { Values = { level = "info" } }
  sensitive_properties         = { Values = { token2 = var.two } }
  sensitive_properties_version = 1`,
			"Values.token",
			[]string{`"level":"info"`, `"token2":"hush-hush-2"`},
			[]string{"hush-hush-1"},
			"names are known, so no version is needed to see that one is missing",
		},
		"the block removed": {
			`properties = { Values = { level = "info" } }`,
			"Values.token",
			[]string{`"level":"info"`},
			[]string{"hush-hush-1"},
			"nothing of it is configured any more",
		},
		"all of the map removed": {
			`properties = { Limits = { a = 1 } }`,
			"Values.token",
			[]string{`"a":1`},
			[]string{"hush-hush-1", "level"},
			"nothing of the map is configured any more",
		},
		"moved to properties": {
			`properties = { Values = { level = "info", token = "shown-on-purpose" } }`,
			"",
			[]string{`"level":"info"`, "shown-on-purpose"},
			[]string{"hush-hush-1"},
			"what is configured openly is set openly",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newSensitiveRun(t)
			r.settings(before)
			r.Apply()
			r.settings(c.after)
			r.shows("hush-hush")
			warned := r.Warnings("plan")
			if c.warns != "" && !strings.Contains(fmt.Sprint(warned), c.warns) {
				t.Errorf("no warning names %s: %v", c.warns, warned)
			}
			r.Apply()
			live := r.live()
			for _, part := range c.has {
				if !strings.Contains(live, part) {
					t.Errorf("%s: the object lacks %s: %s", c.reason, part, live)
				}
			}
			for _, part := range c.gone {
				if strings.Contains(live, part) {
					t.Errorf("%s: the object still has %s: %s", c.reason, part, live)
				}
			}
			r.shows("hush-hush")
			r.PlansNothing()
			r.Must("destroy", "-auto-approve")
		})
	}
}

// TestSensitivePathStaysHidden: a secret that is at a path that was sensitive
// is not drift, whoever put it there and whatever happened since.
func TestSensitivePathStaysHidden(t *testing.T) {
	t.Parallel()
	r := newSensitiveRun(t)
	const without = `properties = { Values = { level = "info" } }`
	r.settings(`
  properties                   = { Values = { level = "info" } }
  sensitive_properties         = { Values = { token = var.one } }
  sensitive_properties_version = 1`)
	r.Apply()

	// The update that is to remove it fails, and nothing of it comes out.
	r.settings(without)
	r.world.CloudControl.Script(cloudcontroltest.Fate{Kind: "UPDATE", ErrorCode: "InternalFailure"})
	r.Fails([]string{"Could not update"}, "apply", "-auto-approve")
	r.shows("hush-hush")
	if live := r.live(); !strings.Contains(live, "hush-hush-1") {
		t.Fatalf("the update failed, so it must still be there: %s", live)
	}
	r.Apply()
	if live := r.live(); strings.Contains(live, "hush-hush") {
		t.Errorf("the next update removes it: %s", live)
	}
	r.PlansNothing()

	// Somebody puts it back.
	r.drift(func(values map[string]any) { values["token"] = "hush-hush-1" })
	r.shows("hush-hush")
	r.PlansNothing()

	// A tainted object is read, too.
	r.Must("taint", settingsAddress)
	r.shows("hush-hush")
	r.Must("untaint", settingsAddress)

	// What is configured openly is shown.
	r.settings(`properties = { Values = { level = "info", token = "open" } }`)
	r.Apply()
	r.drift(func(values map[string]any) { values["token"] = "somebody-else" })
	if plan := r.Must("plan", "-no-color").Stdout; !strings.Contains(plan, "somebody-else") {
		t.Errorf("it is configured in properties, so its drift shows:\n%s", plan)
	}
}

// drift changes the object's map behind Terraform's back.
func (r *sensitiveRun) drift(change func(values map[string]any)) {
	r.T.Helper()
	id := r.world.CloudControl.Objects()[0].Identifier
	if err := r.world.CloudControl.Mutate(settingsType, id, func(p map[string]any) {
		values, _ := p["Values"].(map[string]any)
		if values == nil {
			values = map[string]any{}
			p["Values"] = values
		}
		change(values)
	}); err != nil {
		r.T.Fatal(err)
	}
	r.world.CloudControl.Advance(time.Minute)
}

// TestSensitiveWithIgnoreChanges: Terraform hides an ignored attribute from the
// plan; that is no reason to remove anything.
func TestSensitiveWithIgnoreChanges(t *testing.T) {
	t.Parallel()
	r := newSensitiveRun(t)
	config := func(level string) {
		r.settings(`
  properties                   = { Values = { level = "` + level + `" } }
  sensitive_properties         = { Values = { token = var.one } }
  sensitive_properties_version = 1
  lifecycle {
    ignore_changes = [sensitive_properties, sensitive_properties_version]
  }`)
	}
	config("info")
	r.Apply()
	r.PlansNothing()
	if warned := r.Warnings("plan"); !strings.Contains(fmt.Sprint(warned), "ignore_changes") {
		t.Errorf("the provider cannot tell it from a removal, and must say so: %v", warned)
	}
	config("debug")
	r.shows("hush-hush")
	r.Apply()
	if live := r.live(); !strings.Contains(live, "hush-hush-1") || !strings.Contains(live, "debug") {
		t.Errorf("it is configured, only ignored: %s", live)
	}
	r.PlansNothing()
}

// TestSensitiveWriteOnlyIsRemoved: a property that no read returns is removed
// by name; what is beside it stays.
func TestSensitiveWriteOnlyIsRemoved(t *testing.T) {
	t.Parallel()
	sensitive := func(version int, model attributes) attributes {
		return attributes{"sensitive_properties": model, "sensitive_properties_version": version}
	}
	both := attributes{"MasterUserPassword": "hush-hush-1", "Replication": attributes{"Password": "hush-hush-nested"}}
	for name, c := range map[string]struct {
		live      func(p map[string]any) // what somebody else does before
		after     attributes
		has, gone []string
		warns     string
		reason    string
	}{
		"one of two":      {nil, database(10, sensitive(2, attributes{"MasterUserPassword": "hush-hush-1"})), []string{"hush-hush-1"}, []string{"nested"}, "Replication.Password", "a property of an object"},
		"the other":       {nil, database(10, sensitive(2, attributes{"Replication": attributes{"Password": "hush-hush-nested"}})), []string{"nested"}, []string{"hush-hush-1"}, "MasterUserPassword", "a top-level property"},
		"both":            {nil, database(10), nil, []string{"hush-hush"}, "MasterUserPassword", "the whole block"},
		"what is beside":  {change(map[string]any{"Source": "by-hand", "Password": "hush-hush-nested"}, "Replication"), database(10), []string{"by-hand"}, []string{"hush-hush"}, "Replication.Password", "a patch takes off no more than was set"},
		"with a change":   {nil, database(20, sensitive(1, attributes{"MasterUserPassword": "hush-hush-1"})), []string{`"AllocatedStorage":20`, "hush-hush-1"}, []string{"nested"}, "Replication.Password", "any update takes it off"},
		"renamed, no new": {nil, database(10, sensitive(1, attributes{"MasterUserPassword": "hush-hush-1", "Replication": attributes{"Source": "new"}})), []string{"hush-hush-1", "new"}, []string{"nested"}, "Replication.Password", "what is new goes with it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newCC(t, cloudcontroltest.Options{})
			s.RequireClean("creating", s.create(database(10, sensitive(1, both))))
			if c.live != nil {
				if err := s.world.CloudControl.Mutate(databaseType, "d", c.live); err != nil {
					t.Fatal(err)
				}
			}
			s.RequireClean("reading", s.read())
			diags := s.update(c.after)
			if providertest.Failed(diags) {
				t.Fatal(providertest.Text(diags))
			}
			providertest.RequireWarning(t, diags, c.warns)
			s.requireLive(c.reason, c.has...)
			for _, part := range c.gone {
				if strings.Contains(s.live(), part) {
					t.Errorf("%s: %s is still in %s", c.reason, part, s.live())
				}
			}
			s.requirePlansNothing(c.after)
		})
	}
}

// TestSensitiveThatCannotBeRemoved: what is create-only or required says so.
func TestSensitiveThatCannotBeRemoved(t *testing.T) {
	t.Parallel()
	config := func(version int, model attributes) attributes {
		return database(10, attributes{"sensitive_properties": model, "sensitive_properties_version": version})
	}
	s := newCC(t, cloudcontroltest.Options{})
	s.RequireClean("creating", s.create(config(1, attributes{"SnapshotPassword": "hush-hush-1", "MasterUserPassword": "hush-hush-2"})))
	without := attributes{"MasterUserPassword": "hush-hush-2"}
	kept := s.planned(config(1, without))
	providertest.RequireWarning(t, kept.Diagnostics, "no longer set", "SnapshotPassword", "-replace")
	if len(kept.RequiresReplace) > 0 || s.changes(kept) {
		t.Error("no update can remove it, and nobody asked for a replacement")
	}
	replaced := s.planned(config(2, without))
	providertest.RequireWarning(t, replaced.Diagnostics, "needs a replacement", "SnapshotPassword", "no longer set")
	if len(replaced.RequiresReplace) == 0 {
		t.Error("the version asks for it")
	}
	blockless := s.planned(database(10))
	providertest.RequireWarning(t, blockless.Diagnostics, "no longer set", "MasterUserPassword", "SnapshotPassword")
	if len(blockless.RequiresReplace) > 0 {
		t.Error("a block that is gone may only be ignored: nothing is replaced for that")
	}
	if diags := s.update(database(20)); providertest.Failed(diags) {
		t.Fatal(providertest.Text(diags))
	}
	providertest.RequireWarning(t, s.planned(database(20)).Diagnostics, "SnapshotPassword")

	required := newCC(t, cloudcontroltest.Options{Schemas: [][]byte{[]byte(requiredSecretSchema)}})
	vault := func(more attributes) attributes {
		return ofType("Steward::Test::Vault", attributes{"Name": "v"}, more)
	}
	required.RequireClean("creating", required.create(vault(attributes{"sensitive_properties": attributes{"Secret": "hush-hush-1"}, "sensitive_properties_version": 1})))
	providertest.RequireError(t, required.planned(vault(nil)).Diagnostics, "Secret", "is missing")
}

// requiredSecretSchema is a type that cannot be without its secret.
const requiredSecretSchema = `{
	"typeName": "Steward::Test::Vault", "description": "A required secret.",
	"properties": {"Name": {"type": "string"}, "Secret": {"type": "string"}},
	"required": ["Name", "Secret"], "primaryIdentifier": ["/properties/Name"], "createOnlyProperties": ["/properties/Name"],
	"handlers": {"create": {"permissions": []}, "read": {"permissions": []}, "update": {"permissions": []}, "delete": {"permissions": []}},
	"additionalProperties": false
}`
