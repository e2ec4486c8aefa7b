package cloudcontroltest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The values of Habit.As of what a read leaves out.
const (
	omitAlways   = "always"
	omitZero     = "zero"
	omitEqual    = "equal"
	omitEmptyTag = "empty-tag"
	omitWithout  = "without"
)

// appendTag is the value of Habit.As of a tag that is appended.
const appendTag = "tag"

// shown are the properties that a read returns: without write-only ones, and
// as the habits of the type's service have it.
func (s *Server) shown(o *object) map[string]any {
	model := o.readable()
	for _, habit := range slices.Concat(s.habits[EveryType], s.habits[o.t.name]) {
		switch habit.Do {
		case doOmit:
			o.omit(model, habit)
		case doAdd:
			for _, spot := range spots(model, nil, pointerTo(habit.At)) {
				if _, there := spot.value(); !there {
					spot.set(habit.value())
				}
			}
		case doAppend:
			for _, spot := range spots(model, nil, pointerTo(habit.At)) {
				spot.append(habit.value(), habit.As == appendTag)
			}
		case doMove:
			if habit.On == onRead {
				s.fillerOf(o.t, o.where, "").move(model, habit, o.reads)
			}
		}
	}
	return model
}

// omit leaves out what a habit names. Nothing is ever left out of an identifier.
func (o *object) omit(model map[string]any, habit Habit) {
	at := pointerTo(habit.At)
	if habit.As == omitWithout && len(valuesAt(o.properties, pointerTo(habit.With))) > 0 {
		return
	}
	for _, spot := range spots(model, nil, at) {
		v, there := spot.value()
		_, isItem := spot.container.([]any)
		switch {
		case !there, isItem && at[len(at)-1] == "**", o.identifies(spot.path):
		case habit.As == omitEmptyTag:
			spot.omitEmptyTags(v)
		case habit.As == omitZero && !isZero(v):
		case habit.As == omitEqual && canonical(v) != canonical(habit.value()):
		default:
			spot.set(omitted{})
		}
	}
	sweep(model)
}

// identifies says whether a part of the primary identifier is at a path, or
// below it.
func (o *object) identifies(path pointer) bool {
	return slices.ContainsFunc(o.t.primary, func(part pointer) bool {
		return len(part) >= len(path) && slices.Equal(part[:len(path)], path)
	})
}

// omitEmptyTags marks the tags of a list or a map that have no value.
func (s spot) omitEmptyTags(v any) {
	for _, inner := range spots(v, nil, pointer{"*"}) {
		value, _ := inner.value()
		tag, inList := value.(map[string]any)
		if inList {
			value = tag["Value"]
		}
		if value == "" || inList && value == nil {
			inner.set(omitted{})
		}
	}
}

// append adds to a list or an object that is there. A tag becomes what the
// others are: an item with a key and a value, or a member.
func (s spot) append(more any, isTag bool) {
	v, _ := s.value()
	switch v := v.(type) {
	case []any:
		if !slices.ContainsFunc(v, func(item any) bool { return canonical(item) == canonical(more) }) {
			s.set(append(slices.Clone(v), more))
		}
	case map[string]any:
		members, ok := more.(map[string]any)
		key, _ := members["Key"].(string)
		switch {
		case ok && isTag:
			v[key] = members["Value"]
		case ok:
			maps.Copy(v, members)
		}
	}
}

// omitted takes the place of a value that is to be left out, so that the places
// of others stay what they are until sweep.
type omitted struct{}

func sweep(v any) any {
	gone := func(v any) bool { _, is := v.(omitted); return is }
	switch v := v.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(_ string, inner any) bool { return gone(inner) })
		for key, inner := range v {
			v[key] = sweep(inner)
		}
	case []any:
		v = slices.DeleteFunc(v, gone)
		for i, inner := range v {
			v[i] = sweep(inner)
		}
		return v
	}
	return v
}

func isZero(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	case json.Number:
		fraction, err := v.Float64()
		return err == nil && fraction == 0
	}
	return v == nil || v == "" || v == false
}

