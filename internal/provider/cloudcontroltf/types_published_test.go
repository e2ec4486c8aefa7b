package cloudcontroltf_test

import (
	"encoding/json"
	"maps"
	"strings"
)

// withDefaults returns a service that fills in what a model lacks, as most
// services do with more than their schemas say.
func withDefaults(defaults map[string]any, more ...func(map[string]any)) func(map[string]any) {
	return func(properties map[string]any) {
		filled := maps.Clone(defaults)
		maps.Copy(filled, properties)
		maps.Copy(properties, filled)
		for _, do := range more {
			do(properties)
		}
	}
}

// rewrites returns a service that stores the text at a path of object members
// in another form.
func rewrites(how func(string) string, path ...string) func(map[string]any) {
	return func(properties map[string]any) {
		last := len(path) - 1
		for _, name := range path[:last] {
			properties, _ = properties[name].(map[string]any)
		}
		if text, ok := properties[path[last]].(string); ok {
			properties[path[last]] = how(text)
		}
	}
}

// asObject returns a service that stores a JSON text as the object that it is.
func asObject(name string) func(map[string]any) {
	return func(properties map[string]any) {
		var document map[string]any
		if text, ok := properties[name].(string); ok && json.Unmarshal([]byte(text), &document) == nil {
			properties[name] = document
		}
	}
}

// asARN returns how a service writes an id as an ARN.
func asARN(prefix string) func(string) string {
	return func(text string) string {
		if strings.HasPrefix(text, "arn:") {
			return text
		}
		return prefix + text
	}
}

// eachOf calls do for every object in an array.
func eachOf(name string, do func(map[string]any)) func(map[string]any) {
	return func(properties map[string]any) {
		items, _ := properties[name].([]any)
		for _, item := range items {
			if object, ok := item.(map[string]any); ok {
				do(object)
			}
		}
	}
}

const keyARN = "arn:aws:kms:us-east-1:123456789012:key/"

