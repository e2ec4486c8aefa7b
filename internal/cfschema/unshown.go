package cfschema

import (
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// WithUnshown returns a patch that sends again what a service does not show although it has it, as far as it is still
// desired: what the echo of the last write says, and what the schema requires. An API applies a patch to the live model as
// reads show it, so an update without these values would lose them, or would be refused. What can not be updated is left
// out, as is what the patch changes by itself, and what stands in an array goes with the array.
//
// A patch without changes stays as it is.
func (s *Schema) WithUnshown(patch []PatchOperation, live, planned any, echo *Echo) []PatchOperation {
	if !Changes(patch) || live == nil {
		return patch
	}
	u := unshown{schema: s}
	u.withRemovals(patch, live, planned)
	for _, difference := range echo.Differences() {
		if !difference.Shown {
			u.send(outsideLive(live, planned, difference.Path), planned)
		}
	}
	u.required(s.model(), nil, live, planned, planned)
	return u.patch
}

// withRemovals takes over a patch. What live lacks cannot be removed from it, and the failed "remove" would fail the whole
// patch; yet the object may have it. So it is put there first, or what it was in is sent as it is to be.
func (u *unshown) withRemovals(patch []PatchOperation, live, planned any) {
	var within []jsonvalue.Path
	for i, operation := range patch {
		path := jsonvalue.Path(jsonvalue.SplitPointer(operation.Path))
		at := outsideLive(live, planned, path)
		switch {
		case operation.Op == opAdd && i+1 < len(patch) && patch[i+1].Op == opRemove && patch[i+1].Path == operation.Path:
			// Its removal follows, which is made sure here.
		case operation.Op != opRemove:
			u.patch = append(u.patch, operation)
		case len(at) < len(path) && jsonvalue.At(planned, at) != nil:
			within = append(within, at)
		default:
			if jsonvalue.At(live, at) == nil {
				u.patch = append(u.patch, PatchOperation{Op: opAdd, Path: at.String()})
			}
			u.patch = append(u.patch, PatchOperation{Op: opRemove, Path: at.String()})
		}
	}
	for _, at := range within {
		before := len(u.patch)
		if u.send(at, planned); len(u.patch) > before {
			u.patch[before].Resend = false
		}
	}
}

// An unshown is a patch that is being completed.
type unshown struct {
	schema *Schema
	patch  []PatchOperation
}

// send adds the planned value of a path.
func (u *unshown) send(at jsonvalue.Path, planned any) {
	p, value := u.schema.at(at), jsonvalue.At(planned, at)
	if value == nil || u.touches(at) || u.schema.flaggedAt(at, createOnly|readOnly|writeOnly) {
		return
	}
	if part, ok := sendable(p, value); ok {
		u.patch = append(u.patch, PatchOperation{Op: opAdd, Path: at.String(), Value: sent(p, part), Resend: true})
	}
}

// touches tells whether the patch sets or removes a place, what it is in, or something in it.
func (u *unshown) touches(at jsonvalue.Path) bool {
	return slices.ContainsFunc(u.patch, func(o PatchOperation) bool {
		changed := jsonvalue.Path(jsonvalue.SplitPointer(o.Path))
		return at.Within(changed) || changed.Within(at)
	})
}

// required sends what the schema requires and live lacks.
func (u *unshown) required(p place, at jsonvalue.Path, live, planned, whole any) {
	switch planned := planned.(type) {
	case map[string]any:
		found, ok := live.(map[string]any)
		if !ok {
			return
		}
		for _, key := range jsonvalue.Keys(planned) {
			if found[key] == nil && p.requires(key) {
				u.send(at.Child(key), whole)
			} else {
				u.required(p.property(key), at.Child(key), found[key], planned[key], whole)
			}
		}
	case []any:
		if items, ok := live.([]any); ok && slices.ContainsFunc(items, p.item().lacks) {
			u.send(at, whole)
		}
	}
}

// lacks tells whether an object lacks a member that it must have and that a read could show.
func (p place) lacks(value any) bool {
	object, ok := value.(map[string]any)
	return ok && p.sure != nil && slices.ContainsFunc(p.sure.required, func(key string) bool {
		child := p.property(key)
		return object[key] == nil && child.known() && !child.is(readOnly|writeOnly)
	})
}

// outsideLive returns the part of a path at which a value can be put into the live model: up to the first name that it
// lacks, and no further than to an array.
func outsideLive(live, planned any, path jsonvalue.Path) jsonvalue.Path {
	for i := range path {
		at := path[:i+1]
		if _, isArray := jsonvalue.At(planned, at).([]any); isArray || jsonvalue.At(live, at) == nil {
			return at
		}
	}
	return path
}
