//! Positions of Connect Four, 6x7, that a search labelled while it played itself: `retort selfplay` writes them.

use super::{Contents, DataError, File, Searched, Source, Split, idx};
use crate::game::{COLUMNS, Position};

/// The dataset. Own stones are white, the other's are black, an empty place is grey.
pub static CONNECT_FOUR: Source = Source {
    key: "connect-four",
    width: 7,
    height: 6,
    classes: &["a", "b", "c", "d", "e", "f", "g"],
    white: 2,
    train: 2 * 33_519,
    test: 3_903,
    contents: Contents::Searched([
        File {
            name: "connect4-train-images-idx3-ubyte.gz",
            bytes: 158686,
            sha256: "b37167daae33506feecfcd28bb81dd023503340da4dae294b3b39db335acf53d",
        },
        File {
            name: "connect4-train-labels-idx1-ubyte.gz",
            bytes: 13579,
            sha256: "f853e62325d11bf9fcaf9d3678336f6e6eb6e18238981611115aabc7738b2cad",
        },
        File {
            name: "connect4-test-images-idx3-ubyte.gz",
            bytes: 18380,
            sha256: "8880a7cf5ac9fd2c317940f9ddea4082283ec91a046d4d897d2fd02a07d15c51",
        },
        File {
            name: "connect4-test-labels-idx1-ubyte.gz",
            bytes: 1670,
            sha256: "014942d29f4973739c052db054f19e62bbfbdf82f4ac448341f6d2e2d34c45d0",
        },
        File {
            name: "connect4-train-visits-idx2-ubyte.gz",
            bytes: 174545,
            sha256: "ecdcc8400179fdf761d751d28bf611985d441cea83ab7d7acbffe6748527aba9",
        },
        File {
            name: "connect4-train-outcomes-idx1-ubyte.gz",
            bytes: 1470,
            sha256: "53075d58dfade0a387499c537cab0c398ed33cbdf08f7e53a06cd978a995957d",
        },
        File {
            name: "connect4-test-visits-idx2-ubyte.gz",
            bytes: 20466,
            sha256: "0eec43f41d292137738701012f43308707b5b6a69d4cce182e0421d344b5d71d",
        },
        File {
            name: "connect4-test-outcomes-idx1-ubyte.gz",
            bytes: 204,
            sha256: "9f2681c9278a0d6fae165df632d413003d46f22ad21ef9931add04642cf54e56",
        },
    ]),
    licence: "CC0 1.0",
    origin: "played by this project's own tree search against itself, 10,000 playouts a position",
};

/// Opens the eight files. Each training position comes with its mirror image, which the files leave out: an even place
/// holds a position, the odd one behind it the mirror image.
pub(super) fn open(source: &Source, names: &[File; 8], files: &[&[u8]; 8]) -> Result<[Split; 2], DataError> {
    let split = |count: usize, at: usize, extra: usize| -> Result<Split, DataError> {
        let name = |at: usize| names[at].name;
        let pixels = idx::images(name(at), files[at], [count, source.height, source.width])?;
        let labels = idx::labels(name(at + 1), files[at + 1], count, COLUMNS)?;
        let visits = idx::visits(name(extra), files[extra], [count, COLUMNS])?;
        let outcomes = idx::labels(name(extra + 1), files[extra + 1], count, 3)?;
        let (visits, _) = visits.as_chunks::<COLUMNS>();
        let searched = visits.iter().zip(outcomes);
        let searched =
            searched.map(|(&visits, ended)| Searched { visits, outcome: ended as i8 - 1 }).collect();
        Ok(Split { pixels, labels, searched })
    };
    let train = with_mirror_images(&split(source.train / 2, 0, 4)?);
    Ok([train, split(source.test, 2, 6)?])
}

fn with_mirror_images(split: &Split) -> Split {
    let mut both = Split { pixels: vec![], labels: vec![], searched: vec![] };
    let pictures = split.pixels.chunks_exact(CONNECT_FOUR.pixels());
    for ((picture, &label), &searched) in pictures.zip(&split.labels).zip(&split.searched) {
        both.pixels.extend(picture);
        both.pixels.extend(Position::of_image(picture).mirrored().image());
        both.labels.extend([label, COLUMNS as u8 - 1 - label]);
        let mut visits = searched.visits;
        visits.reverse();
        both.searched.extend([searched, Searched { visits, ..searched }]);
    }
    both
}

#[cfg(test)]
mod tests {
    use super::super::Dataset;
    use super::*;
    use crate::game::solver::Solver;

    fn shipped() -> Dataset {
        let files: Vec<Vec<u8>> = CONNECT_FOUR
            .files()
            .iter()
            .map(|file| std::fs::read(format!("data/{}", file.name)).expect("shipped"))
            .collect();
        Dataset::open("connect-four", &files).expect("published files")
    }

    #[test]
    fn every_picture_is_a_position_and_every_label_its_most_visited_move() {
        let dataset = shipped();
        for split in [&dataset.train, &dataset.test] {
            assert_eq!(split.searched.len(), split.len());
            let pictures = split.pixels.chunks_exact(42);
            for ((picture, &label), searched) in pictures.zip(&split.labels).zip(&split.searched) {
                let position = Position::of_image(picture);
                assert_eq!(position.image(), picture);
                assert_eq!(position.value_if_over(), None, "the game goes on");
                for (column, &visits) in searched.visits.iter().enumerate() {
                    assert!(visits == 0 || position.is_legal(column as u8));
                    assert_eq!(visits == 255, column == usize::from(label));
                }
                assert!((-1..=1).contains(&searched.outcome));
            }
        }
    }

    #[test]
    fn training_positions_come_with_their_mirror_images_and_share_none_with_the_test() {
        let dataset = shipped();
        let positions = |split: &Split| -> Vec<Position> {
            split.pixels.chunks_exact(42).map(Position::of_image).collect()
        };
        let train = positions(&dataset.train);
        assert!(train.chunks_exact(2).all(|pair| pair[1] == pair[0].mirrored()));
        let known: std::collections::BTreeSet<_> = train.into_iter().collect();
        assert!(positions(&dataset.test).iter().all(|position| !known.contains(position)));
    }

    #[test]
    fn near_the_end_the_search_keeps_the_value_almost_always() {
        let dataset = shipped();
        let mut solver = Solver::default();
        let (mut kept, mut count) = (0, 0);
        for (picture, &label) in dataset.test.pixels.chunks_exact(42).zip(&dataset.test.labels) {
            let position = Position::of_image(picture);
            if position.stones() < 28 {
                continue;
            }
            let best = solver.best_moves(position, 200_000).expect("few stones are missing");
            kept += u32::from(best[usize::from(label)]);
            count += 1;
        }
        assert!(count > 100 && f64::from(kept) > 0.97 * f64::from(count), "{kept} of {count}");
    }
}
