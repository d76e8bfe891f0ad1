//! What the fuzzers of `fuzz/` found, or found worth keeping, without any fuzzer: each target's check runs on every file of
//! `fuzz/corpus/<target>` and `fuzz/seeds/<target>`, whole, cut short, and with single bits turned.

// The checks are shared with the fuzzers.
#[path = "../../fuzz/checks/archive.rs"]
mod archive;
#[path = "../../fuzz/checks/array.rs"]
mod array;
#[path = "../../fuzz/checks/idx.rs"]
mod idx;
#[path = "../../fuzz/checks/link.rs"]
mod link;
#[path = "../../fuzz/checks/npz.rs"]
mod npz;
#[path = "../../fuzz/checks/own_images.rs"]
mod own_images;
#[path = "../../fuzz/checks/picture.rs"]
mod picture;
#[path = "../../fuzz/checks/result_line.rs"]
mod result_line;
#[path = "../../fuzz/checks/stored_teacher.rs"]
mod stored_teacher;
#[path = "../../fuzz/checks/sweep.rs"]
mod sweep;

use std::path::Path;

type Check = fn(&[u8]);

const TARGETS: &[(&str, Check)] = &[
    ("archive", archive::check),
    ("array", array::check),
    ("idx", idx::check),
    ("link", link::check),
    ("npz", npz::check),
    ("own_images", own_images::check),
    ("picture", picture::check),
    ("result_line", result_line::check),
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

#[test]
fn every_target_has_a_check_here() {
    let mut targets: Vec<String> = std::fs::read_dir("fuzz/targets")
        .expect("the targets")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().replace(".rs", ""))
        // Their readers have tests of their own: crate/portable/tests/hostile.rs.
        .filter(|name| !["onnx", "safetensors"].contains(&name.as_str()))
        .collect();
    targets.sort();
    assert_eq!(targets, TARGETS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
}
