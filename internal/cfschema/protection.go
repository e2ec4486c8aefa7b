package cfschema

import (
	"slices"
	"strconv"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/patch"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A protection is a property that, with that value, keeps its service from
// deleting the object.
type protection struct {
	at jsonvalue.Path
	// key is for an array of pairs, {Key, Value}: the pair that counts.
	key string
	on  string // letter case does not matter
	off string // what takes its place; of a truth value, false
}

// protections is the table of protections. No schema says that a property is
// one. Each row names types that have it.
//
// Only these places count: a launch template that holds DisableApiTermination
// protects its instances and not itself.
var protections = []protection{
	{at: jsonvalue.Path{"DeletionProtection"}, on: "true", off: "false"},                                         // AWS::RDS::DBInstance, AWS::Neptune::DBCluster, AWS::EKS::Cluster
	{at: jsonvalue.Path{"DeletionProtection"}, on: "ACTIVE", off: "INACTIVE"},                                    // AWS::Cognito::UserPool
	{at: jsonvalue.Path{"DeletionProtection"}, on: "ENABLED", off: "DISABLED"},                                   // AWS::OpenSearchServerless::Collection
	{at: jsonvalue.Path{"DeletionProtection"}, on: "prevent-all-deletion", off: "none"},                          // AWS::AutoScaling::AutoScalingGroup
	{at: jsonvalue.Path{"DeletionProtection", "Mode"}, on: "ENABLED", off: "DISABLED"},                           // AWS::VerifiedPermissions::PolicyStore
	{at: jsonvalue.Path{"DeletionProtectionEnabled"}, on: "true", off: "false"},                                  // AWS::DynamoDB::Table, AWS::Logs::LogGroup, AWS::DSQL::Cluster
	{at: jsonvalue.Path{"Replicas", jsonvalue.AnyItem, "DeletionProtectionEnabled"}, on: "true", off: "false"},   // AWS::DynamoDB::GlobalTable
	{at: jsonvalue.Path{"DeletionProtected"}, on: "true", off: "false"},                                          // AWS::SSMIncidents::ReplicationSet
	{at: jsonvalue.Path{"DeletionProtectionCheck"}, on: "APPLY", off: "BYPASS"},                                  // AWS::AppConfig::Environment
	{at: jsonvalue.Path{"DeleteProtection"}, on: "true", off: "false"},                                           // AWS::NetworkFirewall::Firewall
	{at: jsonvalue.Path{"TerminationProtection"}, on: "true", off: "false"},                                      // AWS::CloudFormation::Stack as its API says it
	{at: jsonvalue.Path{"EnableTerminationProtection"}, on: "true", off: "false"},                                // AWS::CloudFormation::Stack
	{at: jsonvalue.Path{"TerminationProtectionEnabled"}, on: "true", off: "false"},                               // AWS::CloudTrail::EventDataStore
	{at: jsonvalue.Path{"Instances", "TerminationProtected"}, on: "true", off: "false"},                          // AWS::EMR::Cluster
	{at: jsonvalue.Path{"DisableApiTermination"}, on: "true", off: "false"},                                      // AWS::EC2::Instance
	{at: jsonvalue.Path{"LoadBalancerAttributes"}, key: "deletion_protection.enabled", on: "true", off: "false"}, // AWS::ElasticLoadBalancingV2::LoadBalancer
}

// Protections returns the properties of a live model that keep the object from
// being deleted, dotted and in the order of the alphabet. That none is found
// does not mean that nothing protects the object.
func Protections(model any) []string {
	var found []string
	for _, p := range protections {
		if p.holds(model) && !slices.Contains(found, p.name()) {
			found = append(found, p.name())
		}
	}
	slices.Sort(found)
	return found
}

func (p protection) name() string {
	if p.key != "" {
		return p.key
	}
	return p.at.Dotted()
}

func (p protection) holds(model any) bool { return len(p.locks(model)) > 0 }

// A lock is one place in a live model where a protection is on.
type lock struct {
	at    jsonvalue.Path // with the indices of arrays
	value any
	off   any
	// The items of an array may have moved until a patch arrives, so it tests what stands here.
	guard      jsonvalue.Path
	guardValue any
}

// locks returns the places where the protection is on.
func (p protection) locks(model any) []lock {
	var found []lock
	for _, place := range placesOf(model, p.at, nil) {
		at := []lock{{at: place.path, value: place.value}}
		if place.inArray {
			at[0].guard, at[0].guardValue = place.path, place.value
		}
		if p.key != "" {
			at = pairsAt(place.path, place.value, p.key)
		}
		for _, l := range at {
			if strings.EqualFold(plainText(l.value), p.on) {
				l.off = p.off
				if _, isBool := l.value.(bool); isBool {
					l.off = false
				}
				found = append(found, l)
			}
		}
	}
	return found
}

// A placed is a value and where it is.
type placed struct {
	path    jsonvalue.Path
	value   any
	inArray bool
}

// placesOf is jsonvalue.Values with the path of each value that is there.
func placesOf(model any, path, at jsonvalue.Path) []placed {
	if len(path) == 0 {
		return []placed{{path: at, value: model}}
	}
	var found []placed
	switch model := model.(type) {
	case map[string]any:
		for _, key := range jsonvalue.Keys(model) {
			if key == path[0] || path[0] == jsonvalue.AnyItem {
				found = append(found, placesOf(model[key], path[1:], at.Child(key))...)
			}
		}
	case []any:
		rest := path
		if path[0] == jsonvalue.AnyItem {
			rest = path[1:]
		}
		for i, item := range model {
			for _, one := range placesOf(item, rest, at.Child(strconv.Itoa(i))) {
				one.inArray = true
				found = append(found, one)
			}
		}
	}
	return found
}

// pairsAt returns where the value under a key stands, in both forms that pairs reads.
func pairsAt(at jsonvalue.Path, value any, key string) []lock {
	switch value := value.(type) {
	case map[string]any:
		return []lock{{at: at.Child(key), value: value[key]}}
	case []any:
		var found []lock
		for i, item := range value {
			pair, _ := item.(map[string]any)
			for _, names := range pairNames {
				if plainText(pair[names[0]]) == key {
					item := at.Child(strconv.Itoa(i))
					found = append(found, lock{at: item.Child(names[1]), value: pair[names[1]], guard: item.Child(names[0]), guardValue: key})
				}
			}
		}
		return found
	}
	return nil
}

// locksOf returns the places where some protections are on.
func locksOf(model any, names []string) []lock {
	var found []lock
	for _, p := range protections {
		if slices.Contains(names, p.name()) {
			found = append(found, p.locks(model)...)
		}
	}
	return found
}

// Unprotect returns the patch that switches protections of a live model off: exactly these properties, and with them what
// every update has to bring because no read shows it. The schema may be nil.
func (s *Schema) Unprotect(live, desired any, names []string, made *Echo) ([]PatchOperation, error) {
	if s == nil {
		s = new(Schema)
	}
	var operations []PatchOperation
	for _, l := range locksOf(live, names) {
		if l.guard != nil {
			operations = append(operations, PatchOperation{Op: patch.Test, Path: l.guard.String(), Value: l.guardValue})
		}
		off, _ := s.offAt(l)
		operations = append(operations, PatchOperation{Op: patch.Add, Path: l.at.String(), Value: off})
	}
	again, err := s.Patch(desired, desired, false)
	if err != nil {
		return nil, err
	}
	switched := operations
	for _, operation := range again {
		at := jsonvalue.Path(jsonvalue.SplitPointer(operation.Path))
		// A structure that is gone has lost what is write-only in it, and nobody asked for it to come back.
		if there := len(at) == 1 || jsonvalue.At(live, at[:len(at)-1]) != nil; there && !patch.Touches(switched, at) {
			operations = append(operations, operation)
		}
	}
	return s.WithUnshown(s.WithoutArtefacts(operations, live, desired), live, desired, made), nil
}

// Fixed returns those protections of a live model that no update of ours can switch off: the type has no update handler, or
// says that the property is create-only or read-only, or that it has no other value.
func (s *Schema) Fixed(live any, names []string) []string {
	fixed := func(l lock) bool {
		_, ok := s.offAt(l)
		return !ok || s.shape.FlaggedAt(l.at, shape.CreateOnly|shape.ReadOnly)
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return s.Update != nil && !slices.ContainsFunc(locksOf(live, []string{name}), fixed)
	})
}

