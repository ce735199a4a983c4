//! What is typed: which letters of which text are there.

use std::collections::HashMap;

use crate::nodes::{Ink, Uid};
use crate::timeline::pose::Piece;

/// What is typed appears in the order in which it is drawn, not all of it at once: of the letters
/// that are there by now, each text has those that are left by the texts before it.
pub(super) fn type_in_order(pieces: &mut [Piece], typed: &[Option<Uid>]) {
    let letters = |piece: &Piece| match &piece.element.ink {
        Ink::Text { block, .. } => block.glyph_count(),
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
}
