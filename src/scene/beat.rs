//! `[[beat]]`: what is written of each beat, before its story is worked out.

use crate::diagnostic::{Diagnostic, Span};
use crate::document::{Findings, Node as Toml, Table, Value};
use crate::scene::cast::Cast;
use crate::scene::clip::{self, Clip};
use crate::scene::limits::Limit;
use crate::scene::play::{self, Entry};
use crate::scene::{Allowed, Container, stage};
use crate::time::{Rate, Time};

/// Keys of a beat, for messages about keys below the wrong header.
pub(super) const KEYS: [&str; 9] =
    ["lasts", "title", "caption", "source", "stage", "arrows", "set", "play", "allow"];

/// A beat as written.
#[derive(Debug)]
pub(super) struct RawBeat<'a> {
    pub(super) span: Span,
    pub(super) lasts: Time,
    pub(super) lasts_span: Span,
    pub(super) title: String,
    pub(super) caption: String,
    pub(super) caption_span: Span,
    pub(super) source: String,
    pub(super) allow: Vec<Allowed>,
    pub(super) stage: Option<Container>,
    /// The arrows, if the beat lists any; resolved when the states are known.
    pub(super) arrows: Option<&'a [Toml]>,
    pub(super) play: Vec<Entry<'a>>,
}

/// The help for a beat's key found below another header.
pub(super) fn explain_misplaced(key: &str, header: &str) -> Option<(String, String)> {
    let only_beats = ["stage", "arrows", "play", "set", "caption", "source"].contains(&key);
    only_beats.then(|| {
        let message = format!("`{key}` stands under {header}");
        (message, format!("move it up, under its `[[beat]]` and above any `{header}`"))
    })
}

/// Reads all beats.
pub(super) fn read<'a>(root: &Table<'a>, cast: &Cast, rate: Rate) -> Vec<RawBeat<'a>> {
    let findings = root.findings();
    let Some(entry) = root.entry("beat") else {
        root.missing("beat", "[[beat]]");
        return Vec::new();
    };
    let Value::Array(beats) = &entry.value.value else {
        let message = "`beat` is a list of beats";
        findings.error_help("wrong-type", &entry.key_span, message, "write [[beat]], with double brackets");
        return Vec::new();
    };
    if beats.is_empty() {
        findings.error_help("missing-key", &entry.key_span, "a scene without beats", "add `[[beat]]`");
    }
    if !Limit::BEATS.check(beats.len(), &entry.key_span, findings) {
        return Vec::new();
    }
    beats.iter().enumerate().filter_map(|(at, node)| one(at, node, cast, rate, findings)).collect()
}

fn one<'a>(
    at: usize,
    node: &'a Toml,
    cast: &Cast,
    rate: Rate,
    findings: &'a Findings,
) -> Option<RawBeat<'a>> {
    let Value::Table(entries) = &node.value else {
        let message = format!("a beat is a table, not {}", node.noun());
        findings.error_help("wrong-type", &node.span, message, "write [[beat]] and its keys below");
        return None;
    };
    let table = Table::new(findings, entries, header(node), format!("beat {}", at + 1));
    let lasts = lasts(&table, rate);
    if table.get("title").is_none() {
        table.missing("title", "title = \"What this beat shows\"");
    }
    let text = |key| {
        let text = table.text(key).unwrap_or_default().to_owned();
        let span = table.get(key).map_or(0..0, |node| node.span.clone());
        Limit::TEXT.check(text.chars().count(), &span, findings);
        text
    };
    let stage_node = table.get("stage");
    if at == 0 && stage_node.is_none() {
        let help = "add `stage = \"id\"` or `stage = { row = [\"a\", \"b\"] }`";
        findings.error_help("no-stage", &table.span, "the first beat has no `stage`", help);
    }
    let beat = RawBeat {
        span: table.span.clone(),
        lasts,
        lasts_span: table.get("lasts").map_or(table.span.clone(), |node| node.span.clone()),
        title: text("title"),
        caption: text("caption"),
        caption_span: table.get("caption").map_or(table.span.clone(), |node| node.span.clone()),
        source: text("source"),
        allow: clip::allow(&table),
        stage: stage_node.and_then(|node| stage::read(node, cast, findings)),
        arrows: table.array("arrows"),
        play: play::read(&table, cast),
    };
    table.finish();
    Some(beat)
}

/// The header line alone, not the whole table that follows it.
fn header(node: &Toml) -> Span {
    node.span.start..node.span.end.min(node.span.start + "[[beat]]".len())
}

fn lasts(table: &Table<'_>, rate: Rate) -> Time {
    if table.get("lasts").is_none() {
        table.missing("lasts", "lasts = 4.5");
    }
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

/// The nearest whole number of frames whose seconds have at most five decimals.
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

/// Duration validation in the scene: the beats add up exactly to the clip.
pub(super) fn check_lengths(beats: &[RawBeat<'_>], clip: &Clip, findings: &Findings) {
    clip::check_frames(clip, findings);
    let sum: Time = beats.iter().map(|beat| beat.lasts).sum();
    if beats.iter().any(|beat| beat.lasts <= Time::ZERO) || clip.lasts <= Time::ZERO || sum == clip.lasts {
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
