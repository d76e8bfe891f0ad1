//! Which class is taken for which: a row a true class, a column a predicted one. Errors are shaded, the
//! diagonal is framed, so the two are told apart without colour; what never happened stays blank.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};
use plotters::style::text_anchor::HPos;
use serde::{Deserialize, Serialize};

use super::corner;
use super::error::DrawError;
use super::gap;
use super::pen::{Pen, Type};
use super::plot::{Plot, Scale};
use super::theme::Theme;

/// Counts of test images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confusion {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Counts `[true x predicted]`, row by row. Missing ones count as none.
    #[serde(deserialize_with = "gap::numbers")]
    pub counts: Vec<f64>,
    /// What a row stands for.
    pub row_label: String,
    /// What a column stands for.
    pub column_label: String,
}

/// Shade of the most frequent error. Ink on a darker shade would fall below a contrast of 4.5 : 1.
const DARKEST: f64 = 0.35;

impl Confusion {
    /// How often `truth` was taken for `prediction`; 0 unless counted.
    fn count(&self, truth: usize, prediction: usize) -> f64 {
        let count = self.counts.get(truth * self.classes.len() + prediction).copied().unwrap_or(0.0);
        if count.is_finite() && count > 0.0 { count } else { 0.0 }
    }
}

/// The returned plot's y counts rows from the top: `floor(x)` is the predicted class, `floor(y)` the true one.
pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &Confusion,
    theme: &Theme,
) -> Result<Plot, DrawError> {
    let pen = Pen::new(area, theme)?;
    let classes = chart.classes.len();
    let plot = lay_out(&pen, chart);
    names(&pen, &plot, chart)?;

    let pairs = || (0..classes).flat_map(|truth| (0..classes).map(move |prediction| (truth, prediction)));
    let errors = pairs().filter(|(truth, prediction)| truth != prediction);
    let worst = errors.map(|(truth, prediction)| chart.count(truth, prediction)).fold(0.0, f64::max);
    let largest = pairs().map(|(truth, prediction)| chart.count(truth, prediction)).fold(0.0, f64::max);

    let (cell_width, cell_height) =
        (plot.width() / classes.max(1) as f64, plot.height() / classes.max(1) as f64);
    let widest = Type { align: HPos::Center, colour: theme.ink, ..pen.note() };
    let fits = (cell_width - 4.0) / (widest.width(&number(largest)) / widest.size);
    let counts = Type { size: widest.size.min(fits).min(cell_height * 0.75), ..widest };
    for row in 0..=classes {
        let (_, y) = plot.position(0.0, row as f64);
        pen.rule(plot.left, plot.right + 1.0, y, theme.hairline)?;
    }
    for (truth, prediction) in pairs() {
        let count = chart.count(truth, prediction);
        let corner = plot.position(prediction as f64, truth as f64);
        let opposite = plot.position(prediction as f64 + 1.0, truth as f64 + 1.0);
        // Whole pixels, and one pixel of paper between neighbours.
        let (left, top) = (corner.0.round() + 1.0, corner.1.round() + 1.0);
        let (right, bottom) = (opposite.0.round(), opposite.1.round());
        if truth == prediction {
            pen.rectangle((left, top), (right, bottom), theme.muted, 1.0)?;
            pen.rectangle((left + 1.0, top + 1.0), (right - 1.0, bottom - 1.0), theme.paper, 1.0)?;
        } else if count > 0.0 {
            let shade = DARKEST * (0.15 + 0.85 * count / worst);
            pen.rectangle((left, top), (right, bottom), theme.ink, shade)?;
        }
        // Below six pixels digits are a texture, not numbers; the table beside the chart has them.
        if count > 0.0 && counts.size >= 6.0 {
            let look = Type { bold: truth == prediction, ..counts };
            pen.text(&number(count), ((left + right) / 2.0, (top + bottom) / 2.0), look)?;
        }
    }
    Ok(plot)
}

fn lay_out<DB: DrawingBackend>(pen: &Pen<DB>, chart: &Confusion) -> Plot {
    let (width, height) = pen.size();
    let note = pen.note();
    let widest = chart.classes.iter().map(|class| note.width(class)).fold(0.0, f64::max);
    let left = (widest.max(note.width(&chart.row_label) + note.size * 1.2) + 6.0).min(width * 0.3);
    let classes = chart.classes.len().max(1) as f64;
    let column_names =
        if widest > (width - left) / classes - 4.0 { widest + 6.0 } else { note.line_height() };
    let top = (note.line_height() + column_names + 4.0).min(height * 0.45);
    // Cells at most twice as wide as high: wider ones no longer read as a square of classes.
    let across = (width - left - 1.0).min((height - top - 1.0) * 2.0).max(0.0);
    Plot {
        left,
        right: left + across,
        top,
        bottom: (height - 1.0).max(top),
        x_min: 0.0,
        x_max: classes,
        y_min: classes,
        y_max: 0.0,
        x_scale: Scale::Linear,
    }
}

/// Classes along both sides, and what rows and columns stand for.
fn names<DB: DrawingBackend>(pen: &Pen<DB>, plot: &Plot, chart: &Confusion) -> Result<(), DrawError> {
    let note = pen.note();
    let classes = chart.classes.len().max(1) as f64;
    let cell = (plot.width() / classes, plot.height() / classes);
    let row_names = Type { align: HPos::Right, size: note.size.min(cell.1), ..note };
    let column_names = Type { align: HPos::Center, size: note.size.min(cell.0 * 1.2), ..note };
    let upright = chart.classes.iter().all(|class| column_names.width(class) <= cell.0 - 2.0);
    for (index, class) in chart.classes.iter().enumerate() {
        let middle = index as f64 + 0.5;
        let (x, _) = plot.position(middle, 0.0);
        let (_, y) = plot.position(0.0, middle);
        if row_names.size >= 6.0 {
            let text = row_names.shorten(class, plot.left - corner::GAP);
            pen.text(&text, (plot.left - corner::GAP, y), row_names)?;
        }
        if column_names.size < 6.0 {
            continue;
        }
        if upright {
            pen.text(class, (x, plot.top - note.line_height() * 0.5 - 1.0), column_names)?;
        } else {
            let room = plot.top - note.line_height() - 8.0;
            let text = column_names.shorten(class, room);
            pen.text_upwards(&text, (x, plot.top - 4.0), Type { align: HPos::Left, ..column_names })?;
        }
    }
    corner::draw(pen, plot, &chart.row_label, &chart.column_label)
}

/// A count without decimals, scientific where it would not fit any cell.
fn number(count: f64) -> String {
    if count < 1e6 { format!("{count:.0}") } else { format!("{count:.0e}") }
}
