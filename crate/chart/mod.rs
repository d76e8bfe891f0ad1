//! Charts: plain numbers and translated labels in, pixels out.
//!
//! ```text
//! ChartData --> layout (Axes, Plot) --> Pen --> any plotters backend
//! (numbers)     (CSS pixels)            (device pixels)
//! ```
//! One file a chart, one line a chart in the list below. A chart measures nothing, knows no canvas and
//! has no words of its own: every text it draws arrived with the data or is a number. Layout happens in
//! CSS pixels; only `pen::Pen` multiplies by [`Theme::scale`]. The browser draws on a canvas, the stored
//! run on SVG, the tests on a bitmap, all through [`draw`].

mod accuracy_curve;
mod axes;
mod comparison;
mod confusion;
mod corner;
mod dash;
mod error;
mod gap;
mod heat_map;
mod labels;
mod line_chart;
mod look;
mod loss_curve;
mod pen;
mod plot;
mod reliability;
mod role;
mod softmax;
mod svg;
mod temperature;
mod theme;
mod ticks;

pub use comparison::{Compared, Comparison, Place};
pub use confusion::Confusion;
pub use error::DrawError;
pub use heat_map::HeatMap;
pub use line_chart::{LineChart, Series};
pub use plot::{Plot, Scale};
pub use reliability::Reliability;
pub use role::Role;
pub use svg::draw_svg;
pub use temperature::Temperature;
pub use theme::{Colour, Theme};

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};
use serde::{Deserialize, Deserializer};

/// Makes the registry from one line a chart: the key the page uses, the module that draws it, its data.
macro_rules! registry {
    ($($variant:ident: $key:literal => $module:ident($data:ty),)+) => {
        /// Keys of all charts, in the order in which the page shows them.
        pub const CHARTS: &[&str] = &[$($key),+];

        /// What one chart shows.
        #[derive(Clone, Debug, PartialEq)]
        pub enum ChartData {
            $(
                #[doc = concat!("The chart `", $key, "`.")]
                $variant($data),
            )+
        }

        impl ChartData {
            /// The chart's key in [`CHARTS`].
            pub fn key(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $key,)+
                }
            }

            /// Reads the data of the chart named `key` from any serde format: JSON natively, a JavaScript
            /// value in the browser.
            ///
            /// # Errors
            /// [`DrawError::UnknownChart`] when no chart has that key, [`DrawError::BadData`] when a field
            /// is missing or of the wrong type.
            pub fn read<'de, D: Deserializer<'de>>(key: &str, data: D) -> Result<Self, DrawError> {
                match key {
                    $($key => <$data>::deserialize(data)
                        .map(Self::$variant)
                        .map_err(|reason| DrawError::bad_data($key, &reason)),)+
                    _ => Err(DrawError::UnknownChart { key: key.to_owned() }),
                }
            }
        }

        /// Draws a chart over the whole area, paper included, and returns where its plotting area lies.
        ///
        /// Never panics: values that are not finite leave gaps, small areas lose labels before lines.
        ///
        /// # Errors
        /// [`DrawError::Backend`] when the backend refuses, e.g. a canvas without a 2D context.
        pub fn draw<DB: DrawingBackend>(
            area: &DrawingArea<DB, Shift>,
            chart: &ChartData,
            theme: &Theme,
        ) -> Result<Plot, DrawError> {
            match chart {
                $(ChartData::$variant(data) => $module::draw(area, data, theme),)+
            }
        }
    };
}

registry! {
    AccuracyCurve: "accuracy-curve" => accuracy_curve(LineChart),
    LossCurve: "loss-curve" => loss_curve(LineChart),
    Temperature: "temperature" => temperature(Temperature),
    Confusion: "confusion" => confusion(Confusion),
    Reliability: "reliability" => reliability(Reliability),
    Comparison: "comparison" => comparison(Comparison),
    HeatMap: "heat-map" => heat_map(HeatMap),
}
