package cloudcontroltest

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	jsonpatch "github.com/evanphx/json-patch/v5"
)

// A patchStep is one RFC 6902 operation.
type patchStep struct {
	Op    string          `json:"op"`
	Path  *string         `json:"path"`
	From  *string         `json:"from,omitempty"`
	Value json.RawMessage `json:"value,omitempty"` // null is a value, too
}

// parsePatch reads a PatchDocument. A path without its leading slash is taken
// as if it had one: the user guide prints an example of that.
func parsePatch(document string) ([]patchStep, *refusal) {
	var steps []patchStep
	if err := json.Unmarshal([]byte(document), &steps); err != nil || len(steps) == 0 {
		return nil, refuse("ValidationException", "Invalid PatchDocument: it is not an array of operations")
	}
	for i := range steps {
		if r := steps[i].complete(); r != nil {
			return nil, r
		}
	}
	return steps, nil
}

// complete checks the members of one step and normalises its paths.
func (step *patchStep) complete() *refusal {
	needs := map[string]struct{ value, from bool }{
		"add": {value: true}, "replace": {value: true}, "test": {value: true},
		"remove": {}, "move": {from: true}, "copy": {from: true},
	}
	need, known := needs[step.Op]
	switch {
	case !known:
		return refuse("ValidationException", "Invalid PatchDocument: unknown operation %q", step.Op)
	case step.Path == nil, need.from && step.From == nil, need.value && step.Value == nil:
		return refuse("ValidationException", "Invalid PatchDocument: operation %q lacks a member", step.Op)
	}
	for _, path := range []*string{step.Path, step.From} {
		if path != nil && *path != "" && !strings.HasPrefix(*path, "/") {
			*path = "/" + *path
		}
	}
	return nil
}

// applyPatch applies the steps in order. One that fails ends the whole
// request, in words like those of the real service.
func applyPatch(model map[string]any, steps []patchStep) (map[string]any, *refusal) {
	document := encode(model)
	options := jsonpatch.NewApplyOptions()
	options.SupportNegativeIndices = false
	options.EscapeHTML = false
	for _, step := range steps {
		if !step.reachable() {
			return nil, step.failed("noSuchPath in source")
		}
		patch, err := jsonpatch.DecodePatch(encode([]patchStep{step}))
		if err == nil {
			document, err = patch.ApplyWithOptions(document, options)
		}
		if err != nil {
			return nil, step.failed(patchProblem(err))
		}
	}
	patched, ok := decodeObject(string(document))
	if !ok {
		return nil, refuse("ValidationException", "Invalid patch update: the result is not one JSON object")
	}
	return patched, nil
}

// reachable says whether the step's paths can lead anywhere: no property has
// an empty name, which the patch library takes for "here".
func (step *patchStep) reachable() bool {
	for _, path := range []*string{step.Path, step.From} {
		if path != nil && (strings.Contains(*path, "//") || len(*path) > 0 && strings.HasSuffix(*path, "/")) {
			return false
		}
	}
	return true
}

func (step *patchStep) failed(problem string) *refusal {
	return refuse("ValidationException", "[%s Operation] %s, path provided : %s", strings.ToUpper(step.Op), problem, *step.Path)
}

func patchProblem(err error) string {
	switch {
	case errors.Is(err, jsonpatch.ErrTestFailed):
		return "value differs from the expected one"
	case errors.Is(err, jsonpatch.ErrMissing):
		return "noSuchPath in source"
	}
	return "path or value cannot be used"
}

// checkFixed refuses an update that touches create-only or read-only
// properties. What counts is the value before and after: write-only
// properties are never there before, so one that is create-only too cannot be
// sent at all. Below a "*" read-only values may go (the handler makes them
// again) but not come.
func checkFixed(t *resourceType, before, after map[string]any) *refusal {
	if touched := touchedPaths(t.createOnly, before, after, true); touched != "" {
		return refuse("NotUpdatableException", "Invalid patch update: createOnlyProperties [%s] cannot be updated", touched)
	}
	if touched := touchedPaths(t.readOnly, before, after, false); touched != "" {
		return refuse("ValidationException", "Invalid patch update: readOnlyProperties [%s] cannot be updated", touched)
	}
	return nil
}

func touchedPaths(paths []pointer, before, after map[string]any, strict bool) string {
	var touched []string
	for _, path := range paths {
		old, now := canonicals(valuesAt(before, path)), canonicals(valuesAt(after, path))
		same := slices.Equal(old, now)
		if !strict && slices.Contains(path, "*") {
			same = !slices.ContainsFunc(now, func(v string) bool { return !slices.Contains(old, v) })
		}
		if !same {
			touched = append(touched, path.String())
		}
	}
	return strings.Join(touched, ", ")
}
