package announce

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/idna"

	"kjernebot/bot/message"
)

// What people write is Markdown in as much as cards show: bold, italic, links and lists. Every other sign means
// nothing and is shown as it was typed, and so is a sign that only looks like markup: a star inside a word, the date
// at the beginning of a line. A text is read once, by goldmark, and written anew with everything escaped that is not
// markup, so that every client reads it the same way, and as it was judged.

// spans reads what stands within a line. A line by itself is a paragraph.
var spans = parser.NewParser(
	parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 100)),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(bracketed{parser.NewAutoLinkParser()}, 300),
		util.Prioritized(wholeWords{parser.NewEmphasisParser()}, 500),
		util.Prioritized(extension.NewLinkifyParser(extension.WithLinkifyAllowedProtocols([]string{"https:"})), 999),
	),
)

// wholeWords is emphasis that does not begin or end within a word: `5*3*2` has none. Bold is written with stars only:
// `__init__.py` has nothing bold, and lines to fill in are lines.
type wholeWords struct{ parser.InlineParser }

func (w wholeWords) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	node := w.InlineParser.Parse(parent, block, pc)
	if d, ok := node.(*parser.Delimiter); ok {
		rest, _ := block.PeekLine()
		after, _ := utf8.DecodeRune(rest)
		fits := d.Char == '*' || d.OriginalLength == 1
		d.CanOpen = d.CanOpen && fits && !inWord(before)
		d.CanClose = d.CanClose && fits && !inWord(after)
	}
	return node
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// bracketed is an address between < and >, which stay where they are.
type bracketed struct{ parser.InlineParser }

func (b bracketed) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	_, opening := block.PeekLine()
	node := b.InlineParser.Parse(parent, block, pc)
	if node == nil {
		return nil
	}
	ast.MergeOrAppendTextSegment(parent, opening.WithStop(opening.Start+1))
	line, at := block.Position()
	block.SetPosition(line, at.WithStart(at.Start-1))
	return node
}

// span is a line that has been read.
type span struct {
	source   []byte
	out      strings.Builder
	plain    strings.Builder // what has been read since the last markup
	links    []string        // the addresses of what was written as links
	pictures []string        // and of pictures
}

func readSpan(line string) *span {
	s := &span{source: []byte(line)}
	s.children(spans.Parse(text.NewReader(s.source)))
	s.flush()
	return s
}

func (s *span) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s.node(c)
	}
}

func (s *span) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		s.plain.Write(n.Segment.Value(s.source))
	case *ast.Emphasis:
		mark := strings.Repeat(string(s.source[n.Pos()]), n.Level)
		s.markup(mark)
		s.children(n)
		s.markup(mark)
	case *ast.Link:
		s.link(n)
	case *ast.AutoLink:
		s.address(string(n.Label(s.source)), n.AutoLinkType)
	case *ast.Image:
		s.pictures = append(s.pictures, string(n.Destination))
	default:
		s.children(n)
	}
}

// flush writes what was read as text. Within the line a sign does not begin a list or a quotation.
func (s *span) flush() {
	before := ""
	if s.out.Len() > 0 {
		before = "x"
	}
	s.out.WriteString(strings.TrimPrefix(message.Escape(before+s.plain.String()), before))
	s.plain.Reset()
}

func (s *span) markup(mark string) {
	s.flush()
	s.out.WriteString(mark)
}

// link writes a link, and where it leads when its text does not say so.
func (s *span) link(n *ast.Link) {
	address := string(n.Destination)
	if len(n.Title) > 0 {
		address += " " + string(n.Title) // no card shows it, so it is refused with the address
	}
	s.markup("[")
	start := s.out.Len()
	s.children(n)
	s.flush()
	label := s.out.String()[start:]
	s.links = append(s.links, address)
	s.out.WriteString("](" + inParentheses.Replace(address) + ")")
	if where := LeadsTo(address); !strings.Contains(label, message.Escape(where)) {
		s.plain.WriteString(" (" + where + ")")
	}
}

// inParentheses are the signs that an address has none of where it stands in parentheses.
var inParentheses = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C")

