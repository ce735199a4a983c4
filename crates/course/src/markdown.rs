//! Parses Markdown into items for the rules: texts with their places, comments, links.
//!
//! The parser is the crate `pulldown-cmark`, which no other file uses. The readers of decks and labs decide
//! what the items mean.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use halfminute_engine::diagnostic::Span;
use halfminute_engine::document::Findings;

/// Greatest size of a Markdown file in bytes. A deck of thirty slides has about 40 kB.
const MOST_BYTES: usize = 256 << 10;
/// Greatest depth of nested lists and quotes.
const MOST_DEPTH: usize = 12;
/// Greatest number of parser events in a file.
const MOST_EVENTS: usize = 100_000;

/// The kind of block that a text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    Heading(u8),
    Paragraph,
    Quote,
    List,
    Table,
    /// A code span, a code block, or something else that is not prose, such as a link's destination.
    Code,
}

/// The text of one block, or one piece of code in it.
#[derive(Debug)]
pub(super) struct TextRun {
    /// Text without markup. Line breaks are those of the file; each code span is replaced by a backtick.
    pub(super) text: String,
    /// BlockKind of the whole text in the file.
    pub(super) span: Span,
    pub(super) kind: BlockKind,
    /// True if every word is emphasised.
    pub(super) emphasised: bool,
    /// Pieces of the text: offset in `text`, and place in the file.
    pieces: Vec<(usize, Span)>,
}

impl TextRun {
    fn new(kind: BlockKind) -> Self {
        Self { text: String::new(), span: 0..0, kind, emphasised: true, pieces: Vec::new() }
    }

    /// A text that is in the file exactly as it is.
    fn verbatim(text: &str, span: Span) -> Self {
        let pieces = vec![(0, span.clone())];
        Self { text: text.to_owned(), span, kind: BlockKind::Code, emphasised: false, pieces }
    }

    fn push(&mut self, text: &str, span: Span, emphasised: bool) {
        self.emphasised &= emphasised || text.trim().is_empty();
        self.pieces.push((self.text.len(), span));
        self.text.push_str(text);
    }

    /// True if it is code or a link's destination.
    pub(super) fn is_code(&self) -> bool {
        self.kind == BlockKind::Code
    }

    /// The byte range in the file that a range of the text came from. A piece whose source differs from its
    /// text, such as `&lt;`, is treated as one place.
    pub(super) fn place_of(&self, part: Span) -> Span {
        let at = |byte: usize| {
            let index = self.pieces.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
            self.pieces
                .get(index)
                .map_or(self.span.start, |(start, span)| (span.start + byte - start).min(span.end))
        };
        let start = at(part.start);
        start..at(part.end.saturating_sub(1)).max(start) + usize::from(part.end > part.start)
    }
}

/// One item of a Markdown file, in the order of the file.
#[derive(Debug)]
pub(super) enum Item {
    Text(TextRun),
    /// The content of an HTML comment.
    Comment(Span),
    /// An HTML tag outside comments.
    Html(Span),
    /// A link, or a picture with its destination.
    Link {
        destination: String,
        span: Span,
        picture: bool,
    },
    /// A horizontal rule outside any block.
    Rule(Span),
    /// The box of an item in a task list.
    Task,
    /// A numbered list of any length.
    Step,
    /// A list, a table or a block of code.
    Body,
}

/// The YAML block at the beginning of the file, if there is one.
pub(super) fn front_matter(text: &str) -> Option<Span> {
    let mut events = Parser::new_ext(text, Options::ENABLE_YAML_STYLE_METADATA_BLOCKS).into_offset_iter();
    match events.next() {
        Some((Event::Start(Tag::MetadataBlock(_)), span)) if span.start == 0 => Some(span),
        _ => None,
    }
}

