package cloudcontroltest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

// A filler completes the model of a new or changed object as the type's
// handler would: defaults, names that nobody chose, read-only properties.
type filler struct {
	t      *resourceType
	where  where
	seed   string // differs from object to object, the same in every run
	now    time.Time
	more   func(properties map[string]any) // of Options.Services; nil for none
	habits Habits
}

// digest is a hexadecimal text of 64 characters.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

func (f filler) hex(n int) string {
	return digest(f.where.account, f.where.region, f.t.name, f.seed)[:n]
}

// complete fills in everything that a new object has beyond what was asked for.
func (f filler) complete(model map[string]any) {
	f.defaults(f.t.root, model)
	for _, path := range f.t.primary {
		// A name that the caller may choose and did not.
		if _, ok := valueAt(model, path); !ok && !contains(f.t.readOnly, path) {
			setAt(model, path, f.fitting(path, f.typeWord()+"-"+f.hex(12)))
		}
	}
	f.finish(model)
	f.moveStored(model, false)
}

// change completes the model of an object that was updated.
func (f filler) change(model map[string]any) {
	f.defaults(f.t.root, model)
	f.finish(model)
	f.moveStored(model, true)
}

// finish adds what the service adds and brings all into the service's form.
func (f filler) finish(model map[string]any) {
	f.byService(model)
	f.readOnly(model)
	f.settleForm(model)
	f.store(model)
}

// byService adds what the service of the type adds on its own.
func (f filler) byService(model map[string]any) {
	if fill := completions[f.t.name]; fill != nil {
		fill(f, model)
	}
	if f.more == nil {
		return
	}
	f.more(model)
	// What it put in may be Go numbers; everything else here is decoded JSON.
	if decoded, ok := decodeObject(canonical(model)); ok {
		clear(model)
		maps.Copy(model, decoded)
	}
}

func contains(paths []pointer, path pointer) bool {
	return slices.ContainsFunc(paths, func(p pointer) bool { return p.String() == path.String() })
}

// defaults sets the schema's default where an object lacks the property.
func (f filler) defaults(schema, object map[string]any) {
	c := checker{root: f.t.root}
	properties, _ := c.resolve(schema)["properties"].(map[string]any)
	for _, name := range sortedKeys(properties) {
		property, ok := properties[name].(map[string]any)
		if !ok {
			continue
		}
		property = c.resolve(property)
		if fallback, ok := property["default"]; ok {
			// Some published schemas have defaults that they forbid.
			trial := &checker{root: f.t.root}
			trial.value("#", property, fallback)
			if _, there := object[name]; !there && len(trial.problems) == 0 {
				object[name] = cloneValue(fallback)
			}
		}
		if inner, ok := object[name].(map[string]any); ok {
			f.defaults(property, inner)
		}
	}
}

// readOnly gives every read-only property a value that has none: ids first,
// because names and ARNs are made of them. Below a "*", and in an object that
// callers configure, only what is there can be completed.
func (f filler) readOnly(model map[string]any) {
	paths := slices.Clone(f.t.readOnly)
	slices.SortStableFunc(paths, func(a, b pointer) int { return rank(a) - rank(b) })
	for _, path := range paths {
		if !slices.Contains(path, "*") {
			if _, there := valueAt(model, path); !there && f.hasRoom(model, path) {
				setAt(model, path, f.made(model, path, ""))
			}
			continue
		}
		item := 0
		visit(model, path, func(container any, key string) {
			object, ok := container.(map[string]any)
			if _, there := object[key]; ok && !there {
				object[key] = f.made(model, path, strconv.Itoa(item))
			}
			item++
		})
	}
}

// hasRoom says whether a read-only property has an object to stand in: one that
// is there, or one that holds nothing else and so is the service's own.
func (f filler) hasRoom(model map[string]any, path pointer) bool {
	for n := len(path) - 1; n > 0; n-- {
		holder := path[:n]
		if _, there := valueAt(model, holder); there || contains(f.t.readOnly, holder) {
			return true
		}
		properties, _ := f.schemaOf(holder)["properties"].(map[string]any)
		for name := range properties {
			if !contains(f.t.readOnly, append(slices.Clone(holder), name)) {
				return false
			}
		}
	}
	return true
}

// rank puts what is made of other values last.
func rank(path pointer) int {
	switch name := path[len(path)-1]; {
	case strings.HasSuffix(name, "Arn"), strings.HasSuffix(name, "Url"), strings.HasSuffix(name, "Uri"):
		return 1
	}
	return 0
}

