package foreign_test

import (
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/foreign"
)

const (
	aws   = "registry.terraform.io/hashicorp/aws"
	awscc = "registry.terraform.io/hashicorp/awscc"
)

func TestRead(t *testing.T) {
	t.Parallel()
	const (
		generic = "aws_cloudcontrolapi_resource"
		arn     = "arn:aws:sqs:eu-west-1:123456789012:jobs"
	)
	role := "arn:aws:iam::210987654321:role/deployer"
	for name, c := range map[string]struct {
		state  foreign.State
		want   foreign.Object
		wrong  string // what the error says; empty: there is none
		reason string
	}{
		"generic": {
			state: foreign.State{ProviderAddress: aws, TypeName: generic, Attributes: []byte(`{"id":"jobs","type_name":"AWS::SQS::Queue","desired_state":"{}","properties":"{}","role_arn":null,"type_version_id":"","region":"eu-west-1"}`)},
			want:  foreign.Object{TypeName: "AWS::SQS::Queue", Identifier: "jobs", Region: "eu-west-1"}, reason: "version 6 has a region",
		},
		"generic with all": {
			state: foreign.State{ProviderAddress: aws, TypeName: generic, Attributes: []byte(`{"id":"x","type_name":"Acme::Own::Type","role_arn":"` + role + `","type_version_id":"00000001","properties":"{\"Arn\":\"` + arn + `\"}"}`)},
			want:  foreign.Object{TypeName: "Acme::Own::Type", Identifier: "x", Region: "eu-west-1", AccountID: "123456789012", RoleARN: role, TypeVersionID: "00000001"}, reason: "the live properties have the ARN",
		},
		"the attribute counts more": {
			state: foreign.State{ProviderAddress: aws, TypeName: generic, Attributes: []byte(`{"id":"` + arn + `","type_name":"AWS::SNS::Topic","region":"us-east-1"}`)},
			want:  foreign.Object{TypeName: "AWS::SNS::Topic", Identifier: arn, Region: "us-east-1", AccountID: "123456789012"}, reason: "Cloud Control was asked there",
		},
		"awscc": {
			state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_sqs_queue", SchemaVersion: 1, Attributes: []byte(`{"id":"https://q","arn":"` + arn + `","queue_name":"jobs"}`)},
			want:  foreign.Object{TypeName: "AWS::SQS::Queue", Identifier: "https://q", Region: "eu-west-1", AccountID: "123456789012"},
		},
		"awscc with an identity": {
			state: foreign.State{
				ProviderAddress: awscc, TypeName: "awscc_sqs_queue", SchemaVersion: 1, Attributes: []byte(`{"id":"https://q","arn":"` + arn + `"}`),
				Identity: []byte(`{"account_id":"210987654321","region":"us-west-2","queue_url":"https://q"}`),
			},
			want: foreign.Object{TypeName: "AWS::SQS::Queue", Identifier: "https://q", Region: "us-west-2", AccountID: "210987654321"}, reason: "the provider has recorded where it was",
		},
		"a property called region": {
			state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_arczonalshift_autoshift_observer_notification_status", SchemaVersion: 1, Attributes: []byte(`{"id":"a|b","account_id":"210987654321","region":"eu-west-3"}`)},
			want:  foreign.Object{TypeName: "AWS::ARCZonalShift::AutoshiftObserverNotificationStatus", Identifier: "a|b"}, reason: "it is the type's, and need not be the object's",
		},
		"a compound identifier": {
			state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_wafv2_web_acl_association", SchemaVersion: 1, Attributes: []byte(`{"id":"arn:aws:elasticloadbalancing:eu-west-1:123456789012:x|arn:aws:wafv2:eu-west-1:123456789012:y"}`)},
			want:  foreign.Object{TypeName: "AWS::WAFv2::WebACLAssociation", Identifier: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:x|arn:aws:wafv2:eu-west-1:123456789012:y"}, reason: "it begins like an ARN and is none",
		},
		"a topic of another account": {
			state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_sns_subscription", SchemaVersion: 1, Attributes: []byte(`{"id":"arn:aws:sns:eu-west-1:999999999999:news:1","arn":"arn:aws:sns:eu-west-1:999999999999:news:1"}`)},
			want:  foreign.Object{TypeName: "AWS::SNS::Subscription", Identifier: "arn:aws:sns:eu-west-1:999999999999:news:1"}, reason: "the ARN of a subscription is made of that of its topic",
		},
		"a global service": {
			state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_iam_role", SchemaVersion: 1, Attributes: []byte(`{"id":"deployer","arn":"` + role + `"}`)},
			want:  foreign.Object{TypeName: "AWS::IAM::Role", Identifier: "deployer", AccountID: "210987654321"}, reason: "no region in the ARN",
		},
		"an object of AWS": {
			state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_s3_bucket", SchemaVersion: 1, Attributes: []byte(`{"id":"b","arn":"arn:aws:s3:::b"}`)},
			want:  foreign.Object{TypeName: "AWS::S3::Bucket", Identifier: "b"}, reason: "neither region nor account",
		},
		"another registry": {
			state: foreign.State{ProviderAddress: "registry.opentofu.org/hashicorp/aws", TypeName: generic, Attributes: []byte(`{"id":"x","type_name":"AWS::SQS::Queue"}`)},
			want:  foreign.Object{TypeName: "AWS::SQS::Queue", Identifier: "x"}, reason: "the same provider",
		},
		"no id":                 {state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_sqs_queue", SchemaVersion: 1, Attributes: []byte(`{"id":null,"queue_name":"jobs"}`)}, wrong: "no id"},
		"an empty id":           {state: foreign.State{ProviderAddress: aws, TypeName: generic, Attributes: []byte(`{"id":"","type_name":"AWS::SQS::Queue"}`)}, wrong: "no id"},
		"no type":               {state: foreign.State{ProviderAddress: aws, TypeName: generic, Attributes: []byte(`{"id":"x"}`)}, wrong: "type_name"},
		"a wrong type":          {state: foreign.State{ProviderAddress: aws, TypeName: generic, Attributes: []byte(`{"id":"x","type_name":"queue"}`)}, wrong: "type_name"},
		"an unknown type":       {state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_nosuch_thing", SchemaVersion: 1, Attributes: []byte(`{"id":"x"}`)}, wrong: `"nosuch"`},
		"another resource":      {state: foreign.State{ProviderAddress: aws, TypeName: "aws_sqs_queue", Attributes: []byte(`{"id":"x"}`)}, wrong: "only aws_cloudcontrolapi_resource and the resources of awscc"},
		"another provider":      {state: foreign.State{ProviderAddress: "registry.terraform.io/acme/aws", TypeName: generic, Attributes: []byte(`{"id":"x","type_name":"AWS::SQS::Queue"}`)}, wrong: "registry.terraform.io/acme/aws"},
		"the wrong provider":    {state: foreign.State{ProviderAddress: aws, TypeName: "awscc_sqs_queue", SchemaVersion: 1, Attributes: []byte(`{"id":"x"}`)}, wrong: "not by hashicorp/awscc"},
		"a newer schema":        {state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_sqs_queue", SchemaVersion: 2, Attributes: []byte(`{"id":"x"}`)}, wrong: "version 2"},
		"a newer generic":       {state: foreign.State{ProviderAddress: aws, TypeName: generic, SchemaVersion: 1, Attributes: []byte(`{"id":"x","type_name":"AWS::SQS::Queue"}`)}, wrong: "version 1"},
		"no JSON":               {state: foreign.State{ProviderAddress: aws, TypeName: generic}, wrong: "cannot be read", reason: "a state of Terraform 0.11"},
		"an array":              {state: foreign.State{ProviderAddress: aws, TypeName: generic, Attributes: []byte(`[]`)}, wrong: "cannot be read"},
		"no region":             {state: foreign.State{ProviderAddress: aws, TypeName: generic, Attributes: []byte(`{"id":"x","type_name":"AWS::SQS::Queue","region":"here"}`)}, wrong: `"here" as the region`},
		"no account":            {state: foreign.State{ProviderAddress: awscc, TypeName: "awscc_sqs_queue", SchemaVersion: 1, Attributes: []byte(`{"id":"x"}`), Identity: []byte(`{"account_id":"12"}`)}, wrong: `"12" as the account`},
		"an id with line break": {state: foreign.State{ProviderAddress: aws, TypeName: generic, Attributes: []byte(`{"id":"a\nb","type_name":"AWS::SQS::Queue"}`)}, wrong: "no id", reason: "no request could name it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := foreign.Read(c.state)
			if c.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), c.wrong) {
					t.Errorf("%s: got %v, want an error that says %s", c.reason, err, c.wrong)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("%s: got %+v, %v, want %+v", c.reason, got, err, c.want)
			}
		})
	}
}

// FuzzRead: no state makes it panic, and what it returns can be asked for.
func FuzzRead(f *testing.F) {
	f.Add("awscc_sqs_queue", []byte(`{"id":"x","arn":"arn:aws:sqs:eu-west-1:123456789012:jobs"}`), []byte(`{"region":"x"}`))
	f.Add("aws_cloudcontrolapi_resource", []byte(`{"id":"x","type_name":"AWS::SQS::Queue","properties":"{\"Arn\":1}"}`), []byte(nil))
	f.Fuzz(func(t *testing.T, typeName string, attributes, identity []byte) {
		for _, address := range []string{aws, awscc} {
			o, err := foreign.Read(foreign.State{ProviderAddress: address, TypeName: typeName, Attributes: attributes, Identity: identity})
			if err == nil && (o.TypeName == "" || o.Identifier == "" || strings.ContainsAny(o.Identifier, "\n\r")) {
				t.Errorf("%q is read as %+v", attributes, o)
			}
		}
	})
}
