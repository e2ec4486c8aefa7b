package cloudcontroltf

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

// A sensitiveRecord is what is known of sensitive_properties beyond the
// configuration.
type sensitiveRecord struct {
	ever []jsonvalue.Path // was set at some time, so what is there stays hidden
	held []jsonvalue.Path // was sent, and not removed since
}

// readSensitive returns what an earlier run saved.
func readSensitive(ctx context.Context, private destroy.PrivateState, diags *diag.Diagnostics) sensitiveRecord {
	ever, found := readPaths(ctx, private, sensitiveKey, diags)
	if !found {
		return sensitiveRecord{}
	}
	held, found := readPaths(ctx, private, heldKey, diags)
	if !found {
		held = ever
	}
	return sensitiveRecord{ever: ever, held: held}
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

// save writes the record to private state.
func (r sensitiveRecord) save(ctx context.Context, private destroy.PrivateState) diag.Diagnostics {
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

// sending is the record while sensitive is being sent: as long as nobody knows
// how that ends, the object may have what it had and what is new.
func (r sensitiveRecord) sending(sensitive any) sensitiveRecord {
	set := jsonvalue.Leaves(sensitive)
	return sensitiveRecord{ever: eachPath(r.ever, set), held: eachPath(r.held, set)}
}

// sent is the record after the object took sensitive; of what was held before,
// only what is named stayed.
func (r sensitiveRecord) sent(sensitive any, stayed []jsonvalue.Path) sensitiveRecord {
	set := jsonvalue.Leaves(sensitive)
	return sensitiveRecord{ever: eachPath(r.ever, set), held: eachPath(stayed, set)}
}

// dropped returns what the object has of sensitive_properties although they no
// longer set it.
func (r sensitiveRecord) dropped(sensitive any) []jsonvalue.Path {
	return slices.DeleteFunc(slices.Clone(r.held), func(p jsonvalue.Path) bool { return sets(sensitive, p) })
}

// hidden returns the paths of which nothing is shown: all that were ever set,
// but for those that open, the properties in state, sets instead. Then somebody
// chose to show them.
func (r sensitiveRecord) hidden(open any) []jsonvalue.Path {
	return slices.DeleteFunc(slices.Clone(r.ever), func(p jsonvalue.Path) bool {
		return sets(open, p) && !slices.ContainsFunc(r.held, func(held jsonvalue.Path) bool { return slices.Equal(held, p) })
	})
}

// veiled returns a live model in which nothing hidden differs from open: what
// stands at a hidden path is neither shown nor drift.
func (r sensitiveRecord) veiled(live, open any) any {
	for _, p := range r.hidden(open) {
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

// sets reports whether a model has something at the path, or something that is
// no object above it: an array is one value, and of one that is not known yet
// nobody knows what it holds.
func sets(model any, at jsonvalue.Path) bool {
	if model == nil || len(at) == 0 {
		return model != nil
	}
	members, ok := model.(map[string]any)
	return !ok || sets(members[at[0]], at[1:])
}
