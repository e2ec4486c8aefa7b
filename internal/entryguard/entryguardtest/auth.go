package entryguardtest

import (
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// authRoutes are the endpoints of entryguard-api.md section 2.
func authRoutes() []route {
	public := access{public: true}
	return []route{
		{http.MethodPost, "/auth/login", public, springFamily, logIn},
		{http.MethodPost, "/auth/refresh", public, springFamily, refresh},
		{http.MethodPost, "/auth/logout", public, springFamily, logOut},
		{http.MethodGet, "/auth/me", access{scope: anyScope}, springFamily, me},
	}
}

// anyScope lets every API key in. The documentation of /auth/me does not, the
// official client does (entryguard-api.md section 14, 15).
const anyScope = "*"

// credentials returns what a request authenticates with: the form and the
// value. Both forms of API keys are accepted, because the sources disagree.
func credentials(r *http.Request) (form, value string) {
	if key := r.Header.Get("X-Api-Key"); key != "" {
		return "x-api-key", key
	}
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch {
	case strings.EqualFold(scheme, "Bearer"):
		return "bearer", value
	case strings.EqualFold(scheme, "ApiKey"):
		return "authorization-apikey", value
	}
	return "none", ""
}

func authForm(r *http.Request) string {
	form, _ := credentials(r)
	return form
}

// authenticate finds out who asks and whether they may; nil means yes.
func (c *call) authenticate() *reply {
	if c.route.access.public {
		return nil
	}
	form, value := credentials(c.request)
	var refused *reply
	switch form {
	case "none":
		refused = c.refuse(http.StatusUnauthorized, "Authentication is required")
	case "bearer":
		refused = c.bearer(value)
	case "x-api-key":
		refused = c.refuse(http.StatusUnauthorized, "Authentication is required")
		if !c.opts.KeysInAuthorization {
			refused = c.apiKey(value)
		}
	default:
		refused = c.apiKey(value)
	}
	if refused == nil && c.user.barred() {
		return c.refuse(http.StatusForbidden, "User or organization is suspended")
	}
	return refused
}

func (c *call) refuse(status int, message string) *reply {
	answer := c.fail(status, message)
	return &answer
}

func (c *call) bearer(token string) *reply {
	granted, known := c.state.access[token]
	if !known || !c.now.Before(granted.expires) || c.opts.TokenRequests > 0 && granted.served >= c.opts.TokenRequests {
		return c.refuse(http.StatusUnauthorized, "Invalid or expired token")
	}
	granted.served++
	c.state.access[token] = granted
	c.user = c.state.user(granted.userID)
	switch {
	case c.user == nil:
		return c.refuse(http.StatusUnauthorized, "Invalid or expired token")
	case c.route.access.admin && !c.user.IsOrgAdmin:
		return c.refuse(http.StatusForbidden, "Access denied: ORG_ADMIN role required")
	}
	return nil
}

func (c *call) apiKey(plain string) *reply {
	key := search(c.state.keys, func(k *APIKey) bool { return k.PlainText == plain })
	if key == nil || key.IsRevoked || (!key.ExpiresAt.IsZero() && !c.now.Before(key.ExpiresAt.Time)) || c.state.user(key.userID) == nil {
		return c.refuse(http.StatusUnauthorized, "Invalid, expired or revoked API key")
	}
	scope := c.route.access.scope
	switch {
	case scope == "" || (scope == anyScope && c.opts.MeRefusesAPIKeys):
		if c.opts.KeysAre401 {
			return c.refuse(http.StatusUnauthorized, "Authentication is required")
		}
		return c.refuse(http.StatusForbidden, "This endpoint does not accept API keys")
	case scope != anyScope && !slices.Contains(key.Scopes, scope):
		return c.refuse(http.StatusForbidden, "The API key lacks the scope "+scope)
	}
	key.LastUsedAt = Time{c.now}
	c.user = c.state.user(key.userID)
	return nil
}

// logIn answers 200 in all three cases that the page describes; the booleans
// tell them apart.
func logIn(c *call) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	slug, email, password := f.required("organizationSlug"), f.required("email"), f.required("password")
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	user := c.state.userByEmail(email)
	if user == nil || user.Password == "" || user.Password != password || c.state.organization(user.organization).Slug != slug {
		if user != nil {
			c.auditLogin(user, "Invalid credentials")
		}
		return c.spring(http.StatusUnauthorized, "Invalid credentials")
	}
	answer := map[string]any{
		"mfaRequired": user.MFARequired, "mfaChallengeToken": nil, "mfaChallengeExpiresIn": nil,
		"passwordExpired": user.PasswordExpired, "passwordChangeToken": nil,
		"accessToken": nil, "refreshToken": nil, "tokenType": nil, "expiresIn": nil, "user": nil,
	}
	switch {
	case user.barred():
		return c.spring(http.StatusForbidden, "User or organization is suspended")
	case user.PasswordExpired:
		answer["passwordChangeToken"] = newID()
	case user.MFARequired:
		answer["mfaChallengeToken"], answer["mfaChallengeExpiresIn"] = newID(), 300
	default:
		user.LastLoginAt = Time{c.now}
		c.auditLogin(user, "")
		c.grant(user, answer)
		if c.needsSetup(user) {
			answer["mfaSetupRequired"] = true
		}
	}
	return ok(answer)
}

