package cloudcontroltest

import (
	"encoding/json"
	"time"
)

// A Place is one account and region of a Server: a look at what is there, and
// a hand that changes it without asking Cloud Control.
type Place struct {
	server  *Server
	account string
	region  string
}

// An Object is what one identifier names in one account and region.
type Object struct {
	Account, Region      string
	TypeName, Identifier string
	Properties           json.RawMessage // everything, write-only properties too
}

// At returns another place of the server.
func (s *Server) At(account, region string) *Place { return &Place{s, account, region} }

// Objects returns all objects of all accounts and regions, in the order in
// which they were made.
func (s *Server) Objects() []Object { return nil }

// Objects returns the objects of the place, in the order in which they were made.
func (p *Place) Objects() []Object { return nil }

// Object returns one object; identifier is in either form that Cloud Control takes.
func (p *Place) Object(typeName, identifier string) (Object, bool) { return Object{}, false }

// Put makes an object, or replaces the one that has the same identifier, as
// if somebody had done so through the service itself. model is a JSON object;
// read-only properties that it lacks are filled in. It returns the identifier.
func (p *Place) Put(typeName, model string) (identifier string, err error) { return "", nil }

// Mutate changes an object behind Cloud Control's back (drift). change gets
// the properties, decoded with json.Number for numbers.
func (p *Place) Mutate(typeName, identifier string, change func(properties map[string]any)) error {
	return nil
}

// Remove removes an object behind Cloud Control's back and says whether it was there.
func (p *Place) Remove(typeName, identifier string) bool { return false }

// Deletions returns how many deletions of the object took effect through
// Cloud Control.
func (p *Place) Deletions(typeName, identifier string) int { return 0 }

// ForeignOperation starts an operation of somebody else on an object and
// returns its RequestToken. kind is CREATE, UPDATE or DELETE. An update
// changes nothing; a create makes an object that has just the identifier.
func (p *Place) ForeignOperation(kind, typeName, identifier string, takes time.Duration) (token string, err error) {
	return "", nil
}
