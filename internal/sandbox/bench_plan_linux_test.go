package main

import (
	"fmt"
	"os"
	"path/filepath"
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

// planned is a configuration of four types, whose properties are as long as
// they use to be, n objects in all.
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
    DataProtectionPolicy = { Name = "p", Version = "2021-06-01", Statement = [for i in range(5) : { Sid = "s${i}", DataIdentifier = ["a", "b"] }] }
    Tags                 = local.tags
  }
}
resource "steward_cloudcontrol_resource" "firewall" {
  count     = %[1]d
  type_name = "AWS::EC2::SecurityGroup"
  properties = {
    GroupDescription     = "firewall ${count.index}"
    SecurityGroupIngress = [for i in range(20) : { IpProtocol = "tcp", FromPort = 8000 + i, ToPort = 8000 + i, CidrIp = "10.${i}.0.0/16", Description = "rule ${i}" }]
    Tags                 = local.tags
  }
}
resource "steward_cloudcontrol_resource" "policy" {
  count     = %[1]d
  type_name = "Steward::Test::Policy"
  properties = {
    PolicyName     = "policy-${count.index}"
    PolicyDocument = jsonencode({ Version = "2012-10-17", Statement = [for i in range(10) : { Sid = "s${i}", Effect = "Allow", Action = ["s3:Get*", "s3:List*"], Resource = "arn:aws:s3:::acme-${i}/*" }] })
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
	n := 40
	if os.Getenv("STEWARD_LONG") != "" {
		n = planObjects
	} else {
		t.Parallel()
	}
	s := setStage(t, 1, 0, "")
	if err := os.WriteFile(filepath.Join(s.tf.dir, "main.tf"), fmt.Appendf(nil, planned, n/4), 0o600); err != nil {
		t.Fatal(err)
	}
	s.mustRun("apply", "-auto-approve", "-parallelism=50")
	s.cloud.ResetRequests()
	began := time.Now()
	v := s.begin(0, "plan", "-detailed-exitcode", "-parallelism=50")
	peak, cpu := s.watch(v)
	took := time.Since(began)
	if code := v.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("the plan ended with %d:\n%s", code, v.out)
	}
	t.Logf("planning over %d objects took %.1f s, %.1f s of the provider's CPU and %d MiB", n, took.Seconds(), cpu.Seconds(), peak>>10)
	if most := startCPU + planCPU*time.Duration(n)/planObjects; n < planObjects && cpu > most {
		t.Errorf("the provider took %v of CPU, most %v", cpu, most)
	}
	if n == planObjects && cpu > planCPU {
		t.Errorf("the provider took %v of CPU, most %v", cpu, planCPU)
	}
	if peak>>10 > planMemory {
		t.Errorf("the provider took %d MiB, most %d", peak>>10, planMemory)
	}
	want := map[string]int{"DescribeType": 4, "GetCallerIdentity": 1, "GetResource": n}
	for operation, most := range want {
		if got := s.cloud.Count(operation); got != most {
			t.Errorf("%s was called %d times, want %d", operation, got, most)
		}
	}
	if got := len(s.cloud.Requests()); got != 4+1+n {
		t.Errorf("%d requests were sent, want no others", got)
	}
}
