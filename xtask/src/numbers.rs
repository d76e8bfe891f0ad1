//! The long forms of the tests of numbers and of readers: many more random cases, and each fuzzer for some minutes. The short
//! forms are part of `cargo xtask test`.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::command::{command, run};
use crate::root::{cargo, root, target_folder};

/// Test files, and how many cases of each kind the long form tries.
const LONG: &[(&str, &str)] = &[("numbers", "1000"), ("readers", "100000"), ("random_specs", "1000")];

/// A fuzzer ends after so many seconds, or after so many inputs where there is a number of them; 0 is without end.
const SECONDS: (&str, &str) = ("RETORT_FUZZ_SECONDS", "120");
const INPUTS: (&str, &str) = ("RETORT_FUZZ_INPUTS", "-1");
/// Only this one.
const TARGET: &str = "RETORT_TARGET";

/// `cargo xtask verify numbers`.
pub fn verify() -> Result<()> {
    for (test, cases) in LONG {
        let arguments = ["test", "--features", "retort/ndarray", "--test", test, "--", "--nocapture"];
        run(command(&cargo(), arguments).env("RETORT_CASES", cases))?;
    }
    Ok(())
}

/// `cargo xtask verify fuzz`.
pub fn fuzz() -> Result<()> {
    let (seconds, inputs) = (wanted(SECONDS)?, wanted(INPUTS)?);
    let chosen = std::env::var(TARGET).ok();
    if run(&mut command("cargo", ["+nightly", "fuzz", "--version"])).is_err() {
        bail!("fuzzing needs `rustup toolchain install nightly` and `cargo install cargo-fuzz`");
    }
    let all = targets(&root().join("fuzz/targets"))?;
    for target in all.iter().filter(|target| chosen.as_ref().is_none_or(|chosen| chosen == *target)) {
        fuzz_one(target, seconds, inputs)?;
    }
    Ok(())
}

/// The number that the environment says, or else the usual one.
fn wanted((variable, usual): (&str, &str)) -> Result<i64> {
    let number = std::env::var(variable).unwrap_or_else(|_| usual.into());
    number.parse().with_context(|| format!("{variable}={number}: a whole number"))
}

/// What is safe needs no sanitizer, and is ten times as fast without.
fn fuzz_one(target: &str, seconds: i64, inputs: i64) -> Result<()> {
    let folder = |name: &str| format!("fuzz/{name}/{target}");
    std::fs::create_dir_all(root().join(folder("corpus")))?;
    let mut fuzz = command("cargo", ["+nightly", "fuzz", "run", "--fuzz-dir", "fuzz", "-s", "none"]);
    fuzz.args(["--features", "engine", target]).args([folder("corpus"), folder("seeds")]);
    // Its own folder: the other toolchain would build everything anew, and again afterwards.
    fuzz.env("CARGO_TARGET_DIR", target_folder()?.join("fuzz"));
    let limits = [format!("-max_total_time={seconds}"), format!("-runs={inputs}")];
    run(fuzz.arg("--").args(limits).args(["-max_len=8192", "-print_final_stats=1"]))
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
