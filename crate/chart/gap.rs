//! Numbers that may be missing. JSON cannot write NaN and stores `null` instead; both mean a gap.

use serde::{Deserialize, Deserializer};

/// Reads numbers; a missing one becomes NaN.
pub(super) fn numbers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    let numbers = Vec::<Option<f64>>::deserialize(from)?;
    Ok(numbers.into_iter().map(|number| number.unwrap_or(f64::NAN)).collect())
}

/// Reads `[x, y]` pairs; a missing number becomes NaN.
pub(super) fn points<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(f64, f64)>, D::Error> {
    let points = Vec::<(Option<f64>, Option<f64>)>::deserialize(from)?;
    let known = |number: Option<f64>| number.unwrap_or(f64::NAN);
    Ok(points.into_iter().map(|(x, y)| (known(x), known(y))).collect())
}
