package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/knowledge"
)

func (c *cli) knowledgeCommand() *cobra.Command {
	parent := &cobra.Command{
		Use: "knowledge", Short: "Look after the topic files",
		RunE: func(cmd *cobra.Command, args []string) error {
			return usageError{fmt.Errorf("say what to do with the knowledge base: check; see '%s --help'", cmd.CommandPath())}
		},
	}
	parent.AddCommand(&cobra.Command{
		Use:   "check [DIR]",
		Short: "Check the topic files in DIR (default KNOWLEDGE_DIR, else those in the program): every problem with file and line",
		Args:  atMostOne,
		RunE: func(_ *cobra.Command, args []string) error {
			dir := c.getenv("KNOWLEDGE_DIR")
			if len(args) == 1 {
				dir = args[0]
			}
			return c.checkKnowledge(dir)
		},
	})
	return parent
}

func (c *cli) checkKnowledge(dir string) error {
	files, err := topicFiles(dir)
	if err != nil {
		return usageError{err}
	}
	problems := knowledge.Check(files, time.Now())
	wrong := 0
	for _, p := range problems {
		if p.Warning {
			fmt.Fprintln(c.stdout, "warning:", p)
			continue
		}
		wrong++
		fmt.Fprintln(c.stdout, p)
	}
	if wrong > 0 {
		return fmt.Errorf("%d problems in the knowledge base", wrong)
	}
	base, err := knowledge.Load(files)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "%d topics, version %s: no problems\n", len(base.Topics(knowledge.Bokmal)), base.Hash())
	return nil
}
