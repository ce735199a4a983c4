//! Typing: the letters of each text that are visible.

use std::collections::HashMap;

use crate::nodes::{GROUND, Ink, Uid};
use crate::timeline::pose::Piece;

/// Reveals typed texts in reading order instead of all at once: of a part's visible letters, each text gets
/// those that the texts before it leave over.
pub(super) fn type_in_order(pieces: &mut [Piece], typed: &[Option<Uid>]) {
    let letters = |piece: &Piece| match &piece.element.ink {
        Ink::Text { block, .. } => block.letter_count(),
        _ => 0,
    };
    let mut all: HashMap<Uid, usize> = HashMap::new();
    for (piece, part) in pieces.iter().zip(typed) {
        if let Some(part) = part {
            *all.entry(*part).or_default() += letters(piece);
        }
    }
    let mut before: HashMap<Uid, usize> = HashMap::new();
    for (piece, part) in pieces.iter_mut().zip(typed) {
        let Some(part) = part else { continue };
        let (own, total) = (letters(piece), all[part]);
        let before = before.entry(*part).or_default();
        if own > 0 && own < total {
            let there = piece.reveal * total as f64 - *before as f64;
            piece.reveal = (there / own as f64).clamp(0.0, 1.0);
        }
        *before += own;
    }
    uncover_grounds(pieces, typed);
}

/// Limits a ground to the typed letters of the text on it, which is the next piece.
fn uncover_grounds(pieces: &mut [Piece], typed: &[Option<Uid>]) {
    for (at, part) in typed.iter().enumerate().skip(1) {
        let (before, text) = pieces.split_at_mut(at);
        let (Some(ground), Some(text)) = (before.last_mut(), text.first()) else { continue };
        let Ink::Text { block, .. } = &text.element.ink else { continue };
        if part.is_some() && ground.element.key.role == GROUND && text.reveal < 1.0 {
            let letters = (block.letter_count() as f64 * text.reveal).floor() as usize;
            let extent = block.extent_of(letters);
            let left = text.element.rect.x0;
            ground.element.rect.x0 = left + extent.start;
            ground.element.rect.x1 = left + extent.end;
        }
    }
}
