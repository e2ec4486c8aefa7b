package echo_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
	"github.com/steward-iac/terraform-provider-steward/internal/datatest"
)

var echoKey = []byte("a key of one object")

// reread returns an echo as it comes back from private state.
func reread(t *testing.T, e *cfschema.Echo) *cfschema.Echo {
	t.Helper()
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	read, err := cfschema.DecodeEcho(echoKey, text)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// TestEcho: written is what we wrote, shown what the service showed right after, live what it shows now.
func TestEcho(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for name, c := range map[string]struct {
		written, shown, live string
		want                 string // what is refreshed from written; empty where it is as written
		differences          string
		reason               string
	}{
		"another form":      {`{"Label":"https://A"}`, `{"Label":"a"}`, `{"Label":"a"}`, "", "Label", "a service that normalises"},
		"as written":        {`{"Label":"https://A"}`, `{"Label":"a"}`, `{"Label":"https://A"}`, "", "Label", "both are no drift"},
		"drift":             {`{"Label":"https://A"}`, `{"Label":"a"}`, `{"Label":"b"}`, `{"Label":"b"}`, "Label", "what differs from both"},
		"dropped since":     {`{"Label":"https://A"}`, `{"Label":"a"}`, `{}`, `{}`, "Label", "it was there"},
		"left out":          {`{"Enabled":false,"Port":1}`, `{"Port":1}`, `{"Port":1}`, "", "-Enabled", "zero values are not shown"},
		"left out, set":     {`{"Enabled":false}`, `{}`, `{"Enabled":true}`, `{"Enabled":true}`, "-Enabled", "somebody else set it"},
		"same, dropped":     {`{"Port":1}`, `{"Port":1}`, `{}`, `{}`, "", "the echo is sparse, and that says that it was shown"},
		"nested":            {`{"Network":{"Size":1,"Zone":"B"}}`, `{"Network":{"Size":1,"Zone":"b","InterfaceId":"i"}}`, `{"Network":{"Size":1,"Zone":"b","InterfaceId":"j"}}`, "", "Network.Zone", "read-only parts may move"},
		"nested drift":      {`{"Network":{"Size":1,"Zone":"B"}}`, `{"Network":{"Size":1,"Zone":"b"}}`, `{"Network":{"Size":2,"Zone":"b"}}`, `{"Network":{"Size":2,"Zone":"B"}}`, "Network.Zone", "the rest keeps its form"},
		"structure gone":    {`{"Network":{"Size":1}}`, `{}`, `{}`, "", "-Network", ""},
		"structure back":    {`{"Network":{"Size":1,"Zone":"b"}}`, `{}`, `{"Network":{"Size":1}}`, `{"Network":{"Size":1}}`, "-Network", "it is shown now, and half of it differs"},
		"set":               {`{"Names":["AA","BB","cc"]}`, `{"Names":["aa","bb","cc"]}`, `{"Names":["cc","bb","aa"]}`, "", "Names[*]", "in any order"},
		"set, one removed":  {`{"Names":["AA","BB"]}`, `{"Names":["aa","bb"]}`, `{"Names":["bb"]}`, `{"Names":["BB"]}`, "Names[*]", ""},
		"set, one added":    {`{"Names":["AA"]}`, `{"Names":["aa"]}`, `{"Names":["aa","bb"]}`, `{"Names":["AA","bb"]}`, "Names[*]", ""},
		"set, one twice":    {`{"Names":["AA"]}`, `{"Names":["aa"]}`, `{"Names":["aa","aa"]}`, `{"Names":["AA","aa"]}`, "Names[*]", "each echo counts once"},
		"set, left out":     {`{"Tags":[{"Key":"Team","Value":"b"},{"Key":"Env","Value":""}]}`, `{"Tags":[{"Key":"Team","Value":"b"}]}`, `{"Tags":[{"Key":"Team","Value":"b"}]}`, "", "-Tags[*]", "an empty tag"},
		"set, left and set": {`{"Tags":[{"Key":"Env","Value":""}]}`, `{"Tags":[]}`, `{"Tags":[{"Key":"Env","Value":"x"}]}`, `{"Tags":[{"Key":"Env","Value":""},{"Key":"Env","Value":"x"}]}`, "-Tags[*]", "what was set shows; what is not shown can not be missed"},
		"set, more":         {`{"Names":["a"]}`, `{"Names":["a","default"]}`, `{"Names":["default","a"]}`, "", "", "the service adds an item"},
		"set, more changed": {`{"Names":["a"]}`, `{"Names":["a","default"]}`, `{"Names":["other","a"]}`, `{"Names":["a","other"]}`, "", ""},
		"set, turned":       {`{"Names":["AB","CD"]}`, `{"Names":["cd","ab"]}`, `{"Names":["cd"]}`, `{"Names":["CD"]}`, "Names[*]", "by likeness, not by place"},
		"set, part of":      {`{"Names":["xab","xcd"]}`, `{"Names":["cd","ab"]}`, `{"Names":["cd"]}`, `{"Names":["xcd"]}`, "Names[*]", "one holds the other"},
		"set, empty":        {`{"Names":["AB",""]}`, `{"Names":["q","ab"]}`, `{"Names":["ab"]}`, `{"Names":["AB"]}`, "Names[*]", "an empty text is like nothing"},
		"set, unlike":       {`{"Names":["xx","yy"]}`, `{"Names":["qq","zz"]}`, `{"Names":["qq"]}`, `{"Names":["xx"]}`, "Names[*]", "as many: the order is believed"},
		"set, unlike, more": {`{"Names":["xx"]}`, `{"Names":["qq","zz"]}`, `{"Names":["qq","zz"]}`, "", "-Names[*]", "not as many: nobody can tell which"},
		"set, shown again":  {`{"Names":["xx","a"]}`, `{"Names":["a"]}`, `{"Names":["xx","a"]}`, "", "-Names[*]", "what was not shown may show later"},
		"another, moving":   {`{"Network":{"Zone":"b"}}`, `{"Network":{"Size":1,"InterfaceId":"i"}}`, `{"Network":{"Size":2,"InterfaceId":"j"}}`, "", "Network", "of another choice nothing was written"},
		"set of structures": {
			`{"Rules":[{"Protocol":"TCP","Port":1},{"Protocol":"UDP","Port":2}]}`, `{"Rules":[{"Protocol":"udp","Port":2,"RuleId":"x"},{"Protocol":"tcp","Port":1,"RuleId":"y"}]}`,
			`{"Rules":[{"Protocol":"tcp","Port":1,"RuleId":"n"},{"Protocol":"udp","Port":3,"RuleId":"x"}]}`, `{"Rules":[{"Protocol":"TCP","Port":1},{"Protocol":"udp","Port":3}]}`, "Rules[*]", "",
		},
		"list":              {`{"Steps":[{"Status":1},{"Status":2}]}`, `{"Steps":[{"Status":10},{"Status":20}]}`, `{"Steps":[{"Status":10},{"Status":20}]}`, "", "Steps[0].Status Steps[1].Status", ""},
		"list, drift":       {`{"Steps":[{"Status":1},{"Status":2}]}`, `{"Steps":[{"Status":10},{"Status":20}]}`, `{"Steps":[{"Status":20},{"Status":10}]}`, `{"Steps":[{"Status":20},{"Status":10}]}`, "Steps[0].Status Steps[1].Status", "the order differs"},
		"list, shorter":     {`{"Steps":[{"Status":1},{}]}`, `{"Steps":[{"Status":1}]}`, `{"Steps":[{"Status":1}]}`, "", "Steps", "what can not be aligned is one value"},
		"list, shorter yet": {`{"Steps":[{"Status":1},{}]}`, `{"Steps":[{"Status":1}]}`, `{"Steps":[]}`, `{"Steps":[]}`, "Steps", ""},
		"map":               {`{"Variables":{"AB":"X","CD":""}}`, `{"Variables":{"AB":"x","EF":"new"}}`, `{"Variables":{"AB":"x","EF":"new"}}`, "", "Variables.AB -Variables.CD", "another form, left out, added"},
		"map, drift":        {`{"Variables":{"AB":"X"}}`, `{"Variables":{"AB":"x","EF":"new"}}`, `{"Variables":{"AB":"x","EF":"newer","GH":"y"}}`, `{"Variables":{"AB":"X","EF":"newer","GH":"y"}}`, "Variables.AB", ""},
		"document":          {`{"Free":{"a":[1],"b":null,"c":"X"}}`, `{"Free":{"a":[1,2],"c":"x"}}`, `{"Free":{"a":[1,2],"c":"x"}}`, "", "Free.a -Free.b Free.c", ""},
		"null dropped":      {`{"Free":{"b":null}}`, `{"Free":{"b":null}}`, `{"Free":{}}`, `{"Free":{}}`, "", "the null was there"},
		"text":              {`{"Document":"{\"a\":1,\"b\":\"X\"}"}`, `{"Document":"{\"b\":\"x\",\"a\":1}"}`, `{"Document":"{ \"a\":1.0, \"b\":\"x\" }"}`, "", "Document", "JSON in text is one value, in any spelling"},
		"text, drift":       {`{"Document":"{\"a\":1,\"b\":\"X\"}"}`, `{"Document":"{\"b\":\"x\",\"a\":1}"}`, `{"Document":"{\"a\":2}"}`, `{"Document":"{\"a\":2}"}`, "Document", ""},
		"another choice":    {`{"Action":{"Allow":{}}}`, `{"Action":{"Block":{}}}`, `{"Action":{"Block":{}}}`, "", "Action", "a service may make another of it"},
		"other type":        {`{"Anything":[1]}`, `{"Anything":"one"}`, `{"Anything":"one"}`, "", "Anything", ""},
		"create-only":       {`{"Name":"a","Port":1}`, `{"Port":1}`, `{"Port":1}`, "", "-Name", "reads never return it"},
		"create-only, once": {`{"Name":"a","Port":1}`, `{"Name":"a","Port":1}`, `{"Port":1}`, `{"Port":1}`, "", "they did, so it is gone"},
		"write-only":        {`{"Password":"p"}`, `{}`, `{}`, "", "", "nobody expects to see it"},
		"nothing shown":     {`{"Port":1,"Password":"p"}`, `{}`, `{}`, "", "-Port", ""},
	} {
		written, shown, live := cfschematest.Value(c.written), cfschematest.Value(c.shown), cfschematest.Value(c.live)
		echo := reread(t, s.Echo(echoKey, written, shown))
		want := written
		if c.want != "" {
			want = cfschematest.Value(c.want)
		}
		if diff := cmp.Diff(want, s.RefreshEchoed(written, live, echo)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", name, c.reason, diff)
		}
		if diff := cmp.Diff(written, s.RefreshEchoed(written, shown, echo)); diff != "" {
			t.Errorf("%s: what was shown after the write is drift (-want +got):\n%s", name, diff)
		}
		var differences []string
		for _, difference := range echo.Differences() {
			mark := "-"
			if difference.Shown {
				mark = ""
			}
			differences = append(differences, mark+difference.Path.Dotted())
		}
		if got := strings.Join(differences, " "); got != c.differences {
			t.Errorf("%s: differences %q, want %q", name, got, c.differences)
		}
	}
}

// TestEchoIsOfOneValue: the echo of a value says nothing about another one, nor at another place, nor with another key.
func TestEchoIsOfOneValue(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	shown := cfschematest.Value(`{"Label":"a","Names":["x"]}`)
	echo := s.Echo(echoKey, cfschematest.Value(`{"Label":"A","Names":["X"]}`), shown)
	prior := cfschematest.Value(`{"Label":"B","Names":["Y"]}`)
	if diff := cmp.Diff(shown, s.RefreshEchoed(prior, shown, echo)); diff != "" {
		t.Errorf("another value was written since, or state shows drift (-want +got):\n%s", diff)
	}
	text, err := json.Marshal(echo)
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{`"A"`, `"a"`, `"X"`} {
		if strings.Contains(string(text), value) {
			t.Errorf("%s shows the value %s", text, value)
		}
	}
	other, err := cfschema.DecodeEcho([]byte("another key"), text)
	if diff := cmp.Diff(shown, s.RefreshEchoed(cfschematest.Value(`{"Label":"A","Names":["X"]}`), shown, other)); diff != "" || err != nil {
		t.Errorf("with another key the echo holds (%v):\n%s", err, diff)
	}
	if echo, err := cfschema.DecodeEcho(echoKey, nil); echo != nil || err != nil {
		t.Errorf("no record is read as %v, %v", echo, err)
	}
	if _, err := cfschema.DecodeEcho(echoKey, []byte("{")); err == nil {
		t.Error("a broken record is read")
	}
}

// TestEchoOfManyItems: a long list is one value, so that the record stays small.
func TestEchoOfManyItems(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	var upper, lower []any
	for i := range 1000 {
		name := "a" + strings.Repeat("b", i)
		upper, lower = append(upper, strings.ToUpper(name)), append(lower, name)
	}
	written, shown := map[string]any{"Names": upper}, map[string]any{"Names": lower}
	echo := s.Echo(echoKey, written, shown)
	text, err := json.Marshal(echo)
	if err != nil || len(text) > 200 {
		t.Errorf("the record has %d bytes (%v)", len(text), err)
	}
	if diff := cmp.Diff(any(written), s.RefreshEchoed(written, shown, echo)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	shown["Names"] = lower[1:]
	if got := s.RefreshEchoed(written, shown, echo); s.Equal(nil, got, written) {
		t.Error("an item that is gone does not show")
	}
}

// TestEchoOfSomeItems: up to a number, items are noted one by one.
func TestEchoOfSomeItems(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("shapes.json")))
	for number, want := range map[int]string{20: "Names[*]", 21: "Names"} {
		var upper, lower []any
		for i := range number {
			upper, lower = append(upper, fmt.Sprint("NAME", i)), append(lower, fmt.Sprint("name", i))
		}
		for _, difference := range s.Echo(echoKey, map[string]any{"Names": upper}, map[string]any{"Names": lower}).Differences() {
			if got := difference.Path.Dotted(); got != want {
				t.Errorf("%d items differ at %s, want %s", number, got, want)
			}
		}
	}
}

