//! `[clip]`: settings of the whole clip.

use crate::diagnostic::Span;
use crate::document::{Findings, Node, Table, Value};
use crate::nodes::Takes;
use crate::scene::keys::{self, report_missing};
use crate::scene::limits::{Limit, SIDE};
use crate::scene::model::{Clip, Metadata, Overrides, Words};
use crate::scene::reading::lints;
use crate::scene::reading::misplaced;
use crate::scene::reading::wording::wording;
use halfminute_basics::time::{Rate, Time};

/// Shortest and longest length of a clip that sets no `window`.
const WINDOW: (Time, Time) = (Time::from_millis(28_000), Time::from_millis(32_000));

pub(crate) fn read(root: &Table<'_>, overrides: &Overrides) -> Clip {
    let written = root.table("clip", "`[clip]`");
    if root.get("clip").is_none() {
        root.missing("clip", "[clip]");
        // Its keys stand at the top of the file: one report is enough.
        root.strange()
            .filter(|entry| keys::has(keys::CLIP, &entry.key))
            .for_each(|entry| root.explain(entry));
    }
    // Without a table there is nothing that keys could be missing from.
    let is_written = written.is_some();
    let table = written.unwrap_or_else(|| Table::new(root.findings(), &[], 0..0, "`[clip]`"));
    if is_written {
        report_missing(&table, keys::CLIP, |_| false);
    }
    let lasts_span = table.place("lasts");
    let clip = Clip {
        span: table.span.clone(),
        title: title(&table),
        title_span: table.place("title"),
        lasts: lasts(&table),
        lasts_span,
        size: size(&table, overrides),
        rate: rate(&table, overrides),
        theme: theme(&table, overrides),
        lang: lang(&table),
        seed: table.whole_within("seed", 0.0, 9e15).unwrap_or(0.0) as u64,
        seed_span: table.entry("seed").map(|entry| entry.key_span.clone()),
        metadata: metadata(&table),
        words: words(&table),
        lints: lints::read(&table),
    };
    window(&table, &clip);
    nodes_below(&table);
    table.finish_with(|entry| misplaced::explain_misplaced(&entry.key, "`[clip]`"));
    clip
}

/// Reports one-line nodes below `[clip]`, where `[node]` is missing: once, at the first of them.
fn nodes_below(table: &Table<'_>) {
    let nodes: Vec<_> = table.strange().filter(|entry| misplaced::is_definition(&entry.value)).collect();
    if let Some(first) = nodes.first() {
        let message = format!("the node `{}` stands under `[clip]`", first.key);
        let help = "write a line `[node]` above it";
        table.findings().error_help("unknown-key", &first.key_span, message, help);
    }
    nodes.into_iter().for_each(|entry| table.explain(entry));
}

fn lasts(table: &Table<'_>) -> Time {
    let (Some(node), Some(lasts)) = (table.get("lasts"), table.time("lasts")) else { return Time::ZERO };
    if lasts <= Time::ZERO {
        let message = "a clip lasts longer than nothing";
        let help = "write the sum of its beats, such as 30.0";
        table.findings().error_help("bad-time", &node.span, message, help);
        return Time::ZERO;
    }
    lasts
}

fn window(table: &Table<'_>, clip: &Clip) {
    let (low, high) = match table.array("window") {
        None => WINDOW,
        Some(ends) => {
            let times: Vec<Time> = ends
                .iter()
                .filter_map(|end| crate::document::time(table.findings(), "window", end))
                .collect();
            match times[..] {
                _ if times.len() < ends.len() => return,
                [low, high] if Time::ZERO <= low && low <= high => (low, high),
                _ => {
                    let span = table.get("window").map_or(0..0, |node| node.span.clone());
                    let message = "`window` is not a shortest and a longest length";
                    table.findings().error_help("bad-window", &span, message, "write window = [28, 32]");
                    return;
                }
            }
        }
    };
    if clip.lasts > Time::ZERO && !(low..=high).contains(&clip.lasts) {
        let message = format!("the clip lasts {} s, outside its window of {low} to {high} s", clip.lasts);
        let help = format!(
            "make it {low} to {high} s, or say `window = [{}, {}]`",
            low.min(clip.lasts),
            high.max(clip.lasts)
        );
        table.findings().error_help("outside-window", &clip.lasts_span, message, help);
    }
}

fn size(table: &Table<'_>, overrides: &Overrides) -> (u32, u32) {
    let written = table.array("size").and_then(|sides| match sides {
        [width, height] => Some((side(table.findings(), width)?, side(table.findings(), height)?)),
        _ => {
            let span = table.get("size").map_or(0..0, |node| node.span.clone());
            let message = "`size` is not a width and a height";
            table.findings().error_help("wrong-type", &span, message, "write size = [1920, 1080]");
            None
        }
    });
    overrides.size.or(written).unwrap_or((1920, 1080))
}

