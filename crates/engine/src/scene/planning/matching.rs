//! Matches the parts of a new list with those of the old one.
//!
//! Parts with a written id keep it. The others match by content, in order: the longest common run first,
//! leftmost on a tie, then the same before and after it. The parts that are left match by label, so that a bar
//! with another value is still that bar. Parts between two matches that have no match themselves replaced one
//! another: there, old parts fold into the new ones that cover their stretch of text.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;

use crate::nodes::{Item, List, PART_COMMON, Uid};
use crate::scene::planning::runs::common;

/// A new list whose parts have the identities of the old ones, with the folds between unmatched parts.
#[derive(Debug)]
pub(crate) struct Matched {
    pub(crate) items: Vec<Item>,
    /// Pairs of a part that disappears and the part it becomes, or of a part that appears and the part it was.
    pub(crate) folds: Vec<(Uid, Uid)>,
    /// Steps of work that the matching took.
    pub(crate) steps: usize,
}

/// Matches `new` with `old`, two states of `list`.
pub(crate) fn match_items(list: &List, old: &[Item], new: Vec<Item>) -> Matched {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut named: HashMap<&str, usize> = HashMap::new();
    for (at, id) in ids(old) {
        named.entry(id).or_insert(at);
    }
    pairs.extend(ids(&new).filter_map(|(at, id)| Some((*named.get(id)?, at))));
    let free_old: Vec<usize> = (0..old.len()).filter(|at| !old[*at].named).collect();
    let free_new: Vec<usize> = (0..new.len()).filter(|at| !new[*at].named).collect();
    let mut numbers = HashMap::new();
    let (says, will_say) = (contents(old, &mut numbers), contents(&new, &mut numbers));
    let of_free =
        |contents: &[usize], free: &[usize]| -> Vec<usize> { free.iter().map(|at| contents[*at]).collect() };
    let (runs, compared) = common(&of_free(&says, &free_old), &of_free(&will_say, &free_new));
    let steps = compared + old.len() + new.len();
    pairs.extend(runs.into_iter().map(|(before, after)| (free_old[before], free_new[after])));
    labels(list, (old, &free_old), (&new, &free_new), &mut pairs);
    let mut items = new;
    for (before, after) in &pairs {
        items[*after].uid = old[*before].uid;
        for (cell, was) in items[*after].items.iter_mut().zip(&old[*before].items) {
            cell.uid = was.uid;
        }
    }
    let folds = folds(old, &items, &pairs);
    Matched { items, folds, steps }
}

/// The parts whose ids are written, each with its index.
fn ids(items: &[Item]) -> impl Iterator<Item = (usize, &str)> {
    let named = items.iter().enumerate().filter(|(_, item)| item.named);
    named.filter_map(|(at, item)| Some((at, item.id.as_deref()?)))
}

/// Adds pairs of unmatched parts with the same label. If only one part of each list has a label, the two match
/// anywhere; several parts with the same label pair up in order, between the same two matches.
fn labels(
    list: &List,
    (old, free_old): (&[Item], &[usize]),
    (new, free_new): (&[Item], &[usize]),
    pairs: &mut Vec<(usize, usize)>,
) {
    let left_old = gaps(free_old, pairs.iter().map(|(before, _)| *before).collect());
    let left_new = gaps(free_new, pairs.iter().map(|(_, after)| *after).collect());
    let count = |left: &[(usize, usize)], items: &[Item]| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for (at, _) in left {
            *counts.entry(label(list, &items[*at])).or_default() += 1;
        }
        counts
    };
    let counts = [count(&left_old, old), count(&left_new, new)];
    let place = |item: &Item, gap: usize| {
        let label = label(list, item);
        let is_unique = counts.iter().all(|counts| counts.get(&label) == Some(&1));
        (label, (!is_unique).then_some(gap))
    };
    let mut waiting: HashMap<(String, Option<usize>), VecDeque<usize>> = HashMap::new();
    for (at, gap) in left_old {
        waiting.entry(place(&old[at], gap)).or_default().push_back(at);
    }
    for (at, gap) in left_new {
        let (label, gap) = place(&new[at], gap);
        let before = waiting.get_mut(&(label.clone(), gap)).filter(|_| !label.is_empty());
        pairs.extend(before.and_then(VecDeque::pop_front).map(|before| (before, at)));
    }
}

