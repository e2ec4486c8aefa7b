package policydoc_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

const readPolicy = `{"Version":"2012-10-17","Statement":[
	{"Sid":"Read","Effect":"Allow","Principal":{"Service":["logging.s3.amazonaws.com"],"AWS":["arn:b","arn:a"]},"Action":["s3:PutObject","s3:GetObject"],"Resource":["arn:aws:s3:::x/*"],"Condition":{"StringEquals":{"aws:SourceAccount":["1"]},"Bool":{"aws:SecureTransport":true}}},
	{"Sid":"No","Effect":"Deny","NotPrincipal":"*","NotAction":["s3:DeleteObject"],"NotResource":["arn:aws:s3:::y"]}]}`

// TestPolicies: which documents mean the same, as objects, as text, and one of each.
func TestPolicies(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct {
		other  string
		want   bool
		reason string
	}{
		"another form": {`{"Statement":[
			{"Effect":"Deny","Sid":"No","NotPrincipal":"*","NotAction":"s3:deleteobject","NotResource":"arn:aws:s3:::y"},
			{"Sid":"Read","Effect":"Allow","Principal":{"AWS":["arn:a","arn:b"],"Service":"logging.s3.amazonaws.com"},"Action":["s3:GetObject","s3:PutObject","s3:getobject"],"Resource":"arn:aws:s3:::x/*","Condition":{"Bool":{"AWS:SecureTransport":"true"},"StringEquals":{"aws:SourceAccount":"1"}}}],
			"Version":"2012-10-17"}`, true, "one and a list, any order, names without case"},
		"effect":        {strings.Replace(readPolicy, `"Allow"`, `"Deny"`, 1), false, "drift"},
		"resource":      {strings.Replace(readPolicy, `x/*`, `X/*`, 1), false, "a resource has case"},
		"action":        {strings.Replace(readPolicy, `"s3:PutObject",`, ``, 1), false, ""},
		"condition":     {strings.Replace(readPolicy, `["1"]`, `["1","2"]`, 1), false, ""},
		"operator":      {strings.Replace(readPolicy, `StringEquals`, `StringLike`, 1), false, ""},
		"principal":     {strings.Replace(readPolicy, `"arn:a"`, `"arn:c"`, 1), false, ""},
		"sid":           {strings.Replace(readPolicy, `"Read"`, `"Reads"`, 1), false, ""},
		"version":       {strings.Replace(readPolicy, `2012-10-17`, `2008-10-17`, 1), false, ""},
		"one statement": {`{"Version":"2012-10-17","Statement":{"Sid":"No","Effect":"Deny","NotPrincipal":"*","NotAction":["s3:DeleteObject"],"NotResource":["arn:aws:s3:::y"]}}`, false, "one is missing"},
	} {
		objects := [2]any{cfschematest.Value(readPolicy), cfschematest.Value(c.other)}
		texts := [2]any{readPolicy, c.other}
		for form, pair := range map[string][2]any{
			"objects": objects, "texts": texts, "object and text": {objects[0], texts[1]}, "text and object": {texts[0], objects[1]},
		} {
			for _, at := range []string{"Policy", "Free", "Anything"} {
				a, b := map[string]any{at: pair[0]}, map[string]any{at: pair[1]}
				if at == "Free" && form != "objects" {
					continue
				}
				if got := s.Equal(nil, a, b); got != c.want || s.Equal(nil, b, a) != c.want {
					t.Errorf("%s as %s at %s: equal = %v, want %v. %s", name, form, at, got, c.want, c.reason)
				}
				if got := s.Contains(a, b); got != c.want {
					t.Errorf("%s as %s at %s: contains = %v, want %v", name, form, at, got, c.want)
				}
				refreshed := s.Refresh(a, b)
				if same := cmp.Equal(any(a), refreshed); same != c.want {
					t.Errorf("%s as %s at %s: refreshed as it was = %v, want %v", name, form, at, same, c.want)
				}
				if !s.Equal(nil, refreshed, b) {
					t.Errorf("%s as %s at %s: a refresh shows another policy than there is (-live +refreshed):\n%s", name, form, at, cmp.Diff(any(b), refreshed))
				}
			}
		}
	}
	structure := cfschematest.Value(`{"Variables":{"Statement":"x"}}`)
	if !s.Equal(nil, structure, structure) || policydoc.Is(cfschematest.Value(`{"Statement":[{"Effect":"Maybe"}]}`)) || policydoc.Is(cfschematest.Value(`{"Statement":[]}`)) {
		t.Error("what has no statements of IAM is taken for a policy")
	}
	if s.Equal(nil, cfschematest.Value(`{"Free":{"Action":["a"]}}`), cfschematest.Value(`{"Free":{"Action":"a"}}`)) {
		t.Error("outside of a policy a list is something else than its element")
	}
}