// offAt returns what switches a protection off, as the schema writes it; false where it knows no such value.
func (s *Schema) offAt(l lock) (any, bool) {
	allowed := s.at(l.at).Enum()
	if allowed == nil {
		return l.off, true
	}
	for _, one := range allowed {
		if one == l.off || strings.EqualFold(plainText(one), plainText(l.off)) {
			return one, true
		}
	}
	return l.off, false
}

// stackTag is the tag that CloudFormation puts on what its stacks own.
const stackTag = "aws:cloudformation:stack-id"

// StackOf returns the ID of the CloudFormation stack that owns the object with
// that live model, empty where its tags name none. The schema may be nil.
func (s *Schema) StackOf(model any) string {
	places := []jsonvalue.Path{{"Tags"}, {"tags"}}
	if s != nil && len(s.Tagging.Property) > 0 {
		places = []jsonvalue.Path{s.Tagging.Property}
	}
	for _, place := range places {
		for _, tags := range jsonvalue.Values(model, place) {
			if id := plainText(pairs(tags)[stackTag]); id != "" {
				return id
			}
		}
	}
	return ""
}

// pairNames are how the members of a pair are called.
var pairNames = [][2]string{{"Key", "Value"}, {"key", "value"}}

// pairs reads tags and the like in both of their forms: an object, or an array
// of objects with the members Key and Value (or key and value).
func pairs(value any) map[string]any {
	switch v := value.(type) {
	case map[string]any:
		return v
	case []any:
		found := map[string]any{}
		for _, item := range v {
			pair, ok := item.(map[string]any)
			if !ok {
				continue
			}
			for _, names := range pairNames {
				if key := plainText(pair[names[0]]); key != "" {
					found[key] = pair[names[1]]
				}
			}
		}
		return found
	}
	return nil
}

// plainText returns a text, or a truth value as JSON writes it; empty for
// anything else.
func plainText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}
