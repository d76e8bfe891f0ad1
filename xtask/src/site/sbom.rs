//! `sbom.cdx.json`: a bill of materials of the site, in CycloneDX 1.6: every crate that is compiled into its wasm and every npm
//! package whose code is in the page, with version, licence and hash. Made from the lock files, so the same build gives the
//! same bytes: no time and no serial number.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::command::command;
use crate::root::{cargo, root};
use crate::settings::Settings;

pub const NAME: &str = "sbom.cdx.json";

/// What is known of a crate.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
    licence: String,
}

/// The document for a site with these packages and features of the workspace, as arguments of cargo.
pub fn document(settings: &Settings, engines: &[crate::settings::Engine]) -> Result<Vec<u8>> {
    let engines = engines.iter().map(|engine| ("retort", &engine.cargo_arguments));
    let modules = settings.module.iter().map(|module| (module.package.as_str(), &module.cargo_arguments));
    let mut crates = BTreeSet::new();
    for (package, arguments) in engines.chain(modules).collect::<BTreeSet<_>>() {
        crates.extend(compiled(package, arguments)?);
    }
    let checksums = checksums(&read("Cargo.lock")?)?;
    let lock = serde_json::from_str(&read("package-lock.json")?).context("package-lock.json is not JSON")?;
    let document = written(&crates, &checksums, &npm(&lock)?);
    Ok(format!("{}\n", serde_json::to_string_pretty(&document)?).into_bytes())
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(root().join(name)).with_context(|| format!("cannot read {name}"))
}

/// Crates whose code is in the wasm of a package: neither macros nor what only the build needs.
fn compiled(package: &str, arguments: &[String]) -> Result<BTreeSet<Crate>> {
    let mut tree = command(&cargo(), ["tree", "--locked", "--target", "wasm32-unknown-unknown"]);
    tree.args([
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}|{l}",
        "--package",
        package,
    ]);
    let output = tree.args(arguments).output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(crates(std::str::from_utf8(&output.stdout)?))
}

/// Lines such as `libm v0.2.16|MIT`, some with a folder behind the version and some with a mark at the end.
fn crates(tree: &str) -> BTreeSet<Crate> {
    let lines = tree.lines().filter_map(|line| line.split_once('|'));
    let crates = lines.filter_map(|(package, licence)| {
        let mut words = package.split_whitespace();
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        let licence = licence.trim_end_matches(" (*)").replace('/', " OR ");
        Some(Crate { name: name.into(), version: version.into(), licence })
    });
    crates.collect()
}

/// (name, version) -> SHA-256 of the packed crate. Ours have none.
fn checksums(lock: &str) -> Result<BTreeMap<(String, String), String>> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
        checksum: Option<String>,
    }
    let lock: Lock = toml::from_str(lock).context("Cargo.lock")?;
    let known = lock.package.into_iter().filter_map(|each| Some(((each.name, each.version), each.checksum?)));
    Ok(known.collect())
}

/// The components of the npm packages whose code is in the page.
fn npm(lock: &Value) -> Result<Vec<Value>> {
    let packages = lock["packages"].as_object().context("package-lock.json lists no packages")?;
    let published = packages.iter().filter(|(path, package)| !path.is_empty() && package["dev"] != true);
    let components = published.map(|(path, package)| {
        let name = path.trim_start_matches("node_modules/");
        let version = package["version"].as_str().with_context(|| format!("{path} has no version"))?;
        let integrity = package["integrity"].as_str().and_then(|hash| hash.strip_prefix("sha512-"));
        let hash = hex_of_base64(integrity.with_context(|| format!("{path} has no SHA-512"))?)?;
        let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
        let licence = package["license"].as_str().unwrap_or_default();
        Ok(component(name, version, licence, &purl, Some(("SHA-512", &hash))))
    });
    components.collect()
}

fn component(name: &str, version: &str, licence: &str, purl: &str, hash: Option<(&str, &str)>) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": [{ "expression": licence }],
        "purl": purl,
    });
    if let Some((algorithm, content)) = hash {
        component["hashes"] = json!([{ "alg": algorithm, "content": content }]);
    }
    component
}

