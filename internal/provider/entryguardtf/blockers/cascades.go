package blockers

import (
	"fmt"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/destroy"
)

// takenOutOf says which roles a resource is taken out of.
func takenOutOf(obj deletion.Object, roles []deletion.Blocker) destroy.Notice {
	return destroy.CascadeNotice(fmt.Sprintf("Deleting %s takes it out of %s", obj, destroy.Plural(len(roles), "role")),
		"EntryGuard does so by itself:", roles, "The audit log keeps its entries.")
}

// takenAwayFrom says whom and what a role is taken away from.
func takenAwayFrom(obj deletion.Object, members []deletion.Blocker) destroy.Notice {
	return destroy.CascadeNotice(fmt.Sprintf("Deleting %s takes it away from those who have it", obj),
		"EntryGuard does so by itself:", members, "They are not deleted. Open sessions continue until they end. The audit log keeps its entries.")
}

// endedWith says whose sessions end with a user.
func endedWith(obj deletion.Object, sessions []deletion.Blocker) destroy.Notice {
	return destroy.CascadeNotice(fmt.Sprintf("Deleting %s ends %s", obj, destroy.Plural(len(sessions), "session")),
		"EntryGuard ends them by itself, for everything that they open:", sessions, "Nothing waits for them. The audit log keeps its entries.")
}
