//! Room for text: how wide it is, and how labels that want the same place make way for each other.

/// About how wide `text` is at `size`. Estimated from the widest of the common system fonts: asking the
/// browser would cost a page layout for every label, and every surface would lay out differently.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// Advance of one character in em.
fn advance(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'f' | 't' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '(' | ')' | '·' | ' ' => {
            0.36
        }
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' | '−' => 0.88,
        'A'..='Z' => 0.70,
        '0'..='9' => 0.64,
        // Ideographs, kana, hangul and full-width forms fill the square.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' => 1.0,
        _ => 0.62,
    }
}

/// `text` shortened with an ellipsis until it fits into `room`; empty if not even one letter fits.
pub(super) fn shorten(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut letters: Vec<char> = text.chars().collect();
    while letters.pop().is_some() {
        let shorter: String = letters.iter().collect::<String>().trim_end().to_owned() + "…";
        if width(&shorter, size) <= room && letters.len() > 1 {
            return shorter;
        }
    }
    String::new()
}

/// Moves label centres apart so that neighbours are at least `height` apart, stay between `top` and
/// `bottom`, and move as little as possible in the least-squares sense. Returns the new centres in the
/// order given. Where there is no room for all, the last ones overlap.
///
/// Subtracting `rank * height` turns "at least `height` apart" into "not falling", and the nearest
/// sequence that does not fall is found by pooling adjacent violators (Ayer et al. 1955).
pub(super) fn spread(wanted: &[f64], height: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));

    // (sum of wishes, number of labels) of neighbours that move as one.
    let mut pools: Vec<(f64, f64)> = Vec::new();
    for (rank, &index) in order.iter().enumerate() {
        let mut pool = (wanted[index] - rank as f64 * height, 1.0);
        while let Some(&(sum, count)) = pools.last() {
            if sum / count <= pool.0 / pool.1 {
                break;
            }
            pool = (pool.0 + sum, pool.1 + count);
            pools.pop();
        }
        pools.push(pool);
    }

    let highest = top + height / 2.0;
    let lowest = (bottom - height / 2.0 - wanted.len().saturating_sub(1) as f64 * height).max(highest);
    let mut centres = vec![0.0; wanted.len()];
    let mut rank = 0;
    for (sum, count) in pools {
        for _ in 0..count as usize {
            centres[order[rank]] = (sum / count).clamp(highest, lowest) + rank as f64 * height;
            rank += 1;
        }
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_room_stay_where_they_are() {
        assert_eq!(spread(&[50.0, 20.0], 14.0, 0.0, 100.0), [50.0, 20.0]);
    }

    #[test]
    fn crowded_labels_share_the_way() {
        assert_eq!(spread(&[50.0, 50.0], 10.0, 0.0, 100.0), [45.0, 55.0]);
        assert_eq!(spread(&[50.0, 52.0, 90.0], 10.0, 0.0, 100.0), [46.0, 56.0, 90.0]);
    }

    #[test]
    fn labels_stay_inside() {
        assert_eq!(spread(&[0.0, 0.0], 10.0, 0.0, 100.0), [5.0, 15.0]);
        assert_eq!(spread(&[100.0, 100.0], 10.0, 0.0, 100.0), [85.0, 95.0]);
        assert_eq!(spread(&[], 10.0, 0.0, 100.0), Vec::<f64>::new());
    }

    #[test]
    fn long_text_ends_in_an_ellipsis() {
        assert_eq!(shorten("ankle boot", 10.0, 100.0), "ankle boot");
        assert_eq!(shorten("ankle boot", 10.0, 42.0), "ankle…");
        assert_eq!(shorten("ankle boot", 10.0, 3.0), "");
    }
}
