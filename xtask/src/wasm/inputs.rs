//! Whether wasm that was built earlier still is what the sources give.
//!
//! Engines differ in features only, and cargo writes the wasm of all of them to one file: it compiles each again whenever
//! another came between. So a note beside the finished folder names every input with its SHA-256: the sources that the
//! compiler has read, the manifests, the compiler and the arguments.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::command::{command, describe};
use crate::root::root;

/// What the compiler does not list among its sources.
const MANIFESTS: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "crate/kernel/Cargo.toml",
    "crate/portable/Cargo.toml",
    "crate/images/Cargo.toml",
];

/// Input -> its SHA-256, or what it says.
type Inputs = BTreeMap<String, String>;

/// Beside the folder, whose files go into the site.
fn note_of(folder: &Path) -> PathBuf {
    folder.with_extension("inputs.json")
}

/// True when the files in `folder` come from just these sources and this command.
pub fn is_current(folder: &Path, cargo: &Command) -> bool {
    let Ok(text) = fs::read_to_string(note_of(folder)) else { return false };
    let Ok(noted) = serde_json::from_str::<Inputs>(&text) else { return false };
    let sources = noted.keys().filter(|name| !name.starts_with("; ")).map(PathBuf::from);
    folder.is_dir() && read(sources, cargo).is_ok_and(|now| now == noted)
}

/// Notes what the files in `folder` were made from; `listed` is the compiler's own list, a Makefile's rules.
pub fn note(folder: &Path, listed: &Path, cargo: &Command) -> Result<()> {
    let rules = fs::read_to_string(listed).with_context(|| format!("cargo wrote no {}", listed.display()))?;
    let inputs = read(sources(&rules, root()).into_iter().chain(MANIFESTS.map(PathBuf::from)), cargo)?;
    let text = serde_json::to_string_pretty(&inputs).context("strings have a form in JSON")?;
    let note = note_of(folder);
    fs::write(&note, text).with_context(|| format!("cannot write {}", note.display()))
}

/// The files after the colon of each rule, relative to `root`: a copied checkout keeps its wasm.
fn sources(rules: &str, root: &Path) -> Vec<PathBuf> {
    let files = rules.lines().filter_map(|rule| rule.split_once(": ")).flat_map(|(_, files)| {
        // A space within a name is escaped; no source of ours has one, a user's folder may.
        let names = files.replace("\\ ", "\0");
        names.split(' ').map(|name| PathBuf::from(name.replace('\0', " "))).collect::<Vec<_>>()
    });
    files.map(|file| file.strip_prefix(root).map(Path::to_path_buf).unwrap_or(file)).collect()
}

fn read(sources: impl Iterator<Item = PathBuf>, cargo: &Command) -> Result<Inputs> {
    let mut inputs = Inputs::new();
    for file in sources {
        let content = fs::read(root().join(&file)).with_context(|| format!("no {}", file.display()))?;
        let hash = Sha256::digest(&content);
        inputs.insert(
            file.to_string_lossy().into_owned(),
            hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        );
    }
    inputs.insert("; command".into(), describe(cargo));
    for (name, value) in cargo.get_envs() {
        let value = value.unwrap_or_default().to_string_lossy().replace('\x1f', " ");
        inputs.insert(format!("; {}", name.to_string_lossy()), value);
    }
    let compiler = command("rustc", ["--version"]).output().context("cannot start rustc")?;
    inputs.insert("; compiler".into(), String::from_utf8_lossy(&compiler.stdout).trim().to_string());
    Ok(inputs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_what_stands_after_the_colon() {
        let rules = "/p/target/retort.wasm: /p/crate/lib.rs /p/crate/two\\ words.rs /elsewhere/a.rs\n";
        let expected = ["crate/lib.rs", "crate/two words.rs", "/elsewhere/a.rs"].map(PathBuf::from);
        assert_eq!(sources(rules, Path::new("/p")), expected);
    }

    #[test]
    fn other_sources_or_another_command_are_noticed() {
        let folder = std::env::temp_dir().join(format!("retort-inputs-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder of our own");
        let source = folder.join("a.rs");
        let listed = folder.join("a.d");
        fs::write(&source, "1").expect("written");
        fs::write(&listed, format!("x: {}\n", source.display().to_string().replace(' ', "\\ ")))
            .expect("written");
        let cargo = Command::new("cargo");
        assert!(!is_current(&folder, &cargo));
        note(&folder, &listed, &cargo).expect("noted");
        assert!(is_current(&folder, &cargo));
        let mut other = Command::new("cargo");
        assert!(!is_current(&folder, other.arg("--features")));
        fs::write(&source, "2").expect("written");
        assert!(!is_current(&folder, &cargo));
        fs::remove_dir_all(&folder).expect("our own folder");
        fs::remove_file(note_of(&folder)).expect("our own note");
    }
}
