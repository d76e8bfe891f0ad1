//! Sweeps: one experiment at every combination of some fields' values, each combination with several seeds.
//!
//! ```text
//! SweepFile --> Sweep (checked) --> runs, each a canonical link
//!                  ^-- result lines, each of a point and a seed --> statistics of each point
//! ```
//! The axes of a sweep are fields of the spec, by their keys in links. Points are counted along the axes as they are
//! written, the last axis fastest; seeds go from the link's own upward, as `retort run --seeds` counts.

mod error;
#[cfg(not(target_arch = "wasm32"))]
mod file;
mod result_line;
mod statistics;

pub use error::{Code, SweepError};
pub use result_line::{LARGEST_LINE, LineError, NetLine, ResultLine};
pub use statistics::{Summary, gain_over, summary};

use crate::experiment;
use crate::seed::Seed;
use crate::spec::fields::{self, FIELDS, Field, Value};
use crate::spec::link::{self, Problem};
use crate::spec::{ExperimentSpec, Vocabulary};

/// Most runs of a sweep: points times seeds.
pub const MOST_RUNS: u32 = 10_000;

/// A field that a sweep varies.
#[derive(Debug)]
pub struct Axis {
    /// The field.
    pub field: &'static Field,
    /// Its values, each different.
    pub values: Vec<Value>,
}

/// A checked sweep: every one of its runs is an experiment as it stands.
#[derive(Debug)]
pub struct Sweep {
    base: ExperimentSpec,
    axes: Vec<Axis>,
    seeds: u32,
}

/// One run of a sweep.
#[derive(Debug)]
pub struct SweepRun {
    /// Number of its point.
    pub point: usize,
    /// Number of its seed, from 0.
    pub repeat: u32,
    /// The experiment.
    pub spec: ExperimentSpec,
}

impl SweepRun {
    /// The canonical link of the experiment, without `#`.
    pub fn link(&self) -> String {
        link::write(&self.spec)
    }
}

impl Sweep {
    /// Checks a sweep: `link` is any form of a link, `axes` are keys of fields with the texts of their values.
    ///
    /// # Errors
    /// The first thing that cannot be kept, by name: nothing is replaced by a nearest value here, since a sweep may
    /// cost hours.
    pub fn new(link: &str, axes: &[(String, Vec<String>)], seeds: u32) -> Result<Self, SweepError> {
        let vocabulary = experiment::vocabulary();
        let opened = experiment::open(link);
        if let Some(problem) = opened.problems.first() {
            return Err(SweepError::of_problem(Code::BadLink, problem, String::new()));
        }
        if seeds == 0 || seeds > MOST_RUNS {
            let allowed = format!("a whole number from 1 to {MOST_RUNS}");
            return Err(SweepError::new(Code::BadSeeds, "seeds", seeds.to_string(), allowed));
        }
        let mut checked: Vec<Axis> = vec![];
        for (key, values) in axes {
            let field = find(key)?;
            if checked.iter().any(|axis| axis.field.key == key) {
                return Err(SweepError::new(Code::RepeatedAxis, key, key.clone(), "each axis once".into()));
            }
            checked.push(Axis { field, values: read_values(field, values, &vocabulary)? });
        }
        let lengths = checked.iter().map(|axis| axis.values.len() as u64);
        let runs = lengths.fold(u64::from(seeds), u64::saturating_mul);
        if runs > u64::from(MOST_RUNS) {
            let allowed = format!("at most {MOST_RUNS}: points times seeds");
            return Err(SweepError::new(Code::TooManyRuns, "axes", runs.to_string(), allowed));
        }
        let sweep = Self { base: opened.spec, axes: checked, seeds };
        sweep.check_points()?;
        Ok(sweep)
    }

    /// Every point has to be an experiment as it stands, and every axis has to change something somewhere.
    fn check_points(&self) -> Result<(), SweepError> {
        let mut matters = vec![false; self.axes.len()];
        for point in 0..self.point_count() {
            let spec = self.point(point);
            if let Some(problem) = experiment::open(&link::write(&spec)).problems.first() {
                return Err(SweepError::of_problem(Code::RefusedPoint, problem, self.name(point)));
            }
            for (matters, axis) in matters.iter_mut().zip(&self.axes) {
                *matters |= (axis.field.matters)(&spec);
            }
        }
        match self.axes.iter().zip(matters).find(|(_, matters)| !matters) {
            Some((axis, _)) => {
                let allowed = "a field that does something in this experiment".into();
                Err(SweepError::new(Code::IdleAxis, axis.field.key, String::new(), allowed))
            }
            None => Ok(()),
        }
    }

    /// The experiment without any axis, with the first seed.
    pub fn base(&self) -> &ExperimentSpec {
        &self.base
    }

