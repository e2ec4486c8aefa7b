package destroy

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/attributes"
)

// The verdicts on whether an object can be deleted.
const (
	verdictReady   = "ready"   // nothing is in the way
	verdictWaits   = "waits"   // only what ends by itself is in the way
	verdictBlocked = "blocked" // somebody has to do something first
	verdictUnknown = "unknown" // nothing was seen in the way, but not everything was seen
)

// A ReadinessModel is what the readiness data sources say about one object.
type ReadinessModel struct {
	Verdict   types.String     `tfsdk:"verdict"`
	Blockers  []readinessThing `tfsdk:"blockers"`
	Cascades  []readinessThing `tfsdk:"cascades"`
	Unchecked types.String     `tfsdk:"unchecked"`
}

// A readinessThing is something that is in the way of a deletion, or that the
// API removes with the object.
type readinessThing struct {
	Code      types.String `tfsdk:"code"`
	ID        types.String `tfsdk:"id"`
	Status    types.String `tfsdk:"status"`
	Who       types.String `tfsdk:"who"`
	Addresses []string     `tfsdk:"addresses"`
	Since     types.String `tfsdk:"since"`
	Until     types.String `tfsdk:"until"`
	Also      []string     `tfsdk:"also"`
	Passing   types.Bool   `tfsdk:"passing"`
}

// ReadinessAttribute is the attribute that has the verdicts, by what keys the
// objects.
func ReadinessAttribute(key string) schema.MapNestedAttribute {
	return schema.MapNestedAttribute{
		Computed:            true,
		MarkdownDescription: "Whether each object can be deleted now, by " + key + ".",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"verdict": schema.StringAttribute{Computed: true, MarkdownDescription: "`ready`: nothing is in the way. " +
				"`waits`: what is in the way ends by itself, and a destroy waits for it if the resource allows that. " +
				"`blocked`: somebody has to do something first. " +
				"`unknown`: nothing was found, but not everything could be checked, or there is no such object."},
			"blockers": readinessThings("What is in the way now."),
			"cascades": readinessThings("What the API also removes, silently, when it deletes the object."),
			"unchecked": schema.StringAttribute{
				Computed: true, MarkdownDescription: "What could not be checked, and why; null if everything was.",
			},
		}},
	}
}

func readinessThings(description string) schema.ListNestedAttribute {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	texts := func(description string) schema.ListAttribute {
		return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
	}
	return schema.ListNestedAttribute{
		Computed:            true,
		MarkdownDescription: description,
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"code":      text("What it is: `session`, `role`, `operation`, `protection`, `stack` or `type`."),
			"id":        text("Its identifier. For a protection, the name of the property; for a type without a delete handler, the name of the type."),
			"status":    text("Its status, in the API's words."),
			"who":       text("The user or the name that belongs to it."),
			"addresses": texts("The addresses that a session opened."),
			"since":     text("When it began (RFC 3339)."),
			"until":     text("When it ends (RFC 3339)."),
			"also":      texts("What else the session opens; it loses that too when the session is ended."),
			"passing":   schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether it ends by itself."},
		}},
	}
}

// ReadinessOf judges what a look saw.
func ReadinessOf(seen Findings) ReadinessModel {
	m := ReadinessModel{
		Verdict: types.StringValue(seen.verdict()), Blockers: []readinessThing{}, Cascades: []readinessThing{},
	}
	for _, b := range append(seen.Blockers, seen.Passing...) {
		m.Blockers = append(m.Blockers, seen.Words.readinessThing(b))
	}
	for _, b := range seen.Cascades {
		m.Cascades = append(m.Cascades, seen.Words.readinessThing(b))
	}
	if seen.Unseen != nil {
		m.Unchecked = types.StringValue(seen.Unseen.Error())
	}
	return m
}

func (s Findings) verdict() string {
	waits := len(s.Passing) > 0
	for _, b := range s.Blockers {
		if !s.Words.passes(b) {
			return verdictBlocked
		}
		waits = true
	}
	switch {
	case waits:
		return verdictWaits
	case s.Unseen != nil:
		return verdictUnknown
	}
	return verdictReady
}

// passes reports whether a blocker ends by itself.
func (w Words) passes(b deletion.Blocker) bool {
	passes := w.of(b).Passes
	return passes != nil && passes(b)
}

func (w Words) readinessThing(b deletion.Blocker) readinessThing {
	thing := readinessThing{
		Code: types.StringValue(b.Code), ID: types.StringValue(b.ID), Status: attributes.OrNull(b.Status), Who: attributes.OrNull(b.Who),
		Addresses: append([]string{}, b.Addresses...), Also: append([]string{}, b.Also...),
		Passing: types.BoolValue(w.passes(b)),
	}
	if !b.Since.IsZero() {
		thing.Since = types.StringValue(Stamp(b.Since))
	}
	if !b.Until.IsZero() {
		thing.Until = types.StringValue(Stamp(b.Until))
	}
	return thing
}
