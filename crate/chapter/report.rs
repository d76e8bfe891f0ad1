//! A chapter in numbers: what its figure shows and what its measures say, for each seed and over all of them.

use serde::{Deserialize, Serialize};

use super::{Axis, Chapter, Expected, Results, Unit};
use crate::device::ENGINE_VERSION;
use crate::metric::fingerprint::fingerprint_of_texts;
use crate::metric::paired::{Interval, interval};
use crate::seed::Seed;
use crate::session::TEACHER;
use crate::spec::{ExperimentSpec, link};

/// What one seed's runs leave for figure and measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeedValues {
    /// The seed.
    pub seed: u32,
    /// One entry a point of the axis.
    pub points: Vec<PointValues>,
    /// One value a measure.
    pub measures: Vec<Option<f64>>,
    /// Time of all trainings, one after the other.
    pub seconds: f64,
}

/// One run's part of [`SeedValues`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointValues {
    /// Of all its networks.
    pub fingerprint: String,
    /// One value a series.
    pub series: Vec<Option<f64>>,
}

/// Figure and measures of one seed, from the runs at all points of the axis, in their order.
pub fn evaluate(chapter: &Chapter, runs: &[Results]) -> SeedValues {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    SeedValues {
        seed: runs.first().map_or(0, |run| run.spec.seed.0),
        points: runs
            .iter()
            .map(|run| PointValues {
                fingerprint: fingerprint_of_texts(run.nets.iter().map(|net| net.fingerprint.as_str())),
                series: chapter.figure.series.iter().map(|series| finite((series.value)(run))).collect(),
            })
            .collect(),
        measures: chapter.measures.iter().map(|measure| finite((measure.value)(runs))).collect(),
        seconds: seconds(runs),
    }
}

/// Time of all trainings; a teacher that several points share was trained once.
fn seconds(runs: &[Results]) -> f64 {
    let mut trained = vec![];
    let mut sum = 0.0;
    for net in runs.iter().flat_map(|run| &run.nets) {
        if net.role == TEACHER && trained.contains(&&net.fingerprint) {
            continue;
        }
        trained.push(&net.fingerprint);
        sum += net.training_seconds;
    }
    sum
}

/// See the module. The page draws it, `docs/results.md` prints it; the file `www/chapters/<key>.json` is one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The chapter.
    pub key: String,
    /// Its experiment, for the first seed.
    pub link: String,
    /// Version of the engine; its fingerprints are those of one version.
    pub version: u32,
    /// Seeds, in the order of all lists below.
    pub seeds: Vec<u32>,
    /// Of all networks at all points, one a seed.
    pub fingerprints: Vec<String>,
    /// What the figure varies.
    pub axis: Option<AxisEntry>,
    /// The points of the axis, or the single experiment.
    pub points: Vec<PointEntry>,
    /// What the figure's values count.
    pub unit: Unit,
    /// The figure's curves or bars.
    pub series: Vec<SeriesReport>,
    /// The chapter's numbers.
    pub measures: Vec<MeasureReport>,
    /// Time of one seed's trainings on the machine that made the report, mean over seeds.
    pub seconds: Option<f64>,
}

/// What a figure varies.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AxisEntry {
    /// Its name in texts.
    pub key: String,
    /// Whether equal ratios are equally far apart.
    pub log: bool,
}

impl AxisEntry {
    fn of(axis: &Axis) -> Self {
        Self { key: axis.key.into(), log: axis.log }
    }
}

/// One experiment of a figure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PointEntry {
    /// Its place on the axis; none for a point without a number, or without an axis.
    pub x: Option<f64>,
    /// Its experiment, for the first seed.
    pub link: String,
}

/// One curve or bar.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SeriesReport {
    /// Its name in texts.
    pub key: String,
    /// `[point][seed]`.
    pub values: Vec<Vec<Option<f64>>>,
    /// One a point; none where no seed has a value.
    pub means: Vec<Option<Interval>>,
}

/// One number of a chapter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MeasureReport {
    /// Its name in texts.
    pub key: String,
    /// What it counts.
    pub unit: Unit,
    /// What the document says, where it names a number.
    pub claimed: Option<f64>,
    /// One a seed.
    pub values: Vec<Option<f64>>,
    /// Over all seeds that have a value.
    pub mean: Option<Interval>,
    /// What the mean has to be.
    pub expected: Expected,
    /// Whether it is; none where nothing is expected.
    pub held: Option<bool>,
}