fn side(findings: &Findings, node: &Node) -> Option<u32> {
    match node.value {
        Value::Number { value, integer: true, .. } if (SIDE.0..=SIDE.1).contains(&value) => {
            Some(value as u32)
        }
        _ => {
            let message = format!("a side of a picture is {} to {} whole pixels", SIDE.0, SIDE.1);
            findings.error_help("bad-size", &node.span, message, "write size = [1920, 1080]");
            None
        }
    }
}

fn rate(table: &Table<'_>, overrides: &Overrides) -> Rate {
    // Read even if it is overridden, so that the key is known and its mistakes are reported.
    let written = written_rate(table);
    overrides.rate.or(written).unwrap_or(Rate::DEFAULT)
}

fn written_rate(table: &Table<'_>) -> Option<Rate> {
    let node = table.get("fps")?;
    let text = match &node.value {
        Value::Text(text) => text.clone(),
        Value::Number { text, integer: true, .. } => text.clone(),
        _ => "?".into(),
    };
    match text.parse() {
        Ok(rate) => Some(rate),
        Err(error) => {
            let message = format!("{error}");
            let (message, help) = message.split_once(": ").unwrap_or((&message, "write 30"));
            table.findings().error_help("bad-rate", &node.span, message, help);
            None
        }
    }
}

fn title(table: &Table<'_>) -> String {
    let title = table.text("title").unwrap_or_default();
    let read = wording(table.findings(), "title", (title, &table.place("title")), Takes::Line);
    read.as_deref().unwrap_or(title).to_owned()
}

/// Largest length of a language tag in bytes (RFC 5646, section 4.4.1).
const LONGEST_TAG: usize = 35;

fn lang(table: &Table<'_>) -> String {
    let tag = table.text("lang").unwrap_or("en");
    if !is_tag(tag) {
        let message = format!("`{tag}` is no tag of a language");
        let help = "write a BCP 47 tag, such as \"en\", \"de-CH\" or \"zh-Hant\"";
        table.findings().error_help("bad-lang", &table.place("lang"), message, help);
    }
    tag.to_owned()
}

/// True if a string has the form of a BCP 47 tag (RFC 5646, section 2.1): subtags of letters and digits between
/// hyphens, the first of which is the language and has two or three letters.
fn is_tag(text: &str) -> bool {
    let subtag =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let language = text.split('-').next().unwrap_or_default();
    let is_language =
        (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_language && text.len() <= LONGEST_TAG && text.split('-').all(subtag)
}

fn theme(table: &Table<'_>, overrides: &Overrides) -> (String, Span) {
    let written = table.text("theme").unwrap_or("pearl");
    (overrides.theme.unwrap_or(written).to_owned(), table.place("theme"))
}

fn metadata(table: &Table<'_>) -> Metadata {
    let texts = |key| {
        let texts = table.texts(key);
        Limit::NAMES.check(texts.len(), &table.place(key), table.findings());
        texts.into_iter().map(|(text, _)| text.to_owned()).collect()
    };
    Metadata {
        hour: table.whole_within("hour", 0.0, 10_000.0).map(|hour| hour as u32),
        addon: table.text("addon").unwrap_or_default().to_owned(),
        anchors: texts("anchors"),
        assets: texts("assets"),
    }
}

fn words(table: &Table<'_>) -> Vec<Words> {
    let mut words = Vec::new();
    for key in ["title", "lang", "addon"] {
        let text = table.get(key).and_then(Node::as_text);
        words.extend(text.map(|text| Words { key, text: text.to_owned(), span: table.place(key) }));
    }
    for key in ["anchors", "assets"] {
        let listed = table.get(key).and_then(|node| match &node.value {
            Value::Array(items) => Some(items),
            _ => None,
        });
        let texts = listed.into_iter().flatten().filter_map(|node| Some((node.as_text()?, &node.span)));
        words.extend(texts.map(|(text, span)| Words { key, text: text.to_owned(), span: span.clone() }));
    }
    // The length of the title was checked when it was read.
    for Words { text, span, .. } in words.iter().filter(|words| words.key != "title") {
        Limit::TEXT.check(text.chars().count(), span, table.findings());
    }
    words
}

/// Reports a clip with more frames than [`Limit::FRAMES`].
pub(crate) fn check_frames(clip: &Clip, findings: &Findings) {
    let frames = clip.rate.frame_at(clip.lasts) as usize;
    Limit::FRAMES.check(frames, &clip.lasts_span, findings);
}

#[cfg(test)]
mod tests {
    use super::is_tag;

    #[test]
    fn languages_have_tags() {
        for tag in ["en", "de-CH", "zh-Hant-TW", "gsw", "sl-rozaj-biske", "en-x-private"] {
            assert!(is_tag(tag), "{tag}");
        }
        for text in
            ["", "e", "english", "de_DE", "de-", "-de", "en us", "de-\u{202e}", "en-abcdefghi", "12", "x-a"]
        {
            assert!(!is_tag(text), "{text}");
        }
    }
}
