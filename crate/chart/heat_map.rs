//! One number for each pair of values of two settings, as a field of cells: shaded, and written into its cell with half
//! the width of its interval. The best cell is framed, and what a number says does not hang on its shade.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};
use plotters::style::text_anchor::HPos;
use serde::{Deserialize, Serialize};

use super::error::DrawError;
use super::pen::{Pen, Type};
use super::plot::{Plot, Scale};
use super::theme::{Colour, Theme};
use super::{corner, gap, ticks};

/// Numbers in the unit that the chart's name gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeatMap {
    /// Values of the setting across.
    pub columns: Vec<String>,
    /// Values of the setting downwards.
    pub rows: Vec<String>,
    /// Numbers `[row x column]`, row by row; a missing one leaves its cell blank.
    #[serde(deserialize_with = "gap::numbers")]
    pub values: Vec<f64>,
    /// Half widths of their intervals; missing ones are not written.
    #[serde(default, deserialize_with = "gap::numbers")]
    pub margins: Vec<f64>,
    /// Name of the setting across.
    pub column_label: String,
    /// Name of the setting downwards.
    pub row_label: String,
    /// Whether the numbers are gains: they have a sign, and zero has no shade.
    pub gain: bool,
    /// Place of the best number.
    #[serde(default)]
    pub best: Option<usize>,
}

/// The darkest shade. Ink on it keeps a contrast of 4.5 : 1 in every theme.
const DARKEST: f64 = 0.35;
/// The lightest shade of a cell with a number.
const LIGHTEST: f64 = 0.04;

impl HeatMap {
    fn value(&self, at: usize) -> Option<f64> {
        // A quarter of the range keeps every difference finite.
        let limit = f64::MAX / 4.0;
        self.values.get(at).copied().filter(|value| value.is_finite()).map(|value| value.clamp(-limit, limit))
    }

    fn margin(&self, at: usize) -> Option<f64> {
        self.margins.get(at).copied().filter(|margin| margin.is_finite() && *margin >= 0.0)
    }

    /// What is written into a cell: the number, and what its seeds leave open.
    fn text(&self, at: usize) -> Option<(String, Option<String>)> {
        let value = self.value(at)?;
        let sign = if self.gain && value >= 0.05 { "+" } else { "" };
        Some((
            format!("{sign}{}", number(value)),
            self.margin(at).map(|margin| format!("±{}", number(margin))),
        ))
    }

    /// Colour and strength of a cell's shade.
    fn shade(&self, value: f64, (low, high): (f64, f64), theme: &Theme) -> (Colour, f64) {
        let (colour, strength) = if self.gain {
            let most = low.abs().max(high.abs());
            (if value < 0.0 { theme.baseline } else { theme.student }, value.abs() / most)
        } else {
            (theme.student, (value - low) / (high - low))
        };
        let strength = if strength.is_finite() { strength.clamp(0.0, 1.0) } else { 0.0 };
        (colour, LIGHTEST + (DARKEST - LIGHTEST) * strength)
    }
}

/// The returned plot's y counts rows from the top: `floor(x)` is the column, `floor(y)` the row.
pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &HeatMap,
    theme: &Theme,
) -> Result<Plot, DrawError> {
    let pen = Pen::new(area, theme)?;
    let (columns, rows) = (chart.columns.len(), chart.rows.len());
    let plot = lay_out(&pen, chart);
    names(&pen, &plot, chart)?;

    let known = (0..columns * rows).filter_map(|at| chart.value(at));
    let range = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    let cell = (plot.width() / columns.max(1) as f64, plot.height() / rows.max(1) as f64);
    let look = Type { align: HPos::Center, colour: theme.ink, ..pen.label(theme.ink) };
    let texts: Vec<_> = (0..columns * rows).map(|at| chart.text(at)).collect();
    let widest = texts.iter().flatten().map(|(value, _)| look.width(value)).fold(1.0, f64::max);
    // One size for all, the largest that fits the widest; below six pixels digits are a texture, and the table has them.
    let size = look.size.min((cell.0 - 4.0) / widest * look.size).min(cell.1 * 0.75);
    let big = Type { size, ..look };
    let small = Type { size: size * 0.85, bold: false, ..look };
    let with_margins = cell.1 >= big.line_height() + small.line_height()
        && small.size >= 6.0
        && texts
            .iter()
            .flatten()
            .filter_map(|(_, margin)| margin.as_ref())
            .all(|text| small.width(text) <= cell.0 - 4.0);

    for (at, text) in texts.iter().enumerate() {
        let (row, column) = (at / columns, at % columns);
        let corner = plot.position(column as f64, row as f64);
        let opposite = plot.position(column as f64 + 1.0, row as f64 + 1.0);
        // Whole pixels, and one pixel of paper between neighbours.
        let (left, top) = (corner.0.round() + 1.0, corner.1.round() + 1.0);
        let (right, bottom) = (opposite.0.round(), opposite.1.round());
        let frame = |thickness: f64, colour: Colour| -> Result<(), DrawError> {
            pen.rectangle((left, top), (right, bottom), colour, 1.0)?;
            let inner = ((left + thickness, top + thickness), (right - thickness, bottom - thickness));
            pen.rectangle(inner.0, inner.1, theme.paper, 1.0)
        };
        let (Some(value), Some((value_text, margin_text))) = (chart.value(at), text) else {
            frame(1.0, theme.hairline)?;
            continue;
        };
        if chart.best == Some(at) {
            frame(2.0, theme.ink)?;
        }
        let (colour, strength) = chart.shade(value, range, theme);
        pen.rectangle((left, top), (right, bottom), colour, strength)?;
        if size < 6.0 {
            continue;
        }
        let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
        match margin_text.as_ref().filter(|_| with_margins) {
            Some(margin) => {
                pen.text(value_text, (x, y - small.line_height() / 2.0), big)?;
                pen.text(margin, (x, y + big.line_height() / 2.0), small)?;
            }
            None => pen.text(value_text, (x, y), big)?,
        }
    }
    Ok(plot)
}

