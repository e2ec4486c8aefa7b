// Package cloudcontroldata is what only looks at Cloud Control: its data sources,
// and its list resource for terraform query.
//
// It must not change anything, and it does not know how an object is managed. What
// it asks with is package connection's.
package cloudcontroldata
