package cloudcontroltf

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/secrets"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

// planDropped plans to take off the object what sensitive_properties set and no
// longer do. No attribute shows it, so a warning does.
//
// Where the attribute is not set at all and its version is as it was, no update
// is planned for this alone: with ignore_changes, Terraform shows the provider
// the same. When an update comes, it sees the configuration as it is.
func (p *planning) planDropped(ctx context.Context) {
	if p.prior == nil || len(p.resp.RequiresReplace) > 0 {
		return
	}
	dropped := p.record.Dropped(p.sensitive)
	if len(dropped) == 0 {
		return
	}
	if op := p.prior.pending(ctx, &p.resp.Diagnostics); op != nil && op.Kind == deletion.KindDelete {
		return // a change would be refused, and with it the destroy that is to go on
	}
	p.drops = p.sensitive != nil && slices.ContainsFunc(dropped, func(at jsonvalue.Path) bool { return !p.schema.CreateOnlyAt(at) })
	p.warnDropped(dropped)
}

// warnDropped says what becomes of what is no longer set. What properties set
// instead is only another value.
func (p *planning) warnDropped(dropped []jsonvalue.Path) {
	var removed, fixed []string
	for _, at := range dropped {
		switch {
		case p.schema.CreateOnlyAt(at):
			fixed = append(fixed, at.Dotted())
		case !secrets.Sets(p.configured, at):
			removed = append(removed, at.Dotted())
		}
	}
	summary := "Sensitive properties of " + nameable(p.object()).String() + " are no longer set"
	var removal string
	switch {
	case len(removed) > 0 && p.asks():
		removal = "The update removes from the object:\n  - " + strings.Join(removed, "\n  - ")
	case len(removed) > 0:
		removal = "The next update removes from the object, unless ignore_changes names them:\n  - " + strings.Join(removed, "\n  - ") +
			"\n\nTo have them removed now, change " + sensitiveVersionAttribute + "."
	}
	var rest string
	if len(fixed) > 0 {
		rest = "Only a create can set these, so they stay on the object:\n  - " + strings.Join(fixed, "\n  - ") +
			"\n\nTo have it replaced: terraform apply -replace=ADDRESS"
	}
	if removal != "" || rest != "" {
		p.resp.Diagnostics.AddAttributeWarning(path.Root(typeNameAttribute), summary, destroy.Sections(removal, rest))
	}
}

// droppedModel has something at every path that is no longer set: what it was,
// nobody knows any more. It has nothing where the attribute as a whole may only
// be ignored: nothing is replaced for that.
func (p *planning) droppedModel() any {
	var model any
	if p.sensitive == nil {
		return nil
	}
	for _, at := range p.record.Dropped(p.sensitive) {
		model = jsonvalue.Put(model, at, redact.Mark)
	}
	return model
}
