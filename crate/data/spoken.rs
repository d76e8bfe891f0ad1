//! Spoken digits as pictures of their sound, made with espeak-ng (see data/README.md): 28 mel bands, the highest on top,
//! by 28 moments of 30 ms; 16 levels of loudness, 3 dB each. Test speakers are not among the training speakers.

use super::{Contents, File, Source};

/// English, with six accents.
pub static ENGLISH: Source = Source {
    key: "spoken-english",
    width: 28,
    height: 28,
    classes: &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    white: 15,
    train: 2000,
    test: 500,
    contents: Contents::Fetched([
        File {
            name: "spoken-english-train-images-idx3-ubyte.gz",
            bytes: 481336,
            sha256: "ff305a1f3b57abff0c3fc77b1756b361252cb379930cb89ecda533367736dfb8",
        },
        File {
            name: "spoken-english-train-labels-idx1-ubyte.gz",
            bytes: 1034,
            sha256: "ebb43cba720f496ba0feddd04c826f818bf9d33ee4c99dfe2ea57b9c360d71b5",
        },
        File {
            name: "spoken-english-test-images-idx3-ubyte.gz",
            bytes: 121685,
            sha256: "96fedfbf1f4190b09136603bfc09480e5d37a9fea2c1c2ddd3ec4a124696e39a",
        },
        File {
            name: "spoken-english-test-labels-idx1-ubyte.gz",
            bytes: 276,
            sha256: "a2ce799c259f167885102f8579a79e3174430a797f9abfadaa032c1e5db65179",
        },
    ]),
    licence: "MIT OR Apache-2.0",
    origin: "made with espeak-ng 1.51 by `cargo xtask spoken-digits`",
};

/// Mandarin.
pub static MANDARIN: Source = Source {
    key: "spoken-mandarin",
    width: 28,
    height: 28,
    classes: &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    white: 15,
    train: 2000,
    test: 500,
    contents: Contents::Fetched([
        File {
            name: "spoken-mandarin-train-images-idx3-ubyte.gz",
            bytes: 460443,
            sha256: "39fe552e0294fdd89c779b0628ea3d0bc7bda35a4910c607f7ae2b4aa6a5255f",
        },
        File {
            name: "spoken-mandarin-train-labels-idx1-ubyte.gz",
            bytes: 1029,
            sha256: "4d9be9ca97cfab3302c72b802970cf66ba25917d094b1ff22e4aac49cc71ba88",
        },
        File {
            name: "spoken-mandarin-test-images-idx3-ubyte.gz",
            bytes: 115614,
            sha256: "163cedcd0eb357c7152090308cfc2d862e5b3b89839735703fe195fc36456edc",
        },
        File {
            name: "spoken-mandarin-test-labels-idx1-ubyte.gz",
            bytes: 277,
            sha256: "8adf359bcc257f9e8ea1e89f62ec8a243c02ef12b7565aa698886363e8ae7ea3",
        },
    ]),
    licence: "MIT OR Apache-2.0",
    origin: "made with espeak-ng 1.51 by `cargo xtask spoken-digits`",
};
