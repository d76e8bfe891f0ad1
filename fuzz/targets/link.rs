//! Any text opens as an experiment whose link opens as the same one without a problem; drawings that were read are written
//! so that they are read again. The modules of the specification are taken by themselves: they know no tensors.
#![no_main]
#![allow(dead_code, reason = "a fuzzer needs a part of the modules")]

#[path = "../../crate/seed.rs"]
mod seed;
#[path = "../../crate/spec/mod.rs"]
mod spec;

use libfuzzer_sys::fuzz_target;
use spec::link::{open, write};
use spec::{Vocabulary, drawings};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let words = Vocabulary {
        datasets: vec![("digits", 1300), ("mnist", 8000), ("image-and-sound", 1000)],
        own: None,
        models: vec!["cnn-4-8", "dropout-cnn-8-16-32", "vit-16-2", "mlp-16"],
        methods: vec!["hard-labels", "soft-labels", "label-smoothing", "layer-matching", "born-again"],
    };
    let opened = open(&text, &words);
    let link = write(&opened.spec);
    let again = open(&link, &words);
    assert!(again.problems.is_empty() && again.claim.is_none() && again.drawings.is_empty());
    assert!(again.spec == opened.spec && write(&again.spec) == link);
    for problem in &opened.problems {
        assert!(!problem.allowed.is_empty());
    }
    assert!(opened.drawings.len() <= drawings::MOST);
    let written = drawings::write(&opened.drawings, 0);
    let back: Result<Vec<_>, _> = drawings::read(&written).into_iter().collect();
    assert!(opened.drawings.is_empty() || back == Ok(opened.drawings));
});
