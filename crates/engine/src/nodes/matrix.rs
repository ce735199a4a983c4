//! A matrix drawn as a sample of its cells, below its true size.
//!
//! A few cells represent many: a gap shows where cells are left out, and the indices of the first and last row
//! (or column, along the longer side) are written beside them. Rows and columns beyond the size that the scene
//! first declared are drawn in full, up to [`MOST_NEW`], as the part `new`.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{Anchor, Kind, NumberFormat, Panel, Pen, Room, State, Uid, part, plain_fill, state};
use crate::text::{Align, Face, TextBlock};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "A sample of a matrix's cells under its true size; parts `first`, `last` and `new`.",
    example: "{ kind = \"matrix\", label = \"embedding\", rows = 50257, cols = 768 }",
    anchor: Anchor::TopLeft,
    ..Kind::of::<Matrix>("matrix")
};

state! {
    /// A matrix, of which everything beyond the size in its first state is new.
    pub(super) struct Matrix(tone, size) {
        label: Arc<str> = line("written above, in small letters"),
        rows: f64 = whole(1.0, 1e9, "number of rows").required(),
        cols: f64 = whole(1.0, 1e9, "number of columns").required(),
        drawn: [f64; 2] = pair([6.0, 12.0], "rows and columns that are drawn").fixed(),
        group: bool = GROUP,
    }
    parts parts: Lane
    kept { declared: Declared, }
}

part! {
    /// A row, or a column along the longer side. It has no text, and so no `strike`.
    pub(super) struct Lane(tone) {}
    array: [],
    answers_to: [],
    noun: "part",
    fixed: &["first", "last", "new"],
    doc: "`first` and `last` row (or column, along the longer side), `new` beyond the declared size",
}

const CELL: f64 = 41.0;
const PITCH: f64 = 48.0;
/// Width of the gap for cells that are left out.
const BREAK: f64 = 40.0;
/// Most new rows or columns that are drawn.
const MOST_NEW: f64 = 4.0;

/// Numbers of rows and columns in the first state.
#[derive(Clone, Copy, Debug, Default)]
struct Declared {
    rows: f64,
    cols: f64,
}

/// Positions of the drawn cells along one axis.
struct Axis {
    /// Top or left edge of each drawn cell.
    at: Vec<f64>,
    /// Number of cells at the end that are new.
    new: usize,
    /// Centre of the gap for cells that are left out.
    gap: Option<f64>,
    length: f64,
}

fn axis(total: f64, declared: f64, drawn: f64) -> Axis {
    let old = total.min(declared);
    let new = (total - declared).clamp(0.0, MOST_NEW) as usize;
    let shown = old.min(drawn) as usize;
    let elided = (old as usize) > shown;
    let mut at = Vec::new();
    let mut x = 0.0;
    let mut gap = None;
    let tail = if shown > 4 { 2 } else { 1 };
    for index in 0..shown {
        if elided && shown > 1 && index == shown - tail {
            gap = Some(x + BREAK / 2.0 - (PITCH - CELL) / 2.0);
            x += BREAK;
        }
        at.push(x);
        x += PITCH;
    }
    for _ in 0..new {
        at.push(x);
        x += PITCH;
    }
    Axis { at, new, gap, length: (x - (PITCH - CELL)).max(CELL) }
}

impl State for Matrix {
    /// Keeps the size that was first declared: everything beyond it is new.
    fn follow(&mut self, before: Option<&Self>) {
        let own = Declared { rows: self.rows, cols: self.cols };
        self.declared = before.map_or(own, |before| before.declared);
    }

