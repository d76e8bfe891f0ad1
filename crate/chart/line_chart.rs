//! Curves over training, one line a network, each named at its end. What accuracy and loss charts share.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};
use serde::{Deserialize, Serialize};

use super::axes::{self, Axis, EndLabel, Frame, GAP, MARKER_ROOM, Marks};
use super::error::DrawError;
use super::look::Look;
use super::pen::Pen;
use super::plot::{Plot, Scale};
use super::role::Role;
use super::theme::Theme;
use super::{gap, ticks};

/// Curves of one quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineChart {
    /// The curves, in the order of their names when these compete for room.
    pub series: Vec<Series>,
    /// Name of the horizontal axis, e.g. updates or seconds.
    pub x_label: String,
    /// Name of the vertical axis.
    pub y_label: String,
    /// Whether values are shares 0..=1 to be written as percentages.
    pub y_percent: bool,
    /// Right end of the horizontal axis, so that it stands still while a run grows. By default the last
    /// point.
    #[serde(default)]
    pub x_max: Option<f64>,
}

/// One network's curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// Whose curve it is.
    pub role: Role,
    /// Its name; the last value is written behind it.
    pub label: String,
    /// `[x, y]`, x rising. A point that is not finite interrupts the curve. A teacher with a single point
    /// is a reference and drawn as a level across the chart.
    #[serde(deserialize_with = "gap::points")]
    pub points: Vec<(f64, f64)>,
}

impl Series {
    fn finite(&self) -> impl DoubleEndedIterator<Item = (f64, f64)> + '_ {
        self.points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite())
    }

    fn is_level(&self) -> bool {
        self.role == Role::Teacher && self.points.len() == 1
    }
}

/// Draws the curves between `low` and `high`, or up to the largest value where `high` is `None`.
pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &LineChart,
    theme: &Theme,
    high: Option<f64>,
) -> Result<Plot, DrawError> {
    let pen = Pen::new(area, theme)?;
    let (width, _) = pen.size();
    let all = || chart.series.iter().flat_map(Series::finite);

    let moving = chart.series.iter().filter(|series| !series.is_level());
    let last = moving.flat_map(Series::finite).map(|(x, _)| x).fold(0.0, f64::max);
    let x_max = chart.x_max.filter(|x| x.is_finite() && *x > 0.0).unwrap_or(last);
    let largest = all().map(|(_, y)| y).fold(0.0, f64::max);
    let lowest = if high.is_some() { 0.0 } else { all().map(|(_, y)| y).fold(0.0, f64::min) };

    let label = pen.label(theme.ink);
    let ends: Vec<(usize, (f64, f64), String)> = (0..chart.series.len())
        .filter_map(|at| end(&chart.series[at], chart.y_percent).map(|(point, value)| (at, point, value)))
        .collect();
    let looks = looks(&chart.series, theme);
    let widths = ends.iter().map(|(at, _, value)| {
        let marker = if looks[*at].1 { MARKER_ROOM } else { 0.0 };
        label.width(&format!("{} {value}", chart.series[*at].label)) + marker
    });
    let gutter = widths.fold(0.0, f64::max) + GAP + 8.0;

    let frame = Frame {
        x: Axis { from: 0.0, to: positive(x_max), marks: Marks::Round, name: &chart.x_label },
        x_scale: Scale::Linear,
        y: Axis {
            // Half of the range of f64 keeps the difference of both ends finite.
            from: lowest.max(f64::MIN / 4.0),
            to: high.unwrap_or_else(|| positive(largest.min(f64::MAX / 4.0) * 1.05)),
            marks: if chart.y_percent { Marks::Percent } else { Marks::Round },
            name: &chart.y_label,
        },
        gutter: if ends.is_empty() { 0.0 } else { gutter.min(width * 0.48) },
        strip: 0.0,
    };
    let plot = frame.draw(&pen)?;

    let mut order: Vec<(&Series, &(Look, bool))> = chart.series.iter().zip(&looks).collect();
    order.sort_by_key(|(series, _)| series.role);
    for (rank, (series, (look, _))) in order.iter().enumerate() {
        curve(&pen, &plot, series, look, rank)?;
    }

    let ends = ends.into_iter().map(|(at, (x, y), value)| {
        let (look, shared) = &looks[at];
        EndLabel {
            y: plot.position(x, y).1,
            name: chart.series[at].label.clone(),
            value,
            look: pen.label(look.colour),
            marker: shared.then_some((look.marker, look.hollow)),
        }
    });
    axes::end_labels(&pen, &plot, ends.collect())?;
    Ok(plot)
}

/// One curve with about five markers. `rank` staggers the markers of curves that run side by side.
fn curve<DB: DrawingBackend>(
    pen: &Pen<DB>,
    plot: &Plot,
    series: &Series,
    look: &Look,
    rank: usize,
) -> Result<(), DrawError> {
    let stroke = look.stroke();
    if series.is_level() {
        let Some((_, y)) = series.finite().next() else { return Ok(()) };
        let (_, y) = plot.position(plot.x_max, y);
        pen.line(&[(plot.left, y), (plot.right, y)], stroke)?;
        return mark(pen, look, (plot.right, y));
    }
    let position = |&(x, y): &(f64, f64)| {
        let known = x.is_finite() && y.is_finite();
        if known { plot.position(x, y) } else { (f64::NAN, f64::NAN) }
    };
    let points: Vec<(f64, f64)> = series.points.iter().map(position).collect();
    pen.line(&points, stroke)?;

    let drawn: Vec<(f64, f64)> = points.into_iter().filter(|(x, _)| x.is_finite()).collect();
    let every = drawn.len().div_ceil(5).max(1);
    for (index, point) in drawn.iter().enumerate() {
        if index + 1 == drawn.len() || (index + rank) % every == every / 2 && index + every / 2 < drawn.len()
        {
            mark(pen, look, *point)?;
        }
    }
    Ok(())
}

/// The marker of a curve.
fn mark<DB: DrawingBackend>(pen: &Pen<DB>, look: &Look, at: (f64, f64)) -> Result<(), DrawError> {
    if look.hollow {
        return pen.hollow(look.marker, at, 3.5, look.colour);
    }
    pen.marker(look.marker, at, 3.5, look.colour)
}

/// The look of each curve, and whether its role belongs to several of them. The first of a role has the
/// look of the role; those after it have another line and another marker in the same ink.
fn looks(series: &[Series], theme: &Theme) -> Vec<(Look, bool)> {
    let mut before = 0;
    let look = |(at, own): (usize, &Series)| {
        let same = |other: &&Series| other.role == own.role;
        let look = if series[..at].iter().any(|other| same(&other)) {
            before += 1;
            // Number 1 among the further ones looks like a role that may be drawn here too.
            let further = Look::further(before + 1, theme);
            // There are fewer shapes than curves may be: the second of a shape is an outline.
            Look { colour: own.role.colour(theme), hollow: before > 3, ..further }
        } else {
            Look::of(own.role, theme)
        };
        (look, series.iter().filter(same).count() > 1)
    };
    series.iter().enumerate().map(look).collect()
}

/// Where a curve ends and the value it has there, in words. `None` without a value.
fn end(series: &Series, percent: bool) -> Option<((f64, f64), String)> {
    let (x, y) = series.finite().next_back()?;
    Some(((x, y), if percent { ticks::percentage(y) } else { ticks::value(y) }))
}

/// `value`, or 1 where an axis from 0 to `value` would have no extent.
fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { 1.0 }
}
