//! `retort draw`: a chart as SVG, for pages that show it before any wasm has arrived and for reports.

use std::process::ExitCode;

use retort::chart::{self, CHARTS, ChartData, Theme};
use serde::Deserialize;

use crate::Outcome;

#[derive(clap::Args)]
pub struct Arguments {
    /// Key of the chart.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(CHARTS))]
    chart: String,
    /// Width in CSS pixels.
    #[arg(long, default_value_t = 640)]
    width: u32,
    /// Height in CSS pixels.
    #[arg(long, default_value_t = 300)]
    height: u32,
}

/// The input: the chart's data and the page's theme, as the page passes them to `drawChart`.
#[derive(Deserialize)]
struct Input {
    data: serde_json::Value,
    theme: Theme,
}

pub fn draw(arguments: &Arguments) -> Outcome {
    let input: Input = serde_json::from_reader(std::io::stdin().lock())?;
    let data = ChartData::read(&arguments.chart, input.data)?;
    print!("{}", chart::draw_svg(&data, &input.theme, arguments.width, arguments.height)?);
    Ok(ExitCode::SUCCESS)
}
