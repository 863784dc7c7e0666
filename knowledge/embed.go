package knowledge

import (
	"embed"
	"io/fs"
)

//go:embed topics/*.md intents scope wordings
//go:embed synonyms.yaml glossary.en.yaml kinds.yaml steps.yaml letters.yaml guide.yaml sources.yaml forward.yaml
var files embed.FS

// trainedWeights is what `kjernebot knowledge train` made of those files.
//
//go:embed weights.bin
var trainedWeights []byte

// Files is the knowledge base that is compiled in, for [Load] and [Check].
func Files() fs.FS { return files }
