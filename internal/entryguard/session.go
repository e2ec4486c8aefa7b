package entryguard

import (
	"context"
	"net/http"
	"net/url"
)

// The statuses of a session (entryguard-api.md section 9).
const (
	SessionPending   = "PENDING"
	SessionActive    = "ACTIVE"
	SessionPartial   = "PARTIAL"
	SessionExpiring  = "EXPIRING"
	SessionFailed    = "FAILED"
	SessionCancelled = "CANCELLED"
	SessionExpired   = "EXPIRED"
)

// A Session opens every resource that its user may reach to that user's
// addresses (entryguard-api.md section 9).
type Session struct {
	ID          string       `json:"id"`
	UserID      string       `json:"userId"`
	UserName    string       `json:"userName"`
	UserEmail   string       `json:"userEmail"`
	IPv4Address *string      `json:"ipv4Address"`
	IPv6Address *string      `json:"ipv6Address"`
	Status      string       `json:"status"`
	StartedAt   Timestamp    `json:"startedAt"`
	ExpiresAt   Timestamp    `json:"expiresAt"`
	EndedAt     Timestamp    `json:"endedAt"`
	EndedReason *string      `json:"endedReason"` // "MANUAL", "ADMIN", "EXPIRED"
	ResourceIPs []ResourceIP `json:"resourceIps"`
	CreatedAt   Timestamp    `json:"createdAt"`
}

// A ResourceIP is one address that a session opened on one resource.
type ResourceIP struct {
	ID             string    `json:"id"`
	ResourceID     string    `json:"resourceId"`
	ResourceName   string    `json:"resourceName"`
	IPVersion      int       `json:"ipVersion"` // 4 or 6
	IPAddress      string    `json:"ipAddress"`
	Status         string    `json:"status"` // "PENDING", "APPLIED", "FAILED", "REMOVING", "REMOVED"
	ProviderRuleID *string   `json:"providerRuleId"`
	AppliedAt      Timestamp `json:"appliedAt"`
	RemovedAt      Timestamp `json:"removedAt"`
	ErrorMessage   *string   `json:"errorMessage"`
}

func (s Session) identifier() string { return s.ID }

// form asks for what says whom a session holds up and until when. Whether the
// name of a user who is gone is still shown is not documented.
func (Session) form() form {
	return form{
		values: []string{"id", "userId", "status", "createdAt"},
		nullable: []string{
			"userName", "userEmail", "ipv4Address", "ipv6Address", "startedAt", "expiresAt", "endedAt", "endedReason",
		},
		inside: map[string]form{"resourceIps": {
			values:   []string{"id", "resourceId", "ipVersion", "status"},
			nullable: []string{"resourceName", "ipAddress", "providerRuleId", "appliedAt", "removedAt", "errorMessage"},
		}},
	}
}

// Sessions lists the caller's own sessions (GET /sessions).
func (c *Client) Sessions(ctx context.Context) ([]Session, error) {
	return list[Session](ctx, c, request{method: http.MethodGet, path: []string{"sessions"}})
}

// AllSessions lists everybody's sessions in every status, newest first (GET
// /sessions/admin; needs ORG_ADMIN).
func (c *Client) AllSessions(ctx context.Context) ([]Session, error) {
	return list[Session](ctx, c, request{method: http.MethodGet, path: []string{"sessions", "admin"}})
}

// SessionsOf asks for the sessions of one resource (GET
// /sessions?resourceId=…). The sources disagree on whether the parameter is
// read and on whether other people's sessions are shown (entryguard-api.md
// section 14), so the answer may hold sessions of other resources and may miss
// other people's.
func (c *Client) SessionsOf(ctx context.Context, resourceID string) ([]Session, error) {
	return list[Session](ctx, c, request{
		method: http.MethodGet, path: []string{"sessions"}, query: url.Values{"resourceId": {resourceID}},
	})
}

// StopSession stops anybody's session (POST /sessions/admin/{id}/stop; needs
// ORG_ADMIN). It ends for all its resources. One that has ended already
// answers 400 (Invalid).
func (c *Client) StopSession(ctx context.Context, id string) (Session, error) {
	return one[Session](ctx, c, request{
		method: http.MethodPost, path: []string{"sessions", "admin", id, "stop"}, id: id,
	})
}
