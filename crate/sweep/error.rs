//! What is wrong with a sweep, by name and with the way out.

use crate::spec::link::Problem;

/// Kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The file is no sweep: `given` says where and why.
    NotASweep,
    /// The link that all runs have in common is not sound.
    BadLink,
    /// No field has this key.
    UnknownAxis,
    /// Seeds are counted by `seeds`.
    SeedAxis,
    /// The axis stands there twice.
    RepeatedAxis,
    /// The axis has no values.
    NoValues,
    /// The field does not accept the value.
    BadValue,
    /// The axis has the value twice, perhaps in another form.
    RepeatedValue,
    /// The field does nothing at any point of the sweep.
    IdleAxis,
    /// The number of seeds is outside its range.
    BadSeeds,
    /// More than [`super::MOST_RUNS`].
    TooManyRuns,
    /// Settings of one point cannot go together.
    RefusedPoint,
}

/// One mistake; the first one that was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SweepError {
    /// Kind of mistake.
    pub code: Code,
    /// The axis or field.
    pub key: String,
    /// What was given.
    pub given: String,
    /// What is allowed.
    pub allowed: String,
    /// For [`Code::RefusedPoint`], the point, as [`super::Sweep::name`] writes it.
    pub point: String,
    /// For settings that cannot go together, the stable name of the reason.
    pub reason: Option<&'static str>,
}

impl SweepError {
    pub(super) fn new(code: Code, key: &str, given: String, allowed: String) -> Self {
        Self { code, key: key.into(), given, allowed, point: String::new(), reason: None }
    }

    pub(super) fn of_problem(code: Code, problem: &Problem, point: String) -> Self {
        let Problem { key, given, allowed, reason, .. } = problem.clone();
        Self { code, key, given, allowed, point, reason }
    }
}

impl std::fmt::Display for SweepError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { key, given, allowed, point, .. } = self;
        match self.code {
            Code::NotASweep => write!(f, "no sweep: {given}; expected is {allowed}"),
            Code::BadLink => write!(f, "link: {key}={given}: allowed is {allowed}"),
            Code::UnknownAxis => write!(f, "no field \"{key}\" to sweep over: there are {allowed}"),
            Code::SeedAxis => write!(f, "\"seed\" is no axis: say how many with \"seeds\""),
            Code::RepeatedAxis => write!(f, "axis {key} stands there twice"),
            Code::NoValues => write!(f, "axis {key} has no values"),
            Code::BadValue => write!(f, "axis {key}: {given} is not allowed, but {allowed}"),
            Code::RepeatedValue => write!(f, "axis {key} has {given} twice"),
            Code::IdleAxis => write!(f, "axis {key} changes nothing: no point of the sweep uses that field"),
            Code::BadSeeds => write!(f, "seeds={given}: allowed is {allowed}"),
            Code::TooManyRuns => write!(f, "{given} runs: allowed are {allowed}"),
            Code::RefusedPoint => write!(f, "point {point}: {key}={given}: allowed is {allowed}"),
        }
    }
}

impl std::error::Error for SweepError {}
