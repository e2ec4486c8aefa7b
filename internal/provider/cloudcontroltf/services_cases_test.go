package cloudcontroltf_test

import (
	"encoding/json"
	"strings"

	"github.com/steward-iac/terraform-provider-steward/internal/cloudcontrol/cloudcontroltest"
)

// gadgetSchema is a type that has a place for each habit of a service. Types of
// several names share it, because habits go by type.
const gadgetSchema = `{
  "typeName": "TYPE", "additionalProperties": false, "required": ["Name"],
  "properties": {
    "Name": {"type": "string"}, "Role": {"type": "string"}, "Url": {"type": "string"},
    "Placement": {"type": "object", "additionalProperties": false, "properties": {"Zone": {"type": "string"}, "Note": {"type": "string"}}},
    "Hosts": {"type": "array", "insertionOrder": false, "items": {"type": "string"}},
    "Policy": {"type": ["object", "string"]}, "Document": {"type": "object"}, "Text": {"type": "string"},
    "Description": {"type": "string", "pattern": "^[A-Za-z].*$"},
    "Ports": {"type": "array", "minItems": 1, "items": {"type": "integer"}},
    "Size": {"type": "integer"}, "Weight": {"type": "number"}, "Flag": {"type": "boolean"}, "Label": {"type": "string"},
    "Options": {"type": "object", "additionalProperties": false, "properties": {
      "Enabled": {"type": "boolean"}, "Mode": {"type": "string", "enum": ["ENABLED", "DISABLED"]}, "Count": {"type": "integer"}, "Hint": {"type": "string", "minLength": 1}}},
    "Stream": {"type": "object", "additionalProperties": false, "properties": {"View": {"type": "string"}}},
    "Rules": {"type": "array", "insertionOrder": false, "items": {"type": "object", "additionalProperties": false, "required": ["Key"],
      "properties": {"Key": {"type": "string"}, "Token": {"type": "string"}, "Zone": {"type": "string"}, "Note": {"type": "string"}}}},
    "Steps": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["Key"], "properties": {"Key": {"type": "string"},
      "Deep": {"type": "object", "additionalProperties": false, "properties": {"Fixed": {"type": "string"}, "Note": {"type": "string"}}}}}},
    "Sites": {"type": "object", "additionalProperties": false, "patternProperties": {"^.+$": {"type": "object", "additionalProperties": false,
      "properties": {"Url": {"type": "string", "pattern": "^https://"}, "Count": {"type": "integer"}, "Hosts": {"type": "array", "items": {"type": "string"}}}}}},
    "Tags": {"type": "array", "insertionOrder": false, "items": {"type": "object", "additionalProperties": false, "required": ["Key"],
      "properties": {"Key": {"type": "string"}, "Value": {"type": "string"}}}},
    "Arn": {"type": "string"}, "Revision": {"type": "integer"}, "ETag": {"type": "string"}, "DefaultGroup": {"type": "string"},
    "StreamArn": {"type": "string"}, "Status": {"type": "string", "enum": ["ACTIVE", "UPDATING"]}, "LastUsedTime": {"type": "string"}
  },
  "primaryIdentifier": ["/properties/Name"],
  "createOnlyProperties": ["/properties/Name", "/properties/Role", "/properties/Url", "/properties/Placement/Zone",
    "/properties/Rules/*/Token", "/properties/Rules/*/Zone", "/properties/Steps/*/Deep/Fixed"],
  "writeOnlyProperties": ["/properties/Rules/*/Token"],
  "readOnlyProperties": ["/properties/Arn", "/properties/Revision", "/properties/ETag", "/properties/DefaultGroup",
    "/properties/StreamArn", "/properties/Status", "/properties/LastUsedTime"],
  "tagging": {"taggable": true, "tagOnCreate": true, "tagUpdatable": true, "tagProperty": "/properties/Tags", "cloudFormationSystemTags": false},
  "handlers": {"create": {"permissions": []}, "read": {"permissions": []}, "update": {"permissions": []}, "delete": {"permissions": []}, "list": {"permissions": []}}
}`

// gadget is the name of a type of that schema.
func gadget(kind string) string { return "Steward::Test::Gadget" + kind }

func gadgetSchemaOf(typeName string) []byte {
	return []byte(strings.Replace(gadgetSchema, "TYPE", typeName, 1))
}

// habit reads one habit as a file has it.
func habit(text string) cloudcontroltest.Habit {
	var h cloudcontroltest.Habit
	if err := json.Unmarshal([]byte(text), &h); err != nil {
		panic(text + ": " + err.Error())
	}
	return h
}

