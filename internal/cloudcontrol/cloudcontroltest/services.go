package cloudcontroltest

import (
	"strings"
)

// idPrefixes are what ids of some types begin with.
var idPrefixes = map[string]string{
	"AWS::EC2::SecurityGroup": "sg-",
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
// they are true.
var protections = []string{
	"DeletionProtection", "DeletionProtectionEnabled", "TerminationProtection", "DisableApiTermination",
}

// protectedBy returns the property that protects an object, or "".
func protectedBy(model map[string]any) string {
	for _, name := range protections {
		if model[name] == true {
			return name
		}
	}
	return ""
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
