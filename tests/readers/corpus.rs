//! What the fuzzers of `fuzz/` found, or found worth keeping, without any fuzzer: each target's check runs on every file of
//! `fuzz/corpus/<target>` and `fuzz/seeds/<target>`, whole, cut short, and with single bits turned.

// The checks are shared with the fuzzers.
#[path = "../../fuzz/checks/archive.rs"]
mod archive;
#[path = "../../fuzz/checks/array.rs"]
mod array;
#[path = "../../fuzz/checks/checkpoint.rs"]
mod checkpoint;
#[path = "../../fuzz/checks/idx.rs"]
mod idx;
#[path = "../../fuzz/checks/link.rs"]
mod link;
#[path = "../../fuzz/checks/model.rs"]
mod model;
#[path = "../../fuzz/checks/npz.rs"]
mod npz;
#[path = "../../fuzz/checks/onnx.rs"]
mod onnx;
#[path = "../../fuzz/checks/own_images.rs"]
mod own_images;
#[path = "../../fuzz/checks/picture.rs"]
mod picture;
#[path = "../../fuzz/checks/result_line.rs"]
mod result_line;
#[path = "../../fuzz/checks/safetensors.rs"]
mod safetensors;
#[path = "../../fuzz/checks/stored_teacher.rs"]
mod stored_teacher;
#[path = "../../fuzz/checks/sweep.rs"]
mod sweep;

use std::path::Path;

use retort::seed::{Seed, Stream};

type Check = fn(&[u8]);

const TARGETS: &[(&str, Check)] = &[
    ("archive", archive::check),
    ("array", array::check),
    ("checkpoint", checkpoint::check),
    ("idx", idx::check),
    ("link", link::check),
    ("npz", npz::check),
    ("onnx", onnx::check),
    ("own_images", own_images::check),
    ("picture", picture::check),
    ("result_line", result_line::check),
    ("safetensors", safetensors::check),
    ("stored_teacher", stored_teacher::check),
    ("sweep", sweep::check),
];

/// Largest file that is also changed: a check of a large one takes long.
const LARGEST: usize = 4_096;

fn files_of(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![];
    for folder in ["corpus", "seeds"] {
        let Ok(entries) = std::fs::read_dir(Path::new("fuzz").join(folder).join(target)) else { continue };
        let paths = entries.map(|entry| entry.expect("readable").path());
        files.extend(paths.map(|path| (path.display().to_string(), std::fs::read(&path).expect("readable"))));
    }
    files.sort();
    files
}

#[test]
fn every_file_of_the_fuzzers_passes_its_check() {
    for (target, check) in TARGETS {
        let files = files_of(target);
        assert!(!files.is_empty(), "fuzz/seeds/{target} has what the target understands");
        for (name, bytes) in &files {
            // So that a panic names the file.
            println!("{name}");
            check(bytes);
            if bytes.len() > LARGEST || bytes.is_empty() {
                continue;
            }
            // Places that differ from file to file, the same each time.
            let places = (0..8_usize).map(|turn| (turn * 7_919 + bytes.len() * 31) % bytes.len());
            for (turn, at) in places.enumerate() {
                check(&bytes[..at]);
                let mut changed = bytes.clone();
                changed[at] ^= 1 << turn;
                check(&changed);
            }
        }
    }
}

/// The check of models asks for weights of a network; without this it might never see any.
#[test]
fn models_among_the_seeds_are_the_network_of_the_check() {
    let mut fitting = 0;
    for (target, read) in [
        ("onnx", retort_portable::onnx::read as fn(&[u8]) -> _),
        ("safetensors", retort_portable::safetensors::read),
    ] {
        for (name, bytes) in files_of(target).into_iter().filter(|(name, _)| name.contains("cnn-2-4.")) {
            let tensors: retort_portable::Tensors = read(&bytes).expect("a sound file");
            let found = retort_portable::import::weights_for(&tensors, model::CANDIDATES.as_slice());
            assert!(found.is_ok(), "{name}: {found:?}");
            fitting += 1;
        }
    }
    assert_eq!(fitting, 2, "one of each format");
}

/// Two hundred damaged files a target, or `RETORT_CASES`: what a fuzzer does without looking at what the damage reaches.
#[test]
fn damaged_files_pass_their_checks() {
    let cases = std::env::var("RETORT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let chosen = std::env::var("RETORT_TARGET").ok();
    for (target, check) in
        TARGETS.iter().filter(|(name, _)| chosen.as_ref().is_none_or(|chosen| chosen == name))
    {
        let files: Vec<Vec<u8>> = files_of(target)
            .into_iter()
            .map(|(_, bytes)| bytes)
            .filter(|bytes| bytes.len() <= LARGEST)
            .collect();
        assert!(!files.is_empty(), "fuzz/seeds/{target} has what the target understands");
        let mut stream = Seed(2_029).stream(target);
        let mut bytes = vec![];
        for case in 0..cases {
            // Damage adds up for a while.
            if stream.below(8) == 0 || bytes.is_empty() || bytes.len() > LARGEST {
                bytes.clone_from(&files[stream.below(files.len() as u32) as usize]);
            }
            for _ in 0..=stream.below(4) {
                damage(&mut bytes, &files, &mut stream);
            }
            let result = std::panic::catch_unwind(|| check(&bytes));
            assert!(result.is_ok(), "{target}, case {case}: {}", bytes.escape_ascii());
        }
        println!("{target}: {cases} damaged files");
    }
}

/// Changes, moves, repeats or removes a few bytes, or puts a part of another file in.
fn damage(bytes: &mut Vec<u8>, files: &[Vec<u8>], stream: &mut Stream) {
    let mut below = |end: usize| stream.below(end.max(1) as u32) as usize;
    let at = below(bytes.len());
    let end = (at + 1 + below(16)).min(bytes.len());
    match below(9) {
        _ if bytes.is_empty() => bytes.push(below(256) as u8),
        0 => bytes[at] ^= 1 << below(8),
        1 => bytes[at] = below(256) as u8,
        2 => bytes.truncate(at),
        3 => bytes.insert(at, below(256) as u8),
        4 => drop(bytes.drain(at..end)),
        5 => bytes[at..end].fill([0, 0xff, b'9', b'-'][below(4)]),
        6 => {
            let part = bytes[at..end].to_vec();
            let to = below(bytes.len());
            bytes.splice(to..to, part);
        }
        7 => {
            let other = &files[below(files.len())];
            let from = below(other.len());
            let part = other[from..(from + 1 + below(24)).min(other.len())].to_vec();
            let stop = if below(2) == 0 { at } else { end };
            bytes.splice(at..stop, part);
        }
        _ => bytes.swap(at, end - 1),
    }
}

#[test]
fn every_target_has_a_check_here() {
    let mut targets: Vec<String> = std::fs::read_dir("fuzz/targets")
        .expect("the targets")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().replace(".rs", ""))
        .collect();
    targets.sort();
    assert_eq!(targets, TARGETS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
}
