//! Checks that the targets of an entry can be addressed at its time.

use crate::diagnostic::Span;
use crate::scene::script::{Scenery, Script};
use crate::scene::{Arrival, Target};
use halfminute_basics::time::Time;

impl Script<'_> {
    /// Reports a target that cannot be addressed at `time`.
    pub(super) fn check_ready(
        &self,
        target: Target,
        span: &Span,
        explicit: bool,
        time: Time,
        scenery: &Scenery,
    ) {
        if !scenery.sound {
            return;
        }
        let id = &self.cast.node(target.node).id;
        if scenery.member(target.node).is_none() {
            if scenery.absent.borrow_mut().insert(target.node) {
                let message = format!("`{id}` is not on stage in this beat");
                self.findings.error_help("not-on-stage", span, message, "add it to `stage`");
            }
            return;
        }
        if let Some(since) = scenery.hidden.get(&target.node).filter(|since| time >= **since) {
            let message = format!("`{id}` is hidden from {} on", scenery.local(*since));
            let help = "move this entry above the `hide`, or `show` it in a later beat";
            return self.findings.error_help("hidden-target", span, message, help);
        }
        let Some(ready) = scenery.ready(target.node) else {
            return scenery.early.borrow_mut().push((target.node, span.clone()));
        };
        if time < ready {
            let local = scenery.local(ready);
            let entering =
                scenery.member(target.node).is_some_and(|member| member.arrival == Arrival::Enters);
            let verb = if entering { "arrives" } else { "appears" };
            let help =
                if explicit { "leave `at` out, or make it later" } else { "move this entry further down" };
            self.findings.error_help("too-early", span, format!("`{id}` {verb} at {local}"), help);
        }
    }

    /// Reports targets that were addressed before the entry that shows them, or that are never shown.
    pub(super) fn report_early(&self, scenery: &Scenery) {
        for (node, span) in scenery.early.take() {
            let id = &self.cast.node(node).id;
            match scenery.shown.get(&node) {
                Some(shown) => {
                    let message = format!("`{id}` appears at {}", scenery.local(shown.end));
                    let help = "move this entry below the one that shows it";
                    self.findings.error_help("too-early", &span, message, help);
                }
                None if self.lost => {}
                None => {
                    let help = format!("`show` `{id}` in an entry before");
                    self.findings.error_help("hidden-target", &span, format!("`{id}` is hidden"), help);
                }
            }
        }
    }
}
