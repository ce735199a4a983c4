//! Resolves a scene file to a [`Scene`], in which ids are indices, references exist, numbers are finite, every
//! change has its time, and every motion fits its beat.
//!
//! Later stages never meet an unknown name, a wrong type, an address without a part, an entry
//! without a time, or a beat that is not a whole number of frames.
//!
//! The folders are in one order, and each imports only from those before it: `model` has the types of a scene,
//! `reading` turns text into written values, `planning` gives beats their acts and times, and `verbs` are what
//! entries of `play` can say.

pub mod keys;
mod limits;
mod model;
mod name;
mod outline;
mod planning;
mod reading;
mod verbs;

pub use limits::{Limit, TooLarge};
pub use model::{
    Act, Allowed, Arrangement, Arrival, Arrow, AssetFile, Attachment, Beat, Child, Clip, Container, Content,
    Cross, Effect, Entrance, Gesture, IdleKey, Justify, LEAD_IN, Lints, Member, Metadata, Node, NodeId,
    Overrides, PAUSE, REST, Route, SHORT_LEAD_IN, Scene, Side, Step, Strings, Target, Words, WrittenField,
};
pub use name::refuse_clip_name;
pub use outline::Outline;
pub use reading::role::{Role, role};
pub use reading::verb::{Lasts, Stays, TIMING, Verb, VerbValue};
pub use verbs::verbs;

use crate::diagnostic::Diagnostics;
use crate::document::{Entry, Findings, Table, parse};
use crate::source::{Files, NoFiles};
use planning::beats;
use reading::assets::Assets;
use reading::misplaced::explain_stray;
use reading::{beat, clip, nodes};

impl Scene {
    /// Reads a scene from its text, without files that it names; none if there is an error.
    #[must_use]
    pub fn read(text: &str, overrides: &Overrides) -> (Option<Self>, Diagnostics) {
        Self::read_with(text, &NoFiles, overrides)
    }

    /// Reads a scene from its text and the files that it names; none if there is an error.
    #[must_use]
    pub fn read_with(text: &str, files: &dyn Files, overrides: &Overrides) -> (Option<Self>, Diagnostics) {
        Self::read_from(text, &Assets::new(files), overrides)
    }

    fn read_from(text: &str, assets: &Assets<'_>, overrides: &Overrides) -> (Option<Self>, Diagnostics) {
        let mut found = Diagnostics::default();
        if let Some(error) = limits::check_text(text) {
            found.push(error);
            return (None, found);
        }
        let Some(root) = parse(text, &mut found) else { return (None, found) };
        let findings = Findings::new(found);
        if root.is_empty() {
            let help = "`halfminute new` writes a scene to start from";
            findings.error_help("empty-scene", &(0..0), "the file holds no scene", help);
            return (None, findings.into_inner());
        }
        let table = Table::new(&findings, &root, 0..0, "a scene");
        let scene = Self::resolve(&table, &root, assets, overrides);
        table.finish_with(explain_stray);
        let scene = if findings.has_errors() { None } else { scene };
        (scene, findings.into_inner())
    }

    fn resolve(
        root: &Table<'_>,
        entries: &[Entry],
        assets: &Assets<'_>,
        overrides: &Overrides,
    ) -> Option<Self> {
        let clip = clip::read(root, overrides);
        let mut cast = nodes::read(root, assets);
        cast.resolve_groups(root.findings());
        let raw = beat::read(root, &cast, clip.rate, &verbs::VERBS);
        beat::check_lengths(&raw, &clip, root.findings());
        let beats = beats::run(raw, &mut cast, root.findings());
        cast.report_unknown(root.findings());
        root.findings().count_steps(cast.steps());
        Some(Self {
            clip,
            cast: cast.into_nodes(),
            beats,
            files: assets.files(),
            strings: Strings::of(entries),
        })
    }
}
