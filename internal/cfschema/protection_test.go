package cfschema

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestProtections(t *testing.T) {
	for name, c := range map[string]struct {
		model  string
		want   []string
		reason string
	}{
		"nothing":          {`{"Name":"x"}`, nil, ""},
		"no object":        {`[1]`, nil, "an API may answer anything"},
		"on":               {`{"DeletionProtection":true}`, []string{"DeletionProtection"}, "AWS::RDS::DBInstance"},
		"off":              {`{"DeletionProtection":false,"DeletionProtectionEnabled":false,"DisableApiTermination":false}`, nil, "a switch that is off protects nothing"},
		"off in words":     {`{"DeletionProtection":"INACTIVE"}`, nil, "AWS::Cognito::UserPool"},
		"on in words":      {`{"DeletionProtection":"ACTIVE"}`, []string{"DeletionProtection"}, "AWS::Cognito::UserPool"},
		"truth as text":    {`{"DeletionProtection":"True"}`, []string{"DeletionProtection"}, "handlers write it as they like"},
		"a mode":           {`{"DeletionProtection":{"Mode":"ENABLED"}}`, []string{"DeletionProtection.Mode"}, "AWS::VerifiedPermissions::PolicyStore"},
		"a mode, off":      {`{"DeletionProtection":{"Mode":"DISABLED"}}`, nil, "AWS::VerifiedPermissions::PolicyStore"},
		"half a group":     {`{"DeletionProtection":"prevent-force-deletion"}`, nil, "AWS::AutoScaling::AutoScalingGroup: what has no instances can be deleted"},
		"a group":          {`{"DeletionProtection":"prevent-all-deletion"}`, []string{"DeletionProtection"}, "AWS::AutoScaling::AutoScalingGroup"},
		"one replica":      {`{"Replicas":[{"Region":"a"},{"Region":"b","DeletionProtectionEnabled":true}]}`, []string{"Replicas[*].DeletionProtectionEnabled"}, "AWS::DynamoDB::GlobalTable"},
		"an account's say": {`{"DeletionProtectionCheck":"ACCOUNT_DEFAULT"}`, nil, "AWS::AppConfig::Environment: nobody can tell"},
		"two":              {`{"DisableApiTermination":true,"DeletionProtectionEnabled":true}`, []string{"DeletionProtectionEnabled", "DisableApiTermination"}, "in the order of the alphabet"},
		"a template":       {`{"LaunchTemplateData":{"DisableApiTermination":true}}`, nil, "it protects the instances, not itself"},
		"a balancer":       {`{"LoadBalancerAttributes":[{"Key":"idle_timeout","Value":"60"},{"Key":"deletion_protection.enabled","Value":"true"}]}`, []string{"deletion_protection.enabled"}, "AWS::ElasticLoadBalancingV2::LoadBalancer"},
		"a balancer, off":  {`{"LoadBalancerAttributes":[{"Key":"deletion_protection.enabled","Value":"false"}]}`, nil, ""},
		"a cluster":        {`{"Instances":{"TerminationProtected":true}}`, []string{"Instances.TerminationProtected"}, "AWS::EMR::Cluster"},
		"subnets":          {`{"SubnetChangeProtection":true,"DeleteProtection":true}`, []string{"DeleteProtection"}, "AWS::NetworkFirewall::Firewall: only one of the two is about deletion"},
	} {
		t.Run(name, func(t *testing.T) {
			model, err := jsonvalue.Decode(json.RawMessage(c.model))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, Protections(model)); diff != "" {
				t.Errorf("%s: -want +got:\n%s", c.reason, diff)
			}
		})
	}
}

