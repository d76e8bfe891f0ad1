//! npm packages, exactly as package-lock.json names them.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::Result;

use crate::command::{command, run};
use crate::root::root;

/// The folder of installed packages, brought up to date first when the lock file is newer.
pub fn modules() -> Result<PathBuf> {
    let folder = root().join("node_modules");
    // npm writes this file at the end of each installation.
    let installed = modified(folder.join(".package-lock.json"));
    if installed.is_none() || installed < modified(root().join("package-lock.json")) {
        install()?;
    }
    Ok(folder)
}

/// `npm ci`: the packages of the lock file and nothing else; none of their own scripts runs.
pub fn install() -> Result<()> {
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    run(&mut command(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments))
}

fn modified(path: PathBuf) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
