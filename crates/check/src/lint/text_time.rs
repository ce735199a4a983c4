//! `text-time`: new words on stage stay long enough to be read.
//!
//! New words can be read from their arrival until they go, which may be at the end of the beat, before it, or
//! in a later beat. All words that go by a certain instant must fit between the arrival of the beat's first
//! word and that instant. Words that arrive later may be read faster, but at most twice as fast: from every
//! arrival on, there must be at least half the time that is needed for the words that arrive from then on and
//! go by that instant.
//!
//! A word takes 0.33 s (BBC: 160 to 180 words per minute; twice that is fast silent reading). A word of a
//! label or a table, a number, and a whole token with its id take 0.2 s, because they are glanced at. A word
//! that also occurs in the beat's title or caption takes half the time, because it is read once for both. A
//! word that the clip has shown or captioned before takes no time, because it is recognised. The caption has
//! a rule of its own, so this rule finds what cannot be read, not what could be calmer.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::motion::STEP;
use super::{Collector, Finding, Subject};
use halfminute_basics::time::Time;
use halfminute_engine::budget::Budget;
use halfminute_engine::nodes::{Element, Ink, Key};
use halfminute_engine::scene::{Beat, NodeId};
use halfminute_engine::text::{Face, TextBlock};
use halfminute_engine::timeline::{Piece, Sprite};

const WORD: f64 = 0.33;
const GLANCE: f64 = 0.2;
/// Factor by which words that arrive later may be read faster.
const SKIM: f64 = 2.0;
/// Opacity from which on a text counts as arrived.
const LEGIBLE: f64 = 0.5;
/// Opacity below which a text counts as gone. A text that a focus dims can still be read.
const SEEN: f64 = 0.1;
/// Tolerance in seconds, because sums of tenths are not exact.
const ROUNDING: f64 = 1e-6;

pub(super) fn find(subject: &Subject<'_>, found: &mut Collector<'_>) {
    let mut reader = Reader::default();
    for (at, beat) in subject.beats() {
        reader.beat(subject, at, beat);
    }
    let words = reader.words();
    found.extend(
        subject
            .beats()
            .filter_map(|(at, beat)| Some(finding(beat, &worst(&words, at, subject.budget)?).in_beat(at))),
    );
}

fn finding(beat: &Beat, late: &Late) -> Finding {
    let Late { needed, from, until } = late;
    let left = (*until - *from).seconds();
    let from = (*from - beat.time.start).seconds();
    let there = match *until < beat.time.end {
        true => format!("they are gone after {left:.1} s"),
        false => format!("{left:.1} s are left"),
    };
    let message = format!("the words that come after {from:.1} s take {needed:.1} s to read, and {there}");
    let help = "show them sooner or longer, show fewer, or let the beat last longer";
    Finding::new(&beat.span, message, help).at(late.from)
}

/// The stretch with the greatest lack of reading time.
#[derive(Clone, Copy)]
struct Late {
    needed: f64,
    from: Time,
    until: Time,
}

/// A new word: the time to read it, and the instants between which it can be read.
#[derive(Clone, Copy, Debug)]
struct Word {
    seconds: f64,
    /// Index of the beat in which it arrives.
    beat: usize,
    comes: Time,
    goes: Time,
}

/// The words that a viewer has seen in the clip so far.
#[derive(Default)]
struct Reader {
    /// Words in lower case, with their index in `load`; `None` for a word that needs no time.
    known: HashMap<String, Option<usize>>,
    load: Vec<Word>,
    /// Words of texts, by element and address of their glyphs.
    said: HashMap<(Key, usize), Rc<[String]>>,
    /// Values of the numbers on stage at the last sample, with the words that were read of each. A number
    /// that is counting is not read, and neither are the values that it passes.
    numbers: HashMap<(NodeId, Key), (f64, Vec<String>)>,
    /// Indices in `load` of the words that could be read at the last sample.
    seen: Vec<usize>,
}

/// One sample of the stage.
struct Look<'a> {
    subject: &'a Subject<'a>,
    captioned: &'a HashSet<String>,
    now: Time,
    beat: usize,
}

impl Reader {
    fn beat(&mut self, subject: &Subject<'_>, at: usize, beat: &Beat) {
        let captioned: HashSet<String> = words(&beat.caption).chain(words(&beat.title)).collect();
        let last = beat.time.end - subject.scene.clip.rate.frame();
        let looks = std::iter::successors(Some(beat.time.start), |now| Some(*now + STEP));
        // The previous sample, and the number of consecutive samples with the same picture.
        let (mut before, mut repeated) = (None, 0);
        for now in looks.take_while(|now| *now < last).chain([last]) {
            if subject.budget.is_spent() {
                return;
            }
            let still = before.is_some_and(|before| subject.timeline.is_still_between(before, now));
            repeated = if still { repeated + 1 } else { 0 };
            before = Some(now);
            // A number is read at the second sample.
            if repeated > 1 {
                self.stay(now);
                continue;
            }
            self.seen.clear();
            let look = Look { subject, captioned: &captioned, now, beat: at };
            let pose = subject.timeline.sample(now);
            subject.budget.spend(2 * subject.timeline.steps(now));
            for sprite in pose.stage {
                match sprite {
                    Sprite::Node { node, opacity, pieces } => {
                        pieces.iter().for_each(|piece| {
                            self.look(&look, Some(node), piece, piece.opacity * opacity);
                        });
                    }
                    Sprite::Piece(piece) => self.look(&look, None, &piece, piece.opacity),
                    Sprite::Line { .. } | Sprite::Head { .. } => {}
                }
            }
        }
        // A text in the last frame counts until the end of the beat.
        self.load.iter_mut().filter(|word| word.goes >= last).for_each(|word| word.goes = beat.time.end);
        for word in captioned {
            self.known.entry(word).or_insert(None);
        }
    }

