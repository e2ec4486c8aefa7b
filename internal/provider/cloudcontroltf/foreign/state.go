package foreign

import (
	"errors"
	"fmt"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

// A State is what Terraform hands over of a resource that is to be moved.
type State struct {
	ProviderAddress string // such as registry.terraform.io/hashicorp/aws
	TypeName        string // of the resource, such as awscc_sqs_queue
	SchemaVersion   int64
	Attributes      []byte // JSON
	Identity        []byte // JSON; empty where Terraform holds none
}

// An Object is what a state says of an object of Cloud Control. What the state
// does not say is empty.
type Object struct {
	TypeName, Identifier   string
	Region, AccountID      string
	RoleARN, TypeVersionID string
}

// A source is a kind of resource that can be taken over.
type source struct {
	provider string // the end of its provider's address
	newest   int64  // the newest version of its schema that is known
	read     func(attributes, identity map[string]any, o *Object) error
}

// genericType is the one resource of the aws provider that Cloud Control manages.
const genericType = "aws_cloudcontrolapi_resource"

func sourceOf(typeName string) (source, error) {
	switch {
	case typeName == genericType:
		return source{provider: "/hashicorp/aws", newest: 0, read: readGeneric}, nil
	case strings.HasPrefix(typeName, typePrefix):
		named, err := TypeName(typeName)
		return source{provider: "/hashicorp/awscc", newest: 1, read: func(_, identity map[string]any, o *Object) error {
			o.TypeName = named
			o.Region, o.AccountID = text(identity, "region"), text(identity, "account_id")
			return nil
		}}, err
	}
	return source{}, fmt.Errorf("only %s and the resources of awscc can be moved", genericType)
}

// Read returns the object of a state, or says what is wrong with it.
func Read(s State) (Object, error) {
	from, err := sourceOf(s.TypeName)
	switch {
	case err != nil:
		return Object{}, err
	case !strings.HasSuffix(s.ProviderAddress, from.provider):
		return Object{}, fmt.Errorf("the state was written by the provider %s, not by %s", s.ProviderAddress, from.provider[1:])
	case s.SchemaVersion < 0 || s.SchemaVersion > from.newest:
		return Object{}, fmt.Errorf("the state has version %d of its schema, and %d is the newest that is known", s.SchemaVersion, from.newest)
	}
	attributes, ok := members(s.Attributes)
	if !ok {
		return Object{}, errors.New("the state cannot be read")
	}
	identity, _ := members(s.Identity)
	o := Object{Identifier: text(attributes, "id")}
	if !cloudcontrol.ValidIdentifier(o.Identifier) {
		return Object{}, errors.New("the state has no id, so it is not known which object it is about; a create that failed leaves such a state")
	}
	if err := from.read(attributes, identity, &o); err != nil {
		return Object{}, err
	}
	o.fill(arnIn(attributes))
	return o, o.check()
}

// readGeneric reads what only aws_cloudcontrolapi_resource has. Its attribute
// region exists from version 6 of the aws provider on.
func readGeneric(attributes, _ map[string]any, o *Object) error {
	o.TypeName = text(attributes, "type_name")
	o.Region = text(attributes, "region")
	o.RoleARN, o.TypeVersionID = text(attributes, "role_arn"), text(attributes, "type_version_id")
	if !importid.TypeNamePattern.MatchString(o.TypeName) {
		return errors.New("the state has no type_name")
	}
	return nil
}

// check holds what a state says to what a request can say.
func (o Object) check() error {
	switch {
	case o.Region != "" && !importid.RegionPattern.MatchString(o.Region):
		return fmt.Errorf("the state has %q as the region", o.Region)
	case o.AccountID != "" && !accountPattern.MatchString(o.AccountID):
		return fmt.Errorf("the state has %q as the account", o.AccountID)
	}
	return nil
}

// members reads a JSON object.
func members(encoded []byte) (map[string]any, bool) {
	if len(encoded) == 0 {
		return nil, false
	}
	model, err := jsonvalue.Decode(encoded)
	object, ok := model.(map[string]any)
	return object, err == nil && ok
}

// text returns a member that is a text, else nothing.
func text(object map[string]any, name string) string {
	value, _ := object[name].(string)
	return value
}
