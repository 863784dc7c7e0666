package knowledge

import (
	"embed"
	"io/fs"
)

//go:embed topics/*.md scope wordings synonyms.yaml glossary.en.yaml kinds.yaml followup.yaml sources.yaml
var files embed.FS

// Files is the knowledge base that is compiled in, for [Load] and [Check].
func Files() fs.FS { return files }
