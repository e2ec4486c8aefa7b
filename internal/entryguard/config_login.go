package entryguard

import "strings"

// waysToLogIn names every attribute and environment variable that can log in.
const waysToLogIn = "Set exactly one of: access_token (ENTRYGUARD_ACCESS_TOKEN); " +
	"organization_slug, email and password together (ENTRYGUARD_ORGANIZATION_SLUG, ENTRYGUARD_EMAIL, ENTRYGUARD_PASSWORD); " +
	"or, for reading only, api_key (ENTRYGUARD_API_KEY)."

// A setting is one attribute of the configuration that helps to authenticate.
type setting struct{ attribute, environment, value string }

func (c Config) settings() (token, login, key []setting) {
	return []setting{{"access_token", "ENTRYGUARD_ACCESS_TOKEN", c.AccessToken}},
		[]setting{
			{"organization_slug", "ENTRYGUARD_ORGANIZATION_SLUG", c.OrganizationSlug},
			{"email", "ENTRYGUARD_EMAIL", c.Email},
			{"password", "ENTRYGUARD_PASSWORD", c.Password},
		},
		[]setting{{"api_key", "ENTRYGUARD_API_KEY", c.APIKey}}
}

// validateLogin checks that there is exactly one complete way to authenticate.
func (c Config) validateLogin() error {
	token, login, key := c.settings()
	var ways [][]setting
	for _, way := range [][]setting{token, login, key} {
		if set, _ := split(way); len(set) > 0 {
			ways = append(ways, way)
		}
	}
	switch len(ways) {
	case 0:
		return &ConfigError{Summary: "EntryGuard credentials are missing", Detail: waysToLogIn}
	case 1:
		return validateWay(ways[0])
	}
	var names []string
	for _, way := range ways {
		set, _ := split(way)
		names = append(names, set...)
	}
	return &ConfigError{
		Summary: "More than one way to log in to EntryGuard",
		Detail:  "Set at the same time: " + strings.Join(names, ", ") + ". " + waysToLogIn,
	}
}

// validateWay checks one way to authenticate: complete, and fit for a header.
func validateWay(way []setting) error {
	set, missing := split(way)
	if len(missing) > 0 {
		return &ConfigError{
			Attribute: strings.Fields(missing[0])[0],
			Summary:   "Incomplete EntryGuard log-in",
			Detail:    "Set: " + strings.Join(set, ", ") + ". Missing: " + strings.Join(missing, ", ") + ". " + waysToLogIn,
		}
	}
	for _, s := range way {
		// A password may hold anything; tokens and keys travel in a header,
		// and a file read with its last line break is the usual mistake.
		if s.attribute != "password" && strings.ContainsFunc(s.value, isControlOrSpace) {
			return &ConfigError{
				Attribute: s.attribute,
				Summary:   "Invalid EntryGuard credentials",
				Detail: "The value of " + s.attribute + " (" + s.environment + ") contains a space, a line break or a control character. " +
					"If it is read from a file, remove the line break at its end, e.g. with trimspace().",
			}
		}
	}
	return nil
}

// split returns the settings that have a value and those that have none, each
// as "attribute (ENVIRONMENT)".
func split(way []setting) (set, missing []string) {
	for _, s := range way {
		name := s.attribute + " (" + s.environment + ")"
		if s.value == "" {
			missing = append(missing, name)
		} else {
			set = append(set, name)
		}
	}
	return set, missing
}

func isControlOrSpace(r rune) bool { return r <= ' ' || r == 0x7f }
