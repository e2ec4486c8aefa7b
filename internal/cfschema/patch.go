package cfschema

import (
	"encoding/json"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/patch"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// A PatchOperation is one operation of an RFC 6902 patch.
type PatchOperation = patch.Operation

// Changes tells whether a patch does more than to send unchanged write-only values again.
func Changes(operations []PatchOperation) bool { return patch.Changes(operations) }

// SureRemovals makes a patch remove also what the live model may lack, for an object that nobody can read.
func SureRemovals(operations []PatchOperation) []PatchOperation {
	return patch.SureRemovals(operations)
}

// EncodePatch writes a patch as the PatchDocument of UpdateResource.
func EncodePatch(operations []PatchOperation) (json.RawMessage, error) {
	return patch.Encode(operations)
}

// Unpatchable returns the required properties that no update of an object can bring: an API checks the patched model, in
// which they are missing because no read shows them, and a patch can not set them, or the desired state does not have them.
// So an update is certain to be refused. Items of arrays are AnyItem.
func (s *Schema) Unpatchable(desired any, made *Echo) []jsonvalue.Path {
	return patch.Unpatchable(s.model(), desired, made.Unshown())
}

// Stuck returns the create-only properties of which a service shows what the schema forbids, or nothing where it requires
// them. No update of the object can work: the API checks the patched model as a whole, and these stay in it as they are shown.
func (s *Schema) Stuck(live any) []jsonvalue.Path { return patch.Stuck(s.model(), live) }

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
	return patch.Between(s.model(), prior, planned, keepExtra)
}

// Sent returns a desired state as an API is to get it. A number or boolean in a string, and the other way round, becomes
// the type that the schema wants; what might be of the type that it has, or can not be read as the one that is wanted, stays
// as it is. What is null is left out, but for a free document: there null is data.
//
// It means the same as the model: Equal says so.
func (s *Schema) Sent(model any) any { return patch.Sent(s.model(), model) }

// KeepExtra returns planned with everything that only prior has: what an import found and the configuration does not
// mention. Structures keep keys, in arrays those of the items that did not change, and of the others what only a create can
// set; maps and free documents are as planned, since their keys are data. Another choice (see Refresh) keeps nothing of the former one.
func (s *Schema) KeepExtra(prior, planned any) any { return patch.KeepExtra(s.model(), prior, planned) }

// WithUnshown returns a patch that sends again what a service does not show although it has it, as far as it is still
// desired: what the echo of the last write says, what the schema requires, and what the service shows in a form that the schema
// forbids. An API applies a patch to the live model as reads show it, so an update without these values would lose them, or
// would be refused. What can not be updated is left out, as is what the patch changes by itself, and what stands in an array
// goes with the array. Its items get the create-only members that live shows, and lose those that it does not show.
//
// A patch without changes stays as it is.
func (s *Schema) WithUnshown(operations []PatchOperation, live, planned any, made *Echo) []PatchOperation {
	return patch.WithUnshown(s.shape, operations, live, planned, made.Unshown(), made.Holds)
}

// WithoutArtefacts returns a patch that first takes out of the live model what a read adds and the schema forbids: an API
// checks the patched model whole, and would refuse the change because of something that nobody wrote. Planned is the
// desired state; what it sets is left alone, as is what the patch itself changes and what can not be changed at all. In an
// array the value is tested before it is removed, since the items may have moved in the meantime.
//
// A patch without changes stays as it is.
func (s *Schema) WithoutArtefacts(operations []PatchOperation, live, planned any) []PatchOperation {
	return patch.WithoutArtefacts(s.model(), operations, live, planned)
}
