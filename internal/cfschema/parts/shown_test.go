package parts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestShown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		schema, live, want, reason string
	}{
		"everything": {
			schema: `{"typeName":"A::B::C","properties":{"Name":{"type":"string"},"Arn":{"type":"string"}},"readOnlyProperties":["/properties/Arn"]}`,
			live:   `{"Name":"n","Arn":"a","Unheard":[1,{"Of":null}]}`,
			want:   `{"Name":"n","Arn":"a","Unheard":[1,{"Of":null}]}`,
			reason: "a data source shows what there is, also what the schema does not know",
		},
		"write-only": {
			schema: `{"typeName":"A::B::C","properties":{"Login":{"type":"object","properties":{"User":{},"Code":{}}},
				"Members":{"type":"array","items":{"type":"object","properties":{"Name":{},"Token":{}}}}},
				"writeOnlyProperties":["/properties/Login/Code","/properties/Members/*/Token"]}`,
			live:   `{"Login":{"User":"u","Code":"c"},"Members":[{"Name":"n","Token":"t"}]}`,
			want:   `{"Login":{"User":"u"},"Members":[{"Name":"n"}]}`,
			reason: "a handler that returns what is write-only breaks its contract",
		},
		"known secrets": {
			schema: `{"typeName":"A::B::C"}`,
			live:   `{"SecretAccessKey":"s","Nested":[{"Password":"p","Port":1}],"Password":{"Length":9}}`,
			want:   `{"Nested":[{"Port":1}],"Password":{"Length":9}}`,
			reason: "secrets are left out at any depth, by name; an object of that name holds none",
		},
		"nothing": {schema: `{"typeName":"A::B::C"}`, live: `{}`, want: `{}`, reason: "an object without properties is an object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema := cfschematest.Must(cfschema.Parse([]byte(c.schema)))
			live, err := jsonvalue.Decode([]byte(c.live))
			if err != nil {
				t.Fatal(err)
			}
			want, err := jsonvalue.Decode([]byte(c.want))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, schema.Shown(live)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.reason, diff)
			}
		})
	}
}
