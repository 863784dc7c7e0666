package privacy

func findStories(text string) []Hit { return nil }
