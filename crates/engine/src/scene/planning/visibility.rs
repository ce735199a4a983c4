//! Works out the times at which parts are hidden. A part whose first change is to be shown is hidden from the
//! scene's beginning, so all beats must be known first.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::Span;
use crate::document::Findings;
use crate::nodes::Uid;
use crate::scene::model::{Act, Beat, Effect, NodeId, Step, Target};
use crate::scene::reading::cast::Cast;
use halfminute_basics::time::Time;

/// Place and spelling of acts' targets, by the start of the act's span and the target.
pub(crate) type TargetPlaces = HashMap<(usize, Target), (Span, String)>;

/// The whole nodes that an act shows (true) or hides (false).
pub(crate) fn of_nodes(act: &Act) -> impl Iterator<Item = (NodeId, bool)> {
    let whole = act.steps.iter().map(|step| step.target).filter(|target| target.part == Uid::ROOT);
    shows(act).into_iter().flat_map(move |shows| whole.clone().map(move |target| (target.node, shows)))
}

fn change(act: &Act, target: Target) -> Option<bool> {
    shows(act).filter(|_| act.steps.iter().any(|step| step.target == target))
}

/// The visibility that an act gives its targets: shown (true), hidden (false), or none if it changes nothing.
pub(crate) fn shows(act: &Act) -> Option<bool> {
    match act.effect {
        Effect::Appear(_) => Some(true),
        Effect::Disappear => Some(false),
        _ => None,
    }
}

/// The parts that an act shows (true) or hides (false) by themselves, each with its step.
pub(crate) fn part_changes(act: &Act) -> impl Iterator<Item = (Step, bool)> {
    let own: HashSet<Target> = parts(act).collect();
    let shows = shows(act);
    act.steps
        .iter()
        .filter_map(move |step| Some((*step, shows?)))
        .filter(move |(step, _)| own.contains(&step.target))
}

/// The parts among an act's targets, without those that appear or disappear with their whole node: they were
/// never hidden by themselves.
fn parts(act: &Act) -> impl Iterator<Item = Target> {
    let targets = act.steps.iter().map(|step| step.target);
    let whole: HashSet<NodeId> =
        targets.clone().filter(|target| target.part == Uid::ROOT).map(|target| target.node).collect();
    targets.filter(move |target| !whole.contains(&target.node))
}

/// Fills in [`Beat::hidden`], and reports acts that address hidden parts or show visible ones. Without
/// `places`, the visibility of parts is not known, and nothing is reported.
pub(crate) fn resolve(beats: &mut [Beat], cast: &Cast, places: Option<&TargetPlaces>, findings: &Findings) {
    let mut hidden = first_hidden(beats);
    let trees = Trees::new(cast);
    let mut shown_in: HashMap<Target, usize> = HashMap::new();
    for (number, beat) in beats.iter_mut().enumerate() {
        let mut at_start: Vec<Target> = hidden.iter().copied().collect();
        at_start.sort_by_key(|target| (target.node, target.part));
        beat.hidden = at_start;
        for (index, act) in beat.acts.iter().enumerate() {
            if let Some(places) = places {
                let known = VisibilityCheck {
                    start: beat.time.start,
                    hidden: &hidden,
                    shown_in: &shown_in,
                    trees: &trees,
                    places,
                };
                known.check(act, &beat.acts[index..], findings);
            }
            let Some(shows) = shows(act) else { continue };
            for target in parts(act) {
                if shows {
                    hidden.remove(&target);
                    shown_in.insert(target, number + 1);
                } else {
                    hidden.insert(target);
                }
            }
        }
    }
}

/// Parts whose first change of visibility is to be shown.
fn first_hidden(beats: &[Beat]) -> HashSet<Target> {
    let mut first: HashMap<Target, bool> = HashMap::new();
    for act in beats.iter().flat_map(|beat| &beat.acts) {
        let Some(shows) = shows(act) else { continue };
        for target in parts(act) {
            first.entry(target).or_insert(shows);
        }
    }
    first.into_iter().filter(|(_, shows)| *shows).map(|(target, _)| target).collect()
}

/// The visibility of parts when an act begins.
struct VisibilityCheck<'a> {
    /// Start of the beat, in the clip's time.
    start: Time,
    hidden: &'a HashSet<Target>,
    shown_in: &'a HashMap<Target, usize>,
    trees: &'a Trees<'a>,
    places: &'a TargetPlaces,
}

impl VisibilityCheck<'_> {
    /// Reports the first target of `act` that is hidden, or that is shown although it is visible. `later` are
    /// the acts from this one on.
    fn check(&self, act: &Act, later: &[Act], findings: &Findings) {
        if matches!(act.effect, Effect::Change { .. }) {
            return;
        }
        let shows = matches!(act.effect, Effect::Appear(_));
        for target in parts(act) {
            let Some((span, name)) = self.places.get(&(act.span.start, target)) else { continue };
            if shows && !self.hidden.contains(&target) {
                let since = self.shown_in.get(&target).copied().unwrap_or(1);
                let message = format!("`{name}` has been there since beat {since}");
                return findings.error_help("already-visible", span, message, "did you mean `pulse`?");
            }
            if let (false, Some(blocked)) = (shows, self.trees.hidden_ancestor(target, self.hidden)) {
                return self.report_hidden((span, name), blocked, later, findings);
            }
        }
    }

    fn report_hidden(
        &self,
        (span, name): (&Span, &str),
        blocked: Target,
        later: &[Act],
        findings: &Findings,
    ) {
        let shown = later.iter().filter(|act| change(act, blocked) == Some(true));
        let end =
            shown.flat_map(|act| &act.steps).find(|step| step.target == blocked).map(|step| step.time.end);
        let (message, help) = match end {
            Some(end) => {
                let message = format!("`{name}` appears at {}", end - self.start);
                (message, "move this entry below the one that shows it")
            }
            None => (format!("`{name}` is hidden"), "`show` it in an entry before this one"),
        };
        findings.error_help("hidden-target", span, message, help);
    }
}

/// The parents of parts, for nodes that were asked for.
struct Trees<'a> {
    cast: &'a Cast,
    parents: RefCell<HashMap<NodeId, HashMap<Uid, Uid>>>,
}

impl<'a> Trees<'a> {
    fn new(cast: &'a Cast) -> Self {
        Self { cast, parents: RefCell::default() }
    }

    /// The outermost hidden part among a part and its ancestors.
    fn hidden_ancestor(&self, target: Target, hidden: &HashSet<Target>) -> Option<Target> {
        if hidden.is_empty() {
            return None;
        }
        let mut known = self.parents.borrow_mut();
        let parents = known.entry(target.node).or_insert_with(|| self.cast.node(target.node).parents());
        let path = std::iter::successors(Some(target.part), |part| parents.get(part).copied());
        let path = path.filter(|part| *part != Uid::ROOT).map(|part| Target { part, ..target });
        path.filter(|part| hidden.contains(part)).last()
    }
}
