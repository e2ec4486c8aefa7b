package cloudcontroltest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A constraint is what the service model demands of one request member. The
// limits are those of the Smithy model, which is newer than the reference
// page: 262,144 characters of properties, not 65,536.
type constraint struct {
	kind     string // string, integer or filter
	required bool
	secret   bool // never repeated in an error
	min, max int
	pattern  *regexp.Regexp
}

func stringMember(minimum, maximum int, pattern string) constraint {
	return constraint{kind: "string", min: minimum, max: maximum, pattern: regexp.MustCompile(`^(?:` + pattern + `)$`)}
}

func required(c constraint) constraint { c.required = true; return c }

func secret(c constraint) constraint { c.secret = true; return c }

var (
	typeNameMember   = required(stringMember(10, 196, `[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}`))
	versionMember    = stringMember(1, 128, `[A-Za-z0-9-]+`)
	roleMember       = stringMember(20, 2048, `arn:.+:iam::[0-9]{12}:role/.+`)
	clientMember     = stringMember(1, 128, `[-A-Za-z0-9+/=]+`)
	tokenMember      = required(stringMember(1, 128, `[-A-Za-z0-9+/=]+`))
	identifierMember = required(stringMember(1, 1024, `.+`))
	jsonMember       = secret(stringMember(1, 262144, `(?s).*`))
	maxResultsMember = constraint{kind: "integer", min: 1, max: 100}
)

// memberConstraints are the request members of each operation.
var memberConstraints = map[string]map[string]constraint{
	"CreateResource": {
		"TypeName": typeNameMember, "TypeVersionId": versionMember, "RoleArn": roleMember, "ClientToken": clientMember,
		"DesiredState": required(jsonMember),
	},
	"GetResource": {
		"TypeName": typeNameMember, "TypeVersionId": versionMember, "RoleArn": roleMember, "Identifier": identifierMember,
	},
	"UpdateResource": {
		"TypeName": typeNameMember, "TypeVersionId": versionMember, "RoleArn": roleMember, "ClientToken": clientMember,
		"Identifier": identifierMember, "PatchDocument": required(jsonMember),
	},
	"DeleteResource": {
		"TypeName": typeNameMember, "TypeVersionId": versionMember, "RoleArn": roleMember, "ClientToken": clientMember,
		"Identifier": identifierMember,
	},
	"ListResources": {
		"TypeName": typeNameMember, "TypeVersionId": versionMember, "RoleArn": roleMember,
		"NextToken": stringMember(1, 4096, `.+`), "MaxResults": maxResultsMember, "ResourceModel": jsonMember,
	},
	"GetResourceRequestStatus": {"RequestToken": tokenMember},
	"CancelResourceRequest":    {"RequestToken": tokenMember},
	"ListResourceRequests": {
		"MaxResults": maxResultsMember, "NextToken": stringMember(1, 2048, `[-A-Za-z0-9+/=]+`),
		"ResourceRequestStatusFilter": {kind: "filter"},
	},
}

// filterValues are what the two lists of a request filter may hold.
var filterValues = map[string][]string{
	"Operations":        {"CREATE", "DELETE", "UPDATE"},
	"OperationStatuses": {"PENDING", "IN_PROGRESS", "SUCCESS", "FAILED", "CANCEL_IN_PROGRESS", "CANCEL_COMPLETE"},
}

// checkMembers refuses a request whose members break the service model.
// Members that the model does not know are ignored, as every service does.
func checkMembers(operation string, members map[string]any) *refusal {
	var broken []string
	for _, name := range sortedKeys(memberConstraints[operation]) {
		rule := memberConstraints[operation][name]
		value, there := members[name]
		if !there || value == nil {
			if rule.required {
				broken = append(broken, violation(name, "", "Member must not be null"))
			}
			continue
		}
		problem, ok := rule.check(name, value)
		if !ok {
			return refuse("SerializationException", "Member %s has a wrong JSON type.", name)
		}
		if problem != "" {
			broken = append(broken, problem)
		}
	}
	if len(broken) == 0 {
		return nil
	}
	plural := "s"
	if len(broken) == 1 {
		plural = ""
	}
	return refuse("ValidationException", "%d validation error%s detected: %s", len(broken), plural, strings.Join(broken, "; "))
}

// check returns what is wrong with a value; ok is false where not even its
// JSON type is right.
func (rule constraint) check(name string, value any) (problem string, ok bool) {
	switch rule.kind {
	case "integer":
		number, isNumber := value.(json.Number)
		if !isNumber {
			return "", false
		}
		n, err := number.Int64()
		if err != nil || int(n) < rule.min || int(n) > rule.max {
			return violation(name, number.String(), fmt.Sprintf("Member must have value between %d and %d", rule.min, rule.max)), true
		}
		return "", true
	case "filter":
		return checkFilter(value)
	}
	text, isString := value.(string)
	if !isString {
		return "", false
	}
	shown := text
	if rule.secret {
		shown = ""
	}
	switch length := utf8.RuneCountInString(text); {
	case length < rule.min:
		return violation(name, shown, fmt.Sprintf("Member must have length greater than or equal to %d", rule.min)), true
	case length > rule.max:
		return violation(name, shown, fmt.Sprintf("Member must have length less than or equal to %d", rule.max)), true
	case !rule.pattern.MatchString(text):
		return violation(name, shown, "Member must satisfy regular expression pattern: "+strings.TrimSuffix(strings.TrimPrefix(rule.pattern.String(), "^(?:"), ")$")), true
	}
	return "", true
}

func checkFilter(value any) (problem string, ok bool) {
	filter, ok := value.(map[string]any)
	if !ok {
		return "", false
	}
	for _, name := range sortedKeys(filterValues) {
		list, isList := filter[name].([]any)
		if filter[name] != nil && !isList {
			return "", false
		}
		for _, item := range list {
			text, isString := item.(string)
			if !isString {
				return "", false
			}
			if !slices.Contains(filterValues[name], text) {
				return violation("ResourceRequestStatusFilter."+name, text, "Member must satisfy enum value set: ["+strings.Join(filterValues[name], ", ")+"]"), true
			}
		}
	}
	return "", true
}

func violation(member, value, rule string) string {
	at := strings.ToLower(member[:1]) + member[1:]
	if value == "" {
		return fmt.Sprintf("Value at '%s' failed to satisfy constraint: %s", at, rule)
	}
	return fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: %s", value, at, rule)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
