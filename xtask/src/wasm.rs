//! Rust -> wasm: cargo, then wasm-bindgen as a library, so that no tool has to be installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{command, run};
use crate::determinism;
use crate::root::{cargo, root, target_folder};
use crate::settings::{Engine, Settings};

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds one engine and returns the folder that holds `retort.js`, `retort.d.ts` and `retort_bg.wasm`.
pub fn build(settings: &Settings, engine: &Engine) -> Result<PathBuf> {
    let module = compile(settings, engine)?;
    let folder = folder(settings, engine);
    bind(&module, &folder)?;
    if engine.reproducible {
        determinism::check(&fs::read(folder.join("retort_bg.wasm"))?)?;
    }
    Ok(folder)
}

/// Where `build` leaves an engine.
pub fn folder(settings: &Settings, engine: &Engine) -> PathBuf {
    root().join(&settings.build.out_dir).join(&engine.folder)
}

/// A cargo command for the wasm target, with the flags of `wasm-pack.toml` and no others.
pub fn cargo_for_wasm(settings: &Settings, subcommand: &str) -> Command {
    let mut cargo = command(&cargo(), [subcommand, "--target", TARGET]);
    // The strongest of cargo's many sources: flags in a user's own configuration would change the bytes.
    cargo.env("CARGO_ENCODED_RUSTFLAGS", settings.rustflags().join("\x1f"));
    cargo
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

/// Returns cargo's module, before wasm-bindgen.
fn compile(settings: &Settings, engine: &Engine) -> Result<PathBuf> {
    ensure_target()?;
    let profile = &settings.build.profile;
    let mut cargo = cargo_for_wasm(settings, "build");
    cargo.args(["--package", "retort", "--lib", "--profile", profile]).args(&engine.cargo_arguments);
    run(&mut cargo)?;
    Ok(target_folder()?.join(TARGET).join(profile).join("retort.wasm"))
}

fn bind(module: &Path, folder: &Path) -> Result<()> {
    // Files of an earlier build must not survive in the site.
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen cannot read {}", module.display()))
}
