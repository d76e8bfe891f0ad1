//! What each network minimises, over training. From 0, which a loss approaches, to the largest value;
//! losses of different methods are different quantities: compare slopes, not heights.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};

use super::error::DrawError;
use super::line_chart::{self, LineChart};
use super::plot::Plot;
use super::theme::Theme;

/// Draws losses in nats.
pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &LineChart,
    theme: &Theme,
) -> Result<Plot, DrawError> {
    line_chart::draw(area, chart, theme, None)
}