/// Text of a number in a cell: one decimal, few digits where it is no percentage.
fn number(value: f64) -> String {
    if value.abs() < 1000.0 { ticks::percentage(value / 100.0) } else { ticks::value(value) }
}

fn lay_out<DB: DrawingBackend>(pen: &Pen<DB>, chart: &HeatMap) -> Plot {
    let (width, height) = pen.size();
    let note = pen.note();
    let widest = chart.rows.iter().map(|name| note.width(name)).fold(0.0, f64::max);
    let left = (widest.max(note.width(&chart.row_label) + note.size * 1.2) + 6.0).min(width * 0.3);
    let top = (2.0 * note.line_height() + 4.0).min(height * 0.45);
    Plot {
        left,
        right: (width - 1.0).max(left),
        top,
        bottom: (height - 1.0).max(top),
        x_min: 0.0,
        x_max: chart.columns.len().max(1) as f64,
        y_min: chart.rows.len().max(1) as f64,
        y_max: 0.0,
        x_scale: Scale::Linear,
    }
}

/// The values along both sides, and which settings they are of.
fn names<DB: DrawingBackend>(pen: &Pen<DB>, plot: &Plot, chart: &HeatMap) -> Result<(), DrawError> {
    let note = pen.note();
    let cell_width = plot.width() / chart.columns.len().max(1) as f64;
    let cell_height = plot.height() / chart.rows.len().max(1) as f64;
    let right = Type { align: HPos::Right, size: note.size.min(cell_height), ..note };
    for (at, name) in chart.rows.iter().enumerate().filter(|_| right.size >= 6.0) {
        let (_, y) = plot.position(0.0, at as f64 + 0.5);
        pen.text(&right.shorten(name, plot.left - corner::GAP), (plot.left - corner::GAP, y), right)?;
    }
    let middle = Type { align: HPos::Center, ..note };
    let longest = chart.columns.iter().map(|name| middle.width(name)).fold(1.0, f64::max);
    // Where not every name has room, every second, third… stands there; they share the room of those left out.
    let every = (longest.min(note.size * 7.0) / cell_width.max(1.0)).ceil().max(1.0) as usize;
    for (at, name) in chart.columns.iter().enumerate().step_by(every) {
        let (x, _) = plot.position(at as f64 + 0.5, 0.0);
        let text = middle.shorten(name, cell_width * every as f64 - 2.0);
        pen.text(&text, (x, plot.top - note.line_height() * 0.5 - 1.0), middle)?;
    }
    corner::draw(pen, plot, &chart.row_label, &chart.column_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> HeatMap {
        serde_json::from_value(serde_json::json!({
            "columns": ["1", "2"], "rows": ["50", "100"], "values": [9.23, -1.25, null, 0.01], "margins": [2.9, null, 1, -1],
            "columnLabel": "T", "rowLabel": "labels", "gain": true,
        }))
        .expect("sound")
    }

    #[test]
    fn a_gain_has_its_sign_and_what_is_missing_no_text() {
        let text = |at| map().text(at);
        assert_eq!(text(0), Some(("+9.2".into(), Some("±2.9".into()))));
        assert_eq!(text(1), Some(("\u{2212}1.2".into(), None)));
        assert_eq!((text(2), text(7)), (None, None));
        assert_eq!(text(3), Some(("0.0".into(), None)));
        assert_eq!(HeatMap { gain: false, ..map() }.text(0), Some(("9.2".into(), Some("±2.9".into()))));
    }

    #[test]
    fn the_largest_has_the_darkest_shade_and_equal_numbers_the_lightest() {
        let theme: Theme = serde_json::from_value(serde_json::json!({
            "ink": "#1B1F24", "muted": "#5A626C", "hairline": "#D9D6CC", "paper": "#FBFAF6", "teacher": "#1F5FA8",
            "student": "#B3471D", "baseline": "#6B6F76", "variant": "#1B1F24", "sans": "serif", "fontSize": 13, "scale": 1,
        }))
        .expect("a theme");
        let map = map();
        assert_eq!(map.shade(9.23, (-1.25, 9.23), &theme), (theme.student, DARKEST));
        assert_eq!(map.shade(-9.23, (-9.23, 0.0), &theme), (theme.baseline, DARKEST));
        assert_eq!(map.shade(0.0, (-1.0, 1.0), &theme).1, LIGHTEST);
        let plain = HeatMap { gain: false, ..map };
        assert_eq!(plain.shade(5.0, (5.0, 5.0), &theme).1, LIGHTEST);
    }
}
