package providertest

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A Protocol speaks to the provider as Terraform's core does, without
// Terraform: it shows warnings, and it takes milliseconds.
type Protocol struct {
	T       *testing.T
	Server  tfprotov6.ProviderServer
	Schemas *tfprotov6.GetProviderSchemaResponse
}

// NewProtocol starts a provider and reads its schema.
func NewProtocol(t *testing.T, opts ...Option) *Protocol {
	t.Helper()
	server := NewServer(opts...)
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	p := &Protocol{T: t, Server: server, Schemas: schemas}
	p.RequireClean("the schema", schemas.Diagnostics)
	return p
}

// Configure hands the provider its block; what is not given is null.
func (p *Protocol) Configure(block map[string]any) {
	p.T.Helper()
	resp, err := p.Server.ConfigureProvider(p.T.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: p.DynamicValue(p.Schemas.Provider.ValueType(), block),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	p.RequireClean("configuring", resp.Diagnostics)
}

// ValidateProvider returns what the provider says about its block.
func (p *Protocol) ValidateProvider(block map[string]any) []*tfprotov6.Diagnostic {
	p.T.Helper()
	resp, err := p.Server.ValidateProviderConfig(p.T.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: p.DynamicValue(p.Schemas.Provider.ValueType(), block),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp.Diagnostics
}

// Validate returns what the provider says about a resource block.
func (p *Protocol) Validate(resourceType string, config map[string]any) []*tfprotov6.Diagnostic {
	p.T.Helper()
	resp, err := p.Server.ValidateResourceConfig(p.T.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: resourceType, Config: p.DynamicValue(p.TypeOf(resourceType), config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp.Diagnostics
}

// Plan plans a create (prior nil), an update or a destruction (config nil).
func (p *Protocol) Plan(resourceType string, prior, config map[string]any) *tfprotov6.PlanResourceChangeResponse {
	p.T.Helper()
	return p.PlanWith(resourceType, prior, config, nil)
}

// PlanWith is plan with private state.
func (p *Protocol) PlanWith(resourceType string, prior, config map[string]any, private []byte) *tfprotov6.PlanResourceChangeResponse {
	p.T.Helper()
	objectType := p.TypeOf(resourceType)
	resp, err := p.Server.PlanResourceChange(p.T.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: resourceType, PriorPrivate: private,
		PriorState:       p.DynamicValue(objectType, prior),
		Config:           p.DynamicValue(objectType, config),
		ProposedNewState: p.DynamicValue(objectType, p.Proposed(resourceType, prior, config)),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp
}

// Apply carries a plan out: what plan returned, for the same prior and config.
func (p *Protocol) Apply(resourceType string, prior, config map[string]any, planned *tfprotov6.PlanResourceChangeResponse) *tfprotov6.ApplyResourceChangeResponse {
	p.T.Helper()
	objectType := p.TypeOf(resourceType)
	resp, err := p.Server.ApplyResourceChange(p.T.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: resourceType, PlannedPrivate: planned.PlannedPrivate, PlannedState: planned.PlannedState,
		PriorState: p.DynamicValue(objectType, prior),
		Config:     p.DynamicValue(objectType, config),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp
}

// Read refreshes a state.
func (p *Protocol) Read(resourceType string, state map[string]any) *tfprotov6.ReadResourceResponse {
	p.T.Helper()
	resp, err := p.Server.ReadResource(p.T.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: resourceType, CurrentState: p.DynamicValue(p.TypeOf(resourceType), state),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp
}

// ReadData reads a data source. Its block may be empty, but is always there.
func (p *Protocol) ReadData(dataSource string, config map[string]any) *tfprotov6.ReadDataSourceResponse {
	p.T.Helper()
	resp, err := p.Server.ReadDataSource(p.T.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: dataSource, Config: p.DynamicValue(p.DataTypeOf(dataSource), orEmptyBlock(config)),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp
}

// Data reads a Data source as what a test can compare: strings, bools, float64s,
// maps and slices; nil where a value is null, and after an error.
func (p *Protocol) Data(dataSource string, config map[string]any) (map[string]any, []*tfprotov6.Diagnostic) {
	p.T.Helper()
	resp := p.ReadData(dataSource, config)
	for _, d := range resp.Diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, resp.Diagnostics
		}
	}
	state, err := resp.State.Unmarshal(p.DataTypeOf(dataSource))
	if err != nil {
		p.T.Fatal(err)
	}
	object, ok := Plain(p.T, state).(map[string]any)
	if !ok {
		p.T.Fatalf("%s read nothing, and no error", dataSource)
	}
	return object, resp.Diagnostics
}

// ValidateData returns what the provider says about a data block.
func (p *Protocol) ValidateData(dataSource string, config map[string]any) []*tfprotov6.Diagnostic {
	p.T.Helper()
	resp, err := p.Server.ValidateDataResourceConfig(p.T.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: dataSource, Config: p.DynamicValue(p.DataTypeOf(dataSource), orEmptyBlock(config)),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp.Diagnostics
}

func orEmptyBlock(config map[string]any) map[string]any {
	if config == nil {
		return map[string]any{}
	}
	return config
}

// DataTypeOf returns the type of a data source's state.
func (p *Protocol) DataTypeOf(dataSource string) tftypes.Type {
	p.T.Helper()
	schema, ok := p.Schemas.DataSourceSchemas[dataSource]
	if !ok {
		p.T.Fatalf("the provider has no data source %s", dataSource)
	}
	return schema.ValueType()
}

// Proposed does what core does: what is configured counts, else what the
// provider computed before.
func (p *Protocol) Proposed(resourceType string, prior, config map[string]any) map[string]any {
	if config == nil {
		return nil
	}
	merged := map[string]any{}
	for _, attribute := range p.Schemas.ResourceSchemas[resourceType].Block.Attributes {
		switch value, configured := config[attribute.Name]; {
		case attribute.WriteOnly:
		case configured && value != nil:
			merged[attribute.Name] = value
		case attribute.Computed:
			merged[attribute.Name] = prior[attribute.Name]
		}
	}
	for _, block := range p.Schemas.ResourceSchemas[resourceType].Block.BlockTypes {
		merged[block.TypeName] = config[block.TypeName]
	}
	return merged
}

// Attributes decodes a state that the provider answered.
func (p *Protocol) Attributes(resourceType string, value *tfprotov6.DynamicValue) map[string]tftypes.Value {
	p.T.Helper()
	decoded, err := value.Unmarshal(p.TypeOf(resourceType))
	if err != nil {
		p.T.Fatal(err)
	}
	attributes := map[string]tftypes.Value{}
	if decoded.IsNull() {
		return nil
	}
	if err := decoded.As(&attributes); err != nil {
		p.T.Fatal(err)
	}
	return attributes
}

// TypeOf returns the type of a resource's state.
func (p *Protocol) TypeOf(resourceType string) tftypes.Type {
	p.T.Helper()
	schema, ok := p.Schemas.ResourceSchemas[resourceType]
	if !ok {
		p.T.Fatalf("the provider has no resource %s", resourceType)
	}
	return schema.ValueType()
}

// DynamicValue encodes what a test writes, as Value has it, for a request; nil is
// null as a whole.
func (p *Protocol) DynamicValue(objectType tftypes.Type, values map[string]any) *tfprotov6.DynamicValue {
	p.T.Helper()
	var value any
	if values != nil {
		value = values
	}
	dynamic, err := tfprotov6.NewDynamicValue(objectType, Value(p.T, objectType, value))
	if err != nil {
		p.T.Fatal(err)
	}
	return &dynamic
}

// RequireClean ends the test where there is a diagnostic of any kind.
func (p *Protocol) RequireClean(what string, diagnostics []*tfprotov6.Diagnostic) {
	p.T.Helper()
	for _, d := range diagnostics {
		p.T.Fatalf("%s: %s: %s\n%s", what, d.Severity, d.Summary, d.Detail)
	}
}
