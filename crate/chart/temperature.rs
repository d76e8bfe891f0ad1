//! What the temperature does: every class's probability over the whole range of T, the teacher's dotted,
//! the student's solid, with a cursor at the current T.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};
use serde::{Deserialize, Serialize};

use super::axes::{self, Axis, EndLabel, Frame, GAP, Marks};
use super::error::DrawError;
use super::pen::{Pen, Stroke, Type};
use super::plot::{Plot, Scale};
use super::role::Role;
use super::softmax::softmax;
use super::theme::Theme;
use super::{gap, ticks};

/// The outputs of two networks for one image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Temperature {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// The teacher's logits, one a class. Not drawn unless all are finite.
    #[serde(deserialize_with = "gap::numbers")]
    pub teacher: Vec<f64>,
    /// The student's logits, one a class. Not drawn unless all are finite.
    #[serde(deserialize_with = "gap::numbers")]
    pub student: Vec<f64>,
    /// Where the cursor stands.
    pub temperature: f64,
    /// Lowest T of the axis, above 0.
    pub minimum: f64,
    /// Highest T of the axis.
    pub maximum: f64,
    /// Name of the teacher.
    pub teacher_label: String,
    /// Name of the student.
    pub student_label: String,
    /// Index of the class to emphasise: the true one.
    pub chosen: usize,
}

/// How many classes are named at the right edge: more would name lines that nobody can tell apart.
const NAMED: usize = 4;

/// Probabilities below this one lie on the zero line at any height a chart has.
const GROUND: f64 = 0.002;

/// One network's probabilities, at every temperature of the axis.
struct Output<'a> {
    role: Role,
    name: &'a str,
    logits: &'a [f64],
    /// Probabilities of all classes at T.
    curves: Vec<(f64, Vec<f64>)>,
}

impl<'a> Output<'a> {
    /// `None` without finite logits.
    fn new(role: Role, name: &'a str, logits: &'a [f64], temperatures: &[f64]) -> Option<Self> {
        if logits.is_empty() {
            return None;
        }
        let at = |&temperature: &f64| Some((temperature, softmax(logits, temperature)?));
        Some(Self { role, name, logits, curves: temperatures.iter().map(at).collect::<Option<_>>()? })
    }

    fn at(&self, temperature: f64) -> Vec<f64> {
        softmax(self.logits, temperature).unwrap_or_default()
    }
}

pub(super) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &Temperature,
    theme: &Theme,
) -> Result<Plot, DrawError> {
    let pen = Pen::new(area, theme)?;
    let (width, _) = pen.size();
    let (from, to) = range(chart.minimum, chart.maximum);

    // One sample every three pixels: finer than any kink of a softmax, cheap enough for every frame.
    let samples = ((width / 3.0) as usize).clamp(2, 1000);
    let ratio = to / from;
    let temperatures: Vec<f64> =
        (0..=samples).map(|step| from * libm::pow(ratio, step as f64 / samples as f64)).collect();
    let outputs: Vec<Output> = [
        Output::new(Role::Teacher, &chart.teacher_label, &chart.teacher, &temperatures),
        Output::new(Role::Distilled, &chart.student_label, &chart.student, &temperatures),
    ]
    .into_iter()
    .flatten()
    .collect();

    let ends = class_ends(chart, &outputs, to);
    let look = |class: usize| Type {
        bold: class == chart.chosen,
        colour: if class == chart.chosen { theme.ink } else { theme.muted },
        ..pen.label(theme.ink)
    };
    let name = |class: usize| chart.classes.get(class).map_or("", String::as_str);
    let widest = ends.iter().map(|&(class, _)| look(class).width(name(class))).fold(0.0, f64::max);
    let gutter = (widest + GAP + 10.0).max(pen.note().width("T") + 3.0 * GAP + theme.font_size);

    let frame = Frame {
        x: Axis { from, to, marks: Marks::Given(&[0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0]), name: "T" },
        x_scale: Scale::Log,
        y: Axis { from: 0.0, to: 1.0, marks: Marks::Percent, name: "%" },
        gutter: gutter.min(width * 0.3),
        strip: 0.0,
    };
    let plot = frame.draw(&pen)?;

    // The emphasised class last, so that it lies on top.
    for emphasised in [false, true] {
        for output in &outputs {
            for class in 0..output.logits.len() {
                if (class == chart.chosen) == emphasised {
                    probability(&pen, &plot, output, class, emphasised)?;
                }
            }
        }
    }
    let ends = ends.into_iter().map(|(class, share)| {
        let (_, y) = plot.position(to, share);
        EndLabel { y, name: name(class).to_owned(), value: String::new(), look: look(class), marker: None }
    });
    axes::end_labels(&pen, &plot, ends.collect())?;
    cursor(&pen, &plot, chart, &outputs)?;
    Ok(plot)
}

