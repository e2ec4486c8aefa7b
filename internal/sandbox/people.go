package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/entryguard/entryguardtest"
)

// startSession lets a person start a session on resources, named by id or
// name. Without an email it is the visitor; without resources it takes all.
func (a *apis) startSession(email string, names []string) (session, error) {
	if email == "" {
		email = visitor.Email
	}
	if err := a.mayStart(email); err != nil {
		return session{}, err
	}
	ids, err := a.resourceIDs(names)
	if err != nil {
		return session{}, err
	}
	return fromAPI(a.guard.StartSession(email, ids...)), nil
}

// mayStart says why nobody with this e-mail address can start a session. Users
// that Terraform made can, like those of the start.
func (a *apis) mayStart(email string) error {
	var known []string
	for _, u := range a.guard.Users() {
		switch {
		case !strings.EqualFold(u.Email, email):
			known = append(known, u.Email)
		case u.Inactive:
			return fmt.Errorf("the user %s is not active", u.Email)
		default:
			return nil
		}
	}
	return fmt.Errorf("EntryGuard knows no user %s here, only %s", email, strings.Join(known, ", "))
}

// resourceIDs finds resources of EntryGuard by id or name; all where none is
// named.
func (a *apis) resourceIDs(names []string) ([]string, error) {
	known := a.guard.Resources()
	var ids []string
	for _, r := range known {
		if len(names) == 0 || slices.Contains(names, r.ID) || slices.Contains(names, r.Name) {
			ids = append(ids, r.ID)
		}
	}
	switch {
	case len(known) == 0:
		return nil, errors.New("EntryGuard has no resource that a session could open; apply a configuration first")
	case len(ids) < len(names):
		return nil, fmt.Errorf("EntryGuard has no resource for one of %s", strings.Join(names, ", "))
	}
	return ids, nil
}

// endSession lets the session's user leave.
func (a *apis) endSession(id string) error {
	if _, exists := a.guard.Session(id); !exists {
		return fmt.Errorf("EntryGuard knows no session %s", id)
	}
	a.guard.EndSession(id)
	return nil
}

// sessions returns all sessions, ended ones too, oldest first.
func (a *apis) sessions() []session {
	all := []session{}
	for _, s := range a.guard.Sessions() {
		all = append(all, fromAPI(s))
	}
	return all
}

// holdings returns what both APIs hold.
func (a *apis) holdings() holdings {
	held := holdings{Objects: []string{}, Resources: []string{}, Sessions: a.sessions()}
	for _, o := range a.cloud.Objects() {
		held.Objects = append(held.Objects, fmt.Sprintf("%s %s in %s", o.TypeName, o.Identifier, o.Region))
	}
	for _, r := range a.guard.Resources() {
		held.Resources = append(held.Resources, fmt.Sprintf("resource %s (%s), for %s", r.Name, r.ID, r.ResourceIdentifier))
	}
	for _, c := range a.guard.Credentials() {
		held.Resources = append(held.Resources, fmt.Sprintf("credential %s (%s)", c.Name, c.ID))
	}
	return held
}

// fromAPI keeps what people see of a session.
func fromAPI(s entryguardtest.Session) session {
	seen := session{ID: s.ID, User: s.UserEmail, Status: s.Status, Until: s.ExpiresAt.UTC(), Addresses: []string{}, Resources: []string{}}
	for _, address := range []entryguardtest.Nullable{s.IPv4Address, s.IPv6Address} {
		if address != "" {
			seen.Addresses = append(seen.Addresses, string(address))
		}
	}
	for _, r := range s.ResourceIPs {
		if !slices.Contains(seen.Resources, r.ResourceName) {
			seen.Resources = append(seen.Resources, r.ResourceName)
		}
	}
	return seen
}
