package destroy

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/plaintext"
)

// holdings remember which resources hold an object, by their seeds. The zero value
// is ready for use.
type holdings struct {
	mu    sync.Mutex
	seeds map[deletion.Object][]string
}

// add reports whether another resource is known to hold the object, once for each.
func (h *holdings) add(obj deletion.Object, seed string) (taken bool) {
	obj.Name = "" // the same object, whatever it is called by now
	h.mu.Lock()
	defer h.mu.Unlock()
	if slices.Contains(h.seeds[obj], seed) {
		return false
	}
	if h.seeds == nil {
		h.seeds = map[deletion.Object][]string{}
	}
	h.seeds[obj] = append(h.seeds[obj], seed)
	return len(h.seeds[obj]) > 1
}

// Hold remembers that the resource with that private state holds an object, and
// warns where another one holds it, too: what either does, it does to the object of
// both. A resource whose private state has no seed yet is not known again, so it is not
// counted: where PlanDestroy gives it one, Hold comes first. A provider never learns
// addresses, so the warning says how to find them.
func (p *Settings) Hold(ctx context.Context, obj deletion.Object, private PrivateState) diag.Diagnostics {
	if p == nil || obj.ID == "" {
		return nil
	}
	record, diags := readDeletionRecord(ctx, private)
	if diags.HasError() || record.Seed == "" || !p.held.add(obj, record.Seed) {
		return diags
	}
	todo := []string{"keep one of them: delete the block of the other and, before the next apply, run: terraform state rm ADDRESS"}
	common, before := p.See(obj, todo)
	if !before {
		common = Sections("Each undoes what the other changes, and destroying one deletes the object of both.", Remedies(todo))
	}
	diags.AddWarning(obj.String()+" is held by two resources", Sections("To find both addresses, run: terraform state list -id="+plaintext.InShell(obj.ID), common))
	return diags
}
