package entryguardtest

// A Role is the object of entryguard-api.md section 7.
type Role struct {
	ID                      string   `json:"id"`
	Name                    string   `json:"name"`
	Description             Nullable `json:"description"`
	MaxSessionDurationHours *int     `json:"maxSessionDurationHours"`
	ResourceIDs             []string `json:"resourceIds"`
	UserIDs                 []string `json:"userIds"`
	CreatedAt               Time     `json:"createdAt"`
	UpdatedAt               Time     `json:"updatedAt"`

	organization string
}

// An APIKey is the object of entryguard-api.md section 10. It acts for the
// user who made it.
type APIKey struct {
	ID             string   `json:"id"`
	Name           string   `json:"name"`
	Description    Nullable `json:"description"`
	KeyPrefix      string   `json:"keyPrefix"`
	Scopes         []string `json:"scopes"`
	IsRevoked      bool     `json:"isRevoked"`
	RevokedAt      Time     `json:"revokedAt"`
	ExpiresAt      Time     `json:"expiresAt"` // zero: never
	LastUsedAt     Time     `json:"lastUsedAt"`
	LastUsedIP     Nullable `json:"lastUsedIp"`
	CreatedByEmail string   `json:"createdByEmail"`
	CreatedAt      Time     `json:"createdAt"`

	PlainText string `json:"-"` // the key itself; default: a new one. Answered once, by the create

	userID       string
	organization string
}

// A StaticIPRule is the object of entryguard-api.md section 11.
type StaticIPRule struct {
	ID             string                 `json:"id"`
	Label          string                 `json:"label"`
	IPAddress      string                 `json:"ipAddress"`
	Status         string                 `json:"status"`
	CreatedByEmail string                 `json:"createdByEmail"`
	CreatedAt      Time                   `json:"createdAt"`
	Resources      []StaticIPRuleResource `json:"resources"`

	organization string
}

// A StaticIPRuleResource is one resource of a static IP rule.
type StaticIPRuleResource struct {
	ResourceID   string   `json:"resourceId"`
	ResourceName string   `json:"resourceName"`
	Status       string   `json:"status"`
	AppliedAt    Time     `json:"appliedAt"`
	ErrorMessage Nullable `json:"errorMessage"`
}

// Settings are those of an organization (entryguard-api.md section 13).
type Settings struct {
	MFARequired                bool `json:"mfaRequired"`
	PasswordMinLength          int  `json:"passwordMinLength"`
	PasswordRequireUppercase   bool `json:"passwordRequireUppercase"`
	PasswordRequireLowercase   bool `json:"passwordRequireLowercase"`
	PasswordRequireDigit       bool `json:"passwordRequireDigit"`
	PasswordRequireSpecialChar bool `json:"passwordRequireSpecialChar"`
	PasswordExpirationDays     *int `json:"passwordExpirationDays"`
}

// An AuditEntry is one event of the audit log (entryguard-api.md section 13).
type AuditEntry struct {
	ID               string   `json:"id"`
	EventType        string   `json:"eventType"`
	ActorEmail       Nullable `json:"actorEmail"`
	ActorType        Nullable `json:"actorType"`
	ResourceType     Nullable `json:"resourceType"`
	ResourceID       Nullable `json:"resourceId"`
	ResourceName     Nullable `json:"resourceName"`
	Result           Nullable `json:"result"`
	IPAddress        Nullable `json:"ipAddress"`
	ErrorMessage     Nullable `json:"errorMessage"`
	Details          any      `json:"details"`
	OrganizationName string   `json:"organizationName"`
	CreatedAt        Time     `json:"createdAt"`

	organization string
}
