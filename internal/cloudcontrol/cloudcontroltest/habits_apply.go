package cloudcontroltest

import "net/http"

// undescribed are the ways in which DescribeType can fail for a type, or on a
// server that does not have it.
var undescribed = map[string]*refusal{
	"TypeNotFoundException": {"TypeNotFoundException", "The type cannot be found: it was deregistered."},
	"InvalidAction":         {"UnknownOperationException", "Could not find operation DescribeType for version " + cloudFormationVersion},
	"UnknownOperation":      {"UnknownOperation", "The operation DescribeType is not known here."},
	"empty-404":             nil,
}

// undescribedBy returns how DescribeType fails for a type; "" where it does not.
func (s *Server) undescribedBy(typeName string) string {
	for _, habit := range s.habits.of(typeName, doDescribe) {
		return habit.As
	}
	return ""
}

// nothing is the answer of a server that knows no such path.
func nothing() reply { return reply{status: http.StatusNotFound} }

// A refusing decides about one operation by the habits of its type.
type refusing struct {
	on            string
	before, after map[string]any // of an update
}

// refusedBy returns the habit that refuses an operation on a type.
func (s *Server) refusedBy(t *resourceType, r refusing) (code, message string) {
	for _, habit := range s.habits.of(t.name, doRefuse) {
		if r.meets(habit) {
			text, _ := habit.value().(string)
			return habit.As, text
		}
	}
	return "", ""
}

func (r refusing) meets(habit Habit) bool {
	on := habit.On
	if on == "" {
		on = onUpdate
	}
	if on != r.on {
		return false
	}
	return habit.At == "" || on != onUpdate || habit.touches(r.before, r.after)
}

// touches says whether two models differ where the habit points.
func (h Habit) touches(before, after map[string]any) bool {
	values := func(model map[string]any) string {
		found := []any{}
		for _, spot := range spots(model, nil, pointerTo(h.At)) {
			v, there := spot.value()
			found = append(found, v, there)
		}
		return canonical(found)
	}
	return values(before) != values(after)
}

// refused ends an operation FAILED where a habit names a HandlerErrorCode, and
// refuses the request where it names an exception.
func (s *Server) refused(t *resourceType, asked refusing) (verdict, *refusal) {
	code, message := s.refusedBy(t, asked)
	if code == "" {
		return verdict{}, nil
	}
	failure, ends := handlerFailures[code]
	if message == "" {
		message = failure.text
	}
	if ends && asked.on != onRead {
		return verdict{code, message}, nil
	}
	if ends {
		return verdict{}, refuse(failure.exception, "%s", handlerText(t.name, message, code, newUUID()))
	}
	if message == "" {
		message = usualMessage(code, t.name, "")
	}
	return verdict{}, &refusal{code, message}
}
