package destroy

import (
	"slices"
	"sync"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// plannedDestructions remember which objects this process has planned to destroy. Core
// plans what depends on an object before the object itself, and destroys in
// that order too: what leaves first is not in the way. The zero value is ready
// for use.
type plannedDestructions struct {
	mu  sync.Mutex
	ids map[string]bool
}

// add remembers an object.
func (d *plannedDestructions) add(obj deletion.Object) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ids == nil {
		d.ids = map[string]bool{}
	}
	d.ids[obj.ID] = true
}

// staying returns the blockers that do not leave before.
func (d *plannedDestructions) staying(blockers []deletion.Blocker) []deletion.Blocker {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(blockers), func(b deletion.Blocker) bool { return d.ids[b.ID] })
}

// Has reports whether an object with that ID leaves before.
func (d *plannedDestructions) Has(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ids[id]
}
