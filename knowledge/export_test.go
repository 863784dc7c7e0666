package knowledge

// Trained reports whether the weights in the program are those of the compiled-in files.
func Trained() bool {
	b, err := read(files).base()
	return err == nil && b.index.decode(trainedWeights, b.hash)
}
