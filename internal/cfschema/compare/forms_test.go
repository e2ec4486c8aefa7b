package compare_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestOtherForms: what a propertyTransform makes of a value means the same, whoever asks.
func TestOtherForms(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("forms.json")))
	const arn = "arn:aws:kms:eu-central-1:123456789012:key/"
	for name, c := range map[string]struct {
		live, desired string
		same          bool // as live and desired
		alike         bool // as two desired states
		reason        string
	}{
		"lower case":           {`{"Engine":"aurora"}`, `{"Engine":"Aurora"}`, true, true, ""},
		"other word":           {`{"Engine":"aurora"}`, `{"Engine":"MySQL"}`, false, false, ""},
		"case of two":          {`{"Engine":"AURORA"}`, `{"Engine":"Aurora"}`, true, true, "case means nothing here"},
		"either case":          {`{"DBName":"ORCL"}`, `{"DBName":"orcl"}`, true, true, "the second alternative"},
		"case elsewhere":       {`{"Unread":"a"}`, `{"Unread":"A"}`, false, false, "what can not be evaluated compares as it is"},
		"ARN around it":        {`{"KmsKeyId":"` + arn + `12ab"}`, `{"KmsKeyId":"12ab"}`, true, false, "a pattern is for what is there alone"},
		"ARN of another":       {`{"KmsKeyId":"` + arn + `99"}`, `{"KmsKeyId":"12ab"}`, false, false, ""},
		"ARN desired":          {`{"KmsKeyId":"12ab"}`, `{"KmsKeyId":"` + arn + `12ab"}`, false, false, "the schema does not say so"},
		"value is no pattern":  {`{"KmsKeyId":"` + arn + `12ab"}`, `{"KmsKeyId":".*"}`, false, false, "only what the schema wrote is"},
		"any key":              {`{"AnyKey":"` + arn + `12ab"}`, `{"AnyKey":"alias/mine"}`, true, false, "an alias can not be compared with an ARN"},
		"another key":          {`{"AnyKey":"` + arn + `12ab"}`, `{"AnyKey":"` + arn + `99"}`, false, false, "two ARNs can"},
		"any location":         {`{"Location":"EqDC2"}`, `{"Location":"EqDA2"}`, false, false, "a pattern that fits both decides nothing"},
		"version":              {`{"EngineVersion":"13.4"}`, `{"EngineVersion":"13"}`, true, false, ""},
		"upgrade":              {`{"EngineVersion":"13"}`, `{"EngineVersion":"13.4"}`, false, false, "to ask for more is a change"},
		"other version":        {`{"EngineVersion":"14.1"}`, `{"EngineVersion":"13"}`, false, false, ""},
		"zone":                 {`{"Zone":"example.com."}`, `{"Zone":"Example.com"}`, true, true, "the last alternative"},
		"zone of another":      {`{"Zone":"example.comm"}`, `{"Zone":"example.com"}`, false, false, "a dot shape.Alone is a dot"},
		"role":                 {`{"Role":"mine"}`, `{"Role":"arn:aws:iam::123456789012:role/mine"}`, true, true, "the name at the end of an ARN"},
		"role by name":         {`{"Role":"arn:aws:iam::123456789012:role/mine"}`, `{"Role":"mine"}`, true, true, "the same, the other way round"},
		"space at the end":     {`{"Pem":"-----"}`, `{"Pem":"-----\n"}`, true, true, ""},
		"number with fraction": {`{"Cost":"5.0"}`, `{"Cost":"5"}`, true, true, ""},
		"thousandfold":         {`{"Start":1500000}`, `{"Start":1500}`, true, false, "1500000 seconds would be something else"},
		"not thousandfold":     {`{"Start":1500001}`, `{"Start":1500}`, false, false, ""},
		"no reckoning":         {`{"Start":1}`, `{"Start":1e2147483000}`, false, false, "a number that fits no memory is not reckoned with"},
		"empty":                {`{}`, `{"Permissions":[]}`, true, false, "an API leaves it out"},
		"not empty":            {`{"Permissions":["a"]}`, `{"Permissions":["b"]}`, false, false, ""},
		"block":                {`{"CidrBlock":"10.1.0.0/16"}`, `{"CidrBlock":"10.1.2.3/16"}`, true, true, ""},
		"other block":          {`{"CidrBlock":"10.1.0.0/16"}`, `{"CidrBlock":"10.2.2.3/16"}`, false, false, ""},
		"no block":             {`{"CidrBlock":"10.1.0.0/16"}`, `{"CidrBlock":"none"}`, false, false, ""},
		"IPv6 block":           {`{"CidrBlock":"2001:db8::/32"}`, `{"CidrBlock":"2001:0DB8:0::/32"}`, true, true, ""},
		"pointer without /":    {`{"Window":{"Day":"MONDAY"}}`, `{"Window":{"Day":"monday"}}`, true, true, "one published pointer has none"},
		"time":                 {`{"Window":{"Time":"03:15:00Z"}}`, `{"Window":{"Time":"03:15"}}`, true, true, ""},
		"no time":              {`{"Window":{"Time":"03:15:00Z"}}`, `{"Window":{"Time":"at noon"}}`, false, false, ""},
		"neighbour decides":    {`{"Rules":[{"IpProtocol":"-1","FromPort":-1}]}`, `{"Rules":[{"IpProtocol":"-1","FromPort":0}]}`, true, true, "ports mean nothing for all protocols"},
		"neighbour by number":  {`{"Rules":[{"IpProtocol":"tcp","FromPort":22}]}`, `{"Rules":[{"IpProtocol":6,"FromPort":22}]}`, true, true, "6 is TCP"},
		"ports count":          {`{"Rules":[{"IpProtocol":"tcp","FromPort":-1}]}`, `{"Rules":[{"IpProtocol":"tcp","FromPort":22}]}`, false, false, "for TCP they do"},
		"in a set": {
			`{"Rules":[{"IpProtocol":"udp","FromPort":53},{"IpProtocol":"tcp","FromPort":22}]}`, `{"Rules":[{"IpProtocol":"TCP","FromPort":22},{"IpProtocol":"17","FromPort":53}]}`,
			true, true, "items are paired by what they mean",
		},
		"unknown": {`{"Engine":"aurora"}`, `{"Engine":"(unknown)"}`, false, false, "nothing can be said"},
		"null":    {`{"Engine":"aurora"}`, `{}`, true, false, "what is not desired is not compared; but it is another desire"},
	} {
		live, desired := cfschematest.Value(c.live), cfschematest.Value(c.desired)
		if got := s.Contains(live, desired); got != c.same {
			t.Errorf("%s: %s contains %s = %v, want %v. %s", name, c.live, c.desired, got, c.same, c.reason)
		}
		if refreshed := s.Refresh(desired, live); !jsonvalue.HasUnknown(desired) && cmp.Equal(refreshed, desired) != c.same {
			t.Errorf("%s: refreshed from %s: %v, want drift %v. %s", name, c.live, refreshed, !c.same, c.reason)
		}
		if got := s.Equal(nil, live, desired); got != c.alike {
			t.Errorf("%s: %s equals %s = %v, want %v. %s", name, c.live, c.desired, got, c.alike, c.reason)
		}
		if a, b := s.Equal(nil, live, desired), s.Equal(nil, desired, live); a != b {
			t.Errorf("%s: equal one way %v, the other way %v", name, a, b)
		}
		if jsonvalue.HasUnknown(desired) || name == "null" || name == "empty" {
			continue
		}
		patch, err := s.Patch(live, desired, false)
		if err != nil || cfschema.Changes(patch) == c.same {
			t.Errorf("%s: patch %+v, %v; want changes %v. %s", name, patch, err, !c.same, c.reason)
		}
	}
}
