package secrets

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// The keys in private state under which the paths of sensitive_properties are
// kept, never their values.
const (
	// sensitiveKey holds every path that was ever set. An API returns those that
	// the type does not call write-only, and Read must not take them for drift: a
	// secret among the keys of a map would otherwise end up in state.
	sensitiveKey = "sensitive.v1"
	// heldKey holds those of them that the object still has. Without it (an
	// earlier release wrote the state) that is all of them.
	heldKey = "sensitive_held.v1"
)

// A Record is what is known of sensitive_properties beyond the
// configuration.
type Record struct {
	ever []jsonvalue.Path // was set at some time, so what is there stays hidden
	held []jsonvalue.Path // was sent, and not removed since
}

// ReadRecord returns what an earlier run saved.
func ReadRecord(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) Record {
	ever, found := readPaths(ctx, private, sensitiveKey, diags)
	if !found {
		return Record{}
	}
	held, found := readPaths(ctx, private, heldKey, diags)
	if !found {
		held = ever
	}
	return Record{ever: ever, held: held}
}

func readPaths(ctx context.Context, private destroy.PrivateState, key string, diags *diag.Diagnostics) ([]jsonvalue.Path, bool) {
	data, problems := private.GetKey(ctx, key)
	diags.Append(problems...)
	if len(data) == 0 {
		return nil, false
	}
	var paths []jsonvalue.Path
	if err := json.Unmarshal(data, &paths); err != nil {
		diags.AddError("Private state is damaged", "The names of the sensitive properties cannot be read, so their values cannot be kept out of state.")
	}
	return paths, true
}

// Save writes the record to private state.
func (r Record) Save(ctx context.Context, private destroy.PrivateState) diag.Diagnostics {
	if len(r.ever) == 0 {
		return nil
	}
	var diags diag.Diagnostics
	for key, paths := range map[string][]jsonvalue.Path{sensitiveKey: r.ever, heldKey: append([]jsonvalue.Path{}, r.held...)} {
		data, err := json.Marshal(paths)
		if err != nil {
			diags.AddError("The names of the sensitive properties could not be saved", err.Error())
			return diags
		}
		diags.Append(private.SetKey(ctx, key, data)...)
	}
	return diags
}

// Sending is the record while sensitive is being sent: as long as nobody knows
// how that ends, the object may have what it had and what is new.
func (r Record) Sending(sensitive any) Record {
	set := jsonvalue.Leaves(sensitive)
	return Record{ever: eachPath(r.ever, set), held: eachPath(r.held, set)}
}

// Sent is the record after the object took sensitive; of what was held before,
// only what is named stayed.
func (r Record) Sent(sensitive any, stayed []jsonvalue.Path) Record {
	set := jsonvalue.Leaves(sensitive)
	return Record{ever: eachPath(r.ever, set), held: eachPath(stayed, set)}
}

// Held returns what the object still has of sensitive_properties, as far as it is
// known.
func (r Record) Held() []jsonvalue.Path { return r.held }

// Dropped returns what the object has of sensitive_properties although they no
// longer set it.
func (r Record) Dropped(sensitive any) []jsonvalue.Path {
	return slices.DeleteFunc(slices.Clone(r.held), func(p jsonvalue.Path) bool { return Sets(sensitive, p) })
}

// Hidden returns the paths of which nothing is shown: all that were ever set,
// but for those that open, the properties in state, sets instead. Then somebody
// chose to show them.
func (r Record) Hidden(open any) []jsonvalue.Path {
	return slices.DeleteFunc(slices.Clone(r.ever), func(p jsonvalue.Path) bool {
		return Sets(open, p) && !slices.ContainsFunc(r.held, func(held jsonvalue.Path) bool { return slices.Equal(held, p) })
	})
}

// Veiled returns a live model in which nothing hidden differs from open: what
// stands at a hidden path is neither shown nor drift.
func (r Record) Veiled(live, open any) any {
	for _, p := range r.Hidden(open) {
		if value := jsonvalue.At(open, p); value != nil {
			live = jsonvalue.Put(live, p, value)
		} else {
			live = jsonvalue.Without(live, []jsonvalue.Path{p})
		}
	}
	return live
}

// eachPath returns the paths of both, each once. The path of everything, which
// is what a value has that is not known yet as a whole, names nothing.
func eachPath(a, b []jsonvalue.Path) []jsonvalue.Path {
	all := slices.Clone(a)
	for _, p := range b {
		if len(p) > 0 && !slices.ContainsFunc(all, func(other jsonvalue.Path) bool { return slices.Equal(other, p) }) {
			all = append(all, p)
		}
	}
	return all
}

// Sets reports whether a model has something at the path, or something that is
// no object above it: an array is one value, and of one that is not known yet
// nobody knows what it holds.
func Sets(model any, at jsonvalue.Path) bool {
	if model == nil || len(at) == 0 {
		return model != nil
	}
	members, ok := model.(map[string]any)
	return !ok || Sets(members[at[0]], at[1:])
}
