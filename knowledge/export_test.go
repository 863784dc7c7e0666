package knowledge

// Trained reports whether the weights in the program are those of the compiled-in files.
func Trained() bool { return storedWeights().Hash == read(files).hash() }
