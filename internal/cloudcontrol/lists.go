package cloudcontrol

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

const (
	mostPages       = 1000            // of one list; more is taken for a server that pages in circles
	pageTimeout     = 5 * time.Minute // of resources, with its repetitions: as long as a read may take
	requestsPerPage = 100             // the most that ListResourceRequests takes
)

// List lists the resources of a type, all pages (ListResources). model may be
// nil; some types need one that names a parent. Many types answer little more
// than identifiers.
func (c *Client) List(ctx context.Context, target Target, model json.RawMessage) ([]Description, error) {
	var all []Description
	for page, err := range c.Pages(ctx, target, model) {
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
	}
	return all, nil
}

// Pages is List page by page: the next one is asked for when it is wanted. A page
// may be empty and not be the last. An error is the last thing that it yields.
func (c *Client) Pages(ctx context.Context, target Target, model json.RawMessage) iter.Seq2[[]Description, error] {
	return func(yield func([]Description, error) bool) {
		err := eachPage("ListResources", func(next *string) (*string, error) {
			page, following, err := c.listPage(ctx, target, model, next)
			if err != nil || !yield(page, nil) {
				return nil, err
			}
			return following, nil
		})
		if err != nil {
			yield(nil, err)
		}
	}
}

// listPage is one page of resources, and the token of the next one.
func (c *Client) listPage(ctx context.Context, target Target, model json.RawMessage, next *string) ([]Description, *string, error) {
	ctx, cancel := deletion.WithTimeout(ctx, pageTimeout)
	defer cancel()
	api, err := c.in(target.Region)
	if err != nil {
		return nil, nil, err
	}
	what := call{operation: "ListResources", region: api.region, typeName: target.TypeName}
	out, noted, err := perform(ctx, c, what, func(ctx context.Context) (*cloudcontrol.ListResourcesOutput, error) {
		return api.control.ListResources(ctx, &cloudcontrol.ListResourcesInput{
			TypeName:      aws.String(target.TypeName),
			RoleArn:       optional(target.RoleARN),
			TypeVersionId: optional(target.TypeVersionID),
			ResourceModel: optional(string(model)),
			NextToken:     next,
		})
	})
	if err != nil {
		return nil, nil, err
	}
	listed, lack := listedIn(out, target.TypeName)
	if lack != "" {
		return nil, nil, unreadable(noted, "%s of %s was answered, but the answer %s", what.operation, target.TypeName, lack)
	}
	return listed, out.NextToken, nil
}

// listedIn reads a page, or says what it lacks. Unlike GetResource, a list may
// leave out every property.
func listedIn(page *cloudcontrol.ListResourcesOutput, typeName string) (listed []Description, lack string) {
	if page.TypeName != nil && *page.TypeName != typeName {
		return nil, "is about the type " + *page.TypeName
	}
	for _, found := range page.ResourceDescriptions {
		d := Description{Identifier: aws.ToString(found.Identifier), Properties: json.RawMessage("{}")}
		if d.Identifier == "" {
			return nil, "holds a resource without an Identifier"
		}
		if unprintable(d.Identifier) {
			return nil, "holds a resource with control characters in its Identifier"
		}
		if text := aws.ToString(found.Properties); text != "" && text != "{}" {
			if _, lack := cfschema.LiveModel(text); lack != "" {
				return nil, "holds the resource " + d.Identifier + ", which " + lack
			}
			d.Properties = json.RawMessage(text)
		}
		listed = append(listed, d)
	}
	return listed, ""
}

// Requests lists the requests of the last seven days, newest first, all pages
// (ListResourceRequests). An empty region means the default one. The operations
// carry no hooks; Status has them.
func (c *Client) Requests(ctx context.Context, region string, filter RequestFilter) ([]deletion.Operation, error) {
	return c.requests(ctx, region, filter)
}

func (c *Client) requests(ctx context.Context, region string, filter RequestFilter, opts ...func(*cloudcontrol.Options)) ([]deletion.Operation, error) {
	var all []deletion.Operation
	err := eachPage("ListResourceRequests", func(next *string) (*string, error) {
		page, following, err := c.requestsPage(ctx, region, filter, next, opts...)
		all = append(all, page...)
		return following, err
	})
	return all, err
}

// requestsPage is one page of requests.
func (c *Client) requestsPage(ctx context.Context, region string, filter RequestFilter, next *string, opts ...func(*cloudcontrol.Options)) ([]deletion.Operation, *string, error) {
	api, err := c.in(region)
	if err != nil {
		return nil, nil, err
	}
	what := call{operation: "ListResourceRequests", region: api.region}
	out, noted, err := perform(ctx, c, what, func(ctx context.Context) (*cloudcontrol.ListResourceRequestsOutput, error) {
		return api.control.ListResourceRequests(ctx, &cloudcontrol.ListResourceRequestsInput{
			MaxResults:                  aws.Int32(requestsPerPage),
			NextToken:                   next,
			ResourceRequestStatusFilter: filter.sent(),
		}, opts...)
	})
	if err != nil {
		return nil, nil, err
	}
	if out.ResourceRequestStatusSummaries == nil {
		return nil, nil, unreadable(noted, "%s was answered without a list", what.operation)
	}
	var page []deletion.Operation
	for _, event := range out.ResourceRequestStatusSummaries {
		// A list with a request that nobody can name is not whole: the one that
		// works on an object may be among those.
		if lack := what.lackOf(&event, nil); lack != "" {
			return nil, nil, unreadable(noted, "%s was answered, but the answer holds a request that %s", what.operation, lack)
		}
		page = append(page, operationFrom(event, nil, noted.at))
	}
	return page, out.NextToken, nil
}

// sent returns the filter as the API takes it, nil for none.
func (f RequestFilter) sent() *types.ResourceRequestStatusFilter {
	if len(f.Kinds) == 0 && len(f.Statuses) == 0 {
		return nil
	}
	sent := new(types.ResourceRequestStatusFilter)
	for sending, kind := range operationKinds {
		if slices.Contains(f.Kinds, kind) {
			sent.Operations = append(sent.Operations, sending)
		}
	}
	slices.Sort(sent.Operations)
	for _, status := range f.Statuses {
		sent.OperationStatuses = append(sent.OperationStatuses, types.OperationStatus(status))
	}
	return sent
}

// eachPage calls page with the token of each page until there is none.
func eachPage(operation string, page func(next *string) (*string, error)) error {
	var next *string
	for range mostPages {
		following, err := page(next)
		if err != nil || aws.ToString(following) == "" {
			return err
		}
		if aws.ToString(following) == aws.ToString(next) {
			break
		}
		next = following
	}
	return &deletion.Failure{Err: fmt.Errorf("%s pages without end: after %d pages, or with the same page twice, the list is given up", operation, mostPages)}
}
