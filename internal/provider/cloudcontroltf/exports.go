package cloudcontroltf

// What the tests of the provider's package need, until they stand in this one.
type (
	// A Call is what one step works with.
	Call = call
	// A Model is the resource in Terraform.
	Model = resourceModel
	// A Resource is steward_cloudcontrol_resource.
	Resource = managedResource
)
