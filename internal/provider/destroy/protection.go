package destroy

import (
	"sync"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// creations remember which objects this process has created, and in which order
// it read others. A process that creates applies a plan; what it plans to destroy
// after that is what was replaced under create_before_destroy, and nobody reads
// that plan. The zero value is ready for use.
type creations struct {
	mu      sync.Mutex
	step    int
	created map[deletion.Object]int // by type and region: the last step that made one
	made    map[deletion.Object]bool
	read    map[deletion.Object]int
}

// kindOnly is what objects that can replace each other have in common.
func kindOnly(obj deletion.Object) deletion.Object {
	return deletion.Object{Type: obj.Type, Home: deletion.Home{Region: obj.Home.Region}}
}

// Add remembers an object that was created.
func (c *creations) Add(obj deletion.Object) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil {
		c.made, c.created = map[deletion.Object]bool{}, map[deletion.Object]int{}
	}
	c.step++
	c.made[obj], c.created[kindOnly(obj)] = true, c.step
}

// Read remembers that an object was refreshed, which happens before a plan and
// never while one is applied.
func (c *creations) Read(obj deletion.Object) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.read == nil {
		c.read = map[deletion.Object]int{}
	}
	c.step++
	c.read[obj] = c.step
}

// mayHaveReplaced reports whether an object that is planned to be destroyed may
// have been replaced by this process.
func (c *creations) mayHaveReplaced(obj deletion.Object) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.made[obj] && c.created[kindOnly(obj)] > c.read[obj]
}

// protectionText says what became of the protections that a deletion was to
// switch off.
func protectionText(r deletion.Result) string {
	switch {
	case len(r.Unprotecting) > 0 && r.Operation != nil:
		return "The update switches its protection off: " + Names(r.Unprotecting) + ". The deletion follows; it was not asked for yet."
	case len(r.Unprotecting) > 0 && r.Outcome != deletion.Refused:
		return "First its protection was to be switched off: " + Names(r.Unprotecting) + ". Whether it is off is not known."
	case len(r.Unprotecting) > 0:
		return "The deletion was not asked for. First its protection was to be switched off: " + Names(r.Unprotecting) + "."
	case len(r.Unprotected) > 0:
		return "Its protection is OFF now, this run switched it off: " + Names(r.Unprotected) + ". If the object is to stay, switch it on again: \"terraform apply\" does that where it is configured."
	}
	return ""
}
