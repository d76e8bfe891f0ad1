//! The rules, on two words of bits.

/// Columns of the board: the moves.
pub const COLUMNS: usize = 7;
/// Rows of the board.
pub const ROWS: usize = 6;
/// Bits of a column: its rows and one that stays empty, so that no line of four runs from one column into the next.
const STRIDE: u32 = ROWS as u32 + 1;
/// The lowest place of every column.
const BOTTOM: u64 = 0x0000_0408_1020_4081;
/// Every place of the board.
const BOARD: u64 = BOTTOM * ((1 << ROWS) - 1);

/// A position, seen by the player who is to move. Bit `7 c + r` is the place in column `c` from the left and row `r`
/// from below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Stones of the player to move.
    own: u64,
    /// Stones of both.
    all: u64,
}

impl Default for Position {
    /// The empty board.
    fn default() -> Self {
        Self { own: 0, all: 0 }
    }
}

/// Whether these stones hold four in a row (Tromp's shift test): upright, flat, and along both diagonals.
fn has_four(stones: u64) -> bool {
    [1, STRIDE, STRIDE - 1, STRIDE + 1].into_iter().any(|step| {
        let pairs = stones & (stones >> step);
        pairs & (pairs >> (2 * step)) != 0
    })
}

impl Position {
    /// The position after these columns were played in turn; none where one of them could not be.
    pub fn after(moves: &[u8]) -> Option<Self> {
        moves.iter().try_fold(Self::default(), |position, &column| {
            let open = position.value_if_over().is_none() && position.is_legal(column);
            open.then(|| position.play(column))
        })
    }

    /// Whether the column exists and has room.
    pub fn is_legal(self, column: u8) -> bool {
        usize::from(column) < COLUMNS && self.all & (1 << (u32::from(column) * STRIDE + STRIDE - 2)) == 0
    }

    /// The columns with room, left to right.
    pub fn moves(self) -> impl Iterator<Item = u8> {
        (0..COLUMNS as u8).filter(move |&column| self.is_legal(column))
    }

    /// The position after a stone in a column with room.
    pub fn play(self, column: u8) -> Self {
        debug_assert!(self.is_legal(column));
        let place = self.place(column);
        Self { own: self.all ^ self.own, all: self.all | place }
    }

    /// The lowest free place of a column with room, as a bit.
    fn place(self, column: u8) -> u64 {
        let column = u32::from(column) * STRIDE;
        (self.all + (1 << column)) & (((1 << ROWS) - 1) << column)
    }

    /// Whether a stone in this column wins at once.
    pub fn wins(self, column: u8) -> bool {
        self.is_legal(column) && has_four(self.own | self.place(column))
    }

    /// Stones on the board.
    pub fn stones(self) -> u32 {
        self.all.count_ones()
    }

    /// What a finished game is worth to the player who would be to move: -1 if the other has four in a row, 0 on a
    /// full board. None while the game goes on.
    pub fn value_if_over(self) -> Option<i8> {
        if has_four(self.all ^ self.own) {
            return Some(-1);
        }
        (self.all == BOARD).then_some(0)
    }

    /// One number a position.
    pub fn key(self) -> u64 {
        // Adding the bottom row puts a bit above the top stone of each column, which tells own stones from none.
        self.own + self.all + BOTTOM
    }

