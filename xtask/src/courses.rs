//! The playground in pages that other people's tools build. `tests/courses/tools.json` lists the tools; each is installed in
//! a fixed version, and a test builds its project and opens what came out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::command::{command, run};
use crate::root::{cargo, root, target_folder};
use crate::{browser, npm, python};

/// An entry of the list, as far as it concerns installing; the test reads the rest.
#[derive(Debug, Deserialize)]
struct Tool {
    /// Also the folder of its project.
    name: String,
    /// Whether it is ready within a minute, and so in `cargo xtask test`.
    #[serde(default)]
    short: bool,
    /// Name of the list of packages in `tests/python/`.
    python: Option<String>,
    /// Whether the project has a `package.json` and its lock file.
    #[serde(default)]
    npm: bool,
    /// `name@version` on crates.io.
    cargo: Option<String>,
}

/// Which tools a test goes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Short,
    All,
}

/// Installs the tools and gives the test that builds and opens their pages. It needs `dist/`.
pub fn test(extent: Extent) -> Result<Command> {
    let folder = target_folder()?.join("courses");
    let mut programs = Map::new();
    for tool in tools()?.iter().filter(|tool| tool.short || extent == Extent::All) {
        programs.insert(tool.name.clone(), install(tool, &folder.join(&tool.name))?);
    }
    let mut test = command("node", ["--test", "--test-reporter=spec", "tests/courses/courses.test.mjs"]);
    test.env("RETORT_COURSES", json!({ "folder": folder, "programs": programs }).to_string());
    test.env(browser::VARIABLE, browser::ensure()?);
    Ok(test)
}

fn tools() -> Result<Vec<Tool>> {
    let path = root().join("tests/courses/tools.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("cannot read {}", path.display()))
}

/// What the placeholders of the tool's build command stand for.
fn install(tool: &Tool, folder: &Path) -> Result<Value> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    match tool {
        Tool { python: Some(list), .. } => Ok(json!({ "python": python::environment(list)? })),
        Tool { npm: true, name, .. } => {
            npm::install_into(folder, &root().join("tests/courses").join(name))?;
            Ok(json!({}))
        }
        Tool { cargo: Some(package), .. } => Ok(json!({ "program": cargo_install(package, folder)? })),
        _ => bail!("{} in tests/courses/tools.json does not say where it is installed from", tool.name),
    }
}

/// Only the program: what serves and watches is left out. Installed once a version.
fn cargo_install(package: &str, folder: &Path) -> Result<PathBuf> {
    let (name, _) = package.split_once('@').with_context(|| format!("{package} names no version"))?;
    let install = ["install", package, "--locked", "--no-default-features", "--root"];
    run(command(&cargo(), install).arg(folder.join("cargo")))?;
    Ok(folder.join("cargo/bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_has_a_project_and_one_place_to_come_from() {
        let tools = tools().expect("the list can be read");
        assert!(tools.iter().filter(|tool| tool.short).count() >= 3);
        for tool in tools {
            let project = root().join("tests/courses").join(&tool.name);
            assert!(project.is_dir(), "{}", tool.name);
            let sources = [tool.python.is_some(), tool.npm, tool.cargo.is_some()];
            assert_eq!(sources.iter().filter(|given| **given).count(), 1, "{}", tool.name);
            if let Some(list) = tool.python {
                assert!(root().join("tests/python").join(format!("{list}.txt")).is_file(), "{list}");
            }
            if tool.npm {
                assert!(project.join("package-lock.json").is_file(), "{}", tool.name);
            }
        }
    }

    #[test]
    fn a_tool_from_nowhere_is_named() {
        let tool = Tool { name: "pencil".into(), short: true, python: None, npm: false, cargo: None };
        let error = install(&tool, &std::env::temp_dir()).expect_err("it comes from nowhere");
        assert!(error.to_string().contains("pencil"), "{error}");
    }
}
