package creation

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/connection"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/cloudcontroltf/secrets"
)

// A Creation is one create of an object.
type Creation struct {
	// Chosen is the identifier where the configuration decides it; empty where
	// the service assigns one, or the type could not be described.
	Chosen string

	of      *connection.Type
	secrets secrets.Values
	model   any             // what is configured
	desired json.RawMessage // what is sent for it
	// absent says that nothing had the chosen identifier before.
	absent bool
	// unanswered says that a request got no answer, so that it may have been
	// carried out.
	unanswered bool
}

// Begin prepares to create the object of a model, for which desired is sent. It
// returns false, and says why, where the object cannot be created.
func Begin(ctx context.Context, of *connection.Type, hidden secrets.Values, model any, desired json.RawMessage, diags *diag.Diagnostics) (*Creation, bool) {
	c := &Creation{of: of, secrets: hidden, model: model, desired: desired}
	return c, c.learnTaken(ctx, diags)
}

// learnTaken looks whether the identifier that the configuration chose is free.
// A create that fails later can then only have left an object of its own.
func (c *Creation) learnTaken(ctx context.Context, diags *diag.Diagnostics) bool {
	identifier, chosen := c.of.Schema.Identifier(c.model)
	if !c.of.Described || !chosen {
		return true
	}
	_, _, err := c.of.Get(ctx, identifier)
	switch {
	case err == nil:
		c.Exists(diags, identifier, "It was found before anything was asked for.", &deletion.Failure{Reason: deletion.Invalid, Code: "AlreadyExists"})
		return false
	case ctx.Err() != nil:
		c.Fail(diags, deletion.Operation{}, context.Cause(ctx), "Nothing was created, and nothing is in state.")
		return false
	}
	c.Chosen, c.absent = identifier, deletion.ReasonOf(err) == deletion.NotFound
	return true
}

// Ask asks for the object; a token that was used before creates nothing twice.
func (c *Creation) Ask(ctx context.Context, clientToken string) (deletion.Operation, error) {
	op, err := c.of.Client.Create(ctx, c.of.Target, c.desired, clientToken)
	if failure := deletion.AsFailure(err); failure != nil && failure.Reason == deletion.Unavailable && !failure.Unsent {
		c.unanswered = true
	}
	return op, err
}

// Object names the object as far as it can be named in a sentence.
func (c *Creation) Object(op deletion.Operation) deletion.Object {
	obj := deletion.Object{Type: c.of.Target.TypeName, ID: op.ObjectID}
	if obj.ID == "" && !c.secretIdentifier() {
		obj.ID = c.Chosen
	}
	if obj.ID == "" {
		obj.ID = "object"
	}
	return obj
}

// secretIdentifier reports whether the identifier must not be shown.
func (c *Creation) secretIdentifier() bool { return c.secrets.Hide(c.Chosen) != c.Chosen }

// IdentifierOf returns the identifier under which the object is ours: the one
// that the operation shows, or the chosen one that nothing had before. It is
// empty where an object of that identifier may be somebody else's.
func (c *Creation) IdentifierOf(op deletion.Operation) string {
	switch {
	case op.State == deletion.Done && op.ObjectID != "":
		return op.ObjectID
	case c.Chosen != "" && !c.absent, !c.of.Described && chosenIn(op.ObjectID, c.model):
		return ""
	case op.ObjectID != "":
		return op.ObjectID
	}
	return c.Chosen
}

// chosenIn reports, for a type whose schema is not known, whether every part of
// an identifier stands in the configuration, so that the service need not have
// assigned it.
func chosenIn(identifier string, model any) bool {
	members, ok := model.(map[string]any)
	if !ok || identifier == "" {
		return false
	}
	return !slices.ContainsFunc(strings.Split(identifier, "|"), func(part string) bool {
		for _, member := range members {
			if member == part {
				return false
			}
		}
		return true
	})
}

// MayExist reports whether a create that the API did not accept may have been
// carried out all the same, under an identifier by which it can be found.
func (c *Creation) MayExist(err error) bool {
	if failure, ok := errors.AsType[*deletion.Failure](err); !c.absent || ok && failure.Unsent {
		return false
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, deletion.ErrDeadline) || deletion.ReasonOf(err) == deletion.Unavailable
}

// Identifier returns the identifier of an object whose create has ended, in this
// run or in an earlier one; empty where there is none or it may be somebody else's.
func Identifier(of *connection.Type, op deletion.Operation, model any) string {
	c := Creation{of: of, model: model}
	if of.Described {
		c.Chosen, _ = of.Schema.Identifier(model)
	}
	if op.State == deletion.Done && op.ObjectID == "" {
		return c.Chosen
	}
	return c.IdentifierOf(op)
}
