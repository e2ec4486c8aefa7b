package patch_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

func TestPatch(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct {
		prior, planned string
		want           string // the patch document
		live           string // what the API has, where it matters
		result         string // live with the patch
		changes        bool
		reason         string
	}{
		"same":      {prior: `{"Port":80,"Rules":[{"Protocol":"a"},{"Protocol":"b"}]}`, planned: `{"Port":"80.0","Rules":[{"Protocol":"b"},{"Protocol":"a"}]}`, want: `[]`, reason: "what means the same is not sent"},
		"add":       {prior: `{}`, planned: `{"Port":80}`, want: `[{"op":"add","path":"/Port","value":80}]`, changes: true},
		"change":    {prior: `{"Port":80}`, planned: `{"Port":81}`, want: `[{"op":"add","path":"/Port","value":81}]`, live: `{}`, result: `{"Port":81}`, changes: true, reason: "a read handler may leave a property out, where replace would fail"},
		"remove":    {prior: `{"Port":80}`, planned: `{}`, want: `[{"op":"remove","path":"/Port"}]`, live: `{"Port":80,"Label":"x"}`, result: `{"Label":"x"}`, changes: true},
		"null":      {prior: `{"Port":80}`, planned: `{"Port":null}`, want: `[{"op":"remove","path":"/Port"}]`, changes: true, reason: "null is absent"},
		"structure": {prior: `{"Network":{"Size":1,"Zone":"b"}}`, planned: `{"Network":{"Size":2,"Zone":"b"}}`, want: `[{"op":"add","path":"/Network/Size","value":2}]`, live: `{"Network":{"Size":1,"Zone":"b","InterfaceId":"e"}}`, result: `{"Network":{"Size":2,"Zone":"b","InterfaceId":"e"}}`, changes: true, reason: "what the service filled in stays"},
		"new structure": {
			prior: `{}`, planned: `{"Network":{"Size":2}}`, want: `[{"op":"add","path":"/Network","value":{"Size":2}}]`, changes: true,
			reason: "live may have no parent to add to",
		},
		"structure that may be absent": {
			prior: `{"Network":{}}`, planned: `{"Network":{"Size":2}}`, want: `[{"op":"add","path":"/Network","value":{"Size":2}}]`, live: `{}`, result: `{"Network":{"Size":2}}`, changes: true,
			reason: "prior keeps an empty structure that live does not return",
		},
		"structure of defaults": {
			prior: `{"Network":{"Zone":"a"}}`, planned: `{"Network":{"Zone":"b"}}`, want: `[{"op":"add","path":"/Network","value":{"Zone":"b"}}]`, live: `{}`, result: `{"Network":{"Zone":"b"}}`, changes: true,
			reason: "prior keeps a default that live does not return",
		},
		"structure emptied": {prior: `{"Network":{"Size":2}}`, planned: `{"Network":{}}`, want: `[{"op":"remove","path":"/Network/Size"}]`, live: `{"Network":{"Size":2}}`, result: `{"Network":{}}`, changes: true},
		"array":             {prior: `{"Rules":[{"Protocol":"a"}]}`, planned: `{"Rules":[{"Protocol":"a"},{"Protocol":"b"}]}`, want: `[{"op":"add","path":"/Rules","value":[{"Protocol":"a"},{"Protocol":"b"}]}]`, changes: true, reason: "an index in live means nothing"},
		"array emptied":     {prior: `{}`, planned: `{"Rules":[]}`, want: `[{"op":"add","path":"/Rules","value":[]}]`, live: `{"Rules":[{"Protocol":"default"}]}`, result: `{"Rules":[]}`, changes: true, reason: "no rules is something else than not to say"},
		"empty array gone":  {prior: `{"Rules":[]}`, planned: `{}`, want: `[]`, reason: "nothing was there and nothing is to be there"},
		"empty choice gone": {prior: `{"Action":{"Allow":{}},"Port":1}`, planned: `{"Port":1}`, want: `[{"op":"add","path":"/Action","value":null},{"op":"remove","path":"/Action"}]`, live: `{"Port":1}`, result: `{"Port":1}`, changes: true, reason: "remove shape.Alone fails where live has nothing"},
		"default gone":      {prior: `{"Mode":"Active"}`, planned: `{}`, want: `[{"op":"add","path":"/Mode","value":null},{"op":"remove","path":"/Mode"}]`, live: `{}`, result: `{}`, changes: true, reason: "remove shape.Alone fails where live does not return the default"},
		"another choice":    {prior: `{"Action":{"Allow":{"Status":1}}}`, planned: `{"Action":{"Block":{}}}`, want: `[{"op":"remove","path":"/Action/Allow"},{"op":"add","path":"/Action/Block","value":{}}]`, live: `{"Action":{"Allow":{"Status":1}}}`, result: `{"Action":{"Block":{}}}`, changes: true},
		"another empty choice": {
			prior: `{"Action":{"Allow":{}}}`, planned: `{"Action":{"Block":{}}}`, want: `[{"op":"add","path":"/Action","value":{"Block":{}}}]`, live: `{"Action":{"Allow":{"Status":1}}}`, result: `{"Action":{"Block":{}}}`, changes: true,
			reason: "two choices at once would be refused",
		},
		"map":            {prior: `{"Variables":{"a":"1","b":"2"}}`, planned: `{"Variables":{"a":"1","c":"3"}}`, want: `[{"op":"remove","path":"/Variables/b"},{"op":"add","path":"/Variables/c","value":"3"}]`, live: `{"Variables":{"a":"1","b":"2"}}`, result: `{"Variables":{"a":"1","c":"3"}}`, changes: true},
		"escaped":        {prior: `{"Variables":{"a":"1"}}`, planned: `{"Variables":{"a":"1","b/c~d":"2"}}`, want: `[{"op":"add","path":"/Variables/b~1c~0d","value":"2"}]`, live: `{"Variables":{"a":"1"}}`, result: `{"Variables":{"a":"1","b/c~d":"2"}}`, changes: true, reason: "RFC 6901"},
		"document":       {prior: `{"Policy":{"a":1,"b":2}}`, planned: `{"Policy":{"a":1,"b":3}}`, want: `[{"op":"add","path":"/Policy","value":{"a":1,"b":3}}]`, live: `{"Policy":"{\"a\":1,\"b\":2}"}`, result: `{"Policy":{"a":1,"b":3}}`, changes: true, reason: "live may have it as a string"},
		"free":           {prior: `{"Free":{"a":1,"b":2}}`, planned: `{"Free":{"a":1}}`, want: `[{"op":"add","path":"/Free","value":{"a":1}}]`, changes: true, reason: "what the schema does not know may come in any form"},
		"through choice": {prior: `{"Source":{"Bucket":"b"}}`, planned: `{"Source":{"Image":"i"}}`, want: `[{"op":"remove","path":"/Source/Bucket"},{"op":"add","path":"/Source/Image","value":"i"}]`, live: `{"Source":{"Bucket":"b"}}`, result: `{"Source":{"Image":"i"}}`, changes: true, reason: "alternatives are walked"},
		"create-only":    {prior: `{"Name":"a","Network":{"Size":1,"Subnet":"s"}}`, planned: `{"Name":"b","Network":{"Size":1,"Subnet":"t"}}`, want: `[]`, reason: "that is a replacement"},
		"read-only":      {prior: `{}`, planned: `{"Id":"i"}`, want: `[]`, reason: "the API refuses it"},

		"write-only again":     {prior: `{"Port":1,"Password":"p"}`, planned: `{"Port":2,"Password":"p"}`, want: `[{"op":"add","path":"/Password","value":"p"},{"op":"add","path":"/Port","value":2}]`, live: `{"Port":1}`, result: `{"Port":2,"Password":"p"}`, changes: true, reason: "an update without it would lose it"},
		"write-only alone":     {prior: `{"Password":"p"}`, planned: `{"Password":"p"}`, want: `[{"op":"add","path":"/Password","value":"p"}]`, changes: false, reason: "that is no reason to update"},
		"write-only changed":   {prior: `{"Password":"p"}`, planned: `{"Password":"q"}`, want: `[{"op":"add","path":"/Password","value":"q"}]`, changes: true, reason: "that is one"},
		"write-only gone":      {prior: `{"Password":"p"}`, planned: `{}`, want: `[{"op":"add","path":"/Password","value":null},{"op":"remove","path":"/Password"}]`, live: `{}`, result: `{}`, changes: true, reason: "any update loses it, so there must be one; live has nothing to remove"},
		"write-only nested":    {prior: `{"Login":{"User":"u","Password":"p"},"Port":1}`, planned: `{"Login":{"User":"u","Password":"p"},"Port":2}`, want: `[{"op":"add","path":"/Login/Password","value":"p"},{"op":"add","path":"/Port","value":2}]`, live: `{"Login":{"User":"u"},"Port":1}`, result: `{"Login":{"User":"u","Password":"p"},"Port":2}`, changes: true, reason: "on every level"},
		"write-only structure": {prior: `{"Login":{"Password":"p"}}`, planned: `{"Login":{"Password":"p"}}`, want: `[{"op":"add","path":"/Login","value":{"Password":"p"}}]`, live: `{}`, result: `{"Login":{"Password":"p"}}`, changes: false, reason: "live may have no parent to add to"},
		"write-only in items": {
			prior: `{"Rules":[{"Protocol":"a","Key":"k"}]}`, planned: `{"Rules":[{"Protocol":"a","Key":"k"}]}`, want: `[{"op":"add","path":"/Rules","value":[{"Protocol":"a","Key":"k"}]}]`, live: `{"Rules":[{"Protocol":"a"}]}`, result: `{"Rules":[{"Protocol":"a","Key":"k"}]}`, changes: false,
			reason: "items can not be named, so the array goes whole",
		},
		"write-only in new items":      {prior: `{"Rules":[]}`, planned: `{"Rules":[{"Protocol":"a","Key":"k"}]}`, want: `[{"op":"add","path":"/Rules","value":[{"Protocol":"a","Key":"k"}]}]`, changes: true},
		"write-only and create-only":   {prior: `{"Seed":"s","Login":{"User":"u","Seed":"t"}}`, planned: `{"Seed":"s","Login":{"User":"v","Seed":"t"}}`, want: `[{"op":"add","path":"/Login/User","value":"v"}]`, changes: true, reason: "live lacks it, so the API would see a change of it"},
		"the same in items":            {prior: `{"Replicas":[{"Size":1,"SeedCapacity":5,"Region":"r"}]}`, planned: `{"Replicas":[{"Size":2,"SeedCapacity":5,"Region":"r"}]}`, want: `[{"op":"add","path":"/Replicas","value":[{"Size":2,"Region":"r"}]}]`, changes: true, reason: "even inside what goes whole; what is only create-only stays, since live has it"},
		"the same in items, no change": {prior: `{"Replicas":[{"SeedCapacity":5}]}`, planned: `{"Replicas":[{"SeedCapacity":5}]}`, want: `[]`, reason: "nothing to send again"},
		"the same in a structure":      {prior: `{}`, planned: `{"Login":{"User":"u","Seed":"t"}}`, want: `[{"op":"add","path":"/Login","value":{"User":"u"}}]`, changes: true},
		"in the order of names":        {prior: `{}`, planned: `{"Ratio":1,"Label":"l","Port":1}`, want: `[{"op":"add","path":"/Label","value":"l"},{"op":"add","path":"/Port","value":1},{"op":"add","path":"/Ratio","value":1}]`, changes: true, reason: "a patch comes out the same every time"},
	} {
		patch, err := s.Patch(cfschematest.Value(c.prior), cfschematest.Value(c.planned), false)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, err := cfschema.EncodePatch(patch)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(cfschematest.Value(c.want), cfschematest.Value(string(text))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
		if got := cfschema.Changes(patch); got != c.changes {
			t.Errorf("%s: changes = %v, want %v. %s", name, got, c.changes, c.reason)
		}
		if c.live != "" {
			if diff := cmp.Diff(cfschematest.Value(c.result), patched(t, cfschematest.Value(c.live), patch)); diff != "" {
				t.Errorf("%s: applied to %s (-want +got):\n%s", name, c.live, diff)
			}
		}
	}
}

func TestPatchOfOddShapes(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("odd.json")))
	for name, c := range map[string]struct{ prior, planned, want, reason string }{
		"structure or string": {
			`{"Either":{"A":"a","B":"b"}}`, `{"Either":{"A":"a","B":"c"}}`, `[{"op":"add","path":"/Either","value":{"A":"a","B":"c"}}]`,
			"live may have it as a string, which has nothing inside",
		},
		"key with an empty array": {
			`{"Ahead":{"x":1},"Zones":{"a":{"Hosts":["h"]},"b":{"Hosts":[]}}}`, `{"Ahead":{"x":1},"Zones":{"a":{"Hosts":["h"]}}}`,
			`[{"op":"add","path":"/Zones/b","value":null},{"op":"remove","path":"/Zones/b"}]`, "keys of a map are data, with or without something in them",
		},
		"empty array of a key": {
			`{"Lists":{},"Counts":{"x":[],"y":1}}`, `{"Lists":{},"Counts":{"y":1}}`,
			`[{"op":"add","path":"/Counts/x","value":null},{"op":"remove","path":"/Counts/x"}]`, "even where the value itself is empty",
		},
		"deep recursion": {
			`{"Tree":{"Name":"n","Next":{"Name":"a"}}}`, `{"Tree":{"Name":"n","Next":{"Name":"b"}}}`,
			`[{"op":"add","path":"/Tree/Next","value":{"Name":"b"}}]`, "a choice between a structure and a string goes whole",
		},
		"definition in a definition": {
			`{"Tree":{"Name":"n","Children":[{"Name":"a"}]}}`, `{"Tree":{"Name":"m","Children":[{"Name":"a"}]}}`,
			`[{"op":"add","path":"/Tree/Name","value":"m"}]`, "",
		},
	} {
		patch, err := s.Patch(cfschematest.Value(c.prior), cfschematest.Value(c.planned), false)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, err := cfschema.EncodePatch(patch)
		if diff := cmp.Diff(cfschematest.Value(c.want), cfschematest.Value(string(text))); diff != "" || err != nil {
			t.Errorf("%s: %s %v (-want +got):\n%s", name, c.reason, err, diff)
		}
	}
}

