package main

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the licences
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// appVersion is the version of the program and of the Teams app. CHANGELOG.md tells what came with it.
const appVersion = "0.1.0"

// licences is the licence of everything that is linked in, compressed to a sixth; kept true by TestLicences.
//
//go:embed licences.gz
var licences []byte

func (c *cli) versionCommand() *cobra.Command {
	var withLicences bool
	cmd := &cobra.Command{
		Use: "version", Short: "Say which version this is", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if withLicences {
				return writeLicences(c.stdout)
			}
			fmt.Fprintln(c.stdout, "kjernebot", appVersion+revision())
			return nil
		},
	}
	cmd.Flags().BoolVar(&withLicences, "licenses", false, "the licences of what other people wrote and is in the program")
	return cmd
}

func writeLicences(w io.Writer) error {
	text, err := gzip.NewReader(bytes.NewReader(licences))
	if err != nil {
		return err
	}
	_, err = io.Copy(w, text) //nolint:gosec // our own file
	return err
}

// revision is the commit that the program was built from, where the build knew it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return " (" + s.Value[:12] + ", " + info.GoVersion + ")"
		}
	}
	return " (" + info.GoVersion + ")"
}
