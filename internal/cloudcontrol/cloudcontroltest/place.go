package cloudcontroltest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// A Place is one account and region of a Server: a look at what is there, and
// a hand that changes it without asking Cloud Control.
type Place struct {
	server *Server
	where  where
}

// An Object is what one identifier names in one account and region.
type Object struct {
	Account, Region      string
	TypeName, Identifier string
	Properties           json.RawMessage // everything, write-only properties too
}

// At returns another place of the server.
func (s *Server) At(account, region string) *Place { return &Place{s, where{account, region}} }

// Objects returns all objects of all accounts and regions, in the order in
// which they were made.
func (s *Server) Objects() []Object {
	return s.objectsOf(func(*object) bool { return true })
}

// Objects returns the objects of the place, in the order in which they were made.
func (p *Place) Objects() []Object {
	return p.server.objectsOf(func(o *object) bool { return o.where == p.where })
}

func (s *Server) objectsOf(wanted func(*object) bool) []Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	var found []*object
	for _, o := range s.world.objects {
		if wanted(o) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b *object) int { return a.serial - b.serial })
	exported := make([]Object, 0, len(found))
	for _, o := range found {
		exported = append(exported, o.export())
	}
	return exported
}

// Object returns one object; identifier is in any form that Cloud Control
// takes. An object that is only still found after its deletion does not count.
func (p *Place) Object(typeName, identifier string) (Object, bool) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	o, err := p.find(typeName, identifier)
	if err != nil || o == nil {
		return Object{}, false
	}
	return o.export(), true
}

// Shown returns the properties that a read of an object would show at this
// moment, and whether there is one. It does not count as a read.
func (p *Place) Shown(typeName, identifier string) (properties json.RawMessage, found bool) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	o, err := p.find(typeName, identifier)
	if err != nil || o == nil {
		return nil, false
	}
	return encode(p.server.shown(o)), true
}

// Problems are what the API would find wrong with a model of a type: it is held
// against the type's schema, but for read-only properties.
func (s *Server) Problems(typeName string, model json.RawMessage) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.types.find(typeName, "")
	if t == nil {
		return nil, fmt.Errorf("cloudcontroltest: no type %s", typeName)
	}
	properties, ok := decodeObject(string(model))
	if !ok {
		return nil, fmt.Errorf("cloudcontroltest: model of %s is not one JSON object", typeName)
	}
	return t.check(properties), nil
}

// find looks an object up after all operations that are due have ended; nil
// where there is none.
func (p *Place) find(typeName, text string) (*object, error) {
	p.server.settle()
	t := p.server.types.find(typeName, "")
	if t == nil {
		return nil, fmt.Errorf("cloudcontroltest: no type %s", typeName)
	}
	id, r := t.parseIdentifier(text)
	if r != nil {
		return nil, fmt.Errorf("cloudcontroltest: %s", r.message)
	}
	return p.server.world.find(p.where, typeName, id), nil
}

// Put makes an object, or replaces the one that has the same identifier, as
// if somebody had done so through the service itself. model is a JSON object
// and is held against no schema; defaults and read-only properties that it
// lacks are filled in. It returns the identifier.
func (p *Place) Put(typeName, model string) (identifier string, err error) {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	t := s.types.find(typeName, "")
	if t == nil {
		return "", fmt.Errorf("cloudcontroltest: no type %s", typeName)
	}
	properties, ok := decodeObject(model)
	if !ok {
		return "", fmt.Errorf("cloudcontroltest: model of %s is not one JSON object", typeName)
	}
	s.newFiller(t, p.where).complete(properties)
	o, ok := s.world.put(p.where, t, properties)
	if !ok {
		return "", fmt.Errorf("cloudcontroltest: model of %s lacks its identifier", typeName)
	}
	return o.identifier(), nil
}

// newFiller completes the next object that is made.
func (s *Server) newFiller(t *resourceType, at where) filler {
	counter := at.account + "/" + at.region + "/" + t.name
	s.world.made[counter]++
	return s.fillerOf(t, at, strconv.Itoa(s.world.made[counter]))
}

func (s *Server) fillerOf(t *resourceType, at where, seed string) filler {
	return filler{t: t, where: at, seed: seed, now: s.now(), more: s.opts.Services[t.name], habits: s.habits}
}

// Mutate changes an object behind Cloud Control's back (drift). change gets
// the properties, decoded with json.Number for numbers; the identifier must
// stay.
func (p *Place) Mutate(typeName, identifier string, change func(properties map[string]any)) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	o, err := p.find(typeName, identifier)
	switch {
	case err != nil:
		return err
	case o == nil:
		return fmt.Errorf("cloudcontroltest: no %s %s", typeName, identifier)
	}
	changed := clone(o.properties)
	change(changed)
	// What change put in may be Go numbers; everything else here is decoded JSON.
	decoded, ok := decodeObject(canonical(changed))
	if !ok {
		return fmt.Errorf("cloudcontroltest: properties of %s %s are no JSON object", typeName, identifier)
	}
	if parts, ok := partsOf(decoded, o.t.primary); !ok || !slices.Equal(parts, o.parts) {
		return fmt.Errorf("cloudcontroltest: %s %s lost its identifier", typeName, identifier)
	}
	o.properties = decoded
	return nil
}

// Remove removes an object behind Cloud Control's back and says whether it was there.
func (p *Place) Remove(typeName, identifier string) bool {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	o, err := p.find(typeName, identifier)
	if err != nil || o == nil {
		return false
	}
	p.server.world.remove(o, p.server.now(), 0, p.server.switches.ListedAfterDelete)
	return true
}

// Deletions returns how many deletions of the object took effect through
// Cloud Control. identifier is the primary one, in any form.
func (p *Place) Deletions(typeName, identifier string) int {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.settle()
	t := p.server.types.find(typeName, "")
	if t == nil {
		return 0
	}
	id, r := t.parseIdentifier(identifier)
	if r != nil {
		return 0
	}
	return p.server.world.deletions[keyOf(p.where, typeName, id.parts)]
}

// ForeignOperation starts an operation of somebody else on an object and
// returns its RequestToken. kind is CREATE, UPDATE or DELETE. An update
// changes nothing; a create makes an object that has little more than the
// identifier. It waits for no other operation, and no Fate is for it.
func (p *Place) ForeignOperation(kind, typeName, identifier string, takes time.Duration) (token string, err error) {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	t := s.types.find(typeName, "")
	switch {
	case t == nil:
		return "", fmt.Errorf("cloudcontroltest: no type %s", typeName)
	case !slices.Contains(filterValues["Operations"], kind):
		return "", fmt.Errorf("cloudcontroltest: no kind of operation %s", kind)
	}
	id, r := t.parseIdentifier(identifier)
	if r != nil {
		return "", fmt.Errorf("cloudcontroltest: %s", r.message)
	}
	op := &operation{kind: kind, t: t, caller: p.where, target: p.where, id: id, foreign: true}
	if kind == kindCreate {
		op.model = map[string]any{}
		for i, field := range id.fields {
			setAt(op.model, field, id.parts[i])
		}
		s.newFiller(t, p.where).complete(op.model)
	}
	s.start(op, Durations{Create: takes, Update: takes, Delete: takes})
	return op.token, nil
}