// made makes the value of one read-only property, by its type and its name.
func (f filler) made(model map[string]any, path pointer, item string) any {
	name := path[len(path)-1]
	if allowed, ok := f.schemaOf(path)["enum"].([]any); ok && len(allowed) > 0 {
		return cloneValue(allowed[0])
	}
	switch f.typeOf(path) {
	case "integer", "number":
		return json.Number("1")
	case "boolean":
		return true
	case "array":
		return []any{}
	case "object":
		return map[string]any{}
	}
	return f.fitting(path, f.text(model, name, item))
}

// fitting returns a text, or another one where the property's pattern or
// lengths forbid it: no service gives an identifier that its schema forbids.
func (f filler) fitting(path pointer, text string) string {
	schema := f.schemaOf(path)
	c := &checker{root: f.t.root}
	c.text("#", schema, text)
	if len(c.problems) == 0 {
		return text
	}
	sum := sha256.Sum256([]byte(f.hex(64) + path.String() + text))
	random := rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])))
	if made, ok := cfschematest.Text(schema, random); ok {
		return made
	}
	return text
}

// text makes a text by the name of its property.
func (f filler) text(model map[string]any, name, item string) string {
	switch {
	case strings.HasSuffix(name, "Arn"):
		return f.arn(model)
	case strings.HasSuffix(name, "Url"), strings.HasSuffix(name, "Uri"):
		return "https://" + f.serviceWord() + "." + f.where.region + ".amazonaws.com/" + f.where.account + "/" + f.nameOf(model)
	case strings.Contains(name, "Time"), strings.HasSuffix(name, "Date"), strings.HasSuffix(name, "At"):
		return f.now.UTC().Format(time.RFC3339)
	case strings.Contains(name, "Secret"), strings.Contains(name, "Password"):
		return digest("secret", f.hex(64), item)[:40]
	case strings.HasSuffix(name, "Id"):
		return f.prefix() + "0" + digest(f.hex(64), item)[:16]
	}
	return strings.ToLower(name) + "-" + digest(f.hex(64), name, item)[:12]
}

// typeOf returns the JSON type of the schema's property at a path.
func (f filler) typeOf(path pointer) string {
	kind, _ := f.schemaOf(path)["type"].(string)
	return kind
}

// schemaOf returns the schema of the property at a path.
func (f filler) schemaOf(path pointer) map[string]any {
	c := checker{root: f.t.root}
	schema := c.resolve(f.t.root)
	for _, segment := range path {
		if items, ok := schema["items"].(map[string]any); ok {
			schema = c.resolve(items)
		}
		if segment == "*" {
			continue
		}
		properties, _ := schema["properties"].(map[string]any)
		next, _ := properties[segment].(map[string]any)
		schema = c.resolve(next)
	}
	return schema
}

// arn is the ARN of the object: arn:aws:ecr:us-east-1:123456789012:repository/name.
func (f filler) arn(model map[string]any) string {
	region, account, kind := f.where.region, f.where.account, f.typeWord()+"/"
	switch service := f.serviceWord(); {
	case withoutAccount[service]:
		region, account, kind = "", "", ""
	case withoutRegion[service]:
		region = ""
	}
	if own, ok := arnKinds[f.t.name]; ok {
		kind = own
	}
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s%s", partition(f.where.region), f.serviceWord(), region, account, kind, f.nameOf(model))
}

// nameOf is what a person would call the object: the first part of its
// identifier that is no ARN or URL, else something made up.
func (f filler) nameOf(model map[string]any) string {
	for _, path := range f.t.primary {
		if v, ok := valueAt(model, path); ok && rank(path) == 0 {
			return partText(v)
		}
	}
	for _, name := range sortedKeys(model) {
		if text, ok := model[name].(string); ok && strings.HasSuffix(name, "Name") {
			return text
		}
	}
	return f.hex(12)
}

func (f filler) serviceWord() string { return strings.ToLower(strings.Split(f.t.name, "::")[1]) }

func (f filler) typeWord() string { return strings.ToLower(strings.Split(f.t.name, "::")[2]) }

// prefix is what the ids of a type begin with.
func (f filler) prefix() string {
	if prefix, ok := idPrefixes[f.t.name]; ok {
		return prefix
	}
	return f.typeWord() + "-"
}

// partition is the AWS partition of a region.
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}
