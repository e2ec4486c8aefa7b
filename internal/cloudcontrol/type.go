package cloudcontrol

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// A typeKey names one schema. The role plays no part: the registry is the
// caller's.
type typeKey struct{ name, version, region string }

// Type returns the schema of a resource type (CloudFormation DescribeType),
// fetched once per type, version and region and kept for the life of the client.
// A type that the registry does not know is Unsupported. Its ProvisioningType
// says whether Cloud Control handles the type.
//
// A failed fetch is not kept: the next call asks again.
func (c *Client) Type(ctx context.Context, target Target) (*cfschema.Schema, error) {
	api, err := c.in(target.Region)
	if err != nil {
		return nil, err
	}
	schema, err := c.types.Get(ctx, c.typeKey(target), func(ctx context.Context) (*cfschema.Schema, error) {
		return c.describeType(ctx, api, target)
	})
	if err != nil {
		return nil, c.asFailure(ctx, err)
	}
	return schema, nil
}

// knownType returns the schema if it has been fetched before, else nil.
func (c *Client) knownType(target Target) *cfschema.Schema {
	schema, _ := c.types.Peek(c.typeKey(target))
	return schema
}

func (c *Client) typeKey(target Target) typeKey {
	return typeKey{target.TypeName, target.TypeVersionID, c.regionOf(target)}
}

func (c *Client) describeType(ctx context.Context, api *clients, target Target) (*cfschema.Schema, error) {
	what := call{operation: "DescribeType", region: api.region, typeName: target.TypeName}
	out, noted, err := perform(ctx, c, what, func(ctx context.Context) (*cloudformation.DescribeTypeOutput, error) {
		return api.formation.DescribeType(ctx, &cloudformation.DescribeTypeInput{
			Type:      types.RegistryTypeResource,
			TypeName:  aws.String(target.TypeName),
			VersionId: optional(target.TypeVersionID),
		})
	})
	if err != nil {
		return nil, err
	}
	if aws.ToString(out.Schema) == "" {
		return nil, unreadable(noted, "DescribeType was answered without a schema")
	}
	schema, err := cfschema.Parse([]byte(aws.ToString(out.Schema)))
	if err != nil {
		return nil, &deletion.Failure{
			Err:    fmt.Errorf("the schema of %s cannot be read: %w", target.TypeName, err),
			Status: noted.status, RequestID: noted.requestID,
		}
	}
	schema.ProvisioningType = string(out.ProvisioningType)
	return schema, nil
}
