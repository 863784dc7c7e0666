package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"kjernebot/handlers"
	"kjernebot/knowledge"
	"kjernebot/manifest"
)

// exampleID stands in for the registration's id when there is none, so that the package can be looked at. It is no
// bot's, and Teams would find no bot behind it.
const exampleID = "11111111-2222-4333-8444-555555555555"

func (c *cli) manifestCommand() *cobra.Command {
	var file string
	var schema string
	developer := manifest.DefaultDeveloper()
	cmd := &cobra.Command{
		Use:   "manifest [-o FILE.zip]",
		Short: "Write the Teams app package",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.config()
			if err != nil {
				return err
			}
			library, err := openLibrary(cfg.KnowledgeDir)
			if err != nil {
				return err
			}
			commands := func(lang string) []manifest.Command {
				var all []manifest.Command
				for _, c := range handlers.Commands(library.Base(), knowledge.Lang(lang)) {
					all = append(all, manifest.Command(c))
				}
				return all
			}
			opts := manifest.Options{
				Schema: manifest.Schema(schema), BotID: cfg.AppID, Version: appVersion,
				Developer: developer, Commands: commands, NoSlash: !cfg.Teams("slash"), NoPrompts: !cfg.Teams("prompts"),
			}
			if opts.BotID == "" {
				opts.BotID = exampleID
				fmt.Fprintln(c.stderr,
					"kjernebot: MICROSOFT_APP_ID is not set, so the package names an example bot; set it before you upload")
			}
			var zip bytes.Buffer
			if err := manifest.Build(&zip, opts); err != nil {
				return err
			}
			if err := os.WriteFile(file, zip.Bytes(), 0o644); err != nil { //nolint:gosec // a package for everybody to read
				return err
			}
			fmt.Fprintf(c.stdout, "%s (%d bytes)\n", file, zip.Len())
			return nil
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "kjernebot.zip", "where to write it")
	cmd.Flags().StringVar(&schema, "schema", "", "manifest schema: 1.30 (default) or 1.25 for tenants that lag behind")
	cmd.Flags().StringVar(&developer.Name, "developer", developer.Name, "who answers for the app")
	cmd.Flags().StringVar(&developer.WebsiteURL, "website", developer.WebsiteURL, "page about the service")
	cmd.Flags().StringVar(&developer.PrivacyURL, "privacy", developer.PrivacyURL,
		"page about how personal data is treated")
	cmd.Flags().StringVar(&developer.TermsURL, "terms", developer.TermsURL, "page with the terms of use")
	return cmd
}