    fn draw(&self, _: Room, pen: &mut Pen<'_>) -> Size {
        let Declared { rows: declared_rows, cols: declared_cols } = self.declared;
        let [drawn_rows, drawn_cols] = self.drawn;
        let rows = axis(self.rows, declared_rows, drawn_rows);
        let cols = axis(self.cols, declared_cols, drawn_cols);
        let by_rows = declared_rows >= declared_cols;
        let label_style = pen.label_style();
        let last = if by_rows { declared_rows } else { declared_cols } - 1.0;
        let index_width = pen.line(&format!("{}", last + MOST_NEW), label_style).width + 16.0;
        let head = head(self, pen);
        let index_height = label_style.size * 1.4;
        let origin = if by_rows {
            Point::new(index_width, head.height + 16.0)
        } else {
            Point::new(0.0, head.height + 16.0 + index_height)
        };
        // Indices at the left would move the cells off the centre, so the same room is kept at the right.
        let width = cols.length + if by_rows { 2.0 * index_width } else { 0.0 };
        let width = width.max(head.width);
        let origin = origin + kurbo::Vec2::new(((width - cols.length) / 2.0 - origin.x).max(0.0), 0.0);
        paint_head(self, &head, width, pen);
        let margin = if by_rows { index_width } else { index_height };
        paint_cells(self, (&rows, &cols), (by_rows, margin), origin, pen);
        paint_gaps((&rows, &cols), origin, pen);
        let span = if by_rows { self.rows } else { self.cols };
        pen.part(Uid::ROOT);
        let mut right = width;
        for index in indices(self, if by_rows { &rows } else { &cols }, span, (by_rows, origin), pen) {
            let ink = if index.fresh { pen.theme.tone(Tone::Accent).ink } else { pen.theme.color.soft };
            pen.text(index.role, &index.block, index.at, ink);
            // The number of the last new column may extend beyond the column.
            right = right.max(index.at.x + index.block.width);
        }
        Size::new(right, origin.y + rows.length)
    }
}

struct Head {
    rows_width: f64,
    cols_width: f64,
    label_width: f64,
    width: f64,
    height: f64,
}

const FORMAT_GAP: f64 = 14.0;

fn head(matrix: &Matrix, pen: &mut Pen<'_>) -> Head {
    let style = pen.style(Face::SansBold, matrix.size);
    let label_style = pen.label_style();
    let label_width = pen.line(&matrix.label, label_style).width;
    let format = NumberFormat::grouped(matrix.group);
    let rows_width = pen.number_width(style, &format, &[matrix.rows]);
    let cols_width = pen.number_width(style, &format, &[matrix.cols]);
    let times = pen.line("×", style).width + FORMAT_GAP;
    let label_gap = if label_width > 0.0 { 24.0 } else { 0.0 };
    let width = label_width + label_gap + rows_width + times + cols_width;
    Head { rows_width, cols_width, label_width: label_width + label_gap, width, height: style.size * 1.3 }
}

/// Draws `embedding  50,257 × 768`, centred above the cells.
fn paint_head(matrix: &Matrix, head: &Head, width: f64, pen: &mut Pen<'_>) {
    let style = pen.style(Face::SansBold, matrix.size);
    let tone = pen.theme.tone(matrix.tone);
    let label_style = pen.label_style();
    let label = pen.line(&matrix.label, label_style);
    let mut x = (width - head.width) / 2.0;
    let baseline = style.size * 0.12;
    pen.text("label", &label, Point::new(x, head.height - label.height - baseline), pen.theme.color.soft);
    x += head.label_width;
    let number = |x: f64, width: f64| (Rect::new(x, 0.0, x + width, head.height), Align::Center);
    pen.number(
        "rows",
        matrix.rows,
        NumberFormat::grouped(matrix.group),
        style,
        number(x, head.rows_width),
        tone.ink,
    );
    x += head.rows_width;
    let times = pen.line("×", style);
    pen.text("times", &times, Point::new(x + FORMAT_GAP / 2.0, (head.height - times.height) / 2.0), tone.ink);
    x += times.width + FORMAT_GAP;
    pen.number(
        "cols",
        matrix.cols,
        NumberFormat::grouped(matrix.group),
        style,
        number(x, head.cols_width),
        tone.ink,
    );
}

