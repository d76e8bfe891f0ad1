//! `docs/results.md`: all chapters' numbers, for people.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use retort::chapter::report::{MeasureReport, Report};
use retort::chapter::text::Text;
use retort::chapter::{CHAPTERS, Chapter, Expected, Unit};
use retort::metric::paired::Interval;

/// The language of the table.
const LANGUAGE: &str = "en";

const HEAD: &str = "\
# What the chapters measure

Each chapter of the playground beside what the document says. `cargo xtask verify` trains them all and writes this file;
`retort verify <chapter>` does one again. A value is the mean over seeds with its 95 % interval (Student's t); *expected* is
what the project holds the mean to. Fingerprints are those of native code on one machine, which need not be a browser's
([engines](engines.md)).
";

/// The whole file, from the files of the chapters that have one.
pub fn table(root: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let mut text = HEAD.to_owned();
    for chapter in CHAPTERS {
        let Ok(stored) = fs::read_to_string(super::file(root, chapter)) else { continue };
        let report: Report =
            serde_json::from_str(&stored).map_err(|error| format!("{}: {error}", chapter.key))?;
        let words = words(root, chapter)?;
        section(&mut text, &report, &words)?;
    }
    Ok(text)
}

fn words(root: &Path, chapter: &Chapter) -> Result<Text, String> {
    let path = root.join("chapters").join(format!("{}.{LANGUAGE}.md", chapter.key));
    let markdown = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Text::read(&markdown, LANGUAGE).map_err(|error| format!("{}: {error}", path.display()))
}

fn section(text: &mut String, report: &Report, words: &Text) -> std::fmt::Result {
    let name = |key: String| words.name(&key).map_or(key.clone(), cell);
    writeln!(text, "\n## {}\n", words.title)?;
    writeln!(text, "The document says: {}\n", words.claim.replace('\n', " "))?;
    writeln!(text, "| measure | the document | measured | expected | held |")?;
    writeln!(text, "|---|---|---|---|---|")?;
    for measure in &report.measures {
        let claimed = measure.claimed.map_or("-".into(), |value| written(value, measure.unit));
        let held = measure.held.map_or("-", |held| if held { "yes" } else { "**no**" });
        let (found, expected) = (interval(measure.mean, measure.unit), expected(measure));
        writeln!(
            text,
            "| {} | {claimed} | {found} | {expected} | {held} |",
            name(format!("measure.{}", measure.key))
        )?;
    }
    let axis = report.axis.as_ref().map_or("-".into(), |_| name("axis".into()));
    let series = report.series.iter().map(|series| name(format!("series.{}", series.key)));
    writeln!(text, "\n{}\n", name("figure".into()))?;
    writeln!(text, "| {axis} | {} |", series.collect::<Vec<_>>().join(" | "))?;
    writeln!(text, "|---{}|", "|---".repeat(report.series.len()))?;
    for (at, point) in report.points.iter().enumerate() {
        let place = point.x.map_or_else(|| name(format!("point.{}", at + 1)), |x| x.to_string());
        let place = if report.axis.is_some() { place } else { "mean".into() };
        let values = report.series.iter().map(|series| interval(series.means[at], report.unit));
        writeln!(text, "| {place} | {} |", values.collect::<Vec<_>>().join(" | "))?;
    }
    let list = |values: Vec<String>| values.join(", ");
    writeln!(text, "\nLink: `#{}`  ", report.link)?;
    writeln!(text, "Seeds: {}  ", list(report.seeds.iter().map(u32::to_string).collect()))?;
    writeln!(
        text,
        "Fingerprints: {}",
        list(report.fingerprints.iter().map(|hash| format!("`{hash}`")).collect())
    )
}

/// What a mean has to be.
pub fn expected(measure: &MeasureReport) -> String {
    let written = |value| written(value, measure.unit);
    match measure.expected {
        Expected::AtLeast(least) => format!("at least {}", written(least)),
        Expected::AtMost(most) => format!("at most {}", written(most)),
        Expected::Between(least, most) => format!("{} to {}", plain(least, measure.unit), written(most)),
        Expected::Reported => "-".into(),
    }
}

/// Text that does not end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A mean with its interval, or a dash.
pub fn interval(found: Option<Interval>, unit: Unit) -> String {
    let Some(Interval { mean, margin }) = found else { return "-".into() };
    match margin {
        Some(margin) => format!(
            "{} ({} to {})",
            written(mean, unit),
            plain(mean - margin, unit),
            plain(mean + margin, unit)
        ),
        None => written(mean, unit),
    }
}

/// A number with its unit.
fn written(value: f64, unit: Unit) -> String {
    let number = plain(value, unit);
    match unit {
        Unit::Share => format!("{number} %"),
        Unit::Points => format!("{number} points"),
        Unit::Ratio => format!("{number} x"),
        Unit::Microseconds => format!("{number} µs"),
        Unit::Nats => format!("{number} nats"),
        Unit::Count | Unit::Plain => number,
    }
}

/// A number as its unit counts, without the unit.
fn plain(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => format!("{:.1}", value * 100.0),
        Unit::Points => format!("{:+.1}", value * 100.0),
        Unit::Count if value.abs() >= 10.0 => format!("{value:.0}"),
        Unit::Nats => format!("{value:.3}"),
        _ if value == 0.0 => "0".into(),
        // Three significant digits, and no fewer than the whole number has.
        _ => {
            let digits = value.abs().log10().floor() as i32;
            format!("{value:.*}", (2 - digits).clamp(0, 12) as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_and_units_of_their_kind() {
        for (value, unit, text) in [
            (0.8512, Unit::Share, "85.1 %"),
            (-0.0312, Unit::Points, "-3.1 points"),
            (0.05, Unit::Points, "+5.0 points"),
            (14.72, Unit::Ratio, "14.7 x"),
            (3.456, Unit::Microseconds, "3.46 µs"),
            (0.4212, Unit::Nats, "0.421 nats"),
            (12_345.6, Unit::Count, "12346"),
            (0.000_123_4, Unit::Plain, "0.000123"),
            (0.0, Unit::Plain, "0"),
        ] {
            assert_eq!(written(value, unit), text);
        }
        let found = Some(Interval { mean: 0.5, margin: Some(0.1) });
        assert_eq!(interval(found, Unit::Share), "50.0 % (40.0 to 60.0)");
        assert_eq!(interval(Some(Interval { mean: 0.5, margin: None }), Unit::Share), "50.0 %");
        assert_eq!(interval(None, Unit::Share), "-");
    }
}
