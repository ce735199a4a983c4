//! The lints: what an author should look at in a clip that can be drawn.
//!
//! One file a rule, one line in [`LINTS`]. A rule looks at finished values and returns findings;
//! what a finding weighs is decided afterwards, from the lint's default, the scene and the
//! command line. Rules judge what stays: resting pictures and whole stretches of time, never
//! an instant in the middle of a motion.

mod allow;
mod backdrop;
mod bar_scale;
mod caption_length;
mod caption_speed;
mod closing_hold;
mod collision;
mod contrast;
mod cut_text;
mod flashes;
pub mod leakage;
mod levels;
mod motion;
mod never_on_stage;
mod no_caption;
mod no_change;
mod no_source;
mod safe_area;
mod short_arrow;
mod still;
mod still_stretch;
mod still_third;
mod subject;
mod text_height;
mod text_time;

use std::cmp::Reverse;
use std::collections::HashSet;

pub use levels::{Level, Levels, UnknownLint};
pub use safe_area::safe_area;
pub use subject::Subject;

use crate::diagnostic::{Diagnostics, Span};
use crate::scene::{NodeId, Scene};
use crate::time::Time;
use Level::{Deny, Warn};
use levels::Weights;
use still::Still;

/// A rule.
#[derive(Debug)]
pub struct Lint {
    /// The code of its findings.
    pub name: &'static str,
    /// What a finding weighs unless the scene or the command line says otherwise.
    pub level: Level,
    /// One line for the reference page.
    pub doc: &'static str,
    /// Looks for it.
    pub find: fn(&Subject<'_>) -> Vec<Finding>,
}

/// Something a lint has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The place it is about.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
    /// The nodes it is about: an `allow` with one of them in `in` covers it.
    pub nodes: Vec<NodeId>,
    /// Index of the beat it is about: that beat's `allow` covers it.
    pub beat: Option<usize>,
    /// The instant at which it is seen, from the clip's start.
    pub time: Option<Time>,
}

impl Finding {
    fn new(span: &Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        let (message, help) = (message.into(), help.into());
        Self { span: span.clone(), message, help, nodes: Vec::new(), beat: None, time: None }
    }

    fn of_node(mut self, node: NodeId) -> Self {
        self.nodes.push(node);
        self
    }

    fn in_beat(mut self, beat: usize) -> Self {
        self.beat = Some(beat);
        self
    }

    fn in_still(self, still: &Still) -> Self {
        self.in_beat(still.beat).at(still.time)
    }

    fn at(mut self, time: Time) -> Self {
        self.time = Some(time);
        self
    }
}

const fn lint(
    name: &'static str,
    level: Level,
    find: fn(&Subject<'_>) -> Vec<Finding>,
    doc: &'static str,
) -> Lint {
    Lint { name, level, doc, find }
}

/// Every lint, in the order of the reference page.
pub const LINTS: [Lint; 21] = [
    lint("caption-speed", Warn, caption_speed::find, "a caption of more than 17 characters a second"),
    lint("caption-length", Warn, caption_length::find, "a caption of more than 84 characters"),
    lint("no-caption", Warn, no_caption::find, "a beat without a caption"),
    lint("no-source", Warn, no_source::find, "a beat that does not say where its facts come from"),
    lint("text-time", Warn, text_time::find, "new words that are not on stage long enough to be read"),
    lint(
        "contrast",
        Warn,
        contrast::find,
        "text below 4.5:1 on what is behind it; large text, icons, lines, marks and arrows below 3:1",
    ),
    lint("text-height", Warn, text_height::find, "text smaller than 24 units"),
    lint("cut-text", Warn, cut_text::find, "text beyond its panel, its node's box or the picture"),
    lint("collision", Warn, collision::find, "nodes, texts, arrows or their labels on top of one another"),
    lint("safe-area", Warn, safe_area::find, "something outside the middle 90 % of the picture"),
    lint("flashes", Deny, flashes::find, "more than three flashes in a second"),
    lint(
        "bar-scale",
        Warn,
        bar_scale::find,
        "a bar off the others' baseline, out of proportion to its value, or too short to be seen",
    ),
    lint("closing-hold", Warn, closing_hold::find, "more than 3 s without a change at the clip's end"),
    lint("still-third", Warn, still_third::find, "a third of the clip without a change"),
    lint("still-stretch", Warn, still_stretch::find, "more than 4 s without a change"),
    lint("short-arrow", Warn, short_arrow::find, "an arrow shorter than 40 units"),
    lint(
        "never-on-stage",
        Warn,
        never_on_stage::find,
        "a node that no stage names, or that draws nothing there",
    ),
    lint("no-change", Warn, no_change::find, "`set` to the value that is there already"),
    lint(
        "leakage",
        Deny,
        leakage::find,
        "text that is not for viewers: residue of assistants and prompts, placeholders, local paths, secrets, \
         presenters' marks, answers, talk about the clip itself, markup, broken characters",
    ),
    lint("model-token", Warn, leakage::find_model_tokens, "a model's control token, such as `[End]`"),
    lint(allow::UNUSED, Warn, |_| Vec::new(), "an `allow` that covers no finding"),
];

/// The lint called `name`.
#[must_use]
pub fn named(name: &str) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.name == name)
}

/// Everything every lint finds, whatever it weighs.
#[must_use]
pub fn run(subject: &Subject<'_>) -> Vec<(&'static Lint, Finding)> {
    LINTS
        .iter()
        .flat_map(|lint| (lint.find)(subject).into_iter().map(move |finding| (lint, finding)))
        .collect()
}

/// Reports what a scene says of lints that does not exist: a lint, a node, a reason.
pub fn check_named(scene: &Scene, found: &mut Diagnostics) {
    allow::check(scene, found);
    levels::check(scene, found);
}

/// Runs every lint and reports what neither the scene nor `levels` allows.
pub fn check(subject: &Subject<'_>, levels: &Levels, found: &mut Diagnostics) {
    let weights = Weights::new(subject.scene, levels);
    let findings = allow::apply(subject.scene, run(subject)).into_iter();
    let mut weighed: Vec<_> =
        findings.map(|(lint, finding)| (weights.of(lint, &finding), lint, finding)).collect();
    // What stays wrong from one picture to the next is one finding: the one that weighs most.
    weighed.sort_by_key(|(level, ..)| Reverse(*level));
    let mut seen: HashSet<(&str, usize, String)> = HashSet::new();
    for (level, lint, finding) in weighed {
        if seen.insert((lint.name, finding.span.start, finding.message.clone()))
            && let Some(diagnostic) = levels::weighed(level, lint, finding)
        {
            found.push(diagnostic);
        }
    }
}
