package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/cfschema"
	"github.com/steward-iac/terraform-provider-steward/internal/cfschema/cfschematest"
)

func TestValidateLimits(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse(cfschematest.Own("limits.json")))
	for name, c := range map[string]struct {
		model  string
		want   []string // path: detail
		reason string
	}{
		"right":           {`{"Name":"abc-1","Long":"ab","Short":"a","Exact":"abcd","Percent":99.5,"Age":-5,"Zones":["a"],"Pairs":["Monday","Monday"],"One":{"A":"a"},"Labels":{},"Version":2}`, nil, ""},
		"unknown":         {`{"Name":"(unknown)","Percent":"(unknown)","Zones":"(unknown)","One":"(unknown)","Pairs":["(unknown)","(unknown)"]}`, nil, "nothing certain can be said"},
		"too short":       {`{"Name":"ab"}`, []string{`/Name: "Name" must be 3 to 8 characters long.`}, "both ends are named"},
		"too long":        {`{"Name":"abcdefghi"}`, []string{`/Name: "Name" must be 3 to 8 characters long.`}, "the value is not repeated: it may be secret"},
		"least":           {`{"Long":"a"}`, []string{`/Long: "Long" must be at least 2 characters long.`}, ""},
		"most":            {`{"Short":"ab"}`, []string{`/Short: "Short" must be at most 1 character long.`}, ""},
		"exact":           {`{"Exact":"abc"}`, []string{`/Exact: "Exact" must be 4 characters long.`}, ""},
		"wide":            {`{"Exact":"äöüß","Long":"😀"}`, nil, "characters, not bytes; one may count as two"},
		"pattern":         {`{"Name":"ABC"}`, []string{`/Name: "Name" must match the regular expression ^[a-z][a-z0-9-]*$.`}, ""},
		"not anchored":    {`{"Inside":"ab12cd"}`, nil, "an expression matches anywhere unless it is anchored"},
		"not inside":      {`{"Inside":"ab1cd2"}`, []string{`/Inside: "Inside" must match the regular expression [0-9]{2}.`}, ""},
		"other type":      {`{"Document":{"a":1}}`, nil, "limits of a string are for strings"},
		"that type":       {`{"Document":"[]"}`, []string{`/Document: "Document" must match the regular expression ^\{.`}, ""},
		"look-around":     {`{"Ahead":"aws:a","Behind":"a-"}`, nil, "what Go can not read is left to the API"},
		"dialect":         {`{"Posix":"123","Quoted":"b","Pair":"x"}`, nil, "what dialects read differently is left to the API"},
		"colon":           {`{"Colon":"a-b"}`, []string{`/Colon: "Colon" must match the regular expression ^a[:]b$.`}, "a class of one colon is none of POSIX"},
		"huge":            {`{"Huge":"` + strings.Repeat("a", 1500) + `","HugeLeast":"` + strings.Repeat("a", 1500) + `","HugeExact":"` + strings.Repeat("a", 2048) + `"}`, nil, "counts that Go does not have are widened"},
		"not even":        {`{"Huge":"a","HugeLeast":"aa","HugeExact":"b"}`, []string{`/Huge: "Huge" must match the regular expression ^a{2,2048}$.`, `/HugeExact: "HugeExact" must match the regular expression ^a{2048}$.`, `/HugeLeast: "HugeLeast" must match the regular expression ^a{1500,}$.`}, "and still refuse"},
		"code":            {`{"Code":"xyzA"}`, nil, ""},
		"wrong code":      {`{"Code":"xyz"}`, []string{`/Code: "Code" must match the regular expression ^[\u0020-\u007E]+\u0041$.`}, "the expression is shown as the schema has it"},
		"end":             {`{"End":"A"}`, []string{`/End: "End" must match the regular expression ^[a-z]+\Z.`}, ""},
		"beyond ASCII":    {`{"Name":"äöü","Words":"naïve"}`, nil, "dialects differ in what a letter is"},
		"new line":        {`{"Words":"a\nb!"}`, nil, "and in what a space or a line is"},
		"no limits":       {`{"Wrong":"","Upside":"abc"}`, nil, "limits that make no sense say nothing"},
		"number low":      {`{"Percent":-0.5,"Age":-6}`, []string{`/Age: "Age" must be at least -5.`, `/Percent: "Percent" must be between 0 and 100.`}, ""},
		"number high":     {`{"Percent":1e3,"Size":9007199254740994}`, []string{`/Percent: "Percent" must be between 0 and 100.`, `/Size: "Size" must be at most 9007199254740993.`}, "no digit is lost"},
		"number exact":    {`{"Percent":100.0,"Size":9007199254740993}`, nil, "bounds are allowed"},
		"exclusive":       {`{"Below":0}`, []string{`/Below: "Below" must be more than 0.`}, ""},
		"exclusive, high": {`{"Below":1.50}`, []string{`/Below: "Below" must be less than 1.5.`}, ""},
		"multiple":        {`{"Percent":0.25}`, []string{`/Percent: "Percent" must be a multiple of 0.5.`}, ""},
		"no reckoning":    {`{"Tiny":1e299}`, nil, "big numbers are compared as text"},
		"tiny":            {`{"Tiny":1e-31}`, []string{`/Tiny: "Tiny" must be between 1e-30 and 1e300.`}, ""},
		"in a string":     {`{"Percent":"500"}`, nil, "which form counts is for the API to say"},
		"no items":        {`{"Zones":[]}`, []string{`/Zones: "Zones" must have 1 to 3 items, not 0.`}, ""},
		"many items":      {`{"Pairs":["Monday"]}`, []string{`/Pairs: "Pairs" must have 2 items, not 1.`}, ""},
		"items, too":      {`{"Zones":["a","x","b","c"]}`, []string{`/Zones: "Zones" must have 1 to 3 items, not 4.`, `/Zones/1: "Zones[1]" must match the regular expression ^[a-c]$.`}, "an array and its items are looked at both"},
		"item enum":       {`{"Pairs":["Monday","Sunday"]}`, []string{`/Pairs/1: "Pairs[1]" must be one of: "Monday", "Tuesday". Did you mean "Monday"?`}, "through a reference"},
		"members":         {`{"One":{"A":"a","B":"b"}}`, []string{`/One: "One" must have 1 member, not 2.`}, ""},
		"no member":       {`{"One":{"A":null}}`, []string{`/One: "One" must have 1 member, not 0.`}, "null is absent"},
		"map":             {`{"Labels":{"a":"x","b":"longer","c":"y"}}`, []string{`/Labels: "Labels" must have at most 2 members, not 3.`, `/Labels/b: "Labels.b" must be at most 3 characters long.`}, ""},
		"choice":          {`{"Choice":"neither"}`, nil, "which alternative counts is for the API to say"},
		"beside a choice": {`{"Kept":"abcde"}`, []string{`/Kept: "Kept" must be at most 4 characters long.`}, "what stands beside alternatives counts for all"},
		"constant":        {`{"Version":3}`, []string{`/Version: "Version" must be 2.`}, ""},
		"needs":           {`{"KmsContext":{},"Port":1}`, []string{`: Steward::Test::Limits requires "KmsKeyId" where "KmsContext" is set.`}, "not what is read-only; other forms are for the API"},
		"needs unknown":   {`{"KmsContext":{},"KmsKeyId":"(unknown)"}`, nil, ""},
	} {
		var got []string
		for _, problem := range s.Validate(cfschematest.Value(c.model)) {
			got = append(got, problem.Path.String()+": "+problem.Detail)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %.200s %s (-want +got):\n%s", name, c.model, c.reason, diff)
		}
	}
}

func TestLongExpressionsAreShortened(t *testing.T) {
	s := cfschematest.Must(cfschema.Parse([]byte(`{"typeName":"A::B::C","properties":{"Name":{"type":"string","pattern":"^(` + strings.Repeat("abc|", 200) + `d)$"}}}`)))
	problems := s.Validate(cfschematest.Value(`{"Name":"x"}`))
	if len(problems) != 1 || len(problems[0].Detail) > 400 || !strings.HasSuffix(problems[0].Detail, "….") {
		t.Errorf("problems = %+v, want one with a short text", problems)
	}
}