/// Draws the cells. The key of each contains its row and column as drawn, so that it remains the same cell when
/// rows or columns are added.
fn paint_cells(
    matrix: &Matrix,
    (rows, cols): (&Axis, &Axis),
    (by_rows, margin): (bool, f64),
    origin: Point,
    pen: &mut Pen<'_>,
) {
    let part = |index: usize| matrix.parts.get(index);
    let old = |axis: &Axis| axis.at.len() - axis.new;
    for (r, y) in rows.at.iter().enumerate() {
        for (c, x) in cols.at.iter().enumerate() {
            let (along, end) = if by_rows { (r, old(rows)) } else { (c, old(cols)) };
            let fresh = r >= old(rows) || c >= old(cols);
            let owner = match along {
                _ if fresh => part(2),
                0 => part(0),
                at if at + 1 == end => part(1),
                _ => None,
            };
            pen.part(owner.map_or(Uid::ROOT, |part| part.uid));
            let tone = owner.map_or(Tone::Plain, |part| part.tone);
            let panel = cell(tone, matrix.tone, fresh, pen);
            let rect = Rect::from_origin_size(origin + kurbo::Vec2::new(*x, *y), (CELL, CELL));
            pen.panel_at("cell", r * 64 + c, rect, panel);
        }
    }
    let whole = Rect::from_origin_size(origin, (cols.length, rows.length));
    let lane = |axis: &Axis, from: usize, to: usize| {
        let start = axis.at.get(from).copied().unwrap_or(axis.length);
        let end = if to > from { axis.at[to - 1] + CELL } else { start };
        if by_rows || axis.new > 0 && rows.new > 0 {
            Rect::new(whole.x0 - margin, origin.y + start, whole.x1, origin.y + end)
        } else {
            Rect::new(origin.x + start, whole.y0 - margin, origin.x + end, whole.y1)
        }
    };
    let main = if by_rows { rows } else { cols };
    let grown = if rows.new > 0 { rows } else { cols };
    let last = old(main).saturating_sub(1);
    let regions = [lane(main, 0, 1), lane(main, last, last + 1), lane(grown, old(grown), grown.at.len())];
    for (part, rect) in matrix.parts.iter().zip(regions) {
        pen.part(part.uid);
        pen.region(rect);
    }
}

fn cell(part_tone: Tone, node_tone: Tone, fresh: bool, pen: &Pen<'_>) -> Panel {
    let tone = match (part_tone, fresh) {
        (Tone::Plain, true) => Tone::Accent,
        (Tone::Plain, false) => node_tone,
        (tone, _) => tone,
    };
    let colors = pen.theme.tone(tone);
    let fill = if tone == Tone::Plain { pen.theme.color.track } else { colors.fill };
    let line = if tone == Tone::Plain { pen.theme.tone(Tone::Plain).line } else { colors.line };
    Panel {
        fill,
        line,
        width: if tone == Tone::Plain { 1.5 } else { pen.theme.shape.line },
        radius: 7.0,
        shadow: 0.0,
    }
}

/// Draws three dots where cells are left out, along the direction of the gap.
fn paint_gaps((rows, cols): (&Axis, &Axis), origin: Point, pen: &mut Pen<'_>) {
    pen.part(Uid::ROOT);
    let dot = plain_fill(pen.theme.color.soft, 3.5);
    let mut put = |role, index: usize, center: Point| {
        pen.panel_at(role, index, Rect::from_center_size(center, (7.0, 7.0)), dot);
    };
    let across = cols.gap.unwrap_or(cols.length) / 2.0;
    let down = rows.gap.unwrap_or(rows.length) / 2.0;
    for (index, at) in [-12.0, 0.0, 12.0].into_iter().enumerate() {
        if let Some(gap) = rows.gap {
            put("row gap", index, origin + kurbo::Vec2::new(across, gap + at));
        }
        if let Some(gap) = cols.gap {
            put("column gap", index, origin + kurbo::Vec2::new(gap + at, down));
        }
    }
}

/// An index beside a row or above a column.
struct Index {
    role: &'static str,
    block: Arc<TextBlock>,
    /// Top left of its text.
    at: Point,
    fresh: bool,
}

