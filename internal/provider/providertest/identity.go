package providertest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// ImportByIdentity is what an import block with an identity asks for, and the
// read that follows.
func (p *Protocol) ImportByIdentity(resourceType string, identity map[string]any) (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
	p.T.Helper()
	return p.Imports(resourceType, &tfprotov6.ImportResourceStateRequest{
		TypeName: resourceType, Identity: &tfprotov6.ResourceIdentityData{IdentityData: p.DynamicValue(p.IdentityType(resourceType), identity)},
	})
}

// ImportByID is what terraform import asks for, and the read that follows.
func (p *Protocol) ImportByID(resourceType, id string) (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
	p.T.Helper()
	return p.Imports(resourceType, &tfprotov6.ImportResourceStateRequest{TypeName: resourceType, ID: id})
}

// Imports asks for an import and reads; the read is nil where the import failed.
func (p *Protocol) Imports(resourceType string, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
	p.T.Helper()
	imported, err := p.Server.ImportResourceState(p.T.Context(), req)
	if err != nil {
		p.T.Fatal(err)
	}
	if len(imported.ImportedResources) != 1 {
		return imported, nil
	}
	object := imported.ImportedResources[0]
	read, err := p.Server.ReadResource(p.T.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: resourceType, CurrentState: object.State, CurrentIdentity: object.Identity, Private: object.Private,
	})
	if err != nil {
		p.T.Fatal(err)
	}
	return imported, read
}

// IdentityType returns the type of a resource's identity.
func (p *Protocol) IdentityType(resourceType string) tftypes.Type {
	p.T.Helper()
	schemas, err := p.Server.GetResourceIdentitySchemas(p.T.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		p.T.Fatal(err)
	}
	schema, ok := schemas.IdentitySchemas[resourceType]
	if !ok {
		p.T.Fatalf("%s has no identity", resourceType)
	}
	return schema.ValueType()
}

// Identity decodes an Identity that the provider answered; what is null is
// left out.
func (p *Protocol) Identity(resourceType string, data *tfprotov6.ResourceIdentityData) map[string]string {
	p.T.Helper()
	if data == nil {
		p.T.Fatalf("%s: the answer has no identity", resourceType)
	}
	decoded, err := data.IdentityData.Unmarshal(p.IdentityType(resourceType))
	if err != nil {
		p.T.Fatal(err)
	}
	values := map[string]tftypes.Value{}
	if err := decoded.As(&values); err != nil {
		p.T.Fatal(err)
	}
	parts := map[string]string{}
	for name, value := range values {
		var text *string
		if err := value.As(&text); err != nil {
			p.T.Fatal(err)
		}
		if text != nil {
			parts[name] = *text
		}
	}
	return parts
}
