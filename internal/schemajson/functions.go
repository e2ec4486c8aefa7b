package main

import "github.com/hashicorp/terraform-plugin-go/tfprotov6"

// The documented JSON form of provider-defined functions.
type (
	signature struct {
		Summary     string      `json:"summary,omitempty"`
		Description string      `json:"description,omitempty"`
		Deprecation string      `json:"deprecation_message,omitempty"`
		Return      any         `json:"return_type"`
		Parameters  []parameter `json:"parameters,omitempty"`
		Variadic    *parameter  `json:"variadic_parameter,omitempty"`
	}
	parameter struct {
		Name        string `json:"name,omitempty"`
		Description string `json:"description,omitempty"`
		Nullable    bool   `json:"is_nullable,omitempty"`
		Type        any    `json:"type"`
	}
)

func (r *renderer) signature(in *tfprotov6.Function) signature {
	out := signature{Summary: in.Summary, Description: in.Description, Deprecation: in.DeprecationMessage, Return: r.valueType(in.Return.Type)}
	for _, p := range in.Parameters {
		out.Parameters = append(out.Parameters, r.parameter(p))
	}
	if in.VariadicParameter != nil {
		rest := r.parameter(in.VariadicParameter)
		out.Variadic = &rest
	}
	return out
}

func (r *renderer) parameter(in *tfprotov6.FunctionParameter) parameter {
	return parameter{Name: in.Name, Description: in.Description, Nullable: in.AllowNullValue, Type: r.valueType(in.Type)}
}
