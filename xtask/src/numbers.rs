//! The long form of the tests of numbers and of readers: every random case by number, then each fuzzer for some minutes.
//! Their short form is part of `cargo xtask test`.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::command::{command, run};
use crate::root::{cargo, root, target_folder};

/// Test files, and how many cases of each kind the long form tries.
const LONG: &[(&str, &str)] = &[("numbers", "1000"), ("readers", "100000"), ("random_specs", "1000")];

/// How many seconds each fuzzer runs, unless [`SECONDS`] says otherwise.
const USUAL: &str = "120";
const SECONDS: &str = "RETORT_FUZZ_SECONDS";

/// Runs both.
pub fn verify() -> Result<()> {
    for (test, cases) in LONG {
        let arguments = ["test", "--features", "retort/ndarray", "--test", test, "--", "--nocapture"];
        run(command(&cargo(), arguments).env("RETORT_CASES", cases))?;
    }
    let seconds = std::env::var(SECONDS).unwrap_or_else(|_| USUAL.into());
    let seconds: u32 = seconds.parse().with_context(|| format!("{SECONDS}={seconds}: a whole number"))?;
    if run(&mut command("cargo", ["+nightly", "fuzz", "--version"])).is_err() {
        bail!("fuzzing needs `rustup toolchain install nightly` and `cargo install cargo-fuzz`");
    }
    for target in targets(&root().join("fuzz/targets"))? {
        fuzz(&target, seconds)?;
    }
    Ok(())
}

/// What is safe needs no sanitizer, and is ten times as fast without.
fn fuzz(target: &str, seconds: u32) -> Result<()> {
    let folder = |name: &str| format!("fuzz/{name}/{target}");
    std::fs::create_dir_all(root().join(folder("corpus")))?;
    let mut fuzz = command("cargo", ["+nightly", "fuzz", "run", "--fuzz-dir", "fuzz", "-s", "none"]);
    fuzz.args(["--features", "engine", target]).args([folder("corpus"), folder("seeds")]);
    // Its own folder: the other toolchain would build everything anew, and again afterwards.
    fuzz.env("CARGO_TARGET_DIR", target_folder()?.join("fuzz"));
    run(fuzz.args(["--", &format!("-max_total_time={seconds}"), "-max_len=4096", "-print_final_stats=1"]))
}

/// Every file of the folder is a target.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("there is no {}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut targets: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".rs")?.into())).collect();
    targets.sort();
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_found_and_every_test_exists() {
        let found = targets(&root().join("fuzz/targets")).expect("the targets");
        let manifest = std::fs::read_to_string(root().join("fuzz/Cargo.toml")).expect("the manifest");
        assert!(found.len() >= 12, "{found:?}");
        assert!(found.iter().all(|target| manifest.contains(&format!("path = \"targets/{target}.rs\""))));
        assert!(LONG.iter().all(|(test, _)| {
            ["tests/{}.rs", "tests/{}/main.rs"].iter().any(|at| root().join(at.replace("{}", test)).is_file())
        }));
    }
}