    /// The axes, in the order of the file.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// Seeds of each point.
    pub fn seeds(&self) -> u32 {
        self.seeds
    }

    /// Number of points; 1 without any axis.
    pub fn point_count(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// Number of runs.
    pub fn run_count(&self) -> usize {
        self.point_count() * self.seeds as usize
    }

    /// For each axis the number of the value that a point has there.
    pub fn place(&self, point: usize) -> Vec<usize> {
        let mut rest = point;
        let mut place: Vec<usize> = vec![0; self.axes.len()];
        for (at, axis) in place.iter_mut().zip(&self.axes).rev() {
            *at = rest % axis.values.len();
            rest /= axis.values.len();
        }
        place
    }

    /// The experiment of a point, with the first seed.
    pub fn point(&self, point: usize) -> ExperimentSpec {
        let mut spec = self.base.clone();
        for (axis, at) in self.axes.iter().zip(self.place(point)) {
            // The value was read from such a field.
            (axis.field.write)(&mut spec, &axis.values[at]);
        }
        spec
    }

    /// What distinguishes a point, as `T=4, student=cnn-4-8`.
    pub fn name(&self, point: usize) -> String {
        let pairs = self.axes.iter().zip(self.place(point));
        let texts: Vec<_> =
            pairs.map(|(axis, at)| format!("{}={}", axis.field.key, axis.values[at])).collect();
        texts.join(", ")
    }

    /// A run by its number: all seeds of the first point, then those of the next.
    pub fn run(&self, at: usize) -> SweepRun {
        let (point, repeat) = (at / self.seeds as usize, (at % self.seeds as usize) as u32);
        let spec = ExperimentSpec { seed: Seed(self.base.seed.0.wrapping_add(repeat)), ..self.point(point) };
        SweepRun { point, repeat, spec }
    }

    /// Every run, in order.
    pub fn runs(&self) -> impl Iterator<Item = SweepRun> + '_ {
        (0..self.run_count()).map(|at| self.run(at))
    }

