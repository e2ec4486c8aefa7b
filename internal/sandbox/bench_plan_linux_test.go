package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What a plan over a thousand objects may take of the provider, and so in
// proportion over fewer.
const (
	planObjects = 1000
	planCPU     = 10 * time.Second
	planMemory  = 200 // MiB
	// startCPU is what the provider processes of a plan take before they look
	// at anything, on a machine that has other things to do.
	startCPU = 2 * time.Second
)

// planned is a configuration of four types, as many objects of each. What they
// set is of the usual size: a few rules, statements and tags.
const planned = `
terraform {
  required_providers {
    steward = { source = "steward-iac/steward" }
  }
}
locals {
  tags = [{ Key = "team", Value = "platform" }, { Key = "env", Value = "live" }, { Key = "cost-center", Value = "1234" }]
}
resource "steward_cloudcontrol_resource" "group" {
  count     = %[1]d
  type_name = "AWS::Logs::LogGroup"
  properties = {
    LogGroupName         = "/acme/group-${count.index}"
    RetentionInDays      = 30
    DataProtectionPolicy = { Name = "p", Version = "2021-06-01", Statement = [for i in range(2) : { Sid = "s${i}", DataIdentifier = ["a", "b"] }] }
    Tags                 = local.tags
  }
}
resource "steward_cloudcontrol_resource" "firewall" {
  count     = %[1]d
  type_name = "AWS::EC2::SecurityGroup"
  properties = {
    GroupDescription     = "firewall ${count.index}"
    SecurityGroupIngress = [for i in range(5) : { IpProtocol = "tcp", FromPort = 8000 + i, ToPort = 8000 + i, CidrIp = "10.${i}.0.0/16", Description = "rule ${i}" }]
    Tags                 = local.tags
  }
}
resource "steward_cloudcontrol_resource" "policy" {
  count     = %[1]d
  type_name = "Steward::Test::Policy"
  properties = {
    PolicyName     = "policy-${count.index}"
    PolicyDocument = jsonencode({ Version = "2012-10-17", Statement = [for i in range(4) : { Sid = "s${i}", Effect = "Allow", Action = ["s3:Get*", "s3:List*"], Resource = "arn:aws:s3:::acme-${i}/*" }] })
  }
}
resource "steward_cloudcontrol_resource" "queue" {
  count     = %[1]d
  type_name = "AWS::SQS::Queue"
  properties = {
    QueueName         = "queue-${count.index}"
    VisibilityTimeout = 30
    RedrivePolicy     = { deadLetterTargetArn = "arn:aws:sqs:us-east-1:123456789012:dead", maxReceiveCount = 5 }
    Tags              = local.tags
  }
}
`

// TestBenchmarkPlan plans over 40 objects that exist, or with STEWARD_LONG=1
// over a thousand, and holds what that takes of the provider.
func TestBenchmarkPlan(t *testing.T) {
	n, mostCPU := 40, startCPU+planCPU*40/planObjects
	if os.Getenv("STEWARD_LONG") != "" {
		n, mostCPU = planObjects, planCPU
	} else {
		t.Parallel()
	}
	s := plannedStage(t, n)
	began := time.Now()
	v := s.begin(0, "plan", "-detailed-exitcode")
	peak, cpu := s.watch(v)
	took := time.Since(began)
	if code := v.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("the plan ended with %d:\n%s", code, v.out)
	}
	t.Logf("planning over %d objects took %.1f s, %.1f s of the provider's CPU and %d MiB", n, took.Seconds(), cpu.Seconds(), peak>>10)
	if cpu > mostCPU {
		t.Errorf("the provider took %v of CPU, most %v", cpu, mostCPU)
	}
	if peak>>10 > planMemory {
		t.Errorf("the provider took %d MiB, most %d", peak>>10, planMemory)
	}
	for operation, want := range map[string]int{"DescribeType": 4, "GetCallerIdentity": 1, "GetResource": n, "ListResourceRequests": 1} {
		if got := s.cloud.Count(operation); got != want {
			t.Errorf("%s was called %d times, want %d", operation, got, want)
		}
	}
	if got := len(s.cloud.Requests()); got != 4+1+n+1 {
		t.Errorf("%d requests were sent, want no others", got)
	}
}

// plannedStage is a stage with n objects of the planned configuration.
// Terraform makes one of each type; the others are put into the API and into
// the state file beside it, since to make a thousand takes minutes.
func plannedStage(t *testing.T, n int) *stage {
	t.Helper()
	s := setStage(t, 1, 0, "")
	configure := func(each int) {
		if err := os.WriteFile(filepath.Join(s.tf.dir, "main.tf"), fmt.Appendf(nil, planned, each), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	configure(1)
	s.mustRun("apply", "-auto-approve")
	configure(n / 4)
	file := filepath.Join(s.tf.dir, "terraform.tfstate")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var state map[string]any
	if err := json.Unmarshal(data, &state); err != nil {
		t.Fatal(err)
	}
	for _, one := range state["resources"].([]any) {
		s.repeat(one.(map[string]any), n/4)
	}
	if data, err = json.Marshal(state); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s.cloud.ResetRequests()
	return s
}

// repeat repeats the one instance of a resource in state, and its object, until
// there are n.
func (s *stage) repeat(resource map[string]any, n int) {
	s.t.Helper()
	first := resource["instances"].([]any)[0].(map[string]any)
	attributes := first["attributes"].(map[string]any)
	typeName, id := attributes["type_name"].(string), attributes["identifier"].(string)
	object, found := s.cloud.Object(typeName, id)
	if !found {
		s.t.Fatalf("there is no %s %s", typeName, id)
	}
	pattern, err := json.Marshal(first)
	if err != nil {
		s.t.Fatal(err)
	}
	all := []any{first}
	for i := 1; i < n; i++ {
		// What tells the objects apart ends in their number, but for the id that
		// the service gives.
		number := strings.NewReplacer("group-0", fmt.Sprintf("group-%d", i), "firewall 0", fmt.Sprintf("firewall %d", i),
			"policy-0", fmt.Sprintf("policy-%d", i), "queue-0", fmt.Sprintf("queue-%d", i), "sg-0", fmt.Sprintf("sg-%da", i))
		if _, err := s.cloud.Put(typeName, number.Replace(string(object.Properties))); err != nil {
			s.t.Fatal(err)
		}
		var one map[string]any
		if err := json.Unmarshal([]byte(number.Replace(string(pattern))), &one); err != nil {
			s.t.Fatal(err)
		}
		one["index_key"] = i
		all = append(all, one)
	}
	resource["instances"] = all
}
