// Package policydoc compares policy documents by what they mean. It knows no schema: a policy document is a free document,
// or one in a string, with statements as IAM has them, and is known by its content, since types name it in many ways.
// Services write it in a form of their own that means the same:
//
//   - One element and a list of it are the same in Action, NotAction, Resource, NotResource, in a principal and in the value
//     of a condition, and so are one statement and a list of it. The order of all these means nothing.
//   - The names of actions and of condition keys have no case.
//
// Everything else counts: another Effect is another policy.
package policydoc

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/match"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// Is tells whether a value is a policy document.
func Is(value any) bool {
	document, _ := value.(map[string]any)
	statements := listOf(document["Statement"])
	return len(statements) > 0 && !slices.ContainsFunc(statements, func(statement any) bool {
		members, _ := statement.(map[string]any)
		effect, _ := members["Effect"].(string)
		return effect != "Allow" && effect != "Deny"
	})
}

// Same tells whether two values are policy documents that mean the same.
func Same(a, b any) bool {
	return Is(a) && Is(b) && jsonvalue.Equal(Form(a), Form(b))
}

// listOf returns a list as it is, and one element as a list of it.
func listOf(value any) []any {
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		return value
	}
	return []any{value}
}

// Form writes a policy document so that all that mean the same are the same.
func Form(value any) any {
	document, _ := value.(map[string]any)
	form := make(map[string]any, len(document))
	maps.Copy(form, document)
	var statements []any
	for _, statement := range listOf(document["Statement"]) {
		members, _ := statement.(map[string]any)
		statements = append(statements, statementForm(members))
	}
	form["Statement"] = sorted(statements)
	return form
}

// statementForm writes one statement.
func statementForm(statement map[string]any) map[string]any {
	form := make(map[string]any, len(statement))
	for key, member := range statement {
		switch key {
		case "Action", "NotAction":
			form[key] = elements(member, strings.ToLower)
		case "Resource", "NotResource":
			form[key] = elements(member, asWritten)
		case "Principal", "NotPrincipal":
			form[key] = principalForm(member)
		case "Condition":
			form[key] = conditionForm(member)
		default:
			form[key] = member
		}
	}
	return form
}

func asWritten(text string) string { return text }

// principalForm writes a principal: a text, or lists by kind.
func principalForm(value any) any {
	kinds, ok := value.(map[string]any)
	if !ok {
		return value
	}
	form := make(map[string]any, len(kinds))
	for kind, members := range kinds {
		form[kind] = elements(members, asWritten)
	}
	return form
}

// conditionForm writes conditions: by operator the values of each key.
func conditionForm(value any) any {
	operators, ok := value.(map[string]any)
	if !ok {
		return value
	}
	form := make(map[string]any, len(operators))
	for operator, tested := range operators {
		keys, ok := tested.(map[string]any)
		if !ok {
			form[operator] = tested
			continue
		}
		byKey := make(map[string]any, len(keys))
		for key, values := range keys {
			if lower := strings.ToLower(key); byKey[lower] == nil {
				key = lower // two keys that differ by case alone keep apart
			}
			byKey[key] = elements(values, asWritten)
		}
		form[operator] = byKey
	}
	return form
}

// elements returns one element or a list of it as an ordered list in which each is once. Scalars are texts: a condition's
// true is "true".
func elements(value any, write func(string) string) any {
	list := listOf(value)
	written := make([]any, len(list))
	for i, element := range list {
		written[i] = element
		if text, ok := jsonvalue.ScalarText(element); ok {
			written[i] = write(text)
		}
	}
	return sorted(written)
}

// sorted returns a list in an order of its own, with each value once.
func sorted(list []any) []any {
	byText := map[string]any{}
	for _, item := range list {
		byText[textOf(item)] = item
	}
	items := make([]any, 0, len(byText))
	for _, text := range jsonvalue.Keys(byText) {
		items = append(items, byText[text])
	}
	return items
}

// textOf orders items. What is not known yet has no text; no policy with it equals another one.
func textOf(item any) string {
	text, err := json.Marshal(item)
	if err != nil {
		return ""
	}
	return string(text)
}

// Refresh returns the live policy in the form of a prior one: statements that mean the same are as they were, and of
// one that changed the elements that did not.
func Refresh(prior, live map[string]any) map[string]any {
	refreshed := make(map[string]any, len(live))
	for key, value := range live {
		refreshed[key] = value
		if before, ok := prior[key]; ok && jsonvalue.Equal(before, value) {
			refreshed[key] = before
		}
	}
	before, now := listOf(prior["Statement"]), listOf(live["Statement"])
	partner := match.Pairs(before, now, sameStatement)
	statements, used := []any{}, make([]bool, len(now))
	for i, j := range partner {
		if j == match.None {
			if j = sameSid(before[i], now, partner, used); j == match.None {
				continue
			}
			statements = append(statements, refreshStatement(before[i], now[j]))
		} else {
			statements = append(statements, before[i])
		}
		used[j] = true
	}
	for j, statement := range now {
		if !used[j] {
			statements = append(statements, statement)
		}
	}
	refreshed["Statement"] = statements
	if _, alone := prior["Statement"].(map[string]any); alone && len(statements) == 1 {
		refreshed["Statement"] = statements[0]
	}
	return refreshed
}

func sameStatement(a, b any) bool {
	first, _ := a.(map[string]any)
	second, _ := b.(map[string]any)
	return jsonvalue.Equal(statementForm(first), statementForm(second))
}

// sameSid returns the first statement without a partner that has the same Sid.
func sameSid(statement any, now []any, partner []int, used []bool) int {
	members, _ := statement.(map[string]any)
	for j, other := range now {
		found, _ := other.(map[string]any)
		if !used[j] && !slices.Contains(partner, j) && jsonvalue.Equal(members["Sid"], found["Sid"]) {
			return j
		}
	}
	return match.None
}

func refreshStatement(prior, live any) any {
	before, _ := prior.(map[string]any)
	now, _ := live.(map[string]any)
	formBefore, formNow := statementForm(before), statementForm(now)
	refreshed := make(map[string]any, len(now))
	for key, value := range now {
		refreshed[key] = value
		if had, ok := before[key]; ok && jsonvalue.Equal(formBefore[key], formNow[key]) {
			refreshed[key] = had
		}
	}
	return refreshed
}