    /// The run of a link, by its number; none where the sweep has no such run. The link may have any form.
    pub fn find(&self, link: &str) -> Option<usize> {
        let opened = experiment::open(link);
        let repeat = opened.spec.seed.0.wrapping_sub(self.base.seed.0);
        if !opened.problems.is_empty() || repeat >= self.seeds {
            return None;
        }
        let at = |axis: &Axis| {
            let value = (axis.field.read)(&opened.spec);
            axis.values.iter().position(|each| *each == value)
        };
        let point = self
            .axes
            .iter()
            .try_fold(0, |before, axis| at(axis).map(|at| before * axis.values.len() + at))?;
        let found = point * self.seeds as usize + repeat as usize;
        (self.run(found).spec == opened.spec).then_some(found)
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

fn find(key: &str) -> Result<&'static Field, SweepError> {
    match fields::find(key) {
        Some(_) if key == "seed" => {
            Err(SweepError::new(Code::SeedAxis, key, key.into(), "seeds, with a number".into()))
        }
        Some(field) => Ok(field),
        None => {
            let known: Vec<_> = FIELDS.iter().map(|field| field.key).filter(|key| *key != "seed").collect();
            Err(SweepError::new(Code::UnknownAxis, key, key.into(), known.join(", ")))
        }
    }
}

/// The values of an axis, each inside the field's range and each different.
fn read_values(field: &Field, texts: &[String], words: &Vocabulary) -> Result<Vec<Value>, SweepError> {
    if texts.is_empty() {
        return Err(SweepError::new(Code::NoValues, field.key, String::new(), "at least one value".into()));
    }
    let mut values: Vec<Value> = vec![];
    for text in texts {
        let opened = link::check([(field.key.to_owned(), text.clone())], words);
        // Whether it goes together with the others is asked at each point.
        let wrong = |problem: &&Problem| problem.key == field.key && problem.reason.is_none();
        if let Some(problem) = opened.problems.iter().find(wrong) {
            return Err(SweepError::of_problem(Code::BadValue, problem, String::new()));
        }
        // A number of images that the default dataset lacks was cut; other datasets have them.
        let value = match text.parse() {
            Ok(number) if matches!(field.kind, fields::Kind::Integer { .. }) => Value::Integer(number),
            _ => (field.read)(&opened.spec),
        };
        if values.contains(&value) {
            return Err(SweepError::new(
                Code::RepeatedValue,
                field.key,
                text.clone(),
                "each value once".into(),
            ));
        }
        values.push(value);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes(parts: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        let text = |part: &&str| (*part).to_string();
        parts.iter().map(|(key, values)| ((*key).to_string(), values.iter().map(text).collect())).collect()
    }

    fn sweep(link: &str, parts: &[(&str, &[&str])], seeds: u32) -> Sweep {
        Sweep::new(link, &axes(parts), seeds).expect("sound")
    }

    fn refused(link: &str, parts: &[(&str, &[&str])], seeds: u32) -> SweepError {
        Sweep::new(link, &axes(parts), seeds).expect_err("not sound")
    }

    #[test]
    fn the_last_axis_is_fastest_and_seeds_are_faster_still() {
        let sweep = sweep("v=1&seed=7", &[("T", &["1", "2.0"]), ("student", &["cnn-2-4", "cnn-4-8"])], 2);
        let links: Vec<_> = sweep.runs().map(|run| run.link()).collect();
        assert_eq!(links.len(), 8);
        assert_eq!(links[0], "v=1&student=cnn-2-4&T=1&seed=7");
        assert_eq!(links[1], "v=1&student=cnn-2-4&T=1&seed=8");
        assert_eq!(links[2], "v=1&T=1&seed=7");
        assert_eq!(links[7], "v=1&T=2&seed=8");
        assert_eq!(sweep.name(3), "T=2, student=cnn-4-8");
    }

    #[test]
    fn each_link_finds_its_run_in_any_form_and_no_other() {
        let sweep = sweep("seed=4294967295", &[("alpha", &["0", "0.1"]), ("labels", &["50", "100"])], 3);
        for (at, run) in sweep.runs().enumerate() {
            assert_eq!(sweep.find(&run.link()), Some(at));
            assert_eq!(sweep.find(&format!("https://example.org/#{}", run.link())), Some(at));
        }
        assert_eq!(sweep.find("seed=1&alpha=0.1"), Some(sweep.run_count() - 4), "seeds wrap around");
        for foreign in ["seed=2", "seed=1&alpha=0.2", "seed=1&T=2", "seed=1&T=zero"] {
            assert_eq!(sweep.find(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn without_an_axis_only_seeds_differ() {
        let sweep = sweep("", &[], 4);
        assert_eq!((sweep.point_count(), sweep.run_count()), (1, 4));
        assert_eq!(sweep.find("seed=45"), Some(3));
    }

    #[test]
    fn what_cannot_be_kept_is_named() {
        let many: Vec<String> = (1..=2_001).map(|value| value.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (link, parts, seeds, code, key) in [
            ("T=0", &[][..], 1, Code::BadLink, "T"),
            ("", &[("temperature", &["1"][..])], 1, Code::UnknownAxis, "temperature"),
            ("", &[("seed", &["1"])], 1, Code::SeedAxis, "seed"),
            ("", &[("T", &["1"]), ("T", &["2"])], 1, Code::RepeatedAxis, "T"),
            ("", &[("T", &[])], 1, Code::NoValues, "T"),
            ("", &[("T", &["1", "1000"])], 1, Code::BadValue, "T"),
            ("", &[("T", &["warm"])], 1, Code::BadValue, "T"),
            ("", &[("steps", &["1.5"])], 1, Code::BadValue, "steps"),
            ("", &[("student", &["cnn"])], 1, Code::BadValue, "student"),
            ("", &[("T", &["1", "1.0"])], 1, Code::RepeatedValue, "T"),
            ("", &[("bits", &["2", "8"])], 1, Code::IdleAxis, "bits"),
            ("", &[("T", &["1"])], 0, Code::BadSeeds, "seeds"),
            ("", &[("steps", &many)], 5, Code::TooManyRuns, "axes"),
            ("", &[("labels", &["50", "2000"])], 1, Code::RefusedPoint, "labels"),
            ("", &[("T", &["1", "2"]), ("teacher", &["search"])], 1, Code::RefusedPoint, "teacher"),
        ] {
            let error = refused(link, parts, seeds);
            assert_eq!((error.code, error.key.as_str()), (code, key), "{error}");
        }
        let error = refused("", &[("T", &["1", "2"]), ("labels", &["50", "2000"])], 1);
        assert_eq!(error.point, "T=1, labels=2000");
        assert!(error.to_string().starts_with("point T=1, labels=2000: labels=2000"), "{error}");
    }

    #[test]
    fn more_images_than_the_default_dataset_has_are_fine_where_there_are_more() {
        let sweep = sweep("v=1&data=mnist", &[("labels", &["50", "3000"])], 1);
        assert_eq!(sweep.run(1).link(), "v=1&data=mnist&labels=3000");
    }

    #[test]
    fn lists_of_words_are_one_value() {
        let sweep = sweep("", &[("arms", &["hard-labels,soft-labels", "hard-labels"])], 1);
        assert_eq!(sweep.run(1).link(), "v=1&arms=hard-labels");
    }
}
