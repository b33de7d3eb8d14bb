// Reads a JSON list of YAML documents and writes, as another, what Kubernetes' reader and Pulumi's make of each of them.
package main

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/encoding"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"sigs.k8s.io/yaml"
)

type row struct {
	Text     string  `json:"text"`
	Manifest reading `json:"manifest"`
	Stack    reading `json:"stack"`
}

// reading has a value, or says why there is none.
type reading struct {
	Value json.RawMessage `json:"value,omitempty"`
	Error string          `json:"error,omitempty"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	rows := []row{}
	for _, text := range texts {
		rows = append(rows, row{text, asReading(yaml.YAMLToJSON([]byte(text))), asReading(fromStackFile(text))})
	}
	if err := json.NewEncoder(os.Stdout).Encode(rows); err != nil {
		panic(err)
	}
}

func asReading(value []byte, err error) reading {
	if err != nil {
		return reading{Error: err.Error()}
	}
	return reading{Value: value}
}

// fromStackFile is what a program gets of a document that stands at a key of its stack file.
func fromStackFile(text string) ([]byte, error) {
	indented := strings.ReplaceAll("\n"+text, "\n", "\n      ")
	file := []byte("config:\n  program:held:\n    document:" + indented + "\n")
	stack, err := workspace.LoadProjectStackBytes(nil, &workspace.Project{Name: "program"}, file, "Pulumi.dev.yaml", encoding.YAML)
	if err != nil {
		return nil, err
	}
	held, err := stack.Config[config.MustMakeKey("program", "held")].Value(config.NopDecrypter)
	if err != nil {
		return nil, err
	}
	var values struct{ Document json.RawMessage }
	err = json.Unmarshal([]byte(held), &values)
	return values.Document, err
}
