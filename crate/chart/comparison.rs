//! What several networks reach, in one experiment or along an axis: means over seeds with their 95 % intervals, and
//! beside them one more run as hollow marks. With an axis a curve each, without one a bar each.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};
use serde::{Deserialize, Serialize};

use super::axes::{self, Axis, EndLabel, Frame, GAP, Marks};
use super::error::DrawError;
use super::look::Look;
use super::pen::{Pen, Stroke};
use super::plot::{Plot, Scale};
use super::role::Role;
use super::theme::Theme;
use super::{gap, ticks};

/// Numbers in the unit that the axis names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The curves or bars, in the order of their names when these compete for room.
    pub series: Vec<Compared>,
    /// Points of the axis; empty for bars.
    pub places: Vec<Place>,
    /// Whether equal ratios are equally far apart. Ignored where a place is not above 0.
    pub log: bool,
    /// Name of the axis.
    pub x_label: String,
    /// What the values count.
    pub y_label: String,
    /// The smallest value that makes sense, such as 0; the axis does not go below it.
    #[serde(default)]
    pub least: Option<f64>,
    /// The largest value that makes sense, such as 100.
    #[serde(default)]
    pub most: Option<f64>,
}

/// A point of the axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Where it stands; where one point has no number all stand in equal distances, each with its name.
    pub x: Option<f64>,
    /// Its name.
    pub name: String,
}

/// One curve or bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Whose it is; none for what has no ink of its own.
    #[serde(default)]
    pub role: Option<Role>,
    /// Its name; the last value is written behind it.
    pub label: String,
    /// Means, one a place, or one for a bar.
    #[serde(deserialize_with = "gap::numbers")]
    pub values: Vec<f64>,
    /// Half widths of their intervals.
    #[serde(default, deserialize_with = "gap::numbers")]
    pub margins: Vec<f64>,
    /// Values of one more run.
    #[serde(default, deserialize_with = "gap::numbers")]
    pub own: Vec<f64>,
}

impl Compared {
    fn value(&self, at: usize) -> Option<f64> {
        self.values.get(at).copied().filter(|value| value.is_finite())
    }

    fn own(&self, at: usize) -> Option<f64> {
        self.own.get(at).copied().filter(|value| value.is_finite())
    }

    /// Lower and upper end of the interval; the value twice where it has none.
    fn ends(&self, at: usize) -> Option<(f64, f64)> {
        let value = self.value(at)?;
        let margin = self.margins.get(at).copied().filter(|margin| margin.is_finite()).unwrap_or(0.0);
        Some((value - margin, value + margin))
    }

    /// Everything that has to be in sight.
    fn reach(&self) -> impl Iterator<Item = f64> + '_ {
        let ends = (0..self.values.len()).filter_map(|at| self.ends(at)).flat_map(|(low, high)| [low, high]);
        ends.chain((0..self.own.len()).filter_map(|at| self.own(at))).filter(|value| value.is_finite())
    }
}

pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &Comparison,
    theme: &Theme,
) -> Result<Plot, DrawError> {
    let pen = Pen::new(area, theme)?;
    if chart.places.is_empty() { bars(&pen, chart) } else { curves(&pen, chart) }
}

/// The looks of all series, each different.
fn looks(chart: &Comparison, theme: &Theme) -> Vec<Look> {
    let mut others = 0;
    let look = |series: &Compared| match series.role {
        Some(role) => Look::of(role, theme),
        None => {
            others += 1;
            Look::further(others - 1, theme)
        }
    };
    chart.series.iter().map(look).collect()
}

