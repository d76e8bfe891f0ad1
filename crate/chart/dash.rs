//! Cuts a line into dashes. Lengths count along the line, so a pattern looks the same on every slope;
//! plotters' own dashes know one dash and one gap, not the dash-dot that a fourth line needs.

use super::role::Dashes;

/// The drawn pieces of `line` under `pattern` (dash, gap, dash, gap…, all in the line's own unit).
/// An empty pattern returns the line in one piece.
pub(super) fn cut(line: &[(f64, f64)], pattern: Dashes) -> Vec<Vec<(f64, f64)>> {
    if pattern.is_empty() {
        return vec![line.to_vec()];
    }
    let mut pieces = Vec::new();
    let mut piece: Vec<(f64, f64)> = line.first().copied().into_iter().collect();
    let mut step = 0;
    let mut left = pattern[0];
    for pair in line.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut rest = libm::hypot(to.0 - from.0, to.1 - from.1);
        while rest > left {
            let share = left / rest;
            from = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            rest -= left;
            let drawn = step % 2 == 0;
            if drawn {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            step = (step + 1) % pattern.len();
            left = pattern[step];
        }
        left -= rest;
        if step % 2 == 0 {
            piece.push(to);
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_gaps_alternate_along_the_line() {
        let pieces = cut(&[(0.0, 0.0), (10.0, 0.0)], &[4.0, 2.0]);
        assert_eq!(pieces, [[(0.0, 0.0), (4.0, 0.0)], [(6.0, 0.0), (10.0, 0.0)]]);
    }

    #[test]
    fn a_dash_bends_round_corners() {
        let pieces = cut(&[(0.0, 0.0), (3.0, 0.0), (3.0, 3.0)], &[4.0, 9.0]);
        assert_eq!(pieces, [[(0.0, 0.0), (3.0, 0.0), (3.0, 1.0)]]);
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert!(cut(&[], &[2.0, 3.0]).is_empty());
        assert!(cut(&[(1.0, 1.0)], &[2.0, 3.0]).is_empty());
    }
}
