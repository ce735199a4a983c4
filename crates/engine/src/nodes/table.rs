//! A table with a head and rows of cells. Columns of numbers are aligned to the right.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{Item, Kind, Label, Misfit, Pen, Room, State, Uid, name_of, part, plain_fill, state};
use crate::text::{Face, TextBlock};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    summary: "A head and rows of cells; parts are rows, then cells by column.",
    example: "{ kind = \"table\", head = [\"app\", \"dropout\"], rows = [[\"a\", \"0.0\"], [\"b\", \"0.1\"]] }",
    ..Kind::of::<Table>("table")
};

state! {
    /// Rows under a head.
    pub(super) struct Table(tone, size, strike) {
        label: Arc<str> = LABEL,
        head: Arc<[Label]> = labels("column titles: a text, or { id, text }").fixed(),
    }
    parts rows: Row
}

part! {
    /// A row of cells.
    pub(super) struct Row(tone, strike) {}
    parts cells: Cell
    array: [],
    answers_to: [],
    noun: "row",
    doc: "lists of cells, or { id, cells }",
}

part! {
    /// A cell in a column.
    pub(super) struct Cell(tone, strike) {
        text: Arc<str> = text("what it says"),
    }
    array: [text],
    answers_to: [],
    noun: "cell",
    doc: "one text a column",
}

fn one_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

const CELL_X: f64 = 30.0;

struct Grid {
    columns: Vec<Column>,
    head: Vec<Arc<TextBlock>>,
    head_height: f64,
    rows: Vec<ShapedRow>,
    width: f64,
}

struct ShapedRow {
    cells: Vec<Arc<TextBlock>>,
    height: f64,
}

struct Column {
    x: f64,
    width: f64,
    numeric: bool,
}

impl Column {
    fn place(&self, block: &TextBlock) -> f64 {
        if self.numeric { self.x + self.width - CELL_X - block.width } else { self.x + CELL_X }
    }
}

impl State for Table {
    /// Checks that every row has as many cells as the head.
    fn check(&self) -> Result<(), Misfit> {
        let columns = self.head.len();
        let differs = |row: &Row| columns > 0 && row.cells.len() != columns;
        let Some(at) = self.rows.iter().position(differs) else { return Ok(()) };
        let count = self.rows[at].cells.len();
        let plural = if count == 1 { "" } else { "s" };
        let message = format!("row {} has {count} cell{plural}, the head {columns}", at + 1);
        let help = format!("write {columns} cells in every row");
        Err(Misfit { field: name_of!(Table.rows), message, help })
    }

    /// Gives every cell its column's id, and a row the text of its first cell.
    fn name_parts(&self, item: &mut Item) {
        for (row, read) in item.items.iter_mut().zip(&self.rows) {
            for (cell, label) in row.items.iter_mut().zip(self.head.iter()) {
                cell.id = label.id.as_deref().map(Arc::from);
            }
            let first = read.cells.first().map(|cell| &cell.text);
            row.id = row.id.take().or_else(|| first.filter(|text| one_word(text)).cloned());
        }
    }

    fn draw(&self, room: Room, pen: &mut Pen<'_>) -> Size {
        let grid = grid(self, room, pen);
        let label_style = pen.label_style();
        let label = pen.line(&self.label, label_style);
        let mut top = 0.0;
        pen.part(Uid::ROOT);
        if !self.label.is_empty() {
            pen.text("label", &label, Point::new(0.0, 0.0), pen.theme.color.soft);
            top += label.height + 12.0;
        }
        let height = top + grid.head_height + grid.rows.iter().map(|row| row.height).sum::<f64>();
        let tone = pen.theme.tone(self.tone);
        let surface = pen.surface(tone);
        pen.panel("surface", Rect::new(0.0, top, grid.width, height), surface);
        if !grid.head.is_empty() {
            for (at, (block, column)) in grid.head.iter().zip(&grid.columns).enumerate() {
                let y = top + (grid.head_height - block.height) / 2.0;
                pen.text(
                    HEAD_ROLES[at.min(HEAD_ROLES.len() - 1)],
                    block,
                    Point::new(column.place(block), y),
                    pen.theme.color.soft,
                );
            }
            top += grid.head_height;
            let rule = Rect::new(0.0, top - 1.5, grid.width, top + 1.5);
            let line = plain_fill(tone.line, 0.0);
            pen.panel("rule", rule, line);
        }
        for (at, (item_row, row)) in self.rows.iter().zip(&grid.rows).enumerate() {
            paint_row((self, item_row), row, &grid, (at, top), pen);
            top += row.height;
        }
        pen.part(Uid::ROOT);
        Size::new(grid.width, height)
    }
}

