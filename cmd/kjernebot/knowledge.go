package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/knowledge"
)

func (c *cli) knowledgeCommand() *cobra.Command {
	return group("knowledge", "say what to do with the knowledge base",
		&cobra.Command{
			Use: "check [DIR]", Args: takes(0, 1, ""),
			RunE: func(_ *cobra.Command, args []string) error {
				if len(args) == 1 {
					return c.checkKnowledge(args[0])
				}
				return c.checkKnowledge(c.getenv("KNOWLEDGE_DIR"))
			},
		},
		&cobra.Command{
			Use: "try QUESTION…", Args: takes(1, many, "a question"),
			RunE: func(cmd *cobra.Command, args []string) error {
				library, err := openLibrary(c.getenv("KNOWLEDGE_DIR"))
				if err != nil {
					return err
				}
				text, err := library.Base().Explain(cmd.Context(), strings.Join(args, " "))
				c.printf("%s", text)
				return err
			},
		},
		&cobra.Command{
			Use: "train [DIR] FILE", Args: takes(1, 2, "the file to write (FILE)"),
			RunE: func(_ *cobra.Command, args []string) error {
				dir, to := "", args[0]
				if len(args) == 2 {
					dir, to = args[0], args[1]
				}
				files, err := topicFiles(dir)
				if err != nil {
					return usageError{err}
				}
				weights, err := knowledge.Train(files)
				if err != nil {
					return err
				}
				return os.WriteFile(to, weights, 0o644) //nolint:gosec // no secret: it is compiled in
			},
		})
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

// lookEvery is how often the folder of topics is looked at for changes. Looking reads names and times only.
const lookEvery = 2 * time.Second

// library holds the knowledge base in force. A changed folder is read beside it and takes its place in one step; a
// broken one leaves it where it is.
type library struct {
	dir  string // empty: the topics in the program, which never change
	base atomic.Pointer[knowledge.Base]
	ill  atomic.Bool // the folder holds something else that cannot be used
	seen string      // what the folder looked like when it was last read; used by watch only
}

// ownBase is the knowledge base in the program, which is read once.
var ownBase = sync.OnceValues(func() (*knowledge.Base, error) { return knowledge.Load(knowledge.Files()) })

// openLibrary loads the topics from a folder, or those in the program when dir is empty.
func openLibrary(dir string) (*library, error) {
	l, load := &library{dir: dir}, ownBase
	if dir != "" {
		files, err := topicFiles(dir)
		if err != nil {
			return nil, errors.New("KNOWLEDGE_DIR: is not a folder; such as KNOWLEDGE_DIR=/srv/kjernebot/knowledge")
		}
		l.seen, load = looks(files), func() (*knowledge.Base, error) { return knowledge.Load(files) }
	}
	base, err := load()
	if err != nil {
		return nil, fmt.Errorf("KNOWLEDGE_DIR: %w", err)
	}
	l.base.Store(base)
	return l, nil
}

// topicFiles are the files of a folder, or those in the program when dir is empty.
func topicFiles(dir string) (fs.FS, error) {
	if dir == "" {
		return knowledge.Files(), nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", dir)
	}
	return os.DirFS(dir), nil
}

// Base is the knowledge base in force.
func (l *library) Base() *knowledge.Base { return l.base.Load() }

// reload reads the folder when it looks different from the last time.
func (l *library) reload(ctx context.Context, lg *slog.Logger) {
	if l.dir == "" {
		return
	}
	files := os.DirFS(l.dir)
	now := looks(files)
	if now == l.seen {
		return
	}
	l.seen = now
	base, err := knowledge.Load(files)
	l.ill.Store(err != nil)
	if err != nil {
		lg.LogAttrs(ctx, slog.LevelError, "knowledge base not taken over, the one before stays in force",
			slog.Any("problems", err))
		return
	}
	l.base.Store(base)
	lg.LogAttrs(ctx, slog.LevelInfo, "knowledge base taken over", slog.String("knowledge", base.Hash()))
}

// looks is a short description of a folder that changes when a file does.
func looks(files fs.FS) string {
	var all strings.Builder
	// A file that goes away meanwhile is a change that the next look sees.
	_ = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // see above
		}
		if info, err := d.Info(); err == nil {
			fmt.Fprintf(&all, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return all.String()
}
