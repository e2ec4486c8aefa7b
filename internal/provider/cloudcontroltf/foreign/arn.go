package foreign

import (
	"regexp"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

// accountPattern is what an account ID looks like.
var accountPattern = regexp.MustCompile(`^[0-9]{12}$`)

// arnIn returns the ARN of the object that a state is about, empty where it has
// none. The live properties of aws_cloudcontrolapi_resource are a JSON text.
func arnIn(attributes map[string]any) string {
	if arn := text(attributes, "arn"); arn != "" {
		return arn
	}
	properties, _ := members([]byte(text(attributes, "properties")))
	if arn := text(properties, "Arn"); arn != "" {
		return arn
	}
	return text(attributes, "id")
}

// ofOthers are the types whose ARN names something that may be in another account or
// region than the object itself, such as the topic of a subscription.
var ofOthers = []string{
	"AWS::ECR::PullTimeUpdateExclusion", "AWS::FMS::NotificationChannel", "AWS::Notifications::ChannelAssociation", "AWS::SNS::Subscription",
}

// fill takes from an ARN (arn:PARTITION:SERVICE:REGION:ACCOUNT:REST) what the
// state does not say elsewhere. Global services leave the region out, and some
// the account too.
func (o *Object) fill(arn string) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" || strings.Contains(arn, "|") || slices.Contains(ofOthers, o.TypeName) {
		return
	}
	if o.Region == "" && importid.RegionPattern.MatchString(parts[3]) {
		o.Region = parts[3]
	}
	if o.AccountID == "" && accountPattern.MatchString(parts[4]) {
		o.AccountID = parts[4]
	}
}
