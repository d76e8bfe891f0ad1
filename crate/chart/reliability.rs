//! Is a network as often right as it is sure? One marker a bin of confidence: on the diagonal it is,
//! below it is too sure, above too modest. A strip below shows how many images stand behind each marker.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};
use plotters::style::text_anchor::HPos;
use serde::{Deserialize, Serialize};

use super::axes::{Axis, Frame, Marks};
use super::error::DrawError;
use super::gap;
use super::pen::{Pen, Stroke, Type};
use super::plot::{Plot, Scale};
use super::role::Role;
use super::theme::Theme;

/// Test images in bins of equal width over the confidence, the probability of the predicted class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reliability {
    /// Images in each bin.
    #[serde(deserialize_with = "gap::numbers")]
    pub count: Vec<f64>,
    /// Mean confidence in each bin, 0..=1; not drawn where the bin is empty.
    #[serde(deserialize_with = "gap::numbers")]
    pub confidence: Vec<f64>,
    /// Share of right predictions in each bin, 0..=1.
    #[serde(deserialize_with = "gap::numbers")]
    pub accuracy: Vec<f64>,
    /// Whose predictions they are.
    pub role: Role,
    /// Name of the horizontal axis.
    pub x_label: String,
    /// Name of the vertical axis.
    pub y_label: String,
}

pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &Reliability,
    theme: &Theme,
) -> Result<Plot, DrawError> {
    let pen = Pen::new(area, theme)?;
    let (_, height) = pen.size();
    // On a small surface the diagram itself needs the height.
    let strip = if height < 150.0 { 0.0 } else { (height * 0.18).min(56.0) };
    let frame = Frame {
        x: Axis { from: 0.0, to: 1.0, marks: Marks::Percent, name: &chart.x_label },
        x_scale: Scale::Linear,
        y: Axis { from: 0.0, to: 1.0, marks: Marks::Percent, name: &chart.y_label },
        gutter: 0.0,
        strip,
    };
    let plot = frame.draw(&pen)?;

    let diagonal = [plot.position(0.0, 0.0), plot.position(1.0, 1.0)];
    pen.line(&diagonal, Stroke { colour: theme.muted, opacity: 1.0, width: 1.0, dashes: &[4.0, 4.0] })?;

    let colour = chart.role.colour(theme);
    let bins = chart.count.iter().zip(&chart.confidence).zip(&chart.accuracy);
    let filled = bins.filter(|((count, confidence), accuracy)| {
        **count > 0.0 && confidence.is_finite() && accuracy.is_finite()
    });
    let points: Vec<(f64, f64)> =
        filled.map(|((_, confidence), accuracy)| (*confidence, *accuracy)).collect();
    for &(confidence, accuracy) in &points {
        // The stem is the gap that the calibration error sums up.
        let stem = [plot.position(confidence, confidence), plot.position(confidence, accuracy)];
        pen.line(&stem, Stroke { colour, opacity: 0.45, width: 3.0, dashes: &[] })?;
    }
    let line: Vec<(f64, f64)> = points.iter().map(|&(x, y)| plot.position(x, y)).collect();
    let stroke = Stroke { colour, opacity: 1.0, width: 1.5, dashes: chart.role.dashes() };
    pen.line(&line, stroke)?;
    for point in line {
        pen.marker(chart.role.marker(), point, 4.0, colour)?;
    }
    bin_counts(&pen, &plot, chart, strip)?;
    Ok(plot)
}

/// Bars for the number of images in each bin, on their own ground below the plotting area.
fn bin_counts<DB: DrawingBackend>(
    pen: &Pen<DB>,
    plot: &Plot,
    chart: &Reliability,
    strip: f64,
) -> Result<(), DrawError> {
    if strip == 0.0 {
        return Ok(());
    }
    let look = Type { align: HPos::Center, size: pen.theme.font_size * 0.84, ..pen.note() };
    let ground = plot.bottom + strip;
    pen.rule(plot.left, plot.right, ground, pen.theme.hairline)?;

    let known = |count: &f64| if count.is_finite() && *count > 0.0 { *count } else { 0.0 };
    let counts: Vec<f64> = chart.count.iter().map(known).collect();
    let largest = counts.iter().copied().fold(0.0, f64::max);
    let bins = counts.len() as f64;
    let widest = counts.iter().map(|count| look.width(&format!("{count:.0}"))).fold(0.0, f64::max);
    let numbered = widest + 2.0 <= plot.width() / bins && strip > look.line_height() + 12.0;
    let tallest = strip - 5.0 - if numbered { look.line_height() } else { 0.0 };
    for (bin, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
        let (left, _) = plot.position(bin as f64 / bins, 0.0);
        let (right, _) = plot.position((bin as f64 + 1.0) / bins, 0.0);
        let top = ground - (tallest * count / largest).max(1.0);
        let colour = chart.role.colour(pen.theme);
        pen.rectangle((left + 1.5, top), (right - 0.5, ground), colour, 0.45)?;
        if numbered {
            let middle = ((left + right) / 2.0, top - look.line_height() * 0.5);
            pen.text(&format!("{count:.0}"), middle, look)?;
        }
    }
    Ok(())
}
