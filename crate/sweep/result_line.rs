//! Result lines, `*.jsonl`: one run a line, as `retort run --json` prints it and other programs write it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Sweep;

/// Longest line in bytes: every method of the registry with every score, and room.
pub const LARGEST_LINE: usize = 16_384;

/// What a sweep reads of one run. Further fields may stand there.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ResultLine {
    /// The experiment, in any form of a link.
    pub link: String,
    /// Its seed.
    pub seed: u32,
    /// The teacher.
    pub teacher: NetLine,
    /// The students, by method key.
    pub arms: BTreeMap<String, NetLine>,
    /// Hash of all networks; other engines have none.
    #[serde(default)]
    pub fingerprint: Option<String>,
}

/// One network of a run.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct NetLine {
    /// Share of the test images that it answers rightly, 0 to 1.
    pub accuracy: f64,
}

/// Why a line is no result of a sweep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineError {
    /// Longer than [`LARGEST_LINE`]: its bytes.
    TooLong(usize),
    /// No result line: what was found.
    NotAResult(String),
    /// An accuracy outside 0 to 1: the network.
    BadAccuracy(String),
    /// A run that the sweep does not have: its link.
    NotInSweep(String),
    /// The seed of the line is not that of its link.
    OtherSeed(u32),
}

impl std::fmt::Display for LineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong(bytes) => write!(f, "{bytes} bytes; a line has at most {LARGEST_LINE}"),
            Self::NotAResult(reason) => write!(f, "no result: {reason}"),
            Self::BadAccuracy(net) => write!(f, "accuracy of {net}: allowed is a number from 0 to 1"),
            Self::NotInSweep(link) => write!(f, "the sweep has no run \"{link}\""),
            Self::OtherSeed(seed) => write!(f, "seed {seed} is not that of the link"),
        }
    }
}

impl std::error::Error for LineError {}

impl ResultLine {
    /// Reads one line.
    ///
    /// # Errors
    /// [`LineError::TooLong`], [`LineError::NotAResult`], [`LineError::BadAccuracy`].
    #[cfg(not(target_arch = "wasm32"))]
    pub fn read(line: &str) -> Result<Self, LineError> {
        if line.len() > LARGEST_LINE {
            return Err(LineError::TooLong(line.len()));
        }
        // serde would take a list for an object without names.
        if !line.trim_start().starts_with('{') {
            return Err(LineError::NotAResult("it is no JSON object".into()));
        }
        let found: Self =
            serde_json::from_str(line).map_err(|error| LineError::NotAResult(error.to_string()))?;
        let nets = found.arms.iter().map(|(key, net)| (key.as_str(), net));
        let mut all = std::iter::once(("teacher", &found.teacher)).chain(nets);
        match all.find(|(_, net)| !(0.0..=1.0).contains(&net.accuracy)) {
            Some((key, _)) => Err(LineError::BadAccuracy(key.into())),
            None => Ok(found),
        }
    }
}

impl Sweep {
    /// The number of the run that a line tells of.
    ///
    /// # Errors
    /// [`LineError::NotInSweep`], [`LineError::OtherSeed`].
    pub fn find_line(&self, line: &ResultLine) -> Result<usize, LineError> {
        let at = self.find(&line.link).ok_or_else(|| LineError::NotInSweep(line.link.clone()))?;
        let seed = self.run(at).spec.seed.0;
        if line.seed == seed { Ok(at) } else { Err(LineError::OtherSeed(line.seed)) }
    }
}
