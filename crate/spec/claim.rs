//! The claim that a link may carry: which result somebody got with it. It stands beside the experiment and is no part
//! of it: equal experiments with different claims are still equal.
//!
//! `e=1&r=7f3a9c21-0a1b2c3d-…`: the engine's version, then the first digits of the run's fingerprint and of those of
//! the teacher and of every arm, in order. The networks' may be left out. How each of them got there may stand behind
//! ([`super::course`]).

use serde::Serialize;

use super::course::Course;

/// The key of the engine's version.
pub const ENGINE_KEY: &str = "e";
/// The key of the fingerprints.
pub const RESULT_KEY: &str = "r";
/// Fewest and most hexadecimal digits of a fingerprint: below that chance would do, above there are none.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=16;
/// What a claim looks like, in words.
pub const ALLOWED: &str = "8 to 16 hexadecimal digits of a fingerprint, or several joined by -";

/// Which result a link says that it gives.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Claim {
    /// Version of the engine that computed it, where the link says so.
    pub engine: Option<u32>,
    /// First digits of the run's fingerprint, in lower case.
    pub run: String,
    /// First digits of the networks' fingerprints: teacher, then the arms in order. Empty where the link has none.
    pub nets: Vec<String>,
    /// Their courses, in the same order. Empty where the link has none.
    pub courses: Vec<Course>,
}

/// The fingerprints of `r=`; None where one of them is not one.
pub fn read_result(text: &str) -> Option<(String, Vec<String>)> {
    let is_print = |part: &str| {
        DIGITS.contains(&part.len()) && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let lower = text.to_ascii_lowercase();
    let mut prints = lower.split('-').map(String::from);
    let run = prints.next()?;
    let nets: Vec<String> = prints.collect();
    (is_print(&run) && nets.iter().all(|print| is_print(print))).then_some((run, nets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_in_order_and_nothing_else_is_one() {
        let (run, nets) = read_result("7F3A9C21-00112233-0123456789abcdef").expect("three fingerprints");
        assert_eq!((run.as_str(), nets.len()), ("7f3a9c21", 2));
        assert_eq!(read_result("7f3a9c21").map(|(_, nets)| nets), Some(vec![]));
        for wrong in
            ["", "7f3a9c2", "7f3a9c21-", "-7f3a9c21", "7f3a9c2g", "0123456789abcdef0", "７f3a9c21", "a b"]
        {
            assert_eq!(read_result(wrong), None, "{wrong}");
        }
    }
}
