package cfschema

import (
	"encoding/json"
	"slices"
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
