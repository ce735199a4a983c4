//! Findings about a scene: the fault, its place, and what to write instead.
//!
//! Stages push [`Diagnostic`]s into a [`Diagnostics`] and go on, so that one run reports every
//! mistake of a file. Nothing here prints: a command renders the collection once, at its end, in
//! the [`Format`] that was asked for.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use halfminute_basics::time::Time;

mod alike;
mod github;
mod human;
mod json;
mod render;

pub use render::{Format, render};

/// Byte range in the text of a [`Source`].
pub type Span = Range<usize>;

/// A file's text and the name under which the author knows it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as it was typed, for messages.
    pub path: PathBuf,
    /// The whole text of the file.
    pub text: Arc<str>,
}

impl Source {
    /// Line and column of a byte, both counted from 1; columns are characters.
    #[must_use]
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let byte = byte.min(self.text.len());
        let before = &self.text.as_bytes()[..byte];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
        let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
        (line, column)
    }
}

/// The weight of a diagnostic: a warning or an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The clip renders; something in it should be looked at.
    Warning,
    /// Nothing is rendered until this is corrected.
    Error,
}

/// A diagnostic's stable name, such as `unknown-key`, which tools filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

/// A second place that a diagnostic talks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place that the label points at.
    pub span: Span,
    /// A few words about that place.
    pub text: String,
}

/// One finding: a fault at a place of the scene, and usually a remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Weight of the finding: error or warning.
    pub severity: Severity,
    /// Stable name of the kind of finding.
    pub code: Code,
    /// The place it is about.
    pub span: Span,
    /// The fault: lower case, no full stop, names in back-ticks.
    pub message: String,
    /// A remedy, such as what to write instead.
    pub help: Option<String>,
    /// Other places that belong to the finding.
    pub labels: Vec<Label>,
    /// The beat, and perhaps the instant, for findings about what is seen in the pictures.
    pub moment: Option<Moment>,
}

/// A beat of the clip, and an instant in it if a single picture is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Number of the beat, from 1.
    pub beat: usize,
    /// The instant, measured from the clip's start as `still --at` takes it.
    pub time: Option<Time>,
}

/// Writes `beat 2, 6.4 s`, or `beat 2` without an instant.
impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "beat {}", self.beat)?;
        self.time.map_or(Ok(()), |time| write!(out, ", {:.1} s", time.seconds()))
    }
}

impl Diagnostic {
    /// Creates an error at `span`.
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, &message.into())
    }

    /// Creates a warning at `span`.
    #[must_use]
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, &message.into())
    }

    fn new(severity: Severity, code: &'static str, span: Span, message: &str) -> Self {
        let message = brief(message);
        Self { severity, code: Code(code), span, message, help: None, labels: Vec::new(), moment: None }
    }

    /// Adds a help text, which is cut like a message.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(brief(&help.into()));
        self
    }

    /// Sets the moment of the clip at which the finding is seen.
    #[must_use]
    pub fn at(mut self, moment: Option<Moment>) -> Self {
        self.moment = moment;
        self
    }

    /// The message, followed by the moment of the clip if there is one.
    fn title(&self) -> Cow<'_, str> {
        match self.moment {
            None => Cow::Borrowed(&self.message),
            Some(moment) => Cow::Owned(format!("{} ({moment})", self.message)),
        }
    }

    /// Adds another place, with a few words about it.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: brief(&text.into()) });
        self
    }
}

/// Names with more characters than this are not compared.
const LONGEST_NAME: usize = 100;
/// Characters of the longest word that a message may contain; longer ones are cut, since a name can have half a
/// million characters.
const LONGEST_WORD: usize = 80;
/// Characters kept at the beginning and at the end of such a word.
const KEPT: (usize, usize) = (56, 16);

/// Returns a message in which overlong words are cut in the middle.
fn brief(message: &str) -> String {
    let cut = |word: &str| match word.char_indices().nth(LONGEST_WORD) {
        None => word.to_owned(),
        Some(_) => {
            let end = word.char_indices().rev().nth(KEPT.1).map_or(0, |(at, _)| at);
            let start: String = word.chars().take(KEPT.0).collect();
            format!("{start}…{}", &word[end..])
        }
    };
    message.split_inclusive(' ').map(cut).collect()
}

/// The findings of one file, in the order of their places after [`Diagnostics::finish`].
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    has_errors: bool,
    /// Digests of the findings, filled once the limit is reached, so that repeated findings are counted once.
    known: HashSet<u64>,
    omitted: Omitted,
    steps: u64,
}

/// The count of findings that were dropped beyond the limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Omitted {
    /// Number of findings that were dropped.
    pub count: usize,
    /// True if there may be more, because a search was given up.
    pub is_least: bool,
}

