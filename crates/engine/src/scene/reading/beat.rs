//! `[[beat]]`: the keys of each beat, read before states and times are worked out.

use crate::diagnostic::{Diagnostic, Span};
use crate::document::{Findings, Node as Toml, Table, Value};
use crate::nodes::Takes;
use crate::scene::keys::{self, report_missing};
use crate::scene::limits::Limit;
use crate::scene::model::Clip;
use crate::scene::model::{Container, Lints};
use crate::scene::reading::cast::Cast;
use crate::scene::reading::clip;
use crate::scene::reading::lints;
use crate::scene::reading::partial::Partial;
use crate::scene::reading::play::{self, Play};
use crate::scene::reading::stage;
use crate::scene::reading::verb::VerbDefinition;
use crate::scene::reading::wording::wording;
use halfminute_basics::time::{Rate, Time};

/// A beat as it is written; `W` is what the verbs of its entries are read as.
pub(crate) struct RawBeat<'a, W> {
    pub(crate) span: Span,
    pub(crate) lasts: Time,
    pub(crate) lasts_span: Span,
    pub(crate) title: String,
    pub(crate) title_span: Span,
    pub(crate) caption: String,
    pub(crate) caption_span: Span,
    pub(crate) source: String,
    pub(crate) lints: Lints,
    /// The stage; none if the beat keeps the stage before.
    pub(crate) stage: Option<Partial<Container>>,
    /// The arrows, if the beat lists any; their ends are resolved when the states are known.
    pub(crate) arrows: Partial<Option<&'a [Toml]>>,
    pub(crate) play: Play<W>,
}

/// True if a beat's key was found elsewhere; then it is not reported as missing in the beat.
fn is_misplaced(root: &Table<'_>, beat: &Table<'_>, key: &'static str) -> bool {
    let has =
        |node: &Toml| matches!(&node.value, Value::Table(keys) if keys.iter().any(|entry| entry.key == key));
    let among_nodes = match root.get("node").map(|node| &node.value) {
        Some(Value::Table(nodes)) => key != "title" && nodes.iter().any(|node| has(&node.value)),
        _ => false,
    };
    among_nodes || beat.get("set").is_some_and(has) || root.has(key)
}

/// Reads all beats; returns none of them if a beat could not be read.
pub(crate) fn read<'a, W>(
    root: &Table<'a>,
    cast: &Cast,
    rate: Rate,
    verbs: &[VerbDefinition<W>],
) -> Vec<RawBeat<'a, W>> {
    let findings = root.findings();
    let Some(entry) = root.entry("beat") else {
        root.missing("beat", "[[beat]]");
        return Vec::new();
    };
    let Value::Array(beats) = &entry.value.value else {
        let message = "`beat` is a list of beats";
        findings.error_help("wrong-type", &entry.key_span, message, "write `[[beat]]`, in double brackets");
        return Vec::new();
    };
    if beats.is_empty() {
        let message = "a scene without beats";
        let help = "write `[[beat]]` and its keys below";
        findings.error_help("missing-key", &entry.key_span, message, help);
    }
    if !Limit::BEATS.check(beats.len(), &entry.key_span, findings) {
        return Vec::new();
    }
    let read: Vec<Option<RawBeat<'a, W>>> =
        beats.iter().enumerate().map(|(at, node)| one(at, node, root, cast, rate, verbs)).collect();
    // The tables below a misspelt header may be beats, so not all beats are known.
    let stray = root.strange().any(|entry| matches!(&entry.value.value, Value::Array(_)));
    if stray || cast.has_stray_beat() {
        return Vec::new();
    }
    // Without every beat, neither the sum of lengths nor a kept stage can be judged.
    read.into_iter().collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn one<'a, W>(
    at: usize,
    node: &'a Toml,
    root: &Table<'a>,
    cast: &Cast,
    rate: Rate,
    verbs: &[VerbDefinition<W>],
) -> Option<RawBeat<'a, W>> {
    let findings = root.findings();
    let Value::Table(entries) = &node.value else {
        let message = format!("a beat is a table, not {}", node.noun());
        findings.error_help("wrong-type", &node.span, message, "write `[[beat]]` and its keys below");
        return None;
    };
    let table = Table::new(findings, entries, header(node), format!("beat {}", at + 1));
    report_missing(&table, keys::BEAT, |key| is_misplaced(root, &table, key));
    let lasts = lasts(&table, rate);
    let text = |key, takes| {
        let text = table.text(key).unwrap_or_default();
        let read = wording(findings, key, (text, &table.place(key)), takes);
        read.as_deref().unwrap_or(text).to_owned()
    };
    let empty = || Container::empty(table.span.clone());
    let stage = table.get("stage").map(|node| stage::read(node, cast, findings));
    let is_missing = at == 0 && stage.is_none();
    let stage = match stage {
        Some(Partial { value, is_complete }) => {
            Some(Partial { value: value.unwrap_or_else(empty), is_complete })
        }
        None => is_missing.then(|| Partial::unknown(empty())),
    };
    let beat = RawBeat {
        span: table.span.clone(),
        lasts,
        lasts_span: table.place("lasts"),
        title: text("title", Takes::Line),
        title_span: table.place("title"),
        caption: text("caption", Takes::Text),
        caption_span: table.place("caption"),
        source: text("source", Takes::Text),
        lints: lints::read(&table),
        stage,
        arrows: Partial::complete(table.array("arrows")),
        play: play::read(&table, cast, verbs),
    };
    let beat = unsure_if_misspelt(beat, &table);
    let excused = is_misplaced(root, &table, "stage") || table.may_be_misspelt("stage");
    if is_missing && !excused {
        let help = "add `stage = \"id\"` or `stage = { row = [\"a\", \"b\"] }`";
        findings.error_help("no-stage", &table.span, "the first beat has no `stage`", help);
    }
    table.finish();
    Some(beat)
}

