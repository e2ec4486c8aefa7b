package destroy

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// An Outage is why an API can be asked nothing at all, such as wrong credentials.
// The reason is the same for every object, so one error of a plan says it. The
// zero value is ready for use; there is one for each API and configured provider.
type Outage struct {
	mu     sync.Mutex
	said   bool
	warned bool
}

// Once returns diagnostics that are the same for every object of a plan: the
// error the first time, for one error ends a plan, and warnings the first time.
// It is only for what a managed resource says while planning: elsewhere, silence
// would look like success.
func (o *Outage) Once(diags diag.Diagnostics) diag.Diagnostics {
	if len(diags) == 0 {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	said := &o.warned
	if diags.HasError() {
		said = &o.said
	}
	if *said {
		return nil
	}
	*said = true
	return diags
}
