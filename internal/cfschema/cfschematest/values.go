package cfschematest

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
)

// number makes a number within the bounds: whole ones, and now and then a fraction where the schema allows any.
func (g *ModelSource) number(m map[string]any, whole bool) any {
	least, hasLeast := m["minimum"].(float64)
	most, hasMost := m["maximum"].(float64)
	if below, ok := m["exclusiveMaximum"].(float64); ok {
		most, hasMost = below-1, true
	}
	if above, ok := m["exclusiveMinimum"].(float64); ok {
		least, hasLeast = above+1, true
	}
	step, hasStep := m["multipleOf"].(float64)
	switch {
	case !whole && !hasStep && !hasMost && g.random.IntN(2) == 0:
		return json.Number(fmt.Sprintf("%d.%d", int64(least)+int64(g.random.IntN(100)), 1+g.random.IntN(9)))
	case !hasLeast && hasMost:
		least = most - float64(g.random.IntN(3))
	}
	n := ceil(least) + int64(g.random.IntN(3))
	if hasStep && step >= 1 {
		n = ceil(least/step) * int64(step)
	}
	if hasMost {
		n = min(n, int64(most))
	}
	if float64(n) < least { // the bounds are fractions without a whole number between them
		return asNumber(least)
	}
	return json.Number(strconv.FormatInt(n, 10))
}

func ceil(f float64) int64 {
	n := int64(f)
	if float64(n) < f {
		n++
	}
	return n
}

func (g *ModelSource) array(m map[string]any, at string, depth int) any {
	size := g.random.IntN(4)
	if depth > deepest {
		size = 0
	}
	least := sizeOf(m["minItems"], 0)
	if least > 50 {
		return nil
	}
	size = min(max(size, least), sizeOf(m["maxItems"], 100))
	items := []any{}
	seen := map[string]bool{}
	for range size * 3 {
		if len(items) == size {
			break
		}
		item := g.value(m["items"], at+"/*", depth+1)
		if text := fmt.Sprint(item); item != nil && !seen[text] {
			seen[text] = true
			items = append(items, item)
		}
	}
	if len(items) < least {
		return nil
	}
	return items
}

func sizeOf(value any, fallback int) int {
	switch size := value.(type) {
	case float64:
		return int(size)
	case json.Number:
		if n, err := size.Int64(); err == nil {
			return int(n)
		}
	}
	return fallback
}

// asNumber turns what json.Unmarshal makes of a number into what a model has.
func asNumber(value any) any {
	number, ok := value.(float64)
	if !ok {
		return value
	}
	if exact, accuracy := big.NewFloat(number).Int64(); accuracy == big.Exact {
		return json.Number(strconv.FormatInt(exact, 10))
	}
	return json.Number(strconv.FormatFloat(number, 'f', -1, 64))
}

// stringsOf returns the strings of a JSON array.
func stringsOf(value any) []string {
	var found []string
	list, _ := value.([]any)
	for _, item := range list {
		if text, ok := item.(string); ok {
			found = append(found, text)
		}
	}
	return found
}