// TestEchoOfPublishedTypes is from bug reports.
func TestEchoOfPublishedTypes(t *testing.T) {
	if testing.Short() {
		t.Skip("the published schemas are left out with -short: to read them all takes long with the race detector")
	}
	for typeName, c := range map[string]struct{ written, shown, third, want string }{
		"AWS::Timestream::ScheduledQuery": {
			`{"QueryString":"SELECT 1","ScheduledQueryExecutionRoleArn":"arn:r"}`, `{"QueryString":"SELECT 1"}`,
			`{"QueryString":"SELECT 1"}`, `{"QueryString":"SELECT 1","ScheduledQueryExecutionRoleArn":"arn:r"}`,
		},
		"AWS::IAM::OIDCProvider": {
			`{"Url":"https://t.example","ThumbprintList":["6938FD","AB"]}`, `{"Url":"t.example","ThumbprintList":["6938fd","ab"]}`,
			`{"Url":"t.example","ThumbprintList":["ab","cd"]}`, `{"Url":"https://t.example","ThumbprintList":["AB","cd"]}`,
		},
		"AWS::S3::Bucket": {
			`{"Tags":[{"Key":"Team","Value":"b"},{"Key":"Env","Value":""}]}`, `{"Tags":[{"Key":"Team","Value":"b"}]}`,
			`{"Tags":[{"Key":"Team","Value":"c"}]}`, `{"Tags":[{"Key":"Env","Value":""},{"Key":"Team","Value":"c"}]}`,
		},
	} {
		s := cfschematest.Must(cfschema.Parse(datatest.Schema(t, typeName)))
		echo := reread(t, s.Echo(echoKey, cfschematest.Value(c.written), cfschematest.Value(c.shown)))
		if diff := cmp.Diff(cfschematest.Value(c.written), s.RefreshEchoed(cfschematest.Value(c.written), cfschematest.Value(c.shown), echo)); diff != "" {
			t.Errorf("%s: false drift (-want +got):\n%s", typeName, diff)
		}
		if paths := s.Replacements(s.RefreshEchoed(cfschematest.Value(c.written), cfschematest.Value(c.shown), echo), cfschematest.Value(c.written)); len(paths) > 0 {
			t.Errorf("%s is replaced because of %v", typeName, paths)
		}
		got := s.RefreshEchoed(cfschematest.Value(c.written), cfschematest.Value(c.third), echo)
		if !s.Equal(nil, got, cfschematest.Value(c.want)) {
			t.Errorf("%s: somebody else's change (-want +got):\n%s", typeName, cmp.Diff(cfschematest.Value(c.want), got))
		}
	}
}
