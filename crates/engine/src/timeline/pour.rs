//! Dots that come out of a source one by one. Each dot's path is a function of its place and index.

use kurbo::{Rect, Vec2};

use crate::easing::Easing;
use crate::nodes::{DOT, Element};
use crate::timeline::emerge::edge;

/// The dots of one part on their way, at one instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pour {
    /// The box that they come out of, on stage.
    pub(super) from: Rect,
    /// The box of the part that they fill, on stage.
    pub(super) to: Rect,
    /// Share of the time that has passed.
    pub(super) passed: f64,
    pub(super) ease: Easing,
    /// Seed for the order in which dots start.
    pub(super) seed: u64,
}

/// Share of the time over which the starts are spread.
const SPREAD: f64 = 0.6;
/// Share of chance in the order of the starts; otherwise dots start from the bottom up.
const SCATTER: f64 = 0.6;
/// Height of the dots' flight arc, in units.
const ARC: f64 = 60.0;
/// Share of its way after which a dot is fully opaque.
const OPAQUE: f64 = 0.12;

impl Pour {
    /// Shift and opacity of one element in the part, whose node rests at `at`. Dots start one after another and
    /// fly in a low arc. All other elements fade in meanwhile.
    pub(super) fn of(&self, element: &Element, at: Vec2) -> (Vec2, f64) {
        if element.key.role != DOT {
            return (Vec2::ZERO, self.ease.at(self.passed));
        }
        let goal = element.rect.center() + at;
        let level = ((self.to.y1 - goal.y) / self.to.height().max(1.0)).clamp(0.0, 1.0);
        let change = level * (1.0 - SCATTER) + chance(self.seed, element.key.index) * SCATTER;
        let own = ((self.passed - change * SPREAD) / (1.0 - SPREAD)).clamp(0.0, 1.0);
        let progress = self.ease.at(own);
        let way = edge(self.from, self.to.center()) - goal;
        let arc = Vec2::new(0.0, -ARC * 4.0 * progress * (1.0 - progress));
        (way * (1.0 - progress) + arc, (own / OPAQUE).min(1.0))
    }
}

/// A pseudorandom number from 0 to 1 for the dot with this index. The golden ratio would spread the numbers
/// evenly, but then dots would fly in rays. The steps are those of `SplitMix64` (Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", 2014).
fn chance(seed: u64, index: u16) -> f64 {
    let mut bits = seed.wrapping_add(u64::from(index) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    f64::from((bits >> 48) as u16) / f64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_spread() {
        let all: Vec<f64> = (0..1_000).map(|index| chance(7, index)).collect();
        assert!(all.iter().all(|chance| (0.0..=1.0).contains(chance)));
        let early = all.iter().filter(|chance| **chance < 0.25).count();
        assert!((200..300).contains(&early), "{early} of 1000 in the first quarter");
    }
}
