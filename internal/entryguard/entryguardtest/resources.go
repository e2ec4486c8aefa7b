package entryguardtest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// The providers that the API knows (entryguard-api.md section 5).
var providers = []string{"AWS", "GCP", "AZURE", "APISIX", "VERCEL"}

// resourceRoutes are the endpoints of entryguard-api.md section 5.
func resourceRoutes() []route {
	reads := access{admin: true, scope: "resources:read"}
	writes := access{admin: true}
	return []route{
		{http.MethodGet, "/resources", reads, codeFamily, listResources},
		{http.MethodPost, "/resources", writes, codeFamily, createResource},
		{http.MethodGet, "/resources/{id}", reads, codeFamily, withResource(getResource)},
		{http.MethodPatch, "/resources/{id}", writes, codeFamily, withResource(updateResource)},
		{http.MethodDelete, "/resources/{id}", writes, codeFamily, withResource(deleteResource)},
		{http.MethodPost, "/resources/{id}/verify", writes, codeFamily, withResource(verifyResource)},
	}
}

// withResource looks the resource up. One of another organization is not found.
func withResource(handle func(*call, *Resource) reply) func(*call) reply {
	return func(c *call) reply {
		r := c.state.resource(c.request.PathValue("id"))
		if r == nil || r.organization != c.user.organization {
			return c.code(http.StatusNotFound, "RESOURCE_NOT_FOUND", "Resource not found with id: "+c.request.PathValue("id"))
		}
		return handle(c, r)
	}
}

func listResources(c *call) reply {
	found := []Resource{}
	for _, r := range c.state.resources {
		if r.organization == c.user.organization {
			found = append(found, *r)
		}
	}
	return ok(found)
}

func getResource(_ *call, r *Resource) reply { return ok(*r) }

func createResource(c *call) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	r := Resource{
		Name: f.required("name"), CredentialID: Nullable(f.required("credentialId")), Provider: f.required("provider"),
		ResourceType: f.required("resourceType"), ResourceIdentifier: f.required("resourceIdentifier"),
		Region: nullable(f.optional("region")), organization: c.user.organization,
	}
	if config := f.object("config"); config != nil {
		r.Config = config
	}
	if r.Provider != "" && !slices.Contains(providers, r.Provider) {
		f.refuse("provider", fmt.Sprintf("must be one of %v", providers))
	}
	if r.Provider == "AWS" && r.Region == "" {
		f.refuse("region", "region is required for AWS")
	}
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	if refused := c.link(&r, string(r.CredentialID)); refused != nil {
		return *refused
	}
	have := len(c.state.resources)
	if c.opts.MaxResources > 0 && have >= c.opts.MaxResources {
		return c.fail(http.StatusBadRequest, "Resource limit reached for your subscription plan")
	}
	made := c.state.addResource(r, c.now)
	c.audit("RESOURCE_CREATE", made.ID, made.Name)
	return created(*made)
}

// link sets a resource's credential, which must exist.
func (c *call) link(r *Resource, credentialID string) *reply {
	credential := c.state.credential(credentialID)
	if credential == nil || credential.organization != r.organization {
		answer := c.code(http.StatusNotFound, "CREDENTIAL_NOT_FOUND", "Credential not found with id: "+credentialID)
		return &answer
	}
	r.CredentialID, r.CredentialName = Nullable(credential.ID), Nullable(credential.Name)
	return nil
}

func nullable(s *string) Nullable {
	if s == nil {
		return ""
	}
	return Nullable(*s)
}

// updateResource changes what was sent. What an explicit null does is not
// documented: here it clears region and config, and nothing else accepts it.
func updateResource(c *call, r *Resource) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	changed := *r
	for name, field := range map[string]*string{"name": &changed.Name, "resourceIdentifier": &changed.ResourceIdentifier} {
		if given, _ := f.given(name); given {
			*field = f.required(name)
		}
	}
	if active := f.boolean("isActive"); active != nil {
		changed.IsActive = *active
	}
	c.patchRegion(f, &changed)
	c.patchConfig(f, &changed)
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	if id := f.optional("credentialId"); id != nil {
		if refused := c.link(&changed, *id); refused != nil {
			return *refused
		}
	}
	changed.UpdatedAt = Time{c.now}
	*r = changed
	c.audit("RESOURCE_UPDATE", r.ID, r.Name)
	return ok(changed)
}

func (c *call) patchRegion(f *fields, r *Resource) {
	given, null := f.given("region")
	switch {
	case !given || (null && c.opts.NullIsIgnored):
	case null && r.Provider == "AWS":
		f.refuse("region", "region is required for AWS")
	default:
		r.Region = nullable(f.optional("region"))
	}
}

func (c *call) patchConfig(f *fields, r *Resource) {
	given, null := f.given("config")
	if !given || (null && c.opts.NullIsIgnored) {
		return
	}
	if null {
		r.Config = nil
		return
	}
	config := f.object("config")
	if before, ok := r.Config.(map[string]any); ok && c.opts.ConfigIsMerged {
		merged := maps.Clone(before)
		maps.Copy(merged, config)
		config = merged
	}
	r.Config = config
}

func verifyResource(c *call, r *Resource) reply {
	if c.opts.VerifyBehind != 0 {
		r.verifies = Time{c.now.Add(c.opts.VerifyBehind)}
		return ok(*r)
	}
	why := c.state.verifyResource(r, c.now)
	if why != "" && c.opts.VerificationFailureIs400 {
		return c.code(http.StatusBadRequest, "VERIFICATION_FAILED", why)
	}
	return ok(*r)
}

// deleteResource refuses while a session holds the resource, and drops the
// assignments that point at it.
func deleteResource(c *call, r *Resource) reply {
	for _, s := range c.state.sessions {
		if s.inUse(c.opts.ExpiringIsInUse) && s.opens(r.ID) {
			return c.code(http.StatusBadRequest, "RESOURCE_IN_USE",
				"Cannot delete resource with active sessions. Stop all sessions first.")
		}
	}
	for _, rule := range c.state.rules {
		if c.opts.RulesHoldResources && rule.names(r.ID) {
			return c.code(http.StatusBadRequest, "RESOURCE_IN_USE", "Cannot delete resource with static IP rules. Delete all rules first.")
		}
	}
	c.state.removeResource(r.ID)
	c.state.deletions[r.ID]++
	c.audit("RESOURCE_DELETE", r.ID, r.Name)
	return noContent()
}
