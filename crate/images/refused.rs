//! Why own images were refused.

/// What is wrong, what was found, what would do.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refused {
    /// A stable word for the part that is wrong.
    pub field: &'static str,
    /// What was found there.
    pub found: String,
    /// What is allowed, or the way out.
    pub allowed: String,
}

impl Refused {
    /// A refusal of this field.
    pub fn new(field: &'static str, found: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self { field, found: found.into(), allowed: allowed.into() }
    }

    /// A number outside of its range.
    pub(crate) fn range(field: &'static str, found: usize, [least, most]: [usize; 2]) -> Self {
        Self::new(field, found.to_string(), format!("{least} to {most}"))
    }
}

impl std::error::Error for Refused {}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "own images, {}: {}; allowed is {}", self.field, self.found, self.allowed)
    }
}
