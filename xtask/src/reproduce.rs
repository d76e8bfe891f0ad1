//! `cargo xtask verify build`: the published files are a function of the sources. Two clean builds, in folders of other names
//! and lengths, with cargo's files elsewhere and at another time, must give the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::command::{command, run};
use crate::root::{VARIABLE, root};
use crate::wasm::cargo_home;

/// What a build makes itself, or does not look at.
const LEFT_OUT: [&str; 5] = ["target", "dist", "node_modules", ".git", "pkg"];

/// Path in `dist/` -> SHA-256 of the file.
type Hashes = BTreeMap<String, String>;

/// # Errors
/// Names every file that differs; then both folders stay, to be looked at.
pub fn verify() -> Result<()> {
    let place = std::env::temp_dir().join(format!("retort-reproduce-{}", std::process::id()));
    let folders = [place.join("one"), place.join("another folder with a longer name")];
    // Both before the first build, which takes long: whoever works on meanwhile changes neither.
    for folder in &folders {
        copy_sources(folder)?;
    }
    let mut results = Vec::new();
    for (index, folder) in folders.iter().enumerate() {
        results.push(build(folder, index > 0)?);
    }
    let differing = difference(&results[0], &results[1]);
    if !differing.is_empty() {
        bail!("two builds differ, see {}:\n    {}", place.display(), differing.join("\n    "));
    }
    fs::remove_dir_all(&place).with_context(|| format!("cannot remove {}", place.display()))?;
    let list: String = results[0].iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect();
    println!(
        "two clean builds give the same {} files; their list has SHA-256 {}",
        results[0].len(),
        hex(list.as_bytes())
    );
    Ok(())
}

fn copy_sources(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(root()).context("cannot read the project")? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !LEFT_OUT.contains(&name.as_str()) {
            copy(&entry.path(), &folder.join(name))?;
        }
    }
    Ok(())
}

/// Builds the copy in `folder`, with packages and compiled crates of its own.
fn build(folder: &Path, home_of_its_own: bool) -> Result<Hashes> {
    let mut build = command(&std::env::current_exe()?.to_string_lossy(), ["build"]);
    build.env(VARIABLE, folder).env("CARGO_TARGET_DIR", folder.join("target"));
    if home_of_its_own {
        // The packed crates come along; cargo unpacks them there.
        let (from, to) = (cargo_home()?.join("registry"), folder.join("home/registry"));
        for part in ["cache", "index"] {
            copy(&from.join(part), &to.join(part))?;
        }
        build.env("CARGO_HOME", folder.join("home"));
    }
    run(&mut build)?;
    let mut hashes = Hashes::new();
    collect(&folder.join("dist"), "", &mut hashes)?;
    Ok(hashes)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
        for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else {
        let parent = to.parent().map(PathBuf::from).unwrap_or_default();
        fs::create_dir_all(&parent).with_context(|| format!("cannot make {}", parent.display()))?;
        fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(())
}

fn collect(folder: &Path, prefix: &str, hashes: &mut Hashes) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), hashes)?;
        } else {
            hashes.insert(path, hex(&fs::read(entry.path())?));
        }
    }
    Ok(())
}

fn hex(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn difference(one: &Hashes, other: &Hashes) -> Vec<String> {
    let only = |these: &Hashes, those: &Hashes, which: &str| {
        let names = these.keys().filter(|path| !those.contains_key(*path));
        names.map(|path| format!("{path}: only in the {which}")).collect::<Vec<_>>()
    };
    let mut found = only(one, other, "first");
    found.extend(only(other, one, "second"));
    let both = one.iter().filter(|(path, hash)| other.get(*path).is_some_and(|second| second != *hash));
    found.extend(both.map(|(path, _)| format!("{path}: other bytes")));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_is_named() {
        let site = |files: &[(&str, &str)]| -> Hashes {
            files.iter().map(|(path, text)| (path.to_string(), hex(text.as_bytes()))).collect()
        };
        let one = site(&[("a.js", "1"), ("b.js", "1"), ("c.js", "1")]);
        assert!(difference(&one, &one.clone()).is_empty());
        let other = site(&[("a.js", "1"), ("b.js", "2"), ("d.js", "1")]);
        assert_eq!(
            difference(&one, &other),
            ["c.js: only in the first", "d.js: only in the second", "b.js: other bytes"]
        );
    }
}
