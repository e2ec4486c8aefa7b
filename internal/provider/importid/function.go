package importid

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/dynamic"
)

var _ function.Function = importIDFunction{}

// importIDFunction is the provider-defined function import_id. It has no state
// and no configuration.
type importIDFunction struct{}

// NewFunction returns the function import_id.
func NewFunction() function.Function { return importIDFunction{} }

// Metadata names the function.
func (importIDFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "import_id"
}

// The places of the parameters, by which an error names one.
const (
	typeNameParameter int64 = iota
	partsParameter
	regionParameter
)

// Definition describes the function.
func (importIDFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "The import ID of a steward_cloudcontrol_resource.",
		MarkdownDescription: "Returns the ID with which `steward_cloudcontrol_resource` imports an object: `TYPE_NAME/IDENTIFIER`, or `TYPE_NAME/IDENTIFIER@REGION`. " +
			"It checks the parts, joins those of a compound identifier and writes them as JSON where they need it. It asks no API, so it cannot know whether the object exists.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "type_name",
				MarkdownDescription: "The type, e.g. `AWS::Logs::LogGroup`.",
			},
			function.DynamicParameter{
				Name: "parts",
				MarkdownDescription: "The primary identifier: a text (the whole identifier), a list (the parts of a compound identifier, in the order of the type's schema) " +
					"or an object (the parts by the names of their properties, in any order). A part that contains `|` needs the object.",
			},
			function.StringParameter{
				Name:                "region",
				AllowNullValue:      true,
				MarkdownDescription: "The region of the object. With `null` it is the provider's region.",
			},
		},
		Return: function.StringReturn{},
	}
}

// Run builds the ID.
func (importIDFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var typeName string
	var parts types.Dynamic
	var region *string
	if resp.Error = req.Arguments.Get(ctx, &typeName, &parts, &region); resp.Error != nil {
		return
	}
	text, fault := build(typeName, parts, region)
	if resp.Error = fault; fault == nil {
		resp.Error = resp.Result.Set(ctx, text)
	}
}

// build checks each argument, so that an error names the one that is wrong.
func build(typeName string, parts types.Dynamic, region *string) (string, *function.FuncError) {
	if !TypeNamePattern.MatchString(typeName) {
		return "", function.NewArgumentFuncError(typeNameParameter, "must be the name of a resource type, such as AWS::Logs::LogGroup")
	}
	if _, isSet := parts.UnderlyingValue().(types.Set); isSet {
		return "", function.NewArgumentFuncError(partsParameter, "a set has no order: give a list, or an object of property names and values")
	}
	identifier, err := Identifier(dynamic.ModelWithNulls(parts))
	if err != nil {
		return "", function.NewArgumentFuncError(partsParameter, err.Error())
	}
	id := ID{TypeName: typeName, Identifier: identifier}
	if region != nil {
		if !RegionPattern.MatchString(*region) {
			return "", function.NewArgumentFuncError(regionParameter, "must be the name of an AWS region, such as us-east-1, or null for the provider's region")
		}
		id.Region = *region
	}
	text, ok := id.Text()
	if !ok {
		end := identifier[strings.LastIndex(identifier, "@"):]
		return "", function.NewArgumentFuncError(regionParameter, "must not be null, because the identifier ends in "+end+", which an import would read as the region")
	}
	return text, nil
}