fn written(crates: &BTreeSet<Crate>, checksums: &BTreeMap<(String, String), String>, npm: &[Value]) -> Value {
    const OURS: &str = "retort";
    let mut version = "";
    let mut components = Vec::new();
    for each in crates {
        if each.name == OURS {
            version = &each.version;
            continue;
        }
        let purl = format!("pkg:cargo/{}@{}", each.name, each.version);
        let hash = checksums.get(&(each.name.clone(), each.version.clone()));
        let hash = hash.map(|content| ("SHA-256", content.as_str()));
        components.push(component(&each.name, &each.version, &each.licence, &purl, hash));
    }
    components.extend(npm.iter().cloned());
    let parts: Vec<&Value> = components.iter().map(|component| &component["bom-ref"]).collect();
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "application",
            "bom-ref": OURS,
            "name": OURS,
            "version": version,
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        } },
        "components": components.clone(),
        "dependencies": [{ "ref": OURS, "dependsOn": parts }],
    })
}

fn hex_of_base64(text: &str) -> Result<String> {
    let mut hex = String::new();
    let (mut word, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => bail!("{text} is not base 64"),
        };
        (word, bits) = (word << 6 | u32::from(digit), bits + 6);
        if bits >= 8 {
            bits -= 8;
            hex.push_str(&format!("{:02x}", word >> bits & 0xff));
        }
    }
    Ok(hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_read_from_the_tree_without_any_folder() {
        let tree = "retort v0.1.0 (/home/anna/retort)|MIT OR Apache-2.0\nlibm v0.2.16|MIT\nold v1.0.0|MIT/Apache-2.0\nlibm v0.2.16|MIT (*)\n";
        let found: Vec<_> =
            crates(tree).into_iter().map(|each| (each.name, each.version, each.licence)).collect();
        let expected = [
            ("libm", "0.2.16", "MIT"),
            ("old", "1.0.0", "MIT OR Apache-2.0"),
            ("retort", "0.1.0", "MIT OR Apache-2.0"),
        ];
        assert_eq!(
            found,
            expected.map(|(name, version, licence)| (name.into(), version.into(), licence.into()))
        );
    }

    #[test]
    fn base_64_is_read() {
        assert_eq!(hex_of_base64("Zm9vYmFy").expect("sound"), "666f6f626172");
        assert_eq!(hex_of_base64("Zm8=").expect("sound"), "666f");
        assert!(hex_of_base64("Zm8!").is_err());
    }

    /// The parts of CycloneDX 1.6 that we use, as its schema has them.
    #[test]
    fn the_bill_of_this_project_is_sound_and_complete() {
        let settings = Settings::read(root()).expect("wasm-pack.toml");
        let engines = settings.usual_engines();
        let bytes = document(&settings, &engines).expect("a document");
        assert_eq!(bytes, document(&settings, &engines).expect("a document"), "the same bytes each time");
        let text = std::str::from_utf8(&bytes).expect("text");
        assert!(!text.contains(&root().display().to_string()), "no folder of this machine");
        let bill: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&json!("CycloneDX"), &json!("1.6")));
        let components = bill["components"].as_array().expect("a list");
        assert!(components.len() > 50, "{}", components.len());
        let mut references = BTreeSet::new();
        for component in components {
            let of = |key: &str| component[key].as_str().unwrap_or_else(|| panic!("no {key}: {component}"));
            assert!(["library"].contains(&of("type")) && !of("name").is_empty() && !of("version").is_empty());
            assert!(
                of("purl").starts_with("pkg:cargo/") || of("purl").starts_with("pkg:npm/"),
                "{component}"
            );
            assert!(references.insert(of("bom-ref")), "{component} is there twice");
            assert!(
                !component["licenses"][0]["expression"].as_str().expect("a licence").is_empty(),
                "{component}"
            );
            let ours = of("name").starts_with("retort-");
            for hash in component["hashes"].as_array().into_iter().flatten() {
                let length = if hash["alg"] == "SHA-256" { 64 } else { 128 };
                let content = hash["content"].as_str().expect("a hash");
                assert!(
                    content.len() == length && content.bytes().all(|byte| byte.is_ascii_hexdigit()),
                    "{component}"
                );
            }
            assert_eq!(component["hashes"].is_null(), ours, "{component}");
        }
        for expected in ["burn", "burn-flex", "plotters", "serde", "preact", "@preact/signals", "htm"] {
            assert!(components.iter().any(|component| component["name"] == expected), "{expected}");
        }
        for macro_or_tool in ["syn", "paste", "clap", "esbuild", "xtask"] {
            assert!(components.iter().all(|component| component["name"] != macro_or_tool), "{macro_or_tool}");
        }
        let parts = bill["dependencies"][0]["dependsOn"].as_array().expect("a list");
        assert_eq!(parts.len(), components.len());
        assert!(parts.iter().all(|part| references.contains(part.as_str().expect("a reference"))));
    }
}
