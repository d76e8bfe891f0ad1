//! Where values lie on the surface. Drawing and hovering use the same mapping, so they cannot disagree.

use serde::Serialize;

/// How values are spread over an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Equal differences, equal distances.
    Linear,
    /// Equal ratios, equal distances. Both ends of the axis are above 0.
    Log,
}

/// The plotting area in CSS pixels and the values at its edges. `y_min` is the value at the bottom,
/// also where that is the larger one (the confusion matrix counts its rows from the top).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plot {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Top edge.
    pub top: f64,
    /// Bottom edge.
    pub bottom: f64,
    /// Value at the left edge.
    pub x_min: f64,
    /// Value at the right edge.
    pub x_max: f64,
    /// Value at the bottom edge.
    pub y_min: f64,
    /// Value at the top edge.
    pub y_max: f64,
    /// Spread of the values from left to right; the other axis is always linear.
    pub x_scale: Scale,
}

impl Plot {
    /// Position of a point in CSS pixels. Values outside the axes land on the nearest edge.
    pub fn position(&self, x: f64, y: f64) -> (f64, f64) {
        let share_x = match self.x_scale {
            Scale::Linear => share(x, self.x_min, self.x_max),
            Scale::Log => share(libm::log(x), libm::log(self.x_min), libm::log(self.x_max)),
        };
        let share_y = share(y, self.y_min, self.y_max);
        (self.left + share_x * (self.right - self.left), self.bottom - share_y * (self.bottom - self.top))
    }

    /// Values under a position in CSS pixels: the inverse of [`Plot::position`]. Positions outside the
    /// plotting area give the values at its nearest edge.
    pub fn values(&self, x: f64, y: f64) -> (f64, f64) {
        let share_x = share(x, self.left, self.right);
        let share_y = share(y, self.bottom, self.top);
        let x = match self.x_scale {
            Scale::Linear => self.x_min + share_x * (self.x_max - self.x_min),
            Scale::Log => self.x_min * libm::pow(self.x_max / self.x_min, share_x),
        };
        (x, self.y_min + share_y * (self.y_max - self.y_min))
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// How far `value` is on the way from `start` to `end`, 0..=1; 0 where there is no way or no value.
fn share(value: f64, start: f64, end: f64) -> f64 {
    let share = (value - start) / (end - start);
    if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(x_scale: Scale) -> Plot {
        Plot {
            left: 40.0,
            right: 300.0,
            top: 10.0,
            bottom: 200.0,
            x_min: 0.1,
            x_max: 20.0,
            y_min: -2.0,
            y_max: 5.0,
            x_scale,
        }
    }

    #[test]
    fn values_inverts_position() {
        for scale in [Scale::Linear, Scale::Log] {
            let plot = plot(scale);
            for (x, y) in [(0.1, -2.0), (1.0, 0.0), (4.0, 3.3), (20.0, 5.0)] {
                let (left, top) = plot.position(x, y);
                let (x_again, y_again) = plot.values(left, top);
                assert!((x_again / x - 1.0).abs() < 1e-12, "{x_again} instead of {x}");
                assert!((y_again - y).abs() < 1e-12, "{y_again} instead of {y}");
            }
        }
    }

    #[test]
    fn values_outside_land_on_the_edge() {
        let plot = plot(Scale::Log);
        assert_eq!(plot.position(1e9, 1e9), (300.0, 10.0));
        assert_eq!(plot.position(-1.0, f64::NEG_INFINITY), (40.0, 200.0));
        assert_eq!(plot.values(-5.0, 1e4), (0.1, -2.0));
    }

    #[test]
    fn a_plot_without_extent_answers_its_first_value() {
        let flat = Plot { right: 40.0, bottom: 10.0, ..plot(Scale::Linear) };
        assert_eq!(flat.values(40.0, 10.0), (0.1, -2.0));
    }
}
