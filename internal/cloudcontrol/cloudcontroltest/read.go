package cloudcontroltest

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// getResource answers an object without its write-only properties. Other
// operations on the object do not keep it from doing so.
func (s *Server) getResource(c *call) (any, *refusal) {
	t, id, r := s.namedObject(c, "read")
	if r != nil {
		return nil, r
	}
	o := s.world.findReadable(c.target(), t.name, id, s.now())
	if o == nil {
		return nil, refuse("ResourceNotFoundException", "%s", handlerText(t.name, notFoundText(t, id), "NotFound", newUUID()))
	}
	failed, r := s.refused(t, refusing{on: onRead})
	if r != nil || failed.errorCode != "" {
		return nil, r
	}
	o.reads++
	return map[string]any{
		"TypeName":            t.name,
		"ResourceDescription": description(o, s.shown(o)),
	}, nil
}

func description(o *object, properties map[string]any) map[string]any {
	return map[string]any{"Identifier": o.identifier(), "Properties": canonical(properties)}
}

// listResources answers identifiers and nothing more of each object, as many
// types do, in pages of Options.ListPageSize: MaxResults is documented as
// reserved, and is not looked at.
func (s *Server) listResources(c *call) (any, *refusal) {
	t, r := s.typeFor(c, "list")
	if r != nil {
		return nil, r
	}
	model, r := listModel(t, c.string("ResourceModel"))
	if r != nil {
		return nil, r
	}
	after, r := listPosition(c.string("NextToken"))
	if r != nil {
		return nil, r
	}
	descriptions, next := []any{}, ""
	last := 0
	for _, o := range s.world.readableObjects(c.target(), t.name, s.now()) {
		if o.serial <= after || !fits(o, model) {
			continue
		}
		if len(descriptions) == s.opts.ListPageSize {
			next = base64.StdEncoding.EncodeToString([]byte("after:" + strconv.Itoa(last)))
			break
		}
		descriptions = append(descriptions, description(o, identifierOnly(o)))
		last = o.serial
	}
	answer := map[string]any{"TypeName": t.name, "ResourceDescriptions": descriptions}
	if next != "" {
		answer["NextToken"] = next
	}
	return answer, nil
}

// listModel reads the ResourceModel, which some types cannot do without.
func listModel(t *resourceType, text string) (map[string]any, *refusal) {
	model := map[string]any{}
	if text != "" {
		decoded, ok := decodeObject(text)
		if !ok {
			return nil, refuse("ValidationException", "Invalid ResourceModel: it is not one JSON object")
		}
		model = decoded
	}
	for _, name := range t.listNeeds {
		if _, ok := model[name]; !ok {
			return nil, refuse("InvalidRequestException",
				"Missing or invalid ResourceModel property in %s list handler request input.Required property: (#: required key [%s] not found)", t.name, name)
		}
	}
	return model, nil
}

func listPosition(token string) (int, *refusal) {
	if token == "" {
		return 0, nil
	}
	text, err := base64.StdEncoding.DecodeString(token)
	position, found := strings.CutPrefix(string(text), "after:")
	after, atoiErr := strconv.Atoi(position)
	if err != nil || !found || atoiErr != nil {
		return 0, refuse("InvalidRequestException", "Invalid NextToken")
	}
	return after, nil
}

// fits says whether an object has the properties that a ResourceModel names.
func fits(o *object, model map[string]any) bool {
	return !slices.ContainsFunc(sortedKeys(model), func(name string) bool {
		return canonical(o.properties[name]) != canonical(model[name])
	})
}

func identifierOnly(o *object) map[string]any {
	properties := map[string]any{}
	for _, field := range o.t.primary {
		if v, ok := valueAt(o.properties, field); ok {
			setAt(properties, field, v)
		}
	}
	return properties
}
