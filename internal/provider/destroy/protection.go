package destroy

import (
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// OnProtectionAttributeName is the attribute that says what a destruction does
// about a protection that is on.
const OnProtectionAttributeName = "on_protection"

// The values of on_protection.
const (
	onProtectionFail   = "fail"
	onProtectionRemove = "remove"
)

// OnProtectionAttribute is its schema.
func OnProtectionAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "What destroying does when a known protection of the object is on, such as `DeletionProtection`: `fail` (default) leaves it on, and the service refuses the deletion; " +
			"`remove` switches it off first. The plan names the protection, and only what the plan named is switched off. " +
			"The value that counts is the one in state: apply a change of it before you destroy.",
		Validators: []validator.String{stringvalidator.OneOf(onProtectionFail, onProtectionRemove)},
	}
}

// OnProtection reads the attribute.
func OnProtection(value types.String) deletion.OnProtection {
	if value.ValueString() == onProtectionRemove {
		return deletion.Remove
	}
	return deletion.Keep
}

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

// namesOf are the IDs of blockers.
func namesOf(blockers []deletion.Blocker) []string {
	names := make([]string, 0, len(blockers))
	for _, b := range blockers {
		names = append(names, b.ID)
	}
	return names
}

// unprotectsText announces, in the plan of a destruction or a replacement, which
// protections it switches off.
func unprotectsText(obj deletion.Object, on []deletion.Blocker, replaced string) (summary, detail string) {
	after := "If it refuses, the object stays in state, unprotected."
	if replaced != "" {
		after = "With create_before_destroy, the old object stays in state until the next plan announces this."
	}
	return obj.String() + " is protected, and destroying it switches that off: " + strings.Join(namesOf(on), ", "),
		Sections(replaced, "One update switches off what is named here, then the API deletes the object. "+after,
			Remedies([]string{"to keep it on, set on_protection = \"fail\" and apply first"}))
}

// fixedText says that a protection which is to be switched off cannot be.
func fixedText(obj deletion.Object, names []string, replaced string) (summary, detail string) {
	return obj.String() + " cannot be deleted: no update can switch its protection off: " + strings.Join(names, ", "),
		Sections(replaced, "on_protection is \"remove\", but the type's schema lets no update change this. The API was asked for nothing, and every object stays in state.",
			Remedies([]string{
				"switch the protection off in the object's own service, then plan again",
				"to only forget the object, set deletion_policy = \"ABANDON\" on the resource and run \"terraform apply\" first",
			}))
}

// unannouncedProtectionText explains a deletion that did not switch off what the
// plan had not announced.
func unannouncedProtectionText(r deletion.Result) (summary, detail string) {
	return r.Object.String() + " was not deleted: no plan announced that its protection would be switched off: " + strings.Join(namesOf(r.Unannounced), ", "),
		Sections(keptInState+" The API was not asked to change anything: on_protection = \"remove\" switches off only what the plan that was applied named.",
			Remedies([]string{
				"plan again, with a refresh, see what the plan announces, and apply that plan",
				"a plan cannot announce it for an object that is tainted or named by -replace: run \"terraform destroy -target=ADDRESS\", then \"terraform apply\"",
			}), LastLine(r, r.Failure))
}

// protectionText says what became of the protections that a deletion was to
// switch off.
func protectionText(r deletion.Result) string {
	switch {
	case len(r.Unprotecting) > 0 && r.Operation != nil:
		return "The update switches its protection off: " + strings.Join(namesOf(r.Unprotecting), ", ") + ". The deletion follows; it was not asked for yet."
	case len(r.Unprotecting) > 0 && r.Outcome != deletion.Refused:
		return "First its protection was to be switched off: " + strings.Join(namesOf(r.Unprotecting), ", ") + ". Whether it is off is not known."
	case len(r.Unprotecting) > 0:
		return "The deletion was not asked for. First its protection was to be switched off: " + strings.Join(namesOf(r.Unprotecting), ", ") + "."
	case len(r.Unprotected) > 0:
		return "Its protection is OFF now, this run switched it off: " + strings.Join(namesOf(r.Unprotected), ", ") + ". If the object is to stay, switch it on again: \"terraform apply\" does that where it is configured."
	}
	return ""
}
