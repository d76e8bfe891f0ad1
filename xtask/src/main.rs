//! The build of Retort. `cargo xtask` without a command lists what it can do.
//!
//! ```text
//! serve, build --> wasm --> site --> dist/
//! test         --> every check, `build` among them
//! bench, bless --> scripts of bench/ and tests/ on what was built
//! ```

mod browser;
mod build;
mod chapters;
mod command;
mod courses;
mod determinism;
mod licence;
mod npm;
mod numbers;
mod presets;
mod python;
mod reproduce;
mod root;
mod serve;
mod settings;
mod site;
mod spoken;
mod test;
mod verify;
mod wasm;

use std::process::{ExitCode, exit};

use anyhow::{Context, Result, bail};

use crate::command::{command, run};
use crate::root::{cargo, root};
use crate::settings::Settings;
use crate::site::address::Address;

const HELP: &str = "\
cargo xtask serve [--port N] [--open] [--dev] [--all-engines]
                        build the playground and serve it on this machine;
                        --dev: readable files, built again after each change;
                        --all-engines: the other engines too
cargo xtask build [--all-engines] [--address URL]
                        write the static site to dist/, report sizes, fail over budget;
                        --all-engines: with the one for graphics adapters, which takes minutes;
                        --address: where it will be, for pictures in previews of links and for oEmbed
cargo xtask test [STEP] all checks and tests, or the steps whose name contains STEP
cargo xtask bench [...] build, then run bench/run.mjs with the given arguments
cargo xtask verify [PRESET|CHAPTER|build|courses|faults|memory|numbers|python|soak|webgpu]
                        train presets in Node, Chromium, Firefox and WebKit, and compare the bits;
                        run chapters over seeds, for docs/results.md and www/chapters/;
                        courses: the playground in pages built by Jupyter Book, mdBook, Docusaurus, ...
                        (installs them);
                        python: experiments in PyTorch and Ray, the notebook in JupyterLab (installs them);
                        webgpu: compare the engine for graphics adapters with the default one;
                        build: two clean builds give the same bytes;
                        faults: a hundred lost workers, and a network that breaks;
                        memory: the most that a worker of each preset takes;
                        soak: runs in one tab for twenty minutes leave nothing behind;
                        numbers: gradients, invariances and random experiments by the thousand, then each fuzzer
                        for RETORT_FUZZ_SECONDS (120; needs nightly Rust and cargo-fuzz)
cargo xtask spoken-digits
                        make the spoken digits of data/ again (needs espeak-ng)
cargo xtask bless       rewrite goldens, the stored run and stored teachers; look at the difference before you commit";

/// 8080 is what people try first, and often taken.
const PORT: u16 = 8017;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((name, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(());
    };
    let settings = Settings::read(root())?;
    match name.as_str() {
        "serve" => serve::serve(&settings, &serve_options(&settings, rest)?),
        "build" => {
            let (settings, engines) = build_options(settings, rest)?;
            build::build(&settings, &engines)
        }
        "test" => exit(if test::test(&settings, rest)? { 0 } else { 1 }),
        "bench" => bench(&settings, rest),
        "verify" => verify::verify(&settings, rest),
        "bless" => bless(&settings),
        "spoken-digits" => spoken::make(),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        unknown => bail!("no command \"{unknown}\"\n\n{HELP}"),
    }
}

/// The settings with what the arguments change, and the engines of the site.
fn build_options(mut settings: Settings, arguments: &[String]) -> Result<(Settings, Vec<settings::Engine>)> {
    let mut engines = settings.usual_engines();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--all-engines" => engines.clone_from(&settings.engine),
            "--address" => {
                let address = rest.next().context("--address needs a URL, as https://example.org/retort/")?;
                // Before minutes of compiling.
                Address::read(address)?;
                settings.site.address = Some(address.clone());
            }
            unknown => bail!("build does not know {unknown}\n\n{HELP}"),
        }
    }
    Ok((settings, engines))
}

