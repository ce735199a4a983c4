//! Findings in the outline of a scene whose `set`, `play` or `arrows` have errors: stages that do not fit,
//! characters without a glyph, and what an inspector finds in its texts.

use super::{Clip, Inspector, Report, SceneText, Scope, file_name, theme};
use crate::budget::Budget;
use crate::diagnostic::Diagnostics;
use crate::layout::Layout;
use crate::scene::Outline;
use crate::timeline::Timeline;

/// Reports what is wrong with the outline of a scene, if it has one.
pub(super) fn check(
    input: &SceneText<'_>,
    inspector: &dyn Inspector,
    found: &mut Diagnostics,
    reports: &mut Vec<Report>,
) {
    let outline = Outline::read_with(input.text, input.files, input.overrides);
    let Some(Outline { scene, changed_from }) = outline else { return };
    inspector.check_settings(&scene, found);
    let Some(theme) = theme(&scene, input.files, found, reports) else { return };
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
    let clip = Clip {
        file_name: &file_name(input.path),
        scene: &scene,
        theme: &theme,
        layout: &layout,
        timeline: &timeline,
        budget: &budget,
    };
    inspector.check_clip(&clip, Scope::Words, found);
}
