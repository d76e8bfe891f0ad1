//! The frame of a chart with two number axes: horizontal hairlines, muted numbers, names that never
//! turn their head. Finds the plotting area that remains.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::HPos;

use super::error::DrawError;
use super::labels;
use super::pen::{Pen, Stroke, Type};
use super::plot::{Plot, Scale};
use super::role::Marker;
use super::ticks;

/// Which values an axis names.
pub(super) enum Marks<'a> {
    /// As many round numbers as fit.
    Round,
    /// Shares 0..=1 as percentages.
    Percent,
    /// These, where they lie on the axis.
    Given(&'a [f64]),
    /// These, with a name each.
    Named(&'a [(f64, String)]),
}

pub(super) struct Axis<'a> {
    pub from: f64,
    pub to: f64,
    pub marks: Marks<'a>,
    pub name: &'a str,
}

pub(super) struct Frame<'a> {
    pub x: Axis<'a>,
    pub x_scale: Scale,
    pub y: Axis<'a>,
    /// Room in CSS pixels that the chart wants right of the plotting area for labels.
    pub gutter: f64,
    /// Room in CSS pixels between the plotting area and the numbers below it.
    pub strip: f64,
}

/// Rows that names below the plotting area may take; with more there would be little chart left.
const NAME_ROWS: usize = 3;
/// Distance in CSS pixels between lines and text.
pub(super) const GAP: f64 = 8.0;

impl Frame<'_> {
    /// Draws the frame and returns the plotting area. On small surfaces the margins shrink first.
    pub fn draw<DB: DrawingBackend>(&self, pen: &Pen<DB>) -> Result<Plot, DrawError> {
        let (width, height) = pen.size();
        let note = pen.note();
        let row = note.line_height();

        let name_width = note.width(self.x.name);
        let name_beside = self.gutter >= name_width + 2.0 * GAP + note.size;
        let name_rows = if self.x.name.is_empty() || name_beside { 0.0 } else { 1.0 };
        let top = if self.y.name.is_empty() { row * 0.6 } else { row * 1.6 };

        let lay_out = |mark_rows: usize| {
            let below = self.strip + (mark_rows as f64 + name_rows) * row + 4.0;
            let (top, below) = shrink(top, below, height * 0.6);
            let bottom = height - below;
            let y_marks = self.y.marks(((bottom - top) / 34.0) as usize);
            let y_width = y_marks.iter().map(|(_, text)| note.width(text)).fold(0.0, f64::max);
            let (left, gutter) = shrink(y_width + GAP + 1.0, self.gutter.max(note.size * 1.3), width * 0.6);
            let plot = Plot {
                left,
                right: (width - gutter).max(left),
                top,
                bottom,
                x_min: self.x.from,
                x_max: self.x.to,
                y_min: self.y.from,
                y_max: self.y.to,
                x_scale: self.x_scale,
            };
            let x_marks = self.x_marks(&plot, note, mark_rows);
            (plot, y_marks, x_marks)
        };
        // Names that do not fit beside each other stand in several rows.
        let rows = if self.x.is_named() { NAME_ROWS } else { 1 };
        let all = |(.., marks): &(_, _, Vec<Option<XMark>>)| marks.iter().all(Option::is_some);
        let (plot, y_marks, x_marks) = (1..rows).map(&lay_out).find(all).unwrap_or_else(|| lay_out(rows));

        let numbers = Type { align: HPos::Right, ..note };
        for (value, text) in &y_marks {
            let (_, y) = plot.position(plot.x_min, *value);
            // Where bars and curves stand on zero, the zero line is the ground and drawn as such.
            let colour = if *value == 0.0 { pen.theme.muted } else { pen.theme.hairline };
            pen.rule(plot.left, plot.right, y, colour)?;
            pen.text(text, (plot.left - GAP, y), numbers)?;
        }
        pen.text(self.y.name, (0.0, row * 0.5), note)?;

        let first_row = plot.bottom + self.strip + 4.0 + row * 0.5;
        let centred = Type { align: HPos::Center, ..note };
        let (mut end, mut last_row) = (f64::NEG_INFINITY, first_row);
        for XMark { text, x, row: at } in x_marks.iter().flatten() {
            let y = first_row + *at as f64 * row;
            pen.text(text, (*x, y), centred)?;
            last_row = last_row.max(y);
            if *at == 0 {
                end = x + note.width(text) / 2.0 + GAP;
            }
        }
        if name_beside {
            pen.text(self.x.name, (end.max(plot.right + GAP), first_row), note)?;
        } else {
            let right = Type { align: HPos::Right, ..note };
            pen.text(&note.shorten(self.x.name, width), (plot.right.max(name_width), last_row + row), right)?;
        }
        Ok(plot)
    }

    /// The values below the plotting area, each in the first of `rows` rows that has room; none where no row has.
    fn x_marks(&self, plot: &Plot, look: Type, rows: usize) -> Vec<Option<XMark>> {
        let marks = self.x.marks((plot.width() / 64.0) as usize);
        let mut ends = vec![f64::NEG_INFINITY; rows];
        let place = |(value, text): (f64, String)| {
            let (x, _) = plot.position(value, plot.y_min);
            let half = look.width(&text) / 2.0;
            let row = ends.iter().position(|end| x - half > *end)?;
            ends[row] = x + half + GAP;
            Some(XMark { text, x, row })
        };
        marks.into_iter().map(place).collect()
    }
}

