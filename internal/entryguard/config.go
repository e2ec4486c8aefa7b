package entryguard

import "time"

// DefaultEndpoint is the base URL of the API reference (entryguard-api.md
// section 1). Newer pages of the vendor name another host, so it is
// configurable.
const DefaultEndpoint = "https://api.entryguard.io/api/v1"

// A Config says where the API is and who asks. Exactly one way to log in must
// be set: AccessToken; or OrganizationSlug, Email and Password; or APIKey.
type Config struct {
	Endpoint          string // base URL with the path, e.g. ".../api/v1"; empty: DefaultEndpoint; plain http only on a loopback host
	AccessToken       string // a user's JWT; it cannot be renewed
	OrganizationSlug  string // log in: the organization's short name
	Email             string // log in: the user
	Password          string // log in: the user's password
	APIKey            string // reads only; see Client.ReadOnly
	CACertFile        string // PEM file with certificates that are trusted besides the system's
	RequestsPerSecond float64
	UserAgent         string
	Timeout           time.Duration // per request; zero: 30 s
}

// A ConfigError says which attribute of the configuration is wrong. It never
// repeats a secret.
type ConfigError struct {
	Attribute string // e.g. "endpoint"; empty where several attributes are at fault together
	Summary   string
	Detail    string
}

// Error returns summary and detail in one line.
func (e *ConfigError) Error() string { return e.Summary + ": " + e.Detail }

// Validate checks the configuration without a request. Its error is a
// *ConfigError.
func (c Config) Validate() error {
	panic("to be written")
}