fn serve_options(settings: &Settings, arguments: &[String]) -> Result<serve::Options> {
    let default = settings.engine[..1].to_vec();
    let mut options = serve::Options { port: PORT, open: false, dev: false, engines: default };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--port" => {
                let port = rest.next().context("--port needs a number")?;
                options.port =
                    port.parse().with_context(|| format!("--port {port}: not a port (1 to 65535)"))?;
            }
            "--open" => options.open = true,
            "--dev" => options.dev = true,
            "--all-engines" => options.engines = settings.engine.clone(),
            unknown => bail!("serve does not know {unknown}\n\n{HELP}"),
        }
    }
    Ok(options)
}

fn bench(settings: &Settings, arguments: &[String]) -> Result<()> {
    if arguments.iter().any(|argument| ["--profile", "--sizes"].contains(&argument.as_str())) {
        wasm::build_named(settings, &settings.engine[0])?;
    } else {
        build::build(settings, &settings.usual_engines())?;
        wasm::build_module(settings, &settings.stock)?;
    }
    let mut bench = command("node", ["bench/run.mjs"]);
    if let Some(browser) = browser::find() {
        bench.env(browser::VARIABLE, browser);
    }
    if arguments.iter().any(|argument| argument == "--models") {
        // Writes the networks for PyTorch.
        bench.env("RETORT_PROGRAM", test::program()?);
    }
    run(bench.args(arguments))
}

/// Goldens first, then the stored run, the stored teachers and the results of presets, which the release engine makes, and
/// pictures of the page that shows them.
fn bless(settings: &Settings) -> Result<()> {
    run(command(&cargo(), ["test", "--features", "ndarray"]).env("BLESS", "1"))?;
    wasm::build(settings, &settings.engine[0])?;
    npm::modules()?;
    // The tables of docs/models.md: networks in onnxruntime and in onnxruntime-web.
    run(test::python_models()?.arg("--bless"))?;
    let mut code = command("node", ["--test", "tests/code.test.mjs"]);
    run(code.env("BLESS", "1").env("RETORT_PROGRAM", test::program()?))?;
    run(&mut command("node", ["tests/bless/stored_run.mjs"]))?;
    run(&mut command("node", ["tests/bless/teachers.mjs"]))?;
    let mut presets = command("node", ["tests/bless/presets.mjs"]);
    run(presets.env(browser::VARIABLE, browser::ensure()?))?;
    build::make(settings, &settings.engine)?;
    let mut looks = command("node", ["--test", "tests/browser/looks.test.mjs"]);
    run(looks.env("BLESS", "1").env(browser::VARIABLE, browser::ensure()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<serve::Options> {
        let arguments: Vec<String> = arguments.iter().map(|argument| argument.to_string()).collect();
        serve_options(&Settings::read(root()).expect("wasm-pack.toml"), &arguments)
    }

    #[test]
    fn serving_takes_a_port_and_switches() {
        let options = parse(&["--dev", "--port", "9000", "--open"]).expect("valid");
        assert_eq!((options.port, options.dev, options.open, options.engines.len()), (9000, true, true, 1));
        assert_eq!(parse(&["--all-engines"]).expect("valid").engines.len(), 4);
    }

    #[test]
    fn a_build_takes_engines_and_an_address() {
        let build = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|argument| argument.to_string()).collect();
            build_options(Settings::read(root()).expect("wasm-pack.toml"), &arguments)
        };
        let (settings, engines) = build(&["--address", "https://a.org/x", "--all-engines"]).expect("valid");
        assert_eq!(settings.site.address.as_deref(), Some("https://a.org/x"));
        assert_eq!(engines.len(), settings.engine.len());
        assert_eq!(build(&[]).expect("valid").1.len(), 2);
        for wrong in [&["--address"][..], &["--address", "a.org"], &["--adress", "https://a.org"]] {
            assert!(build(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn wrong_arguments_are_named() {
        for (arguments, expected) in
            [(vec!["--port"], "--port"), (vec!["--port", "x"], "--port x"), (vec!["--prot"], "--prot")]
        {
            let error = parse(&arguments).err().expect("refused");
            assert!(format!("{error:#}").contains(expected), "{error:#}");
        }
    }
}
