package provider

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
)

// An entryguardKind is a kind of object that EntryGuard lists, as a data source
// for one of them and one for all of them read it.
type entryguardKind[Object any] struct {
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
func (k entryguardKind[Object]) all(ctx context.Context, r entryguardReading) ([]Object, bool) {
	objects, err := ask(ctx, r.data, func(ctx context.Context) ([]Object, error) { return k.list(r.client.Shared(), ctx) })
	if err != nil {
		r.failed("list", deletion.Object{Type: "EntryGuard", ID: k.plural}, err)
		return nil, false
	}
	sorted := slices.Clone(objects)
	slices.SortFunc(sorted, func(a, b Object) int {
		return cmp.Or(cmp.Compare(k.name(a), k.name(b)), cmp.Compare(k.id(a), k.id(b)))
	})
	return sorted, true
}

// find returns the one object that the configuration names, by its ID or by
// its key.
func (k entryguardKind[Object]) find(ctx context.Context, r entryguardReading, id, name types.String) (found Object, ok bool) {
	if id.IsNull() {
		return k.findByKey(ctx, r, name.ValueString())
	}
	found, err := ask(ctx, r.data, func(ctx context.Context) (Object, error) { return k.get(r.client.Shared(), ctx, id.ValueString()) })
	switch {
	case err == nil:
		return found, true
	case deletion.ReasonOf(err) == deletion.NotFound:
		k.missing(ctx, r, "id", id.ValueString())
	default:
		r.failed("read", deletion.Object{Type: k.objectType, ID: id.ValueString()}, err)
	}
	return found, false
}

func (k entryguardKind[Object]) findByKey(ctx context.Context, r entryguardReading, name string) (found Object, ok bool) {
	objects, ok := k.all(ctx, r)
	if !ok {
		return found, false
	}
	objects = slices.DeleteFunc(objects, func(o Object) bool { return !k.named(o, name) })
	switch len(objects) {
	case 1:
		return objects[0], true
	case 0:
		k.missing(ctx, r, k.key, name)
	default:
		var ids strings.Builder
		for _, o := range objects {
			ids.WriteString("\n  - " + k.id(o))
		}
		r.diags.AddAttributeError(path.Root(k.key), fmt.Sprintf("%d of EntryGuard's %s have the %s %q", len(objects), k.plural, k.key, name),
			"Name the one that is meant by its id instead:"+ids.String())
	}
	return found, false
}

func (k entryguardKind[Object]) named(o Object, name string) bool {
	if k.folded {
		return strings.EqualFold(k.name(o), name)
	}
	return k.name(o) == name
}

// missing says what is not where.
func (k entryguardKind[Object]) missing(ctx context.Context, r entryguardReading, attribute, value string) {
	where := "the organization that the provider speaks for"
	if home, err := r.client.Home(ctx); err == nil {
		where = home.String()
	}
	r.diags.AddAttributeError(path.Root(attribute), fmt.Sprintf("There is no %s with the %s %q", k.objectType, attribute, value),
		"EntryGuard knows no such object in "+where+". Check the "+attribute+", and the organization that the provider logs in to. "+
			"If this run creates the object, refer to its resource instead of writing its "+attribute+", so that Terraform reads it afterwards.")
}

// lookup turns the attributes of an object into those of a data source that
// finds one: by ID or by key.
func (k entryguardKind[Object]) lookup(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	attributes["id"] = schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "UUID of the " + k.noun() + ". Exactly one of `id` and `" + k.key + "` must be set.",
		Validators:          []validator.String{isUUID{"the ID of an " + k.objectType}},
	}
	text := "The " + k.key + " of the " + k.noun() + ". It is an error if several have it."
	if k.folded {
		text = "The " + k.key + " of the " + k.noun() + ", in upper or lower case."
	}
	attributes[k.key] = schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: text,
		Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	return attributes
}

// noun is what people call one object, e.g. "role".
func (k entryguardKind[Object]) noun() string { return strings.TrimPrefix(k.objectType, "EntryGuard ") }

// oneOf checks that the configuration names one object in one way.
func (k entryguardKind[Object]) oneOf() []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot(k.key))}
}

// many is the attribute that holds all objects of the kind.
func (k entryguardKind[Object]) many(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		strings.ReplaceAll(k.plural, " ", "_"): schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "All of the organization's " + k.plural + ", in the order of their " + k.key + ".",
			NestedObject:        schema.NestedAttributeObject{Attributes: attributes},
		},
	}
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
	return shownText(description + " As EntryGuard says it (RFC 3339).")
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
func orNullTime(at entryguard.Timestamp) types.String { return orNull(string(at)) }
