//! What the rows and the columns of a field of cells stand for, above its upper left corner.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::HPos;

use super::error::DrawError;
use super::pen::{Pen, Type};
use super::plot::Plot;

/// Distance in CSS pixels between the names of rows and their cells.
pub(super) const GAP: f64 = 6.0;

/// Writes both, each with an arrow along what it names.
pub(super) fn draw<DB: DrawingBackend>(
    pen: &Pen<DB>,
    plot: &Plot,
    rows: &str,
    columns: &str,
) -> Result<(), DrawError> {
    let (width, _) = pen.size();
    let note = pen.note();
    let y = note.line_height() * 0.5;
    let rows = format!("{rows} \u{2193}");
    // What is wider than the names of the rows begins at the left edge, and the other one makes way.
    let rows_end = (plot.left - GAP).max(note.width(&rows));
    pen.text(&note.shorten(&rows, width), (rows_end, y), Type { align: HPos::Right, ..note })?;
    let columns_start = plot.left.max(rows_end + note.size);
    let columns = note.shorten(&format!("{columns} \u{2192}"), width - columns_start);
    pen.text(&columns, (columns_start, y), note)
}
