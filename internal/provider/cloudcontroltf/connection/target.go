package connection

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

// Patterns of Cloud Control's API.
var (
	typeVersionIDPattern = regexp.MustCompile(`^[A-Za-z0-9-]+$`)
	roleARNPattern       = regexp.MustCompile(`^arn:.+:iam::[0-9]{12}:role/.+$`)
)

// TypeName accepts the name of a resource type.
func TypeName() validator.String {
	return stringvalidator.RegexMatches(importid.TypeNamePattern, "must be the name of a resource type, as AWS::Logs::LogGroup")
}

// TypeVersionID accepts the version of a private type, 1 to 128 characters.
func TypeVersionID() validator.String {
	return stringvalidator.All(
		stringvalidator.LengthBetween(1, 128),
		stringvalidator.RegexMatches(typeVersionIDPattern, "may hold letters, digits and - only"),
	)
}

// Region accepts the name of an AWS region.
func Region() validator.String {
	return stringvalidator.RegexMatches(importid.RegionPattern, "must be the name of an AWS region, as us-east-1")
}

// RoleARN accepts the ARN of an IAM role, 20 to 2048 characters.
func RoleARN() validator.String {
	return stringvalidator.All(
		stringvalidator.LengthAtMost(2048), // the pattern is longer than the least, 20
		stringvalidator.RegexMatches(roleARNPattern, "must be the ARN of an IAM role, as arn:aws:iam::123456789012:role/name"),
	)
}
