package entryguarddata

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// A sourceKind is one data source of EntryGuard: how it is called, what
// it shows and how that is asked for.
type sourceKind[Model any] struct {
	name        string // after "steward_entryguard_"
	description string
	attributes  map[string]schema.Attribute
	validators  []datasource.ConfigValidator
	// scope is what an API key needs to be let in; empty where EntryGuard
	// takes no API key.
	scope string
	// keys says what an API key sees, where scope does not say it all.
	keys string
	// fetch completes what is configured with what EntryGuard answers. What
	// goes wrong it tells the reading.
	fetch func(context.Context, sourceReading, *Model)
}

// A dataSource reads a sourceKind.
type dataSource[Model any, Pointer modelOf[Model]] struct {
	attributes.DataSource[*connection.ProviderData]
	source sourceKind[Model]
}

var _ datasource.DataSourceWithConfigValidators = &dataSource[rolesModel, *rolesModel]{}

// A modelOf is a model of a data source: a pointer to a struct that embeds
// attributes.ReadTimeout.
type modelOf[Model any] interface {
	*Model
	ReadTimeouts() *attributes.ReadTimeout
}

func newDataSource[Model any, Pointer modelOf[Model]](source sourceKind[Model]) datasource.DataSource {
	return &dataSource[Model, Pointer]{
		source: source,
		DataSource: attributes.DataSource[*connection.ProviderData]{
			Configured: connection.Configured,
			Name:       "entryguard_" + source.name,
			Describe: func() schema.Schema {
				return schema.Schema{MarkdownDescription: source.description + " " + source.keyText(), Attributes: source.attributes}
			},
		},
	}
}

// keyText says for the documentation whether an API key may read.
func (s sourceKind[Model]) keyText() string {
	switch {
	case s.keys != "":
		return s.keys
	case s.scope == "":
		return "It needs a user with the role ORG_ADMIN: EntryGuard accepts no API key here."
	}
	return "An API key needs the scope `" + s.scope + "`."
}

// ConfigValidators checks what is configured as a whole.
func (d *dataSource[Model, Pointer]) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return d.source.validators
}

// Read asks EntryGuard.
func (d *dataSource[Model, Pointer]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model Model
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !d.Data.Configurable() {
		resp.Diagnostics.AddError("steward_"+d.Name+" cannot be read yet",
			"A value in the provider's entryguard block depends on something that is created by the same run, so EntryGuard cannot be asked while planning. "+
				"Add depends_on to the data source, with what the value comes from: Terraform then reads it while it applies.")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	limit := *Pointer(&model).ReadTimeouts()
	ctx, cancel := limit.BeginRead(ctx, &resp.Diagnostics)
	defer cancel()
	client, diags := d.Data.Connect(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	d.source.fetch(ctx, sourceReading{client: client, data: d.Data, scope: d.source.scope, diags: &resp.Diagnostics}, &model)
	if resp.Diagnostics.HasError() {
		return
	}
	*Pointer(&model).ReadTimeouts() = limit // what fetch may have replaced
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// A sourceReading is one read of a data source.
type sourceReading struct {
	client *entryguard.Client
	data   *connection.ProviderData
	scope  string
	diags  *diag.Diagnostics
}

// failed says why something could not be read, in full sentences: "Could not
// list EntryGuard roles".
func (r sourceReading) failed(doing string, obj deletion.Object, err error) {
	if f := deletion.AsFailure(err); err != nil && f.Reason == deletion.Denied && r.client.ReadOnly() {
		refused := *f
		refused.Hint = keyHint(r.scope)
		err = &refused
	}
	destroy.AddFailure(r.diags, doing, obj, err)
}

// keyHint says what an API key lacks that was refused.
func keyHint(scope string) string {
	if scope != "" {
		return "give the API key the scope " + scope
	}
	return "use a user with the role ORG_ADMIN, since EntryGuard does not give this to an API key: set access_token (ENTRYGUARD_ACCESS_TOKEN), " +
		"or organization_slug, email and password (ENTRYGUARD_ORGANIZATION_SLUG, ENTRYGUARD_EMAIL, ENTRYGUARD_PASSWORD), in place of api_key (ENTRYGUARD_API_KEY)"
}