/// Writes `and 23 more`, `and at least 23 more` or `and more`; nothing if nothing was omitted.
impl fmt::Display for Omitted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.count, self.is_least) {
            (0, false) => Ok(()),
            (0, true) => out.write_str("and more"),
            (count, false) => write!(out, "and {count} more"),
            (count, true) => write!(out, "and at least {count} more"),
        }
    }
}

impl Diagnostics {
    /// Largest number of findings kept, but for the first error: nobody reads the hundredth, and a hostile file
    /// could cause millions.
    pub const LIMIT: usize = 100;

    /// Adds one finding. Beyond [`Diagnostics::LIMIT`] it is dropped, unless it is the first error.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let is_error = diagnostic.severity == Severity::Error;
        if self.found.len() >= Self::LIMIT {
            if self.known.is_empty() {
                self.known.extend(self.found.iter().map(digest));
            }
            let is_new = self.known.insert(digest(&diagnostic));
            if !is_error || self.has_errors {
                self.omitted.count += usize::from(is_new);
                return;
            }
        }
        self.has_errors |= is_error;
        self.found.push(diagnostic);
    }

    /// Counts steps of the work that looked for findings.
    pub fn count_steps(&mut self, steps: u64) {
        self.steps += steps;
    }

    /// Steps of work counted so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Notes that a search was given up, so that there may be more findings than are counted.
    pub fn note_unfinished(&mut self) {
        self.omitted.is_least = true;
    }

    /// The count of findings that were dropped beyond the limit.
    #[must_use]
    pub fn omitted(&self) -> Omitted {
        self.omitted
    }

    /// True when every further finding would be dropped.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.found.len() >= Self::LIMIT && self.has_errors
    }

    /// True if any finding is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// The finding with this code and message, if there is one.
    pub fn find_mut(&mut self, code: &str, message: &str) -> Option<&mut Diagnostic> {
        self.found.iter_mut().find(|d| d.code.0 == code && d.message == message)
    }

    /// The findings so far, in the order they were pushed.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.found
    }

    /// The findings in the order of their places, without duplicates.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|d| (d.span.start, d.span.end, d.code));
        self.found.dedup();
        self.found
    }
}

/// A hash of a finding's code, place and message, by which duplicates are recognised.
fn digest(diagnostic: &Diagnostic) -> u64 {
    let mut hasher = DefaultHasher::new();
    (diagnostic.code, &diagnostic.span, &diagnostic.message).hash(&mut hasher);
    hasher.finish()
}

/// The candidate that `written` was probably meant to be.
///
/// Candidates count when their Damerau-Levenshtein distance is at most a third of the written length, and at
/// least one: rustc uses the same rule for its suggestions. A single character matches nothing, nor does a word
/// longer than any name.
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().take(LONGEST_NAME + 1).count();
    if length > LONGEST_NAME {
        return None;
    }
    let limit = if length < 2 { 0 } else { (length / 3).max(1) };
    let is_near =
        |candidate: &&str| candidate.chars().take(length + limit + 1).count().abs_diff(length) <= limit;
    candidates
        .into_iter()
        .filter(is_near)
        .map(|candidate| (strsim::damerau_levenshtein(written, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, Diagnostics, Omitted, brief, did_you_mean};

    #[test]
    fn what_is_dropped_is_counted_once() {
        let mut found = Diagnostics::default();
        let warning = |at: usize| Diagnostic::warning("odd", at..at, "odd");
        (0..120).chain(90..120).for_each(|at| found.push(warning(at)));
        assert_eq!(found.omitted(), Omitted { count: 20, is_least: false });
        assert_eq!(found.omitted().to_string(), "and 20 more");
        assert!(!found.is_full(), "the first error is kept");
        (0..2).for_each(|at| found.push(Diagnostic::error("bad", at..at, "bad")));
        assert!(found.is_full());
        found.note_unfinished();
        assert_eq!(found.omitted().to_string(), "and at least 21 more");
        assert_eq!(found.finish().len(), 101);
    }

    #[test]
    fn only_names_are_like_names() {
        assert_eq!(did_you_mean("titel", ["caption", "title"]), Some("title"));
        let (long, longer) = ("x".repeat(100_000), "x".repeat(100_001));
        assert_eq!(did_you_mean(&long, [longer.as_str()]), None);
        assert_eq!(did_you_mean("abc", [longer.as_str(), "abd"]), Some("abd"));
    }

    #[test]
    fn overlong_names_are_cut_in_their_middle() {
        let name = "é".repeat(500_000);
        let message = brief(&format!("a scene has no key `{name}`"));
        assert_eq!(message, format!("a scene has no key `{}…{}`", "é".repeat(55), "é".repeat(16)));
        assert_eq!(brief("no node is called `word`"), "no node is called `word`");
    }
}