/// Indices of the first and last row (or column), and those of new ones.
fn indices(
    matrix: &Matrix,
    axis: &Axis,
    total: f64,
    (by_rows, origin): (bool, Point),
    pen: &mut Pen<'_>,
) -> Vec<Index> {
    let old = axis.at.len() - axis.new;

    let declared = if by_rows { matrix.declared.rows } else { matrix.declared.cols };
    let mut wanted = vec![("first index", 0, 0.0)];
    if old > 1 {
        wanted.push(("last index", old - 1, total.min(declared) - 1.0));
    }
    wanted.extend((0..axis.new).map(|at| (NEW_INDEX[at], old + at, declared + at as f64)));
    let style = pen.label_style();
    let mut indices: Vec<Index> = Vec::new();
    for (role, cell, value) in wanted {
        let block = pen.line(&format!("{value}"), style);
        let start = axis.at[cell.min(axis.at.len() - 1)];
        let at = if by_rows {
            Point::new(origin.x - 16.0 - block.width, origin.y + start + (CELL - block.height) / 2.0)
        } else {
            let x = if block.width <= CELL {
                (CELL - block.width) / 2.0
            } else if cell == 0 || axis.new > 0 && cell + 1 == axis.at.len() {
                INDEX_INSET
            } else {
                CELL - INDEX_INSET - block.width
            };
            Point::new(origin.x + start + x, origin.y - block.height - 6.0)
        };
        indices.push(Index { role, block, at, fresh: cell >= old });
    }
    if by_rows { indices } else { apart(indices) }
}

/// Removes column indices that would overlap, since they may be wider than a column. The first index and the
/// ends of the new ones take precedence.
fn apart(indices: Vec<Index>) -> Vec<Index> {
    let newest = indices.iter().rposition(|index| index.fresh);
    let oldest = indices.iter().position(|index| index.fresh);
    let rest = (0..indices.len()).filter(|at| Some(*at) != newest && Some(*at) != oldest && *at > 0);
    let mut order: Vec<usize> = [Some(0), newest, oldest].into_iter().flatten().chain(rest).collect();
    order.dedup();
    let span = |at: usize| (indices[at].at.x, indices[at].at.x + indices[at].block.width);
    let mut kept: Vec<usize> = Vec::new();
    for at in order {
        let (x0, x1) = span(at);
        let clear = |other: &usize| x0 >= span(*other).1 + INDEX_GAP || x1 + INDEX_GAP <= span(*other).0;
        if kept.iter().all(clear) {
            kept.push(at);
        }
    }
    let all = indices.into_iter().enumerate();
    all.filter(|(at, _)| kept.contains(at)).map(|(_, index)| index).collect()
}

/// Least gap between the indices of two columns.
const INDEX_GAP: f64 = 12.0;
/// Distance from the edge of a column to an index that is wider than the column.
const INDEX_INSET: f64 = 4.0;

const NEW_INDEX: [&str; MOST_NEW as usize] = ["new index 1", "new index 2", "new index 3", "new index 4"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nodes::Item;
    use crate::nodes::state::Fields;
    use crate::text::{Language, Typesetter};
    use crate::theme::Theme;

    /// Roles of the indices above the columns of a matrix that had `cols` columns and got `new`.
    fn numbered(cols: f64, new: f64) -> Vec<&'static str> {
        let mut typesetter = Typesetter::new();
        let text = Theme::built_in("pearl").expect("it is built in");
        let theme = Theme::read(text).expect("it is complete");
        let mut pen = Pen::new(&mut typesetter, &theme, Language::of("en"));

        let declared = Declared { rows: 1.0, cols };
        let matrix = Matrix { declared, ..Matrix::read(&Item::default()) };
        let axis = axis(cols + new, cols, 12.0);
        let found = indices(&matrix, &axis, cols + new, (false, Point::ORIGIN), &mut pen);
        found.iter().map(|index| index.role).collect()
    }

    #[test]
    fn columns_are_numbered_where_there_is_room() {
        assert_eq!(numbered(50_257.0, 0.0), ["first index", "last index"]);
        assert_eq!(numbered(50_257.0, 1.0), ["first index", "last index", "new index 1"]);
        assert_eq!(numbered(50_257.0, 2.0), ["first index", "new index 1", "new index 2"]);
        assert_eq!(numbered(50_257.0, 4.0), ["first index", "new index 1", "new index 4"]);
        assert_eq!(numbered(4.0, 2.0), ["first index", "last index", "new index 1", "new index 2"]);
    }
}
