//! Findings in the outline of a scene whose `set`, `play` or `arrows` have errors: stages that do not fit,
//! characters without a glyph, and what lints find in its texts.

use std::path::Path;

use super::{Report, file_name, folder, theme};
use crate::budget::Budget;
use crate::diagnostic::Diagnostics;
use crate::layout::Layout;
use crate::lint::{self, Levels, Scope, Subject};
use crate::scene::{Outline, Overrides};
use crate::timeline::Timeline;

/// Reports what is wrong with the outline of a scene, if it has one.
pub(super) fn judge(
    path: &Path,
    (text, overrides): (&str, &Overrides),
    levels: &Levels,
    (found, reports): (&mut Diagnostics, &mut Vec<Report>),
) {
    let Some(Outline { scene, changed_from }) = Outline::read_in(folder(path), text, overrides) else {
        return;
    };
    lint::check_named(&scene, found);
    let Some(theme) = theme(&scene, folder(path), found, reports) else { return };
    let budget = Budget::default();
    let mut unfit = Diagnostics::default();
    let layout = Layout::new(&scene, &theme, &budget, &mut unfit);
    if budget.is_spent() {
        return;
    }
    for diagnostic in unfit.finish() {
        if diagnostic.code.0 != "overflow" || diagnostic.span.start < changed_from {
            found.push(diagnostic);
        }
    }
    let timeline = Timeline::new(&scene, &layout, &theme, &budget);
    let name = file_name(path);
    let subject = Subject::new(&name, (&scene, &theme), (&layout, &timeline), &budget);
    lint::check(&subject, levels, Scope::Words, found);
}
