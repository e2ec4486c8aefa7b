package cloudcontroltest

import (
	"fmt"
	"slices"
	"strings"
)

// idPrefixes are what ids of some types begin with.
var idPrefixes = map[string]string{
	"AWS::EC2::SecurityGroup": "sg-",
}

// The services whose ARNs name no region, and those that name no account
// either: schemas check ARNs that other objects refer to.
var (
	withoutRegion  = map[string]bool{"iam": true, "cloudfront": true, "organizations": true, "globalaccelerator": true}
	withoutAccount = map[string]bool{"s3": true}
)

// arnKinds is what comes before the name in the ARNs of types where that is
// not the type's last word and a slash.
var arnKinds = map[string]string{
	"AWS::SQS::Queue":       "",
	"AWS::SNS::Topic":       "",
	"AWS::Lambda::Function": "function:",
}

// completions are what the services of some types add to a model on their
// own, so that a live object has more than its owner configured.
var completions = map[string]func(f filler, model map[string]any){
	"AWS::EC2::SecurityGroup": completeSecurityGroup,
	"AWS::Logs::LogGroup": func(f filler, model map[string]any) {
		if _, there := model["Arn"]; !there && model["LogGroupName"] != nil {
			model["Arn"] = "arn:" + partition(f.where.region) + ":logs:" + f.where.region + ":" + f.where.account +
				":log-group:" + partText(model["LogGroupName"]) + ":*"
		}
	},
}

// completeSecurityGroup puts a group that names no VPC into the default one
// and gives a group without outbound rules the rule that allows everything.
func completeSecurityGroup(f filler, model map[string]any) {
	if model["VpcId"] == nil {
		model["VpcId"] = "vpc-0" + digest("vpc", f.where.account, f.where.region)[:16]
	}
	if model["GroupName"] == nil {
		model["GroupName"] = "securitygroup-" + f.hex(12)
	}
	if model["SecurityGroupEgress"] == nil {
		model["SecurityGroupEgress"] = []any{map[string]any{
			"CidrIp":      "0.0.0.0/0",
			"Description": "Allow all outbound traffic by default",
			"FromPort":    jsonNumber(-1),
			"IpProtocol":  "-1",
			"ToPort":      jsonNumber(-1),
		}}
	}
}

// protections are the properties that keep an object from being deleted while
// they have one of these values. "*" is every item.
var protections = map[string][]any{
	"DeletionProtection":                   {true, "ACTIVE", "ENABLED", "prevent-all-deletion"},
	"DeletionProtection/Mode":              {"ENABLED"},
	"DeletionProtectionEnabled":            {true},
	"Replicas/*/DeletionProtectionEnabled": {true},
	"DeletionProtected":                    {true},
	"DeletionProtectionCheck":              {"APPLY"},
	"DeleteProtection":                     {true},
	"TerminationProtection":                {true},
	"EnableTerminationProtection":          {true},
	"TerminationProtectionEnabled":         {true},
	"Instances/TerminationProtected":       {true},
	"DisableApiTermination":                {true},
}

// protectedBy says which property protects an object and has which value, "" if
// none does.
func protectedBy(model map[string]any) string {
	for _, path := range sortedKeys(protections) {
		for _, value := range membersAt(model, strings.Split(path, "/")) {
			if slices.Contains(protections[path], value) {
				return fmt.Sprintf("%s is %v", path, value)
			}
		}
	}
	attributes, _ := model["LoadBalancerAttributes"].([]any)
	for _, item := range attributes {
		if pair, _ := item.(map[string]any); pair["Key"] == "deletion_protection.enabled" && pair["Value"] == "true" {
			return "LoadBalancerAttributes has deletion_protection.enabled true"
		}
	}
	return ""
}

// membersAt returns the texts and truth values at a path.
func membersAt(value any, path []string) []any {
	switch value := value.(type) {
	case map[string]any:
		if len(path) > 0 {
			return membersAt(value[path[0]], path[1:])
		}
	case []any:
		var found []any
		for _, item := range value {
			if len(path) > 0 && path[0] == "*" {
				found = append(found, membersAt(item, path[1:])...)
			}
		}
		return found
	case string, bool:
		if len(path) == 0 {
			return []any{value}
		}
	}
	return nil
}

// settleForm stores values in the form in which services give them back:
// arrays without an order in one of their own, JSON documents inside strings
// reprinted.
func (f filler) settleForm(model map[string]any) {
	for _, name := range sortedKeys(model) {
		properties, _ := f.t.root["properties"].(map[string]any)
		schema, _ := properties[name].(map[string]any)
		model[name] = f.form(schema, name, model[name])
	}
}

func (f filler) form(schema map[string]any, name string, v any) any {
	c := checker{root: f.t.root}
	schema = c.resolve(schema)
	switch v := v.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		for _, key := range sortedKeys(v) {
			inner, _ := properties[key].(map[string]any)
			v[key] = f.form(inner, key, v[key])
		}
	case []any:
		items, _ := schema["items"].(map[string]any)
		for i := range v {
			v[i] = f.form(items, name, v[i])
		}
		if schema["insertionOrder"] == false {
			sortItems(v)
		}
	case string:
		if document, ok := decodeObject(v); ok && (strings.HasSuffix(name, "Policy") || strings.HasSuffix(name, "Document")) {
			return canonical(document)
		}
	}
	return v
}