/// The indices of `free` that are not `taken`, each with the number of taken indices before it.
fn gaps(free: &[usize], mut taken: Vec<usize>) -> Vec<(usize, usize)> {
    taken.sort_unstable();
    let left = free.iter().filter(|at| taken.binary_search(at).is_err());
    left.map(|at| (*at, taken.partition_point(|before| before < at))).collect()
}

/// The label of a part, apart from its other content: the field that addresses know it by, or else its first
/// cell, or else its text.
fn label(list: &List, item: &Item) -> String {
    let own = item.text(list.answers_to);
    match (own.is_empty(), item.items.first()) {
        (false, _) => own.to_owned(),
        (true, Some(cell)) => cell.says(),
        (true, None) => item.says(),
    }
}

/// For each part, the number of its content; equal contents have equal numbers.
fn contents(items: &[Item], numbers: &mut HashMap<String, usize>) -> Vec<usize> {
    let number = |item: &Item| {
        let mut text = String::new();
        write_content(item, &mut text);
        let next = numbers.len();
        *numbers.entry(text).or_insert(next)
    };
    items.iter().map(number).collect()
}

/// Writes the content of a part to `text`. The fields that all parts have are looks, not content.
fn write_content(item: &Item, text: &mut String) {
    let is_look = |name: &str| PART_COMMON.iter().any(|field| field.name == name);
    for (name, value) in item.fields.iter().filter(|(name, _)| !is_look(name)) {
        let _ = write!(text, "{name} {value:?} ");
    }
    text.push('[');
    item.items.iter().for_each(|item| write_content(item, text));
    text.push(']');
}

fn folds(old: &[Item], new: &[Item], pairs: &[(usize, usize)]) -> Vec<(Uid, Uid)> {
    let mut ordered: Vec<(usize, usize)> = pairs.to_vec();
    ordered.sort_unstable();
    let mut folds = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (before, after) in ordered.into_iter().chain([(old.len(), new.len())]) {
        if before >= i && after >= j {
            fold_gap(&old[i..before], &new[j..after], &mut folds);
            (i, j) = (before + 1, after + 1);
        }
    }
    folds
}

