package cloudcontroltest

import (
	"maps"
	"regexp"
	"strings"
	"time"
)

// A session is what STS handed out for one access key.
type session struct {
	account string
	token   string // X-Amz-Security-Token that belongs to it
	arn     string // of the assumed role
	userID  string
	expires time.Time
}

// A signature is the Authorization header of SigV4, taken apart. The
// signature itself is looked at for its form only: the server does not know
// the secret keys of its callers.
var signature = regexp.MustCompile(`^AWS4-HMAC-SHA256 ` +
	`Credential=([A-Za-z0-9_]{4,128})/([0-9]{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request, ?` +
	`SignedHeaders=([a-z0-9;-]+), ?` +
	`Signature=([0-9a-f]{64})$`)

// authenticate learns from the signature who asks and in which region.
func (s *Server) authenticate(c *call) *refusal {
	if c.entry.Operation == operationWebIdentity {
		// The one request that carries its credentials in its body.
		c.where = where{s.opts.AccountID, s.opts.Region}
		c.entry.Account, c.entry.Region = c.where.account, c.where.region
		return nil
	}
	header := c.header.Get("Authorization")
	if header == "" {
		return refuse("MissingAuthenticationTokenException", "Missing Authentication Token")
	}
	parts := signature.FindStringSubmatch(header)
	if parts == nil || c.header.Get("X-Amz-Date") == "" {
		return refuse("IncompleteSignatureException", "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters and an 'X-Amz-Date' header.")
	}
	key, day, region, service, signed := parts[1], parts[2], parts[3], parts[4], parts[5]
	c.entry.AccessKeyID, c.entry.Region = key, region
	if want := signingNames[c.entry.Service]; service != want {
		return refuse("InvalidSignatureException", "Credential should be scoped to correct service: '%s'.", want)
	}
	if !strings.HasPrefix(c.header.Get("X-Amz-Date"), day) {
		return refuse("InvalidSignatureException", "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.")
	}
	if r := checkSigned(c, signed); r != nil {
		return r
	}
	account, r := s.accountOf(key, c.header.Get("X-Amz-Security-Token"))
	if r != nil {
		return r
	}
	c.where = where{account, region}
	c.entry.Account = account
	return nil
}

// checkSigned wants the headers signed that every AWS service wants signed.
func checkSigned(c *call, signed string) *refusal {
	names := ";" + signed + ";"
	for _, name := range []string{"host", "x-amz-date", "x-amz-target", "x-amz-security-token"} {
		sent := name == "host" || c.header.Get(name) != ""
		if sent && !strings.Contains(names, ";"+name+";") {
			return refuse("InvalidSignatureException", "'%s' must be a 'SignedHeader' in the AWS Authorization.", name)
		}
	}
	return nil
}

// ownCopy returns a copy that can be written to.
func ownCopy(m map[string]string) map[string]string {
	own := map[string]string{}
	maps.Copy(own, m)
	return own
}

// SetAccount moves an access key to another account: what it made so far is
// unknown to it from now on.
func (s *Server) SetAccount(accessKeyID, accountID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Accounts[accessKeyID] = accountID
}

// RejectKey lets every service refuse an access key with a code of
// Options.RejectedKeys; an empty code lets it in again.
func (s *Server) RejectKey(accessKeyID, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code == "" {
		delete(s.opts.RejectedKeys, accessKeyID)
		return
	}
	s.opts.RejectedKeys[accessKeyID] = code
}

// accountOf returns the account of an access key.
func (s *Server) accountOf(key, token string) (string, *refusal) {
	if code, rejected := s.opts.RejectedKeys[key]; rejected {
		return "", refuse(code, "%s", exceptions[code].text)
	}
	if issued, ok := s.issued[key]; ok {
		switch {
		case token != issued.token:
			return "", refuse("UnrecognizedClientException", "%s", exceptions["UnrecognizedClientException"].text)
		case !s.now().Before(issued.expires):
			return "", refuse("ExpiredTokenException", "%s", exceptions["ExpiredTokenException"].text)
		}
		return issued.account, nil
	}
	if account, ok := s.opts.Accounts[key]; ok {
		return account, nil
	}
	return s.opts.AccountID, nil
}
