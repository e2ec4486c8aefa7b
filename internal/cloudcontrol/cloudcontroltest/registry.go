package cloudcontroltest

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// DefaultTypeVersion is the version of a type that requests without a
// TypeVersionId mean.
const DefaultTypeVersion = "00000001"

// What CloudFormation says about a type as a whole.
const (
	fullyMutable    = "FULLY_MUTABLE"
	immutable       = "IMMUTABLE"
	nonProvisional  = "NON_PROVISIONABLE"
	pointerPrefix   = "/properties/"
	builtInSchemas  = "schemas"
	provisioningKey = "provisioningType"
)

//go:embed schemas/*.json
var schemaFiles embed.FS

// A registry holds the resource types by name and version.
type registry map[string]map[string]*resourceType

// A resourceType is one schema, read as far as the simulation needs it.
type resourceType struct {
	name         string
	version      string
	description  string
	provisioning string
	text         []byte         // the schema as it was loaded
	root         map[string]any // the same, decoded
	readOnly     []pointer
	writeOnly    []pointer
	createOnly   []pointer
	primary      []pointer
	additional   [][]pointer
	handlers     map[string]bool
	listNeeds    []string // properties that a ResourceModel must have
}

// A pointer is a path below the properties; "*" is any item or key.
type pointer []string

func (p pointer) String() string { return pointerPrefix + strings.Join(p, "/") }

func parsePointer(text string) pointer {
	segments := strings.Split(strings.TrimPrefix(text, pointerPrefix), "/")
	for i, segment := range segments {
		segments[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(segment)
	}
	return segments
}

func parsePointers(texts []string) []pointer {
	var pointers []pointer
	for _, text := range texts {
		pointers = append(pointers, parsePointer(text))
	}
	return pointers
}

// loadTypes reads the built-in schemas and then the caller's.
func loadTypes(more [][]byte, versions map[string][][]byte) (registry, error) {
	types := registry{}
	files, err := schemaFiles.ReadDir(builtInSchemas)
	if err != nil {
		return nil, fmt.Errorf("cloudcontroltest: built-in schemas: %w", err)
	}
	for _, file := range files {
		text, err := schemaFiles.ReadFile(builtInSchemas + "/" + file.Name())
		if err != nil {
			return nil, fmt.Errorf("cloudcontroltest: built-in schemas: %w", err)
		}
		if err := types.load(text, DefaultTypeVersion); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
	}
	for _, text := range more {
		if err := types.load(text, DefaultTypeVersion); err != nil {
			return nil, fmt.Errorf("cloudcontroltest: a schema: %w", err)
		}
	}
	for version, texts := range versions {
		for _, text := range texts {
			if err := types.load(text, version); err != nil {
				return nil, err
			}
		}
	}
	return types, nil
}

// TypeNames returns the names of the types that the server knows, sorted. Those
// of AWS that are built in are abridged: they have the properties that most
// configurations use.
func (s *Server) TypeNames() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.types))
}

// schemaDocument is what of a schema is read by name.
type schemaDocument struct {
	TypeName              string     `json:"typeName"`
	Description           string     `json:"description"`
	ReadOnlyProperties    []string   `json:"readOnlyProperties"`
	WriteOnlyProperties   []string   `json:"writeOnlyProperties"`
	CreateOnlyProperties  []string   `json:"createOnlyProperties"`
	PrimaryIdentifier     []string   `json:"primaryIdentifier"`
	AdditionalIdentifiers [][]string `json:"additionalIdentifiers"`
	Handlers              map[string]struct {
		HandlerSchema struct {
			Required []string `json:"required"`
		} `json:"handlerSchema"`
	} `json:"handlers"`
}

// CheckSchema says what is wrong with a resource type schema that a server is to
// have.
func CheckSchema(text []byte) error { return registry{}.load(text, DefaultTypeVersion) }

func (types registry) load(text []byte, version string) error {
	root, ok := decodeObject(string(text))
	if !ok {
		return errors.New("it is not one JSON object")
	}
	var document schemaDocument
	if err := json.Unmarshal(text, &document); err != nil {
		return fmt.Errorf("its members have other types than those of a schema: %w", err)
	}
	switch {
	case document.TypeName == "":
		return errors.New("it has no typeName")
	case !typeNamePattern.MatchString(document.TypeName):
		return fmt.Errorf("its typeName %q is not the name of a type, such as AWS::Logs::LogGroup", document.TypeName)
	case len(document.PrimaryIdentifier) == 0:
		return fmt.Errorf("the schema of %s has no primaryIdentifier", document.TypeName)
	}
	t := &resourceType{
		name: document.TypeName, version: version, description: document.Description,
		text: text, root: root,
		readOnly:   parsePointers(document.ReadOnlyProperties),
		writeOnly:  parsePointers(document.WriteOnlyProperties),
		createOnly: parsePointers(document.CreateOnlyProperties),
		primary:    parsePointers(document.PrimaryIdentifier),
		handlers:   map[string]bool{},
		listNeeds:  document.Handlers["list"].HandlerSchema.Required,
	}
	for _, identifier := range document.AdditionalIdentifiers {
		t.additional = append(t.additional, parsePointers(identifier))
	}
	for name := range document.Handlers {
		t.handlers[name] = true
	}
	t.provisioning = provisioning(t)
	if types[t.name] == nil {
		types[t.name] = map[string]*resourceType{}
	}
	types[t.name][version] = t
	return nil
}

// provisioning derives what DescribeType says from the handlers. A schema
// that has handlers and yet is not provisionable says so in a member that
// only this package knows; real schemas say it nowhere.
func provisioning(t *resourceType) string {
	if said, ok := t.root[provisioningKey].(string); ok {
		return said
	}
	switch {
	case !t.handlers["create"] || !t.handlers["read"]:
		return nonProvisional
	case !t.handlers["update"]:
		return immutable
	}
	return fullyMutable
}

// find returns a type, or nil. No version means the default one.
func (types registry) find(name, version string) *resourceType {
	if version == "" {
		version = DefaultTypeVersion
	}
	return types[name][version]
}

// typeFor finds the type of a Cloud Control request and the handler that the
// request needs.
func (s *Server) typeFor(c *call, handler string) (*resourceType, *refusal) {
	name := c.string("TypeName")
	t := s.types.find(name, c.string("TypeVersionId"))
	switch {
	case t == nil, handler == "create" && s.undescribedBy(name) == "TypeNotFoundException":
		return nil, refuse("TypeNotFoundException", "The type '%s' cannot be found.", name)
	case t.provisioning == nonProvisional:
		return nil, refuse("UnsupportedActionException", "The resource %s is not yet supported via Cloud Control API", name)
	case !t.handlers[handler]:
		return nil, refuse("UnsupportedActionException", "Resource type %s does not support %s action", name, strings.ToUpper(handler))
	}
	return t, nil
}

// string returns a member of a Cloud Control request that is a string.
func (c *call) string(member string) string {
	value, ok := c.members[member].(string)
	if !ok {
		return ""
	}
	return value
}
