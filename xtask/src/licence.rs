//! Licences of everything that the project is built from, against the allow-list of `deny.toml`.
//!
//! `cargo deny` does this and more, and is used when it is installed; a fresh machine need not have it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::command::{command, run};
use crate::root::{cargo, root};

/// Checks all crates and all npm packages. The error lists every package that may not be used.
pub fn check() -> Result<()> {
    let allowed = Allowed::read(&read("deny.toml")?)?;
    let mut refused = refused_npm_packages(&allowed)?;
    if command(&cargo(), ["deny", "--version"]).output().is_ok_and(|output| output.status.success()) {
        run(&mut command(&cargo(), ["deny", "check", "licenses", "bans", "sources"]))?;
    } else {
        println!("  cargo-deny is not installed: licences and sources are checked by xtask itself");
        refused.extend(refused_crates(&allowed)?);
        refused.extend(refused_sources(&read("Cargo.lock")?));
    }
    if !refused.is_empty() {
        bail!("not allowed by deny.toml:\n    {}", refused.join("\n    "));
    }
    Ok(())
}

/// What `deny.toml` allows.
struct Allowed {
    everywhere: BTreeSet<String>,
    /// Crate -> licences that only it may have.
    exceptions: BTreeMap<String, BTreeSet<String>>,
}

impl Allowed {
    fn read(deny: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Deny {
            licenses: Licences,
        }
        #[derive(Deserialize)]
        struct Licences {
            allow: BTreeSet<String>,
            #[serde(default)]
            exceptions: Vec<Exception>,
        }
        #[derive(Deserialize)]
        struct Exception {
            #[serde(rename = "crate")]
            name: String,
            allow: BTreeSet<String>,
        }
        let Licences { allow, exceptions } =
            toml::from_str::<Deny>(deny).context("deny.toml has no [licenses] allow")?.licenses;
        let exceptions = exceptions.into_iter().map(|exception| (exception.name, exception.allow)).collect();
        Ok(Self { everywhere: allow, exceptions })
    }

    fn fits(&self, package: &str, expression: &str) -> bool {
        let mut allowed = self.everywhere.clone();
        allowed.extend(self.exceptions.get(package).into_iter().flatten().cloned());
        is_allowed(expression, &allowed)
    }
}

/// Crates of all features and targets that a build of ours can have in it.
fn refused_crates(allowed: &Allowed) -> Result<Vec<String>> {
    let arguments = ["tree", "--locked", "--workspace", "--all-features", "--edges", "normal,build,dev"];
    let mut tree = command(&cargo(), arguments);
    // Each crate is written once in full: without that, the engine for graphics adapters makes it millions of lines.
    tree.args(["--target", "all", "--prefix", "none", "--format", "{l}|{p}"]);
    let output = tree.output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let lines: BTreeSet<&str> = std::str::from_utf8(&output.stdout)?.lines().collect();
    let crates = lines.into_iter().filter_map(|line| line.split_once('|'));
    let refused = crates.filter_map(|(licence, package)| {
        let name = package.split_whitespace().next().unwrap_or_default();
        (!allowed.fits(name, licence)).then(|| format!("crate {package}: licence \"{licence}\""))
    });
    Ok(refused.collect())
}

/// Crates from anywhere but crates.io.
fn refused_sources(cargo_lock: &str) -> Vec<String> {
    const CRATES_IO: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let sources = cargo_lock.lines().filter(|line| line.starts_with("source = ") && *line != CRATES_IO);
    sources.map(|line| format!("Cargo.lock: {line}")).collect()
}

/// npm's lock file names the licence of each package. Only what is published counts: tools may have any.
fn refused_npm_packages(allowed: &Allowed) -> Result<Vec<String>> {
    let lock = read("package-lock.json")?;
    let lock: Value = serde_json::from_str(&lock).context("package-lock.json is not JSON")?;
    let packages = lock["packages"].as_object().context("package-lock.json lists no packages")?;
    let published = packages.iter().filter(|(_, package)| package["dev"] != true);
    let refused = published.filter_map(|(path, package)| {
        let licence = package["license"].as_str().unwrap_or_default();
        (!allowed.fits("", licence)).then(|| format!("npm {path}: licence \"{licence}\""))
    });
    Ok(refused.collect())
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(root().join(name)).with_context(|| format!("cannot read {name}"))
}

/// Whether an SPDX expression can be met with allowed licences alone. AND binds closer than OR; the old `/` is OR.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = &words[..];
    any(&mut rest, allowed) && rest.is_empty()
}

fn any(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = all(words, allowed);
    while words.first() == Some(&"OR") {
        *words = &words[1..];
        // Not `||`: the right side must be read in any case.
        met |= all(words, allowed);
    }
    met
}

fn all(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, allowed);
    while words.first() == Some(&"AND") {
        *words = &words[1..];
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let Some((&first, rest)) = words.split_first() else { return false };
    *words = rest;
    if first == "(" {
        let met = any(words, allowed);
        let closed = words.first() == Some(&")");
        *words = words.get(1..).unwrap_or_default();
        return met && closed;
    }
    if let ["WITH", exception, rest @ ..] = *words {
        *words = rest;
        return allowed.contains(first) || allowed.contains(&format!("{first} WITH {exception}"));
    }
    allowed.contains(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allow() -> BTreeSet<String> {
        ["MIT", "Zlib", "Unicode-3.0"].map(String::from).into()
    }

    #[test]
    fn a_choice_needs_one_allowed_licence_and_a_sum_needs_all() {
        for (expression, expected) in [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("MIT OR GPL-3.0-only", true),
            ("GPL-3.0-only OR MIT", true),
            ("MIT/GPL-3.0-only", true),
            ("MIT AND GPL-3.0-only", false),
            ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
            ("MIT OR GPL-3.0-only AND Unicode-3.0", true),
            ("GPL-3.0-only AND MIT OR GPL-2.0-only", false),
            ("MIT WITH LLVM-exception", true),
        ] {
            assert_eq!(is_allowed(expression, &allow()), expected, "{expression}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_allowed() {
        for expression in ["", "MIT MIT", "(MIT", "MIT)", "UNLICENSED", "( )", "OR MIT"] {
            assert!(!is_allowed(expression, &allow()), "{expression}");
        }
    }

    #[test]
    fn an_exception_is_for_one_crate() {
        let text =
            "[licenses]\nallow = [\"MIT\"]\nexceptions = [{ crate = \"colored\", allow = [\"MPL-2.0\"] }]";
        let allowed = Allowed::read(text).expect("a list");
        assert!(allowed.fits("colored", "MPL-2.0"));
        assert!(!allowed.fits("other", "MPL-2.0"));
    }

    #[test]
    fn crates_from_elsewhere_are_named() {
        let lock = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\nsource = \"git+https://x/y\"";
        assert_eq!(refused_sources(lock), ["Cargo.lock: source = \"git+https://x/y\""]);
    }

    #[test]
    fn all_that_the_page_publishes_is_allowed() {
        let allowed = Allowed::read(&read("deny.toml").expect("deny.toml")).expect("a list");
        assert_eq!(refused_npm_packages(&allowed).expect("a lock file"), Vec::<String>::new());
    }
}
