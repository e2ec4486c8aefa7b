package entryguardtest

import (
	"net/http"
	"time"
)

// genericCodes are the codes of the first family that are not about one kind
// of object (entryguard-api.md section 3).
var genericCodes = map[int]struct{ code, message string }{
	http.StatusBadRequest:          {"BAD_REQUEST", "The request is invalid"},
	http.StatusUnauthorized:        {"UNAUTHORIZED", "Authentication is required"},
	http.StatusForbidden:           {"FORBIDDEN", "Access denied"},
	http.StatusNotFound:            {"NOT_FOUND", "Not found"},
	http.StatusTooManyRequests:     {"RATE_LIMIT_EXCEEDED", "Too many requests"},
	http.StatusInternalServerError: {"INTERNAL_ERROR", "An unexpected error occurred"},
}

// codeReply is the first family's error body.
func codeReply(now time.Time, status int, code, message string) reply {
	return reply{status: status, body: map[string]any{
		"error":     code,
		"message":   message,
		"timestamp": Time{now},
	}}
}

// springReply is the second family's error body.
func springReply(now time.Time, status int, message, path string, validation map[string]string) reply {
	body := map[string]any{
		"timestamp": Time{now},
		"status":    status,
		"error":     http.StatusText(status),
		"message":   message,
		"path":      path,
	}
	if validation != nil {
		body["validationErrors"] = validation
	}
	return reply{status: status, body: body}
}

// code answers with the first family's body, unless all endpoints answer with
// the second one's.
func (c *call) code(status int, code, message string) reply {
	if c.opts.OneFamily == AllSpring {
		return springReply(c.now, status, message, c.request.URL.Path, nil)
	}
	return codeReply(c.now, status, code, message)
}

// spring answers with the second family's body, unless all endpoints answer
// with the first one's.
func (c *call) spring(status int, message string) reply {
	if c.opts.OneFamily == AllCodes {
		return codeReply(c.now, status, genericCodes[status].code, message)
	}
	return springReply(c.now, status, message, c.request.URL.Path, nil)
}

// invalid answers a request whose fields are refused. The errors page shows
// this body for all endpoints.
func (c *call) invalid(fields map[string]string) reply {
	return springReply(c.now, http.StatusBadRequest, "Validation failed", c.request.URL.Path, fields)
}

// fail answers with the body of the endpoint's family and its generic code.
func (c *call) fail(status int, message string) reply {
	if c.route.family == codeFamily {
		return c.code(status, genericCodes[status].code, message)
	}
	return c.spring(status, message)
}