    /// Extends the words of the last sample, which can still be read.
    fn stay(&mut self, now: Time) {
        for at in &self.seen {
            self.load[*at].goes = now;
        }
    }

    fn look(&mut self, look: &Look<'_>, node: Option<NodeId>, piece: &Piece, opacity: f64) {
        if opacity < SEEN {
            return;
        }
        let legible = opacity >= LEGIBLE;
        let Element { key, ink, .. } = &piece.element;
        match ink {
            Ink::Text { block, .. } if block.style.face != Face::Icon => {
                let kind = node.map_or("", |node| look.subject.scene.cast[node].kind.name);
                let each = match (kind, key.role) {
                    // A tile is glanced at as a whole, and its text takes that time.
                    ("tokens", "number") => 0.0,
                    ("tokens" | "table", _) => GLANCE,
                    (_, role) if role.contains("label") => GLANCE,
                    _ => WORD,
                };
                let said = self.said(*key, block);
                look.subject.budget.spend_for(said.len());
                said.iter().for_each(|word| self.read(look, word, legible.then_some(each)));
            }
            Ink::Number { value, format, .. } => {
                let place = (node.unwrap_or(NodeId::MAX), *key);
                let (before, mut said) = self.numbers.remove(&place).unwrap_or((f64::NAN, Vec::new()));
                if before == *value {
                    let new: Vec<String> =
                        words(&format.write(*value)).filter(|word| !said.contains(word)).collect();
                    said.extend(new);
                }
                said.iter().for_each(|word| self.read(look, word, legible.then_some(GLANCE)));
                self.numbers.insert(place, (*value, said));
            }
            _ => {}
        }
    }

    fn said(&mut self, key: Key, block: &Arc<TextBlock>) -> Rc<[String]> {
        let said = self.said.entry((key, Arc::as_ptr(block) as usize));
        Rc::clone(said.or_insert_with(|| words(&block.text).collect()))
    }

    /// Reads a word, which takes `each` seconds if it is new; `None` means that it is not legible yet.
    fn read(&mut self, look: &Look<'_>, word: &str, each: Option<f64>) {
        if let Some(known) = self.known.get(word) {
            // It is still there if it was there at the last sample.
            if let Some(at) = known.filter(|at| look.now - self.load[*at].goes <= STEP) {
                self.load[at].goes = look.now;
                self.seen.push(at);
            }
            return;
        }
        let Some(each) = each else { return };
        let number = !word.contains(char::is_alphabetic);
        let own = if number { each.min(GLANCE) } else { each };
        let seconds = if look.captioned.contains(word) { own / 2.0 } else { own };
        let place = (seconds > 0.0).then_some(self.load.len());
        if let Some(at) = place {
            self.seen.push(at);
            self.load.push(Word { seconds, beat: look.beat, comes: look.now, goes: look.now });
        }
        self.known.insert(word.to_owned(), place);
    }

    /// All new words, the latest first.
    fn words(mut self) -> Vec<Word> {
        self.load.reverse();
        self.load
    }
}

/// The words of a text in lower case, without the punctuation around them.
fn words(text: &str) -> impl Iterator<Item = String> {
    let bare = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    bare.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The stretch with the greatest lack of time among those that begin with a word of the beat, if any. Every
/// stretch must have time for the words that arrive and go within it.
fn worst(latest_first: &[Word], beat: usize, budget: &Budget) -> Option<Late> {
    let own = || latest_first.iter().filter(|word| word.beat == beat);
    let first = own().map(|word| word.comes).min()?;
    let ends: BTreeSet<Time> = own().map(|word| word.goes).collect();
    let mut worst: Option<(f64, Late)> = None;
    for until in ends {
        budget.spend_for(latest_first.len() / 8);
        if budget.is_spent() {
            return None;
        }
        let mut needed = 0.0;
        let since = latest_first.iter().take_while(|word| word.comes >= first);
        let mut within = since.filter(|word| word.goes <= until).peekable();
        while let Some(word) = within.next() {
            needed += word.seconds;
            let (from, whole) = (word.comes, within.peek().is_none_or(|next| next.comes < word.comes));
            if word.beat != beat || !whole {
                continue;
            }
            let least = if from == first { needed } else { needed / SKIM };
            let missing = least - (until - from).seconds();
            if missing > ROUNDING && worst.as_ref().is_none_or(|(most, _)| missing > *most) {
                worst = Some((missing, Late { needed, from, until }));
            }
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
