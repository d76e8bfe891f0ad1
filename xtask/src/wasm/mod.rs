//! Rust -> wasm: cargo, then wasm-bindgen as a library, so that no tool has to be installed.

mod inputs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{command, run};
use crate::determinism;
use crate::root::{cargo, root, target_folder};
use crate::settings::{Engine, Module, Settings};

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds one engine and returns the folder that holds `retort.js`, `retort.d.ts` and `retort_bg.wasm`.
pub fn build(settings: &Settings, engine: &Engine) -> Result<PathBuf> {
    let features = engine.target_features.as_deref();
    let folder = package(
        settings,
        "retort",
        &engine.folder,
        &engine.cargo_arguments,
        features,
        engine.reproducible,
        false,
    )?;
    if let Some(other) = settings.original_of(engine) {
        let glue = |folder: &Path| fs::read(folder.join("retort.js"));
        let other = self::folder(settings, &other.folder);
        // Workers load the glue before they know which of the two they get.
        if other.is_dir() && glue(&other)? != glue(&folder)? {
            bail!("{} and {} need different retort.js", other.display(), folder.display());
        }
    }
    Ok(folder)
}

/// Builds wasm that is no engine; its files are named after its package.
pub fn build_module(settings: &Settings, module: &Module) -> Result<PathBuf> {
    let features = module.target_features.as_deref();
    package(settings, &module.package, &module.folder, &module.cargo_arguments, features, true, false)
}

/// The engine as it is published, but with names of functions: for profiles and tables of sizes, not for the site.
pub fn build_named(settings: &Settings, engine: &Engine) -> Result<PathBuf> {
    let features = engine.target_features.as_deref();
    let name = format!("{}-named", engine.folder);
    package(settings, "retort", &name, &engine.cargo_arguments, features, engine.reproducible, true)
}

fn package(
    settings: &Settings,
    package: &str,
    name: &str,
    arguments: &[String],
    features: Option<&[String]>,
    reproducible: bool,
    named: bool,
) -> Result<PathBuf> {
    ensure_target()?;
    let profile = &settings.build.profile;
    let mut cargo = cargo_for_wasm(settings, features, "build");
    cargo.args(["--package", package, "--lib", "--profile", profile]).args(arguments);
    if features.is_some() {
        // As seen from the project: a copied checkout keeps its wasm.
        let objects = objects(features)?;
        cargo.arg("--target-dir").arg(objects.strip_prefix(root()).unwrap_or(&objects));
    }
    let folder = folder(settings, name);
    if inputs::is_current(&folder, &cargo) {
        println!("  {name}: nothing has changed");
        return Ok(folder);
    }
    run(&mut cargo)?;
    let stem = package.replace('-', "_");
    let module = objects(features)?.join(TARGET).join(profile).join(format!("{stem}.wasm"));
    bind(&module, &folder, named)?;
    if reproducible {
        determinism::check(&fs::read(folder.join(format!("{stem}_bg.wasm")))?)?;
    }
    inputs::note(&folder, &module.with_extension("d"), &cargo)?;
    Ok(folder)
}

/// Where compiled crates with these features are. Cargo gives crates the same names whatever the flags, as soon as one of
/// them remaps a path: in one folder the crates of one engine would take the place of those of another, and all of burn would
/// be compiled again after each.
fn objects(features: Option<&[String]>) -> Result<PathBuf> {
    let target = target_folder()?;
    Ok(features.map_or_else(|| target.clone(), |features| target.join(format!("wasm{}", features.concat()))))
}

/// Where `build` leaves what has this folder in the site.
pub fn folder(settings: &Settings, name: &str) -> PathBuf {
    root().join(&settings.build.out_dir).join(name)
}

/// A cargo command for the wasm target, with the flags of `wasm-pack.toml` and no others; `features` replace its own.
pub fn cargo_for_wasm(settings: &Settings, features: Option<&[String]>, subcommand: &str) -> Command {
    let mut cargo = command(&cargo(), [subcommand, "--target", TARGET]);
    let mut flags = settings.rustflags(features);
    // A panic names the file that it happened in: under the same name on every machine, and nobody's home folder is published.
    if let Ok(home) = cargo_home() {
        flags.push(format!("--remap-path-prefix={}=crates", home.join("registry/src").display()));
    }
    // The strongest of cargo's many sources: flags in a user's own configuration would change the bytes.
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    cargo
}

/// Where cargo keeps the sources of crates.
pub fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Ok(home.into());
    }
    Ok(std::env::home_dir().context("this user has no home folder")?.join(".cargo"))
}

/// Installs the wasm target when the toolchain lacks it.
pub fn ensure_target() -> Result<()> {
    let probe = command("rustc", ["--print", "target-libdir", "--target", TARGET]).output();
    let probe = probe.context("cannot start rustc")?;
    let folder = String::from_utf8_lossy(&probe.stdout).trim().to_string();
    if probe.status.success() && Path::new(&folder).is_dir() {
        return Ok(());
    }
    run(&mut command("rustup", ["target", "add", TARGET]))
}

fn bind(module: &Path, folder: &Path, named: bool) -> Result<()> {
    // Files of an earlier build must not survive in the site.
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(true)
        .remove_name_section(!named)
        .remove_producers_section(true)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen cannot read {}", module.display()))
}
