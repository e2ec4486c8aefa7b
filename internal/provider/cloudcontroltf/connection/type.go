package connection

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A Type is a resource type as it is asked about: one handler in one region, and
// the type's schema.
type Type struct {
	Client *cloudcontrol.Client
	Target cloudcontrol.Target
	Pace   deletion.Pace
	// Schema is never nil. Where the type could not be described (Described is
	// false) it says nothing, and values are compared as plain JSON.
	Schema      *cfschema.Schema
	Described   bool
	Undescribed error // why it could not be
}

// Describe prepares to ask about objects of a type. That its schema is not known is
// no error here: whoever may not describe types may read.
func Describe(ctx context.Context, p *ProviderData, client *cloudcontrol.Client, target cloudcontrol.Target) *Type {
	described, err := client.Type(ctx, target)
	if err != nil {
		// What follows does without, as well as it can.
		tflog.Warn(ctx, "type could not be described", map[string]any{"object_type": target.TypeName, "reason": deletion.ReasonOf(err).String()})
		described = &cfschema.Schema{TypeName: target.TypeName}
	}
	return &Type{Client: client, Target: target, Pace: p.Pace.OrDefaults(), Schema: described, Described: err == nil, Undescribed: err}
}

// Get returns the live model of the object and its identifier as the API
// writes it.
func (t *Type) Get(ctx context.Context, identifier string) (model any, canonical string, err error) {
	return Decoded(t.Client.Get(ctx, t.Target, identifier))
}

// Decoded returns what the API said about an object as its model and identifier.
// What is no JSON is an answer that may be better next time.
func Decoded(found cloudcontrol.Description, err error) (model any, canonical string, _ error) {
	if err != nil {
		return nil, "", err
	}
	model, err = jsonvalue.Decode(found.Properties)
	if err != nil {
		return nil, "", &deletion.Failure{Reason: deletion.Unavailable, Err: err}
	}
	return model, found.Identifier, nil
}

// Visible reads an object that was just made or changed. While the API does not
// find it, or describes half of it, it is asked again.
func (t *Type) Visible(ctx context.Context, identifier string) (any, error) {
	wait := t.Pace.MinBackoff
	for looks := 1; ; looks++ {
		live, _, err := t.Get(ctx, identifier)
		early := deletion.ReasonOf(err) == deletion.NotFound || cloudcontrol.HalfAnswer(err)
		if !early || looks == visibleLooks {
			return live, err
		}
		if err := deletion.Pause(ctx, wait); err != nil {
			return nil, err
		}
		wait *= 2
	}
}

// visibleLooks is how often Visible looks, 15 s in all with the usual pace.
const visibleLooks = 5
