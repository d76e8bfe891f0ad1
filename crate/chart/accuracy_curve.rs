//! How often each network is right on the test images, over training. Always from 0 to 1: cut off at
//! the bottom, a small gain would look like a large one.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};

use super::error::DrawError;
use super::line_chart::{self, LineChart};
use super::plot::Plot;
use super::theme::Theme;

/// Draws accuracies, shares 0..=1.
pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &LineChart,
    theme: &Theme,
) -> Result<Plot, DrawError> {
    line_chart::draw(area, chart, theme, Some(1.0))
}
