package cloudcontrol

import "time"

// DefaultHandlerTimeout is how long a handler may run where the schema sets no timeoutInMinutes.
const DefaultHandlerTimeout = 120 * time.Minute

// A TypeSchema is what we need of a CloudFormation resource type schema: the text that DescribeType returns as Schema.
// It is read only after ParseTypeSchema and may be used by many goroutines.
type TypeSchema struct {
	TypeName string

	// ProvisioningType is what DescribeType says beside the schema: "FULLY_MUTABLE", "IMMUTABLE" or "NON_PROVISIONABLE"
	// (Cloud Control cannot handle the type). ParseTypeSchema leaves it empty; Client.Type fills it.
	ProvisioningType string

	PrimaryIdentifier     []Path   // the parts in the order in which they are joined by "|"
	AdditionalIdentifiers [][]Path // accepted by the API in JSON form only
	ReadOnly              []Path   // returned by read, refused in a desired state
	WriteOnly             []Path   // accepted, never returned
	CreateOnly            []Path   // set at create, a change needs another object
	ConditionalCreateOnly []Path   // a change may need another object
	Deprecated            []Path

	Required            []string // names of the properties that every desired state must have
	ReplacementStrategy string   // "create_then_delete" (the default) or "delete_then_create"
	Tagging             Tagging

	// Create, Read, Update, Delete and List are nil where the type has no such handler.
	Create, Read, Update, Delete, List *Handler

	root *node
}

// A Handler is one operation that a type supports.
type Handler struct {
	Permissions []string      // IAM actions that the caller (or the role) needs
	Timeout     time.Duration // DefaultHandlerTimeout where the schema says nothing
	Required    []string      // of a list handler: the properties that its ResourceModel must have
}

// Tagging is the schema's tagging section, with its defaults filled in.
type Tagging struct {
	Taggable    bool
	OnCreate    bool
	Updatable   bool
	SystemTags  bool     // CloudFormation puts its own tags on the object
	Property    Path     // where the tags are; nil where the type is not taggable
	Permissions []string // IAM actions needed to tag
}

// ParseTypeSchema reads the Schema text of DescribeType.
// It returns an error where the text is no JSON object with a typeName and properties; everything else that it does not
// understand is left to the API to judge.
func ParseTypeSchema(text []byte) (*TypeSchema, error) { return nil, nil }
