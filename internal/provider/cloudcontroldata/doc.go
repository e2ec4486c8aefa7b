// Package cloudcontroldata has the data sources of Cloud Control.
//
// It only reads: it must not change anything, and it does not know how an object
// is managed. What it asks with is cloudcontroltf's.
package cloudcontroldata
