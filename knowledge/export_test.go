package knowledge

// Trained reports whether the weights in the program are those of the compiled-in files.
func Trained() bool {
	b, err := assembled(files)
	return err == nil && b.index.decode(trainedWeights, b.hash)
}
