// Package cloudcontrol speaks to AWS Cloud Control: it creates, reads, updates
// and deletes resources of any supported type, follows what the API calls
// requests as operations, fetches resource type schemas from CloudFormation,
// and is the deletion engine's backend for those resources.
//
// It is the only package that imports the AWS clients. It knows no Terraform,
// never waits and never repeats a request that changes something, and it never
// logs a body: desired states hold passwords.
package cloudcontrol

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/middleware"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
	"github.com/steward-iac/terraform-provider-steward/internal/share"
	"github.com/steward-iac/terraform-provider-steward/internal/throttle"
)

// A Client speaks for one set of credentials, in every region. It is safe for
// concurrent use. Every error that its methods return is a *deletion.Failure,
// unless they say otherwise.
type Client struct {
	config    aws.Config
	region    string
	endpoints Endpoints
	perSecond float64 // ceiling; zero: none
	secrets   *secrets

	identity    *sts.Client
	skipAccount bool
	account     share.One[string]
	limitedAs   string // the account whose limits count, as far as New learnt it

	mu      sync.Mutex
	regions map[string]*clients

	types    share.Map[typeKey, *cfschema.Schema]
	underWay share.Map[string, []deletion.Operation] // by region
	recent   share.Map[string, []deletion.Operation] // by region
	// boards has one for each region. The role plays no part: requests belong to
	// the caller's account, whatever role their handlers assume.
	boards share.Registry[string, deletion.Board]
}

// clients are the SDK's clients of one region.
type clients struct {
	region    string
	control   *cloudcontrol.Client
	formation *cloudformation.Client
}

// A Target says which resource type handler is meant, where it runs and in
// whose name.
type Target struct {
	TypeName      string // e.g. "AWS::Logs::LogGroup"
	Region        string // empty means the client's default region
	RoleARN       string // the role that the handler assumes; empty means the caller's own credentials
	TypeVersionID string // private types only; empty means the default version
}

// A Description is one resource as Cloud Control describes it.
type Description struct {
	Identifier string
	Properties json.RawMessage // the live model, a JSON object; a list may leave most of it out
}

// A RequestFilter narrows a list of requests. Each list is an "or", an empty
// one means any; both lists must match.
type RequestFilter struct {
	Kinds    []deletion.OperationKind
	Statuses []string // e.g. "IN_PROGRESS"
}

// New resolves the configuration and returns a client. It retrieves credentials,
// which can mean assuming roles, and asks STS whose they are, unless that is
// switched off and no list of accounts has to be checked.
//
// Where an attribute is at fault, the error is a *ConfigError. A context that
// ended makes it a *deletion.Failure.
func New(ctx context.Context, cfg Config) (*Client, []Warning, error) {
	if err := cfg.check(); err != nil {
		return nil, nil, err
	}
	config, warnings, err := cfg.resolve(ctx)
	if err != nil {
		return nil, warnings, err
	}
	c := newClient(cfg, config)
	custom, err := c.checkEndpoints()
	warnings = append(warnings, custom...)
	if err != nil {
		return nil, warnings, err
	}
	if err := c.checkAccount(ctx, cfg); err != nil {
		return nil, warnings, err
	}
	return c, warnings, nil
}

// newClient returns a client for a configuration that has been resolved.
func newClient(cfg Config, config aws.Config) *Client {
	c := &Client{
		region:      config.Region,
		endpoints:   cfg.Endpoints,
		perSecond:   cfg.RequestsPerSecond,
		secrets:     secretsOf(cfg),
		skipAccount: cfg.SkipRequestingAccountID,
		regions:     map[string]*clients{},
	}
	c.account.Rule.ErrorAge = func(error) time.Duration { return identityFailureKept }
	c.recent.Rule = share.Rule{Age: time.Second}
	c.underWay.Rule = share.Rule{Age: underWayAge, ErrorAge: func(error) time.Duration { return underWayAge }}
	config.Credentials = &watchedCredentials{source: config.Credentials, secrets: c.secrets}
	c.config = config
	c.identity = sts.NewFromConfig(config, func(o *sts.Options) {
		setEndpoint(&o.BaseEndpoint, cfg.Endpoints.STS)
		o.APIOptions = append(slices.Clip(o.APIOptions), addNote)
		fewTries(o)
	})
	return c
}

// Region returns the default region.
func (c *Client) Region() string { return c.region }

func (c *Client) regionOf(target Target) string {
	if target.Region == "" {
		return c.region
	}
	return target.Region
}

// in returns the SDK's clients of a region, the default one where it is empty.
func (c *Client) in(region string) (*clients, error) {
	if region == "" {
		region = c.region
	}
	if !isHostLabel(region) {
		return nil, &deletion.Failure{Reason: deletion.Invalid, Err: errors.New("not the name of a region: " + region)}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.regions[region]
	if !ok {
		found = c.newClients(region)
		c.regions[region] = found
	}
	return found, nil
}

func (c *Client) newClients(region string) *clients {
	config := c.config.Copy()
	config.Region = region
	return &clients{
		region: region,
		control: cloudcontrol.NewFromConfig(config, func(o *cloudcontrol.Options) {
			setEndpoint(&o.BaseEndpoint, c.endpoints.CloudControl)
			o.APIOptions = append(slices.Clip(o.APIOptions), addLimiter(c.limiter(region, cloudcontrol.ServiceID, o.BaseEndpoint)))
		}),
		formation: cloudformation.NewFromConfig(config, func(o *cloudformation.Options) {
			setEndpoint(&o.BaseEndpoint, c.endpoints.CloudFormation)
			o.APIOptions = append(slices.Clip(o.APIOptions), addLimiter(c.limiter(region, cloudformation.ServiceID, o.BaseEndpoint)))
		}),
	}
}

func (c *Client) limiter(region, service string, endpoint *string) *throttle.Limiter {
	return limiters.For(limiterKey{c.limitedAs, region, service, aws.ToString(endpoint)}, c.perSecond)
}

// setEndpoint lets an endpoint of the provider's configuration win over one of
// the environment.
func setEndpoint(base **string, endpoint string) {
	if endpoint != "" {
		*base = &endpoint
	}
}

// addNote notes what was answered, for a service that has no limiter of ours.
func addNote(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("StewardNote",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			out, metadata, err := next.HandleFinalize(ctx, in)
			noteAnswer(ctx, metadata)
			return out, metadata, err
		}), "Retry", middleware.After)
}

// isHostLabel reports whether a region can be part of a host name. A region can
// stem from an import ID, and must not steer a request somewhere else.
func isHostLabel(region string) bool {
	const longest = 63
	return region != "" && len(region) <= longest && region[0] != '-' && strings.IndexFunc(region, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
	}) < 0
}
