//! The course of a claimed run: a few looks at the hash of every network along its training, so that whoever reproduces a
//! link learns where a network parted from it, and not only that it did.
//!
//! `c=` has a part for the teacher and for each arm, in the order of the claim ([`super::claim`]), joined by `.`. A part is
//! base64url (RFC 4648, section 5), three letters a number, the highest bits first:
//!
//! ```text
//! up to 8 times   the first 18 bits of the hash of weights and answers at an evaluation
//! last            final accuracy on the test images, in parts of 2^18 - 1
//! ```
//!
//! The looks are spread over the evaluations before the last, whose hash the claim has; `www/share/course.js` says over which.

use serde::Serialize;

use super::drawings::value_of;

/// The key of the courses in a link.
pub const KEY: &str = "c";
/// Most looks at one network.
pub const MOST_LOOKS: usize = 8;
/// What courses look like, in words.
pub const ALLOWED: &str =
    "for each network of r up to 8 looks and an accuracy, in three letters each, joined by \".\"";

/// Letters of a number.
const LETTERS: usize = 3;
const LARGEST: u32 = (1 << 18) - 1;

/// The course of one network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Course {
    /// The beginnings of its hashes, in order, as the link writes them.
    pub looks: Vec<String>,
    /// Its last accuracy, 0 to 1.
    pub accuracy: f64,
}

/// The courses of `c=` beside a claim of so many networks; None where one of them is none, or where there are more or
/// fewer.
pub fn read(text: &str, networks: usize) -> Option<Vec<Course>> {
    let courses: Vec<Course> = text.split('.').map(read_one).collect::<Option<_>>()?;
    (courses.len() == networks).then_some(courses)
}

fn read_one(text: &str) -> Option<Course> {
    let digits: Vec<u8> = text.bytes().map(value_of).collect::<Option<_>>()?;
    let looks = (digits.len() / LETTERS).checked_sub(1)?;
    if !digits.len().is_multiple_of(LETTERS) || looks > MOST_LOOKS {
        return None;
    }
    let share = digits[looks * LETTERS..].iter().fold(0, |sum, digit| sum << 6 | u32::from(*digit));
    let look = |at: usize| text[at * LETTERS..][..LETTERS].to_owned();
    Some(Course { looks: (0..looks).map(look).collect(), accuracy: f64::from(share) / f64::from(LARGEST) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_and_accuracies_are_read_in_order() {
        let courses = read("AAAab-0_9___.AAA", 2).expect("two courses");
        assert_eq!(courses[0].looks, ["AAA", "ab-", "0_9"]);
        assert_eq!((courses[0].accuracy, courses[1].accuracy), (1.0, 0.0));
        assert!(courses[1].looks.is_empty());
        let [half] = read("gAA", 1).expect("one course").try_into().expect("one");
        assert!((half.accuracy - 0.5).abs() < 1.0 / f64::from(LARGEST));
    }

    #[test]
    fn what_is_no_course_is_told_from_what_is() {
        let most = "AAA".repeat(MOST_LOOKS + 1);
        assert!(read(&most, 1).is_some());
        let longer = format!("{most}AAA");
        for wrong in
            ["", "A", "AAAA", "AA=", "AA+", "AA/", "ＡＡＡ", "é_", "AAA.", ".AAA", "AAA AAA", &longer]
        {
            assert_eq!(read(wrong, wrong.split('.').count()), None, "{wrong:?}");
        }
        for networks in [0, 1, 3] {
            assert_eq!(read("AAA.AAA", networks), None, "{networks}");
        }
    }
}
