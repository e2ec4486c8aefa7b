package cloudcontrol

import "time"

// defaultMaxRetries outlasts a minute of throttling, during which a plan would
// otherwise fail; the SDK's own three attempts do not outlast three seconds.
const defaultMaxRetries = 10

// Config says how to reach AWS. Its fields have the names and meanings of the
// AWS provider's arguments, and what is left empty is taken from the same
// environment variables and shared files as there.
type Config struct {
	Region  string // AWS_REGION, AWS_DEFAULT_REGION, the profile's region
	Profile string // AWS_PROFILE

	AccessKey string // AWS_ACCESS_KEY_ID
	SecretKey string // AWS_SECRET_ACCESS_KEY
	Token     string // AWS_SESSION_TOKEN

	SharedConfigFiles      []string // AWS_CONFIG_FILE
	SharedCredentialsFiles []string // AWS_SHARED_CREDENTIALS_FILE

	AssumeRole                []AssumeRole // assumed one after the other
	AssumeRoleWithWebIdentity *WebIdentity

	Endpoints Endpoints

	AllowedAccountIDs   []string // if any, the account must be one of these
	ForbiddenAccountIDs []string // the account must be none of these

	MaxRetries int // how often a request that only reads is sent; zero means defaultMaxRetries

	CustomCABundle string // file; AWS_CA_BUNDLE
	HTTPProxy      *string
	HTTPSProxy     *string
	NoProxy        string
	Insecure       bool // accepts any certificate

	UseFIPSEndpoint      bool // AWS_USE_FIPS_ENDPOINT
	UseDualStackEndpoint bool // AWS_USE_DUALSTACK_ENDPOINT

	SkipCredentialsValidation bool  // no request to STS before the first one that needs it
	SkipRequestingAccountID   bool  // never ask STS which account this is
	SkipMetadataAPICheck      *bool // true switches the EC2 metadata service off; AWS_EC2_METADATA_DISABLED

	TerraformVersion string // for the user agent
	ProviderVersion  string // for the user agent

	// RequestsPerSecond is the most that is sent to one account and region,
	// whatever the API allows. Zero means no such ceiling: requests are slowed
	// down when the API throttles. (It publishes no number; its users measured
	// about 30 before "Rate exceeded".)
	RequestsPerSecond float64
}

// An AssumeRole is one role to assume (STS AssumeRole).
type AssumeRole struct {
	RoleARN           string
	Duration          time.Duration // zero means STS's default of one hour
	ExternalID        string
	Policy            string // JSON
	PolicyARNs        []string
	SessionName       string
	SourceIdentity    string
	Tags              map[string]string
	TransitiveTagKeys []string
}

// A WebIdentity is a role to assume with a token of an identity provider (STS
// AssumeRoleWithWebIdentity).
type WebIdentity struct {
	RoleARN              string
	Duration             time.Duration // zero means STS's default of one hour
	Policy               string        // JSON
	PolicyARNs           []string
	SessionName          string
	WebIdentityToken     string
	WebIdentityTokenFile string // AWS_WEB_IDENTITY_TOKEN_FILE
}

// Endpoints replace the addresses that the SDK computes. An empty one leaves
// the environment (AWS_ENDPOINT_URL_CLOUDCONTROL, …) in charge.
type Endpoints struct {
	CloudControl   string // AWS_ENDPOINT_URL_CLOUDCONTROL
	CloudFormation string // AWS_ENDPOINT_URL_CLOUDFORMATION
	STS            string // AWS_ENDPOINT_URL_STS
}

// A Warning is something about a configuration that works but should be known.
type Warning struct {
	Attribute string // of the provider's aws block, e.g. "endpoints.sts"; may be empty
	Summary   string
	Detail    string
}

// A ConfigError says which attribute of the provider's aws block is at fault.
type ConfigError struct {
	Attribute string // e.g. "allowed_account_ids"; empty where no single one is at fault
	Summary   string
	Detail    string
	Err       error // what lies below; may be nil
}

// Error returns one line.
func (e *ConfigError) Error() string { return e.Summary + ": " + e.Detail }

// Unwrap returns what lies below.
func (e *ConfigError) Unwrap() error { return e.Err }