/// Marks what a misspelt key may have been meant to say as not complete.
fn unsure_if_misspelt<'a, W>(mut beat: RawBeat<'a, W>, table: &Table<'a>) -> RawBeat<'a, W> {
    if table.may_be_misspelt("stage") && beat.stage.is_none() {
        beat.stage = Some(Partial::unknown(Container::empty(table.span.clone())));
    }
    beat.arrows.is_complete = !table.may_be_misspelt("arrows");
    beat.play.entries.is_complete &= !(table.may_be_misspelt("play") || table.may_be_misspelt("set"));
    beat
}

/// Place of the header line alone, without the table that follows it.
fn header(node: &Toml) -> Span {
    node.span.start..node.span.end.min(node.span.start + "[[beat]]".len())
}

fn lasts(table: &Table<'_>, rate: Rate) -> Time {
    let Some(lasts) = table.time("lasts") else { return Time::ZERO };
    let span = table.get("lasts").map_or(0..0, |node| node.span.clone());
    if lasts <= Time::ZERO {
        table.findings().error_help("bad-time", &span, "a beat lasts longer than nothing", "write 4.5");
        return Time::ZERO;
    }
    if rate.whole_frames(lasts).is_none() {
        let frames = lasts.seconds() / rate.frame().seconds();
        let message = format!("{lasts} s are {} frames at {rate} a second", decimals(frames));
        let help = format!("write {}", nearest(lasts, rate));
        table.findings().error_help("not-whole-frames", &span, message, help);
    }
    lasts
}

fn decimals(value: f64) -> String {
    format!("{value:.3}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The length nearest to `lasts` that is a whole number of frames and has at most five decimal places.
fn nearest(lasts: Time, rate: Rate) -> Time {
    let frame = rate.frame();
    let around = rate.frame_at(lasts + Time::from_flicks(frame.flicks() / 2));
    let writable = |frames: u32| {
        let time = rate.instant(frames);
        (Time::parse_seconds(&time.to_string()) == Ok(time)).then_some(time)
    };
    (0..=around.max(60))
        .flat_map(|step| [around.checked_sub(step), around.checked_add(step)])
        .flatten()
        .filter(|frames| *frames > 0)
        .find_map(writable)
        .unwrap_or(frame)
}

/// Checks that the lengths of the beats add up exactly to that of the clip.
pub(crate) fn check_lengths<W>(beats: &[RawBeat<'_, W>], clip: &Clip, findings: &Findings) {
    clip::check_frames(clip, findings);
    let sum: Time = beats.iter().map(|beat| beat.lasts).sum();
    if beats.is_empty()
        || beats.iter().any(|beat| beat.lasts <= Time::ZERO)
        || clip.lasts <= Time::ZERO
        || sum == clip.lasts
    {
        return;
    }
    let (difference, word) =
        if sum < clip.lasts { (clip.lasts - sum, "missing") } else { (sum - clip.lasts, "too much") };
    let message = format!("beats make {sum} s, `lasts` says {}: {difference} s {word}", clip.lasts);
    let mut diagnostic = Diagnostic::error("wrong-sum", clip.lasts_span.clone(), message);
    let fitting = beats.iter().enumerate().next_back().and_then(|(at, beat)| {
        let length = beat.lasts + (clip.lasts - sum);
        (length > Time::ZERO).then_some((at, beat, length))
    });
    diagnostic = match fitting {
        Some((at, beat, length)) => diagnostic
            .label(beat.lasts_span.clone(), format!("{length} here would fit"))
            .help(format!("write `lasts = {sum}`, or make beat {} last {length} s", at + 1)),
        None => diagnostic.help(format!("write `lasts = {sum}`")),
    };
    findings.push(diagnostic);
}
