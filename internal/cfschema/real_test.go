package cfschema

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestRealSchemas parses every published schema and compares what was understood with the schema's own text, read
// without our parser.
func TestRealSchemas(t *testing.T) {
	var got, want figures
	for name, text := range realSchemas(t) {
		s, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.TypeName != name {
			t.Errorf("%s is read as type %q", name, s.TypeName)
		}
		got.count(s)
		want.countRaw(t, text)
		checkPlaces(t, s)
		for _, part := range s.PrimaryIdentifier {
			if s.WriteOnlyAt(part) {
				t.Errorf("%s: %s is write-only, so that no read shows what the object is called (see LackOfIdentity)", name, part)
			}
		}
	}
	// Three deprecated pointers begin at a definition and name no property.
	want.Deprecated -= 3
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what was understood differs from what the texts hold (-text +understood):\n%s", diff)
	}
	t.Logf("understood: %+v", got)
	if got.Types < 1500 || got.Delete < 1400 || got.LongDelete == 0 || got.CompoundIdentifiers == 0 {
		t.Errorf("these figures are too small to be the published schemas: %+v", got)
	}
}

// figures counts what the schemas have.
type figures struct {
	Types, ReadOnly, WriteOnly, CreateOnly, Conditional, Deprecated           int
	ReadOnlyTypes, WriteOnlyTypes, CreateOnlyTypes                            int
	Create, Read, Update, Delete, List, LongDelete, DefaultDelete, ListNeeds  int
	CompoundIdentifiers, NestedIdentifiers, AdditionalIdentifiers, Strategies int
	StarReadOnly, StarWriteOnly, StarCreateOnly                               int
}

func (f *figures) count(s *Schema) {
	f.Types++
	f.ReadOnly += len(s.ReadOnly)
	f.WriteOnly += len(s.WriteOnly)
	f.CreateOnly += len(s.CreateOnly)
	f.Conditional += len(s.ConditionalCreateOnly)
	f.Deprecated += len(s.Deprecated)
	f.ReadOnlyTypes += min(1, len(s.ReadOnly))
	f.WriteOnlyTypes += min(1, len(s.WriteOnly))
	f.CreateOnlyTypes += min(1, len(s.CreateOnly))
	f.StarReadOnly += oneIf(hasStar(s.ReadOnly))
	f.StarWriteOnly += oneIf(hasStar(s.WriteOnly))
	f.StarCreateOnly += oneIf(hasStar(s.CreateOnly))
	f.Create += oneIf(s.Create != nil)
	f.Read += oneIf(s.Read != nil)
	f.Update += oneIf(s.Update != nil)
	f.Delete += oneIf(s.Delete != nil)
	f.List += oneIf(s.List != nil)
	if s.Delete != nil {
		f.LongDelete += oneIf(s.Delete.Timeout == 2160*time.Minute)
		f.DefaultDelete += oneIf(s.Delete.Timeout == 120*time.Minute)
	}
	if s.List != nil {
		f.ListNeeds += len(s.List.Required)
	}
	f.CompoundIdentifiers += oneIf(len(s.PrimaryIdentifier) > 1)
	f.NestedIdentifiers += oneIf(slices.ContainsFunc(s.PrimaryIdentifier, func(p jsonvalue.Path) bool { return len(p) > 1 }))
	f.AdditionalIdentifiers += len(s.AdditionalIdentifiers)
	f.Strategies += oneIf(s.ReplacementStrategy == "delete_then_create")
}

