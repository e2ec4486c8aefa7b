package cloudcontroltest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"
)

// The services that one endpoint serves, by the name in the log and the name
// in SigV4's credential scope.
const (
	serviceCloudControl   = "cloudcontrol"
	serviceCloudFormation = "cloudformation"
	serviceSTS            = "sts"
)

var signingNames = map[string]string{
	serviceCloudControl:   "cloudcontrolapi",
	serviceCloudFormation: "cloudformation",
	serviceSTS:            "sts",
}

const (
	contentJSON = "application/x-amz-json-1.0"
	contentXML  = "text/xml"
	targetName  = "CloudApiService"
	maxBody     = 4 << 20
)

// A call is one request on its way through the server.
type call struct {
	entry   Request // what will be logged
	where   where   // whose credentials, in which region
	header  http.Header
	body    []byte
	members map[string]any // Cloud Control: the JSON body
	form    url.Values     // CloudFormation and STS: the form
}

// query says whether the call speaks the query protocol, whose answers are XML.
func (c *call) query() bool { return c.entry.Service != serviceCloudControl }

// A reply is what goes back over the wire.
type reply struct {
	status      int
	contentType string
	header      http.Header
	body        []byte
	code        string // error code, for the log
}

// serve answers one HTTP request. What it answers is decided under the lock;
// waiting and writing happen outside it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		cut() // the client went away, or sends more than any service takes
	}
	c := newCall(r, body)
	rep, fault := s.handle(c)
	deliver(w, r, c, rep, fault)
}

func newCall(r *http.Request, body []byte) *call {
	c := &call{header: r.Header, body: body}
	c.entry.RequestID = newUUID()
	c.entry.UserAgent = r.UserAgent()
	c.entry.Service = serviceCloudControl
	if target := r.Header.Get("X-Amz-Target"); target != "" || r.Method != http.MethodPost {
		service, operation, _ := strings.Cut(target, ".")
		if service == targetName {
			c.entry.Operation = operation
		}
		return c
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("Action") == "" {
		return c
	}
	c.form = form
	c.entry.Operation = form.Get("Action")
	c.entry.Service = serviceCloudFormation
	if form.Get("Version") == stsVersion {
		c.entry.Service = serviceSTS
	}
	return c
}

// handle decides on the answer and logs the request.
func (s *Server) handle(c *call) (reply, *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	c.entry.Time = s.now()
	rep, fault := s.decide(c)
	c.entry.Status, c.entry.ErrorCode, c.entry.Spoilt = rep.status, rep.code, fault != nil
	if fault != nil && (fault.Drop || fault.Hang) {
		c.entry.Status, c.entry.ErrorCode = 0, ""
	}
	s.requests = append(s.requests, c.entry)
	return rep, fault
}

// decide is the order in which a request is judged: is there such an
// operation, who asks, is a fault waiting for it; only then its own logic.
func (s *Server) decide(c *call) (reply, *Fault) {
	if !s.known(c) {
		return s.refusalReply(c, refuse("UnknownOperationException", "Unknown operation %q", c.entry.Operation)), nil
	}
	if r := s.authenticate(c); r != nil {
		return s.refusalReply(c, r), nil
	}
	if r := c.decode(); r != nil {
		return s.refusalReply(c, r), nil
	}
	s.label(c)
	fault := s.takeFault(c)
	if fault == nil {
		return s.carryOut(c), nil
	}
	if !fault.replaces() {
		return s.carryOut(c), fault
	}
	if fault.After {
		s.carryOut(c)
	}
	return s.faultReply(c, fault), fault
}

// carryOut lets the request have its effect.
func (s *Server) carryOut(c *call) reply {
	if r := s.throttle(c); r != nil {
		return s.refusalReply(c, r)
	}
	if c.query() {
		return s.carryOutQuery(c)
	}
	if r := checkMembers(c.entry.Operation, c.members); r != nil {
		return s.refusalReply(c, r)
	}
	answer, r := cloudControlOperations[c.entry.Operation](s, c)
	if r != nil {
		return s.refusalReply(c, r)
	}
	return reply{status: http.StatusOK, contentType: contentJSON, body: encode(answer)}
}

func (s *Server) known(c *call) bool {
	if c.query() {
		_, ok := queryOperations[c.entry.Service][c.entry.Operation]
		return ok
	}
	_, ok := cloudControlOperations[c.entry.Operation]
	return ok
}

// decode reads the JSON body of a Cloud Control request.
func (c *call) decode() *refusal {
	if c.query() {
		return nil
	}
	if got, _, _ := strings.Cut(c.header.Get("Content-Type"), ";"); got != contentJSON {
		return refuse("UnknownOperationException", "Content-Type %q is not %s", got, contentJSON)
	}
	members, ok := decodeObject(string(c.body))
	if !ok {
		return refuse("SerializationException", "The request body is not one JSON object.")
	}
	c.members = members
	return nil
}

// refusalReply writes an error in the protocol of the call.
func (s *Server) refusalReply(c *call, r *refusal) reply {
	if c.query() {
		return queryRefusal(c, r)
	}
	return reply{
		status:      exceptions[r.code].httpStatus(s.switches.ModelStatuses),
		contentType: contentJSON,
		body:        encode(map[string]any{"__type": shape(r.code), "Message": r.message}),
		code:        r.code,
	}
}

// encode prints JSON as the service does: members in alphabetical order, no
// HTML escapes, no line break at the end.
func encode(v any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		// Everything that is encoded here was decoded or built here.
		panic("cloudcontroltest: " + err.Error())
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
}

// decodeObject reads text as exactly one JSON object; numbers stay as written.
func decodeObject(text string) (map[string]any, bool) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil || object == nil {
		return nil, false
	}
	_, err := decoder.Token()
	return object, errors.Is(err, io.EOF)
}

func newUUID() string { return uuid.NewString() }
