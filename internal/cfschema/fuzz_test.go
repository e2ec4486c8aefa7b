package cfschema

import (
	"testing"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// FuzzParse looks for a schema that stops or stalls us, whatever it says, and for a model that does.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"shapes.json", "odd.json", "bare.json", "forms.json"} {
		f.Add(cfschematest.Own(name), []byte(`{"Name":"a","Rules":[{"Port":1}],"Tree":{"Children":[{"Old":"x"}]}}`), []byte(`{"Rules":[]}`))
	}
	f.Fuzz(func(t *testing.T, text, first, second []byte) {
		start := time.Now()
		s, err := Parse(text)
		if err != nil {
			return
		}
		a, errA := jsonvalue.Decode(first)
		b, errB := jsonvalue.Decode(second)
		if errA != nil || errB != nil {
			return
		}
		s.Validate(a)
		s.Replacements(a, b)
		s.Computed(a, b)
		s.Configurable(a)
		s.Identifier(a)
		if _, err := s.Patch(a, b, true); err != nil {
			t.Errorf("a patch without unknown values: %v", err)
		}
		if refreshed := s.Refresh(a, b); !s.Equal(nil, refreshed, s.Refresh(refreshed, b)) {
			t.Errorf("refreshing twice differs from refreshing once: %v and %v", refreshed, s.Refresh(refreshed, b))
		}
		if s.Equal(nil, a, b) != s.Equal(nil, b, a) {
			t.Errorf("equality of %s and %s depends on their order", first, second)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// FuzzExpression looks for an expression of a propertyTransform that stops us, stalls us or fills the memory.
func FuzzExpression(f *testing.F) {
	for _, source := range []string{
		`$lowercase(A)`, `$join(["arn:.+?:kms:.+?:.+?:key\/", A.B])`, `A $OR $split(A, "/")[-1] $OR A & "."`, `$replace(A, /\s+$/, '')`,
		`($m := $lookup({'1': 'icmp','6': 'tcp'}, A);$m in ['tcp'] ? A : -1)`, `$match(A, /^([0-9]+)/).groups`, `A=[] ? null : A * 1000`, `$merge([{"S": A}, B])`,
	} {
		f.Add(source, []byte(`{"A":"x/y","B":{"A":5}}`))
	}
	f.Fuzz(func(t *testing.T, source string, text []byte) {
		start := time.Now()
		decoded, err := jsonvalue.Decode(text)
		object, ok := decoded.(map[string]any)
		if err != nil || !ok {
			return
		}
		transformed := shape.Read(map[string]any{
			"properties": map[string]any{"A": map[string]any{}}, "propertyTransform": map[string]any{"/properties/A": source},
		})
		p := transformed.Model().Comparing(shape.OneWay).Property("A")
		if p.Form() == nil {
			return
		}
		for _, result := range p.Form().Results(object) {
			if _, err := jsonvalue.Encode(result.Value); err != nil {
				t.Errorf("%s makes what is no model: %v", source, err)
			}
		}
		compare.OtherForm(p, object, object)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %v", source, took)
		}
	})
}
