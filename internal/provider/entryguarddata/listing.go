package entryguarddata

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/entryguard"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/entryguardtf/connection"
)

// A listing is a kind of object that EntryGuard lists, as a data source
// for one of them and one for all of them read it.
type listing[Object any] struct {
	objectType string // e.g. entryguard.RoleType
	plural     string // what a list of them is called, e.g. "roles"
	key        string // the attribute that people know an object by, e.g. "name"
	folded     bool   // upper and lower case are the same in the key

	id, name func(Object) string // the object's ID, and its key
	get      func(*entryguard.Shared, context.Context, string) (Object, error)
	list     func(*entryguard.Shared, context.Context) ([]Object, error)
}

// all returns every object of the kind, by key: the order of EntryGuard's
// answer is not documented, and an output must not change with it.
func (l listing[Object]) all(ctx context.Context, r sourceReading) ([]Object, bool) {
	objects, err := connection.Ask(ctx, r.data, func(ctx context.Context) ([]Object, error) { return l.list(r.client.Shared(), ctx) })
	if err != nil {
		r.failed("list", deletion.Object{Type: "EntryGuard", ID: l.plural}, err)
		return nil, false
	}
	sorted := slices.Clone(objects)
	slices.SortFunc(sorted, func(a, b Object) int {
		return cmp.Or(cmp.Compare(l.name(a), l.name(b)), cmp.Compare(l.id(a), l.id(b)))
	})
	return sorted, true
}

// find returns the one object that the configuration names, by its ID or by
// its key.
func (l listing[Object]) find(ctx context.Context, r sourceReading, id, name types.String) (found Object, ok bool) {
	if id.IsNull() {
		return l.findByKey(ctx, r, name.ValueString())
	}
	found, err := connection.Ask(ctx, r.data, func(ctx context.Context) (Object, error) { return l.get(r.client.Shared(), ctx, id.ValueString()) })
	switch {
	case err == nil:
		return found, true
	case deletion.ReasonOf(err) == deletion.NotFound:
		l.missing(ctx, r, "id", id.ValueString())
	default:
		r.failed("read", deletion.Object{Type: l.objectType, ID: id.ValueString()}, err)
	}
	return found, false
}

func (l listing[Object]) findByKey(ctx context.Context, r sourceReading, name string) (found Object, ok bool) {
	objects, ok := l.all(ctx, r)
	if !ok {
		return found, false
	}
	objects = slices.DeleteFunc(objects, func(o Object) bool { return !l.named(o, name) })
	switch len(objects) {
	case 1:
		return objects[0], true
	case 0:
		l.missing(ctx, r, l.key, name)
	default:
		var ids strings.Builder
		for _, o := range objects {
			ids.WriteString("\n  - " + l.id(o))
		}
		r.diags.AddAttributeError(path.Root(l.key), fmt.Sprintf("%d of EntryGuard's %s have the %s %q", len(objects), l.plural, l.key, name),
			"Use the id of one of them instead:"+ids.String())
	}
	return found, false
}

func (l listing[Object]) named(o Object, name string) bool {
	if l.folded {
		return strings.EqualFold(l.name(o), name)
	}
	return l.name(o) == name
}

// missing says what is not where.
func (l listing[Object]) missing(ctx context.Context, r sourceReading, attribute, value string) {
	where := "the organization of the provider's credentials"
	if home, err := r.client.Home(ctx); err == nil {
		where = home.String()
	}
	r.diags.AddAttributeError(path.Root(attribute), fmt.Sprintf("There is no %s with the %s %q", l.objectType, attribute, value),
		"EntryGuard has no such object in "+where+". Check the "+attribute+", and the organization that the provider logs in to. "+
			"If this run creates the object, refer to its resource instead of writing its "+attribute+", so that Terraform reads it afterwards.")
}

// lookup turns the attributes of an object into those of a data source that
// finds one: by ID or by key.
func (l listing[Object]) lookup(shown map[string]schema.Attribute) map[string]schema.Attribute {
	shown["id"] = schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "UUID of the " + l.noun() + ". Exactly one of `id` and `" + l.key + "` must be set.",
		Validators:          []validator.String{attributes.UUID("the ID of an " + l.objectType)},
	}
	text := "The " + l.key + " of the " + l.noun() + ". It is an error if several have it."
	if l.folded {
		text = "The " + l.key + " of the " + l.noun() + ", in upper or lower case."
	}
	shown[l.key] = schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: text,
		Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	return shown
}

// noun is what people call one object, e.g. "role".
func (l listing[Object]) noun() string {
	return strings.TrimPrefix(l.objectType, "EntryGuard ")
}

// oneOf checks that the configuration names one object in one way.
func (l listing[Object]) oneOf() []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot(l.key))}
}

// many is the attribute that holds all objects of the kind.
func (l listing[Object]) many(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		strings.ToLower(strings.ReplaceAll(l.plural, " ", "_")): schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "All of the organization's " + l.plural + ", in the order of their " + l.key + ".",
			NestedObject:        schema.NestedAttributeObject{Attributes: attributes},
		},
	}
}

// newOne is the data source for one object, which the configuration names by id or
// by key. A source has the attributes of the object; show fills the model.
func newOne[Object, Model any, Pointer modelOf[Model]](
	l listing[Object], source sourceKind[Model], named func(*Model) (id, key types.String), show func(*Model, Object),
) datasource.DataSource {
	source.attributes, source.validators = l.lookup(source.attributes), l.oneOf()
	source.fetch = func(ctx context.Context, r sourceReading, m *Model) {
		id, key := named(m)
		if found, ok := l.find(ctx, r, id, key); ok {
			show(m, found)
		}
	}
	return newDataSource[Model, Pointer](source)
}

// newMany is the data source for all objects; show fills the attribute that is
// named after them.
func newMany[Object, Model any, Pointer modelOf[Model]](l listing[Object], source sourceKind[Model], show func(*Model, []Object)) datasource.DataSource {
	source.attributes = l.many(source.attributes)
	source.fetch = func(ctx context.Context, r sourceReading, m *Model) {
		if all, ok := l.all(ctx, r); ok {
			show(m, all)
		}
	}
	return newDataSource[Model, Pointer](source)
}

// eachShown returns objects as a data source shows them. An empty list is not null.
func eachShown[Object, Shown any](objects []Object, show func(Object) Shown) []Shown {
	list := make([]Shown, len(objects))
	for i, o := range objects {
		list[i] = show(o)
	}
	return list
}

// The attributes of what EntryGuard answers.

func shownText(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func shownTime(description string) schema.StringAttribute {
	return shownText(description + " RFC 3339.")
}

func shownBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

func shownNumber(description string) schema.Int64Attribute {
	return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
}

func shownDecimal(description string) schema.Float64Attribute {
	return schema.Float64Attribute{Computed: true, MarkdownDescription: description}
}

func shownTexts(description string) schema.ListAttribute {
	return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
}

// orNullTime returns a timestamp as EntryGuard wrote it, null where there is
// none.
func orNullTime(at entryguard.Timestamp) types.String { return attributes.OrNull(string(at)) }
