package cloudcontroltest

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"time"
)

type callerIdentity struct {
	XMLName   xml.Name `xml:"GetCallerIdentityResponse"`
	Namespace string   `xml:"xmlns,attr"`
	ARN       string   `xml:"GetCallerIdentityResult>Arn"`
	UserID    string   `xml:"GetCallerIdentityResult>UserId"`
	Account   string   `xml:"GetCallerIdentityResult>Account"`
	responseMetadata
}

// getCallerIdentity says whose the credentials are; see the API reference of
// STS for the three ARN forms.
func (s *Server) getCallerIdentity(c *call) (any, *refusal) {
	answer := callerIdentity{
		Namespace:        stsNamespace,
		ARN:              "arn:" + partition(c.where.region) + ":iam::" + c.where.account + ":user/steward-test",
		UserID:           "AIDA" + strings.ToUpper(digest("user", c.entry.AccessKeyID)[:17]),
		Account:          c.where.account,
		responseMetadata: metadata(c),
	}
	if issued, ok := s.issued[c.entry.AccessKeyID]; ok {
		answer.ARN, answer.UserID = issued.arn, issued.userID
	}
	return answer, nil
}

type credentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
}

type assumedRoleUser struct {
	AssumedRoleID string `xml:"AssumedRoleId"`
	ARN           string `xml:"Arn"`
}

type assumedRole struct {
	XMLName     xml.Name        `xml:"AssumeRoleResponse"`
	Namespace   string          `xml:"xmlns,attr"`
	Credentials credentials     `xml:"AssumeRoleResult>Credentials"`
	User        assumedRoleUser `xml:"AssumeRoleResult>AssumedRoleUser"`
	responseMetadata
}

type assumedWebIdentity struct {
	XMLName     xml.Name        `xml:"AssumeRoleWithWebIdentityResponse"`
	Namespace   string          `xml:"xmlns,attr"`
	Subject     string          `xml:"AssumeRoleWithWebIdentityResult>SubjectFromWebIdentityToken"`
	Audience    string          `xml:"AssumeRoleWithWebIdentityResult>Audience"`
	Credentials credentials     `xml:"AssumeRoleWithWebIdentityResult>Credentials"`
	User        assumedRoleUser `xml:"AssumeRoleWithWebIdentityResult>AssumedRoleUser"`
	responseMetadata
}

func (s *Server) assumeRole(c *call) (any, *refusal) {
	keys, user, r := s.issue(c)
	if r != nil {
		return nil, r
	}
	return assumedRole{Namespace: stsNamespace, Credentials: keys, User: user, responseMetadata: metadata(c)}, nil
}

func (s *Server) assumeRoleWithWebIdentity(c *call) (any, *refusal) {
	if c.form.Get("WebIdentityToken") == "" {
		return nil, missingParameter("webIdentityToken")
	}
	keys, user, r := s.issue(c)
	if r != nil {
		return nil, r
	}
	return assumedWebIdentity{
		Namespace: stsNamespace, Subject: "steward-test", Audience: "sts.amazonaws.com",
		Credentials: keys, User: user, responseMetadata: metadata(c),
	}, nil
}

var (
	roleARN     = regexp.MustCompile(`^arn:[a-z0-9-]+:iam::([0-9]{12}):role/(?:.*/)?([^/]+)$`)
	sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)
)

// issue makes session credentials that belong to the role's account.
func (s *Server) issue(c *call) (credentials, assumedRoleUser, *refusal) {
	role := roleARN.FindStringSubmatch(c.form.Get("RoleArn"))
	if role == nil {
		return credentials{}, assumedRoleUser{}, refuse("ValidationException", "%s is invalid", c.form.Get("RoleArn"))
	}
	name := c.form.Get("RoleSessionName")
	if !sessionName.MatchString(name) {
		return credentials{}, assumedRoleUser{}, missingParameter("roleSessionName")
	}
	lifetime, r := sessionLifetime(c.form.Get("DurationSeconds"))
	if r != nil {
		return credentials{}, assumedRoleUser{}, r
	}
	seed := newUUID()
	roleID := "AROA" + strings.ToUpper(digest("role", c.form.Get("RoleArn"))[:17])
	user := assumedRoleUser{
		AssumedRoleID: roleID + ":" + name,
		ARN:           "arn:" + partition(c.where.region) + ":sts::" + role[1] + ":assumed-role/" + role[2] + "/" + name,
	}
	keys := credentials{
		AccessKeyID:     "ASIA" + strings.ToUpper(digest("key", seed)[:16]),
		SecretAccessKey: digest("secret", seed)[:40],
		SessionToken:    digest("token", seed) + digest("token2", seed),
		Expiration:      s.now().Add(lifetime).UTC().Format(time.RFC3339),
	}
	s.issued[keys.AccessKeyID] = session{
		account: role[1], token: keys.SessionToken, arn: user.ARN, userID: user.AssumedRoleID,
		expires: s.now().Add(lifetime),
	}
	c.entry.RoleARN = c.form.Get("RoleArn")
	return keys, user, nil
}

func sessionLifetime(seconds string) (time.Duration, *refusal) {
	if seconds == "" {
		return time.Hour, nil
	}
	n, err := strconv.Atoi(seconds)
	if err != nil || n < 900 || n > 43200 {
		return 0, refuse("ValidationException", "1 validation error detected: Value '%s' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200", seconds)
	}
	return time.Duration(n) * time.Second, nil
}

func missingParameter(name string) *refusal {
	return refuse("ValidationException", "1 validation error detected: Value at '%s' failed to satisfy constraint: Member must not be null", name)
}
