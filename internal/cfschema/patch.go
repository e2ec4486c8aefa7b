package cfschema

import (
	"encoding/json"
	"fmt"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// The operations of RFC 6902 that a patch of ours has.
const (
	opAdd    = "add"
	opRemove = "remove"
	opTest   = "test"
)

// A PatchOperation is one operation of an RFC 6902 patch.
type PatchOperation struct {
	Op    string // "add", "remove" or "test"
	Path  string // JSON pointer below the properties
	Value any    // of "add" and "test"; null is a value too

	// Resend marks a value that did not change and is sent because it is write-only, or an array or document that
	// holds something write-only: the live model lacks it, and an update without it would lose it.
	// Alone it is no reason to update, see Changes.
	Resend bool
}

// MarshalJSON writes the operation as RFC 6902 has it.
func (o PatchOperation) MarshalJSON() ([]byte, error) {
	operation := map[string]any{"op": o.Op, "path": o.Path}
	if o.Op != opRemove {
		operation["value"] = o.Value
	}
	return json.Marshal(operation)
}

// Changes tells whether a patch does more than to send unchanged write-only values again.
func Changes(patch []PatchOperation) bool {
	for _, operation := range patch {
		if !operation.Resend {
			return true
		}
	}
	return false
}

// SureRemovals makes a patch remove also what the live model may lack, for an object that nobody can read: "remove" alone
// fails where there is nothing, and with it the whole patch.
func SureRemovals(patch []PatchOperation) []PatchOperation {
	sure := make([]PatchOperation, 0, len(patch))
	for _, operation := range patch {
		if operation.Op == opRemove && (len(sure) == 0 || sure[len(sure)-1].Path != operation.Path) {
			sure = append(sure, PatchOperation{Op: opAdd, Path: operation.Path})
		}
		sure = append(sure, operation)
	}
	return sure
}

// EncodePatch writes a patch as the PatchDocument of UpdateResource.
func EncodePatch(patch []PatchOperation) (json.RawMessage, error) {
	if patch == nil {
		patch = []PatchOperation{}
	}
	text, err := json.Marshal(patch)
	if err != nil {
		return nil, fmt.Errorf("writing a patch as JSON: %w", err)
	}
	return text, nil
}

// Patch returns the smallest patch that turns what prior says into what planned says, in the order of the properties'
// names. The API applies it to the live model, which has more than prior (what the service filled in) and less (nothing
// that is write-only), and the update handler gets the result. That decides the form:
//
//   - Structures and maps are walked, everything else is sent whole: the live order of an array may differ from prior's,
//     so an index means nothing. Nothing is sent that did not change in meaning.
//   - A value is set with "add", which replaces what is there (RFC 6902 section 4.1). "replace" would fail the whole patch
//     where a read handler leaves the property out.
//   - "add" fails without a parent, so a structure is only walked where prior has something in it that live returns.
//     Otherwise it is sent whole.
//   - Write-only values go with every patch, and so does an array that holds some: its items can not be named.
//     A value that is create-only as well is never sent, not even inside an array: it is not in the live model, so the
//     API would see a change of it.
//   - Removing what live need not have (a write-only value, an empty object) is "add" of null and then "remove": "remove"
//     alone fails where there is nothing. An empty array needs no removal, but for a key of a map.
//   - Create-only and read-only properties are left alone; a change of the first is for Replacements.
//
// Values are sent as Sent has them. keepExtra leaves what planned no longer has, see KeepExtra. A value that is Unknown is an error.
func (s *Schema) Patch(prior, planned any, keepExtra bool) ([]PatchOperation, error) {
	if keepExtra {
		planned = s.KeepExtra(prior, planned)
	}
	for _, model := range []any{prior, planned} {
		if path, found := jsonvalue.FindUnknown(model, nil); found {
			return nil, fmt.Errorf("%q: %w", path.Dotted(), jsonvalue.ErrUnknown)
		}
	}
	before, _ := prior.(map[string]any)
	after, _ := planned.(map[string]any)
	var d differ
	d.object(s.model().comparing(oneWay), nil, before, after)
	return d.patch, nil
}

// A differ collects the operations of a patch.
type differ struct {
	patch []PatchOperation
}

// object walks two structures or maps that both have at this path.
func (d *differ) object(p place, path jsonvalue.Path, before, after map[string]any) {
	for _, key := range jsonvalue.KeysOfEither(before, after) {
		child, at := p.property(key), path.Child(key)
		switch {
		case child.is(readOnly | createOnly):
		case after[key] == nil && p.declared() && isEmptyList(before[key]) && !child.is(writeOnly):
		case after[key] == nil:
			d.remove(child, at, before[key])
		default:
			d.set(child, at, before, after, key)
		}
	}
}

// set makes the value under a key what it is in after.
func (d *differ) set(p place, path jsonvalue.Path, had, has map[string]any, key string) {
	before, after := had[key], has[key]
	from, okFrom := before.(map[string]any)
	to, okTo := after.(map[string]any)
	if okFrom && okTo && p.walkable() && returned(p, from) {
		d.object(p, path, from, to)
		return
	}
	same := equal(p, before, after) || p.form != nil && p.otherForm(had, has)
	if same && !holdsWriteOnly(p, after) {
		return
	}
	value, ok := sendable(p, after)
	if !ok {
		return
	}
	d.patch = append(d.patch, PatchOperation{Op: opAdd, Path: path.String(), Value: sent(p, value), Resend: same})
}

// remove makes the value at the path absent.
func (d *differ) remove(p place, path jsonvalue.Path, before any) {
	if before == nil {
		return
	}
	if p.is(writeOnly) || !returned(p, before) {
		d.patch = append(d.patch, PatchOperation{Op: opAdd, Path: path.String()})
	}
	d.patch = append(d.patch, PatchOperation{Op: opRemove, Path: path.String()})
}

func isEmptyList(value any) bool {
	list, ok := value.([]any)
	return ok && len(list) == 0
}

// walkable tells whether a patch may go into the value: it is a structure or a map for certain. A document that may also
// be a string could be one in the live model.
func (p place) walkable() bool {
	if k := p.kinds(); k != 0 && k != kindObject {
		return false
	}
	for _, n := range p.nodes {
		if len(n.properties)+len(n.patterns) > 0 || n.additional != nil {
			return true
		}
	}
	return false
}

// returned tells whether the live model has the value for certain, going by what prior says: there is something in it
// that is neither empty nor write-only nor a default that a read handler may leave out.
func returned(p place, value any) bool { return !vanishes(p, value, writeOnly) }

// holdsWriteOnly tells whether there is something in the value that is write-only and can be updated.
func holdsWriteOnly(p place, value any) bool {
	if value == nil || p.is(createOnly|readOnly) || !p.has(writeOnly) {
		return false
	}
	if p.is(writeOnly) {
		return true
	}
	switch value := value.(type) {
	case map[string]any:
		for key, member := range value {
			if holdsWriteOnly(p.property(key), member) {
				return true
			}
		}
	case []any:
		for _, item := range value {
			if holdsWriteOnly(p.item(), item) {
				return true
			}
		}
	}
	return false
}

// sendable returns the value without what must not be in a patch: create-only properties that are write-only as well, or
// within something that is.
func sendable(p place, value any) (any, bool) { return sendablePart(p, value, false) }

func sendablePart(p place, value any, hidden bool) (any, bool) {
	hidden = hidden || p.is(writeOnly)
	if hidden && p.is(createOnly) {
		return nil, false
	}
	if !hidden && !p.has(writeOnly) || !p.has(createOnly) {
		return value, true
	}
	switch value := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, member := range value {
			if part, ok := sendablePart(p.property(key), member, hidden); ok {
				object[key] = part
			}
		}
		return object, true
	case []any:
		items := make([]any, 0, len(value))
		for _, item := range value {
			if part, ok := sendablePart(p.item(), item, hidden); ok {
				items = append(items, part)
			}
		}
		return items, true
	}
	return value, true
}
