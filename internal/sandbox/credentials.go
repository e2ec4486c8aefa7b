package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

const credentialsUsage = `usage:
  credentials expired       the provider's credentials have expired
  credentials wrong-account the same credentials belong to another AWS account, and to another EntryGuard organization
  credentials good          all is well again

This goes for both APIs; "-api aws" or "-api entryguard" before the word makes it one of them. Objects stay where they are.

The address of the running serve comes from STEWARD_SANDBOX, or -control.
`

// Where credentials that belong elsewhere lead: to an account and to an
// organization that own nothing.
const otherAccount = "210987654321"

var otherOrganization = entryguardtest.Organization{
	ID: "0c9d7c1e-54b6-4a0f-9f3a-8a3f6f1f7d20", Slug: organization.Slug, Name: "Umbrella Ltd", SubscriptionTier: "BUSINESS",
}

// The two APIs, as -api names them.
const (
	apiAWS        = "aws"
	apiEntryGuard = "entryguard"
)

// credentialStates are what the provider's credentials can be, by API.
var credentialStates = map[string]map[string]func(*apis){
	apiAWS: {
		"good":          func(a *apis) { a.setAWS(accountID, "") },
		"expired":       func(a *apis) { a.setAWS(accountID, "ExpiredTokenException") },
		"wrong-account": func(a *apis) { a.setAWS(otherAccount, "") },
	},
	apiEntryGuard: {
		"good":          func(a *apis) { a.setEntryGuard(organization, false) },
		"expired":       func(a *apis) { a.setEntryGuard(organization, true) },
		"wrong-account": func(a *apis) { a.setEntryGuard(otherOrganization, false) },
	},
}

// setAWS gives the access key of the environment to an account, and lets it be
// refused with a code; an empty one lets it in.
func (a *apis) setAWS(account, code string) {
	a.cloud.SetAccount(accessKey, account)
	a.cloud.RejectKey(accessKey, code)
}

// setEntryGuard moves the provider's user to an organization. What has expired
// are the tokens and the password, so that no new log-in helps.
func (a *apis) setEntryGuard(o entryguardtest.Organization, expired bool) {
	a.guard.SetOrganization(administrator.Email, o)
	a.guard.EditUser(administrator.Email, func(u *entryguardtest.User) { u.PasswordExpired = expired })
	if expired {
		a.guard.ExpireTokens()
		a.guard.RevokeRefreshTokens()
	}
}

// credentialsRequest asks for a state of the provider's credentials; without
// an API for both.
type credentialsRequest struct {
	State string `json:"state"`
	API   string `json:"api,omitempty"`
}

// setCredentials does what is asked for.
func (a *apis) setCredentials(asked credentialsRequest) error {
	apis := slices.Sorted(maps.Keys(credentialStates))
	if asked.API != "" {
		if credentialStates[asked.API] == nil {
			return fmt.Errorf("there is no API %q, only %s", asked.API, strings.Join(apis, " and "))
		}
		apis = []string{asked.API}
	}
	for _, api := range apis {
		set, known := credentialStates[api][asked.State]
		if !known {
			return fmt.Errorf("credentials cannot be %q, only %s", asked.State, strings.Join(slices.Sorted(maps.Keys(credentialStates[api])), ", "))
		}
		set(a)
	}
	return nil
}

// credentialsCommand changes what the provider's credentials are good for.
func credentialsCommand(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("credentials", flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(out, credentialsUsage) }
	control := flags.String("control", os.Getenv(controlVariable), "")
	api := flags.String("api", "", "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	client, err := newControlClient(*control)
	if err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return fmt.Errorf("what shall the credentials be?\n\n%s", credentialsUsage)
	}
	var nothing struct{}
	asked := credentialsRequest{State: flags.Arg(0), API: *api}
	if err := client.call(ctx, http.MethodPut, "/credentials", asked, &nothing); err != nil {
		return err
	}
	fmt.Fprintf(out, "credentials: %s\n", strings.TrimSpace(asked.API+" "+asked.State))
	return nil
}
