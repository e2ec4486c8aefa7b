// Package cfschema knows what a CloudFormation resource type schema says about an object's properties: it reads schemas,
// checks desired states, compares them with live models, refreshes, plans patches and replacements, and finds identifiers,
// tags and protections. It knows neither the AWS SDK nor Terraform, and asks nobody anything.
package cfschema

import (
	"errors"
	"fmt"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// DefaultHandlerTimeout is how long a handler may run where the schema sets no timeoutInMinutes.
const DefaultHandlerTimeout = 120 * time.Minute

// ProvisioningTypes that DescribeType knows. Cloud Control handles all but NonProvisionable.
const (
	NonProvisionable = "NON_PROVISIONABLE"
	Immutable        = "IMMUTABLE" // no update handler
	FullyMutable     = "FULLY_MUTABLE"
)

// A Schema is what we need of a CloudFormation resource type schema: the text that DescribeType returns as Schema.
// It is read only after Parse and may be used by many goroutines.
type Schema struct {
	TypeName string

	// ProvisioningType is what DescribeType says beside the schema: "FULLY_MUTABLE", "IMMUTABLE" or "NON_PROVISIONABLE"
	// (Cloud Control cannot handle the type). Parse leaves it empty; who describes the type fills it.
	ProvisioningType string

	PrimaryIdentifier     []jsonvalue.Path   // the parts in the order in which they are joined by "|"
	AdditionalIdentifiers [][]jsonvalue.Path // accepted by the API in JSON form only
	ReadOnly              []jsonvalue.Path   // returned by read, refused in a desired state
	WriteOnly             []jsonvalue.Path   // accepted, never returned
	CreateOnly            []jsonvalue.Path   // set at create, a change needs another object
	ConditionalCreateOnly []jsonvalue.Path   // a change may need another object
	Deprecated            []jsonvalue.Path

	Required            []string // names of the properties that every desired state must have
	ReplacementStrategy string   // "create_then_delete" (the default) or "delete_then_create"
	Tagging             Tagging

	// Create, Read, Update, Delete and List are nil where the type has no such handler.
	Create, Read, Update, Delete, List *Handler

	shape *shape.Shape
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
	SystemTags  bool           // CloudFormation puts its own tags on the object
	Property    jsonvalue.Path // where the tags are; nil where the type is not taggable or has no such property
	Permissions []string       // IAM actions needed to tag
}

// Parse reads the Schema text of DescribeType.
// It returns an error where the text is no JSON object with a typeName; everything else that it does not understand is
// left to the API to judge, since a type that AWS publishes tomorrow must not stop us.
func Parse(text []byte) (*Schema, error) {
	decoded, err := jsonvalue.Decode(text)
	if err != nil {
		return nil, fmt.Errorf("resource type schema: %w", err)
	}
	doc, ok := decoded.(map[string]any)
	if !ok {
		return nil, errors.New("resource type schema: not a JSON object")
	}
	name, ok := doc["typeName"].(string)
	if !ok || name == "" {
		return nil, errors.New("resource type schema: no typeName")
	}
	s := &Schema{
		TypeName:            name,
		Required:            jsonvalue.Texts(doc["required"]),
		ReplacementStrategy: "create_then_delete",
		shape:               shape.Read(doc),
	}
	if strategy, ok := doc["replacementStrategy"].(string); ok {
		s.ReplacementStrategy = strategy
	}
	s.readPaths(doc)
	s.readHandlers(doc)
	s.readTagging(doc)
	return s, nil
}

// readPaths reads every list of pointers.
func (s *Schema) readPaths(doc map[string]any) {
	s.PrimaryIdentifier = s.shape.Paths(doc["primaryIdentifier"])
	lists, _ := doc["additionalIdentifiers"].([]any)
	for _, list := range lists {
		if paths := s.shape.Paths(list); len(paths) > 0 {
			s.AdditionalIdentifiers = append(s.AdditionalIdentifiers, paths)
		}
	}
	s.ReadOnly = s.shape.Paths(doc["readOnlyProperties"])
	s.WriteOnly = s.shape.Paths(doc["writeOnlyProperties"])
	s.CreateOnly = s.shape.Paths(doc["createOnlyProperties"])
	s.ConditionalCreateOnly = s.shape.Paths(doc["conditionalCreateOnlyProperties"])
	s.Deprecated = s.shape.Paths(doc["deprecatedProperties"])
}

// model returns the place of the whole model.
func (s *Schema) model() shape.Place { return s.shape.Model() }

// at returns the place of a path.
func (s *Schema) at(path jsonvalue.Path) shape.Place { return s.shape.At(path) }

// readHandlers reads which operations the type supports.
func (s *Schema) readHandlers(doc map[string]any) {
	handlers, _ := doc["handlers"].(map[string]any)
	s.Create = parseHandler(handlers["create"])
	s.Read = parseHandler(handlers["read"])
	s.Update = parseHandler(handlers["update"])
	s.Delete = parseHandler(handlers["delete"])
	s.List = parseHandler(handlers["list"])
}

func parseHandler(raw any) *Handler {
	m, ok := raw.(map[string]any)
	if !ok {
		return nil
	}
	h := &Handler{Permissions: jsonvalue.Texts(m["permissions"]), Timeout: DefaultHandlerTimeout}
	if minutes, ok := jsonvalue.WholeNumber(m["timeoutInMinutes"]); ok && minutes > 0 {
		h.Timeout = time.Duration(minutes) * time.Minute
	}
	if model, ok := m["handlerSchema"].(map[string]any); ok {
		h.Required = jsonvalue.Texts(model["required"])
	}
	return h
}

// readTagging reads the tagging section; the older top-level "taggable" counts where there is none.
func (s *Schema) readTagging(doc map[string]any) {
	m, _ := doc["tagging"].(map[string]any)
	t := Tagging{
		Taggable:    jsonvalue.Truth(m["taggable"], jsonvalue.Truth(doc["taggable"], true)),
		OnCreate:    jsonvalue.Truth(m["tagOnCreate"], true),
		Updatable:   jsonvalue.Truth(m["tagUpdatable"], true),
		SystemTags:  jsonvalue.Truth(m["cloudFormationSystemTags"], true),
		Permissions: jsonvalue.Texts(m["permissions"]),
	}
	pointer, ok := m["tagProperty"].(string)
	if !ok {
		pointer = "/properties/Tags"
	}
	if paths := s.shape.Paths([]any{pointer}); t.Taggable && len(paths) == 1 && s.at(paths[0]).Known() {
		t.Property = paths[0]
		s.shape.Flag(t.Property, shape.Tags)
	}
	s.Tagging = t
}
