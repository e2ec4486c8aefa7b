package cloudcontroltf

import "testing"

func TestParseImportID(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		id                           string
		typeName, identifier, region string
		wrong                        bool
		reason                       string
	}{
		"plain":                       {id: "AWS::EC2::SecurityGroup/sg-1", typeName: "AWS::EC2::SecurityGroup", identifier: "sg-1", reason: "the usual form"},
		"with a region":               {id: "AWS::EC2::SecurityGroup/sg-1@eu-west-1", typeName: "AWS::EC2::SecurityGroup", identifier: "sg-1", region: "eu-west-1", reason: "a region's name after the last @"},
		"region of another partition": {id: "AWS::EC2::VPC/vpc-1@us-gov-west-1", typeName: "AWS::EC2::VPC", identifier: "vpc-1", region: "us-gov-west-1", reason: "GovCloud is a region too"},
		"slashes":                     {id: "AWS::Logs::LogGroup//a/b", typeName: "AWS::Logs::LogGroup", identifier: "/a/b", reason: "only the first slash separates"},
		"an @ that is none":           {id: "AWS::SES::EmailIdentity/me@example.com", typeName: "AWS::SES::EmailIdentity", identifier: "me@example.com", reason: "example.com is no region"},
		"an @ and a region":           {id: "AWS::SES::EmailIdentity/me@example.com@us-east-1", typeName: "AWS::SES::EmailIdentity", identifier: "me@example.com", region: "us-east-1", reason: "only what follows the last @"},
		"compound":                    {id: "AWS::Steward::Test/a|b@c", typeName: "AWS::Steward::Test", identifier: "a|b@c", reason: "| joins parts"},
		"JSON":                        {id: `AWS::Glue::Table/{"TableName":"T","DatabaseName":"D/x"}@us-west-2`, typeName: "AWS::Glue::Table", identifier: `{"TableName":"T","DatabaseName":"D/x"}`, region: "us-west-2", reason: "JSON may hold anything"},
		"an ARN":                      {id: "AWS::SNS::Topic/arn:aws:sns:us-east-1:123456789012:t", typeName: "AWS::SNS::Topic", identifier: "arn:aws:sns:us-east-1:123456789012:t", reason: "colons are no separators"},
		"no identifier":               {id: "AWS::EC2::SecurityGroup/", wrong: true, reason: "there is nothing to import"},
		"only a region":               {id: "AWS::EC2::SecurityGroup/@us-east-1", wrong: true, reason: "there is nothing to import"},
		"no type":                     {id: "sg-1", wrong: true, reason: "an identifier alone does not say what it is"},
		"wrong type":                  {id: "EC2::SecurityGroup/sg-1", wrong: true, reason: "type names have three parts"},
		"nothing":                     {id: "", wrong: true, reason: "an import by identity has no ID"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := parseImportID(c.id)
			if ok == c.wrong {
				t.Fatalf("%s: accepted %v", c.reason, ok)
			}
			if got.TypeName.ValueString() != c.typeName || got.Identifier.ValueString() != c.identifier || got.Region.ValueString() != c.region {
				t.Errorf("%s: got %s, %s, %s", c.reason, got.TypeName, got.Identifier, got.Region)
			}
		})
	}
}
