//! What can go wrong between a chart's data and its pixels.

use std::fmt;

/// Why a chart could not be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawError {
    /// No chart has this key.
    UnknownChart {
        /// The key that was asked for.
        key: String,
    },
    /// The data does not have the chart's shape.
    BadData {
        /// Key of the chart.
        chart: &'static str,
        /// Which field, and what is wrong with it.
        reason: String,
    },
    /// The drawing backend refused.
    Backend {
        /// The backend's own words.
        reason: String,
    },
}

impl DrawError {
    /// Stable name of the error, for the page.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownChart { .. } => "unknown-chart",
            Self::BadData { .. } => "bad-chart-data",
            Self::Backend { .. } => "chart-backend",
        }
    }

    pub(super) fn bad_data(chart: &'static str, reason: &dyn fmt::Display) -> Self {
        Self::BadData { chart, reason: reason.to_string() }
    }

    pub(super) fn backend(reason: &dyn fmt::Display) -> Self {
        Self::Backend { reason: reason.to_string() }
    }
}

impl fmt::Display for DrawError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownChart { key } => {
                write!(out, "no chart is called \"{key}\"; there are {}", super::CHARTS.join(", "))
            }
            Self::BadData { chart, reason } => write!(out, "data of chart \"{chart}\": {reason}"),
            Self::Backend { reason } => write!(out, "the drawing surface refused: {reason}"),
        }
    }
}

impl std::error::Error for DrawError {}