// needsSetup reports whether the organization enforces a second factor that
// the user does not have.
func (c *call) needsSetup(u *User) bool {
	return u.MFASetupRequired || (c.opts.MFAIsEnforced && !u.MFARequired && c.state.settings(u.organization).MFARequired)
}

// grant adds new tokens, and whom they are for, to an answer.
func (c *call) grant(user *User, answer map[string]any) {
	organization := c.state.organization(user.organization)
	renewal := uuid.NewString()
	c.state.refresh[renewal] = grant{userID: user.ID, expires: c.now.Add(c.opts.RefreshLifetime)}
	answer["accessToken"] = c.mint(user)
	answer["refreshToken"] = renewal
	answer["tokenType"] = "Bearer"
	answer["expiresIn"] = int(math.Ceil(c.opts.TokenLifetime.Seconds()))
	answer["user"] = map[string]any{
		"id": user.ID, "email": user.Email, "name": user.Name, "isOrgAdmin": user.IsOrgAdmin,
		"organizationId": organization.ID, "organizationName": organization.Name, "organizationSlug": organization.Slug,
		"subscriptionTier": organization.SubscriptionTier, "mfaEnabled": user.MFARequired,
	}
}

// mint makes an access token. It has the three parts of a JWT and no meaning.
// The lock must be held.
func (s *Server) mint(user *User) string {
	random := func() string { return strings.ReplaceAll(uuid.NewString(), "-", "") }
	token := "eyJhbGciOiJIUzI1NiJ9." + random() + "." + random()
	s.state.access[token] = grant{userID: user.ID, expires: s.opts.Now().Add(s.opts.TokenLifetime)}
	return token
}

// refresh issues new tokens and invalidates the refresh token that it was
// given.
func refresh(c *call) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	token := f.required("refreshToken")
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	granted, known := c.state.refresh[token]
	delete(c.state.refresh, token)
	user := c.state.user(granted.userID)
	switch {
	case !known || !c.now.Before(granted.expires) || user == nil:
		return c.spring(http.StatusUnauthorized, "Invalid or expired refresh token")
	case user.barred():
		return c.spring(http.StatusForbidden, "User or organization is suspended")
	}
	answer := map[string]any{}
	c.grant(user, answer)
	return ok(answer)
}

// logOut revokes the refresh token; one that is unknown is fine.
func logOut(c *call) reply {
	if len(c.body) > 0 {
		f, refused := c.fields()
		if refused != nil {
			return *refused
		}
		if token := f.optional("refreshToken"); token != nil {
			delete(c.state.refresh, *token)
		}
	}
	return ok(map[string]any{})
}

func me(c *call) reply {
	organization := c.state.organization(c.user.organization)
	return ok(map[string]any{
		"id": c.user.ID, "email": c.user.Email, "name": Nullable(c.user.Name), "isOrgAdmin": c.user.IsOrgAdmin,
		"platformRole":   "USER",
		"organizationId": organization.ID, "organizationName": organization.Name, "organizationSlug": organization.Slug,
		"subscriptionTier": organization.SubscriptionTier, "maxUsers": 50, "maxResources": 1000,
		"mfaEnabled": c.user.MFARequired, "organizationMfaRequired": c.user.MFASetupRequired || c.state.settings(organization.ID).MFARequired,
	})
}
