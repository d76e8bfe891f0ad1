//! Handwritten digits, 8x8 pixels of 17 grey levels: small enough to be part of the program.

use super::{Contents, File, Source};

/// The dataset.
pub static DIGITS: Source = Source {
    key: "digits",
    width: 8,
    height: 8,
    classes: &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    white: 16,
    train: 1300,
    test: 497,
    contents: Contents::Embedded(
        [
            File {
                name: "digits8-train-images-idx3-ubyte.gz",
                bytes: 32159,
                sha256: "1df9e7556aca74efe1caac98f25578ff9c766f9fbb9fd5051fc0f175b7603afd",
            },
            File {
                name: "digits8-train-labels-idx1-ubyte.gz",
                bytes: 675,
                sha256: "ba30750def7b97cf2f5d82b65ca40074da11fec8a3cea88c19aa627967f51534",
            },
            File {
                name: "digits8-test-images-idx3-ubyte.gz",
                bytes: 12624,
                sha256: "fd6ab2ef6a6dfea21af5a74bacf086dd691354db4231ac7ef3527f2db744f56b",
            },
            File {
                name: "digits8-test-labels-idx1-ubyte.gz",
                bytes: 274,
                sha256: "16033933f54d9b241de657bdc4883d13dfedc113b2c08ff9fccad9ca3fc7c1ff",
            },
        ],
        [
            include_bytes!("../../data/digits8-train-images-idx3-ubyte.gz"),
            include_bytes!("../../data/digits8-train-labels-idx1-ubyte.gz"),
            include_bytes!("../../data/digits8-test-images-idx3-ubyte.gz"),
            include_bytes!("../../data/digits8-test-labels-idx1-ubyte.gz"),
        ],
    ),
    licence: "CC BY 4.0",
    origin: "UCI Optical Recognition of Handwritten Digits (Alpaydin & Kaynak 1998), as in scikit-learn",
};
