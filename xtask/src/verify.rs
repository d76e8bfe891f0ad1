//! `cargo xtask verify`: the long forms of what `cargo xtask test` looks at briefly, and the figures of the documents.

use anyhow::Result;

use crate::command::{command, run};
use crate::root::{cargo, root, target_folder};
use crate::settings::{Engine, Settings};
use crate::{browser, build, chapters, courses, numbers, python, reproduce, wasm};

struct Check {
    name: &'static str,
    run: fn(&Settings) -> Result<()>,
}

/// By name. Every other name is that of a preset or of a chapter.
static CHECKS: &[Check] = &[
    // The bill of materials, by CycloneDX's own schema.
    Check { name: "bill", run: verify_bill },
    // Two clean builds give the same bytes.
    Check { name: "build", run: |_| reproduce::verify() },
    // The playground in pages that other tools build around it.
    Check { name: "courses", run: verify_courses },
    // A hundred lost workers and a broken network, for docs/reliability.md.
    Check { name: "faults", run: verify_faults },
    // The fuzzers alone, those of RETORT_TARGET or all.
    Check { name: "fuzz", run: |_| numbers::fuzz() },
    // The most that a worker of each preset takes.
    Check { name: "memory", run: |settings| long_test(settings, "tests/long/memory.mjs") },
    // Gradients, invariances, random experiments and damaged files by the thousand.
    Check { name: "numbers", run: |_| numbers::verify() },
    // What PyTorch, Ray and JupyterLab have to say.
    Check { name: "python", run: verify_python },
    // Runs in one tab for an hour, or RETORT_SOAK_MINUTES, leave nothing behind.
    Check { name: "soak", run: |settings| long_test(settings, "tests/long/soak.mjs") },
    // The engine whose numbers are compared within a tolerance, as it gives other bits on each adapter.
    Check { name: "webgpu", run: verify_webgpu },
];

/// All checks or those that are named. Each engine trains all presets or those that are named, for docs/engines.md; then
/// `retort verify` runs all chapters or those that are named, for docs/results.md. A name may be of any kind.
pub fn verify(settings: &Settings, names: &[String]) -> Result<()> {
    for check in CHECKS {
        if names.is_empty() || names.iter().any(|name| name == check.name) {
            (check.run)(settings)?;
        }
    }
    let others = names.iter().filter(|name| !CHECKS.iter().any(|check| check.name == name.as_str()));
    let (chapters, presets): (Vec<_>, Vec<_>) = others.partition(|name| chapters::exists(name));
    if names.is_empty() || !presets.is_empty() {
        browser::ensure()?;
        browser::ensure_others()?;
        let default = &settings.engine[0];
        let stands_in = |engine: &&Engine| engine.stands_in_for.as_ref() == Some(&default.key);
        for engine in [default].into_iter().chain(settings.engine.iter().filter(stands_in)) {
            wasm::build(settings, engine)?;
        }
        run(command("node", ["tests/engines/verify.mjs"]).args(presets))?;
    }
    if names.is_empty() {
        // The site is there: those that were asked for before have made it.
        run(&mut command("node", ["tests/engines/frame.mjs"]))?;
        run(&mut command("node", ["tests/engines/keys.mjs"]))?;
    }
    if names.is_empty() || !chapters.is_empty() {
        let retort = ["run", "--release", "--features", "retort/ndarray", "--bin", "retort", "--", "verify"];
        run(command(&cargo(), retort).args(chapters))?;
    }
    Ok(())
}

fn verify_bill(settings: &Settings) -> Result<()> {
    build::make(settings, &settings.usual_engines())?;
    let python = python::environment("bill")?;
    run(&mut command(&python.to_string_lossy(), ["tests/python/test_bill.py", "dist/sbom.cdx.json"]))
}

fn verify_courses(settings: &Settings) -> Result<()> {
    build::make(settings, &settings.usual_engines())?;
    run(&mut courses::test(courses::Extent::All)?)
}

fn verify_faults(settings: &Settings) -> Result<()> {
    build::make(settings, &settings.usual_engines())?;
    let tests = ["--test", "tests/browser/faults.test.mjs", "tests/browser/network.test.mjs"];
    run(command("node", tests).env(browser::VARIABLE, browser::ensure()?).env("RETORT_KILLS", "100"))
}

fn long_test(settings: &Settings, script: &str) -> Result<()> {
    build::make(settings, &settings.usual_engines())?;
    run(command("node", [script]).env(browser::VARIABLE, browser::ensure()?))
}

fn verify_webgpu(settings: &Settings) -> Result<()> {
    // All but what only stands in for another: building it takes minutes, and nothing here asks for it.
    let engines: Vec<Engine> =
        settings.engine.iter().filter(|engine| engine.stands_in_for.is_none()).cloned().collect();
    build::make(settings, &engines)?;
    let mut test = command("node", ["--test", "tests/browser/webgpu.test.mjs"]);
    run(test.env(browser::VARIABLE, browser::ensure()?))
}

/// Experiments and networks in PyTorch, alone, under torchrun and with Ray, for docs/python.md, and the notebook in
/// JupyterLab with the site beside it. The packages take some gigabytes and minutes, once.
fn verify_python(settings: &Settings) -> Result<()> {
    let python = python::environment("distil")?;
    run(&mut command(&cargo(), ["test", "--features", "retort/ndarray", "--test", "code"]))?;
    // Built as the tests are: what they need is there already, and the bits are the same.
    run(&mut command(&cargo(), ["build", "--features", "retort/ndarray", "--bin", "retort"]))?;
    let retort = target_folder()?.join("debug").join(format!("retort{}", std::env::consts::EXE_SUFFIX));
    run(command(&python.to_string_lossy(), ["tests/python/test_distil.py"]).arg(&retort))?;

    build::make(settings, &settings.usual_engines())?;
    let python = python::environment("notebook")?;
    let mut test =
        command(&python.to_string_lossy(), ["-m", "pytest", "-p", "no:cacheprovider", NOTEBOOK_TEST]);
    test.env("PYTHONPATH", root().join("python")).env("RETORT_PROGRAM", retort);
    run(test.env(browser::VARIABLE, browser::ensure()?))
}

/// The package `python/` is imported from its folder, as it is.
const NOTEBOOK_TEST: &str = "tests/python/test_notebook.py";