func hasStar(paths []jsonvalue.Path) bool {
	return slices.ContainsFunc(paths, func(p jsonvalue.Path) bool { return slices.Contains(p, jsonvalue.AnyItem) })
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// rawSchema is the part of a schema's text that the figures need.
type rawSchema struct {
	ReadOnlyProperties, WriteOnlyProperties, CreateOnlyProperties []string
	ConditionalCreateOnlyProperties, DeprecatedProperties         []string
	PrimaryIdentifier                                             []string
	AdditionalIdentifiers                                         [][]string
	ReplacementStrategy                                           string
	Handlers                                                      map[string]struct {
		TimeoutInMinutes *int
		HandlerSchema    struct{ Required []string }
	}
}

func (f *figures) countRaw(t *testing.T, text []byte) {
	var raw rawSchema
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Errorf("the text itself: %v", err)
	}
	star := func(pointers []string) int {
		return oneIf(slices.ContainsFunc(pointers, func(p string) bool { return strings.Contains(p+"/", "/*/") }))
	}
	f.Types++
	f.ReadOnly += len(raw.ReadOnlyProperties)
	f.WriteOnly += len(raw.WriteOnlyProperties)
	f.CreateOnly += len(raw.CreateOnlyProperties)
	f.Conditional += len(raw.ConditionalCreateOnlyProperties)
	f.Deprecated += len(raw.DeprecatedProperties)
	f.ReadOnlyTypes += min(1, len(raw.ReadOnlyProperties))
	f.WriteOnlyTypes += min(1, len(raw.WriteOnlyProperties))
	f.CreateOnlyTypes += min(1, len(raw.CreateOnlyProperties))
	f.StarReadOnly += star(raw.ReadOnlyProperties)
	f.StarWriteOnly += star(raw.WriteOnlyProperties)
	f.StarCreateOnly += star(raw.CreateOnlyProperties)
	for name, count := range map[string]*int{"create": &f.Create, "read": &f.Read, "update": &f.Update, "delete": &f.Delete, "list": &f.List} {
		_, has := raw.Handlers[name]
		*count += oneIf(has)
	}
	if handler, ok := raw.Handlers["delete"]; ok {
		f.LongDelete += oneIf(handler.TimeoutInMinutes != nil && *handler.TimeoutInMinutes == 2160)
		f.DefaultDelete += oneIf(handler.TimeoutInMinutes == nil || *handler.TimeoutInMinutes == 120)
	}
	f.ListNeeds += len(raw.Handlers["list"].HandlerSchema.Required)
	f.CompoundIdentifiers += oneIf(len(raw.PrimaryIdentifier) > 1)
	f.NestedIdentifiers += oneIf(slices.ContainsFunc(raw.PrimaryIdentifier, func(p string) bool { return strings.Count(p, "/") > 2 }))
	f.AdditionalIdentifiers += len(raw.AdditionalIdentifiers)
	f.Strategies += oneIf(raw.ReplacementStrategy == "delete_then_create")
}

// lostPlaces are the paths of published schemas that name properties which the schema does not have, in any reading.
var lostPlaces = []string{
	"AWS::EC2::Instance/LicenseSpecification",
	"AWS::EC2::SecurityGroup/SecurityGroupEgress/*/SourceSecurityGroupId",
	"AWS::EFS::AccessPoint/CreationInfo",
	"AWS::EFS::AccessPoint/CreationInfo/OwnerGid",
	"AWS::EFS::AccessPoint/CreationInfo/OwnerUid",
	"AWS::EFS::AccessPoint/CreationInfo/Permissions",
	"AWS::IAM::VirtualMFADevice/Base32StringSeed",
	"AWS::SageMaker::Cluster/InstanceGroups/*/CustomMetadata",
	"AWS::SageMaker::Cluster/RestrictedInstanceGroups/*/CustomMetadata",
	"AWS::WorkSpaces::WorkspacesPool/Tags/TagKey",
	"AWS::WorkSpaces::WorkspacesPool/Tags/TagValue",
}

// checkPlaces checks that every listed path leads to a place that the schema knows and that is marked.
func checkPlaces(t *testing.T, s *Schema) {
	t.Helper()
	for flag, paths := range map[shape.Flags][]jsonvalue.Path{
		shape.ReadOnly: s.ReadOnly, shape.WriteOnly: s.WriteOnly, shape.CreateOnly: s.CreateOnly, shape.Conditional: s.ConditionalCreateOnly,
		shape.Deprecated: s.Deprecated, 0: s.PrimaryIdentifier,
	} {
		for _, path := range paths {
			p := s.at(path)
			if lost := slices.Contains(lostPlaces, s.TypeName+path.String()); p.Known() == lost {
				t.Errorf("%s%s: known to the schema = %v", s.TypeName, path, p.Known())
			}
			if flag != 0 && !p.Is(flag) {
				t.Errorf("%s%s is listed but not marked", s.TypeName, path)
			}
		}
	}
}