/// The axis, repaired where its ends make no sense.
fn range(minimum: f64, maximum: f64) -> (f64, f64) {
    let usable = minimum.is_finite() && maximum.is_finite() && minimum >= 1e-6 && maximum <= 1e6;
    if usable && minimum < maximum { (minimum, maximum) } else { (0.1, 20.0) }
}

/// The classes worth naming and the height at which they leave the chart: the chosen one first, then
/// those with the highest mean probability at the highest temperature.
fn class_ends(chart: &Temperature, outputs: &[Output], hottest: f64) -> Vec<(usize, f64)> {
    let last: Vec<Vec<f64>> = outputs.iter().map(|output| output.at(hottest)).collect();
    let mean = |class: usize| {
        let known: Vec<f64> = last.iter().filter_map(|shares| shares.get(class).copied()).collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let mut ends: Vec<(usize, f64)> =
        (0..chart.classes.len()).filter_map(|class| Some((class, mean(class)?))).collect();
    ends.sort_by(|a, b| (b.0 == chart.chosen).cmp(&(a.0 == chart.chosen)).then(b.1.total_cmp(&a.1)));
    ends.truncate(NAMED);
    ends
}

/// One class's line of one network.
fn probability<DB: DrawingBackend>(
    pen: &Pen<DB>,
    plot: &Plot,
    output: &Output,
    class: usize,
    emphasised: bool,
) -> Result<(), DrawError> {
    let position = |(temperature, shares): &(f64, Vec<f64>)| match shares[class] {
        // On the ground most classes lie on top of each other: nothing to see, and half of the strokes.
        share if share < GROUND && !emphasised => (f64::NAN, f64::NAN),
        share => plot.position(*temperature, share),
    };
    let line: Vec<(f64, f64)> = output.curves.iter().map(position).collect();
    let (width, opacity) = if emphasised { (2.5, 1.0) } else { (1.0, 0.55) };
    let colour = output.role.colour(pen.theme);
    pen.line(&line, Stroke { colour, opacity, width, dashes: output.role.dashes() })
}

/// The current T, and above it what both networks say of the chosen class there. Above, because beside
/// the markers the text would cover the curves that the cursor is moved to read.
fn cursor<DB: DrawingBackend>(
    pen: &Pen<DB>,
    plot: &Plot,
    chart: &Temperature,
    outputs: &[Output],
) -> Result<(), DrawError> {
    if !(chart.temperature.is_finite() && chart.temperature > 0.0) {
        return Ok(());
    }
    let temperature = chart.temperature.clamp(plot.x_min, plot.x_max);
    let (x, _) = plot.position(temperature, 0.0);
    pen.upright(x - 0.5, plot.top - 3.0, plot.bottom, pen.theme.ink)?;

    let mut values = Vec::new();
    for output in outputs {
        let Some(&share) = output.at(temperature).get(chart.chosen) else { continue };
        let (_, y) = plot.position(temperature, share);
        pen.marker(output.role.marker(), (x, y), 4.0, output.role.colour(pen.theme))?;
        values.push((output, ticks::percentage(share)));
    }

    // Marker, gap, name and value of each network; between them one gap more.
    let (key, label) = (14.0, pen.label(pen.theme.ink));
    let start = pen.note().width("%") + 2.0 * GAP;
    let (end, _) = pen.size();
    let room = (end - start + GAP) / values.len().max(1) as f64 - key - 2.0 * GAP;
    let texts: Vec<String> =
        values.iter().map(|(output, value)| label.fit(output.name, value, room)).collect();
    let widths: f64 = texts.iter().map(|text| key + label.width(text) + 2.0 * GAP).sum();
    let mut left = (x - (widths - 2.0 * GAP) / 2.0).min(end - widths + 2.0 * GAP).max(start);
    let y = pen.note().line_height() * 0.5;
    for ((output, _), text) in values.iter().zip(texts) {
        let colour = output.role.colour(pen.theme);
        pen.marker(output.role.marker(), (left + 4.0, y), 4.0, colour)?;
        pen.text(&text, (left + key, y), pen.label(colour))?;
        left += key + label.width(&text) + 2.0 * GAP;
    }
    Ok(())
}