    /// The same position with left and right exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        let mirror = |stones: u64| {
            (0..COLUMNS as u32).fold(0, |turned, column| {
                let bits = stones >> (column * STRIDE) & ((1 << STRIDE) - 1);
                turned | bits << ((COLUMNS as u32 - 1 - column) * STRIDE)
            })
        };
        Self { own: mirror(self.own), all: mirror(self.all) }
    }

    /// The board as a picture, row by row from above: 2 for stones of the player to move, 1 for nothing, 0 for the
    /// other's stones.
    pub fn image(self) -> [u8; ROWS * COLUMNS] {
        std::array::from_fn(|at| {
            let (row, column) = (ROWS - 1 - at / COLUMNS, at % COLUMNS);
            let place = 1 << (column as u32 * STRIDE + row as u32);
            match (self.all & place != 0, self.own & place != 0) {
                (false, _) => 1,
                (true, true) => 2,
                (true, false) => 0,
            }
        })
    }

    /// The position of a picture as [`Self::image`] makes it. Stones that hang in the air are left out, so that any
    /// picture is some position.
    pub fn of_image(places: &[u8]) -> Self {
        let mut position = Self::default();
        for column in 0..COLUMNS {
            for row in 0..ROWS {
                let place = 1 << (column as u32 * STRIDE + row as u32);
                match places.get((ROWS - 1 - row) * COLUMNS + column) {
                    Some(0) => position.all |= place,
                    Some(2) => {
                        position.all |= place;
                        position.own |= place;
                    }
                    _ => break,
                }
            }
        }
        position
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// Four in a row on a picture, by looking at every line of four: what the shift test is compared with.
    fn four_on_picture(picture: &[u8], stone: u8) -> bool {
        let at = |row: i32, column: i32| {
            let inside = (0..ROWS as i32).contains(&row) && (0..COLUMNS as i32).contains(&column);
            inside && picture[row as usize * COLUMNS + column as usize] == stone
        };
        let starts = (0..ROWS as i32).flat_map(|row| (0..COLUMNS as i32).map(move |column| (row, column)));
        starts.into_iter().any(|(row, column)| {
            [(0, 1), (1, 0), (1, 1), (1, -1)]
                .into_iter()
                .any(|(down, right)| (0..4).all(|step| at(row + down * step, column + right * step)))
        })
    }

    #[test]
    fn random_games_follow_the_rules() {
        let mut stream = Seed(1).stream("test");
        let mut endings = [0; 2];
        for _ in 0..500 {
            let mut position = Position::default();
            let value = loop {
                let picture = position.image();
                assert_eq!(Position::of_image(&picture), position);
                assert_eq!(picture.iter().filter(|&&place| place != 1).count() as u32, position.stones());
                assert_eq!(position.value_if_over() == Some(-1), four_on_picture(&picture, 0));
                assert_eq!(position.mirrored().mirrored(), position);
                if let Some(value) = position.value_if_over() {
                    break value;
                }
                let moves: Vec<u8> = position.moves().collect();
                assert!(
                    moves.iter().all(|&column| picture[usize::from(column)] == 1),
                    "the top place is free"
                );
                let column = moves[stream.below(moves.len() as u32) as usize];
                let next = position.play(column);
                assert_eq!(position.wins(column), next.value_if_over() == Some(-1));
                assert_eq!(next.mirrored(), position.mirrored().play(6 - column));
                position = next;
            };
            endings[usize::from(value == 0)] += 1;
        }
        assert!(endings[0] > 400, "most random games have a winner: {endings:?}");
    }

    #[test]
    fn the_four_kinds_of_lines_win_and_the_edge_is_no_line() {
        let won = |moves: &[u8]| Position::after(moves).expect("legal").value_if_over();
        assert_eq!(won(&[0, 1, 0, 1, 0, 1, 0]), Some(-1), "upright");
        assert_eq!(won(&[0, 0, 1, 1, 2, 2, 3]), Some(-1), "flat");
        assert_eq!(won(&[0, 1, 1, 2, 3, 2, 2, 3, 6, 3, 3]), Some(-1), "rising");
        assert_eq!(won(&[6, 5, 5, 4, 3, 4, 4, 3, 0, 3, 3]), Some(-1), "falling");
        // Three on top of a column and one at the foot of the next.
        assert_eq!(won(&[0, 0, 6, 0, 0, 6, 0, 6, 0, 5, 1]), None, "round the edge");
    }

    #[test]
    fn moves_that_cannot_be_played_are_refused() {
        assert!(Position::after(&[0; 6]).is_some());
        assert_eq!(Position::after(&[0; 7]), None, "the column is full");
        assert_eq!(Position::after(&[7]), None, "no such column");
        assert_eq!(Position::after(&[0, 1, 0, 1, 0, 1, 0, 1]), None, "the game is over");
    }
}
