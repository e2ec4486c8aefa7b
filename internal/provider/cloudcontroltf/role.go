package cloudcontroltf

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// roleARNPattern is the pattern that Cloud Control's API gives for a RoleArn.
var roleARNPattern = regexp.MustCompile(`^arn:.+:iam::[0-9]{12}:role/.+$`)

// RoleARN accepts the ARN of an IAM role, 20 to 2048 characters.
func RoleARN() validator.String {
	return stringvalidator.All(
		stringvalidator.LengthAtMost(2048), // the pattern is longer than the least, 20
		stringvalidator.RegexMatches(roleARNPattern, "must be the ARN of an IAM role, as arn:aws:iam::123456789012:role/name"),
	)
}
