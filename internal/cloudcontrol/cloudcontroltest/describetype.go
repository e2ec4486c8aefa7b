package cloudcontroltest

import (
	"encoding/xml"
	"regexp"
	"strings"
)

type describedType struct {
	XMLName          xml.Name `xml:"DescribeTypeResponse"`
	Namespace        string   `xml:"xmlns,attr"`
	ARN              string   `xml:"DescribeTypeResult>Arn"`
	Type             string   `xml:"DescribeTypeResult>Type"`
	TypeName         string   `xml:"DescribeTypeResult>TypeName"`
	DefaultVersionID string   `xml:"DescribeTypeResult>DefaultVersionId,omitempty"`
	IsDefaultVersion bool     `xml:"DescribeTypeResult>IsDefaultVersion"`
	TestsStatus      string   `xml:"DescribeTypeResult>TypeTestsStatus"`
	Description      string   `xml:"DescribeTypeResult>Description,omitempty"`
	Schema           string   `xml:"DescribeTypeResult>Schema"`
	ProvisioningType string   `xml:"DescribeTypeResult>ProvisioningType"`
	DeprecatedStatus string   `xml:"DescribeTypeResult>DeprecatedStatus"`
	Visibility       string   `xml:"DescribeTypeResult>Visibility"`
	TimeCreated      string   `xml:"DescribeTypeResult>TimeCreated"`
	LastUpdated      string   `xml:"DescribeTypeResult>LastUpdated"`
	responseMetadata
}

// typeReleased is the time that every type was made and last changed.
const typeReleased = "2024-11-14T00:00:00.000Z"

var typeNamePattern = regexp.MustCompile(`^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(::MODULE)?$`)

// describeType answers with the schema of a type. Types of the namespace AWS
// are public, all others private to every account.
func (s *Server) describeType(c *call) (any, *refusal) {
	name, version, r := askedType(c)
	if r != nil {
		return nil, r
	}
	t := s.types.find(name, version)
	if how := s.undescribedBy(name); t != nil && how != "" {
		return nil, undescribed[how]
	}
	if t == nil {
		return nil, refuse("TypeNotFoundException", "The type '%s' cannot be found.", name)
	}
	return describedType{
		Namespace:        cloudFormationSpace,
		ARN:              typeARN(c.where, name),
		Type:             "RESOURCE",
		TypeName:         name,
		DefaultVersionID: DefaultTypeVersion,
		IsDefaultVersion: t.version == DefaultTypeVersion,
		TestsStatus:      "PASSED",
		Description:      t.description,
		Schema:           string(t.text),
		ProvisioningType: t.provisioning,
		DeprecatedStatus: "LIVE",
		Visibility:       visibility(name),
		TimeCreated:      typeReleased,
		LastUpdated:      typeReleased,
		responseMetadata: metadata(c),
	}, nil
}

// askedType reads which type and version the form asks for: by Type and
// TypeName, or by the type's ARN.
func askedType(c *call) (name, version string, r *refusal) {
	version = c.form.Get("VersionId")
	if arn := c.form.Get("Arn"); arn != "" {
		_, dashed, found := strings.Cut(arn, ":type/resource/")
		if !found {
			return "", "", refuse("CFNRegistryException", "The ARN %s is not the ARN of a resource type.", arn)
		}
		return strings.ReplaceAll(dashed, "-", "::"), version, nil
	}
	name = c.form.Get("TypeName")
	if c.form.Get("Type") != "RESOURCE" || name == "" {
		return "", "", refuse("CFNRegistryException", "Must provide either Arn, or both Type and TypeName; only the type RESOURCE is known here.")
	}
	if !typeNamePattern.MatchString(name) {
		return "", "", refuse("ValidationException", "1 validation error detected: Value '%s' at 'typeName' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(::MODULE){0,1}", name)
	}
	return name, version, nil
}

func visibility(typeName string) string {
	if strings.HasPrefix(typeName, "AWS::") {
		return "PUBLIC"
	}
	return "PRIVATE"
}

func typeARN(w where, typeName string) string {
	owner := ""
	if visibility(typeName) == "PRIVATE" {
		owner = w.account
	}
	return "arn:" + partition(w.region) + ":cloudformation:" + w.region + ":" + owner +
		":type/resource/" + strings.ReplaceAll(typeName, "::", "-")
}
