//! Charts on the page's canvas and as SVG, and the statistics that stand beside them.

use plotters::prelude::IntoDrawingArea as _;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use super::to_js;
use crate::chart::{self, ChartData, Theme};
use crate::metric::paired;

/// Draws a chart over a canvas whose size is already in device pixels, and returns where its plotting area lies.
#[wasm_bindgen(js_name = drawChart)]
pub fn draw_chart(
    canvas: HtmlCanvasElement,
    chart: &str,
    data: JsValue,
    theme: JsValue,
) -> Result<JsValue, JsError> {
    let theme: Theme = serde_wasm_bindgen::from_value(theme)?;
    let data = ChartData::read(chart, serde_wasm_bindgen::Deserializer::from(data))?;
    let backend = CanvasBackend::with_canvas_object(canvas)
        .ok_or_else(|| JsError::new("the canvas has no 2D context"))?;
    to_js(&chart::draw(&backend.into_drawing_area(), &data, &theme)?)
}

/// The same chart as SVG text of this size in CSS pixels.
#[wasm_bindgen(js_name = drawChartSvg)]
pub fn draw_chart_svg(
    chart: &str,
    data: JsValue,
    theme: JsValue,
    width: u32,
    height: u32,
) -> Result<String, JsError> {
    let theme: Theme = serde_wasm_bindgen::from_value(theme)?;
    let data = ChartData::read(chart, serde_wasm_bindgen::Deserializer::from(data))?;
    Ok(chart::draw_svg(&data, &theme, width, height)?)
}

/// The gain of `after` over `before`, pair by pair, with its 95 % interval; none for no pairs.
#[wasm_bindgen(js_name = pairedGain)]
pub fn paired_gain(before: &[f64], after: &[f64]) -> Result<JsValue, JsError> {
    to_js(&paired::paired_gain(before, after))
}
