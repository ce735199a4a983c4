//! The lints: checks for things that an author should look at in a clip that can be drawn.
//!
//! There is one file per rule and one line per rule in [`LINTS`]. A rule looks at finished values and returns
//! findings; the level of a finding is decided afterwards, from the lint's default, the scene and the command
//! line. Rules judge what lasts, which means resting pictures and whole stretches of time, never an instant
//! in the middle of a motion.

mod allow;
mod backdrop;
mod bar_scale;
mod caption_length;
mod caption_speed;
mod closing_hold;
mod collector;
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
mod no_effect;
mod no_source;
mod safe_area;
mod short_arrow;
mod still;
mod still_stretch;
mod still_third;
mod subject;
mod text_height;
mod text_time;

pub use levels::{Level, Levels, UnknownLint};
pub use safe_area::safe_area;
pub use subject::Subject;

use Find::{Entries, Stills, WholeClip, Words};
use Level::{Deny, Warn};
use collector::Collector;
use halfminute_basics::time::Time;
use halfminute_engine::budget::Task;
use halfminute_engine::diagnostic::{Diagnostics, Span};
use halfminute_engine::film::{Clip, Inspector, Scope};
use halfminute_engine::scene::{Beat, NodeId, Scene};
use still::Still;

/// A rule with its name and default level.
#[derive(Debug)]
pub struct Lint {
    /// Code of its findings, such as `no-caption`.
    pub name: &'static str,
    /// Level of its findings unless the scene or the command line sets another.
    pub level: Level,
    /// One line for the reference page.
    pub doc: &'static str,
    /// The function that finds violations.
    pub find: Find,
}

/// The function of a lint. It hands findings to the collector and stops early once that is full.
#[derive(Clone, Copy, Debug)]
pub enum Find {
    /// Checks texts once; does not need the clip's motion.
    Words(fn(&Subject<'_>, &mut Collector<'_>)),
    /// Checks the whole clip once.
    WholeClip(fn(&Subject<'_>, &mut Collector<'_>)),
    /// Checks each resting picture, in the order of time.
    Stills(fn(&Subject<'_>, &Still, &mut Collector<'_>)),
    /// Checks the scene's `allow` entries, after all other lints.
    Entries,
}

/// A violation that a lint has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Place in the scene that it is about.
    pub span: Span,
    /// Description of the problem, in one sentence.
    pub message: String,
    /// A suggestion for fixing it.
    pub help: String,
    /// The nodes it is about; an `allow` entry covers it if its `in` names one of them.
    pub nodes: Vec<NodeId>,
    /// Index of the beat it is about; an `allow` entry of that beat covers it.
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

const fn lint(name: &'static str, level: Level, find: Find, doc: &'static str) -> Lint {
    Lint { name, level, doc, find }
}