// TestRefreshedPolicyKeepsItsForm: drift shows where it is, and nowhere else.
func TestRefreshedPolicyKeepsItsForm(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	prior := cfschematest.Value(`{"Policy":{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":["s3:b","s3:a"],"Resource":["*"]},{"Sid":"B","Effect":"Allow","Action":["s3:c"],"Resource":"*"}]}}`)
	live := cfschematest.Value(`{"Policy":{"Version":"2012-10-17","Statement":[{"Sid":"B","Effect":"Allow","Action":"s3:c","Resource":"*"},{"Sid":"A","Effect":"Deny","Action":["s3:a","s3:b"],"Resource":"*"},{"Sid":"C","Effect":"Deny","Action":"*","Resource":"*"}]}}`)
	want := cfschematest.Value(`{"Policy":{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":["s3:b","s3:a"],"Resource":["*"]},{"Sid":"B","Effect":"Allow","Action":["s3:c"],"Resource":"*"},{"Sid":"C","Effect":"Deny","Action":"*","Resource":"*"}]}}`)
	if diff := cmp.Diff(want, s.Refresh(prior, live)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestARefreshedStatementStaysAlone, as long as there is one.
func TestARefreshedStatementStaysAlone(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	prior := cfschematest.Value(`{"Policy":{"Statement":{"Effect":"Allow","Action":["s3:a"],"Resource":"*"}}}`)
	for live, want := range map[string]string{
		`{"Policy":{"Statement":[{"Effect":"Deny","Action":"s3:a","Resource":"*"}]}}`:                                                   `{"Policy":{"Statement":{"Effect":"Deny","Action":["s3:a"],"Resource":"*"}}}`,
		`{"Policy":{"Statement":[{"Effect":"Deny","Action":"s3:b","Resource":"x"},{"Effect":"Allow","Action":"s3:a","Resource":"*"}]}}`: `{"Policy":{"Statement":[{"Effect":"Allow","Action":["s3:a"],"Resource":"*"},{"Effect":"Deny","Action":"s3:b","Resource":"x"}]}}`,
	} {
		if diff := cmp.Diff(cfschematest.Value(want), s.Refresh(prior, cfschematest.Value(live))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", live, diff)
		}
	}
}

// TestPoliciesOfPublishedTypes: wherever a type has its policies, they are found by what they are.
func TestPoliciesOfPublishedTypes(t *testing.T) {
	one := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:B"],"Resource":["*"]}]}`
	two := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}}`
	denied := strings.Replace(two, "Allow", "Deny", 1)
	if testing.Short() {
		t.Skip("the published schemas are left out with -short: to read them all takes long with the race detector")
	}
	for typeName, format := range map[string]string{
		"AWS::S3::BucketPolicy":               `{"PolicyDocument":%}`,
		"AWS::IAM::Role":                      `{"AssumeRolePolicyDocument":%,"Policies":[{"PolicyName":"p","PolicyDocument":%}]}`,
		"AWS::KMS::Key":                       `{"KeyPolicy":%}`,
		"AWS::SecretsManager::Secret":         `{"Name":"x"}`,
		"AWS::SQS::QueuePolicy":               `{"PolicyDocument":%}`,
		"AWS::ECR::Repository":                `{"RepositoryPolicyText":%}`,
		"AWS::Logs::ResourcePolicy":           `{"PolicyDocument":"%"}`,
		"AWS::DynamoDB::Table":                `{"ResourcePolicy":{"PolicyDocument":%}}`,
		"AWS::Organizations::Policy":          `{"Content":%}`,
		"AWS::SecretsManager::ResourcePolicy": `{"ResourcePolicy":%}`,
	} {
		s := cfschematest.Must(cfschema.Parse(datatest.Schema(t, typeName)))
		with := func(policy string) any {
			if strings.Contains(format, `"%"`) {
				quoted, _ := json.Marshal(policy)
				return cfschematest.Value(strings.ReplaceAll(format, `"%"`, string(quoted)))
			}
			return cfschematest.Value(strings.ReplaceAll(format, "%", policy))
		}
		if !s.Equal(nil, with(one), with(two)) {
			t.Errorf("%s: one form of a policy is not the other", typeName)
		}
		if strings.Contains(format, "%") && s.Equal(nil, with(two), with(denied)) {
			t.Errorf("%s: another effect is not seen", typeName)
		}
	}
}
