//! The steps of `cargo xtask test`, in the order in which they run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::count::{Count, run_counted};
use crate::command::{command, run};
use crate::courses::{self, Extent};
use crate::root::{cargo, root, target_folder};
use crate::settings::Settings;
use crate::site::size;
use crate::{browser, build, licence, npm, python, wasm};

pub struct Step {
    pub name: &'static str,
    /// Earlier steps without which this one makes no sense.
    pub needs: &'static [&'static str],
    pub run: fn(&Settings) -> Result<Count>,
}

/// What takes seconds first, then what compiles, then what needs the page. Each engine's release wasm is built once.
pub static STEPS: &[Step] = &[
    Step { name: "rustfmt", needs: &[], run: rustfmt },
    Step { name: "npm", needs: &[], run: npm_packages },
    Step { name: "biome", needs: &["npm"], run: biome },
    Step { name: "types", needs: &["npm"], run: types },
    Step { name: "licences", needs: &[], run: licences },
    Step { name: "xtask tests", needs: &["npm"], run: xtask_tests },
    Step { name: "clippy", needs: &[], run: clippy },
    Step { name: "clippy wasm", needs: &[], run: clippy_wasm },
    Step { name: "cargo tests", needs: &[], run: cargo_tests },
    Step { name: "python-models", needs: &["cargo tests"], run: |_| run_counted(&mut python_models()?) },
    Step { name: "build", needs: &["npm"], run: build_site },
    Step { name: "node tests", needs: &["npm", "build"], run: node_tests },
    Step { name: "browser tests", needs: &["npm", "build"], run: browser_tests },
    Step { name: "browser measurements", needs: &["npm", "build"], run: browser_measurements },
    Step {
        name: "courses",
        needs: &["npm", "build"],
        run: |_| run_counted(&mut courses::test(Extent::Short)?),
    },
];

/// Everything but the build, which has a step of its own: together, features of shared dependencies would be joined,
/// and burn compiled once more.
const PRODUCT: [&str; 3] = ["--workspace", "--exclude", "xtask"];
/// Natively both engines are compiled in, so that they can be compared.
const ALL_ENGINES: [&str; 2] = ["--features", "retort/ndarray"];
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

fn rustfmt(_: &Settings) -> Result<Count> {
    check(&mut command(&cargo(), ["fmt", "--all", "--check"]))
}

fn npm_packages(_: &Settings) -> Result<Count> {
    npm::modules()?;
    Ok(Count::ONE)
}

fn biome(_: &Settings) -> Result<Count> {
    check(&mut tool("@biomejs/biome/bin/biome", &["check", "--error-on-warnings"]))
}

/// Pages and workers have different global names, so each has its own configuration.
fn types(_: &Settings) -> Result<Count> {
    let mut count = Count::default();
    for project in ["tsconfig.page.json", "tsconfig.worker.json"] {
        count = count + check(&mut tool("typescript/bin/tsc", &["--noEmit", "--project", project]))?;
    }
    Ok(count)
}

fn licences(_: &Settings) -> Result<Count> {
    licence::check()?;
    Ok(Count::ONE)
}

fn xtask_tests(_: &Settings) -> Result<Count> {
    run(command(&cargo(), ["clippy", "--package", "xtask", "--all-targets"]).args(DENY_WARNINGS))?;
    run_counted(&mut command(&cargo(), ["test", "--package", "xtask"]))
}

fn clippy(_: &Settings) -> Result<Count> {
    check(command(&cargo(), ["clippy", "--all-targets"]).args(PRODUCT).args(ALL_ENGINES).args(DENY_WARNINGS))
}

fn clippy_wasm(settings: &Settings) -> Result<Count> {
    wasm::ensure_target()?;
    let mut clippy = wasm::cargo_for_wasm(settings, None, "clippy");
    check(clippy.args(PRODUCT).arg("--lib").args(DENY_WARNINGS))
}