/// Adds the folds within a gap: an old part becomes the new one that covers the middle of its stretch of text;
/// a new part that no old one became comes out of the old one that covers its middle.
fn fold_gap(old: &[Item], new: &[Item], folds: &mut Vec<(Uid, Uid)>) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    let spans = |items: &[Item]| -> Vec<(f64, f64)> {
        let lengths: Vec<f64> = items.iter().map(|item| item.says().chars().count().max(1) as f64).collect();
        let total: f64 = lengths.iter().sum();
        let mut start = 0.0;
        lengths
            .iter()
            .map(|length| {
                let span = (start / total, (start + length) / total);
                start += length;
                span
            })
            .collect()
    };
    let (old_spans, new_spans) = (spans(old), spans(new));
    let covering = |spans: &[(f64, f64)], (a, b): (f64, f64)| {
        let middle = (a + b) / 2.0;
        spans.partition_point(|(_, end)| middle >= *end).min(spans.len() - 1)
    };
    let mut became = vec![false; new.len()];
    for (item, span) in old.iter().zip(&old_spans) {
        let at = covering(&new_spans, *span);
        became[at] = true;
        folds.push((item.uid, new[at].uid));
    }
    for ((item, span), _) in new.iter().zip(&new_spans).zip(&became).filter(|(_, became)| !**became) {
        folds.push((item.uid, old[covering(&old_spans, *span)].uid));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::nodes::FieldValue;

    fn items(words: &[&str], first: u32) -> Vec<Item> {
        let item = |(at, word): (usize, &&str)| Item {
            uid: Uid(first + at as u32),
            id: None,
            named: false,
            hidden: false,
            fields: vec![("text", FieldValue::Text(Arc::from(*word)))],
            items: Vec::new(),
        };
        words.iter().enumerate().map(item).collect()
    }

    fn list() -> &'static List {
        crate::nodes::Kind::named("tokens").and_then(|kind| kind.list).unwrap()
    }

    fn uids(items: &[Item]) -> Vec<u32> {
        items.iter().map(|item| item.uid.0).collect()
    }

    #[test]
    fn seventeen_tokens_fold_into_eleven() {
        let old = items(
            &[
                "Sample", " text", " with", " My", "New", "Token", "_", "1", " and", " My", "New", "Token",
                "_", "2", ".", " ", "<end>",
            ],
            1,
        );
        let new = items(
            &[
                "Sample",
                " text",
                " with",
                " ",
                "MyNewToken_1",
                " and",
                " ",
                "MyNewToken_2",
                ".",
                " ",
                "<end>",
            ],
            101,
        );
        let matched = match_items(list(), &old, new);
        assert_eq!(uids(&matched.items), [1, 2, 3, 104, 105, 9, 107, 108, 15, 16, 17]);
        let into = |uid: u32| matched.folds.iter().find(|(from, _)| from.0 == uid).map(|(_, to)| to.0);
        assert_eq!([4, 5, 6, 7, 8].map(into), [Some(105); 5], "the five pieces become the one new token");
        assert_eq!(into(104), Some(4), "the blank comes out of the piece that began with it");
        assert_eq!([10, 14].map(into), [Some(108); 2]);
    }

    #[test]
    fn written_ids_match_whatever_their_content() {
        let mut old = items(&["a", "b"], 1);
        old[0].id = Some("x".into());
        old[0].named = true;
        let mut new = items(&["b", "c"], 11);
        new[1].id = Some("x".into());
        new[1].named = true;
        assert_eq!(uids(&match_items(list(), &old, new).items), [2, 1]);
    }

    #[test]
    fn an_inserted_part_moves_nobody_else() {
        let matched = match_items(list(), &items(&["a", "c"], 1), items(&["a", "b", "c"], 11));
        assert_eq!(uids(&matched.items), [1, 12, 2]);
        assert_eq!(matched.folds, [], "nothing was replaced");
    }

    /// Tokens with their numbers; the text is the label.
    fn numbered(tokens: &[(&str, f64)], first: u32) -> Vec<Item> {
        let mut made = items(&tokens.iter().map(|(text, _)| *text).collect::<Vec<_>>(), first);
        for (item, (_, number)) in made.iter_mut().zip(tokens) {
            item.fields.push(("number", FieldValue::Number(*number)));
        }
        made
    }

    #[test]
    fn parts_with_the_same_label_are_the_same_parts() {
        let old = numbered(&[("a", 1.0), ("b", 2.0), ("c", 3.0)], 1);
        let matched = match_items(list(), &old, numbered(&[("a", 4.0), ("b", 2.0), ("c", 6.0)], 11));
        assert_eq!(uids(&matched.items), [1, 2, 3]);
        assert_eq!(matched.folds, [], "nothing was replaced");
        let sorted = match_items(list(), &old, numbered(&[("c", 6.0), ("a", 4.0), ("b", 5.0)], 11));
        assert_eq!(uids(&sorted.items), [3, 1, 2], "in another order");
        let renamed = match_items(list(), &old, numbered(&[("a", 4.0), ("B", 2.0), ("c", 6.0)], 11));
        assert_eq!(uids(&renamed.items), [1, 12, 3]);
        assert_eq!(renamed.folds, [(Uid(2), Uid(12))]);
    }

    #[test]
    fn equal_labels_pair_up_in_order_within_their_gap() {
        let old = numbered(&[("x", 1.0), ("-", 0.0), ("x", 2.0), ("x", 3.0)], 1);
        let matched =
            match_items(list(), &old, numbered(&[("-", 0.0), ("x", 5.0), ("x", 6.0), ("x", 7.0)], 11));
        assert_eq!(uids(&matched.items), [2, 3, 4, 14], "the one before the match does not jump behind it");
    }
}