/// An axis that holds all values with a little room, within what makes sense.
fn range(chart: &Comparison, start: Option<f64>) -> (f64, f64) {
    // A quarter of the range of f64 keeps every difference finite.
    let known = chart
        .series
        .iter()
        .flat_map(Compared::reach)
        .map(|value| value.clamp(f64::MIN / 8.0, f64::MAX / 8.0));
    let (low, high) = known
        .chain(start)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return (0.0, 1.0);
    }
    let room = if high > low { (high - low) * 0.08 } else { high.abs().max(1.0) * 0.08 };
    let inside = |value: f64| value.max(chart.least.unwrap_or(value)).min(chart.most.unwrap_or(value));
    // Never cut off what is there: a limit only takes away empty room.
    let low_end = if Some(low) == start { low } else { inside(low - room).min(low) };
    (low_end, inside(high + room).max(high).max(low_end + f64::MIN_POSITIVE))
}

/// Names with values, and the room that they want.
fn gutter<DB: DrawingBackend>(pen: &Pen<DB>, names: &[(String, String)]) -> f64 {
    let label = pen.label(pen.theme.ink);
    let widest =
        names.iter().map(|(name, value)| label.width(&format!("{name} {value}"))).fold(0.0, f64::max);
    if names.is_empty() { 0.0 } else { (widest + GAP + 8.0).min(pen.size().0 * 0.42) }
}

fn curves<DB: DrawingBackend>(pen: &Pen<DB>, chart: &Comparison) -> Result<Plot, DrawError> {
    let named = chart.places.iter().any(|place| !place.x.is_some_and(f64::is_finite));
    let place = |at: usize| if named { at as f64 } else { chart.places[at].x.unwrap_or(0.0) };
    let xs: Vec<f64> = (0..chart.places.len()).map(place).collect();
    let log = chart.log && !named && xs.iter().all(|x| *x > 0.0);
    let (first, last) = ends(&xs, log, named);
    let (low, high) = range(chart, None);

    let looks = looks(chart, pen.theme);
    let final_value = |series: &Compared| {
        (0..xs.len()).rev().find_map(|at| Some((at, series.value(at).or_else(|| series.own(at))?)))
    };
    let finals: Vec<_> = chart.series.iter().map(final_value).collect();
    let texts = chart.series.iter().zip(&finals);
    let texts: Vec<_> =
        texts.filter_map(|(series, last)| Some((series.label.clone(), ticks::value((*last)?.1)))).collect();
    let marks: Vec<(f64, String)> =
        xs.iter().zip(&chart.places).map(|(x, place)| (*x, place.name.clone())).collect();
    let frame = Frame {
        x: Axis { from: first, to: last, marks: Marks::Named(&marks), name: &chart.x_label },
        x_scale: if log { Scale::Log } else { Scale::Linear },
        y: Axis { from: low, to: high, marks: Marks::Round, name: &chart.y_label },
        gutter: gutter(pen, &texts),
        strip: 0.0,
    };
    let plot = frame.draw(pen)?;

    // Curves that meet at a place stand side by side there, so that no interval hides another.
    let middle = (chart.series.len() as f64 - 1.0) / 2.0;
    let aside = |rank: usize| (rank as f64 - middle) * 5.0;
    for (rank, (series, look)) in chart.series.iter().zip(&looks).enumerate() {
        let at = |at: usize, value: f64| {
            let (x, y) = plot.position(xs[at], value);
            (x + aside(rank), y)
        };
        let line: Vec<_> = (0..xs.len())
            .map(|place| series.value(place).map_or((f64::NAN, f64::NAN), |value| at(place, value)))
            .collect();
        if !named {
            pen.line(&line, look.stroke())?;
        }
        for place in 0..xs.len() {
            if let Some((from, to)) = series.ends(place) {
                whisker(pen, at(place, from), at(place, to), look)?;
            }
        }
        for (place, point) in line.iter().enumerate() {
            if point.0.is_finite() {
                pen.marker(look.marker, *point, 3.5, look.colour)?;
            }
            if let Some(own) = series.own(place) {
                pen.hollow(look.marker, at(place, own), 4.5, look.colour)?;
            }
        }
    }
    let labels = chart.series.iter().zip(&looks).zip(&finals).filter_map(|((series, look), last)| {
        let (at, value) = (*last)?;
        let (_, y) = plot.position(xs[at], value);
        Some(EndLabel {
            y,
            name: series.label.clone(),
            value: ticks::value(value),
            look: pen.label(look.colour),
            marker: None,
        })
    });
    axes::end_labels(pen, &plot, labels.collect())?;
    Ok(plot)
}

