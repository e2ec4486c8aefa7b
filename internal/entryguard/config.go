package entryguard

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
)

// defaultEndpoint is the base URL of the API reference (entryguard-api.md
// section 1). Newer pages of the vendor name another host, so it is
// configurable.
const defaultEndpoint = "https://api.entryguard.io/api/v1"

// What applies where the configuration says nothing.
const (
	defaultTimeout   = 30 * time.Second
	defaultUserAgent = "terraform-provider-steward"
)

// A Config says where the API is and who asks. Exactly one way to authenticate
// must be set: AccessToken; or OrganizationSlug, Email and Password; or APIKey.
type Config struct {
	Endpoint          string  // base URL with its path, e.g. ".../api/v1"; empty: defaultEndpoint; plain http only on a loopback host
	AccessToken       string  // a user's JWT; it cannot be renewed
	OrganizationSlug  string  // log in: the organization's short name
	Email             string  // log in: the user
	Password          string  // log in: the user's password
	APIKey            string  // reads only; see Client.ReadOnly
	CACertFile        string  // PEM file with certificates that are trusted besides the system's
	RequestsPerSecond float64 // the most that is sent, whatever the API allows; zero: no such ceiling
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

// Validate checks the configuration without a request; it reads CACertFile.
// Its error is a *ConfigError.
func (c Config) Validate() error {
	if _, err := parseEndpoint(c.endpoint()); err != nil {
		return err
	}
	if err := c.validateLogin(); err != nil {
		return err
	}
	if _, err := c.tls(); err != nil {
		return err
	}
	if r := c.RequestsPerSecond; r < 0 || math.IsNaN(r) || math.IsInf(r, 0) {
		return &ConfigError{
			Attribute: "requests_per_second",
			Summary:   "Invalid number of requests per second",
			Detail:    "requests_per_second must be a number above 0. Leave it out for no limit but the API's own.",
		}
	}
	return nil
}

func (c Config) endpoint() string {
	if c.Endpoint == "" {
		return defaultEndpoint
	}
	return c.Endpoint
}

// parseEndpoint returns the base URL without a trailing slash. The text of the
// URL is never repeated where it may hold a password.
func parseEndpoint(text string) (*url.URL, error) {
	wrong := func(detail string) error {
		return &ConfigError{Attribute: "endpoint", Summary: "Invalid EntryGuard endpoint", Detail: detail}
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	switch {
	// The parser's own error repeats the text, and the text may hold a password.
	case err != nil || u.Hostname() == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return nil, wrong("The endpoint must be an absolute URL such as " + defaultEndpoint +
			". It can be set with the attribute endpoint or the environment variable ENTRYGUARD_ENDPOINT.")
	case u.User != nil:
		return nil, wrong("The endpoint must not hold a user name or a password. " + waysToLogIn)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, wrong("The endpoint must not hold a query or a fragment: it is the base that paths are appended to.")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, wrong(fmt.Sprintf("Plain http would send credentials readable over the network to %s. "+
			"Use https; plain http is accepted for a loopback address only.", u.Host))
	}
	return u, nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// tls returns the TLS settings: the system's trust and CACertFile's.
func (c Config) tls() (*tls.Config, error) {
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CACertFile == "" {
		return settings, nil
	}
	wrong := func(detail string) error {
		return &ConfigError{Attribute: "ca_cert_file", Summary: "Invalid file of trusted certificates", Detail: detail}
	}
	pem, err := os.ReadFile(c.CACertFile)
	if err != nil {
		return nil, wrong("The file could not be read: " + pathFree(err) + ".")
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		// A system without a trust store still trusts what the user names.
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, wrong("The file holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).")
	}
	settings.RootCAs = pool
	return settings, nil
}

// pathFree returns what the operating system said, without the path: the
// attribute shows it already.
func pathFree(err error) string {
	if pathErr, ok := errors.AsType[*os.PathError](err); ok {
		return pathErr.Err.Error()
	}
	return err.Error()
}
