package foreign_test

import (
	"cmp"
	"flag"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/foreign"
)

var update = flag.Bool("update", false, "add to names.txt what the published type names need")

func TestTypeName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		want   string // empty is an error
		reason string
	}{
		"awscc_sqs_queue": {"AWS::SQS::Queue", "a service is spelled as it is"},
		"awscc_ec2_vpc":   {"AWS::EC2::VPC", "EC2 writes VPC"},
		"awscc_lightsail_load_balancer_tls_certificate":      {"AWS::Lightsail::LoadBalancerTlsCertificate", "and others Tls"},
		"awscc_wafv2_web_acl":                                {"AWS::WAFv2::WebACL", "a lower-case v"},
		"awscc_dynamodb_table":                               {"AWS::DynamoDB::Table", ""},
		"awscc_cloudfront_cloudfront_origin_access_identity": {"AWS::CloudFront::CloudFrontOriginAccessIdentity", "awscc takes CloudFront for one word"},
		"awscc_datasync_location_fsx_open_zfs":               {"AWS::DataSync::LocationFSxOpenZFS", "and FSx"},
		"awscc_ec2_eip":                                      {"AWS::EC2::EIP", "this type is not among the published ones, and awscc has it"},
		"awscc_iam_oidc_provider":                            {"AWS::IAM::OIDCProvider", ""},
		"awscc_ec2_network_acl":                              {"AWS::EC2::NetworkAcl", "the word is ACL in most other types"},
		"awscc_sqs_something_new":                            {"AWS::SQS::SomethingNew", "a new type of a known service is spelled by its words"},
		"awscc_nosuchservice_thing":                          {"", "no service is spelled so"},
		"awscc_sqs":                                          {"", "there is no resource in it"},
		"awscc_sqs_":                                         {"", "there is no resource in it"},
		"awscc_sqs_" + strings.Repeat("x", 65):               {"", "no type has such a name"},
	} {
		got, err := foreign.TypeName(name)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s: got %q, %v, want %q: %s", name, got, err, c.want, c.reason)
		}
	}
}

// nameOf makes the name of a type's resource as awscc documents it: the service
// in lower case and the resource in snake case, in which these words are one.
func nameOf(typeName string) string {
	parts := strings.Split(typeName, "::")
	resource := strings.NewReplacer(
		"CloudFormation", "Cloudformation", "CloudFront", "Cloudfront", "CloudWatch", "Cloudwatch", "CNAMEs", "Cnames", "FSx", "Fsx", "OTel", "Otel",
	).Replace(parts[2])
	for before := ""; before != resource; {
		before = resource
		resource = boundary.ReplaceAllString(resource, "${1}${3}${5}_${2}${4}${6}")
	}
	return "awscc_" + strings.ToLower(parts[1]+"_"+resource)
}

// boundary is between two words: before a capital that begins a word, and between
// letters and digits, but not after a capital.
var boundary = regexp.MustCompile(`([A-Z])([A-Z][a-z])|([a-z])([A-Z0-9])|([0-9])([A-Za-z])`)

// TestPublishedTypeNames holds the table to all published types.
func TestPublishedTypeNames(t *testing.T) {
	t.Parallel()
	published := slices.Sorted(maps.Keys(datatest.Schemas(t)))
	if *update {
		addMissing(t, published)
		t.Skip("names.txt was rewritten; run the test again without -update")
	}
	seen := map[string]string{}
	for _, typeName := range published {
		name := nameOf(typeName)
		if got, err := foreign.TypeName(name); got != typeName {
			t.Errorf("%s: got %q, %v, want %s; run this test with -update", name, got, err, typeName)
		}
		squeezed := strings.ReplaceAll(name, "_", "")
		if other, taken := seen[squeezed]; taken {
			t.Errorf("%s and %s have the same name but for underscores, so the table cannot tell them apart", typeName, other)
		}
		seen[squeezed] = typeName
	}
	if len(seen) < 1_500 {
		t.Errorf("only %d types were checked", len(seen))
	}
}

// addMissing adds to the table the services that it lacks and the types that its
// words spell wrong. It takes nothing away: awscc has types that are not among
// the published ones.
func addMissing(t *testing.T, published []string) {
	t.Helper()
	text, err := os.ReadFile("names.txt")
	if err != nil {
		t.Fatal(err)
	}
	head, services, _ := strings.Cut(string(text), "services:\n")
	services, words, _ := strings.Cut(services, "\nwords:\n")
	words, types, found := strings.Cut(words, "\ntypes:\n")
	if !found {
		t.Fatal("names.txt lacks a section")
	}
	spelled, exceptions := strings.Fields(services), strings.Fields(types)
	for _, typeName := range published {
		if service := strings.Split(typeName, "::")[1]; !slices.Contains(spelled, service) {
			spelled = append(spelled, service)
		}
		if got, err := foreign.TypeName(nameOf(typeName)); err == nil && got != typeName {
			exceptions = append(exceptions, typeName)
		}
	}
	slices.SortFunc(spelled, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
	slices.Sort(exceptions)
	rewritten := head + "services:\n" + wrapped(spelled) + "\nwords:\n" + words + "\ntypes:\n" + strings.Join(exceptions, "\n") + "\n"
	if err := os.WriteFile("names.txt", []byte(rewritten), 0o600); err != nil {
		t.Fatal(err)
	}
}

// wrapped sets words in lines of readable length.
func wrapped(words []string) string {
	const longest = 150
	var b strings.Builder
	width := 0
	for _, word := range words {
		switch {
		case width == 0:
		case width+1+len(word) > longest:
			b.WriteString("\n")
			width = 0
		default:
			b.WriteString(" ")
			width++
		}
		b.WriteString(word)
		width += len(word)
	}
	return b.String() + "\n"
}