impl Report {
    /// Puts the seeds side by side.
    pub fn new(chapter: &Chapter, seeds: &[SeedValues]) -> Self {
        let points = chapter.points();
        let first = seeds.first().map(|values| values.seed);
        let written = |spec: &ExperimentSpec| {
            let seed = first.map_or(spec.seed, Seed);
            link::write(&ExperimentSpec { seed, ..spec.clone() })
        };
        let series = |at: usize| {
            let of = |point: usize| {
                let value = |seed: &SeedValues| *seed.points.get(point)?.series.get(at)?;
                seeds.iter().map(value).collect::<Vec<_>>()
            };
            let values: Vec<_> = (0..points.len()).map(of).collect();
            let means = values.iter().map(|values| mean(values)).collect();
            SeriesReport { key: chapter.figure.series[at].key.into(), values, means }
        };
        let measures = chapter.measures.iter().enumerate().map(|(at, measure)| {
            let value = |seed: &SeedValues| seed.measures.get(at).copied().flatten();
            let values: Vec<_> = seeds.iter().map(value).collect();
            let mean = mean(&values);
            let holds = |mean: Option<Interval>| mean.is_some_and(|found| measure.expected.holds(found.mean));
            MeasureReport {
                key: measure.key.into(),
                unit: measure.unit,
                claimed: measure.claimed,
                expected: measure.expected,
                held: (measure.expected != Expected::Reported).then(|| holds(mean)),
                values,
                mean,
            }
        });
        Self {
            key: chapter.key.into(),
            link: written(&chapter.open("").spec),
            version: ENGINE_VERSION,
            seeds: seeds.iter().map(|values| values.seed).collect(),
            fingerprints: seeds
                .iter()
                .map(|seed| fingerprint_of_texts(seed.points.iter().map(|point| point.fingerprint.as_str())))
                .collect(),
            axis: chapter.axis.as_ref().map(AxisEntry::of),
            points: points
                .iter()
                .map(|(x, spec)| PointEntry { x: x.filter(|x| x.is_finite()), link: written(spec) })
                .collect(),
            unit: chapter.figure.unit,
            series: (0..chapter.figure.series.len()).map(series).collect(),
            measures: measures.collect(),
            seconds: mean(&seeds.iter().map(|seed| Some(seed.seconds)).collect::<Vec<_>>())
                .map(|time| time.mean),
        }
    }

    /// The measures whose mean is not what is expected.
    pub fn broken(&self) -> Vec<&MeasureReport> {
        self.measures.iter().filter(|measure| measure.held == Some(false)).collect()
    }
}

fn mean(values: &[Option<f64>]) -> Option<Interval> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    interval(&known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter;

    fn seed(points: usize, seed: u32, series: [Option<f64>; 2], measures: &[Option<f64>]) -> SeedValues {
        let point = PointValues { fingerprint: format!("{seed}"), series: series.to_vec() };
        SeedValues { seed, points: vec![point; points], measures: measures.to_vec(), seconds: 1.5 }
    }

    #[test]
    fn seeds_become_means_with_intervals_and_gaps_stay_gaps() {
        let chapter = chapter::find("temperature").expect("a chapter");
        let count = chapter.axis.as_ref().map_or(1, |axis| axis.points.len());
        let measured = |first, second| {
            let mut measures = vec![None; chapter.measures.len()];
            measures[..2].clone_from_slice(&[Some(first), Some(second)]);
            measures
        };
        let seeds = [
            seed(count, 42, [Some(0.8), None], &measured(0.1, 0.4)),
            seed(count, 43, [Some(0.9), None], &measured(0.2, 0.8)),
        ];
        let report = Report::new(chapter, &seeds);
        assert_eq!(report.seeds, [42, 43]);
        assert_eq!(report.points.len(), count);
        assert_eq!(report.points[0].link, "v=1&T=0.25");
        let [soft, hard] = &report.series[..] else { panic!("two series") };
        assert!((soft.means[0].expect("values").mean - 0.85).abs() < 1e-12);
        assert_eq!(hard.means, vec![None; count]);
        assert_eq!(report.measures[0].held, Some(true));
        assert_eq!(report.measures[1].held, Some(false), "a gain of 0.6 is more than expected");
        assert_eq!(report.measures[2].held, Some(false), "what was not measured does not hold");
        assert_eq!(report.broken().len(), chapter.measures.len() - 1);
        assert_ne!(report.fingerprints[0], report.fingerprints[1]);
        assert_eq!(report.seconds, Some(1.5));
    }
}