// publishedTypes are types of AWS whose published schemas the test uses where
// it finds them. Their services do what the real ones are known to do.
var publishedTypes = map[string]typeCase{
	"sqs_queue": {
		typeName: "AWS::SQS::Queue", reason: "an object or its JSON text; tags in any order; a name that the service gives",
		first: `
			VisibilityTimeout = 30
			RedrivePolicy     = { deadLetterTargetArn = "arn:aws:sqs:us-east-1:123456789012:dead", maxReceiveCount = 5 }
			Tags              = [{ Key = "team", Value = "b" }, { Key = "env", Value = "test" }]`,
		second: `
			VisibilityTimeout = 60
			RedrivePolicy     = jsonencode({ maxReceiveCount = 3, deadLetterTargetArn = "arn:aws:sqs:us-east-1:123456789012:dead" })
			Tags              = [{ Key = "team", Value = "b" }, { Key = "env", Value = "live" }]`,
		drift: change(90, "VisibilityTimeout"),
		service: withDefaults(map[string]any{"DelaySeconds": 0, "MaximumMessageSize": 262144, "MessageRetentionPeriod": 345600, "ReceiveMessageWaitTimeSeconds": 0, "SqsManagedSseEnabled": true},
			asObject("RedrivePolicy")),
	},
	"log_group": {
		typeName: "AWS::Logs::LogGroup", reason: "an identifier with slashes; an enum of numbers; a free object",
		first: `
			LogGroupName         = "/acme/app"
			RetentionInDays      = 14
			DataProtectionPolicy = { Name = "p", Version = "2021-06-01", Statement = [{ Sid = "a" }] }`,
		second: `
			LogGroupName         = "/acme/app"
			RetentionInDays      = 30
			DataProtectionPolicy = { Name = "p", Version = "2021-06-01", Statement = [{ Sid = "b" }] }
			Tags                 = [{ Key = "team", Value = "b" }]`,
		drift: change(1, "RetentionInDays"),
	},
	"s3_bucket": {
		typeName: "AWS::S3::Bucket", reason: "the largest schema: deep objects, a write-only property, a property that the service writes in another case",
		first: `
			BucketName              = "acme-assets"
			AccessControl           = "Private"
			VersioningConfiguration = { Status = "Enabled" }
			BucketEncryption        = { ServerSideEncryptionConfiguration = [{ ServerSideEncryptionByDefault = { SSEAlgorithm = "AES256" }, BucketKeyEnabled = true }] }
			LifecycleConfiguration  = { Rules = [{ Id = "old", Status = "Enabled", ExpirationInDays = 90, Prefix = "tmp/" }] }
			NotificationConfiguration = {
				QueueConfigurations = [{
					Event  = "s3:ObjectCreated:*"
					Queue  = "arn:aws:sqs:us-east-1:123456789012:uploads"
					Filter = { S3Key = { Rules = [{ Name = "suffix", Value = ".png" }, { Name = "prefix", Value = "in/" }] } }
				}]
			}`,
		second: `
			BucketName              = "acme-assets"
			AccessControl           = "Private"
			VersioningConfiguration = { Status = "Suspended" }
			BucketEncryption        = { ServerSideEncryptionConfiguration = [{ ServerSideEncryptionByDefault = { SSEAlgorithm = "AES256" }, BucketKeyEnabled = true }] }
			LifecycleConfiguration  = { Rules = [{ Id = "old", Status = "Enabled", ExpirationInDays = 30, Prefix = "tmp/" }, { Id = "older", Status = "Disabled", ExpirationInDays = 365 }] }
			NotificationConfiguration = {
				QueueConfigurations = [{
					Event  = "s3:ObjectCreated:*"
					Queue  = "arn:aws:sqs:us-east-1:123456789012:uploads"
					Filter = { S3Key = { Rules = [{ Name = "suffix", Value = ".png" }, { Name = "prefix", Value = "in/" }] } }
				}]
			}
			Tags = [{ Key = "team", Value = "b" }]`,
		keeps: []string{"AccessControl"},
		drift: change("Enabled", "VersioningConfiguration", "Status"),
		service: withDefaults(map[string]any{
			"OwnershipControls":              map[string]any{"Rules": []any{map[string]any{"ObjectOwnership": "BucketOwnerEnforced"}}},
			"PublicAccessBlockConfiguration": map[string]any{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
		}, func(p map[string]any) {
			notifications, _ := p["NotificationConfiguration"].(map[string]any)
			eachOf("QueueConfigurations", func(queue map[string]any) {
				filter, _ := queue["Filter"].(map[string]any)
				key, _ := filter["S3Key"].(map[string]any)
				eachOf("Rules", rewrites(func(name string) string { return strings.ToUpper(name[:1]) + name[1:] }, "Name"))(key)
			})(notifications)
		}),
	},
	"iam_role": {
		typeName: "AWS::IAM::Role", reason: "policies as text or object, in an array without an order",
		first: `
			RoleName                 = "acme-app"
			AssumeRolePolicyDocument = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
			ManagedPolicyArns        = ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AmazonSQSFullAccess"]
			Policies                 = [{ PolicyName = "own", PolicyDocument = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] } }]`,
		second: `
			RoleName                 = "acme-app"
			Description              = "What the application may do."
			AssumeRolePolicyDocument = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs.amazonaws.com" } }] })
			ManagedPolicyArns        = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
			Policies                 = [{ PolicyName = "own", PolicyDocument = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] } }]`,
		drift:   change([]any{}, "ManagedPolicyArns"),
		service: withDefaults(map[string]any{"MaxSessionDuration": 3600}, asObject("AssumeRolePolicyDocument")),
	},
	"security_group": {
		typeName: "AWS::EC2::SecurityGroup", reason: "rules without an order; protocols by name or number",
		first: `
			GroupDescription     = "web"
			VpcId                = "vpc-0123456789abcdef0"
			SecurityGroupIngress = [{ IpProtocol = "tcp", FromPort = 443, ToPort = 443, CidrIp = "0.0.0.0/0" }, { IpProtocol = "6", FromPort = 22, ToPort = 22, CidrIp = "10.0.0.0/8" }]`,
		second: `
			GroupDescription     = "web"
			VpcId                = "vpc-0123456789abcdef0"
			SecurityGroupIngress = [{ IpProtocol = "tcp", FromPort = 443, ToPort = 443, CidrIp = "0.0.0.0/0" }, { IpProtocol = "UDP", FromPort = 53, ToPort = 53, CidrIp = "10.0.0.0/8" }]
			Tags                 = [{ Key = "Name", Value = "web" }]`,
		drift: change([]any{}, "SecurityGroupIngress"),
		service: eachOf("SecurityGroupIngress", rewrites(func(protocol string) string {
			return strings.NewReplacer("6", "tcp", "17", "udp").Replace(strings.ToLower(protocol))
		}, "IpProtocol")),
	},
	"dynamodb_table": {
		typeName: "AWS::DynamoDB::Table", reason: "one of two shapes for a required property; a key that the service names by ARN",
		first: `
			TableName            = "orders"
			BillingMode          = "PAY_PER_REQUEST"
			AttributeDefinitions = [{ AttributeName = "id", AttributeType = "S" }]
			KeySchema            = [{ AttributeName = "id", KeyType = "HASH" }]
			SSESpecification     = { SSEEnabled = true, SSEType = "KMS", KMSMasterKeyId = "11111111-2222-3333-4444-555555555555" }`,
		second: `
			TableName               = "orders"
			BillingMode             = "PAY_PER_REQUEST"
			AttributeDefinitions    = [{ AttributeName = "id", AttributeType = "S" }, { AttributeName = "at", AttributeType = "N" }]
			KeySchema               = [{ AttributeName = "id", KeyType = "HASH" }]
			SSESpecification        = { SSEEnabled = true, SSEType = "KMS", KMSMasterKeyId = "11111111-2222-3333-4444-555555555555" }
			TimeToLiveSpecification = { AttributeName = "expires", Enabled = true }
			GlobalSecondaryIndexes  = [{ IndexName = "by-time", KeySchema = [{ AttributeName = "at", KeyType = "HASH" }], Projection = { ProjectionType = "ALL" } }]`,
		drift:   change(false, "TimeToLiveSpecification", "Enabled"),
		service: withDefaults(map[string]any{"DeletionProtectionEnabled": false, "TableClass": "STANDARD"}, rewrites(asARN(keyARN), "SSESpecification", "KMSMasterKeyId")),
	},
	"rds_instance": {
		typeName: "AWS::RDS::DBInstance", reason: "the service stores names in lower case, a version in full and a key as ARN; secrets; numbers as text",
		first: `
			DBInstanceIdentifier       = "Acme-DB"
			DBInstanceClass            = "db.t4g.micro"
			Engine                     = "postgres"
			EngineVersion              = "16"
			AllocatedStorage           = "20"
			MasterUsername             = "admin1"
			KmsKeyId                   = "11111111-2222-3333-4444-555555555555"
			StorageEncrypted           = true
			PreferredMaintenanceWindow = "Sun:05:00-Sun:06:00"
			VPCSecurityGroups          = ["sg-2", "sg-1"]
			DeleteAutomatedBackups     = true`,
		second: `
			DBInstanceIdentifier       = "Acme-DB"
			DBInstanceClass            = "db.t4g.small"
			Engine                     = "postgres"
			EngineVersion              = "16"
			AllocatedStorage           = "40"
			MasterUsername             = "admin1"
			KmsKeyId                   = "11111111-2222-3333-4444-555555555555"
			StorageEncrypted           = true
			PreferredMaintenanceWindow = "Sun:05:00-Sun:06:00"
			VPCSecurityGroups          = ["sg-2", "sg-1"]
			DeleteAutomatedBackups     = true
			Tags                       = [{ Key = "team", Value = "b" }]`,
		more:  `  sensitive_properties = { MasterUserPassword = "correct-horse" }`,
		keeps: []string{"MasterUserPassword", "DeleteAutomatedBackups"}, secrets: []string{"MasterUserPassword"},
		drift: change("80", "AllocatedStorage"),
		service: withDefaults(map[string]any{"BackupRetentionPeriod": 1, "MultiAZ": false, "StorageType": "gp2"},
			rewrites(strings.ToLower, "DBInstanceIdentifier"), rewrites(strings.ToLower, "PreferredMaintenanceWindow"),
			rewrites(asARN(keyARN), "KmsKeyId"), rewrites(func(version string) string { return strings.TrimSuffix(version, ".3") + ".3" }, "EngineVersion")),
	},
	"lambda_function": {
		typeName: "AWS::Lambda::Function", reason: "a required object whose members are all write-only; a map",
		first: `
			FunctionName = "resize"
			Role         = "arn:aws:iam::123456789012:role/resize"
			Runtime      = "python3.13"
			Handler      = "main.handle"
			Code         = { S3Bucket = "acme-code", S3Key = "resize-1.zip" }
			Environment  = { Variables = { LEVEL = "info", REGION_HINT = "eu" } }`,
		second: `
			FunctionName = "resize"
			Role         = "arn:aws:iam::123456789012:role/resize"
			Runtime      = "python3.13"
			Handler      = "main.handle"
			Code         = { S3Bucket = "acme-code", S3Key = "resize-2.zip" }
			Environment  = { Variables = { LEVEL = "debug" } }
			MemorySize   = 256`,
		gone:    []string{"Environment.Variables.REGION_HINT"},
		keeps:   []string{"Code.S3Bucket", "Code.S3Key"},
		drift:   change(512, "MemorySize"),
		service: withDefaults(map[string]any{"MemorySize": 128, "Timeout": 3, "PackageType": "Zip", "Architectures": []any{"x86_64"}, "TracingConfig": map[string]any{"Mode": "PassThrough"}}),
	},
	"api_gateway_method": {
		typeName: "AWS::ApiGateway::Method", reason: "an identifier of three parts that the caller chooses; no list handler; maps of either type",
		first: `
			RestApiId         = "a1b2c3d4e5"
			ResourceId        = "r00t"
			HttpMethod        = "GET"
			AuthorizationType = "NONE"
			RequestParameters = { "method.request.querystring.q" = true }
			MethodResponses   = [{ StatusCode = "200", ResponseModels = { "application/json" = "Empty" } }]
			Integration       = { Type = "MOCK", RequestTemplates = { "application/json" = jsonencode({ statusCode = 200 }) } }`,
		second: `
			RestApiId         = "a1b2c3d4e5"
			ResourceId        = "r00t"
			HttpMethod        = "GET"
			AuthorizationType = "AWS_IAM"
			RequestParameters = { "method.request.querystring.q" = false }
			MethodResponses   = [{ StatusCode = "200", ResponseModels = { "application/json" = "Empty" } }, { StatusCode = "404" }]
			Integration       = { Type = "MOCK", RequestTemplates = { "application/json" = jsonencode({ statusCode = 200 }) } }`,
		drift: change("NONE", "AuthorizationType"),
		service: withDefaults(map[string]any{"ApiKeyRequired": false}, func(p map[string]any) {
			integration, _ := p["Integration"].(map[string]any)
			withDefaults(map[string]any{"CacheNamespace": "r00t", "PassthroughBehavior": "WHEN_NO_MATCH", "TimeoutInMillis": 29000})(integration)
		}),
	},
	"ecs_service": {
		typeName: "AWS::ECS::Service", reason: "an identifier of a given and a chosen part; a task definition by name; write-only objects",
		first: `
			ServiceName               = "web"
			Cluster                   = "arn:aws:ecs:us-east-1:123456789012:cluster/main"
			TaskDefinition            = "web:3"
			DesiredCount              = 2
			LaunchType                = "FARGATE"
			NetworkConfiguration      = { AwsvpcConfiguration = { Subnets = ["subnet-2", "subnet-1"], SecurityGroups = ["sg-1"] } }
			ServiceConnectConfiguration = { Enabled = true, Namespace = "acme" }`,
		second: `
			ServiceName               = "web"
			Cluster                   = "arn:aws:ecs:us-east-1:123456789012:cluster/main"
			TaskDefinition            = "web:4"
			DesiredCount              = 3
			LaunchType                = "FARGATE"
			NetworkConfiguration      = { AwsvpcConfiguration = { Subnets = ["subnet-2", "subnet-1"], SecurityGroups = ["sg-1"] } }
			ServiceConnectConfiguration = { Enabled = true, Namespace = "acme" }`,
		keeps: []string{"ServiceConnectConfiguration.Namespace"},
		drift: change(0, "DesiredCount"),
		service: withDefaults(map[string]any{"SchedulingStrategy": "REPLICA", "PlatformVersion": "LATEST"},
			rewrites(asARN("arn:aws:ecs:us-east-1:123456789012:task-definition/"), "TaskDefinition")),
	},
	"kms_key": {
		typeName: "AWS::KMS::Key", reason: "an object or its JSON text with a default that is a text; write-only numbers",
		first: `
			Description         = "first"
			PendingWindowInDays = 7
			KeyPolicy           = { Version = "2012-10-17", Id = "key", Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "arn:aws:iam::123456789012:root" } }] }`,
		second: `
			Description         = "second"
			PendingWindowInDays = 7
			EnableKeyRotation   = true
			KeyPolicy           = { Version = "2012-10-17", Id = "key", Statement = [{ Effect = "Allow", Action = ["kms:*", "kms:List*"], Resource = "*", Principal = { AWS = "arn:aws:iam::123456789012:root" } }] }`,
		keeps:   []string{"PendingWindowInDays"},
		drift:   change(false, "EnableKeyRotation"),
		service: withDefaults(map[string]any{"Enabled": true, "EnableKeyRotation": false}),
		apart:   []string{"KeyPolicy"},
	},
	"events_rule": {
		typeName: "AWS::Events::Rule", reason: "an ARN as identifier; an event pattern as object or text; targets without an order",
		first: `
			Name         = "uploads"
			EventPattern = { source = ["aws.s3"], detail = { bucket = { name = ["acme-assets"] } } }
			State        = "ENABLED"
			Targets      = [{ Id = "z", Arn = "arn:aws:sqs:us-east-1:123456789012:z" }, { Id = "a", Arn = "arn:aws:sqs:us-east-1:123456789012:a" }]`,
		second: `
			Name         = "uploads"
			EventPattern = jsonencode({ source = ["aws.s3"], detail = { bucket = { name = ["acme-assets", "acme-more"] } } })
			State        = "DISABLED"
			Targets      = [{ Id = "z", Arn = "arn:aws:sqs:us-east-1:123456789012:z" }, { Id = "a", Arn = "arn:aws:sqs:us-east-1:123456789012:a", RetryPolicy = { MaximumRetryAttempts = 2 } }]`,
		drift:   change("ENABLED", "State"),
		service: withDefaults(map[string]any{"EventBusName": "default"}, asObject("EventPattern")),
	},
	"state_machine": {
		typeName: "AWS::StepFunctions::StateMachine", reason: "a JSON document in a text; write-only substitutions of several types",
		first: `
			StateMachineName        = "flow"
			RoleArn                 = "arn:aws:iam::123456789012:role/flow"
			DefinitionString        = jsonencode({ StartAt = "Wait", States = { Wait = { Type = "Wait", Seconds = 5, End = true } } })
			DefinitionSubstitutions = { seconds = 5, strict = true, name = "n" }`,
		second: `
			StateMachineName        = "flow"
			RoleArn                 = "arn:aws:iam::123456789012:role/flow"
			DefinitionString        = jsonencode({ StartAt = "Wait", States = { Wait = { Type = "Wait", Seconds = 6, End = true } } })
			DefinitionSubstitutions = { seconds = 6, strict = true, name = "n" }
			TracingConfiguration    = { Enabled = true }`,
		keeps: []string{"DefinitionSubstitutions"},
		drift: change(false, "TracingConfiguration", "Enabled"),
		service: withDefaults(map[string]any{"StateMachineType": "STANDARD"}, rewrites(func(text string) string {
			var document any
			if err := json.Unmarshal([]byte(text), &document); err != nil {
				return text
			}
			printed, err := json.MarshalIndent(document, "", "  ")
			if err != nil {
				return text
			}
			return string(printed)
		}, "DefinitionString")),
	},
	"cloudfront_distribution": {
		typeName: "AWS::CloudFront::Distribution", reason: "one deep object with many defaults; marks that lead nowhere",
		first: `
			DistributionConfig = {
				Enabled              = true
				Comment              = "first"
				Aliases              = ["www.example.com", "example.com"]
				DefaultCacheBehavior = { TargetOriginId = "assets", ViewerProtocolPolicy = "redirect-to-https", ForwardedValues = { QueryString = false, Cookies = { Forward = "none" } } }
				Origins = [
					{ Id = "site", DomainName = "site.example.com", CustomOriginConfig = { OriginProtocolPolicy = "https-only" } },
					{ Id = "assets", DomainName = "acme-assets.s3.amazonaws.com", S3OriginConfig = { OriginAccessIdentity = "" } },
				]
			}`,
		second: `
			DistributionConfig = {
				Enabled              = true
				Comment              = "second"
				Aliases              = ["www.example.com"]
				DefaultCacheBehavior = { TargetOriginId = "assets", ViewerProtocolPolicy = "https-only", MinTTL = 60, ForwardedValues = { QueryString = true, Cookies = { Forward = "none" } } }
				Origins = [
					{ Id = "site", DomainName = "site.example.com", CustomOriginConfig = { OriginProtocolPolicy = "https-only", HTTPSPort = 8443 } },
					{ Id = "assets", DomainName = "acme-assets.s3.amazonaws.com", S3OriginConfig = { OriginAccessIdentity = "" } },
				]
			}
			Tags = [{ Key = "team", Value = "b" }]`,
		drift: change(false, "DistributionConfig", "Enabled"),
	},
	"ssm_parameter": {
		typeName: "AWS::SSM::Parameter", reason: "tags as a map; texts that no read returns",
		first: `
			Name        = "/acme/level"
			Type        = "String"
			Value       = "info"
			Description = "How much is logged."
			Tags        = { team = "b", env = "test" }`,
		second: `
			Name        = "/acme/level"
			Type        = "String"
			Value       = "debug"
			Description = "How much is logged, in words."
			Tags        = { team = "b" }`,
		gone:    []string{"Tags.env"},
		keeps:   []string{"Description"},
		drift:   change("trace", "Value"),
		service: withDefaults(map[string]any{"DataType": "text"}),
	},
	"secret": {
		typeName: "AWS::SecretsManager::Secret", reason: "a secret that must not be stored; replicas without an order",
		first: `
			Name           = "acme/api"
			ReplicaRegions = [{ Region = "us-west-2" }, { Region = "eu-west-1" }]`,
		second: `
			Name           = "acme/api"
			Description    = "The key of the API."
			ReplicaRegions = [{ Region = "us-west-2" }, { Region = "eu-west-1" }]`,
		more:  `  sensitive_properties = { SecretString = "correct-horse" }`,
		keeps: []string{"SecretString"}, secrets: []string{"SecretString"},
		drift: change("by hand", "Description"),
	},
	"cognito_pool": {
		typeName: "AWS::Cognito::UserPool", reason: "names that the service gives a prefix; a map of tags; numbers as text",
		first: `
			UserPoolName           = "people"
			AutoVerifiedAttributes = ["email"]
			Policies               = { PasswordPolicy = { MinimumLength = 12, RequireNumbers = true } }
			Schema                 = [{ Name = "team", AttributeDataType = "String", Mutable = true, StringAttributeConstraints = { MinLength = "1", MaxLength = "64" } }]
			UserPoolTags           = { team = "b" }`,
		second: `
			UserPoolName           = "people"
			AutoVerifiedAttributes = ["email"]
			Policies               = { PasswordPolicy = { MinimumLength = 16, RequireNumbers = true } }
			Schema                 = [{ Name = "team", AttributeDataType = "String", Mutable = true, StringAttributeConstraints = { MinLength = "1", MaxLength = "64" } }]
			UserPoolTags           = { team = "c" }`,
		drift:   change(8, "Policies", "PasswordPolicy", "MinimumLength"),
		service: withDefaults(map[string]any{"MfaConfiguration": "OFF", "DeletionProtection": "INACTIVE"}),
	},
	"hosted_zone": {
		typeName: "AWS::Route53::HostedZone", reason: "tags under another name",
		first: `
			Name             = "example.com"
			HostedZoneConfig = { Comment = "first" }`,
		second: `
			Name             = "example.com"
			HostedZoneConfig = { Comment = "second" }
			HostedZoneTags   = [{ Key = "team", Value = "b" }]`,
		drift: change("by hand", "HostedZoneConfig", "Comment"),
	},
}
