//! npm packages, exactly as package-lock.json names them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};

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
    run(&mut clean_install())
}

fn clean_install() -> Command {
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    command(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments)
}

/// Installs what the lock file in `manifest` names into `folder`, unless that has been done.
pub fn install_into(folder: &Path, manifest: &Path) -> Result<()> {
    let lock = "package-lock.json";
    let wanted = read(&manifest.join(lock))?;
    let stamp = folder.join("node_modules").join("installed.json");
    // Written last: an installation that was interrupted starts anew.
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    for name in ["package.json", lock] {
        let copy = fs::write(folder.join(name), read(&manifest.join(name))?);
        copy.with_context(|| format!("cannot write {name} into {}", folder.display()))?;
    }
    run(clean_install().current_dir(folder))?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn modified(path: PathBuf) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
