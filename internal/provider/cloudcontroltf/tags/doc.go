// Package tags knows which tags the provider manages on an object of Cloud
// Control: its default tags beside those that properties set, as tags_all shows
// them. Private state keeps which default tags the object has.
//
// It asks nobody, and what a type's schema says about tags it leaves to package
// cfschema.
package tags
