package cloudcontroltf

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/blockers"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// look says what is in the way of the object's deletion: what Read saw, and
// the operations under way. Nil is an object that no identifier is known of.
func (m *resourceModel) look(p *connection.ProviderData, private destroy.PrivateState) destroy.Check {
	if m == nil || m.Identifier.ValueString() == "" {
		return nil
	}
	check := destroy.Check(func(ctx context.Context) destroy.Findings {
		client, err := preflightClient(ctx, p)
		preflight := blockers.New(client, err, m.target(), m.object())
		preflight.Unprotect = blockers.OnProtection(m.OnProtection) == deletion.Remove
		return preflight.See(ctx, private, p.Checking())
	})
	return func(ctx context.Context) destroy.Findings {
		return check.Hiding(destroy.RememberedSecrets(ctx, private).Hide)(ctx)
	}
}

// preflightClient returns the client for a check, or why there is none.
func preflightClient(ctx context.Context, p *connection.ProviderData) (*cloudcontrol.Client, error) {
	if !p.Configurable() {
		return nil, destroy.ErrNotConfigured
	}
	client, diags := p.Connect(ctx)
	return client, destroy.AsError(diags)
}

// rememberFacts keeps what a live model says about the update and the deletion of its
// object, and returns the latter as a check that asks for nothing more.
func (c *call) rememberFacts(ctx context.Context, live any, private destroy.PrivateState, diags *diag.Diagnostics) destroy.Check {
	facts := blockers.FactsOf(c.Schema, c.Described, live)
	diags.Append(facts.Save(ctx, private)...)
	diags.Append(c.rememberStuck(ctx, live, private)...)
	return func(context.Context) destroy.Findings { return facts.Findings() }
}

// watch is what rememberFacts returns, and the operations that are under way.
func (c *call) watch(obj deletion.Object, known destroy.Check) destroy.Check {
	return func(ctx context.Context) destroy.Findings {
		seen := known(ctx)
		blockers.New(c.Client, nil, c.Target, obj).Operations(ctx, &seen)
		return seen
	}
}

// protections asks what protects the object. Only where that cannot be learnt,
// what was last seen counts: a protection may have been switched off since.
func (c *call) protections(obj deletion.Object, private destroy.PrivateState) destroy.Check {
	return func(ctx context.Context) destroy.Findings {
		live, _, err := c.Get(ctx, obj.ID)
		facts := blockers.Facts{Protections: cfschema.Protections(live)}
		if err != nil && deletion.ReasonOf(err) != deletion.NotFound {
			seen, _ := blockers.Saved(ctx, private)
			facts.Protections = seen.Protections
		}
		return facts.Findings()
	}
}
