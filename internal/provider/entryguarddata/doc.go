// Package entryguarddata is what only looks at EntryGuard: its data sources, and
// its list resources for terraform query.
//
// It must not change anything, and it does not know how an object is managed. What
// it asks with is package connection's.
package entryguarddata
