package cfschema

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/policydoc"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

const readPolicy = `{"Version":"2012-10-17","Statement":[
	{"Sid":"Read","Effect":"Allow","Principal":{"Service":["logging.s3.amazonaws.com"],"AWS":["arn:b","arn:a"]},"Action":["s3:PutObject","s3:GetObject"],"Resource":["arn:aws:s3:::x/*"],"Condition":{"StringEquals":{"aws:SourceAccount":["1"]},"Bool":{"aws:SecureTransport":true}}},
	{"Sid":"No","Effect":"Deny","NotPrincipal":"*","NotAction":["s3:DeleteObject"],"NotResource":["arn:aws:s3:::y"]}]}`

// TestPolicies: which documents mean the same, as objects, as text, and one of each.
func TestPolicies(t *testing.T) {
	s := testSchema(t, "shapes.json")
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
		objects := [2]any{model(t, readPolicy), model(t, c.other)}
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
	structure := model(t, `{"Variables":{"Statement":"x"}}`)
	if !s.Equal(nil, structure, structure) || policydoc.Is(model(t, `{"Statement":[{"Effect":"Maybe"}]}`)) || policydoc.Is(model(t, `{"Statement":[]}`)) {
		t.Error("what has no statements of IAM is taken for a policy")
	}
	if s.Equal(nil, model(t, `{"Free":{"Action":["a"]}}`), model(t, `{"Free":{"Action":"a"}}`)) {
		t.Error("outside of a policy a list is something else than its element")
	}
}

// TestRefreshedPolicyKeepsItsForm: drift shows where it is, and nowhere else.
func TestRefreshedPolicyKeepsItsForm(t *testing.T) {
	s := testSchema(t, "shapes.json")
	prior := model(t, `{"Policy":{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":["s3:b","s3:a"],"Resource":["*"]},{"Sid":"B","Effect":"Allow","Action":["s3:c"],"Resource":"*"}]}}`)
	live := model(t, `{"Policy":{"Version":"2012-10-17","Statement":[{"Sid":"B","Effect":"Allow","Action":"s3:c","Resource":"*"},{"Sid":"A","Effect":"Deny","Action":["s3:a","s3:b"],"Resource":"*"},{"Sid":"C","Effect":"Deny","Action":"*","Resource":"*"}]}}`)
	want := model(t, `{"Policy":{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":["s3:b","s3:a"],"Resource":["*"]},{"Sid":"B","Effect":"Allow","Action":["s3:c"],"Resource":"*"},{"Sid":"C","Effect":"Deny","Action":"*","Resource":"*"}]}}`)
	if diff := cmp.Diff(want, s.Refresh(prior, live)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPoliciesOfPublishedTypes: wherever a type has its policies, they are found by what they are.
func TestPoliciesOfPublishedTypes(t *testing.T) {
	one := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:B"],"Resource":["*"]}]}`
	two := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:b","Resource":"*"}}`
	denied := strings.Replace(two, "Allow", "Deny", 1)
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
		s := published(t, typeName)
		with := func(policy string) any {
			if strings.Contains(format, `"%"`) {
				quoted, _ := json.Marshal(policy)
				return model(t, strings.ReplaceAll(format, `"%"`, string(quoted)))
			}
			return model(t, strings.ReplaceAll(format, "%", policy))
		}
		if !s.Equal(nil, with(one), with(two)) {
			t.Errorf("%s: one form of a policy is not the other", typeName)
		}
		if strings.Contains(format, "%") && s.Equal(nil, with(two), with(denied)) {
			t.Errorf("%s: another effect is not seen", typeName)
		}
	}
}

// TestPoliciesInAnyForm writes random policies in random forms.
func TestPoliciesInAnyForm(t *testing.T) {
	s := testSchema(t, "shapes.json")
	random := rand.New(rand.NewPCG(lawSeed(t), 5))
	for range 2000 {
		policy := randomPolicy(random)
		a, b := map[string]any{"Policy": policy}, map[string]any{"Policy": rewritten(random, "", policy)}
		if !s.Equal(nil, a, b) {
			t.Fatalf("another form is another policy (seed %d):\n%s", lawSeed(t), cmp.Diff(a, b))
		}
		if diff := cmp.Diff(any(a), s.Refresh(a, b)); diff != "" {
			t.Fatalf("another form is drift:\n%s", diff)
		}
		statements, _ := policy["Statement"].([]any)
		first, _ := statements[0].(map[string]any)
		changed := map[string]any{"Effect": "Allow", "Action": "x:" + strings.Repeat("y", random.IntN(3)), "Resource": first["Resource"]}
		other := map[string]any{"Statement": append([]any{changed}, statements[1:]...)}
		if c := map[string]any{"Policy": rewritten(random, "", other)}; s.Equal(nil, a, c) {
			t.Fatalf("a changed statement is not seen:\n%s", cmp.Diff(a, c))
		}
	}
}

func randomPolicy(random *rand.Rand) map[string]any {
	some := func(values ...string) any {
		var list []any
		for _, value := range values {
			if list == nil || random.IntN(2) == 0 {
				list = append(list, value)
			}
		}
		return list
	}
	var statements []any
	for range 1 + random.IntN(3) {
		statements = append(statements, map[string]any{
			"Effect": []string{"Allow", "Deny"}[random.IntN(2)], "Action": some("s3:Get", "s3:Put", "ec2:Run"), "Resource": some("a", "b", "c"),
			"Principal": map[string]any{"AWS": some("arn:1", "arn:2")}, "Condition": map[string]any{"StringLike": map[string]any{"aws:x": some("p", "q")}},
		})
	}
	return map[string]any{"Statement": statements}
}

// rewritten writes lists in another order, and lists of one as their element.
func rewritten(random *rand.Rand, key string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		for _, name := range jsonvalue.Keys(value) {
			object[name] = rewritten(random, name, value[name])
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = rewritten(random, key, item)
		}
		random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		if len(items) == 1 && random.IntN(2) == 0 {
			return items[0]
		}
		return items
	case string:
		if key == "Action" && random.IntN(2) == 0 {
			return strings.ToUpper(value)
		}
	}
	return value
}