// TestUnprotect: the patch of each row of the table, against the schemas that the rows name.
func TestUnprotect(t *testing.T) {
	for name, c := range map[string]struct {
		schema, live, desired string
		want                  string
	}{
		"a truth value":    {`{"properties":{}}`, `{"DeletionProtection":true,"Name":"a"}`, `{}`, `[{"op":"add","path":"/DeletionProtection","value":false}]`},
		"truth as text":    {`{"properties":{}}`, `{"DeletionProtection":"True"}`, `{}`, `[{"op":"add","path":"/DeletionProtection","value":"false"}]`},
		"a word":           {`{"properties":{}}`, `{"DeletionProtection":"ACTIVE"}`, `{}`, `[{"op":"add","path":"/DeletionProtection","value":"INACTIVE"}]`},
		"another word":     {`{"properties":{}}`, `{"DeletionProtection":"ENABLED"}`, `{}`, `[{"op":"add","path":"/DeletionProtection","value":"DISABLED"}]`},
		"as it is written": {`{"properties":{"DeletionProtection":{"type":"string","enum":["enabled","disabled"]}}}`, `{"DeletionProtection":"enabled"}`, `{}`, `[{"op":"add","path":"/DeletionProtection","value":"disabled"}]`},
		"a group":          {`{"properties":{}}`, `{"DeletionProtection":"prevent-all-deletion"}`, `{}`, `[{"op":"add","path":"/DeletionProtection","value":"none"}]`},
		"a mode":           {`{"properties":{}}`, `{"DeletionProtection":{"Mode":"ENABLED","X":1}}`, `{}`, `[{"op":"add","path":"/DeletionProtection/Mode","value":"DISABLED"}]`},
		"a check":          {`{"properties":{}}`, `{"DeletionProtectionCheck":"APPLY"}`, `{}`, `[{"op":"add","path":"/DeletionProtectionCheck","value":"BYPASS"}]`},
		"replicas": {
			`{"properties":{}}`, `{"Replicas":[{"Region":"a"},{"Region":"b","DeletionProtectionEnabled":true}]}`, `{}`,
			`[{"op":"test","path":"/Replicas/1/DeletionProtectionEnabled","value":true},{"op":"add","path":"/Replicas/1/DeletionProtectionEnabled","value":false}]`,
		},
		"attributes": {
			`{"properties":{}}`, `{"LoadBalancerAttributes":[{"Key":"x","Value":"true"},{"Value":"true","Key":"deletion_protection.enabled"}]}`, `{}`,
			`[{"op":"test","path":"/LoadBalancerAttributes/1/Key","value":"deletion_protection.enabled"},{"op":"add","path":"/LoadBalancerAttributes/1/Value","value":"false"}]`,
		},
		"attributes as an object": {
			`{"properties":{}}`, `{"LoadBalancerAttributes":{"deletion_protection.enabled":"true"}}`, `{}`,
			`[{"op":"add","path":"/LoadBalancerAttributes/deletion_protection.enabled","value":"false"}]`,
		},
		"two": {
			`{"properties":{}}`, `{"DisableApiTermination":true,"DeletionProtectionEnabled":true,"DeleteProtection":false}`, `{}`,
			`[{"op":"add","path":"/DeletionProtectionEnabled","value":false},{"op":"add","path":"/DisableApiTermination","value":false}]`,
		},
		"what no read shows goes with it": {
			`{"properties":{"Password":{"type":"string"},"Once":{"type":"string"},"DeletionProtection":{"type":"boolean"}},"writeOnlyProperties":["/properties/Password","/properties/Once"],"createOnlyProperties":["/properties/Once"]}`,
			`{"DeletionProtection":true}`, `{"DeletionProtection":true,"Password":"secret","Once":"x"}`,
			`[{"op":"add","path":"/DeletionProtection","value":false},{"op":"add","path":"/Password","value":"secret"}]`,
		},
		"what was in a structure that is gone stays away": {
			`{"properties":{"Auth":{"type":"object","properties":{"Token":{"type":"string"},"User":{"type":"string"}}},"DeletionProtection":{"type":"boolean"}},"writeOnlyProperties":["/properties/Auth/Token"]}`,
			`{"DeletionProtection":true}`, `{"DeletionProtection":true,"Auth":{"Token":"secret","User":"u"}}`,
			`[{"op":"add","path":"/DeletionProtection","value":false}]`,
		},
		"what a read adds and the schema forbids leaves": {
			`{"properties":{"Description":{"type":"string","minLength":1},"DeletionProtection":{"type":"boolean"}}}`,
			`{"DeletionProtection":true,"Description":""}`, `{"DeletionProtection":true}`,
			`[{"op":"remove","path":"/Description"},{"op":"add","path":"/DeletionProtection","value":false}]`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			schema, err := Parse([]byte(withHandlers(c.schema)))
			if err != nil {
				t.Fatal(err)
			}
			live := model(t, c.live)
			patch, err := schema.Unprotect(live, model(t, c.desired), Protections(live), nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := EncodePatch(patch)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(model(t, c.want), model(t, string(got))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if fixed := schema.Fixed(live, Protections(live)); len(fixed) > 0 {
				t.Errorf("fixed: %v", fixed)
			}
		})
	}
}

// TestEveryProtectionHasAnOff: what stands in the table as off protects nothing.
func TestEveryProtectionHasAnOff(t *testing.T) {
	for _, p := range protections {
		for _, q := range protections {
			if p.off == "" || strings.EqualFold(q.on, p.off) {
				t.Errorf("%s: off is %q", p.name(), p.off)
			}
		}
	}
}

// TestFixed: what no update can switch off.
func TestFixed(t *testing.T) {
	for name, c := range map[string]struct{ schema, live string }{
		"create-only": {withHandlers(`{"properties":{"DeletionProtection":{"type":"boolean"}},"createOnlyProperties":["/properties/DeletionProtection"]}`), `{"DeletionProtection":true}`},
		"read-only":   {withHandlers(`{"properties":{"DeletionProtection":{"type":"object","properties":{"Mode":{"type":"string"}}}},"readOnlyProperties":["/properties/DeletionProtection"]}`), `{"DeletionProtection":{"Mode":"ENABLED"}}`},
		"no off":      {withHandlers(`{"properties":{"DeletionProtection":{"type":"string","enum":["ENABLED","OTHER"]}}}`), `{"DeletionProtection":"ENABLED"}`},
		"no update":   {`{"typeName":"A::B::C","primaryIdentifier":["/properties/Id"]}`, `{"DeletionProtection":true}`},
		"an item":     {withHandlers(`{"properties":{"Replicas":{"type":"array","items":{"type":"object","properties":{"DeletionProtectionEnabled":{"type":"boolean"}}}}},"createOnlyProperties":["/properties/Replicas/*/DeletionProtectionEnabled"]}`), `{"Replicas":[{"DeletionProtectionEnabled":true}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			schema, err := Parse([]byte(c.schema))
			if err != nil {
				t.Fatal(err)
			}
			live := model(t, c.live)
			if diff := cmp.Diff(Protections(live), schema.Fixed(live, Protections(live))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// withHandlers is the schema of a type that can be updated, with some members.
func withHandlers(members string) string {
	return `{"typeName":"A::B::C","primaryIdentifier":["/properties/Id"],"handlers":{"update":{"permissions":[]}},"definitions":{},` + strings.TrimPrefix(members, "{")
}

// TestProtectionNamesDiffer: a row that stands twice is a slip.
func TestProtectionNamesDiffer(t *testing.T) {
	var rows []string
	for _, p := range protections {
		row := p.at.String() + "=" + p.key + "=" + p.on
		if slices.Contains(rows, row) {
			t.Errorf("%s stands twice in the table", row)
		}
		rows = append(rows, row)
	}
}

func TestStackOf(t *testing.T) {
	const stack = "arn:aws:cloudformation:us-east-1:111122223333:stack/s/1"
	elsewhere := &Schema{Tagging: Tagging{Property: jsonvalue.Path{"TagSet", "Items"}}}
	for name, c := range map[string]struct {
		schema *Schema
		model  string
		want   string
	}{
		"none":            {nil, `{"Tags":[{"Key":"a","Value":"b"}]}`, ""},
		"a list":          {nil, `{"Tags":[{"Key":"a","Value":"b"},{"Key":"aws:cloudformation:stack-id","Value":"` + stack + `"}]}`, stack},
		"a list, small":   {nil, `{"tags":[{"key":"aws:cloudformation:stack-id","value":"` + stack + `"}]}`, stack},
		"a map":           {nil, `{"Tags":{"aws:cloudformation:stack-id":"` + stack + `"}}`, stack},
		"elsewhere":       {elsewhere, `{"TagSet":{"Items":{"aws:cloudformation:stack-id":"` + stack + `"}}}`, stack},
		"the wrong place": {elsewhere, `{"Tags":{"aws:cloudformation:stack-id":"` + stack + `"}}`, ""},
		"odd tags":        {nil, `{"Tags":["aws:cloudformation:stack-id",1,null]}`, ""},
		"the name alone":  {nil, `{"Tags":{"aws:cloudformation:stack-name":"s"}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			model, err := jsonvalue.Decode(json.RawMessage(c.model))
			if err != nil {
				t.Fatal(err)
			}
			if got := c.schema.StackOf(model); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
