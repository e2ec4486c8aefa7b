package foreign

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/steward-iac/terraform-provider-steward/internal/provider/importid"
)

// typePrefix begins the name of every resource of awscc.
const typePrefix = "awscc_"

// TypeName returns the Cloud Control type of a resource of awscc, such as
// AWS::SQS::Queue for awscc_sqs_queue. awscc makes its names of the service in
// lower case and the resource in snake case, which loses the spelling; the table
// has it. A new resource of a known service is spelled word by word.
func TypeName(resource string) (string, error) {
	service, words, _ := strings.Cut(strings.TrimPrefix(resource, typePrefix), "_")
	names := spellings()
	spelled, known := names.services[service]
	if !known || words == "" {
		return "", fmt.Errorf("no service of AWS is known as %q, so the type of %s is not known", service, resource)
	}
	typeName, known := names.types[key(service, words)]
	if !known {
		typeName = "AWS::" + spelled + "::" + names.join(words)
	}
	if !importid.TypeNamePattern.MatchString(typeName) {
		return "", fmt.Errorf("no type is known for %s", resource)
	}
	return typeName, nil
}

// key is what both spellings of a name have in common: awscc splits some
// resources into words where their spelling does not show it.
func key(service, resource string) string {
	return strings.ToLower(service + "_" + strings.ReplaceAll(resource, "_", ""))
}

// names is the table of spellings.
type names struct {
	services map[string]string // by the service in lower case
	words    map[string]string // by the word in lower case
	types    map[string]string // whole type names, where the words do not spell them
}

//go:embed names.txt
var table string

var spellings = sync.OnceValue(func() names { return parseNames(table) })

// parseNames reads the table: one spelling a word, under a heading for what it
// is a spelling of. A line that begins with # is a comment.
func parseNames(table string) names {
	read := names{services: map[string]string{}, words: map[string]string{}, types: map[string]string{}}
	sections := map[string]func(string){
		"services:": func(name string) { read.services[strings.ToLower(name)] = name },
		"words:":    func(name string) { read.words[strings.ToLower(name)] = name },
		"types:":    func(name string) { read.types[keyOf(name)] = name },
	}
	add := func(string) {}
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for name := range strings.FieldsSeq(line) {
			if section, found := sections[name]; found {
				add = section
				continue
			}
			add(name)
		}
	}
	return read
}

// keyOf is the key of a type name.
func keyOf(typeName string) string {
	_, rest, _ := strings.Cut(typeName, "::")
	service, resource, _ := strings.Cut(rest, "::")
	return key(service, resource)
}

// join spells the words of a resource.
func (n names) join(words string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(words, "_") {
		spelled, known := n.words[word]
		if !known && word != "" {
			spelled = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(spelled)
	}
	return b.String()
}
