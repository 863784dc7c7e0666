package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"kjernebot/knowledge"
)

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

// openLibrary loads the topics from a folder, or those in the program when dir is empty.
func openLibrary(dir string) (*library, error) {
	files, err := topicFiles(dir)
	if err != nil {
		return nil, errors.New("KNOWLEDGE_DIR: is not a folder; such as KNOWLEDGE_DIR=/srv/kjernebot/knowledge")
	}
	l := &library{dir: dir}
	if dir != "" {
		l.seen = looks(files)
	}
	base, err := knowledge.Load(files)
	if err != nil && dir != "" {
		err = fmt.Errorf("KNOWLEDGE_DIR: %w", err)
	}
	if err != nil {
		return nil, err
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
