package jsonata

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/steward-iac/terraform-provider-steward/internal/jsonvalue"
)

// TestExpressions evaluates expressions at a property A of an object.
func TestExpressions(t *testing.T) {
	for source, c := range map[string]struct{ object, want, expr string }{
		`A`:                               {`{"A":"x"}`, `"x"`, ""},
		`B.A`:                             {`{"A":"x"}`, `"x"`, ""},
		`C.D`:                             {`{"A":"x","C":{"D":5}}`, `5`, ""},
		`A.D`:                             {`{"A":{"D":true}}`, `true`, ""},
		`A & "b" & 'c' & 1 & true`:        {`{"A":"a"}`, `"abc1true"`, ""},
		`A & Nothing`:                     {`{"A":"a"}`, `"a"`, ""},
		`A & "[0-9]+" & A`:                {`{"A":"a.b"}`, `"a.b[0-9]+a.b"`, `a\.b[0-9]+a\.b`},
		`A ? "y" : "n"`:                   {`{"A":0}`, `"n"`, ""},
		`A ? B ? 1 : 2 : 3`:               {`{"A":"x","B":[]}`, `2`, ""},
		`A = "1" and not_here != 2`:       {`{"A":1}`, `true`, ""},
		`A = 2 or A in [1, "x"]`:          {`{"A":"x"}`, `true`, ""},
		`A in "x"`:                        {`{"A":"x"}`, `true`, ""},
		`A = null`:                        {`{}`, `false`, ""},
		`A * -2`:                          {`{"A":"1.5"}`, `-3`, ""},
		`A * 0.1`:                         {`{"A":1}`, `null`, ""},
		`$split(A, "/")[0]`:               {`{"A":"x/y/z"}`, `"x"`, ""},
		`$split(A, "/")[-1]`:              {`{"A":"x/y/z"}`, `"z"`, ""},
		`$split(A, "/")[5]`:               {`{"A":"x/y/z"}`, `null`, ""},
		`$split(A, "/", 2)`:               {`{"A":"x/y/z"}`, `["x","y"]`, ""},
		`$join($split(A, ".", 2), ".")`:   {`{"A":"5.0.6"}`, `"5.0"`, ""},
		`$join(["a", Nothing])`:           {`{}`, `null`, ""},
		`$substringAfter(A, "/")`:         {`{"A":"x/y/z"}`, `"y/z"`, ""},
		`$substringAfter(A, ":")`:         {`{"A":"x/y/z"}`, `"x/y/z"`, ""},
		`$lowercase(A)`:                   {`{"A":5}`, `null`, ""},
		`$lowercase($string(A))`:          {`{"A":true}`, `"true"`, ""},
		`$string(A)`:                      {`{"A":[1]}`, `null`, ""},
		`$replace(A, "p", "P")`:           {`{"A":"pp"}`, `"PP"`, ""},
		`$replace(A, /(0)([a-z])/, "$2")`: {`{"A":"0a0b"}`, `"ab"`, ""},
		`$replace(A, /^arn:[a-z]*:/, "arn:[a-z]*:") & "x"`: {`{"A":"arn:aws:i.m"}`, `"arn:[a-z]*:i.mx"`, `arn:[a-z]*:i\.mx`},
		`$replace(A, /b/, "[b]")`:                          {`{"A":"abcb"}`, `"a[b]c[b]"`, ""},
		`$match(A, /([a-z])([0-9])/).match`:                {`{"A":"a1"}`, `"a1"`, ""},
		`$match(A, /([a-z])([0-9])/).groups`:               {`{"A":"a1b2"}`, `["a","1","b","2"]`, ""},
		`$match(A, /x/).match`:                             {`{"A":"a1"}`, `null`, ""},
		`$contains(A, "b")`:                                {`{"A":"abc"}`, `true`, ""},
		`$exists(A) ? null : "D"`:                          {`{}`, `"D"`, ""},
		`$lookup({"1": "one", "2": "two",}, A)`:            {`{"A":1}`, `"one"`, ""},
		`$merge([{"Sid": Id}, A])`:                         {`{"A":{"Effect":"Allow"},"Id":"s"}`, `{"Sid":"s","Effect":"Allow"}`, ""},
		`$merge(["a"])`:                                    {`{}`, `null`, ""},
		`($x := A; $y := $x & "b"; $y)`:                    {`{"A":"a"}`, `"ab"`, ""},
		`"\u0041\n\/\""`:                                   {`{}`, `"A\n/\""`, ""},
		`[A, {"b": 1}]`:                                    {`{"A":"a"}`, `["a",{"b":1}]`, ""},
		`(A)[0]`:                                           {`{"A":"a"}`, `"a"`, ""},
		`A.B.C`:                                            {`{"A":"x"}`, `null`, ""},
		`$exists($contains(N, "x")) ? 1 : 2`:               {`{}`, `2`, ""}, // of nothing comes nothing, and that is no failure
		`$exists($substringAfter(N, "x")) ? 1 : 2`:         {`{}`, `2`, ""},
		`$exists($split(N, "x")) ? 1 : 2`:                  {`{}`, `2`, ""},
		`$exists($split(N, "x", 1)) ? 1 : 2`:               {`{}`, `2`, ""},
		`$exists($replace(N, "x", "y")) ? 1 : 2`:           {`{}`, `2`, ""},
		`$exists($lowercase(N)) ? 1 : 2`:                   {`{}`, `2`, ""},
		`$exists(A) ? 1 : 2`:                               {`{"A":"x"}`, `1`, ""},
		`$exists(A, A) ? 1 : 2`:                            {`{"A":"x"}`, `2`, ""},
		`$exists($split(A)) ? 1 : 2`:                       {`{}`, `null`, ""},
		`$contains(A, "z") ? 1 : 2`:                        {`{"A":"abc"}`, `2`, ""},
		`$join($split(A, "/", 0), ".") & "."`:              {`{"A":"x/y"}`, `"."`, ""},
		`$split(A, "/")[3]`:                                {`{"A":"x/y/z"}`, `null`, ""},
		`A ? 1 : 2`:                                        {`{"A":{}}`, `2`, ""},
		`A ? 3 : 4`:                                        {`{"A":{"B":1}}`, `3`, ""},
		`$match(A, /a\/b/).match`:                          {`{"A":"a/b"}`, `"a/b"`, ""},
	} {
		object, _ := decoded(t, c.object).(map[string]any)
		x, err := Compile(jsonvalue.Path{"B", jsonvalue.AnyItem, "A"}, source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		var got Result
		for _, result := range x.Results(object) {
			got = result
		}
		if diff := cmp.Diff(decoded(t, c.want), got.Value); diff != "" {
			t.Errorf("%s of %s (-want +got):\n%s", source, c.object, diff)
		}
		if c.expr != "" && got.Pattern != c.expr {
			t.Errorf("%s is the expression %q, want %q", source, got.Pattern, c.expr)
		}
	}
}

func TestExpressionsThatAreNotUnderstood(t *testing.T) {
	for name, source := range map[string]string{
		"nothing": "", "function": "$sort(A)", "own function": "function($x){$x}", "look-ahead": "$match(A, /(?!x)/)", "condition": `A[B="x"]`,
		"open text": `"a`, "open list": "[A", "open block": "(A", "open call": "$lowercase(A", "open object": `{"a": A`, "sign": "A | B", "two values": "A B",
		"no second": "A &", "no else": "A ? B", "half": "A $OR", "name of a member": "{a: 1}", "escape": `"\q"`, "short escape": `"\u00"`, "no number": "1.2.3",
		"open expression": "/a", "dangling": "A.", "open variable": "($a", "backslash": `"a\`, "text for a word": `A "or" B`, "text for a sign": `A "?" B : A`,
		"division": "A / B", "minus a name": "-A", "field": "$x.5", "deep": strings.Repeat("(", 1000) + "A" + strings.Repeat(")", 1000),
	} {
		if _, err := Compile(jsonvalue.Path{"A"}, source); err == nil {
			t.Errorf("%s: %q is understood", name, source)
		}
	}
}

// TestExpressionsThatGrow checks that no expression fills the memory.
func TestExpressionsThatGrow(t *testing.T) {
	for name, source := range map[string]string{
		"doubling":  `($a := A;` + strings.Repeat(`$a := $a & $a;`, 60) + `$a)`,
		"joining":   `($a := A;` + strings.Repeat(`$a := $join([$a, $a]);`, 60) + `$a)`,
		"replacing": `($a := A;` + strings.Repeat(`$a := $replace($a, "", $a);`, 60) + `$a)`,
	} {
		x, err := Compile(jsonvalue.Path{"A"}, source)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := x.Results(map[string]any{"A": "0123456789"}); len(got) != 0 {
			t.Errorf("%s: ends with %T", name, got[0].Value)
		}
	}
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	value, err := jsonvalue.Decode([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}