/// Parses the bytes of `text` in `range`. At a limit it stops with a finding.
pub(super) fn read(text: &str, range: Span, findings: &Findings) -> Vec<Item> {
    if text.len() > MOST_BYTES {
        let message = format!("{} bytes of Markdown, the limit is {MOST_BYTES}", text.len());
        findings.error_help("too-many", &(0..0), message, "take out what is not for the page");
        return Vec::new();
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader { text, offset: range.start, ..Reader::default() };
    let parser = Parser::new_ext(&text[range.clone()], options);
    let definitions = parser.reference_definitions().iter().map(|(_, definition)| definition.span.clone());
    let mut definitions: Vec<Span> = definitions.collect();
    definitions.sort_by_key(|span| span.start);
    for (count, (event, span)) in parser.into_offset_iter().enumerate() {
        let span = span.start + range.start..span.end + range.start;
        if count >= MOST_EVENTS || reader.blocks.len() > MOST_DEPTH {
            let limit = if count >= MOST_EVENTS { "has too many pieces" } else { "is nested too deeply" };
            let help = "simplify it; nothing after this was read";
            findings.error_help("too-many", &(span.start..span.start), format!("the page {limit}"), help);
            break;
        }
        reader.event(event, span);
    }
    reader.flush();
    for span in definitions {
        reader.verbatim(span.start + range.start..span.end + range.start);
    }
    reader.items
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    offset: usize,
    items: Vec<Item>,
    /// The blocks around the current position, from the outside in.
    blocks: Vec<Block>,
    emphasis: usize,
    open: Option<TextRun>,
    html: Option<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Heading(u8),
    Quote,
    Item,
    Table,
    Code,
    Other,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(&tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, span),
            Event::SoftBreak | Event::HardBreak => self.push("\n", span),
            Event::Code(text) => {
                let inside = self.find(&text, &span);
                self.push("`", span);
                self.items.push(Item::Text(TextRun::verbatim(&text, inside)));
            }
            Event::Html(_) => {
                let start = self.html.as_ref().map_or(span.start, |html| html.start);
                self.html = Some(start..span.end);
            }
            Event::InlineHtml(text) if text.starts_with("<!--") => self.html(span),
            Event::InlineHtml(text) => {
                self.items.push(Item::Html(span.clone()));
                self.push(&text, span);
            }
            Event::Rule if self.blocks.is_empty() => self.items.push(Item::Rule(span)),
            Event::TaskListMarker(_) => self.items.push(Item::Task),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        let block = match tag {
            Tag::Emphasis | Tag::Strong => {
                self.emphasis += 1;
                return;
            }
            Tag::Link { dest_url, title, .. } => return self.link(dest_url, title, span, false),
            Tag::Image { dest_url, title, .. } => return self.link(dest_url, title, span, true),
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => return,
            Tag::Heading { level, .. } => Block::Heading(depth(*level)),
            Tag::BlockQuote(_) => Block::Quote,
            Tag::Item => Block::Item,
            Tag::Table(_) => Block::Table,
            Tag::CodeBlock(_) => Block::Code,
            _ => Block::Other,
        };
        self.flush();
        if let Tag::CodeBlock(CodeBlockKind::Fenced(language)) = tag {
            let place = self.find(language, &span);
            self.items.push(Item::Text(TextRun::verbatim(language, place)));
        }
        match tag {
            Tag::List(Some(_)) => self.items.extend([Item::Step, Item::Body]),
            Tag::List(None) | Tag::Table(_) | Tag::CodeBlock(_) => self.items.push(Item::Body),
            _ => {}
        }
        self.blocks.push(block);
    }

    fn link(&mut self, destination: &str, title: &str, span: Span, picture: bool) {
        for text in [destination, title].into_iter().filter(|text| !text.is_empty()) {
            let place = self.find(text, &span);
            self.items.push(Item::Text(TextRun::verbatim(text, place)));
        }
        self.items.push(Item::Link { destination: destination.to_owned(), span, picture });
    }

    /// BlockKind of a text within a span of the file; the whole span if its source differs from the text.
    fn find(&self, text: &str, span: &Span) -> Span {
        let at = self.text[span.clone()].find(text).map(|at| span.start + at);
        at.map_or(span.clone(), |at| at..at + text.len())
    }

    fn verbatim(&mut self, span: Span) {
        self.items.push(Item::Text(TextRun::verbatim(&self.text[span.clone()], span)));
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => self.emphasis -= 1,
            TagEnd::Link
            | TagEnd::Image
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
            _ => {
                self.flush();
                self.blocks.pop();
                if let Some(html) = self.html.take() {
                    self.html(html);
                }
            }
        }
    }

    fn push(&mut self, text: &str, span: Span) {
        let kind = self.kind();
        let emphasised = self.emphasis > 0;
        self.open.get_or_insert_with(|| TextRun::new(kind)).push(text, span, emphasised);
    }

    fn kind(&self) -> BlockKind {
        let has = |block| self.blocks.contains(&block);
        match self.blocks.last() {
            Some(Block::Heading(level)) => BlockKind::Heading(*level),
            Some(Block::Code) => BlockKind::Code,
            _ if has(Block::Quote) => BlockKind::Quote,
            _ if has(Block::Table) => BlockKind::Table,
            _ if has(Block::Item) => BlockKind::List,
            _ => BlockKind::Paragraph,
        }
    }

    /// Ends the open run, if there is one.
    fn flush(&mut self) {
        if let Some(mut run) = self.open.take() {
            let first = run.pieces.first().map_or(self.offset, |(_, span)| span.start);
            run.span = first..run.pieces.last().map_or(first, |(_, span)| span.end);
            self.items.push(Item::Text(run));
        }
    }

    /// Adds the comments at the start of a piece of HTML, and the rest as a tag.
    fn html(&mut self, span: Span) {
        let mut at = span.start;
        while let Some(start) = self.text[at..span.end].find("<!--").map(|found| at + found + 4) {
            let length = self.text[start..span.end].find("-->");
            if !self.text[at..start - 4].trim().is_empty() {
                break;
            }
            self.items.push(Item::Comment(start..length.map_or(span.end, |length| start + length)));
            at = length.map_or(span.end, |length| start + length + 3);
        }
        if !self.text[at..span.end].trim().is_empty() {
            self.items.push(Item::Html(at..span.end));
            self.verbatim(at..span.end);
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    level as u8
}

#[cfg(test)]
mod tests {
    use super::{BlockKind, Item, TextRun, front_matter, read};
    use halfminute_engine::diagnostic::Diagnostics;
    use halfminute_engine::document::Findings;

    fn items(text: &str) -> (Vec<Item>, usize) {
        let findings = Findings::new(Diagnostics::default());
        let items = read(text, 0..text.len(), &findings);
        (items, findings.errors())
    }

    fn runs(text: &str) -> Vec<TextRun> {
        let only = |item| match item {
            Item::Text(run) => Some(run),
            _ => None,
        };
        items(text).0.into_iter().filter_map(only).collect()
    }

    #[test]
    fn a_stretch_knows_where_its_words_stand() {
        let text = "# A *b* [pause]\n\n- one `two` &lt;your name&gt;\n";
        let found = runs(text);
        let read: Vec<_> = found.iter().map(|run| (run.kind, run.text.as_str())).collect();
        assert_eq!(
            read,
            [
                (BlockKind::Heading(1), "A b [pause]"),
                (BlockKind::Code, "two"),
                (BlockKind::List, "one ` <your name>")
            ]
        );
        assert_eq!(&text[found[0].place_of(4..11)], "[pause]");
        assert_eq!(&text[found[1].span.clone()], "two");
        assert_eq!(text[found[2].place_of(6..17)].find("&lt;your name"), Some(0));
    }

    #[test]
    fn what_is_not_shown_is_read_too() {
        let text = "[a](b.md \"c\") [d]\n\n```e\nf\n```\n\n[d]: g.md \"h\"\n";
        let found = runs(text);
        let code: Vec<_> = found.iter().filter(|run| run.is_code()).map(|run| run.text.as_str()).collect();
        assert_eq!(code, ["b.md", "c", "g.md", "h", "e", "f\n", "[d]: g.md \"h\""]);
        assert!(found.iter().all(|run| !text[run.span.clone()].is_empty()));
    }

    #[test]
    fn comments_rules_and_front_matter_are_told_apart() {
        let text = "---\nmarp: true\n---\n\n<!-- _class: x -->\n\na\n\n---\n\n<!--\nb\n\nc\n-->\n";
        let front = front_matter(text).unwrap();
        assert_eq!(&text[front.clone()], "---\nmarp: true\n---");
        let findings = Findings::default();
        let items = read(text, front.end..text.len(), &findings);
        let comments: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                Item::Comment(span) => Some(&text[span.clone()]),
                _ => None,
            })
            .collect();
        assert_eq!(comments, [" _class: x ", "\nb\n\nc\n"]);
        assert_eq!(items.iter().filter(|item| matches!(item, Item::Rule(_))).count(), 1);
        assert_eq!(front_matter("# A\n\n---\nb: c\n---\n"), None);
    }

    #[test]
    fn hostile_pages_end_in_a_finding() {
        let wide = format!("{}|\n{}|\n{}", "|a".repeat(2_000), "|-".repeat(2_000), "|a\n".repeat(60_000));
        let cases = [
            ">".repeat(100_000),
            "- ".repeat(50_000) + "a",
            "a\n\n".repeat(80_000),
            wide,
            "x".repeat(300_000),
        ];
        for text in cases {
            assert_eq!(items(&text).1, 1, "{}", &text[..20]);
        }
        let odd = ["[".repeat(100_000), "*a_".repeat(50_000), "<!-- a".repeat(9_000), "`".repeat(90_000)];
        for text in odd {
            items(&text);
        }
    }
}
