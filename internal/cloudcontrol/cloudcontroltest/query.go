package cloudcontroltest

import (
	"bytes"
	"encoding/xml"
	"net/http"
)

// The two query services, by their API version.
const (
	stsVersion            = "2011-06-15"
	stsNamespace          = "https://sts.amazonaws.com/doc/2011-06-15/"
	cloudFormationVersion = "2010-05-15"
	cloudFormationSpace   = "http://cloudformation.amazonaws.com/doc/2010-05-15/"
	operationWebIdentity  = "AssumeRoleWithWebIdentity"
)

// queryOperations are what the query services answer here. A handler returns
// a struct that encoding/xml prints.
var queryOperations = map[string]map[string]func(*Server, *call) (any, *refusal){
	serviceCloudFormation: {"DescribeType": (*Server).describeType},
	serviceSTS: {
		"GetCallerIdentity":  (*Server).getCallerIdentity,
		"AssumeRole":         (*Server).assumeRole,
		operationWebIdentity: (*Server).assumeRoleWithWebIdentity,
	},
}

// queryCodes are the codes that the query services spell in their own way,
// with their HTTP status. Cloud Control's spelling is the key.
var queryCodes = map[string]struct {
	code   string
	status int
}{
	"AccessDeniedException":               {"AccessDenied", 403},
	"ExpiredTokenException":               {"ExpiredToken", 403},
	"IncompleteSignatureException":        {"IncompleteSignature", 403},
	"InvalidSignatureException":           {"SignatureDoesNotMatch", 403},
	"MissingAuthenticationTokenException": {"MissingAuthenticationToken", 403},
	"ThrottlingException":                 {"Throttling", 400},
	"TypeNotFoundException":               {"TypeNotFoundException", 404},
	"UnknownOperationException":           {"InvalidAction", 400},
	"UnrecognizedClientException":         {"InvalidClientTokenId", 403},
	"ValidationException":                 {"ValidationError", 400},
}

type responseMetadata struct {
	RequestID string `xml:"ResponseMetadata>RequestId"`
}

func metadata(c *call) responseMetadata { return responseMetadata{c.entry.RequestID} }

func (s *Server) carryOutQuery(c *call) reply {
	if want := map[string]string{serviceCloudFormation: cloudFormationVersion, serviceSTS: stsVersion}[c.entry.Service]; c.form.Get("Version") != want {
		return s.refusalReply(c, refuse("UnknownOperationException", "Could not find operation %s for version %s", c.entry.Operation, c.form.Get("Version")))
	}
	answer, r := queryOperations[c.entry.Service][c.entry.Operation](s, c)
	switch {
	case r != nil:
		return s.refusalReply(c, r)
	case answer == nil:
		return nothing()
	}
	return reply{status: http.StatusOK, contentType: contentXML, body: encodeXML(answer)}
}

type errorResponse struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

// queryRefusal writes an error as the query services do.
func queryRefusal(c *call, r *refusal) reply {
	code, status := r.code, exceptions[r.code].httpStatus(false)
	if spelling, ok := queryCodes[r.code]; ok {
		code, status = spelling.code, spelling.status
	}
	blame := "Sender"
	if status >= http.StatusInternalServerError {
		blame = "Receiver"
	}
	namespace := cloudFormationSpace
	if c.entry.Service == serviceSTS {
		namespace = stsNamespace
	}
	return reply{
		status: status, contentType: contentXML, code: code,
		body: encodeXML(errorResponse{
			Namespace: namespace, Type: blame, Code: code, Message: r.message, RequestID: c.entry.RequestID,
		}),
	}
}

func encodeXML(v any) []byte {
	var buffer bytes.Buffer
	encoder := xml.NewEncoder(&buffer)
	if err := encoder.Encode(v); err != nil {
		// Only structs of this package are encoded.
		panic("cloudcontroltest: " + err.Error())
	}
	return buffer.Bytes()
}