/// A value of the horizontal axis, where it is written.
struct XMark {
    text: String,
    /// Its middle, in CSS pixels.
    x: f64,
    /// Rows below the first one.
    row: usize,
}

impl Axis<'_> {
    fn is_named(&self) -> bool {
        matches!(self.marks, Marks::Named(_))
    }

    /// Values to name, with their text; about `count` of them where the axis may choose.
    fn marks(&self, count: usize) -> Vec<(f64, String)> {
        let values = match self.marks {
            Marks::Round => ticks::round(self.from, self.to, count.clamp(1, 6)),
            Marks::Percent if count >= 4 => vec![0.0, 0.25, 0.5, 0.75, 1.0],
            Marks::Percent if count >= 2 => vec![0.0, 0.5, 1.0],
            Marks::Percent => vec![0.0, 1.0],
            Marks::Given(values) => {
                values.iter().copied().filter(|value| (self.from..=self.to).contains(value)).collect()
            }
            Marks::Named(marks) => return marks.to_vec(),
        };
        let texts = match self.marks {
            Marks::Round => ticks::label(&values),
            Marks::Percent => values.iter().map(|value| format!("{:.0}", value * 100.0)).collect(),
            Marks::Given(_) | Marks::Named(_) => values.iter().map(f64::to_string).collect(),
        };
        values.into_iter().zip(texts).collect()
    }
}

/// Two margins, in proportion smaller if together they exceed `most`.
fn shrink(first: f64, second: f64, most: f64) -> (f64, f64) {
    let factor = (most / (first + second)).min(1.0);
    (first * factor, second * factor)
}

/// A name at the right edge of the plotting area, beside what it names.
pub(super) struct EndLabel {
    /// Height in CSS pixels of what the label names.
    pub y: f64,
    pub name: String,
    /// Written behind the name; may be empty.
    pub value: String,
    pub look: Type,
    /// Drawn before the name where several curves share an ink; true for an outline.
    pub marker: Option<(Marker, bool)>,
}

/// Width in CSS pixels that a marker before a name takes.
pub(super) const MARKER_ROOM: f64 = 12.0;

/// Draws labels in the gutter, moved apart where they would touch; a thin leader shows where a moved
/// label belongs. Labels beyond the room are left out, the last ones first.
pub(super) fn end_labels<DB: DrawingBackend>(
    pen: &Pen<DB>,
    plot: &Plot,
    mut ends: Vec<EndLabel>,
) -> Result<(), DrawError> {
    let (width, height) = pen.size();
    let line = ends.iter().map(|end| end.look.line_height()).fold(1.0, f64::max);
    // Below the plotting area follows the name of the horizontal axis.
    let (top, bottom) = ((plot.top - line / 2.0).max(0.0), (plot.bottom + 4.0).min(height));
    ends.truncate(((bottom - top) / line) as usize);
    let wanted: Vec<f64> = ends.iter().map(|end| end.y).collect();
    for (end, y) in ends.iter().zip(labels::spread(&wanted, line, top, bottom)) {
        let x = plot.right + GAP + 6.0;
        if (y - end.y).abs() > 2.0 {
            let leader = [(plot.right + 5.0, end.y), (x - 3.0, y)];
            pen.line(&leader, Stroke { colour: end.look.colour, opacity: 0.6, width: 1.0, dashes: &[] })?;
        }
        let mut from = x;
        if let Some((marker, hollow)) = end.marker {
            let draw = if hollow { Pen::hollow } else { Pen::marker };
            draw(pen, marker, (x + 4.0, y), 3.5, end.look.colour)?;
            from += MARKER_ROOM;
        }
        pen.text(&end.look.fit(&end.name, &end.value, width - from - 1.0), (from, y), end.look)?;
    }
    Ok(())
}
