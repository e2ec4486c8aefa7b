package cfschema

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestMoves prints, with -v, what is decided for each read-only property of every published type.
func TestMoves(t *testing.T) {
	texts := realSchemas(t)
	var types, updatable, all, moving int
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		s, err := Parse(texts[name])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		types++
		if s.Update == nil {
			continue // nothing is updated
		}
		updatable++
		var stays, moves []string
		for _, path := range s.ReadOnly {
			if s.moves(path) {
				moves = append(moves, path.Dotted())
			} else {
				stays = append(stays, path.Dotted())
			}
			checkMove(t, s, path)
		}
		all, moving = all+len(stays)+len(moves), moving+len(moves)
		if testing.Verbose() && len(stays)+len(moves) > 0 {
			t.Logf("%s: stays %s; moves %s", s.TypeName, strings.Join(stays, " "), strings.Join(moves, " "))
		}
	}
	t.Logf("%d types, %d with an update handler; of their %d read-only properties %d move", types, updatable, all, moving)
	if all < 3500 || moving < all/5 || moving > all/2 {
		t.Errorf("of %d read-only properties %d move: is the table of words right?", all, moving)
	}
}

// checkMove checks what must hold of every decision.
func checkMove(t *testing.T, s *Schema, path jsonvalue.Path) {
	t.Helper()
	text := path.String()
	isPart := slices.ContainsFunc(s.PrimaryIdentifier, func(part jsonvalue.Path) bool { return part.String() == text })
	name := path[len(path)-1]
	switch moves := s.moves(path); {
	case moves && (isPart || name == "Id" || name == "Arn" || strings.HasPrefix(name, "Creat")):
		t.Errorf("%s: %s moves, which names the object or was decided when it was made", s.TypeName, text)
	case !moves && !isPart && (strings.HasSuffix(name, "Status") || strings.HasSuffix(name, "State") || strings.HasSuffix(name, "UpdatedAt") ||
		strings.HasPrefix(name, "LastModified") || strings.HasSuffix(name, "ETag") || strings.HasPrefix(name, "Latest")):
		t.Errorf("%s: %s stays, although its name says that it moves", s.TypeName, text)
	}
}

func TestMovesByName(t *testing.T) {
	for name, want := range map[string]bool{
		"DefaultSecurityGroup": false, "Arn": false, "StateMachineArn": false, "CreatedAt": false, "CreationTime": false, "SnapshotCreateTime": false,
		"VpcId": false, "DomainName": false, "Endpoint": false, "CidrBlockAssociations": false, "NameServers": false, "HostedZoneId": false,
		"AvailabilityZone": false, "DBInstanceArn": false, "Address": false, "LocationUri": false, "RouteTableId": false, "OwnerId": false, "Type": false,
		"Version": true, "LatestVersionNumber": true, "VersionId": true, "StateMachineRevisionId": true, "DefaultVersionId": true, "ETag": true, "StreamArn": true,
		"LatestStreamArn": true, "Status": true, "DBInstanceStatus": true, "StatusReason": true, "State": true, "StateMessage": true, "UpdatedAt": true,
		"LastModifiedTime": true, "ModifiedTimeSeconds": true, "LastModifiedTimeStamp": true, "CreateDateModified": false, "JobDefinitionArn": true,
		"PolicyHash": true, "FlowContentSha256": true, "NodeCount": true, "EndDate": true, "VerifiedAt": true, "FailureReason": true, "CurrentCount": true,
	} {
		if got := movesByName(name); got != want {
			t.Errorf("%s moves = %v, want %v", name, got, want)
		}
	}
}