func TestPatchOfUnknown(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct{ prior, planned string }{
		"planned": {`{"Rules":[]}`, `{"Rules":[{"Port":"(unknown)"}]}`},
		"prior":   {`{"Rules":[{"Port":"(unknown)"}]}`, `{}`},
	} {
		patch, err := s.Patch(cfschematest.Value(c.prior), cfschematest.Value(c.planned), false)
		if !errors.Is(err, jsonvalue.ErrUnknown) || !strings.Contains(err.Error(), "Rules[0].Port") || patch != nil {
			t.Errorf("%s: patch %+v, error %v; want an error that names Rules[0].Port", name, patch, err)
		}
	}
}

func TestPatchThatKeepsExtra(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct{ prior, planned, want, reason string }{
		"property":  {`{"Port":1,"Label":"l"}`, `{"Port":2}`, `[{"op":"add","path":"/Port","value":2}]`, "an import found a label that the configuration does not mention"},
		"structure": {`{"Network":{"Size":1,"Zone":"b"}}`, `{"Network":{"Size":2}}`, `[{"op":"add","path":"/Network/Size","value":2}]`, "on every level"},
		"items": {
			`{"Rules":[{"Protocol":"a","Port":1},{"Protocol":"b","Port":2}]}`, `{"Rules":[{"Protocol":"b"},{"Protocol":"c"}]}`,
			`[{"op":"add","path":"/Rules","value":[{"Protocol":"b","Port":2},{"Protocol":"c"}]}]`, "an item that is still there keeps what it has",
		},
		"items of a list": {`{"Replicas":[]}`, `{"Replicas":[{"Size":1}]}`, `[{"op":"add","path":"/Replicas","value":[{"Size":1}]}]`, ""},
		"nothing":         {`{"Rules":[{"Protocol":"a","Port":1}],"Label":"l"}`, `{"Rules":[{"Protocol":"a"}]}`, `[]`, "a configuration that the live model contains changes nothing"},
		"map":             {`{"Variables":{"a":"1","b":"2"}}`, `{"Variables":{"a":"1"}}`, `[{"op":"remove","path":"/Variables/b"}]`, "keys of a map are data: not to mention one is to remove it"},
		"another choice":  {`{"Action":{"Allow":{"Status":1}}}`, `{"Action":{"Block":{}}}`, `[{"op":"remove","path":"/Action/Allow"},{"op":"add","path":"/Action/Block","value":{}}]`, "the former choice is no extra"},
	} {
		patch, err := s.Patch(cfschematest.Value(c.prior), cfschematest.Value(c.planned), true)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, err := cfschema.EncodePatch(patch)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(cfschematest.Value(c.want), cfschematest.Value(string(text))); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
	}
}

