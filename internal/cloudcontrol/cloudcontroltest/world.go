package cloudcontroltest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// A where is an account and a region.
type where struct{ account, region string }

// A world is everything that exists: objects, operations, and what is
// remembered of client tokens.
type world struct {
	serial     int            // counts objects, for their order
	made       map[string]int // counts them by place and type, so that ids differ and yet repeat from run to run
	objects    map[objectKey]*object
	ghosts     map[objectKey]ghost
	deletions  map[objectKey]int
	operations []*operation // oldest first
	byToken    map[string]*operation
	claims     map[claimKey]claim
}

func newWorld() world {
	return world{
		made:      map[string]int{},
		objects:   map[objectKey]*object{},
		ghosts:    map[objectKey]ghost{},
		deletions: map[objectKey]int{},
		byToken:   map[string]*operation{},
		claims:    map[claimKey]claim{},
	}
}

// An objectKey is the identity of an object: its parts are kept apart, since
// a part may contain the "|" that joins them.
type objectKey struct {
	where    where
	typeName string
	parts    string
}

func keyOf(w where, typeName string, parts []string) objectKey {
	return objectKey{w, typeName, strings.Join(parts, "\x00")}
}

// An object is what exists behind one identifier.
type object struct {
	where      where
	t          *resourceType
	serial     int
	parts      []string
	properties map[string]any // with write-only ones
	reads      int            // how often it was read
}

func (o *object) identifier() string { return joined(o.parts) }

func (o *object) key() objectKey { return keyOf(o.where, o.t.name, o.parts) }

// readable are the properties that the API gives away. Of a create-only object
// whose members are all write-only nothing is shown, not even that it is there:
// no update could complete it, nor take it away.
func (o *object) readable() map[string]any {
	shown := without(o.properties, o.t.writeOnly)
	for _, path := range o.t.createOnly {
		inside := func(other pointer) bool { return len(other) > len(path) && slices.Equal(other[:len(path)], path) }
		if !slices.ContainsFunc(o.t.writeOnly, inside) {
			continue
		}
		visit(shown, path, func(container any, key string) {
			if object, ok := container.(map[string]any); ok {
				if value, ok := object[key].(map[string]any); ok && len(value) == 0 {
					delete(object, key)
				}
			}
		})
	}
	return shown
}

func (o *object) export() Object {
	return Object{
		Account: o.where.account, Region: o.where.region,
		TypeName: o.t.name, Identifier: o.identifier(),
		Properties: json.RawMessage(encode(o.properties)),
	}
}

// A ghost is an object that has been deleted and is still found for a while.
type ghost struct {
	object *object
	until  time.Time // reads find it
	listed time.Time // lists show it
}

// put makes an object of a complete model, or replaces its namesake.
func (w *world) put(at where, t *resourceType, model map[string]any) (*object, bool) {
	parts, ok := partsOf(model, t.primary)
	if !ok {
		return nil, false
	}
	key := keyOf(at, t.name, parts)
	w.serial++
	o := &object{where: at, t: t, serial: w.serial, parts: parts, properties: model}
	if old := w.objects[key]; old != nil {
		o.serial = old.serial
	}
	w.objects[key] = o
	delete(w.ghosts, key)
	return o, true
}

// find returns the object that an identifier names, or nil.
func (w *world) find(at where, typeName string, id identifier) *object {
	for _, o := range w.objects {
		if o.where == at && o.t.name == typeName && id.names(o) {
			return o
		}
	}
	return nil
}

// findReadable is find for the read handlers, which may lag behind.
func (w *world) findReadable(at where, typeName string, id identifier, now time.Time) *object {
	if o := w.find(at, typeName, id); o != nil {
		return o
	}
	for _, g := range w.ghosts {
		if o := g.object; now.Before(g.until) && o.where == at && o.t.name == typeName && id.names(o) {
			return o
		}
	}
	return nil
}

// readableObjects are the objects of a type that a list shows, oldest first.
func (w *world) readableObjects(at where, typeName string, now time.Time) []*object {
	var found []*object
	for _, o := range w.objects {
		if o.where == at && o.t.name == typeName {
			found = append(found, o)
		}
	}
	for _, g := range w.ghosts {
		if o := g.object; now.Before(g.listed) && o.where == at && o.t.name == typeName {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b *object) int { return a.serial - b.serial })
	return found
}

// remove deletes an object; for that long it is still found, or listed at least.
func (w *world) remove(o *object, now time.Time, linger, listed time.Duration) {
	delete(w.objects, o.key())
	if linger > 0 || listed > 0 {
		w.ghosts[o.key()] = ghost{object: o, until: now.Add(linger), listed: now.Add(max(linger, listed))}
	}
}
