package cloudcontrol

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// AccountID returns the account that the client's credentials belong to (STS
// GetCallerIdentity), asked once. The error wraps deletion.ErrHomeNotAsked where
// the user switched the question off; otherwise it is a *deletion.Failure.
func (c *Client) AccountID(ctx context.Context) (string, error) {
	if c.skipAccount {
		return "", fmt.Errorf("skip_requesting_account_id is set: %w", deletion.ErrHomeNotAsked)
	}
	return c.callerAccount(ctx)
}

// callerAccount asks STS, once, whatever the user said about asking: it is also
// how credentials are validated.
func (c *Client) callerAccount(ctx context.Context) (string, error) {
	account, err := c.account.Get(ctx, c.askAccount)
	if err != nil {
		return "", c.asFailure(ctx, err)
	}
	return account, nil
}

func (c *Client) askAccount(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, identityLimit, errNoIdentity)
	defer cancel()
	what := call{operation: "GetCallerIdentity", region: c.region}
	out, noted, err := perform(ctx, c, what, func(ctx context.Context) (*sts.GetCallerIdentityOutput, error) {
		return c.identity.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	})
	if err != nil {
		return "", err
	}
	account := aws.ToString(out.Account)
	switch {
	case account == "":
		return "", unreadable(noted, "GetCallerIdentity was answered without an account")
	case !accountID.MatchString(account):
		// Stored, it would be another account than any that is ever answered again.
		return "", unreadable(noted, "GetCallerIdentity was answered with an account that does not have 12 digits: %s", quoted(account))
	}
	return account, nil
}

const (
	// identityTries is how often one question to STS is asked before it counts as
	// failed. Everything waits for its answer, so it is answered soon or not at all.
	identityTries = 5
	// identityLimit is how long all tries of one question take together: a plan
	// waits for them, and STS answers within a second.
	identityLimit = 20 * time.Second
	// identityFailureKept is how long a failed question answers everybody who asks
	// again: the objects of one refresh have one answer between them.
	identityFailureKept = 10 * time.Second
)

// errNoIdentity is why a question to STS ends.
var errNoIdentity = fmt.Errorf("STS did not answer within %s", identityLimit)

// fewTries limits how often STS is asked, unless the user allows even less.
func fewTries(o *sts.Options) {
	o.RetryMaxAttempts = identityTries
	if allowed := o.Retryer.MaxAttempts(); allowed > 0 { // none means any number
		o.RetryMaxAttempts = min(allowed, identityTries)
	}
}

// Home returns the account and region that requests for target speak for: the
// account of the role where one is set, which needs no question. The error wraps
// deletion.ErrHomeNotAsked where the user switched the question off; the region
// is returned beside it.
func (c *Client) Home(ctx context.Context, target Target) (deletion.Home, error) {
	home := deletion.Home{Region: c.regionOf(target)}
	if target.RoleARN != "" {
		role, err := arn.Parse(target.RoleARN)
		if err != nil || !accountID.MatchString(role.AccountID) {
			return home, &deletion.Failure{Reason: deletion.Invalid, Err: fmt.Errorf("role_arn names no account: %s: %w", target.RoleARN, err)}
		}
		home.Account = role.AccountID
		return home, nil
	}
	account, err := c.AccountID(ctx)
	home.Account = account
	return home, err
}

// asFailure makes the error of a shared fetch the caller's own *deletion.Failure,
// to which the engine may add; one that is none yet is the cause of a context that
// ended.
func (c *Client) asFailure(ctx context.Context, err error) error {
	if f, ok := errors.AsType[*deletion.Failure](err); ok {
		own := *f
		return &own
	}
	return c.failure(ctx, err)
}
