package providertest

import (
	"maps"
	"os"
	"path/filepath"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/steward-iac/terraform-provider-steward/internal/terraformtest"
)

// A Listed is one object that a list resource found.
type Listed struct {
	Name     string
	Identity map[string]string
	State    map[string]any // as Data has it; nil where it was not asked for
}

// A Query is what a list block asks for.
type Query struct {
	Config          map[string]any
	IncludeResource bool
	Limit           int64 // zero: all
	// Most ends the query from outside after so many results; zero: never.
	Most int
}

// Query lists objects, and returns what was found and what was said.
func (p *Protocol) Query(resourceType string, query Query) ([]Listed, []*tfprotov6.Diagnostic) {
	p.T.Helper()
	server, ok := p.Server.(tfprotov6.ListResourceServer)
	if !ok {
		p.T.Fatal("the provider cannot list")
	}
	stream, err := server.ListResource(p.T.Context(), &tfprotov6.ListResourceRequest{
		TypeName: resourceType, Config: p.DynamicValue(p.queryType(resourceType), orEmptyBlock(query.Config)),
		IncludeResource: query.IncludeResource, Limit: query.Limit,
	})
	if err != nil {
		p.T.Fatal(err)
	}
	var found []Listed
	var said []*tfprotov6.Diagnostic
	for result := range stream.Results {
		said = append(said, result.Diagnostics...)
		if result.Identity == nil || Failed(result.Diagnostics) {
			continue
		}
		found = append(found, p.listed(resourceType, result))
		if len(found) == query.Most {
			break
		}
	}
	return found, said
}

func (p *Protocol) listed(resourceType string, result tfprotov6.ListResourceResult) Listed {
	p.T.Helper()
	one := Listed{Name: result.DisplayName, Identity: p.Identity(resourceType, result.Identity)}
	if result.Resource == nil {
		return one
	}
	state, err := result.Resource.Unmarshal(p.TypeOf(resourceType))
	if err != nil {
		p.T.Fatal(err)
	}
	values, ok := Plain(p.T, state).(map[string]any)
	if !ok {
		p.T.Fatalf("%s: the state is %s", one.Name, state)
	}
	one.State = values
	return one
}

