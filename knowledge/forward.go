package knowledge

import "cmp"

// A Forward is a message that is ready for the one who must act at a step, to copy and send.
type Forward struct {
	Step string          `yaml:"step"`
	To   map[Lang]string `yaml:"to"`
	Text map[Lang]string `yaml:"text"`
}

// Forward is whom a step's message is for and what it says, in one of the forms of Norwegian; false when there is none.
func (b *Base) Forward(step string, lang Lang) (to, text string, ok bool) {
	if lang != Nynorsk {
		lang = Bokmal
	}
	for _, f := range b.forward {
		if f.Step == step {
			return cmp.Or(f.To[lang], f.To[Bokmal]), cmp.Or(f.Text[lang], f.Text[Bokmal]), true
		}
	}
	return "", "", false
}