// keepStored gives what a patch did not touch its stored value again: what a
// read leaves out, adds or moves is no wish of the caller's.
func keepStored(stored, before, after map[string]any) {
	for _, key := range unionOfKeys(stored, before) {
		old, was := before[key]
		now, is := after[key]
		kept, there := stored[key]
		if was != is {
			continue // it came or went with the patch
		}
		if was && canonical(old) != canonical(now) {
			keptMembers, _ := kept.(map[string]any)
			oldMembers, oldIs := old.(map[string]any)
			newMembers, newIs := now.(map[string]any)
			if oldIs && newIs {
				keepStored(keptMembers, oldMembers, newMembers)
			}
			continue
		}
		if there {
			after[key] = cloneValue(kept)
		} else {
			delete(after, key)
		}
	}
}

func unionOfKeys(a, b map[string]any) []string {
	keys := slices.Concat(sortedKeys(a), sortedKeys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// moves are the ways in which values change on their own; n says how often.
var moves = map[string]func(f filler, at pointer, v any, n int) any{
	"count":  func(_ filler, _ pointer, v any, n int) any { return counted(v, n) },
	"suffix": func(_ filler, _ pointer, v any, n int) any { return suffixed(v, n) },
	"token":  func(_ filler, _ pointer, v any, n int) any { return token(v, n) },
	"time":   func(f filler, _ pointer, v any, n int) any { return f.later(v, n) },
	"cycle":  func(f filler, at pointer, v any, n int) any { return f.cycled(at, v, n) },
}

// move changes the values that a habit names, n times at once.
func (f filler) move(model map[string]any, habit Habit, n int) {
	for _, spot := range spots(model, nil, pointerTo(habit.At)) {
		if v, there := spot.value(); there {
			spot.set(moves[habit.As](f, spot.path, v, n))
		}
	}
}

// moveStored changes what changes with each update. A new object only gets
// its first suffixes.
func (f filler) moveStored(model map[string]any, updated bool) {
	for _, habit := range f.habits.of(f.t.name, doMove) {
		if habit.On != onRead && (updated || habit.As == "suffix") {
			f.move(model, habit, 1)
		}
	}
}

// counted counts a number up, or the digits at the end of a text.
func counted(v any, n int) any {
	switch v := v.(type) {
	case json.Number:
		return jsonNumber(integer(v) + n)
	case string:
		stem := strings.TrimRight(v, "0123456789")
		count, err := strconv.Atoi(v[len(stem):])
		if err != nil {
			return v + strconv.Itoa(n)
		}
		return stem + strconv.Itoa(count+n)
	}
	return v
}

// suffixed counts the number after the last colon of a text up; one that has
// none begins with 1.
func suffixed(v any, n int) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	if at := strings.LastIndexByte(text, ':'); at >= 0 {
		// An account's number is no revision.
		if count, err := strconv.Atoi(text[at+1:]); err == nil && len(text[at+1:]) < 12 {
			return text[:at+1] + strconv.Itoa(count+n)
		}
	}
	return text + ":" + strconv.Itoa(n)
}

// token makes another text of the same length; of 64 characters at most.
func token(v any, n int) any {
	text, ok := v.(string)
	if !ok || n == 0 {
		return v
	}
	return digest(text, strconv.Itoa(n))[:max(1, min(len(text), 64))]
}

func (f filler) later(v any, n int) any {
	moment := f.now.Add(time.Duration(n) * time.Second).UTC()
	switch v.(type) {
	case json.Number:
		return json.Number(strconv.FormatInt(moment.Unix(), 10))
	case string:
		return moment.Format("2006-01-02T15:04:05.000Z")
	}
	return v
}

// cycled is the next value of the schema's enum, or one of two statuses.
func (f filler) cycled(at pointer, v any, n int) any {
	values, _ := f.schemaOf(at)["enum"].([]any)
	if len(values) == 0 {
		values = []any{"ACTIVE", "UPDATING"}
	}
	index := slices.IndexFunc(values, func(other any) bool { return canonical(other) == canonical(v) })
	return cloneValue(values[(max(index, 0)+n)%len(values)])
}