/// Ends of the axis: a little beyond the first and the last place, so that marks there are whole.
fn ends(xs: &[f64], log: bool, named: bool) -> (f64, f64) {
    let limit = f64::MAX / 8.0;
    let (low, high) = xs.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x.clamp(-limit, limit)), high.max(x.clamp(-limit, limit)))
    });
    if named {
        return (-0.5, xs.len() as f64 - 0.5);
    }
    if log {
        let factor = libm::pow(high / low, 0.07).clamp(1.05, 1e6);
        return ((low / factor).max(f64::MIN_POSITIVE), high * factor);
    }
    let room = if high > low { (high - low) * 0.07 } else { high.abs().max(1.0) * 0.5 };
    (low - room, high + room)
}

fn bars<DB: DrawingBackend>(pen: &Pen<DB>, chart: &Comparison) -> Result<Plot, DrawError> {
    let looks = looks(chart, pen.theme);
    let shown = |series: &Compared| series.value(0).or_else(|| series.own(0));
    let text = |series: &Compared| (series.label.clone(), shown(series).map_or(String::new(), ticks::value));
    let texts: Vec<_> = chart.series.iter().map(text).collect();
    // A bar is as long as its value only where it starts at zero.
    let (low, high) = range(chart, Some(0.0));
    let rows = chart.series.len().max(1) as f64;
    let frame = Frame {
        x: Axis { from: low, to: high, marks: Marks::Round, name: &chart.y_label },
        x_scale: Scale::Linear,
        y: Axis { from: rows, to: 0.0, marks: Marks::Named(&[]), name: "" },
        gutter: gutter(pen, &texts),
        strip: 0.0,
    };
    let plot = frame.draw(pen)?;
    let (zero, _) = plot.position(0.0, 0.0);
    let mut labels = vec![];
    for (row, ((series, look), (name, value))) in chart.series.iter().zip(&looks).zip(texts).enumerate() {
        let at = |value: f64| plot.position(value, row as f64 + 0.5);
        let half = (plot.height() / rows * 0.28).min(11.0);
        if let Some(value) = series.value(0) {
            let (x, y) = at(value);
            pen.rectangle((zero.min(x), y - half), (zero.max(x), y + half), look.colour, 0.3)?;
        }
        if let Some((from, to)) = series.ends(0) {
            whisker(pen, at(from), at(to), look)?;
        }
        if let Some(value) = series.value(0) {
            pen.marker(look.marker, at(value), 3.5, look.colour)?;
        }
        if let Some(own) = series.own(0) {
            // On the bar's edge, where it hides neither mean nor interval.
            let (x, y) = at(own);
            pen.hollow(look.marker, (x, y + half), 4.5, look.colour)?;
        }
        labels.push(EndLabel { y: at(0.0).1, name, value, look: pen.label(look.colour), marker: None });
    }
    pen.upright(zero, plot.top, plot.bottom, pen.theme.muted)?;
    axes::end_labels(pen, &plot, labels)?;
    Ok(plot)
}

/// An interval: a line with feet across it.
fn whisker<DB: DrawingBackend>(
    pen: &Pen<DB>,
    from: (f64, f64),
    to: (f64, f64),
    look: &Look,
) -> Result<(), DrawError> {
    let stroke = Stroke { colour: look.colour, opacity: 0.8, width: 1.5, dashes: &[] };
    let (length_x, length_y) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
    if length_x.max(length_y) < 1.0 {
        return Ok(());
    }
    pen.line(&[from, to], stroke)?;
    let (foot_x, foot_y) = if length_x > length_y { (0.0, 4.0) } else { (4.0, 0.0) };
    for (x, y) in [from, to] {
        pen.line(&[(x - foot_x, y - foot_y), (x + foot_x, y + foot_y)], stroke)?;
    }
    Ok(())
}
