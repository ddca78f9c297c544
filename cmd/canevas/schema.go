package main

import (
	"embed"

	"github.com/spf13/cobra"
)

// schemas are the JSON Schemas of what the program itself reads and prints.
//
//go:embed schemas
var schemas embed.FS

func newSchema(o *options) *cobra.Command {
	return &cobra.Command{
		Use:       "schema [canevas|configuration|output]",
		Short:     "print the JSON Schema of the canevas, of the configuration or of what --json prints",
		ValidArgs: []string{"canevas", "configuration", "output"},
		Args:      arguments(0, 1, "at most one of canevas, configuration and output"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"canevas"}
			}
			return o.schema(args[0])
		},
	}
}

func (o *options) schema(name string) error {
	var data []byte
	switch name {
	case "canevas":
		def, err := o.load()
		if err != nil {
			return err
		}
		data = def.SchemaJSON
	case "configuration", "output":
		var err error
		if data, err = schemas.ReadFile("schemas/" + name + ".schema.json"); err != nil {
			return err
		}
	default:
		return usage("canevas, configuration or output is expected; got: %q", name)
	}
	_, err := o.out.Write(data)
	return err
}
