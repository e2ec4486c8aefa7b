package provider

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// importByIdentity is what an import block with an identity asks for, and the
// read that follows.
func (p *protocol) importByIdentity(resourceType string, identity map[string]any) (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
	p.t.Helper()
	return p.imports(resourceType, &tfprotov6.ImportResourceStateRequest{
		TypeName: resourceType, Identity: &tfprotov6.ResourceIdentityData{IdentityData: p.dynamic(p.identityType(resourceType), identity)},
	})
}

// importByID is what terraform import asks for, and the read that follows.
func (p *protocol) importByID(resourceType, id string) (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
	p.t.Helper()
	return p.imports(resourceType, &tfprotov6.ImportResourceStateRequest{TypeName: resourceType, ID: id})
}

// imports asks for an import and reads; the read is nil where the import failed.
func (p *protocol) imports(resourceType string, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, *tfprotov6.ReadResourceResponse) {
	p.t.Helper()
	imported, err := p.server.ImportResourceState(p.t.Context(), req)
	if err != nil {
		p.t.Fatal(err)
	}
	if len(imported.ImportedResources) != 1 {
		return imported, nil
	}
	object := imported.ImportedResources[0]
	read, err := p.server.ReadResource(p.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: resourceType, CurrentState: object.State, CurrentIdentity: object.Identity, Private: object.Private,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return imported, read
}

// identityType returns the type of a resource's identity.
func (p *protocol) identityType(resourceType string) tftypes.Type {
	p.t.Helper()
	schemas, err := p.server.GetResourceIdentitySchemas(p.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		p.t.Fatal(err)
	}
	schema, ok := schemas.IdentitySchemas[resourceType]
	if !ok {
		p.t.Fatalf("%s has no identity", resourceType)
	}
	return schema.ValueType()
}

// identity decodes an identity that the provider answered; what is null is
// left out.
func (p *protocol) identity(resourceType string, data *tfprotov6.ResourceIdentityData) map[string]string {
	p.t.Helper()
	if data == nil {
		p.t.Fatalf("%s: the answer has no identity", resourceType)
	}
	decoded, err := data.IdentityData.Unmarshal(p.identityType(resourceType))
	if err != nil {
		p.t.Fatal(err)
	}
	values := map[string]tftypes.Value{}
	if err := decoded.As(&values); err != nil {
		p.t.Fatal(err)
	}
	parts := map[string]string{}
	for name, value := range values {
		var text *string
		if err := value.As(&text); err != nil {
			p.t.Fatal(err)
		}
		if text != nil {
			parts[name] = *text
		}
	}
	return parts
}
