package cloudcontroltest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// A refusal is an error as the services answer it.
type refusal struct {
	code    string
	message string
}

func refuse(code, format string, args ...any) *refusal {
	return &refusal{code, fmt.Sprintf(format, args...)}
}

// An exception is what is known about one error code. status is the HTTP
// status of the API reference and of live traces, model the one that the
// Smithy model has (0 where the code is not modelled).
type exception struct {
	status, model int
	text          string // a usual message
}

// exceptions are the modelled errors of Cloud Control and the common ones that
// are real but not modelled.
var exceptions = map[string]exception{
	"AlreadyExistsException":          {400, 400, "Resource of the given name already exists."},
	"ClientTokenConflictException":    {400, 409, ""},
	"ConcurrentOperationException":    {400, 409, ""},
	"ConcurrentModificationException": {500, 500, "The resource is being modified by another operation."},
	"GeneralServiceException":         {400, 400, "The service could not do this."},
	"HandlerFailureException":         {500, 502, "The handler failed without a code."},
	"HandlerInternalFailureException": {500, 502, "Internal error in the handler."},
	"InvalidCredentialsException":     {400, 401, "The credentials are not valid for this operation."},
	"InvalidRequestException":         {400, 400, "Invalid request provided."},
	"NetworkFailureException":         {500, 502, "The service could not be reached."},
	"NotStabilizedException":          {400, 400, "Exceeded attempts to wait"},
	"NotUpdatableException":           {400, 400, "A property cannot be updated."},
	"PrivateTypeException":            {400, 400, "The handler of the private type gave no valid answer."},
	"RequestTokenNotFoundException":   {400, 404, "Request with the given token was not found."},
	"ResourceConflictException":       {400, 409, "The resource is in use or busy."},
	"ResourceNotFoundException":       {400, 404, "Resource was not found."},
	"ServiceInternalErrorException":   {500, 502, "Internal error of the service."},
	"ServiceLimitExceededException":   {400, 400, "The limit of resources has been reached."},
	"ThrottlingException":             {400, 429, "Rate exceeded"},
	"TypeNotFoundException":           {400, 404, "The type cannot be found."},
	"UnsupportedActionException":      {400, 405, "The resource type does not support this action."},

	"AccessDeniedException":               {400, 0, "User is not authorized to perform this action"},
	"ExpiredTokenException":               {400, 0, "The security token included in the request is expired"},
	"IncompleteSignatureException":        {400, 0, "Authorization header is not complete"},
	"InternalFailure":                     {500, 0, "An internal failure has occurred."},
	"InvalidSignatureException":           {400, 0, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."},
	"MissingAuthenticationTokenException": {400, 0, "Missing Authentication Token"},
	"SerializationException":              {400, 0, "The request body cannot be read."},
	"ServiceUnavailable":                  {503, 0, "Service is unavailable."},
	"UnknownOperationException":           {400, 0, "Unknown operation"},
	"UnrecognizedClientException":         {400, 0, "The security token included in the request is invalid."},
	"ValidationException":                 {400, 0, "1 validation error detected"},
}

// status returns the HTTP status of an error code; 400 where the code is
// unknown, as for any client error of these protocols.
func (e exception) httpStatus(modelStatuses bool) int {
	switch {
	case modelStatuses && e.model != 0:
		return e.model
	case e.status != 0:
		return e.status
	}
	return http.StatusBadRequest
}

// shape returns the value of __type for a code.
func shape(code string) string {
	if exceptions[code].model != 0 {
		return "com.amazonaws.cloudcontrol#" + code
	}
	if code == "ValidationException" {
		return "com.amazon.coral.validate#" + code
	}
	return "com.amazon.coral.service#" + code
}

// A handlerFailure is one HandlerErrorCode: the exception that stands for it
// where the handler ran inside a synchronous request, and a usual text.
type handlerFailure struct {
	exception, text string
}

var handlerFailures = map[string]handlerFailure{
	"NotUpdatable":                 {"NotUpdatableException", "Create-only property cannot be updated."},
	"InvalidRequest":               {"InvalidRequestException", "Invalid request provided."},
	"AccessDenied":                 {"AccessDeniedException", "Access denied for this operation."},
	"UnauthorizedTaggingOperation": {"AccessDeniedException", "Not authorized to tag this resource."},
	"InvalidCredentials":           {"InvalidCredentialsException", "Invalid credentials for this operation."},
	"AlreadyExists":                {"AlreadyExistsException", "Resource already exists."},
	"NotFound":                     {"ResourceNotFoundException", "Resource was not found."},
	"ResourceConflict":             {"ResourceConflictException", "Resource is busy or has dependent objects."},
	"Throttling":                   {"ThrottlingException", "Rate exceeded for this operation."},
	"ServiceLimitExceeded":         {"ServiceLimitExceededException", "Limit of resources exceeded."},
	"NotStabilized":                {"NotStabilizedException", "Exceeded attempts to wait"},
	"GeneralServiceException":      {"GeneralServiceException", "Error occurred during this operation."},
	"ServiceInternalError":         {"ServiceInternalErrorException", "Internal error of the service."},
	"ServiceTimeout":               {"HandlerFailureException", "The service did not answer in time."},
	"NetworkFailure":               {"NetworkFailureException", "Network failure between handler and service."},
	"InternalFailure":              {"HandlerInternalFailureException", "Internal error in the handler."},
}

// HandlerErrorCodes are the codes with which an operation can fail, in order.
func HandlerErrorCodes() []string { return slices.Sorted(maps.Keys(handlerFailures)) }

// handlerText is the text of a handler error inside a synchronous answer.
func handlerText(typeName, text, handlerCode, token string) string {
	return fmt.Sprintf("%s Handler returned status FAILED: %s (HandlerErrorCode: %s, RequestToken: %s)",
		typeName, text, handlerCode, token)
}

// usualMessage is the text of an exception that a Fault asked for without a
// text of its own.
func usualMessage(code, typeName, identifier string) string {
	token := newUUID()
	switch code {
	case "ConcurrentOperationException":
		return concurrentText(identifier, token)
	case "ClientTokenConflictException":
		return conflictText(newUUID(), token)
	}
	for handlerCode, failure := range handlerFailures {
		if failure.exception == code && typeName != "" && handlerCode != "Throttling" && exceptions[code].model != 0 {
			return handlerText(typeName, failure.text, handlerCode, token)
		}
	}
	if text := exceptions[code].text; text != "" {
		return text
	}
	return code
}

func concurrentText(identifier, token string) string {
	return fmt.Sprintf("Concurrent operation found for resource %s with RequestToken %s", identifier, token)
}

func conflictText(clientToken, token string) string {
	return fmt.Sprintf("ClientToken %s is already associated with an existing operation with RequestToken %s", clientToken, token)
}
