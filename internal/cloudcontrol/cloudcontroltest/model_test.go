package cloudcontroltest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

// A serviceModel is a Smithy 2.0 model, as AWS publishes it.
type serviceModel struct {
	Shapes map[string]modelShape `json:"shapes"`
}

type modelRef struct {
	Target string                     `json:"target"`
	Traits map[string]json.RawMessage `json:"traits"`
}

type modelShape struct {
	Type       string                     `json:"type"`
	Members    map[string]modelRef        `json:"members"`
	Member     modelRef                   `json:"member"`
	Input      modelRef                   `json:"input"`
	Output     modelRef                   `json:"output"`
	Errors     []modelRef                 `json:"errors"`
	Operations []modelRef                 `json:"operations"`
	Traits     map[string]json.RawMessage `json:"traits"`
}

const namespace = "com.amazonaws.cloudcontrol#"

func loadModel(t *testing.T) serviceModel {
	t.Helper()
	var model serviceModel
	if err := json.Unmarshal(datatest.ServiceModel(t), &model); err != nil {
		t.Fatalf("service model: %v", err)
	}
	return model
}

func (m serviceModel) operations() []string {
	var names []string
	for _, operation := range m.Shapes[namespace+"CloudApiService"].Operations {
		names = append(names, strings.TrimPrefix(operation.Target, namespace))
	}
	return names
}

// trait decodes a trait into v and says whether it is there.
func trait(traits map[string]json.RawMessage, name string, v any) bool {
	text, ok := traits["smithy.api#"+name]
	return ok && json.Unmarshal(text, v) == nil
}

// bounds are a length or range trait.
type bounds struct{ Min, Max *int }

func (b bounds) broken(n int) bool { return b.Min != nil && n < *b.Min || b.Max != nil && n > *b.Max }

// violations are what of a JSON value breaks the shape that it should have.
func (m serviceModel) violations(at, target string, value any) []string {
	shape := m.Shapes[target]
	switch shape.Type {
	case "structure":
		return m.structure(at, shape, value)
	case "list":
		items, ok := value.([]any)
		if !ok {
			return []string{at + ": no array"}
		}
		var found []string
		for i, item := range items {
			found = append(found, m.violations(fmt.Sprintf("%s[%d]", at, i), shape.Member.Target, item)...)
		}
		return found
	case "timestamp":
		if _, ok := value.(json.Number); !ok {
			return []string{at + ": no number"}
		}
		return nil
	case "string":
		return textViolations(at, shape, value)
	}
	return []string{fmt.Sprintf("%s: shape %s of type %q is not one of an answer", at, target, shape.Type)}
}

func (m serviceModel) structure(at string, shape modelShape, value any) []string {
	object, ok := value.(map[string]any)
	if !ok {
		return []string{at + ": no object"}
	}
	var found []string
	for name, item := range object {
		member, known := shape.Members[name]
		if !known {
			found = append(found, at+"."+name+": not in the model")
			continue
		}
		found = append(found, m.violations(at+"."+name, member.Target, item)...)
	}
	for name, member := range shape.Members {
		if _, there := object[name]; !there && member.Traits["smithy.api#required"] != nil {
			found = append(found, at+"."+name+": required and missing")
		}
	}
	return found
}

func textViolations(at string, shape modelShape, value any) []string {
	text, ok := value.(string)
	if !ok {
		return []string{at + ": no string"}
	}
	var found []string
	var length bounds
	if trait(shape.Traits, "length", &length) && length.broken(utf8.RuneCountInString(text)) {
		found = append(found, fmt.Sprintf("%s: length %d", at, utf8.RuneCountInString(text)))
	}
	var pattern string
	if trait(shape.Traits, "pattern", &pattern) && !regexp.MustCompile(pattern).MatchString(text) {
		found = append(found, fmt.Sprintf("%s: %q does not match %s", at, text, pattern))
	}
	var enum []struct{ Value string }
	if trait(shape.Traits, "enum", &enum) && !slices.ContainsFunc(enum, func(e struct{ Value string }) bool { return e.Value == text }) {
		found = append(found, fmt.Sprintf("%s: %q is no value of the enum", at, text))
	}
	return found
}

// A recorder keeps every exchange that an SDK client has.
type recorder struct {
	mu        sync.Mutex
	exchanges []recorded
}

type recorded struct {
	operation string
	status    int
	body      []byte
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if closeErr := response.Body.Close(); err == nil {
		err = closeErr
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	_, operation, _ := strings.Cut(request.Header.Get("X-Amz-Target"), ".")
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = append(r.exchanges, recorded{operation, response.StatusCode, body})
	return response, err
}

// check holds every recorded exchange against the model and returns how many
// good and bad answers each operation gave.
func (r *recorder) check(t *testing.T, model serviceModel) map[string][2]int {
	t.Helper()
	seen := map[string][2]int{}
	for _, x := range r.exchanges {
		counts := seen[x.operation]
		operation := model.Shapes[namespace+x.operation]
		answer := decodeNumbers(t, x.body)
		if x.status == http.StatusOK {
			counts[0]++
			for _, problem := range model.violations(x.operation, operation.Output.Target, answer) {
				t.Errorf("%s", problem)
			}
		} else {
			counts[1]++
			checkErrorShape(t, model, x, answer)
		}
		seen[x.operation] = counts
	}
	return seen
}

// unmodelled are the errors that every AWS service may answer and none models.
var unmodelled = []string{
	"AccessDeniedException", "ExpiredTokenException", "InternalFailure", "InvalidSignatureException", "SerializationException",
	"ServiceUnavailable", "UnknownOperationException", "UnrecognizedClientException", "ValidationException",
}

// checkErrorShape wants an error that the model has for the operation, or a
// common one.
func checkErrorShape(t *testing.T, model serviceModel, x recorded, answer map[string]any) {
	t.Helper()
	shape, _ := answer["__type"].(string)
	delete(answer, "__type")
	if _, code, found := strings.Cut(shape, "#"); found && slices.Contains(unmodelled, code) {
		if text, ok := answer["Message"].(string); !ok || text == "" || len(answer) != 1 {
			t.Errorf("%s: %s has the members %v", x.operation, shape, answer)
		}
		return
	}
	known := slices.ContainsFunc(model.Shapes[namespace+x.operation].Errors, func(e modelRef) bool { return e.Target == shape })
	if !known && shape != namespace+"ThrottlingException" {
		t.Errorf("%s answers %s, which the model does not have for it", x.operation, shape)
	}
	for _, problem := range model.violations(x.operation+" "+shape, shape, answer) {
		t.Errorf("%s", problem)
	}
	if answer["Message"] == nil {
		t.Errorf("%s: %s has no Message", x.operation, shape)
	}
}

func decodeNumbers(t *testing.T, text []byte) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		t.Fatalf("answer %s: %v", text, err)
	}
	return object
}