// ValidateQuery returns what the provider says about a list block.
func (p *Protocol) ValidateQuery(resourceType string, config map[string]any) []*tfprotov6.Diagnostic {
	p.T.Helper()
	server, ok := p.Server.(tfprotov6.ListResourceServer)
	if !ok {
		p.T.Fatal("the provider cannot list")
	}
	resp, err := server.ValidateListResourceConfig(p.T.Context(), &tfprotov6.ValidateListResourceConfigRequest{
		TypeName: resourceType, Config: p.DynamicValue(p.queryType(resourceType), orEmptyBlock(config)),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return resp.Diagnostics
}

// queryType returns the type of the config block of a list block.
func (p *Protocol) queryType(resourceType string) tftypes.Type {
	p.T.Helper()
	schema, ok := p.Schemas.ListResourceSchemas[resourceType]
	if !ok {
		p.T.Fatalf("the provider does not list %s", resourceType)
	}
	return schema.ValueType()
}

// RequireAdoptable checks that an object was listed as an import would have it: the
// same identity and state, and a configuration that is generated of the state plans
// clean. More is what a person has to write into it, and all that the plan adds.
func (p *Protocol) RequireAdoptable(resourceType string, one Listed, more map[string]any) {
	p.T.Helper()
	identity := map[string]any{}
	for name, value := range one.Identity {
		identity[name] = value
	}
	imported, read := p.ImportByIdentity(resourceType, identity)
	if read == nil || Failed(read.Diagnostics) {
		p.T.Fatalf("%s cannot be imported:\n%s", one.Name, Text(imported.Diagnostics))
	}
	objectType := p.TypeOf(resourceType)
	state, err := read.NewState.Unmarshal(objectType)
	if err != nil {
		p.T.Fatal(err)
	}
	prior := Plain(p.T, state)
	if diff := cmp.Diff(prior, any(one.State)); diff != "" {
		p.T.Errorf("%s: an import gives another state than the list (-import +list):\n%s", one.Name, diff)
	}
	if diff := cmp.Diff(p.Identity(resourceType, read.NewIdentity), one.Identity); diff != "" {
		p.T.Errorf("%s: an import gives another identity than the list (-import +list):\n%s", one.Name, diff)
	}
	config := p.Generated(resourceType, read.NewState)
	maps.Copy(config, more)
	p.RequireClean("validating "+one.Name, p.Validate(resourceType, config))
	p.requireNoChange(resourceType, one.Name, read, config, more)
}

// Generated is the configuration that Terraform generates of a state.
func (p *Protocol) Generated(resourceType string, state *tfprotov6.DynamicValue) map[string]any {
	p.T.Helper()
	resp, err := p.Server.GenerateResourceConfig(p.T.Context(), &tfprotov6.GenerateResourceConfigRequest{TypeName: resourceType, State: state})
	if err != nil {
		p.T.Fatal(err)
	}
	p.RequireClean("generating configuration", resp.Diagnostics)
	config, err := resp.Config.Unmarshal(p.TypeOf(resourceType))
	if err != nil {
		p.T.Fatal(err)
	}
	values := map[string]tftypes.Value{}
	if err := config.As(&values); err != nil {
		p.T.Fatal(err)
	}
	written := map[string]any{}
	for name, value := range values {
		written[name] = value
	}
	return written
}

// requireNoChange plans a configuration for an object that was imported: nothing
// but what a person wrote may be new.
func (p *Protocol) requireNoChange(resourceType, name string, read *tfprotov6.ReadResourceResponse, config, more map[string]any) {
	p.T.Helper()
	objectType := p.TypeOf(resourceType)
	prior := map[string]any{}
	for attribute, value := range p.Attributes(resourceType, read.NewState) {
		prior[attribute] = value
	}
	planned, err := p.Server.PlanResourceChange(p.T.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: resourceType, PriorPrivate: read.Private, PriorIdentity: read.NewIdentity, PriorState: read.NewState,
		Config:           p.DynamicValue(objectType, config),
		ProposedNewState: p.DynamicValue(objectType, p.Proposed(resourceType, prior, config)),
	})
	if err != nil {
		p.T.Fatal(err)
	}
	if Failed(planned.Diagnostics) {
		p.T.Fatalf("%s cannot be planned:\n%s", name, Text(planned.Diagnostics))
	}
	after, err := planned.PlannedState.Unmarshal(objectType)
	if err != nil {
		p.T.Fatal(err)
	}
	before, err := read.NewState.Unmarshal(objectType)
	if err != nil {
		p.T.Fatal(err)
	}
	want, _ := Plain(p.T, before).(map[string]any)
	maps.Copy(want, more)
	if diff := cmp.Diff(any(want), Plain(p.T, after)); diff != "" || len(planned.RequiresReplace) > 0 {
		p.T.Errorf("%s: the plan of the generated configuration is not empty (-before +after), replaced because of %v:\n%s", name, planned.RequiresReplace, diff)
	}
}

// WriteQuery replaces the query file, for terraform query. It skips the test where
// the binary has no such command.
func (r *Terraform) WriteQuery(text string) {
	r.T.Helper()
	Needs(r.T, terraformtest.List)
	if err := os.WriteFile(filepath.Join(r.Dir, "all.tfquery.hcl"), []byte(text), 0o600); err != nil {
		r.T.Fatal(err)
	}
}

// generated is the file that Generate has Terraform write.
const generated = "generated.tf"

// Generate queries, and has Terraform write down what was found. It returns what
// was printed, and what was written.
func (r *Terraform) Generate() (printed Result, configuration string) {
	r.T.Helper()
	if err := os.RemoveAll(filepath.Join(r.Dir, generated)); err != nil {
		r.T.Fatal(err)
	}
	printed = r.Must("query", "-no-color", "-generate-config-out="+generated)
	text, err := os.ReadFile(filepath.Join(r.Dir, generated))
	if err != nil {
		r.T.Fatal(err)
	}
	return printed, string(text)
}

// Rewrite changes what Generate wrote, as a person does.
func (r *Terraform) Rewrite(change func(configuration string) string) {
	r.T.Helper()
	file := filepath.Join(r.Dir, generated)
	text, err := os.ReadFile(file)
	if err != nil {
		r.T.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(change(string(text))), 0o600); err != nil {
		r.T.Fatal(err)
	}
}
