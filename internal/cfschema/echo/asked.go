package echo

import (
	"strconv"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// asked returns of a live value what a refresh compares with what was written: of a structure the keys that were written,
// of everything else what could be configured. An item of a set is whole, since it has nothing else that it could be told
// apart by.
func asked(p shape.Place, at jsonvalue.Path, written, live any) any {
	if live == missing || live == nil {
		return live
	}
	if at[len(at)-1] == jsonvalue.AnyItem {
		return configurableOrNil(p, live)
	}
	before, ok := written.(map[string]any)
	now, both := live.(map[string]any)
	if ok && both && p.Declared() {
		object := map[string]any{}
		for key, value := range before {
			if found, there := now[key]; there {
				object[key] = asked(p.Property(key), at.Child(key), value, found)
			}
		}
		return object
	}
	if items, ok := written.([]any); ok && !p.Unordered() {
		if found, both := live.([]any); both && len(items) == len(found) {
			all := make([]any, len(found))
			for i := range found {
				all[i] = asked(p.Item(), at.Child(strconv.Itoa(i)), items[i], found[i])
			}
			return all
		}
	}
	return configurableOrNil(p, live)
}

func configurableOrNil(p shape.Place, live any) any {
	value, _ := parts.Configurable(p, live)
	return value
}

// matchAlike pairs items that changed with what they became, so that a change shows in what was configured, and not as an item
// with all that the service added to it.
func (f *pairing) matchAlike(item shape.Place) {
	before, now := f.loose()
	for i, j := range compare.Alike(item, pick(f.prior, before), pick(f.live, now)) {
		if j != match.None {
			f.partner[before[i]], f.taken[now[j]] = now[j], true
		}
	}
}
