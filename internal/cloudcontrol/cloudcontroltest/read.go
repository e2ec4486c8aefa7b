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

// listResources answers as much of each object as Switches.Lists says, in pages
// of Options.ListPageSize: MaxResults is documented as reserved, and is ignored.
func (s *Server) listResources(c *call) (any, *refusal) {
	t, r := s.typeFor(c, "list")
	if r != nil {
		return nil, r
	}
	model, r := listModel(t, c.string("ResourceModel"))
	if r != nil {
		return nil, r
	}
	from, r := listPosition(c.string("NextToken"))
	if r != nil {
		return nil, r
	}
	var descriptions []any
	var next position
	if s.switches.EmptyListPages && !from.past {
		descriptions, next = []any{}, position{after: from.after, past: true}
	} else {
		descriptions, next = s.page(t, c.target(), model, from.after)
	}
	answer := map[string]any{"TypeName": t.name, "ResourceDescriptions": descriptions}
	if next != (position{}) {
		answer["NextToken"] = next.token()
	}
	return answer, nil
}

// page returns the objects of a page, and where the next one begins; the zero
// position where there is none.
func (s *Server) page(t *resourceType, at where, model map[string]any, after int) (descriptions []any, next position) {
	descriptions = []any{}
	for _, o := range s.world.readableObjects(at, t.name, s.now()) {
		if o.serial <= after || !fits(o, model) {
			continue
		}
		if len(descriptions) == s.opts.ListPageSize {
			return descriptions, next
		}
		descriptions = append(descriptions, description(o, s.listed(o)))
		next.after = o.serial
	}
	return descriptions, position{}
}

// listed are the properties that a list answers of an object.
func (s *Server) listed(o *object) map[string]any {
	switch s.switches.Lists {
	case ListIdentifiers:
	case ListNothing:
		return map[string]any{}
	case ListSome:
		some, shown := identifierOnly(o), s.shown(o)
		for i, name := range sortedKeys(shown) {
			if i%2 == 0 {
				some[name] = shown[name]
			}
		}
		return some
	case ListWhole:
		return s.shown(o)
	}
	return identifierOnly(o)
}

// A position is where a page of a list begins.
type position struct {
	after int  // the serial of the last object that was listed
	past  bool // the empty page before it was answered
}

func (p position) token() string {
	text := "after:"
	if p.past {
		text = "past:"
	}
	return base64.StdEncoding.EncodeToString([]byte(text + strconv.Itoa(p.after)))
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

func listPosition(token string) (position, *refusal) {
	if token == "" {
		return position{}, nil
	}
	text, err := base64.StdEncoding.DecodeString(token)
	kind, serial, found := strings.Cut(string(text), ":")
	after, atoiErr := strconv.Atoi(serial)
	if err != nil || !found || atoiErr != nil || kind != "after" && kind != "past" {
		return position{}, refuse("InvalidRequestException", "Invalid NextToken")
	}
	return position{after: after, past: kind == "past"}, nil
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
