package cloudcontroltf

import (
	"slices"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/redact"
)

// A dropping is what an update does about properties that sensitive_properties
// set once and sets no longer.
type dropping struct {
	removed []jsonvalue.Path // the patch takes them off the object, or puts there what properties set
	stays   []jsonvalue.Path // cannot be taken off the object that exists
}

// dropping decides what becomes of what the object still has. What it has no
// longer needs nothing.
func (u *change) dropping() dropping {
	var d dropping
	for _, at := range u.record.Dropped(u.sensitive) {
		gone := u.live != nil && jsonvalue.At(u.live, at) == nil
		switch {
		case u.Schema.CreateOnlyAt(at):
			d.stays = append(d.stays, at)
		case !gone || u.Schema.WriteOnlyAt(at):
			d.removed = append(d.removed, at)
		case !u.Described:
			// It may be write-only: then it is there, and no patch that was made
			// from what can be seen fits.
			d.stays = append(d.stays, at)
		}
	}
	return d
}

// drop adds what is to be removed to the model that the object has, and what it
// has beside that to both: a patch then removes no more than was set.
func (u *change) drop(before, after any) (dropsBefore, dropsAfter any) {
	removed := u.dropping().removed
	if len(removed) == 0 {
		return before, after
	}
	var around []jsonvalue.Path
	for _, at := range removed {
		value := jsonvalue.At(u.live, at)
		if value == nil {
			value = redact.Mark // nobody can see what it is
		}
		before = jsonvalue.Put(before, at, value)
		if parent := at[:len(at)-1]; len(parent) > 0 {
			around = append(around, slices.Clone(parent))
		}
	}
	beside := jsonvalue.Without(jsonvalue.Only(u.Schema.Configurable(jsonvalue.Without(u.live, removed)), around), jsonvalue.Leaves(before))
	return jsonvalue.Merge(beside, before), jsonvalue.Merge(beside, after)
}

// fresh returns the part of sensitive_properties that the object never got.
// Which names are set can be seen, only of values a version has to say that
// they changed.
func (u *change) fresh() any {
	return jsonvalue.Only(u.sensitive, slices.DeleteFunc(jsonvalue.Leaves(u.sensitive), func(p jsonvalue.Path) bool {
		return slices.ContainsFunc(u.record.Held(), func(held jsonvalue.Path) bool { return slices.Equal(held, p) })
	}))
}