fn cargo_tests(_: &Settings) -> Result<Count> {
    run_counted(command(&cargo(), ["test", "--no-fail-fast"]).args(PRODUCT).args(ALL_ENGINES))
}

/// Every model in every format, in other people's runtimes: onnx and onnxruntime from PyPI.
pub fn python_models() -> Result<Command> {
    let python = python::environment("models")?;
    let mut test = command(&python.to_string_lossy(), ["tests/python/test_onnx.py"]);
    test.arg(program()?);
    Ok(test)
}

/// The program `retort` for tests in other languages. After "cargo tests" nothing is compiled again.
pub fn program() -> Result<PathBuf> {
    run(command(&cargo(), ["build", "--package", "retort", "--bin", "retort"]).args(ALL_ENGINES))?;
    Ok(target_folder()?.join("debug").join(format!("retort{}", std::env::consts::EXE_SUFFIX)))
}

/// A page over its budget is a failed test, but a page: what needs it still runs.
fn build_site(settings: &Settings) -> Result<Count> {
    let hashed = build::make(settings, &settings.usual_engines())?;
    if let Err(error) = size::report(&hashed, &settings.budget) {
        println!("  FAILED: {error}");
        return Ok(Count { passed: 1, failed: 1 });
    }
    Ok(Count { passed: 2, failed: 0 })
}

fn node_tests(_: &Settings) -> Result<Count> {
    let mut tests = node_test("tests", 1, |_| true)?;
    // Networks that it writes are run by onnxruntime-web.
    run_counted(tests.env("RETORT_PROGRAM", program()?))
}

/// Browser tests that measure how quickly the page answers while all cores train: nothing runs beside them.
const MEASURING: [&str; 5] = ["budget", "crowd", "faults", "page", "soak"];

fn measures(file: &str) -> bool {
    file.strip_suffix(TEST).is_some_and(|name| MEASURING.contains(&name))
}

fn browser_tests(_: &Settings) -> Result<Count> {
    in_browser(node_test("tests/browser", 2, |file| !measures(file))?)
}

fn browser_measurements(_: &Settings) -> Result<Count> {
    in_browser(node_test("tests/browser", 1, measures)?)
}

fn in_browser(mut tests: Command) -> Result<Count> {
    let browser = browser::ensure()?;
    println!("  browser: {}", browser.display());
    // What the page saves is compared with what the command line writes.
    run_counted(tests.env(browser::VARIABLE, browser).env("RETORT_PROGRAM", program()?))
}

/// One command that passes or fails as a whole.
fn check(command: &mut Command) -> Result<Count> {
    run(command)?;
    Ok(Count::ONE)
}

/// An npm package's program, started by node itself: the links in `.bin` differ between systems.
fn tool(script: &str, arguments: &[&str]) -> Command {
    let mut node = command("node", [format!("node_modules/{script}")]);
    node.args(arguments);
    node
}

/// What the name of a file of node's tests ends in.
const TEST: &str = ".test.mjs";

/// node's test runner on the wanted tests of a folder, `at_once` files at a time.
fn node_test(folder: &str, at_once: usize, wanted: impl Fn(&str) -> bool) -> Result<Command> {
    let entries =
        std::fs::read_dir(root().join(folder)).with_context(|| format!("there is no folder {folder}"))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut files: Vec<String> = names.filter(|name| name.ends_with(TEST) && wanted(name)).collect();
    if files.is_empty() {
        bail!("no *{TEST} in {folder}");
    }
    files.sort();
    let mut node = command("node", ["--test", "--test-reporter=spec"]);
    node.arg(format!("--test-concurrency={at_once}"));
    node.args(files.iter().map(|name| format!("{folder}/{name}")));
    Ok(node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_measures_exists() {
        for name in MEASURING {
            assert!(root().join(format!("tests/browser/{name}{TEST}")).is_file(), "{name}");
        }
    }
}
