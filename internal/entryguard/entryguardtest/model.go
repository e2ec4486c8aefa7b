package entryguardtest

import (
	"encoding/json"
	"time"
)

// DefaultOrganization is the organization that Options leave out.
var DefaultOrganization = Organization{
	ID:               "7b0f4f0a-5d0c-4c5e-9a53-1f1d4f3a2b10",
	Slug:             "example",
	Name:             "Example Ltd",
	SubscriptionTier: "BUSINESS",
}

// DefaultUsers returns the users that Options leave out: an admin and a user,
// both with the password DefaultPassword.
func DefaultUsers() []User {
	return []User{
		{Email: "ada@example.com", Name: "Ada Admin", Password: DefaultPassword, IsOrgAdmin: true},
		{Email: "uma@example.com", Name: "Uma User", Password: DefaultPassword},
	}
}

// DefaultPassword is the password of DefaultUsers.
const DefaultPassword = "correct-horse-battery-staple"

// An Organization owns users and objects. An object of another organization
// answers 404.
type Organization struct {
	ID               string // default: a new UUID
	Slug             string
	Name             string
	SubscriptionTier string
}

// A User can log in.
type User struct {
	ID         string // default: a new UUID
	Email      string
	Name       string
	Password   string
	IsOrgAdmin bool

	MFARequired      bool // a log-in answers a challenge instead of tokens
	MFASetupRequired bool // the organization enforces MFA and the user has none
	PasswordExpired  bool // a log-in answers a change token instead of tokens
	Suspended        bool // everything answers 403
	Inactive         bool // isActive is false; everything answers 403

	ResourceIDs   []string // what the user's sessions open beside those of the roles; an admin's open everything
	EveryResource bool     // the user's sessions open everything, as an admin's do

	LastLoginAt Time
	CreatedAt   Time
	UpdatedAt   Time

	organization string
}

// barred reports whether nothing answers the user.
func (u *User) barred() bool { return u.Suspended || u.Inactive }

// A Nullable is a string that is written as null where it is empty.
type Nullable string

// MarshalJSON writes the string, or null.
func (n Nullable) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(n))
}

// A Time is a time that is written in UTC with whole seconds, as in the
// documentation's examples, or as null where it is zero.
type Time struct{ time.Time }

// MarshalJSON writes the time, or null.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(t.UTC().Format(time.RFC3339))
}

// A Resource is the object of entryguard-api.md section 5.
type Resource struct {
	ID                 string   `json:"id"`
	Name               string   `json:"name"`
	CredentialID       Nullable `json:"credentialId"`
	CredentialName     Nullable `json:"credentialName"`
	Provider           string   `json:"provider"`
	ResourceType       string   `json:"resourceType"`
	ResourceIdentifier string   `json:"resourceIdentifier"`
	Region             Nullable `json:"region"`
	Config             any      `json:"config"` // decoded JSON; nil: null
	IsActive           bool     `json:"isActive"`
	LastVerifiedAt     Time     `json:"lastVerifiedAt"`
	CreatedAt          Time     `json:"createdAt"`
	UpdatedAt          Time     `json:"updatedAt"`

	organization string
	unverified   bool // waits for the verification that follows a create
	verifies     Time // when the result of a verification comes that was asked for
}

// A Credential is the object of entryguard-api.md section 6.
type Credential struct {
	ID                string   `json:"id"`
	Name              string   `json:"name"`
	Provider          string   `json:"provider"`
	CredentialType    string   `json:"credentialType"`
	IsValid           *bool    `json:"isValid"`
	LastVerifiedAt    Time     `json:"lastVerifiedAt"`
	VerificationError Nullable `json:"verificationError"`
	CreatedAt         Time     `json:"createdAt"`
	UpdatedAt         Time     `json:"updatedAt"`

	organization string
	unverified   bool
	data         map[string]any // never answered
}

// The statuses of a session and of its resource IPs (entryguard-api.md
// section 9).
const (
	Pending   = "PENDING"
	Active    = "ACTIVE"
	Partial   = "PARTIAL"
	Failed    = "FAILED"
	Expiring  = "EXPIRING"
	Cancelled = "CANCELLED"
	Expired   = "EXPIRED"

	Applied  = "APPLIED"
	Removing = "REMOVING"
	Removed  = "REMOVED"
)

// A Session is the object of entryguard-api.md section 9.
type Session struct {
	ID          string       `json:"id"`
	UserID      string       `json:"userId"`
	UserName    string       `json:"userName"`
	UserEmail   string       `json:"userEmail"`
	IPv4Address Nullable     `json:"ipv4Address"`
	IPv6Address Nullable     `json:"ipv6Address"`
	Status      string       `json:"status"`
	StartedAt   Time         `json:"startedAt"`
	ExpiresAt   Time         `json:"expiresAt"`
	EndedAt     Time         `json:"endedAt"`
	EndedReason Nullable     `json:"endedReason"`
	ResourceIPs []ResourceIP `json:"resourceIps"`
	CreatedAt   Time         `json:"createdAt"`

	// OrganizationName is on no page; the official client reads it.
	OrganizationName string `json:"organizationName"`

	organization string
}

// A ResourceIP is one address that a session opens on one resource.
type ResourceIP struct {
	ID             string   `json:"id"`
	ResourceID     string   `json:"resourceId"`
	ResourceName   string   `json:"resourceName"`
	IPVersion      int      `json:"ipVersion"`
	IPAddress      string   `json:"ipAddress"`
	Status         string   `json:"status"`
	ProviderRuleID Nullable `json:"providerRuleId"`
	AppliedAt      Time     `json:"appliedAt"`
	RemovedAt      Time     `json:"removedAt"`
	ErrorMessage   Nullable `json:"errorMessage"`
}
