package cloudcontrol

// A node is what a schema says about the value at one place of a model.
type node struct{}
