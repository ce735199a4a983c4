//! Widens gaps for arrows: neighbours that an arrow joins are kept far enough apart for it and its label.
//!
//! The distance between neighbours is known only after they are laid out, since a node may be narrower than its
//! box, and a box narrower than its column. A gap is widened by exactly what is missing. That may push other
//! nodes together, so the layout is checked again.

use std::collections::{BTreeMap, HashMap};

use kurbo::Rect;

use super::pictures::Studio;
use super::seams::{Seam, Seams};
use super::{Place, boxes};
use crate::scene::{Arrangement, Beat, NodeId, Target};

/// A gap that an arrow has widened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Index of the arrow in its beat.
    pub arrow: usize,
    /// True if the neighbours are side by side; otherwise one is above the other.
    pub is_level: bool,
    /// Distance that the arrow's ends need, in units.
    pub needs: f64,
    /// Length that was added to the gap for that, in units.
    pub added: f64,
}

/// Widened gaps, by the container's number and the index of the child after the gap.
pub(super) type Gaps = BTreeMap<(usize, usize), Gap>;

/// Boxes on the stage, with the gaps that were widened for arrows.
pub(super) struct Arranged {
    pub(super) boxes: HashMap<NodeId, Rect>,
    pub(super) gaps: Gaps,
    /// Nodes that were drawn during the layout, in their boxes.
    pub(super) drawn: HashMap<NodeId, Place>,
}

/// The demand of an arrow on the gap between two neighbours.
struct Wish {
    arrow: usize,
    /// Nodes of the two ends, in the order of the neighbours.
    ends: [NodeId; 2],
    key: (usize, usize),
    is_level: bool,
    /// Length of the gap as it is written.
    written: f64,
    needs: f64,
}

/// Room beside a label in a gap, on both sides together.
const BESIDE_LABEL: f64 = 72.0;
/// Length that the trunk of a fan takes from its branches.
const TRUNK: f64 = 44.0;
/// Largest number of rounds in which gaps are widened.
const ROUNDS: usize = 3;
/// Missing length, in units, below which a gap is not widened.
const TOLERANCE: f64 = 1.0;
/// Largest change of a distance by rounding.
const ROUNDING: f64 = 2.0;

/// Lays out the boxes of a beat with the gaps that its arrows need.
pub(super) fn arrange(beat: &Beat, seams: &Seams, studio: &mut Studio<'_>, stage: Rect) -> Arranged {
    let wishes = wishes(beat, seams, studio);
    let boxes = boxes::compute(beat, studio, stage, &Gaps::new());
    let mut arranged = Arranged { boxes, gaps: Gaps::new(), drawn: HashMap::new() };
    for _ in 0..ROUNDS {
        if !arranged.widen(beat, &wishes, studio) {
            break;
        }
        arranged.boxes = boxes::compute(beat, studio, stage, &arranged.gaps);
    }
    arranged
}

/// The demands of arrows between neighbours in rows and columns.
fn wishes(beat: &Beat, seams: &Seams, studio: &mut Studio<'_>) -> Vec<Wish> {
    let mut fans: HashMap<(usize, Target, usize), usize> = HashMap::new();
    let seam = |(at, arrow)| Some((at, arrow, seams.seam(arrow)?));
    let joined: Vec<_> = beat.arrows.iter().enumerate().filter_map(seam).collect();
    let ports = |arrow: &crate::scene::Arrow, seam: &Seam| {
        [(0, arrow.from, seam.container), (1, arrow.to, seam.container)]
    };
    for port in joined.iter().flat_map(|(_, arrow, seam)| ports(arrow, seam)) {
        *fans.entry(port).or_default() += 1;
    }
    let mut wishes = Vec::new();
    for (at, arrow, seam) in &joined {
        let is_level = match seam.how {
            Arrangement::Row => true,
            Arrangement::Column => false,
            Arrangement::Grid(_) | Arrangement::Overlay => continue,
        };
        let [from, to] = seam.children;
        if from.abs_diff(to) != 1 {
            continue;
        }
        let mut needs = studio.theme.space.arrow;
        if is_level && !arrow.label.is_empty() {
            let in_fan = ports(arrow, seam).iter().any(|port| fans[port] > 1);
            let mut pen = studio.pen();
            let style = pen.label_style();
            let trunk = if in_fan { TRUNK } else { 0.0 };
            needs = needs.max(pen.line(&arrow.label, style).width + BESIDE_LABEL + trunk);
        }
        let ends = [arrow.from.node, arrow.to.node];
        let ends = if from < to { ends } else { [ends[1], ends[0]] };
        let (key, written) = ((seam.container, from.max(to)), seam.gap);
        wishes.push(Wish { arrow: *at, ends, key, is_level, written, needs });
    }
    wishes
}

impl Arranged {
    /// Widens gaps by what is missing, and returns true if any gap was widened.
    fn widen(&mut self, beat: &Beat, wishes: &[Wish], studio: &mut Studio<'_>) -> bool {
        let mut missing = Gaps::new();
        for wish in wishes {
            let [a, b] = wish.ends.map(|node| self.drawn(beat, node, studio));
            let apart = if wish.is_level { b.x0 - a.x1 } else { b.y0 - a.y1 };
            // Boxes are rounded to whole units.
            let expected = wish.written + self.gaps.get(&wish.key).map_or(0.0, |gap| gap.added);
            let apart = if (apart - expected).abs() <= ROUNDING { expected } else { apart };
            let gap = Gap {
                arrow: wish.arrow,
                is_level: wish.is_level,
                needs: wish.needs,
                added: wish.needs - apart,
            };
            let known = missing.get(&wish.key).map_or(TOLERANCE, |known: &Gap| known.added);
            if gap.added > known {
                missing.insert(wish.key, gap);
            }
        }
        for (key, gap) in &missing {
            let before = self.gaps.get(key).map_or(0.0, |known| known.added);
            self.gaps.insert(*key, Gap { added: before + gap.added, ..*gap });
        }
        !missing.is_empty()
    }

    /// The box around everything that a node draws, on the canvas.
    fn drawn(&mut self, beat: &Beat, node: NodeId, studio: &mut Studio<'_>) -> Rect {
        let rect = self.boxes.get(&node).copied().unwrap_or_default();
        self.place(beat, node, rect, studio).drawn()
    }

    /// The node in its box; a node that was drawn at that size is not drawn again.
    pub(super) fn place(&mut self, beat: &Beat, node: NodeId, rect: Rect, studio: &mut Studio<'_>) -> Place {
        let known = self.drawn.get(&node).filter(|place| place.rect.size() == rect.size());
        let place = known.cloned().map(|place| Place { rect, ..place });
        let place = place.unwrap_or_else(|| studio.place(beat, node, rect));
        self.drawn.insert(node, place.clone());
        place
    }
}
