//! Python for tests: packages of fixed versions in a folder of their own, installed once.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{command, run};
use crate::root::{root, target_folder};

/// Names the Python to use, where `python3` is not the right one.
pub const VARIABLE: &str = "RETORT_PYTHON";

/// Oldest Python that the pinned packages run on.
const OLDEST: (u32, u32) = (3, 11);

/// The interpreter of the environment `name`, which has the packages of `tests/python/<name>.txt` and nothing else. It is
/// made in `target/python/<name>`, and again whenever that list changes.
pub fn environment(name: &str) -> Result<PathBuf> {
    let list = root().join("tests/python").join(format!("{name}.txt"));
    let wanted = std::fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let folder = target_folder()?.join("python").join(name);
    let (python, stamp) = (interpreter(&folder), folder.join("installed.txt"));
    // Written last: an installation that was interrupted starts anew.
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) && python.exists() {
        return Ok(python);
    }
    let base = std::env::var(VARIABLE).unwrap_or_else(|_| "python3".into());
    check_version(&base)?;
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    run(command(&base, ["-m", "venv"]).arg(&folder))?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(command(&python.to_string_lossy(), install).arg(&list))?;
    std::fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(python)
}

fn interpreter(folder: &Path) -> PathBuf {
    if cfg!(windows) { folder.join("Scripts/python.exe") } else { folder.join("bin/python") }
}

fn check_version(python: &str) -> Result<()> {
    let (major, minor) = OLDEST;
    let way_out = format!("install Python {major}.{minor} or newer, or name it in {VARIABLE}");
    let output = Command::new(python).arg("--version").output();
    let output = output.with_context(|| format!("cannot start {python}: {way_out}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if version(&text).is_none_or(|version| version < OLDEST) {
        bail!("{python} is \"{}\": {way_out}", text.trim());
    }
    Ok(())
}

/// Major and minor version from what `python --version` prints.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix("Python ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(version("Python 3.11.7\n"), Some((3, 11)));
        assert_eq!(version("Python 3.14.0rc1"), Some((3, 14)));
        assert_eq!(version("python: not found"), None);
    }

    #[test]
    fn a_program_that_is_no_python_is_named_with_the_way_out() {
        for program in ["no-such-python", "cargo"] {
            let error = format!("{:#}", check_version(program).expect_err("it is none"));
            assert!(error.contains(program) && error.contains(VARIABLE), "{error}");
        }
    }

    #[test]
    fn a_list_that_does_not_exist_is_named() {
        let error = format!("{:#}", environment("no-such-list").expect_err("there is none"));
        assert!(error.contains("no-such-list.txt"), "{error}");
    }
}
