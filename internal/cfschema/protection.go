package cfschema

import (
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A protection is a property that, with that value, keeps its service from
// deleting the object.
type protection struct {
	at jsonvalue.Path
	// key is for an array of pairs, {Key, Value}: the pair that counts.
	key string
	on  string // letter case does not matter
}

// protections is the table of protections. No schema says that a property is
// one. Each row names types that have it.
//
// Only these places count: a launch template that holds DisableApiTermination
// protects its instances and not itself.
var protections = []protection{
	{at: jsonvalue.Path{"DeletionProtection"}, on: "true"},                                         // AWS::RDS::DBInstance, AWS::Neptune::DBCluster, AWS::EKS::Cluster
	{at: jsonvalue.Path{"DeletionProtection"}, on: "ACTIVE"},                                       // AWS::Cognito::UserPool
	{at: jsonvalue.Path{"DeletionProtection"}, on: "ENABLED"},                                      // AWS::OpenSearchServerless::Collection
	{at: jsonvalue.Path{"DeletionProtection"}, on: "prevent-all-deletion"},                         // AWS::AutoScaling::AutoScalingGroup
	{at: jsonvalue.Path{"DeletionProtection", "Mode"}, on: "ENABLED"},                              // AWS::VerifiedPermissions::PolicyStore
	{at: jsonvalue.Path{"DeletionProtectionEnabled"}, on: "true"},                                  // AWS::DynamoDB::Table, AWS::Logs::LogGroup, AWS::DSQL::Cluster
	{at: jsonvalue.Path{"Replicas", jsonvalue.AnyItem, "DeletionProtectionEnabled"}, on: "true"},   // AWS::DynamoDB::GlobalTable
	{at: jsonvalue.Path{"DeletionProtected"}, on: "true"},                                          // AWS::SSMIncidents::ReplicationSet
	{at: jsonvalue.Path{"DeletionProtectionCheck"}, on: "APPLY"},                                   // AWS::AppConfig::Environment
	{at: jsonvalue.Path{"DeleteProtection"}, on: "true"},                                           // AWS::NetworkFirewall::Firewall
	{at: jsonvalue.Path{"TerminationProtection"}, on: "true"},                                      // AWS::CloudFormation::Stack as its API says it
	{at: jsonvalue.Path{"EnableTerminationProtection"}, on: "true"},                                // AWS::CloudFormation::Stack
	{at: jsonvalue.Path{"TerminationProtectionEnabled"}, on: "true"},                               // AWS::CloudTrail::EventDataStore
	{at: jsonvalue.Path{"Instances", "TerminationProtected"}, on: "true"},                          // AWS::EMR::Cluster
	{at: jsonvalue.Path{"DisableApiTermination"}, on: "true"},                                      // AWS::EC2::Instance
	{at: jsonvalue.Path{"LoadBalancerAttributes"}, key: "deletion_protection.enabled", on: "true"}, // AWS::ElasticLoadBalancingV2::LoadBalancer
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

func (p protection) holds(model any) bool {
	return slices.ContainsFunc(jsonvalue.Values(model, p.at), func(value any) bool {
		if p.key != "" {
			value = pairs(value)[p.key]
		}
		return strings.EqualFold(plainText(value), p.on)
	})
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
			for _, names := range [][2]string{{"Key", "Value"}, {"key", "value"}} {
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