/// Roles of head cells, which are not parts and cannot be told apart by part.
const HEAD_ROLES: [&str; 8] =
    ["head 1", "head 2", "head 3", "head 4", "head 5", "head 6", "head 7", "head 8"];

fn grid(table: &Table, room: Room, pen: &mut Pen<'_>) -> Grid {
    let style = pen.style(Face::Sans, table.size);
    let head_style = pen.style(Face::SansBold, table.size);
    let head: Vec<_> = table.head.iter().map(|label| pen.line(&label.text, head_style)).collect();
    let one_line = (style.size * 1.9).round();
    let mut row = |row: &Row| {
        let cells: Vec<_> = row.cells.iter().map(|cell| pen.line(&cell.text, style)).collect();
        ShapedRow { height: one_line + more_lines(&cells), cells }
    };
    let rows: Vec<ShapedRow> = table.rows.iter().map(&mut row).collect();
    let count = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(head.len());
    let natural = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(at)).chain(head.get(at));
        cells.map(|block| block.width).fold(0.0, f64::max) + 2.0 * CELL_X
    };
    let widths: Vec<f64> = (0..count).map(natural).collect();
    let total: f64 = widths.iter().sum();
    let spare = (room.filled_width(total) - total) / count.max(1) as f64;
    let mut columns = Vec::new();
    let mut x = 0.0;
    for (at, width) in widths.iter().enumerate() {
        let mut cells = rows.iter().filter_map(|row| row.cells.get(at)).peekable();
        let numeric = at > 0 && cells.peek().is_some() && cells.all(|cell| is_number(&cell.text));
        columns.push(Column { x, width: width + spare, numeric });
        x += width + spare;
    }
    let head_height = if head.is_empty() { 0.0 } else { one_line + more_lines(&head) };
    Grid { columns, head, head_height, rows, width: x }
}

/// Height that a row has in addition to that of a row with single lines.
fn more_lines(cells: &[Arc<TextBlock>]) -> f64 {
    let last = cells.iter().filter_map(|cell| cell.lines.last());
    last.map(|line| line.y0).fold(0.0, f64::max).round()
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-', '\u{2212}', '±']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || ".,% \u{a0}".contains(c))
}

fn paint_row(
    (table, row): (&Table, &Row),
    ShapedRow { cells, height }: &ShapedRow,
    grid: &Grid,
    (at, top): (usize, f64),
    pen: &mut Pen<'_>,
) {
    let row_tone = row.tone.within(table.tone);
    let rect = Rect::new(0.0, top, grid.width, top + height);
    pen.part(row.uid);
    pen.region(rect);
    let inset = pen.theme.shape.line;
    let tint = if row.tone == Tone::Plain {
        pen.theme.tone(table.tone).fill.with_alpha(0.0)
    } else {
        pen.theme.tone(row_tone).fill
    };
    pen.panel("tint", rect.inset((-inset, -inset)), plain_fill(tint, pen.theme.shape.radius * 0.6));
    if at > 0 {
        let hairline = Rect::new(CELL_X * 0.6, top - 0.75, grid.width - CELL_X * 0.6, top + 0.75);
        let line = plain_fill(pen.theme.color.line, 0.0);
        pen.panel("hairline", hairline, line);
    }
    for ((cell, block), column) in row.cells.iter().zip(cells).zip(&grid.columns) {
        let tone = cell.tone.within(row_tone);
        let area = Rect::new(column.x, top, column.x + column.width, top + height);
        pen.part(cell.uid);
        pen.region(area.inset(-6.0));
        if cell.tone != Tone::Plain {
            let fill = plain_fill(pen.theme.tone(tone).fill, 8.0);
            pen.panel("tint", area.inset(-6.0), fill);
        }
        let ink = pen.theme.tone(tone).ink;
        let y = top + (height - block.height) / 2.0;
        let at = Point::new(column.place(block), y);
        pen.text("text", block, at, ink);
        if (table.strike || row.strike || cell.strike) && !block.text.is_empty() {
            pen.strike(block, at, ink);
        }
    }
}
