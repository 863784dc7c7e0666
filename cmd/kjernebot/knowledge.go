package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/knowledge"
)

func (c *cli) knowledgeCommand() *cobra.Command {
	check := &cobra.Command{
		Use: "check [DIR]",
		Short: "Check the topic files in DIR (default KNOWLEDGE_DIR, else those in the program): every problem with file " +
			"and line",
		Args: atMostOne,
		RunE: func(_ *cobra.Command, args []string) error {
			dir := c.getenv("KNOWLEDGE_DIR")
			if len(args) == 1 {
				dir = args[0]
			}
			return c.checkKnowledge(dir)
		},
	}
	return group("knowledge", "Look after the topic files", "say what to do with the knowledge base",
		check, c.tryCommand(), c.trainCommand())
}

func (c *cli) tryCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "try QUESTION…",
		Short: "Show how a question is understood: language, words, classes with scores, and which words decided",
		Args:  atLeastOne("a question"),
		RunE: func(cmd *cobra.Command, args []string) error {
			library, err := openLibrary(c.getenv("KNOWLEDGE_DIR"))
			if err != nil {
				return err
			}
			text, err := library.Base().Explain(cmd.Context(), strings.Join(args, " "))
			if err != nil {
				return err
			}
			fmt.Fprint(c.stdout, text)
			return nil
		},
	}
}

func (c *cli) trainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "train [DIR] FILE",
		Short: "Learn from the topic files in DIR (default those in the program) and write the weights to FILE",
		Args:  cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			dir, to := "", args[len(args)-1]
			if len(args) > 1 {
				dir = args[0]
			}
			files, err := topicFiles(dir)
			if err != nil {
				return usageError{err}
			}
			weights, err := knowledge.Train(files)
			if err != nil {
				return err
			}
			return os.WriteFile(to, weights, 0o644) //nolint:gosec // no secret: it is compiled into the program
		},
	}
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
