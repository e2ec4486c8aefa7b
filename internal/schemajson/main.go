// Command schemajson prints the provider's schema in the form of `terraform
// providers schema -json`, for the docs generator.
//
// It asks the provider in process, as Terraform does over the plugin protocol,
// so it needs no Terraform and no network, and it knows what older versions of
// Terraform leave out (identities, list resources, actions). It must not know
// the provider's inside.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/steward-iac/terraform-provider-steward/internal/provider"
)

// providerName is the key under which the docs generator looks for the schema:
// the provider's short name.
const providerName = "steward"

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatalf("schemajson: %v", err)
	}
}

// run writes the schema of the provider of this module to w.
func run(ctx context.Context, w io.Writer) error {
	doc, err := ask(ctx, provider.NewServer("schema"))
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(doc)
}

// ask collects what a provider says about its schemas.
func ask(ctx context.Context, server tfprotov6.ProviderServer) (document, error) {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return document{}, err
	}
	if err := firstError(schemas.Diagnostics); err != nil {
		return document{}, err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return document{}, err
	}
	if err := firstError(identities.Diagnostics); err != nil {
		return document{}, err
	}
	rendered, err := render(schemas, identities)
	if err != nil {
		return document{}, err
	}
	return document{FormatVersion: "1.0", Providers: map[string]providerDocument{providerName: rendered}}, nil
}

// firstError turns an error diagnostic into an error: a schema that does not
// hold must not become a page.
func firstError(diagnostics []*tfprotov6.Diagnostic) error {
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return fmt.Errorf("%s: %w", d.Summary, errors.New(d.Detail))
		}
	}
	return nil
}
