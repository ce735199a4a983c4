//! A table with a head and rows of cells. Columns of numbers are aligned to the right.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};

use super::{BASE, Field, Item, Kind, LABEL, List, Misfit, Pen, Room, Takes, Uid, plain_fill};
use crate::text::{Face, TextBlock};
use crate::theme::Tone;

pub(super) const KIND: Kind = Kind {
    name: "table",
    summary: "A head and rows of cells; parts are rows, then cells by column.",
    example: "{ kind = \"table\", head = [\"app\", \"dropout\"], rows = [[\"a\", \"0.0\"], [\"b\", \"0.1\"]] }",
    fields: &[LABEL, Field::new("head", Takes::Labels, "column titles: a text, or { id, text }").fixed()],
    list: Some(&List {
        key: "rows",
        noun: "row",
        fields: &[],
        array: &[],
        answers_to: "",
        list: Some(&List {
            key: "cells",
            noun: "cell",
            fields: &[Field::new("text", Takes::Text, "what it says")],
            array: &["text"],
            answers_to: "",
            list: None,
            fixed: &[],
            countable: false,
            from_text: false,
            doc: "one text a column",
        }),
        fixed: &[],
        countable: false,
        from_text: false,
        doc: "lists of cells, or { id, cells }",
    }),
    complete,
    draw,
    ..BASE
};

/// Gives every cell its column's id, and checks that every row has as many cells as the head.
fn complete(item: &mut Item) -> Result<(), Misfit> {
    let head = item.labels("head").to_vec();
    for (at, row) in item.items.iter_mut().enumerate() {
        if !head.is_empty() && row.items.len() != head.len() {
            let (count, plural) = (row.items.len(), if row.items.len() == 1 { "" } else { "s" });
            let message = format!("row {} has {count} cell{plural}, the head {}", at + 1, head.len());
            let help = format!("write {} cells in every row", head.len());
            return Err(Misfit { field: "rows", message, help });
        }
        for (cell, label) in row.items.iter_mut().zip(&head) {
            cell.id = label.id.as_deref().map(Arc::from);
        }
        if row.id.is_none() {
            row.id = row.items.first().map(|cell| cell.text("text")).filter(|t| one_word(t)).map(Arc::from);
        }
    }
    Ok(())
}

fn one_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

const CELL_X: f64 = 30.0;

struct Grid {
    columns: Vec<Column>,
    head: Vec<Arc<TextBlock>>,
    head_height: f64,
    rows: Vec<Row>,
    width: f64,
}

struct Row {
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

fn draw(item: &Item, room: Room, pen: &mut Pen<'_>) -> Size {
    let grid = grid(item, room, pen);
    let label_style = pen.label_style();
    let label = pen.line(item.text("label"), label_style);
    let mut top = 0.0;
    pen.part(Uid::ROOT);
    if !item.text("label").is_empty() {
        pen.text("label", &label, Point::new(0.0, 0.0), pen.theme.color.soft);
        top += label.height + 12.0;
    }
    let height = top + grid.head_height + grid.rows.iter().map(|row| row.height).sum::<f64>();
    let tone = pen.theme.tone(item.tone());
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
    for (at, (item_row, row)) in item.items.iter().zip(&grid.rows).enumerate() {
        paint_row((item, item_row), row, &grid, (at, top), pen);
        top += row.height;
    }
    pen.part(Uid::ROOT);
    Size::new(grid.width, height)
}

/// Roles of head cells, which are not parts and cannot be told apart by part.
const HEAD_ROLES: [&str; 8] =
    ["head 1", "head 2", "head 3", "head 4", "head 5", "head 6", "head 7", "head 8"];

fn grid(item: &Item, room: Room, pen: &mut Pen<'_>) -> Grid {
    let style = pen.style(Face::Sans, item.size());
    let head_style = pen.style(Face::SansBold, item.size());
    let head: Vec<_> = item.labels("head").iter().map(|label| pen.line(&label.text, head_style)).collect();
    let one_line = (style.size * 1.9).round();
    let mut row = |row: &Item| {
        let cells: Vec<_> = row.items.iter().map(|cell| pen.line(cell.text("text"), style)).collect();
        Row { height: one_line + more_lines(&cells), cells }
    };
    let rows: Vec<Row> = item.items.iter().map(&mut row).collect();
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
    (table, row): (&Item, &Item),
    Row { cells, height }: &Row,
    grid: &Grid,
    (at, top): (usize, f64),
    pen: &mut Pen<'_>,
) {
    let row_tone = row.tone_within(table.tone());
    let rect = Rect::new(0.0, top, grid.width, top + height);
    pen.part(row.uid);
    pen.region(rect);
    let inset = pen.theme.shape.line;
    let tint = if row.tone() == Tone::Plain {
        pen.theme.tone(table.tone()).fill.with_alpha(0.0)
    } else {
        pen.theme.tone(row_tone).fill
    };
    pen.panel("tint", rect.inset((-inset, -inset)), plain_fill(tint, pen.theme.shape.radius * 0.6));
    if at > 0 {
        let hairline = Rect::new(CELL_X * 0.6, top - 0.75, grid.width - CELL_X * 0.6, top + 0.75);
        let line = plain_fill(pen.theme.color.line, 0.0);
        pen.panel("hairline", hairline, line);
    }
    for ((cell, block), column) in row.items.iter().zip(cells).zip(&grid.columns) {
        let tone = cell.tone_within(row_tone);
        let area = Rect::new(column.x, top, column.x + column.width, top + height);
        pen.part(cell.uid);
        pen.region(area.inset(-6.0));
        if cell.tone() != Tone::Plain {
            let fill = plain_fill(pen.theme.tone(tone).fill, 8.0);
            pen.panel("tint", area.inset(-6.0), fill);
        }
        let ink = pen.theme.tone(tone).ink;
        let y = top + (height - block.height) / 2.0;
        let at = Point::new(column.place(block), y);
        pen.text("text", block, at, ink);
        if [table, row, cell].iter().any(|item| item.flag("strike")) && !block.text.is_empty() {
            pen.strike(block, at, ink);
        }
    }
}
