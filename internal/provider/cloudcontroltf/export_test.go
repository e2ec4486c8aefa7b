package cloudcontroltf

// What the tests of this package need of its inside.
type (
	// A Call is what one step works with.
	Call = call
	// A Model is the resource in Terraform.
	Model = resourceModel
	// A Resource is steward_cloudcontrol_resource.
	Resource = managedResource
)