// ownServices are services that have habits, each for one kind.
var ownServices = map[string]typeCase{
	"own_unreturned": {
		typeName: gadget("Unreturned"), reason: "create-only properties that no read returns, one of them nested",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/Role", "do": "omit"}`), habit(`{"at": "/Placement/Zone", "do": "omit"}`)},
		first: `
			Name      = "unreturned"
			Role      = "arn:aws:iam::111122223333:role/query"
			Placement = { Zone = "a", Note = "first" }`,
		second: `
			Name      = "unreturned"
			Role      = "arn:aws:iam::111122223333:role/query"
			Placement = { Zone = "a", Note = "second" }`,
		keeps: []string{"Role", "Placement.Zone"},
		warns: []string{"Role", "Placement.Zone"},
		drift: change("by hand", "Placement", "Note"),
	},
	"own_normalised": {
		typeName: gadget("Normalised"), reason: "values that the service stores in another form: create-only, nested, items, JSON text, fractions",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/Url", "do": "store", "as": "without-scheme"}`), habit(`{"at": "/Hosts/*", "do": "store", "as": "lower"}`),
			habit(`{"at": "/Text", "do": "store", "as": "json-reordered"}`), habit(`{"at": "/Placement/Note", "do": "store", "as": "trim"}`),
			habit(`{"at": "/Placement/Zone", "do": "store", "as": "upper"}`), habit(`{"at": "/Weight", "do": "store", "as": "float32"}`),
		},
		first: `
			Name      = "normalised"
			Url       = "https://token.example.com"
			Hosts     = ["B.example.com", "A.example.com"]
			Text      = jsonencode({ a = [1, 2], b = null })
			Placement = { Zone = "eu-1a", Note = " padded " }
			Weight    = 0.1234567891`,
		second: `
			Name      = "normalised"
			Url       = "https://token.example.com"
			Hosts     = ["C.example.com", "A.example.com"]
			Text      = jsonencode({ a = [1, 2], b = null })
			Placement = { Zone = "eu-1a", Note = " padded " }
			Weight    = 0.1234567891`,
		imported: `
			Name      = "normalised"
			Url       = "token.example.com"
			Hosts     = ["c.example.com", "a.example.com"]
			Text      = jsonencode({ a = [1, 2], b = null })
			Placement = { Zone = "EU-1A", Note = "padded" }
			Weight    = 0.12345679`,
		apart: []string{"Url", "Placement", "Weight"},
		warns: []string{"Url", "Placement"},
		drift: change([]any{"a.example.com", "d.example.com"}, "Hosts"),
	},
	"own_policy": {
		typeName: gadget("Policy"), reason: "a policy document as an object: lists of one, lists in another order, principals and conditions",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/Policy", "do": "store", "as": "policy"}`)},
		first: `
			Name   = "policy"
			Policy = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["b.amazonaws.com"] }, Action = ["s3:PutObject"], Resource = ["*"],
				Condition = { StringEquals = { "aws:SourceAccount" = ["111122223333"] } } }] }`,
		second: `
			Name   = "policy"
			Policy = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["b.amazonaws.com", "a.amazonaws.com"] }, NotAction = ["s3:PutObject", "s3:GetObject"], NotResource = ["*"],
				Condition = { StringEquals = { "aws:SourceAccount" = ["444455556666", "111122223333"] } } }] }`,
		apart: []string{"Policy"},
		drift: func(p map[string]any) {
			change("Deny", "Effect")(valueAt(p, "Policy").(map[string]any)["Statement"].([]any)[0].(map[string]any))
		},
	},
	"own_policy_text": {
		typeName: gadget("PolicyText"), reason: "a policy document as text",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/Policy", "do": "store", "as": "policy"}`), habit(`{"at": "/Text", "do": "store", "as": "policy"}`)},
		first: `
			Name   = "policy-text"
			Policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:PutObject"], Resource = ["*"] }] })
			Text   = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:PutObject"], Resource = ["*"] }] })`,
		second: `
			Name   = "policy-text"
			Policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:PutObject", "s3:GetObject"], Resource = ["*"] }] })
			Text   = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:PutObject", "s3:GetObject"], Resource = ["*"] }] })`,
		apart: []string{"Policy", "Text"},
		drift: change(`{"Statement":[{"Effect":"Deny","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}]}`, "Policy"),
	},
	"own_omitted": {
		typeName: gadget("Omitted"), reason: "zero values, nested too, tags without a value, and words that mean nothing are left out of reads",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/**", "do": "omit", "as": "zero"}`), habit(`{"at": "/Tags", "do": "omit", "as": "empty-tag"}`),
			habit(`{"at": "/Options/Mode", "do": "omit", "as": "equal", "value": "DISABLED"}`),
		},
		first: `
			Name    = "omitted"
			Flag    = false
			Label   = ""
			Size    = 0
			Hosts   = []
			Options = { Enabled = false, Mode = "ENABLED", Count = 3 }
			Tags    = [{ Key = "Team", Value = "b" }, { Key = "Env", Value = "" }]`,
		second: `
			Name    = "omitted"
			Flag    = false
			Label   = ""
			Size    = 0
			Hosts   = []
			Options = { Enabled = false, Mode = "DISABLED", Count = 4 }
			Tags    = [{ Key = "Team", Value = "c" }, { Key = "Env", Value = "" }]`,
		imported: `
			Name    = "omitted"
			Options = { Count = 4 }
			Tags    = [{ Key = "Team", Value = "c" }]`,
		keeps: []string{"Flag", "Options.Enabled", "Options.Mode"},
		warns: []string{"Flag", "Options.Enabled", "Tags"},
		drift: change(true, "Flag"),
	},
	"own_added": {
		typeName: gadget("Added"), reason: "a read adds what the schema forbids, nested too, tags of its own and what the schema does not know",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/Description", "do": "add", "value": ""}`), habit(`{"at": "/Ports", "do": "add", "value": []}`),
			habit(`{"at": "/Options/Hint", "do": "add", "value": ""}`), habit(`{"at": "/Label", "do": "add", "value": "standard"}`),
			habit(`{"at": "/Tags", "do": "append", "as": "tag", "value": {"Key": "aws:owner", "Value": "x"}}`),
		},
		first: `
			Name    = "added"
			Size    = 3
			Options = { Enabled = true }
			Tags    = [{ Key = "Team", Value = "b" }]`,
		second: `
			Name    = "added"
			Size    = 4
			Options = { Enabled = true }
			Tags    = [{ Key = "Team", Value = "b" }]`,
		drift: change(5, "Size"),
	},
	"own_moving": {
		typeName: gadget("Moving"), reason: "read-only values that change with each update or each read are no drift", restless: true,
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/Revision", "do": "move", "as": "count"}`), habit(`{"at": "/Arn", "do": "move", "as": "suffix"}`),
			habit(`{"at": "/ETag", "do": "move", "as": "token", "on": "read"}`), habit(`{"at": "/LastUsedTime", "do": "move", "as": "time", "on": "read"}`),
			habit(`{"at": "/Status", "do": "move", "as": "cycle", "on": "read"}`),
		},
		first: `
			Name = "moving"
			Size = 3`,
		second: `
			Name = "moving"
			Size = 4`,
	},
	"own_types": {
		typeName: gadget("Types"), reason: "quoted numbers and truth values, and a number for a text, nested too", // the API is strict
		first: `
			Name    = "types"
			Size    = "44"
			Flag    = "true"
			Label   = 4
			Ports   = ["1", "2"]
			Options = { Count = "4", Enabled = "false" }`,
		second: `
			Name    = "types"
			Size    = "45"
			Flag    = "true"
			Label   = 5
			Ports   = ["1", "2"]
			Options = { Count = "5", Enabled = "false" }`,
		apart: []string{"Label", "Ports"},
		stored: map[string]any{
			"Size": 45.0, "Flag": true, "Label": "5", "Ports": []any{1.0, 2.0}, "Options.Count": 5.0, "Options.Enabled": false,
		},
		drift: change(46, "Size"),
	},
	"own_null": {
		typeName: gadget("Null"), reason: "null inside a free document is data; elsewhere it is absence",
		first: `
			Name     = "null"
			Label    = null
			Document = { States = { a = { Type = "Pass", ResultPath = null } }, List = [null, 1] }`,
		second: `
			Name     = "null"
			Label    = null
			Document = { States = { a = { Type = "Wait", ResultPath = null } }, List = [null, 2], Added = null }`,
		stored: map[string]any{
			"Document.States.a.ResultPath": nil, "Document.Added": nil, "Document.List": []any{nil, 2.0},
		},
		drift: change("x", "Document", "States", "a", "ResultPath"),
	},
}

// publishedServices are published types whose services have habits: those of
// which bug reports are known, and for each kind at least one more.
var publishedServices = map[string]typeCase{
	"scheduled_query": {
		typeName: "AWS::Timestream::ScheduledQuery", reason: "a required, create-only property that no read returns", change: planNothing,
		habits: []cloudcontroltest.Habit{habit(`{"at": "/ScheduledQueryExecutionRoleArn", "do": "omit"}`)},
		first:  scheduledQuery, second: scheduledQuery,
		keeps: []string{"ScheduledQueryExecutionRoleArn"}, warns: []string{"ScheduledQueryExecutionRoleArn"},
	},
	"repository_key": {
		typeName: "AWS::ECR::Repository", reason: "a nested create-only property that no read returns, and a nested false",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/EncryptionConfiguration/KmsKey", "do": "omit"}`), habit(`{"at": "/ImageScanningConfiguration/ScanOnPush", "do": "omit", "as": "zero"}`),
			habit(`{"at": "/ImageTagMutabilityExclusionFilters", "do": "add", "value": []}`),
		},
		first: `
			RepositoryName             = "acme/app"
			EncryptionConfiguration    = { EncryptionType = "KMS", KmsKey = "arn:aws:kms:us-east-1:111122223333:key/k" }
			ImageScanningConfiguration = { ScanOnPush = false }`,
		second: `
			RepositoryName             = "acme/app"
			EncryptionConfiguration    = { EncryptionType = "KMS", KmsKey = "arn:aws:kms:us-east-1:111122223333:key/k" }
			ImageScanningConfiguration = { ScanOnPush = false }
			ImageTagMutability         = "IMMUTABLE"`,
		imported: `
			RepositoryName             = "acme/app"
			EncryptionConfiguration    = { EncryptionType = "KMS", KmsKey = "arn:aws:kms:us-east-1:111122223333:key/k" }
			ImageTagMutability         = "IMMUTABLE"`,
		keeps: []string{"EncryptionConfiguration.KmsKey"}, warns: []string{"EncryptionConfiguration.KmsKey", "ImageScanningConfiguration.ScanOnPush"},
		drift: change("MUTABLE", "ImageTagMutability"),
	},
	"oidc_provider": {
		typeName: "AWS::IAM::OIDCProvider", reason: "a service that normalises a create-only property and the items of a list",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/Url", "do": "store", "as": "without-scheme"}`), habit(`{"at": "/ThumbprintList/*", "do": "store", "as": "lower"}`),
		},
		first: `
			Url            = "https://token.actions.githubusercontent.com"
			ClientIdList   = ["sts.amazonaws.com"]
			ThumbprintList = ["6938FD4D98BAB03FAADB97B34396831E3780AEA1"]`,
		second: `
			Url            = "https://token.actions.githubusercontent.com"
			ClientIdList   = ["sts.amazonaws.com", "b"]
			ThumbprintList = ["6938FD4D98BAB03FAADB97B34396831E3780AEA1"]`,
		imported: `
			Url            = "token.actions.githubusercontent.com"
			ClientIdList   = ["sts.amazonaws.com", "b"]
			ThumbprintList = ["6938fd4d98bab03faadb97b34396831e3780aea1"]`,
		apart: []string{"Url"}, warns: []string{"Url", "ThumbprintList"},
		drift: change([]any{"0000000000000000000000000000000000000000"}, "ThumbprintList"),
	},
	"health_check": {
		typeName: "AWS::Route53::HealthCheck", reason: "a nested property that the service normalises",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/HealthCheckConfig/FullyQualifiedDomainName", "do": "store", "as": "lower"}`),
			habit(`{"at": "/HealthCheckConfig/ResourcePath", "do": "store", "as": "without-trailing-slash"}`),
		},
		first: `
			HealthCheckConfig = { Type = "HTTPS", FullyQualifiedDomainName = "WWW.example.com", ResourcePath = "/health/", FailureThreshold = 3 }`,
		second: `
			HealthCheckConfig = { Type = "HTTPS", FullyQualifiedDomainName = "WWW.example.com", ResourcePath = "/health/", FailureThreshold = 4 }`,
		imported: `
			HealthCheckConfig = { Type = "HTTPS", FullyQualifiedDomainName = "www.example.com", ResourcePath = "/health", FailureThreshold = 4 }`,
		apart: []string{"HealthCheckConfig.ResourcePath"}, warns: []string{"HealthCheckConfig.ResourcePath"},
		drift: change("/by-hand", "HealthCheckConfig", "ResourcePath"),
	},
	"dashboard": {
		typeName: "AWS::CloudWatch::Dashboard", reason: "a JSON text that the service prints anew",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/DashboardBody", "do": "store", "as": "json-reordered"}`)},
		first: `
			DashboardName = "d"
			DashboardBody = jsonencode({ widgets = [{ type = "text", x = 0 }], start = "-PT1H" })`,
		second: `
			DashboardName = "d"
			DashboardBody = jsonencode({ widgets = [{ type = "text", x = 1 }], start = "-PT1H" })`,
		drift: change(`{"widgets":[]}`, "DashboardBody"),
	},
	"bucket_policy": {
		typeName: "AWS::S3::BucketPolicy", reason: "a policy document as an object",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/PolicyDocument", "do": "store", "as": "policy"}`)},
		first: `
			Bucket = "acme-logs"
			PolicyDocument = {
			  Version   = "2012-10-17"
			  Statement = [{ Sid = "Read", Effect = "Allow", Principal = { Service = ["logging.s3.amazonaws.com"] }, Action = ["s3:PutObject"], Resource = ["arn:aws:s3:::acme-logs/*"] }]
			}`,
		second: `
			Bucket = "acme-logs"
			PolicyDocument = {
			  Version   = "2012-10-17"
			  Statement = [{ Sid = "Read", Effect = "Allow", Principal = { Service = ["logging.s3.amazonaws.com"] }, Action = ["s3:PutObject", "s3:GetObject"], Resource = ["arn:aws:s3:::acme-logs/*"] }]
			}`,
		apart: []string{"PolicyDocument"},
		drift: func(p map[string]any) {
			change("Deny", "Effect")(valueAt(p, "PolicyDocument").(map[string]any)["Statement"].([]any)[0].(map[string]any))
		},
	},
	"bucket_policy_text": {
		typeName: "AWS::S3::BucketPolicy", reason: "a policy document as text",
		first: `
			Bucket         = "acme-text"
			PolicyDocument = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = ["s3:PutObject"], Resource = ["arn:aws:s3:::acme-text/*"] }] })`,
		second: `
			Bucket         = "acme-text"
			PolicyDocument = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = ["s3:PutObject", "s3:GetObject"], Resource = ["arn:aws:s3:::acme-text/*"] }] })`,
		apart: []string{"PolicyDocument"},
		drift: change(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}`, "PolicyDocument"),
	},
	"role": {
		typeName: "AWS::IAM::Role", reason: "policy documents, one of them in the items of a list",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/AssumeRolePolicyDocument", "do": "store", "as": "policy"}`), habit(`{"at": "/Policies/*/PolicyDocument", "do": "store", "as": "policy"}`),
		},
		first: `
			RoleName                 = "query"
			AssumeRolePolicyDocument = { Statement = [{ Effect = "Allow", Principal = { Service = ["lambda.amazonaws.com"] }, Action = ["sts:AssumeRole"] }] }
			Policies                 = [{ PolicyName = "p", PolicyDocument = { Statement = [{ Effect = "Allow", Action = ["s3:PutObject", "s3:GetObject"], Resource = ["*"] }] } }]`,
		second: `
			RoleName                 = "query"
			AssumeRolePolicyDocument = { Statement = [{ Effect = "Allow", Principal = { Service = ["lambda.amazonaws.com"] }, Action = ["sts:AssumeRole"] }] }
			Policies                 = [{ PolicyName = "p", PolicyDocument = { Statement = [{ Effect = "Allow", Action = ["s3:PutObject", "s3:DeleteObject"], Resource = ["*"] }] } }]`,
		apart: []string{"AssumeRolePolicyDocument", "Policies"},
		drift: func(p map[string]any) {
			change("Deny", "Effect")(valueAt(p, "AssumeRolePolicyDocument").(map[string]any)["Statement"].([]any)[0].(map[string]any))
		},
	},
	"bucket": {
		typeName: "AWS::S3::Bucket", reason: "a tag without a value, and a nested word that means nothing, are left out of reads",
		habits: []cloudcontroltest.Habit{
			habit(`{"at": "/Tags", "do": "omit", "as": "empty-tag"}`), habit(`{"at": "/VersioningConfiguration/Status", "do": "omit", "as": "equal", "value": "Suspended"}`),
			habit(`{"at": "/Tags", "do": "append", "as": "tag", "value": {"Key": "aws:servicecatalog:provisioned", "Value": "x"}}`),
		},
		first: `
			BucketName              = "acme-tags"
			VersioningConfiguration = { Status = "Suspended" }
			Tags                    = [{ Key = "Team", Value = "b" }, { Key = "Env", Value = "" }]`,
		second: `
			BucketName              = "acme-tags"
			VersioningConfiguration = { Status = "Suspended" }
			Tags                    = [{ Key = "Team", Value = "c" }, { Key = "Env", Value = "" }]`,
		imported: `
			BucketName = "acme-tags"
			Tags       = [{ Key = "Team", Value = "c" }]`,
		warns: []string{"Tags"},
		drift: func(p map[string]any) {
			p["Tags"] = []any{map[string]any{"Key": "Team", "Value": "by hand"}, map[string]any{"Key": "Env", "Value": ""}}
		},
	},
	"web_acl": {
		typeName: "AWS::WAFv2::WebACL", reason: "a read adds a text that the pattern forbids, and the API checks the patched model",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/Description", "do": "add", "value": ""}`)},
		first:  webACL(`["a.example"]`), second: webACL(`["a.example", "b.example"]`),
		drift: change([]any{"c.example"}, "TokenDomains"),
	},
	"ip_set": {
		typeName: "AWS::WAFv2::IPSet", reason: "another type of which a read adds what the pattern forbids",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/Description", "do": "add", "value": ""}`)},
		first: `
			Name             = "office"
			Scope            = "REGIONAL"
			IPAddressVersion = "IPV4"
			Addresses        = ["192.0.2.0/24"]`,
		second: `
			Name             = "office"
			Scope            = "REGIONAL"
			IPAddressVersion = "IPV4"
			Addresses        = ["192.0.2.0/24", "198.51.100.0/24"]`,
		drift: change([]any{"203.0.113.0/24"}, "Addresses"),
	},
	"queue": {
		typeName: "AWS::SQS::Queue", reason: "a quoted number and a quoted truth value, as they come from a map of texts",
		first: `
			QueueName         = "jobs.fifo"
			VisibilityTimeout = tomap({ timeout = "44" }).timeout
			FifoQueue         = tomap({ fifo = "true" }).fifo`,
		second: `
			QueueName         = "jobs.fifo"
			VisibilityTimeout = tomap({ timeout = "45" }).timeout
			FifoQueue         = tomap({ fifo = "true" }).fifo`,
		stored: map[string]any{"VisibilityTimeout": 45.0, "FifoQueue": true},
		drift:  change(46, "VisibilityTimeout"),
	},
	"parameter": {
		typeName: "AWS::SSM::Parameter", reason: "a number where the schema wants a text",
		first: `
			Name  = "/acme/size"
			Type  = "String"
			Value = 4`,
		second: `
			Name  = "/acme/size"
			Type  = "String"
			Value = 5`,
		apart: []string{"Value"}, stored: map[string]any{"Value": "5"},
		drift: change("6", "Value"),
	},
	"table": {
		typeName: "AWS::DynamoDB::Table", reason: "quoted numbers inside an object",
		first: `
			TableName             = "orders"
			KeySchema             = [{ AttributeName = "id", KeyType = "HASH" }]
			AttributeDefinitions  = [{ AttributeName = "id", AttributeType = "S" }]
			ProvisionedThroughput = { ReadCapacityUnits = "4", WriteCapacityUnits = "1" }`,
		second: `
			TableName             = "orders"
			KeySchema             = [{ AttributeName = "id", KeyType = "HASH" }]
			AttributeDefinitions  = [{ AttributeName = "id", AttributeType = "S" }]
			ProvisionedThroughput = { ReadCapacityUnits = "5", WriteCapacityUnits = "1" }`,
		stored: map[string]any{"ProvisionedThroughput.ReadCapacityUnits": 5.0},
		drift:  change(6, "ProvisionedThroughput", "ReadCapacityUnits"),
	},
	"state_machine": {
		typeName: "AWS::StepFunctions::StateMachine", reason: "null inside a write-only document is data; a revision that moves with each update",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/StateMachineRevisionId", "do": "move", "as": "token"}`)},
		first: `
			StateMachineName = "pass"
			RoleArn          = "arn:aws:iam::111122223333:role/states"
			Definition       = { StartAt = "a", States = { a = { Type = "Pass", ResultPath = null, End = true } } }`,
		second: `
			StateMachineName = "pass"
			RoleArn          = "arn:aws:iam::111122223333:role/states"
			Definition       = { StartAt = "b", States = { b = { Type = "Pass", ResultPath = null, End = true } } }`,
		stored: map[string]any{"Definition.States.b.ResultPath": nil},
	},
	"event_rule": {
		typeName: "AWS::Events::Rule", reason: "null inside a document that may be a text as well",
		first: `
			Name         = "nothing"
			EventPattern = { source = ["acme"], detail = { state = [null, "done"], gone = null } }`,
		second: `
			Name         = "nothing"
			EventPattern = { source = ["acme"], detail = { state = [null, "failed"], gone = null } }`,
		stored: map[string]any{"EventPattern.detail.gone": nil, "EventPattern.detail.state": []any{nil, "failed"}},
		drift:  change([]any{"done"}, "EventPattern", "detail", "state"),
	},
	"backup_vault": {
		typeName: "AWS::Backup::BackupVault", reason: "an optional create-only property that no read returns, beside tags as a map",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/EncryptionKeyArn", "do": "omit"}`)},
		first: `
			BackupVaultName  = "vault"
			EncryptionKeyArn = "arn:aws:kms:us-east-1:111122223333:key/k"
			BackupVaultTags  = { Team = "a" }`,
		second: `
			BackupVaultName  = "vault"
			EncryptionKeyArn = "arn:aws:kms:us-east-1:111122223333:key/k"
			BackupVaultTags  = { Team = "b" }`,
		keeps: []string{"EncryptionKeyArn"}, warns: []string{"EncryptionKeyArn"},
		drift: change("by hand", "BackupVaultTags", "Team"),
	},
	"event_source": {
		typeName: "AWS::Lambda::EventSourceMapping", reason: "a create-only property that no read returns, and a false that is left out",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/StartingPosition", "do": "omit"}`), habit(`{"at": "/Enabled", "do": "omit", "as": "zero"}`)},
		first: `
			FunctionName     = "consumer"
			EventSourceArn   = "arn:aws:dynamodb:us-east-1:111122223333:table/orders/stream/1"
			StartingPosition = "LATEST"
			Enabled          = false
			BatchSize        = 1`,
		second: `
			FunctionName     = "consumer"
			EventSourceArn   = "arn:aws:dynamodb:us-east-1:111122223333:table/orders/stream/1"
			StartingPosition = "LATEST"
			Enabled          = false
			BatchSize        = 2`,
		imported: `
			FunctionName     = "consumer"
			EventSourceArn   = "arn:aws:dynamodb:us-east-1:111122223333:table/orders/stream/1"
			StartingPosition = "LATEST"
			BatchSize        = 2`,
		keeps: []string{"StartingPosition"}, warns: []string{"StartingPosition", "Enabled"},
		drift: change(3, "BatchSize"),
	},
	"resolver_rule": {
		typeName: "AWS::Route53Resolver::ResolverRule", reason: "a name to which the service adds a dot, as its schema says; a port as a number for a text",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/DomainName", "do": "store", "as": "with-trailing-dot"}`)},
		first: `
			RuleType           = "FORWARD"
			DomainName         = "acme.example"
			ResolverEndpointId = "rslvr-out-1"
			TargetIps          = [{ Ip = "192.0.2.1", Port = 53 }]`,
		second: `
			RuleType           = "FORWARD"
			DomainName         = "acme.example"
			ResolverEndpointId = "rslvr-out-1"
			TargetIps          = [{ Ip = "192.0.2.2", Port = 53 }]`,
		apart: []string{"DomainName", "TargetIps"},
		drift: change("other.example.", "DomainName"),
	},
	"composite_alarm": {
		typeName: "AWS::CloudWatch::CompositeAlarm", reason: "an expression that the service trims, and a false that is left out",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/AlarmRule", "do": "store", "as": "trim"}`), habit(`{"at": "/ActionsEnabled", "do": "omit", "as": "zero"}`)},
		first: `
			AlarmName      = "all"
			AlarmRule      = "ALARM(a) OR ALARM(b)\n"
			ActionsEnabled = false`,
		second: `
			AlarmName      = "all"
			AlarmRule      = "ALARM(a) OR ALARM(c)\n"
			ActionsEnabled = false`,
		imported: `
			AlarmName = "all"
			AlarmRule = "ALARM(a) OR ALARM(c)"`,
		apart: []string{"AlarmRule"}, warns: []string{"AlarmRule", "ActionsEnabled"},
		drift: change("FALSE", "AlarmRule"),
	},
	"queue_policy": {
		typeName: "AWS::SQS::QueueInlinePolicy", reason: "a policy document of a type without list handler",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/PolicyDocument", "do": "store", "as": "policy"}`)},
		first: `
			Queue          = "https://sqs.us-east-1.amazonaws.com/111122223333/jobs"
			PolicyDocument = { Statement = [{ Effect = "Allow", Principal = { AWS = ["111122223333"] }, Action = ["sqs:SendMessage"], Resource = ["*"] }] }`,
		second: `
			Queue          = "https://sqs.us-east-1.amazonaws.com/111122223333/jobs"
			PolicyDocument = { Statement = [{ Effect = "Allow", Principal = { AWS = ["111122223333"] }, Action = ["sqs:SendMessage", "sqs:ReceiveMessage"], Resource = ["*"] }] }`,
		apart: []string{"PolicyDocument"},
		drift: func(p map[string]any) {
			change("Deny", "Effect")(valueAt(p, "PolicyDocument").(map[string]any)["Statement"].([]any)[0].(map[string]any))
		},
	},
	"secret_policy": {
		typeName: "AWS::SecretsManager::ResourcePolicy", reason: "a policy document as text, beside a write-only truth value",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/ResourcePolicy", "do": "store", "as": "policy"}`)},
		first: `
			SecretId          = "arn:aws:secretsmanager:us-east-1:111122223333:secret:s"
			BlockPublicPolicy = true
			ResourcePolicy    = jsonencode({ Statement = [{ Effect = "Deny", Principal = "*", Action = ["secretsmanager:DeleteSecret"], Resource = ["*"] }] })`,
		second: `
			SecretId          = "arn:aws:secretsmanager:us-east-1:111122223333:secret:s"
			BlockPublicPolicy = true
			ResourcePolicy    = jsonencode({ Statement = [{ Effect = "Deny", Principal = "*", Action = ["secretsmanager:PutSecretValue", "secretsmanager:DeleteSecret"], Resource = ["*"] }] })`,
		apart: []string{"ResourcePolicy"},
		drift: change(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}`, "ResourcePolicy"),
	},
	"pattern_set": {
		typeName: "AWS::WAFv2::RegexPatternSet", reason: "a read adds a text that the pattern forbids, to an identifier of three parts",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/Description", "do": "add", "value": ""}`)},
		first: `
			Name                  = "bots"
			Scope                 = "REGIONAL"
			RegularExpressionList = ["^bot"]`,
		second: `
			Name                  = "bots"
			Scope                 = "REGIONAL"
			RegularExpressionList = ["^bot", "^crawler"]`,
		drift: change([]any{"^spider"}, "RegularExpressionList"),
	},
	"schedule": {
		typeName: "AWS::Scheduler::Schedule", reason: "a read adds texts that are too short, one of them nested, and a number in quotes",
		habits: []cloudcontroltest.Habit{habit(`{"at": "/KmsKeyArn", "do": "add", "value": ""}`), habit(`{"at": "/Target/Input", "do": "add", "value": ""}`)},
		first: `
			Name               = "hourly"
			ScheduleExpression = "rate(1 hour)"
			FlexibleTimeWindow = { Mode = "FLEXIBLE", MaximumWindowInMinutes = "5" }
			Target             = { Arn = "arn:aws:sqs:us-east-1:111122223333:q", RoleArn = "arn:aws:iam::111122223333:role/s" }`,
		second: `
			Name               = "hourly"
			ScheduleExpression = "rate(2 hours)"
			FlexibleTimeWindow = { Mode = "FLEXIBLE", MaximumWindowInMinutes = "6" }
			Target             = { Arn = "arn:aws:sqs:us-east-1:111122223333:q", RoleArn = "arn:aws:iam::111122223333:role/s" }`,
		stored: map[string]any{"FlexibleTimeWindow.MaximumWindowInMinutes": 6.0},
		drift:  change("rate(1 day)", "ScheduleExpression"),
	},
	"stream": {
		typeName: "AWS::Kinesis::Stream", reason: "whole numbers as they come from a map of texts",
		first: `
			Name                 = "clicks"
			ShardCount           = tomap({ shards = "1" }).shards
			RetentionPeriodHours = "24"`,
		second: `
			Name                 = "clicks"
			ShardCount           = tomap({ shards = "2" }).shards
			RetentionPeriodHours = "48"`,
		stored: map[string]any{"ShardCount": 2.0, "RetentionPeriodHours": 48.0},
		drift:  change(3, "ShardCount"),
	},
	"volume": {
		typeName: "AWS::EC2::Volume", reason: "a quoted number and a quoted truth value, of an object that the service names",
		first: `
			AvailabilityZone = "us-east-1a"
			Size             = "10"
			Encrypted        = "true"`,
		second: `
			AvailabilityZone = "us-east-1a"
			Size             = "11"
			Encrypted        = "true"`,
		stored: map[string]any{"Size": 11.0, "Encrypted": true},
		drift:  change(12, "Size"),
	},
	"document": {
		typeName: "AWS::SSM::Document", reason: "null inside a document that may be a text as well, in a list",
		first: `
			Name         = "acme-run"
			DocumentType = "Command"
			Content      = { schemaVersion = "2.2", description = null, mainSteps = [{ action = "aws:runShellScript", name = "a", inputs = { timeout = null } }] }`,
		second: `
			Name         = "acme-run"
			DocumentType = "Command"
			Content      = { schemaVersion = "2.2", description = null, mainSteps = [{ action = "aws:runShellScript", name = "b", inputs = { timeout = null } }] }`,
		stored: map[string]any{"Content.description": nil},
		drift:  change("by hand", "Content", "description"),
	},
	"job": {
		typeName: "AWS::Glue::Job", reason: "null as an argument is data, beside a structure in which it is absence",
		first: `
			Name             = "etl"
			Role             = "arn:aws:iam::111122223333:role/glue"
			Command          = { Name = "glueetl", ScriptLocation = "s3://acme/a.py", PythonVersion = null }
			DefaultArguments = { "--flag" = null, "--size" = "1" }`,
		second: `
			Name             = "etl"
			Role             = "arn:aws:iam::111122223333:role/glue"
			Command          = { Name = "glueetl", ScriptLocation = "s3://acme/b.py", PythonVersion = null }
			DefaultArguments = { "--flag" = null, "--size" = "2" }`,
		stored: map[string]any{"DefaultArguments.--flag": nil, "DefaultArguments.--size": "2"},
		drift:  change("x", "DefaultArguments", "--flag"),
	},
}

const scheduledQuery = `
			ScheduledQueryName             = "hourly"
			QueryString                    = "SELECT 1"
			ScheduleConfiguration          = { ScheduleExpression = "rate(1 hour)" }
			NotificationConfiguration      = { SnsConfiguration = { TopicArn = "arn:aws:sns:us-east-1:111122223333:t" } }
			ErrorReportConfiguration       = { S3Configuration = { BucketName = "acme-errors" } }
			ScheduledQueryExecutionRoleArn = "arn:aws:iam::111122223333:role/query"`

func webACL(domains string) string {
	return `
			Name             = "front"
			Scope            = "REGIONAL"
			DefaultAction    = { Block = {} }
			TokenDomains     = ` + domains + `
			VisibilityConfig = { CloudWatchMetricsEnabled = true, MetricName = "front", SampledRequestsEnabled = true }`
}
