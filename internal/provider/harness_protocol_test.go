package provider

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A protocol speaks to the provider as Terraform's core does, without
// Terraform: it shows warnings, and it takes milliseconds.
type protocol struct {
	t       *testing.T
	server  tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

// unknown stands for a value that is known after apply.
type unknown struct{}

// newProtocol starts a provider and reads its schema.
func newProtocol(t *testing.T, opts ...Option) *protocol {
	t.Helper()
	server := newServer(opts...)
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	p := &protocol{t: t, server: server, schemas: schemas}
	p.requireClean("the schema", schemas.Diagnostics)
	return p
}

// configure hands the provider its block; what is not given is null.
func (p *protocol) configure(block map[string]any) {
	p.t.Helper()
	resp, err := p.server.ConfigureProvider(p.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: p.dynamic(p.schemas.Provider.ValueType(), block),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.requireClean("configuring", resp.Diagnostics)
}

// validateProvider returns what the provider says about its block.
func (p *protocol) validateProvider(block map[string]any) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.server.ValidateProviderConfig(p.t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: p.dynamic(p.schemas.Provider.ValueType(), block),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

// validate returns what the provider says about a resource block.
func (p *protocol) validate(resourceType string, config map[string]any) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.server.ValidateResourceConfig(p.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: resourceType, Config: p.dynamic(p.typeOf(resourceType), config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

// plan plans a create (prior nil), an update or a destruction (config nil).
func (p *protocol) plan(resourceType string, prior, config map[string]any) *tfprotov6.PlanResourceChangeResponse {
	p.t.Helper()
	return p.planWith(resourceType, prior, config, nil)
}

// planWith is plan with private state.
func (p *protocol) planWith(resourceType string, prior, config map[string]any, private []byte) *tfprotov6.PlanResourceChangeResponse {
	p.t.Helper()
	objectType := p.typeOf(resourceType)
	resp, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: resourceType, PriorPrivate: private,
		PriorState:       p.dynamic(objectType, prior),
		Config:           p.dynamic(objectType, config),
		ProposedNewState: p.dynamic(objectType, p.proposed(resourceType, prior, config)),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp
}

// apply carries a plan out: what plan returned, for the same prior and config.
func (p *protocol) apply(resourceType string, prior, config map[string]any, planned *tfprotov6.PlanResourceChangeResponse) *tfprotov6.ApplyResourceChangeResponse {
	p.t.Helper()
	objectType := p.typeOf(resourceType)
	resp, err := p.server.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: resourceType, PlannedPrivate: planned.PlannedPrivate, PlannedState: planned.PlannedState,
		PriorState: p.dynamic(objectType, prior),
		Config:     p.dynamic(objectType, config),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp
}

// read refreshes a state.
func (p *protocol) read(resourceType string, state map[string]any) *tfprotov6.ReadResourceResponse {
	p.t.Helper()
	resp, err := p.server.ReadResource(p.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: resourceType, CurrentState: p.dynamic(p.typeOf(resourceType), state),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp
}

// readData reads a data source. Its block may be empty, but is always there.
func (p *protocol) readData(dataSource string, config map[string]any) *tfprotov6.ReadDataSourceResponse {
	p.t.Helper()
	resp, err := p.server.ReadDataSource(p.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: dataSource, Config: p.dynamic(p.dataTypeOf(dataSource), orEmptyBlock(config)),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp
}

// data reads a data source as what a test can compare: strings, bools, float64s,
// maps and slices; nil where a value is null, and after an error.
func (p *protocol) data(dataSource string, config map[string]any) (map[string]any, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp := p.readData(dataSource, config)
	for _, d := range resp.Diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, resp.Diagnostics
		}
	}
	state, err := resp.State.Unmarshal(p.dataTypeOf(dataSource))
	if err != nil {
		p.t.Fatal(err)
	}
	object, ok := plainValue(p.t, state).(map[string]any)
	if !ok {
		p.t.Fatalf("%s read nothing, and no error", dataSource)
	}
	return object, resp.Diagnostics
}

// plainValue is the reverse of terraformValue.
func plainValue(t *testing.T, value tftypes.Value) any {
	t.Helper()
	var (
		text    string
		number  big.Float
		truth   bool
		members map[string]tftypes.Value
		items   []tftypes.Value
	)
	as := func(into any) {
		if err := value.As(into); err != nil {
			t.Fatal(err)
		}
	}
	switch kind := value.Type(); {
	case value.IsNull():
		return nil
	case !value.IsKnown():
		return unknown{}
	case kind.Is(tftypes.String):
		as(&text)
		return text
	case kind.Is(tftypes.Bool):
		as(&truth)
		return truth
	case kind.Is(tftypes.Number):
		as(&number)
		float, _ := number.Float64()
		return float
	case kind.Is(tftypes.Object{}) || kind.Is(tftypes.Map{}):
		as(&members)
		plain := map[string]any{}
		for name, member := range members {
			plain[name] = plainValue(t, member)
		}
		return plain
	default:
		as(&items)
		plain := make([]any, len(items))
		for i, item := range items {
			plain[i] = plainValue(t, item)
		}
		return plain
	}
}

// validateData returns what the provider says about a data block.
func (p *protocol) validateData(dataSource string, config map[string]any) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.server.ValidateDataResourceConfig(p.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: dataSource, Config: p.dynamic(p.dataTypeOf(dataSource), orEmptyBlock(config)),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

func orEmptyBlock(config map[string]any) map[string]any {
	if config == nil {
		return map[string]any{}
	}
	return config
}

func (p *protocol) dataTypeOf(dataSource string) tftypes.Type {
	p.t.Helper()
	schema, ok := p.schemas.DataSourceSchemas[dataSource]
	if !ok {
		p.t.Fatalf("the provider has no data source %s", dataSource)
	}
	return schema.ValueType()
}

// proposed does what core does: what is configured counts, else what the
// provider computed before.
func (p *protocol) proposed(resourceType string, prior, config map[string]any) map[string]any {
	if config == nil {
		return nil
	}
	merged := map[string]any{}
	for _, attribute := range p.schemas.ResourceSchemas[resourceType].Block.Attributes {
		switch value, configured := config[attribute.Name]; {
		case attribute.WriteOnly:
		case configured && value != nil:
			merged[attribute.Name] = value
		case attribute.Computed:
			merged[attribute.Name] = prior[attribute.Name]
		}
	}
	return merged
}

// attributes decodes a state that the provider answered.
func (p *protocol) attributes(resourceType string, value *tfprotov6.DynamicValue) map[string]tftypes.Value {
	p.t.Helper()
	decoded, err := value.Unmarshal(p.typeOf(resourceType))
	if err != nil {
		p.t.Fatal(err)
	}
	attributes := map[string]tftypes.Value{}
	if decoded.IsNull() {
		return nil
	}
	if err := decoded.As(&attributes); err != nil {
		p.t.Fatal(err)
	}
	return attributes
}

func (p *protocol) typeOf(resourceType string) tftypes.Type {
	p.t.Helper()
	schema, ok := p.schemas.ResourceSchemas[resourceType]
	if !ok {
		p.t.Fatalf("the provider has no resource %s", resourceType)
	}
	return schema.ValueType()
}

func (p *protocol) dynamic(objectType tftypes.Type, values map[string]any) *tfprotov6.DynamicValue {
	p.t.Helper()
	var value any
	if values != nil {
		value = values
	}
	dynamic, err := tfprotov6.NewDynamicValue(objectType, terraformValue(p.t, objectType, value))
	if err != nil {
		p.t.Fatal(err)
	}
	return &dynamic
}

func (p *protocol) requireClean(what string, diagnostics []*tfprotov6.Diagnostic) {
	p.t.Helper()
	for _, d := range diagnostics {
		p.t.Fatalf("%s: %s: %s\n%s", what, d.Severity, d.Summary, d.Detail)
	}
}

// terraformValue turns what a test writes into a value of a type: maps, slices,
// strings, bools, ints and float64s; unknown{}; a tftypes.Value as it is; and
// null where an attribute is left out.
func terraformValue(t *testing.T, want tftypes.Type, value any) tftypes.Value {
	t.Helper()
	switch v := value.(type) {
	case nil:
		return tftypes.NewValue(want, nil)
	case unknown:
		return tftypes.NewValue(want, tftypes.UnknownValue)
	case tftypes.Value:
		return v
	case int:
		return tftypes.NewValue(tftypes.Number, big.NewFloat(float64(v)))
	case float64:
		return tftypes.NewValue(tftypes.Number, big.NewFloat(v))
	}
	if want.Is(tftypes.DynamicPseudoType) {
		want = impliedType(t, value)
	}
	switch typed := want.(type) {
	case tftypes.Object:
		members := map[string]tftypes.Value{}
		given, ok := value.(map[string]any)
		if !ok {
			t.Fatalf("%v is no object", value)
		}
		for name, memberType := range typed.AttributeTypes {
			members[name] = terraformValue(t, memberType, given[name])
		}
		for name := range given {
			if _, known := members[name]; !known {
				t.Fatalf("there is no attribute %q", name)
			}
		}
		return tftypes.NewValue(want, members)
	case tftypes.Map:
		members := map[string]tftypes.Value{}
		for name, member := range value.(map[string]any) {
			members[name] = terraformValue(t, typed.ElementType, member)
		}
		return tftypes.NewValue(want, members)
	case tftypes.List:
		return tftypes.NewValue(want, terraformValues(t, func(int) tftypes.Type { return typed.ElementType }, value))
	case tftypes.Set:
		return tftypes.NewValue(want, terraformValues(t, func(int) tftypes.Type { return typed.ElementType }, value))
	case tftypes.Tuple:
		return tftypes.NewValue(want, terraformValues(t, func(i int) tftypes.Type { return typed.ElementTypes[i] }, value))
	}
	return tftypes.NewValue(want, value)
}

func terraformValues(t *testing.T, typeOf func(int) tftypes.Type, value any) []tftypes.Value {
	t.Helper()
	items, ok := value.([]any)
	if !ok {
		t.Fatalf("%v is no list", value)
	}
	values := make([]tftypes.Value, len(items))
	for i, item := range items {
		values[i] = terraformValue(t, typeOf(i), item)
	}
	return values
}

// impliedType is the type that an HCL expression would have.
func impliedType(t *testing.T, value any) tftypes.Type {
	t.Helper()
	switch v := value.(type) {
	case string:
		return tftypes.String
	case bool:
		return tftypes.Bool
	case int, float64:
		return tftypes.Number
	case nil, unknown:
		return tftypes.DynamicPseudoType
	case tftypes.Value:
		return v.Type()
	case map[string]any:
		types := map[string]tftypes.Type{}
		for name, member := range v {
			types[name] = impliedType(t, member)
		}
		return tftypes.Object{AttributeTypes: types}
	case []any:
		types := make([]tftypes.Type, len(v))
		for i, item := range v {
			types[i] = impliedType(t, item)
		}
		return tftypes.Tuple{ElementTypes: types}
	}
	t.Fatalf("a test cannot write a %T", value)
	return nil
}