func TestEncodePatchOfUnknown(t *testing.T) {
	if text, err := cfschema.EncodePatch([]cfschema.PatchOperation{{Op: "add", Path: "/A", Value: jsonvalue.Unknown}}); err == nil {
		t.Errorf("a value that is not known is sent as %s", text)
	}
}

// TestSureRemovals: whatever the live model lacks, the patch can be applied.
func TestSureRemovals(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	patch, err := s.Patch(cfschematest.Value(`{"Label":"l","Variables":{"a":"1","b":"2"}}`), cfschematest.Value(`{"Variables":{"a":"1"}}`), false)
	if err != nil {
		t.Fatal(err)
	}
	sure := cfschema.SureRemovals(cfschema.SureRemovals(patch))
	for live, want := range map[string]string{
		`{"Variables":{"a":"1"}}`:                     `{"Variables":{"a":"1"}}`,
		`{"Label":"l","Variables":{"a":"1","b":"2"}}`: `{"Variables":{"a":"1"}}`,
	} {
		if diff := cmp.Diff(cfschematest.Value(want), patched(t, cfschematest.Value(live), sure)); diff != "" {
			t.Errorf("%+v applied to %s (-want +got):\n%s", sure, live, diff)
		}
	}
	if len(sure) != 4 {
		t.Errorf("what is sure already is made sure again: %+v", sure)
	}
}
