//! Where the project and its build products are.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use serde::Deserialize;

/// Names another copy of the project, which is built instead of the one that this program was compiled in.
pub const VARIABLE: &str = "RETORT_ROOT";

/// The folder of the root `Cargo.toml`.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| match std::env::var_os(VARIABLE) {
        Some(other) => other.into(),
        None => {
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the project").into()
        }
    });
    &ROOT
}

/// Cargo's target folder, wherever the user has put it.
pub fn target_folder() -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let output = Command::new(cargo())
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .context("cannot start cargo")?;
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).context("cargo metadata gave no answer")?;
    Ok(metadata.target_directory)
}

/// The cargo that started us, so that toolchains are not mixed.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}
