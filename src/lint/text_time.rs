//! `text-time`: new words on stage stay long enough to be read.
//!
//! All new words of a beat must fit between the first one's arrival and the beat's end. Words that
//! come late may be skimmed, but no faster than twice as fast: so from every arrival on there is
//! at least half the time that the words from there on take.
//!
//! A word takes 0.33 s (BBC: 160 to 180 words a minute; twice that is fast silent reading). A word
//! of a label or of a table, a number, and a whole token with its id take 0.2 s: they are
//! looked at rather than read. A word that the beat's title or caption says too takes half,
//! because it is read once for both. A word that the clip has shown or said before takes nothing:
//! it is recognised. The caption has a rule of its own, so this one finds what cannot be read, not
//! what could be calmer.

use std::collections::{HashMap, HashSet};

use super::motion::STEP;
use super::{Finding, Subject};
use crate::nodes::{Element, Ink, Key};
use crate::scene::{Beat, NodeId};
use crate::text::Face;
use crate::time::Time;
use crate::timeline::{Piece, Sprite};

const WORD: f64 = 0.33;
const GLANCE: f64 = 0.2;
/// How much faster words that come late may be read.
const SKIM: f64 = 2.0;
/// A text counts as there from this opacity on.
const LEGIBLE: f64 = 0.5;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut reader = Reader { known: HashSet::new(), looked_at: HashSet::new(), numbers: HashMap::new() };
    let beats = subject.beats();
    beats.filter_map(|(at, beat)| Some(finding(beat, reader.beat(subject, beat)?).in_beat(at))).collect()
}

fn finding(beat: &Beat, late: Late) -> Finding {
    let Late { needed, left, from } = late;
    let message =
        format!("the words that come after {from:.1} s take {needed:.1} s to read, and {left:.1} s are left");
    Finding::new(&beat.span, message, "show them sooner, show fewer, or let the beat last longer")
}

/// The stretch of a beat in which most reading time is missing.
#[derive(Clone, Copy)]
struct Late {
    needed: f64,
    left: f64,
    /// From the beat's start.
    from: f64,
}

/// What a viewer knows from the clip so far.
struct Reader {
    /// Words in lower case.
    known: HashSet<String>,
    /// Texts that were already taken apart, by element and address of their glyphs.
    looked_at: HashSet<(Key, usize)>,
    /// Numbers on stage as they were at the last look: one that counts is not read.
    numbers: HashMap<(NodeId, Key), f64>,
}

/// Words that have come, when, and how long they take.
type Load = Vec<(Time, f64)>;

impl Reader {
    fn beat(&mut self, subject: &Subject<'_>, beat: &Beat) -> Option<Late> {
        let captioned: HashSet<String> = words(&beat.caption).chain(words(&beat.title)).collect();
        let mut load = Load::new();
        let mut now = beat.time.start;
        while now < beat.time.end {
            for sprite in subject.timeline.sample(now).stage {
                match sprite {
                    Sprite::Node { node, opacity, pieces } => {
                        for piece in pieces.iter().filter(|piece| piece.opacity * opacity >= LEGIBLE) {
                            let seconds = self.look(Some((subject, node)), piece, &captioned);
                            load.push((now, seconds));
                        }
                    }
                    Sprite::Piece(piece) if piece.opacity >= LEGIBLE => {
                        load.push((now, self.look(None, &piece, &captioned)));
                    }
                    Sprite::Piece(_) | Sprite::Line { .. } | Sprite::Head { .. } => {}
                }
            }
            now = now + STEP;
        }
        self.known.extend(captioned);
        load.retain(|(_, seconds)| *seconds > 0.0);
        worst(&load, beat)
    }

    /// Seconds that reading an element takes now.
    fn look(
        &mut self,
        of: Option<(&Subject<'_>, NodeId)>,
        piece: &Piece,
        captioned: &HashSet<String>,
    ) -> f64 {
        let Element { key, ink, .. } = &piece.element;
        match ink {
            Ink::Text { block, .. } if block.style.face != Face::Icon => {
                if !self.looked_at.insert((*key, std::sync::Arc::as_ptr(block) as usize)) {
                    return 0.0;
                }
                let kind = of.map_or("", |(subject, node)| subject.scene.cast[node].kind.name);
                match (kind, key.role) {
                    // A tile is one thing to look at, and its text is that.
                    ("tokens", "number") => 0.0,
                    ("tokens" | "table", _) => self.read(&block.text, GLANCE, captioned),
                    (_, role) if role.contains("label") => self.read(&block.text, GLANCE, captioned),
                    _ => self.read(&block.text, WORD, captioned),
                }
            }
            Ink::Number { value, format, .. } => {
                let node = of.map_or(NodeId::MAX, |(_, node)| node);
                let settled = self.numbers.insert((node, *key), *value) == Some(*value);
                if settled { self.read(&format.write(*value), GLANCE, captioned) } else { 0.0 }
            }
            _ => 0.0,
        }
    }

    fn read(&mut self, text: &str, each: f64, captioned: &HashSet<String>) -> f64 {
        let mut seconds = 0.0;
        for word in words(text) {
            let number = !word.contains(char::is_alphabetic);
            let own = if number { GLANCE } else { each };
            let own = if captioned.contains(&word) { own / 2.0 } else { own };
            if self.known.insert(word) {
                seconds += own;
            }
        }
        seconds
    }
}

/// The words of a text in lower case, without the punctuation around them.
fn words(text: &str) -> impl Iterator<Item = String> {
    let bare = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The arrival from which on most time is missing, if any is.
fn worst(load: &Load, beat: &Beat) -> Option<Late> {
    let mut needed = 0.0;
    let mut worst: Option<(f64, Late)> = None;
    for (index, (at, seconds)) in load.iter().enumerate().rev() {
        needed += seconds;
        let left = (beat.time.end - *at).seconds();
        let least = if index == 0 { needed } else { needed / SKIM };
        let missing = least - left;
        if missing > 0.0 && worst.as_ref().is_none_or(|(most, _)| missing > *most) {
            worst = Some((missing, Late { needed, left, from: (*at - beat.time.start).seconds() }));
        }
    }
    worst.map(|(_, late)| late)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_bare() {
        let found: Vec<String> = words("About 35 % fewer, ␣My!").collect();
        assert_eq!(found, ["about", "35", "fewer", "my"]);
    }
}
