// Package query is what list resources are for every backend: their frame, and
// what becomes of an object that was found. It is shown with its identity and the
// name that people know it by, and with the state that an import and the read
// which follows it would give: the managed resource itself makes it.
//
// It knows no backend and asks no API. How objects are found is for the packages
// of the backends, how they are read for their resources.
package query
