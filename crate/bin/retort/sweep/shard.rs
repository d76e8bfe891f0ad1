//! A part of a sweep for one of several machines: the parts are disjoint and together the whole.

use std::ops::Range;
use std::str::FromStr;

/// Most parts; a sweep has no more runs.
const MOST: usize = retort::sweep::MOST_RUNS as usize;

/// Part `part` of `parts`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to [`Self::parts`].
    pub part: usize,
    /// At least 1.
    pub parts: usize,
}

impl Shard {
    /// The places of this part among so many runs: neighbours stay together, and no part has two more than another.
    pub fn places(self, runs: usize) -> Range<usize> {
        let edge = |part: usize| part * runs / self.parts;
        edge(self.part - 1)..edge(self.part)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("allowed is i/n with i from 1 to n and n up to {MOST}, such as 3/8");
        let (part, parts) = text.split_once('/').ok_or_else(wrong)?;
        let shard =
            Self { part: part.parse().map_err(|_| wrong())?, parts: parts.parse().map_err(|_| wrong())? };
        let sound = (1..=MOST).contains(&shard.parts) && (1..=shard.parts).contains(&shard.part);
        if sound { Ok(shard) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_disjoint_and_together_the_whole() {
        for (runs, parts) in [(10, 3), (7, 7), (3, 8), (10_000, 64), (1, 1), (0, 2)] {
            let all = (1..=parts).map(|part| Shard { part, parts }.places(runs));
            assert!(all.clone().all(|places| places.len().abs_diff(runs / parts) <= 1));
            assert_eq!(all.flatten().collect::<Vec<_>>(), (0..runs).collect::<Vec<_>>(), "{runs} in {parts}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!("3/8".parse(), Ok(Shard { part: 3, parts: 8 }));
        for wrong in
            ["0/8", "9/8", "1/0", "-1/8", "3", "3/8/9", "a/b", "", "1/10001", "1/99999999999999999999"]
        {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
