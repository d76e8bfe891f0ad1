//! Chapters: one experiment for each claim of the introduction to distillation that the playground follows.
//!
//! A chapter is a link that runs, a figure that answers one question, and measures beside what the document says. Its
//! words are Markdown in `chapters/`. One chapter = one file here + one line in [`CHAPTERS`] + its two texts.

mod alpha;
mod compression_phone;
mod domain;
mod ensemble;
mod half_depth;
mod hard_and_soft;
mod inspection;
mod layer_matching;
mod limits_bias;
mod limits_cost;
mod limits_no_gain;
mod omitted_class;
mod search_as_teacher;
mod size_ladder;
mod speech;
mod temperature;
mod two_views;
mod which_signal;

pub mod report;
pub mod text;
pub mod training;

use std::rc::Rc;

use crate::data::Dataset;
use crate::experiment;
use crate::model::Cost;
use crate::spec::ExperimentSpec;
use crate::spec::link::{self, Opened};

/// Every chapter, in the order of the document.
pub static CHAPTERS: &[&Chapter] = &[
    &hard_and_soft::CHAPTER,
    &omitted_class::CHAPTER,
    &temperature::CHAPTER,
    &alpha::CHAPTER,
    &which_signal::CHAPTER,
    &ensemble::CHAPTER,
    &size_ladder::CHAPTER,
    &domain::CHAPTER,
    &two_views::CHAPTER,
    &compression_phone::CHAPTER,
    &inspection::CHAPTER,
    &speech::CHAPTER,
    &layer_matching::CHAPTER,
    &search_as_teacher::CHAPTER,
    &half_depth::CHAPTER,
    &limits_bias::CHAPTER,
    &limits_cost::CHAPTER,
    &limits_no_gain::CHAPTER,
];

/// See the module.
#[derive(Debug)]
pub struct Chapter {
    /// Its name in addresses and files.
    pub key: &'static str,
    /// The experiment that it opens.
    pub link: &'static str,
    /// What the figure varies; none where it compares the networks of one experiment.
    pub axis: Option<Axis>,
    /// What the figure shows.
    pub figure: Figure,
    /// Numbers of the experiment, some of them beside a claim of the document.
    pub measures: &'static [Measure],
}

impl Chapter {
    /// The experiments of the figure, in the order of its axis: where each stands, and its settings. A single one
    /// without a place where there is no axis.
    pub fn points(&self) -> Vec<(Option<f64>, ExperimentSpec)> {
        let spec = |part: &str| self.open(part).spec;
        match &self.axis {
            Some(axis) => axis.points.iter().map(|(x, part)| (Some(*x), spec(part))).collect(),
            None => vec![(None, spec(""))],
        }
    }

    /// The chapter's link with `part` behind it: what both name has the value of `part`.
    pub fn open(&self, part: &str) -> Opened {
        let pairs = |text: &'static str| text.split('&').filter(|pair| !pair.is_empty());
        let key = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let own: Vec<_> = part.split('&').filter(|pair| !pair.is_empty()).map(key).collect();
        let kept = pairs(self.link).filter(|pair| !own.contains(&key(pair)));
        let text: Vec<&str> = kept.chain(part.split('&')).filter(|pair| !pair.is_empty()).collect();
        experiment::open(&text.join("&"))
    }

    /// The chapter's link in its shortest form.
    pub fn written_link(&self) -> String {
        link::write(&self.open("").spec)
    }
}

/// Values of one field, or of several at once: each value is a part of a link that is put behind the chapter's own.
#[derive(Debug)]
pub struct Axis {
    /// Its name in texts; the key of the field where it is one.
    pub key: &'static str,
    /// Where each point stands on the axis, and what it adds to the link. `NaN` stands for a point without a number,
    /// which the figure names instead.
    pub points: &'static [(f64, &'static str)],
    /// Whether equal ratios are equally far apart.
    pub log: bool,
}

/// A number that is measured, and what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A part of a whole, from 0 to 1; shown in per cent.
    Share,
    /// A difference of two shares; shown in percentage points.
    Points,
    /// How many times as much.
    Ratio,
    /// How many.
    Count,
    /// Microseconds.
    Microseconds,
    /// Nats.
    Nats,
    /// A plain number.
    Plain,
}

/// The figure: a curve for each series where there is an axis, else a bar for each.
#[derive(Debug)]
pub struct Figure {
    /// What the values count.
    pub unit: Unit,
    /// What is compared.
    pub series: &'static [Series],
}

/// One curve, or one bar.
#[derive(Debug)]
pub struct Series {
    /// Its name in texts: a role, or a word of the chapter.
    pub key: &'static str,
    /// Its value in one run; none where the run has no such network.
    pub value: fn(&Results) -> Option<f64>,
}

/// One number of a chapter.
#[derive(Debug)]
pub struct Measure {
    /// Its name in texts.
    pub key: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What the document says, where it names a number.
    pub claimed: Option<f64>,
    /// Its value for one seed, from the runs at all points of the axis, in their order.
    pub value: fn(&[Results]) -> Option<f64>,
    /// What the mean over seeds has to be; the project's tests hold it.
    pub expected: Expected,
}

/// What is expected of a mean over seeds.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// From the first to the second.
    Between(f64, f64),
    /// Nothing: the number is what it is, such as a time.
    Reported,
}

impl Expected {
    /// Whether a mean is as expected.
    pub fn holds(self, mean: f64) -> bool {
        match self {
            Self::AtLeast(least) => mean >= least,
            Self::AtMost(most) => mean <= most,
            Self::Between(least, most) => (least..=most).contains(&mean),
            Self::Reported => mean.is_finite(),
        }
    }
}

/// Everything that one run leaves behind.
#[derive(Debug, Clone)]
pub struct Results {
    /// The experiment.
    pub spec: ExperimentSpec,
    /// Its images, as the networks saw them.
    pub dataset: Rc<Dataset>,
    /// The teacher and the students, by role.
    pub nets: Vec<NetResult>,
}

/// One network of a run.
#[derive(Debug, Clone)]
pub struct NetResult {
    /// [`crate::session::TEACHER`] or the key of a method.
    pub role: String,
    /// Logits on the test images, `[test, classes]`.
    pub logits: Vec<f32>,
    /// All weights, in the order of [`crate::model::weights::flatten`].
    pub weights: Vec<f32>,
    /// What the network costs.
    pub cost: Cost,
    /// Time to answer one image.
    pub microseconds_per_image: f64,
    /// Time of its training, without its teacher's.
    pub training_seconds: f64,
    /// Hash of weights and answers.
    pub fingerprint: String,
}

impl Results {
    /// The network of this role.
    pub fn net(&self, role: &str) -> Option<&NetResult> {
        self.nets.iter().find(|net| net.role == role)
    }

    /// Share of the test images that this network answers rightly.
    pub fn accuracy(&self, role: &str) -> Option<f64> {
        let net = self.net(role)?;
        Some(crate::metric::scores(&net.logits, &self.dataset.test.labels, None).accuracy)
    }

    /// By how much the first network is more often right than the second, as a difference of shares.
    pub fn gain(&self, role: &str, over: &str) -> Option<f64> {
        Some(self.accuracy(role)? - self.accuracy(over)?)
    }
}

/// The chapter with this key.
pub fn find(key: &str) -> Option<&'static Chapter> {
    CHAPTERS.iter().copied().find(|chapter| chapter.key == key)
}
