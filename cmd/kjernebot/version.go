package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// appVersion is the version of the program and of the Teams app. CHANGELOG.md tells what came with it.
const appVersion = "0.1.0"

func (c *cli) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which version this is", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(c.stdout, "kjernebot", appVersion+revision())
			return nil
		},
	}
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
