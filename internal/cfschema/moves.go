package cfschema

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/compare"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/parts"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/patch"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/shape"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// PlanComputed plans the read-only values of an object that is updated from one desired state to another, both with their
// default tags: what Terraform may take to be the same afterwards keeps its value, the rest is Unknown.
//
//   - With a change of tags alone everything stays.
//   - Otherwise what moves by its name or its value becomes Unknown: versions, revisions, times, statuses and the like.
//     Parts of the identifier never move.
//   - What the object does not have yet may appear, so it is Unknown as well.
//   - So is what stands in a property that changes, and in an array that is sent with every update (see Patch).
func (s *Schema) PlanComputed(computed, before, after any) any {
	object, ok := computed.(map[string]any)
	if !ok {
		return jsonvalue.Unknown
	}
	if s.onlyTagsChange(before, after) {
		return computed
	}
	planned := map[string]any{}
	for name, value := range object {
		p := s.model().Property(name)
		isSent := func() bool {
			had, has := jsonvalue.At(before, jsonvalue.Path{name}), jsonvalue.At(after, jsonvalue.Path{name})
			return !compare.Equal(p, had, has) || p.Item().Known() && patch.HoldsWriteOnly(p, has)
		}
		if !p.Is(shape.ReadOnly) && isSent() {
			planned[name] = jsonvalue.Unknown
			continue
		}
		planned[name] = s.planned(jsonvalue.Path{name}, value)
	}
	return s.withNew(planned, after)
}

// onlyTagsChange tells whether two desired states differ in their tags and in nothing else.
func (s *Schema) onlyTagsChange(before, after any) bool {
	at := s.Tagging.Property
	if at == nil || compare.Equal(s.at(at), jsonvalue.At(before, at), jsonvalue.At(after, at)) {
		return false
	}
	paths := []jsonvalue.Path{at}
	return s.Equal(nil, jsonvalue.Without(before, paths), jsonvalue.Without(after, paths))
}

// planned returns a read-only value with Unknown for what moves.
func (s *Schema) planned(at jsonvalue.Path, value any) any {
	if s.moves(at) || s.isVersionedARN(at, value) {
		return jsonvalue.Unknown
	}
	switch value := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(value))
		for key, member := range value {
			object[key] = s.planned(at.Child(key), member)
		}
		return object
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = s.planned(at.Child(jsonvalue.AnyItem), item)
		}
		return items
	}
	return value
}

// withNew adds Unknown for every read-only property that the object does not have yet.
func (s *Schema) withNew(planned map[string]any, after any) map[string]any {
	var model any = planned
	for _, path := range s.ReadOnly {
		switch {
		case slices.Contains(path, jsonvalue.AnyItem), s.shape.FlaggedAt(path, shape.WriteOnly), parts.IsSecret(path[len(path)-1], ""):
			continue
		case jsonvalue.Values(after, path)[0] != nil:
			continue // it is configured
		}
		for i := range path { // the first name that is not there stands for all below it
			if found := jsonvalue.At(model, path[:i+1]); found == nil && jsonvalue.Reaches(model, path[:i+1]) {
				model = jsonvalue.Put(model, path[:i+1], jsonvalue.Unknown)
			}
		}
	}
	object, _ := model.(map[string]any)
	return object
}

// SettleComputed returns the read-only values of an object that was updated in the shape that was planned, to which
// Terraform holds a provider: what was planned stays, and what was Unknown gets its value, nil where it has none. Different
// are the paths of values that turned out otherwise than planned; the next refresh shows them, as it does what is new.
func SettleComputed(planned, actual any) (settled any, different []jsonvalue.Path) {
	return settle(nil, planned, actual)
}

func settle(at jsonvalue.Path, planned, actual any) (any, []jsonvalue.Path) {
	switch planned := planned.(type) {
	case map[string]any:
		found, ok := actual.(map[string]any)
		object, different := make(map[string]any, len(planned)), []jsonvalue.Path(nil)
		for _, key := range jsonvalue.Keys(planned) {
			value, more := settle(at.Child(key), planned[key], found[key])
			object[key], different = value, append(different, more...)
		}
		if !ok {
			different = []jsonvalue.Path{at}
		}
		return object, different
	case []any:
		found, _ := actual.([]any)
		items, differs := make([]any, len(planned)), len(planned) != len(found)
		for i, item := range planned {
			var now any
			if i < len(found) {
				now = found[i]
			}
			value, more := settle(at.Child(jsonvalue.AnyItem), item, now)
			items[i], differs = value, differs || len(more) > 0
		}
		if differs {
			return items, []jsonvalue.Path{at}
		}
		return items, nil
	}
	switch {
	case planned == jsonvalue.Unknown:
		return actual, nil
	case !jsonvalue.Same(planned, actual):
		return planned, []jsonvalue.Path{at}
	}
	return planned, nil
}

// movingWords are words in the name of a read-only property that say that its value changes with an update or by itself.
// They are from the read-only properties of all published types.
var movingWords = []string{
	"version", "versions", "revision", "etag", "stream", "status", "statuses", "timestamp", "modified", "modification", "updated", "update",
	"latest", "last", "current", "next", "hash", "sha256", "checksum", "fingerprint", "count", "progress", "readiness", "health", "deployment",
	"failure", "error", "errors", "issues", "pending", "validations", "findings", "statistics", "stats", "used",
}

// movingEnds are words that say the same at the end of a name: "State", but not "StateMachineArn".
var movingEnds = []string{
	"state", "states", "time", "date", "at", "size", "bytes", "seconds", "usage", "quantity", "percent", "reason", "reasons", "message", "messages",
	"state message", "state reason", "state details", "details", "info", "definition arn",
}

// staysWords are words of what is decided when an object is made.
var staysWords = []string{"create", "created", "creation", "creator"}

// moves tells whether a read-only property changes with an update, or by itself, going by its name.
func (s *Schema) moves(path jsonvalue.Path) bool {
	for _, part := range s.PrimaryIdentifier {
		if part.String() == path.String() {
			return false
		}
	}
	return movesByName(path[len(path)-1])
}

func movesByName(name string) bool {
	words := wordsOf(name)
	has := func(list []string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return slices.Contains(list, word) })
	}
	if has(staysWords) {
		return false
	}
	text := " " + strings.Join(words, " ")
	return has(movingWords) || slices.ContainsFunc(movingEnds, func(end string) bool { return strings.HasSuffix(text, " "+end) })
}

// wordsOf splits a name in camel case into its words in lower case: "DBInstanceStatus" is db, instance, status.
func wordsOf(name string) []string {
	var words []string
	runes := []rune(strings.ReplaceAll(strings.ReplaceAll(name, "ETag", "Etag"), "TimeStamp", "Timestamp"))
	start := 0
	for i := 1; i <= len(runes); i++ {
		ends := i == len(runes) || unicode.IsUpper(runes[i]) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if ends {
			words = append(words, strings.ToLower(string(runes[start:i])))
			start = i
		}
	}
	return words
}

// versionedARN is an ARN that ends in a version: a small number of its own.
var versionedARN = regexp.MustCompile(`^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+[:/][0-9]{1,6}$`)

// isVersionedARN tells whether a value is an ARN that changes with each version of the object.
func (s *Schema) isVersionedARN(at jsonvalue.Path, value any) bool {
	text, ok := value.(string)
	if !ok || !versionedARN.MatchString(text) {
		return false
	}
	return !slices.ContainsFunc(s.PrimaryIdentifier, func(part jsonvalue.Path) bool { return part.String() == at.String() })
}