func TestPlanComputed(t *testing.T) {
	for name, c := range map[string]struct{ typeName, computed, before, after, want, reason string }{
		"tags alone": {
			"AWS::EC2::VPC", `{"VpcId":"vpc-1","DefaultSecurityGroup":"sg-1","CidrBlock":"x"}`,
			`{"CidrBlock":"10.0.0.0/16","Tags":[{"Key":"a","Value":"1"}]}`, `{"CidrBlock":"10.0.0.0/16","Tags":[{"Key":"a","Value":"2"}]}`,
			`{"VpcId":"vpc-1","DefaultSecurityGroup":"sg-1","CidrBlock":"x"}`, "a rule in its security group is not made anew",
		},
		"something else": {
			"AWS::EC2::VPC", `{"VpcId":"vpc-1","DefaultSecurityGroup":"sg-1","DefaultNetworkAcl":"acl-1","CidrBlockAssociations":["a"],"Ipv6CidrBlocks":[]}`,
			`{"EnableDnsSupport":true}`, `{"EnableDnsSupport":false}`,
			`{"VpcId":"vpc-1","DefaultSecurityGroup":"sg-1","DefaultNetworkAcl":"acl-1","CidrBlockAssociations":["a"],"Ipv6CidrBlocks":[],"VpcEncryptionControl":"(unknown)"}`, "nothing of it moves, and what it lacks may appear",
		},
		"a revision": {
			"AWS::Batch::JobDefinition", `{"JobDefinitionArn":"arn:aws:batch:us-east-1:111122223333:job-definition/j:1"}`,
			`{"Type":"container"}`, `{"Type":"multinode"}`, `{"JobDefinitionArn":"(unknown)"}`, "its ARN ends in one",
		},
		"what is new": {
			"AWS::DynamoDB::Table", `{"Arn":"arn:aws:dynamodb:us-east-1:111122223333:table/t"}`, `{}`, `{"StreamSpecification":{"StreamViewType":"NEW_IMAGE"}}`,
			`{"Arn":"arn:aws:dynamodb:us-east-1:111122223333:table/t","StreamArn":"(unknown)"}`, "an event source mapping may refer to it",
		},
	} {
		s := published(t, c.typeName)
		got := s.PlanComputed(model(t, c.computed), model(t, c.before), model(t, c.after))
		if diff := cmp.Diff(model(t, c.want), got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
	if got := testSchema(t, "shapes.json").PlanComputed(nil, nil, nil); got != jsonvalue.Unknown {
		t.Errorf("of nothing: got %v, want Unknown", got)
	}
}

// TestPlanComputedInside covers read-only parts of structures and of arrays.
func TestPlanComputedInside(t *testing.T) {
	s := testSchema(t, "shapes.json")
	computed := `{"Id":"i","Network":{"InterfaceId":"n"},"Rules":[{"RuleId":"1"},{}],"Endpoint":{}}`
	for name, c := range map[string]struct{ before, after, want, reason string }{
		"elsewhere": {`{"Port":1}`, `{"Port":2}`, `{"Id":"i","Network":{"InterfaceId":"n"},"Rules":[{"RuleId":"1"},{}],"Endpoint":{"Address":"(unknown)"},"Replicas":"x"}`, "what it lacks may appear"},
		"beside":    {`{"Network":{"Size":1}}`, `{"Network":{"Size":2}}`, `{"Id":"i","Network":"(unknown)","Rules":[{"RuleId":"1"},{}],"Endpoint":{"Address":"(unknown)"}}`, "a changed structure may get another interface"},
		"items":     {`{"Rules":[{"Port":1}]}`, `{"Rules":[]}`, `{"Id":"i","Network":{"InterfaceId":"n"},"Rules":"(unknown)","Endpoint":{"Address":"(unknown)"}}`, "items come and go"},
	} {
		want := jsonvalue.Without(model(t, c.want), []jsonvalue.Path{{"Replicas"}})
		if diff := cmp.Diff(want, s.PlanComputed(model(t, computed), model(t, c.before), model(t, c.after))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}

func TestSettleComputed(t *testing.T) {
	for name, c := range map[string]struct{ planned, actual, want, different string }{
		"as planned":     {`{"A":1,"B":"(unknown)"}`, `{"A":1.0,"B":2}`, `{"A":1,"B":2}`, ""},
		"otherwise":      {`{"A":1,"B":{"C":"x"}}`, `{"A":1,"B":{"C":"y"}}`, `{"A":1,"B":{"C":"x"}}`, "B.C"},
		"nothing":        {`{"A":"(unknown)"}`, `{}`, `{"A":null}`, ""},
		"gone":           {`{"A":{"B":1}}`, `{}`, `{"A":{"B":1}}`, "A"},
		"new":            {`{"A":1}`, `{"A":1,"B":2}`, `{"A":1}`, ""},
		"whole":          {`"(unknown)"`, `{"A":1}`, `{"A":1}`, ""},
		"items":          {`{"A":[{"B":1,"C":"(unknown)"}]}`, `{"A":[{"B":1,"C":5}]}`, `{"A":[{"B":1,"C":5}]}`, ""},
		"items are more": {`{"A":[1]}`, `{"A":[1,2]}`, `{"A":[1]}`, "A"},
		"items are less": {`{"A":[{"B":"(unknown)"}]}`, `{"A":[]}`, `{"A":[{"B":null}]}`, "A"},
	} {
		got, different := SettleComputed(model(t, c.planned), model(t, c.actual))
		if diff := cmp.Diff(model(t, c.want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		var paths []string
		for _, path := range different {
			paths = append(paths, path.Dotted())
		}
		if text := strings.Join(paths, " "); text != c.different {
			t.Errorf("%s: different are %q, want %q", name, text, c.different)
		}
	}
}

// TestWordsOf: names in camel case, with and without abbreviations.
func TestWordsOf(t *testing.T) {
	for name, want := range map[string]string{
		"Status": "status", "LastStatus": "last status", "DBInstanceStatus": "db instance status", "ETag": "etag", "ResourceURL": "resource url",
		"CreationTimeStamp": "creation timestamp", "IsA": "is a", "ALast": "a last", "lower": "lower", "": "",
	} {
		if got := strings.Join(wordsOf(name), " "); got != want {
			t.Errorf("%s has the words %q, want %q", name, got, want)
		}
	}
}
