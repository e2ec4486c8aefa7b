// Package dynamic turns HCL values of any type into JSON values and back. A
// value that is written, sent and read again is the value that it was: numbers
// keep their digits, and what is not known yet stays unknown.
//
// It knows no schema and no API, and it decides nothing: whether two values
// mean the same is a question for package cfschema.
package dynamic
