package importid_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

func TestParse(t *testing.T) {
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
			got, ok := importid.Parse(c.id)
			if ok == c.wrong {
				t.Fatalf("%s: accepted %v", c.reason, ok)
			}
			if want := (importid.ID{TypeName: c.typeName, Identifier: c.identifier, Region: c.region}); got != want {
				t.Errorf("%s: got %+v", c.reason, got)
			}
		})
	}
}

// fragments are what identifiers are made of in the property-based tests: all
// that an import ID gives a meaning to, and some text around it.
var fragments = []string{
	"a", "sg-0123", "me@example.com", "@", "|", "/", "::", "{", "}", `"`, "@us-east-1", "@us-gov-west-1", "us-east-1", " ", "ü", "\\", `{"A":"b"}`, "<&>",
}

// regions are what an import ID may name, the provider's region among them.
var regions = []string{"", "us-east-1", "eu-isoe-west-1", "eusc-de-east-1"}

func text(random *rand.Rand) string {
	var b strings.Builder
	for range 1 + random.IntN(4) {
		b.WriteString(fragments[random.IntN(len(fragments))])
	}
	return b.String()
}

// TestRoundTrip: what is built is read as it was given, or it is refused, and
// only for the two reasons for which it has to be.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(16, 7))
	built, refused := 0, 0
	for range 20_000 {
		parts := make([]any, 1+random.IntN(3))
		ambiguous := false
		for i := range parts {
			part := text(random)
			parts[i] = part
			ambiguous = ambiguous || len(parts) > 1 && strings.Contains(part, "|")
		}
		identifier, err := importid.Identifier(parts)
		if (err != nil) != ambiguous {
			t.Fatalf("parts %q: %v; a part with the separator makes more parts of a compound identifier, nothing else does", parts, err)
		}
		if err != nil {
			refused++
			continue
		}
		id := importid.ID{TypeName: "AWS::Steward::Test", Identifier: identifier, Region: regions[random.IntN(len(regions))]}
		got, ok := id.Text()
		read, readable := importid.Parse(got)
		switch {
		case ok && (!readable || read != id):
			t.Fatalf("%+v became %q, which is read as %+v", id, got, read)
		case !ok && id.Region != "":
			t.Fatalf("%+v was refused: with a region nothing is in doubt", id)
		case !ok && readable && read.Region == "":
			t.Fatalf("%+v was refused, and %q would not have been read with a region", id, got)
		case ok:
			built++
		default:
			refused++
		}
	}
	if built < 5_000 || refused < 500 {
		t.Errorf("%d were built and %d refused: the test has not tried both", built, refused)
	}
}

// TestObjectRoundTrip: parts by name come through whatever they hold.
func TestObjectRoundTrip(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(16, 70))
	for range 5_000 {
		parts := map[string]any{"GroupName": text(random), "UserName": text(random) + "\n"}
		identifier, err := importid.Identifier(parts)
		if err != nil {
			t.Fatalf("parts %q: %v", parts, err)
		}
		id := importid.ID{TypeName: "AWS::Steward::Test", Identifier: identifier, Region: regions[random.IntN(len(regions))]}
		got, ok := id.Text()
		read, _ := importid.Parse(got)
		if !ok || read != id || !jsonvalue.Same(jsonvalue.Document(read.Identifier), parts) {
			t.Fatalf("parts %q became %q, which is read as %+v", parts, got, read)
		}
	}
}

// FuzzParse: what Parse accepts, Text writes again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"AWS::EC2::VPC/vpc-1@us-gov-west-1", "AWS::SES::EmailIdentity/me@example.com@us-east-1", "AWS::EC2::VPC/@us-east-1", "AWS::Logs::LogGroup//a/b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, given string) {
		id, ok := importid.Parse(given)
		if !ok {
			return
		}
		if got, whole := id.Text(); !whole || got != given {
			t.Errorf("%q is read as %+v, which is written as %q", given, id, got)
		}
	})
}
