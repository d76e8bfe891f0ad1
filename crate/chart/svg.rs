//! The same charts as SVG text: for export, and for a page that shows them before any wasm has arrived.

use plotters::prelude::{IntoDrawingArea, SVGBackend};

use super::error::DrawError;
use super::theme::{Lettering, Theme};
use super::{ChartData, draw};

/// plotters rounds to whole units; four of them a CSS pixel keep curves smooth.
const UNITS: u32 = 4;

/// Draws a chart as an SVG document of `width` x `height` CSS pixels, each at most 8192.
/// [`Theme::scale`] does not matter: vectors have no pixels.
///
/// # Errors
/// As [`draw`].
pub fn draw_svg(chart: &ChartData, theme: &Theme, width: u32, height: u32) -> Result<String, DrawError> {
    let (width, height) = (width.min(8192), height.min(8192));
    let size = (width * UNITS, height * UNITS);
    let lettering = match theme.lettering {
        Lettering::LeftOut => Lettering::LeftOut,
        Lettering::Pixels | Lettering::Svg => Lettering::Svg,
    };
    let theme = Theme { scale: f64::from(UNITS), lettering, ..theme.clone() };
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area, chart, &theme)?;
        area.present().map_err(|reason| DrawError::backend(&reason))?;
    }
    // The view box stays in units; the outer size is what the page asked for.
    let units = format!("width=\"{}\" height=\"{}\"", size.0, size.1);
    Ok(text.replacen(&units, &format!("width=\"{width}\" height=\"{height}\""), 1))
}
