//! Two settings that cannot go together, although each alone is fine.

use super::ExperimentSpec;
use super::fields::Value;

/// A clash and the way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// Stable name of the reason; texts explain it.
    pub reason: &'static str,
    /// Key of the field that is changed.
    pub key: &'static str,
    /// Its nearest value that works.
    pub nearest: Value,
    /// What would be allowed, in words.
    pub allowed: String,
}

impl Clash {
    /// The way out that leaves a method out of the comparison; soft labels stay where nothing else does.
    pub fn without_arm(
        spec: &ExperimentSpec,
        arm: &str,
        reason: &'static str,
        allowed: impl Into<String>,
    ) -> Self {
        let mut rest: Vec<_> = spec.arms.iter().copied().filter(|&other| other != arm).collect();
        if rest.is_empty() {
            rest.push("soft-labels");
        }
        Self { reason, key: "arms", nearest: Value::Words(rest), allowed: allowed.into() }
    }
}
