package providertest

import (
	"time"

	"github.com/steward-iac/terraform-provider-steward/internal/deletion"
)

// WebResource is an object of EntryGuard, for texts about it.
var WebResource = deletion.Object{
	Type: "EntryGuard resource", ID: "6f1f3b52-5b0a-4a3e-9a51-2f60a1c0d7aa", Name: "web-prod",
	Home: deletion.Home{Organization: "0b8f3f4e-91a5-4a55-8a54-3b6cf8b0a1de"},
}

// SecurityGroup is an object of Cloud Control, for texts about it.
var SecurityGroup = deletion.Object{
	Type: "AWS::EC2::SecurityGroup", ID: "sg-0a1b2c3d4e5f60718",
	Home: deletion.Home{Account: "111122223333", Region: "eu-west-1"},
}

// Noon is when things happen in texts.
var Noon = time.Date(2026, 2, 18, 12, 0, 0, 0, time.UTC)

// DeletionUnderWay is an operation that deletes the SecurityGroup.
var DeletionUnderWay = &deletion.Operation{Kind: deletion.KindDelete, Token: "3f10ff6f-29fa-4456-a89b-3acdd02661fe", Status: "IN_PROGRESS", RequestedAt: Noon}

// Jane has an active session at the WebResource, of which all is known.
var Jane = deletion.Blocker{
	Code: "session", ID: "11d5b2b4-1f6e-4a4e-8a57-55b4ac8d60a1", Status: "ACTIVE", Who: "Jane Doe <jane@example.com>",
	Addresses: []string{"203.0.113.7", "2001:db8::7"}, Since: Noon, Until: Noon.Add(2 * time.Hour), Endable: true,
}

// John has a session of which little is known.
var John = deletion.Blocker{Code: "session", ID: "2a5b1d3c-7e0e-4b58-bd0e-0a8f6d9b0c22", Status: "EXPIRING", Who: "john@example.com"}
