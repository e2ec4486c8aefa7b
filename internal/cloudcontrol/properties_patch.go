package cloudcontrol

// Replacements returns the create-only paths whose value differs between prior and planned, or is Unknown in planned.
func (s *TypeSchema) Replacements(prior, planned any) []Path { return nil }

// A PatchOperation is one operation of an RFC 6902 patch: "add", "replace" or "remove".
type PatchOperation struct {
	Op    string
	Path  string // JSON pointer below the properties
	Value any    // not written for "remove"

	// Resend marks a write-only value that did not change. It is sent since the live model lacks it and an update
	// without it would lose it; alone it is no reason to update.
	Resend bool
}

// Patch returns the smallest patch that turns prior into planned; keepExtra leaves what planned no longer has.
// It is an error to plan a value that is Unknown.
func (s *TypeSchema) Patch(prior, planned any, keepExtra bool) ([]PatchOperation, error) {
	return nil, nil
}

// Changes tells whether a patch does more than to send unchanged write-only values again.
func Changes(patch []PatchOperation) bool { return false }

// EncodePatch writes the patch as the PatchDocument of UpdateResource.
func EncodePatch(patch []PatchOperation) ([]byte, error) { return nil, nil }