/// Every lint, in the order of the reference page.
pub const LINTS: [Lint; 22] = [
    lint("caption-speed", Warn, Words(caption_speed::find), "a caption of more than 17 characters a second"),
    lint("caption-length", Warn, Words(caption_length::find), "a caption of more than 84 characters"),
    lint("no-caption", Warn, Words(no_caption::find), "a beat without a caption"),
    lint("no-source", Warn, Words(no_source::find), "a beat that does not say where its facts come from"),
    lint(
        "text-time",
        Warn,
        WholeClip(text_time::find),
        "new words that are not on stage long enough to be read",
    ),
    lint(
        "contrast",
        Warn,
        Stills(contrast::find),
        "text below 4.5:1 on what is behind it; large text, icons, lines, marks and arrows below 3:1",
    ),
    lint("text-height", Warn, Stills(text_height::find), "text smaller than 24 units"),
    lint("cut-text", Warn, Stills(cut_text::find), "text beyond its panel, its node's box or the picture"),
    lint(
        "collision",
        Warn,
        Stills(collision::find),
        "nodes, texts, arrows or their labels on top of one another",
    ),
    lint("safe-area", Warn, Stills(safe_area::find), "something outside the middle 90 % of the picture"),
    lint("flashes", Deny, WholeClip(flashes::find), "more than three flashes in a second"),
    lint(
        "bar-scale",
        Warn,
        Stills(bar_scale::find),
        "a bar off the others' baseline, out of proportion to its value, or too short to be seen",
    ),
    lint(
        "closing-hold",
        Warn,
        WholeClip(closing_hold::find),
        "more than 3 s without a change at the clip's end",
    ),
    lint("still-third", Warn, WholeClip(still_third::find), "a third of the clip without a change"),
    lint("still-stretch", Warn, WholeClip(still_stretch::find), "more than 4 s without a change"),
    lint("short-arrow", Warn, Stills(short_arrow::find), "an arrow shorter than 40 units"),
    lint(
        "never-on-stage",
        Warn,
        WholeClip(never_on_stage::find),
        "a node that no stage names, or that draws nothing there",
    ),
    lint("no-change", Warn, WholeClip(no_change::find), "`set` to the value that is there already"),
    lint("no-effect", Warn, WholeClip(no_effect::find), "a key that has no effect in its place"),
    lint(
        "leakage",
        Deny,
        Words(leakage::find),
        "text that is not for viewers: residue of assistants and prompts, placeholders, local paths, secrets, \
         presenters' marks, answers, talk about the clip itself, markup, broken characters",
    ),
    lint("model-token", Warn, Words(leakage::find_model_tokens), "a model's control token, such as `[End]`"),
    lint(allow::UNUSED, Warn, Entries, "an `allow` that covers no finding"),
];

/// The lint with this name, if there is one.
#[must_use]
pub fn named(name: &str) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.name == name)
}

/// The lints as an inspector of films, with the levels that they are run with.
#[derive(Clone, Copy, Debug)]
pub struct Lints<'a>(pub &'a Levels);

impl Inspector for Lints<'_> {
    /// Reports unknown lints, unknown nodes and missing reasons in a scene's settings for lints.
    fn check_settings(&self, scene: &Scene, found: &mut Diagnostics) {
        allow::check(scene, found);
        levels::check(scene, found);
    }

    /// Runs every lint within `scope` that can report something, and reports the findings that neither the
    /// scene nor the levels allow.
    fn check_clip(&self, clip: &Clip<'_>, scope: Scope, found: &mut Diagnostics) {
        let subject = Subject::new(clip);
        let mut collector = Collector::new(&subject, self.0);
        for lint in &LINTS {
            if lint.find.needs() > scope {
                collector.skip(lint);
            } else if let Words(find) | WholeClip(find) = lint.find
                && collector.begin(lint)
            {
                subject.budget.begin(Task::Lint(lint.name, None), &subject.scene.clip.span);
                find(&subject, &mut collector);
            }
        }
        if scope == Scope::Pictures {
            look_at_stills(&subject, &mut collector);
        }
        collector.finish(found);
    }
}

impl Find {
    /// The smallest scope in which a lint can run.
    fn needs(self) -> Scope {
        match self {
            Words(_) => Scope::Words,
            WholeClip(_) => Scope::Motion,
            Stills(_) | Entries => Scope::Pictures,
        }
    }
}

/// Runs the lints that check resting pictures, as long as one of them can find more.
fn look_at_stills(subject: &Subject<'_>, collector: &mut Collector<'_>) {
    for (beat, now) in still::instants(subject.scene) {
        if !LINTS.iter().any(|lint| matches!(lint.find, Stills(_)) && collector.begin(lint)) {
            return;
        }
        let Beat { number, span, .. } = &subject.scene.beats[beat];
        let still = Still::new(beat, subject, now);
        for lint in &LINTS {
            if let Stills(find) = lint.find
                && collector.begin(lint)
            {
                subject.budget.begin(Task::Lint(lint.name, Some(*number)), span);
                find(subject, &still, collector);
            }
        }
    }
}