// address makes an address that was written as text one that can be clicked.
func (s *span) address(text string, kind ast.AutoLinkType) {
	address := text
	if kind == ast.AutoLinkEmail {
		address = "mailto:" + text
	}
	if !isLink(address) {
		s.plain.WriteString(text)
		return
	}
	s.markup("[")
	s.plain.WriteString(text)
	s.markup("](" + inParentheses.Replace(address) + ")")
}

// elements are the paragraphs and lists of a text as elements of a card. Within one element Teams puts no space
// between paragraphs and joins lines, so each line is one; a list is one together.
func elements(body string) []any {
	var all []any
	lines := strings.Split(body, "\n")
	closeUp := "" // to the line above
	for len(lines) > 0 {
		if strings.TrimSpace(lines[0]) == "" {
			closeUp, lines = "", lines[1:]
			continue
		}
		block := message.Text(readSpan(strings.TrimSpace(lines[0])).out.String())
		taken := 1
		if items, n := list(lines); n > 0 {
			block, taken = message.Text(strings.Join(items, "\n")), n
		}
		block.Spacing = closeUp
		all = append(all, block)
		closeUp, lines = "None", lines[taken:]
	}
	return all
}

// listItem is a line that may be an item of a list: its indentation, sign or number, and text.
var listItem = regexp.MustCompile(`^([ \t]*)(?:([-*])|(\d{1,3})([.)]))[ \t]+(\S.*)$`)

// nested is how far items within items are moved in: as far as the widest number needs.
const nested = "    "

// list reads the list that lines begin with: its items for a card, and how many lines they take; none when there is
// no list. One line makes none, it may be a signature or a date; nor do numbers that do not count 1, 2, 3, for
// clients count by themselves. Blank lines may stand between items.
func list(lines []string) (items []string, taken int) {
	first := listItem.FindStringSubmatch(lines[0])
	if first == nil {
		return nil, 0
	}
	numbered, count := first[3] != "", 0
read:
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		m := listItem.FindStringSubmatch(line)
		switch {
		case m == nil:
			break read
		case len(m[1]) > len(first[1]) && m[2] != "":
			items = append(items, nested+"- "+readSpan(m[5]).out.String())
		case numbered && m[3] == fmt.Sprint(count+1) && m[4] == first[4]:
			count++
			items = append(items, m[3]+m[4]+" "+readSpan(m[5]).out.String())
		case !numbered && m[2] == first[2]:
			count++
			items = append(items, "- "+readSpan(m[5]).out.String())
		default:
			break read
		}
		taken = i + 1
	}
	if count < 2 {
		return nil, 0
	}
	return items, taken
}

// publicHost is a host's name as the net knows it: labels of the letters that Norwegian and Sami are written with, for
// others look like them; the last one a word, so that it is neither this machine nor a number.
var publicHost = regexp.MustCompile(`^(?:[a-zà-öø-ÿčđŋšŧž\d][a-zà-öø-ÿčđŋšŧž\d_-]*\.)+[a-zà-öø-ÿ]{2,}$`)

// ownNet are the last labels of names that mean something else in each net.
var ownNet = regexp.MustCompile(`\.(?:local|localhost|localdomain|internal|intranet|lan|home)$`)

// isPage reports whether an address is that of a page or a picture on the web: over https, at a name that everybody
// can reach and that cannot be mistaken for another because of foreign letters.
func isPage(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.User != nil || strings.ContainsFunc(address, unseen) {
		return false
	}
	// As people see it, whatever letters it is written with.
	host, err := idna.Punycode.ToUnicode(strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")))
	return err == nil && publicHost.MatchString(host) && !ownNet.MatchString(host)
}

// unseen reports what makes an address look like another: blanks, and signs that turn the order of letters.
func unseen(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }

// isLink reports whether an address may stand behind a text: a page, a mail address, a telephone number.
func isLink(address string) bool {
	u, err := url.Parse(address)
	if err == nil && (u.Scheme == "mailto" || u.Scheme == "tel") {
		return u.Opaque != "" && !strings.ContainsFunc(address, unseen)
	}
	return isPage(address)
}

// LeadsTo is where a link leads, for people: the host of a page, a mail address, a number.
func LeadsTo(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return address
	case u.Host == "":
		to, _, _ := strings.Cut(u.Opaque, "?")
		return to
	}
	return strings.ToLower(u.Host)
}
