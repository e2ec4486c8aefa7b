package entryguardtest

import (
	"net/http"
	"strconv"
)

// organizationRoutes are the endpoints of the settings (entryguard-api.md
// section 13). They are a singleton: no create, no delete.
func organizationRoutes() []route {
	admin := access{admin: true}
	return []route{
		{http.MethodGet, "/organization/settings", admin, codeFamily, getSettings},
		{http.MethodPatch, "/organization/settings", admin, codeFamily, updateSettings},
	}
}

// DefaultSettings are the documented defaults.
var DefaultSettings = Settings{
	PasswordMinLength: 8, PasswordRequireUppercase: true, PasswordRequireLowercase: true, PasswordRequireDigit: true,
}

// settings returns those of an organization.
func (st *state) settings(organization string) *Settings {
	if st.settingsOf[organization] == nil {
		settings := DefaultSettings
		st.settingsOf[organization] = &settings
	}
	return st.settingsOf[organization]
}

// getSettings answers the seven settings, and by Options what else PATCH
// answers.
func getSettings(c *call) reply {
	settings := *c.state.settings(c.user.organization)
	if c.opts.SettingsSayWhose {
		return ok(c.named(settings))
	}
	return ok(settings)
}

func updateSettings(c *call) reply {
	f, refused := c.fields()
	if refused != nil {
		return *refused
	}
	changed := *c.state.settings(c.user.organization)
	for name, field := range map[string]*bool{
		"mfaRequired": &changed.MFARequired, "passwordRequireUppercase": &changed.PasswordRequireUppercase,
		"passwordRequireLowercase": &changed.PasswordRequireLowercase, "passwordRequireDigit": &changed.PasswordRequireDigit,
		"passwordRequireSpecialChar": &changed.PasswordRequireSpecialChar,
	} {
		if given := f.boolean(name); given != nil {
			*field = *given
		}
	}
	if given := f.between("passwordMinLength", 8, 128); given != nil {
		changed.PasswordMinLength = *given
	}
	if c.patches(f, "passwordExpirationDays") {
		changed.PasswordExpirationDays = f.between("passwordExpirationDays", 1, 365)
	}
	if f.bad != nil {
		return c.invalid(f.bad)
	}
	*c.state.settings(c.user.organization) = changed
	organization := c.state.organization(c.user.organization)
	c.audit("ORGANIZATION_SETTINGS_UPDATE", organization.ID, organization.Name)
	return ok(c.named(changed))
}

// named is what an update answers beside the settings.
func (c *call) named(settings Settings) any {
	organization := c.state.organization(c.user.organization)
	return struct {
		ID               string `json:"id"`
		Name             string `json:"name"`
		SubscriptionTier string `json:"subscriptionTier"`
		Settings
	}{organization.ID, organization.Name, organization.SubscriptionTier, settings}
}

// between reads an integer within bounds.
func (f *fields) between(name string, least, most int) *int {
	given := f.integer(name)
	if given != nil && (*given < least || *given > most) {
		f.refuse(name, "must be between "+strconv.Itoa(least)+" and "+strconv.Itoa(most))
	}
	return given
}

// Settings returns the settings of the first organization.
func (s *Server) Settings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.state.settings(s.state.organizations[0].ID)
}

// EditSettings changes the settings of the first organization behind the API's
// back (drift).
func (s *Server) EditSettings(edit func(*Settings)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	edit(s.state.settings(s.state.organizations[0].ID))
}
