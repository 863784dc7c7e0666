package main

import (
	"bytes"
	"cmp"
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
	opts := manifest.Options{Version: appVersion, Developer: manifest.DefaultDeveloper()}
	cmd := &cobra.Command{
		Use: "manifest [-o FILE.zip]", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.config()
			if err != nil {
				return err
			}
			library, err := openLibrary(cfg.KnowledgeDir)
			if err != nil {
				return err
			}
			opts.Commands = func(lang string) (all []manifest.Command) {
				for _, c := range handlers.Commands(library.Base(), knowledge.Lang(lang)) {
					all = append(all, manifest.Command(c))
				}
				return all
			}
			opts.NoSlash, opts.NoPrompts = !cfg.Teams("slash"), !cfg.Teams("prompts")
			opts.BotID = cmp.Or(cfg.AppID, exampleID)
			if cfg.AppID == "" {
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
			c.printf("%s (%d bytes)\n", file, zip.Len())
			return nil
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "kjernebot.zip", "where to write it")
	cmd.Flags().StringVar((*string)(&opts.Schema), "schema", "",
		"manifest schema: 1.30 (default) or 1.25 for tenants that lag behind")
	d := &opts.Developer
	cmd.Flags().StringVar(&d.Name, "developer", d.Name, "who answers for the app")
	cmd.Flags().StringVar(&d.WebsiteURL, "website", d.WebsiteURL, "page about the service")
	cmd.Flags().StringVar(&d.PrivacyURL, "privacy", d.PrivacyURL, "page about how personal data is treated")
	cmd.Flags().StringVar(&d.TermsURL, "terms", d.TermsURL, "page with the terms of use")
	return cmd
}
