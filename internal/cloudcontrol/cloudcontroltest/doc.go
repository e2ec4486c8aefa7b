// Package cloudcontroltest simulates AWS Cloud Control in process, with the
// DescribeType request of CloudFormation and the three STS requests that an
// AWS client configuration needs. It serves tests and the sandbox command; the
// shipped binary never links it.
package cloudcontroltest
