// Package foreign reads the states of other providers' resources that
// steward_cloudcontrol_resource can take over: aws_cloudcontrolapi_resource and
// the resources of awscc. It finds out which object a state is about and where
// that object lives, and leaves everything else where it is, secrets included.
// It must not ask an API or a provider's configuration anything.
package foreign
