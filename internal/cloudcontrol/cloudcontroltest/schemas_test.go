package cloudcontroltest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cfntypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

// A typeSchema is what this test reads of a schema.
type typeSchema struct {
	TypeName                        string         `json:"typeName"`
	Description                     string         `json:"description"`
	Properties                      map[string]any `json:"properties"`
	Definitions                     map[string]any `json:"definitions"`
	Required                        []string       `json:"required"`
	PrimaryIdentifier               []string       `json:"primaryIdentifier"`
	AdditionalIdentifiers           [][]string     `json:"additionalIdentifiers"`
	ReadOnlyProperties              []string       `json:"readOnlyProperties"`
	WriteOnlyProperties             []string       `json:"writeOnlyProperties"`
	CreateOnlyProperties            []string       `json:"createOnlyProperties"`
	ConditionalCreateOnlyProperties []string       `json:"conditionalCreateOnlyProperties"`
	DeprecatedProperties            []string       `json:"deprecatedProperties"`
	Handlers                        map[string]struct {
		Permissions      []string `json:"permissions"`
		TimeoutInMinutes int      `json:"timeoutInMinutes"`
	} `json:"handlers"`
}

func builtIn(t *testing.T) map[string]typeSchema {
	t.Helper()
	files, err := filepath.Glob("schemas/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas: %v", err)
	}
	schemas := map[string]typeSchema{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var schema typeSchema
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if want := strings.ToLower(strings.ReplaceAll(schema.TypeName, "::", "-")) + ".json"; filepath.Base(file) != want {
			t.Errorf("%s holds %s, and should be called %s", file, schema.TypeName, want)
		}
		schemas[schema.TypeName] = schema
	}
	return schemas
}

// resolves says whether a pointer leads to a property.
func (s typeSchema) resolves(pointer string) bool { return s.property(pointer) != nil }

// property returns what the schema says of the property that a pointer leads
// to; nil where it leads nowhere.
func (s typeSchema) property(pointer string) map[string]any {
	node := map[string]any{"properties": s.Properties}
	for segment := range strings.SplitSeq(strings.TrimPrefix(pointer, "/properties/"), "/") {
		if reference, ok := node["$ref"].(string); ok {
			node, _ = s.Definitions[strings.TrimPrefix(reference, "#/definitions/")].(map[string]any)
		}
		if segment == "*" {
			node, _ = node["items"].(map[string]any)
		} else {
			properties, _ := node["properties"].(map[string]any)
			node, _ = properties[segment].(map[string]any)
		}
		if node == nil {
			return nil
		}
	}
	if reference, ok := node["$ref"].(string); ok {
		node, _ = s.Definitions[strings.TrimPrefix(reference, "#/definitions/")].(map[string]any)
	}
	return node
}

func TestBuiltInSchemas(t *testing.T) {
	t.Parallel()
	test := 0
	for name, s := range builtIn(t) {
		if strings.HasPrefix(name, "Steward::Test::") {
			test++
		}
		if s.Description == "" {
			t.Errorf("%s has no description", name)
		}
		lists := [][]string{s.PrimaryIdentifier, s.ReadOnlyProperties, s.WriteOnlyProperties, s.CreateOnlyProperties, s.ConditionalCreateOnlyProperties, s.DeprecatedProperties}
		for _, pointers := range append(lists, s.AdditionalIdentifiers...) {
			for _, pointer := range pointers {
				if !s.resolves(pointer) {
					t.Errorf("%s: %s leads nowhere", name, pointer)
				}
			}
		}
		for _, property := range s.Required {
			if s.Properties[property] == nil {
				t.Errorf("%s requires %s, which it does not have", name, property)
			}
		}
		for handler, h := range s.Handlers {
			if len(h.Permissions) == 0 {
				t.Errorf("%s: handler %s has no permissions", name, handler)
			}
		}
	}
	if test < 8 {
		t.Errorf("only %d test types", test)
	}
}

func TestProvisioningTypes(t *testing.T) {
	t.Parallel()
	f := start(t, cloudcontroltest.Options{})
	for typeName, want := range map[string]cfntypes.ProvisioningType{
		widget: cfntypes.ProvisioningTypeFullyMutable, "Steward::Test::Snapshot": cfntypes.ProvisioningTypeImmutable,
		"Steward::Test::Marker": cfntypes.ProvisioningTypeNonProvisionable, "Steward::Test::Legacy": cfntypes.ProvisioningTypeNonProvisionable,
		"Steward::Test::Ledger": cfntypes.ProvisioningTypeFullyMutable,
	} {
		out, err := f.describe(typeName)
		if err != nil || out.ProvisioningType != want || out.Visibility != cfntypes.VisibilityPrivate {
			t.Errorf("%s is %v, %v, want %s", typeName, out, err, want)
		}
		if arn := aws.ToString(out.Arn); !strings.HasPrefix(arn, "arn:aws:cloudformation:us-east-1:123456789012:type/resource/Steward-Test-") {
			t.Errorf("ARN is %s", arn)
		}
	}
}

// Types of AWS that are simulated here agree with the published ones as far
// as they go: they have fewer properties, but none with another role.
func TestSchemasAgreeWithPublished(t *testing.T) {
	t.Parallel()
	published := datatest.Schemas(t)
	for name, ours := range builtIn(t) {
		if !strings.HasPrefix(name, "AWS::") {
			continue
		}
		text, ok := published[name]
		if !ok {
			t.Errorf("%s is not published", name)
			continue
		}
		var theirs typeSchema
		if err := json.Unmarshal(text, &theirs); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, want := strings.Join(ours.PrimaryIdentifier, " "), strings.Join(theirs.PrimaryIdentifier, " "); got != want {
			t.Errorf("%s is identified by %s, want %s", name, got, want)
		}
		for property := range ours.Properties {
			if theirs.Properties[property] == nil {
				t.Errorf("%s does not have %s", name, property)
			}
			pointer := "/properties/" + property
			for role, lists := range map[string][2][]string{
				"read-only": {ours.ReadOnlyProperties, theirs.ReadOnlyProperties}, "write-only": {ours.WriteOnlyProperties, theirs.WriteOnlyProperties},
				"create-only":               {ours.CreateOnlyProperties, theirs.CreateOnlyProperties},
				"conditionally create-only": {ours.ConditionalCreateOnlyProperties, theirs.ConditionalCreateOnlyProperties},
			} {
				if got, want := slices.Contains(lists[0], pointer), slices.Contains(lists[1], pointer); got != want {
					t.Errorf("%s: %s is %s: %v, want %v", name, property, role, got, want)
				}
			}
		}
		if got, want := ours.Handlers["delete"].TimeoutInMinutes, theirs.Handlers["delete"].TimeoutInMinutes; got != want {
			t.Errorf("%s may take %d minutes to delete, want %d", name, got, want)
		}
	}
}
