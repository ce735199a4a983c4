//! `flow`: motions along arrows, one link after another.

use crate::diagnostic::Span;
use crate::scene::arrows::{self, Chain};
use crate::scene::play::Entry;
use crate::scene::script::schedule::act;
use crate::scene::script::{Scenery, Script};
use crate::scene::{Act, Step, Verb};
use halfminute_basics::time::{Interval, Time};

const FLOW: Time = Time::from_millis(800);

impl Script<'_> {
    pub(super) fn flow(
        &mut self,
        entry: &Entry<'_>,
        chains: &[(Chain, Span)],
        start: Time,
        scenery: &Scenery,
    ) -> Option<Act> {
        let mut links: Vec<(usize, Interval)> = Vec::new();
        let mut steps = Vec::new();
        for (chain, span) in chains {
            let layers = arrows::links(chain, &self.states(), self.cast, self.findings)?;
            let count = layers.len().max(1) as i64;
            let over = entry.over().map_or(FLOW, |over| Time::from_flicks(over.flicks() / count));
            for (at, layer) in layers.iter().enumerate() {
                let time = Interval::new(start + over * at as i64, over);
                for arrows::Link { from, to, .. } in layer {
                    let listed =
                        scenery.arrows.iter().position(|arrow| (arrow.from, arrow.to) == (*from, *to));
                    let Some(listed) = listed else {
                        self.off_arrow(span, scenery);
                        return None;
                    };
                    for end in [from, to] {
                        self.check_ready(*end, span, entry.at.is_some(), start, scenery);
                        steps.push(Step { target: *end, time });
                        let place = (span.clone(), self.cast.node(end.node).id.clone());
                        self.places.insert((entry.span.start, *end), place);
                    }
                    links.push((listed, time));
                }
            }
        }
        act(entry, Verb::Flow { links }, steps)
    }

    fn off_arrow(&self, span: &Span, scenery: &Scenery) {
        if scenery.arrows_whole {
            let message = "this arrow is not drawn in this beat";
            self.findings.error_help("flow-off-arrow", span, message, "add it to `arrows`");
        }
    }
}
