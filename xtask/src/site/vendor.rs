//! npm modules that the page imports by name: copied to `www/vendor/`, and the names replaced by relative URLs.
//!
//! Only what is imported is copied, transitively: there is no list to keep.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Site;
use super::javascript::{Kind, named_files};
use super::path::relative;
use super::references::{Reference, rewrite};

/// Replaces the bare imports in all JavaScript of the site; returns the names of the packages that it now holds.
pub fn vendor(site: &mut Site, node_modules: &Path) -> Result<BTreeSet<String>> {
    let mut packages = BTreeSet::new();
    let mut waiting: Vec<String> = site.keys().filter(|path| path.ends_with(".js")).cloned().collect();
    while let Some(path) = waiting.pop() {
        let text = String::from_utf8(site[&path].clone()).with_context(|| format!("{path} is not UTF-8"))?;
        let bare = bare_imports(&text);
        for import in &bare {
            let vendored = vendored_path(&import.target);
            if !site.contains_key(&vendored) {
                let file =
                    resolve_package(node_modules, &import.target).with_context(|| format!("in {path}"))?;
                site.insert(vendored.clone(), read_module(&file)?.into_bytes());
                packages.insert(split_name(&import.target).0.to_string());
                waiting.push(vendored);
            }
        }
        let text = rewrite(&text, &bare, |import| Some(relative(&path, &vendored_path(&import.target))));
        site.insert(path, text.into_bytes());
    }
    Ok(packages)
}

/// Imports whose name is neither relative nor a URL; `target` is the name.
fn bare_imports(text: &str) -> Vec<Reference> {
    let named = named_files(text).into_iter().filter(|named| named.kind == Kind::Import);
    let named =
        named.map(|named| Reference { target: text[named.range.clone()].to_string(), range: named.range });
    named.filter(|import| !import.target.starts_with(['.', '/']) && !import.target.contains(':')).collect()
}

/// `@preact/signals` -> `www/vendor/preact-signals.js`. Always `.js`: some hosts do not know `.mjs`.
fn vendored_path(name: &str) -> String {
    format!("www/vendor/{}.js", name.trim_start_matches('@').replace('/', "-"))
}

/// `@preact/signals/utils` -> (`@preact/signals`, `./utils`).
fn split_name(name: &str) -> (&str, String) {
    let parts = if name.starts_with('@') { 2 } else { 1 };
    match name.match_indices('/').nth(parts - 1) {
        None => (name, ".".into()),
        Some((slash, _)) => (&name[..slash], format!("./{}", &name[slash + 1..])),
    }
}

/// The browser module behind a package name, by the `exports` of its package.json.
fn resolve_package(node_modules: &Path, name: &str) -> Result<PathBuf> {
    let (package, export) = split_name(name);
    let folder = node_modules.join(package);
    let manifest = fs::read_to_string(folder.join("package.json"))
        .with_context(|| format!("package {package} is not installed; is it in package.json?"))?;
    let manifest: Value =
        serde_json::from_str(&manifest).with_context(|| format!("package.json of {package}"))?;
    let mut target = &manifest["exports"][&export];
    while let Some(conditions) = target.as_object() {
        let known =
            conditions.iter().find(|(key, _)| ["browser", "import", "default"].contains(&key.as_str()));
        target = known.with_context(|| format!("{name} has no module for browsers"))?.1;
    }
    match target.as_str() {
        Some(file) => Ok(folder.join(file)),
        None => bail!("package {package} does not export {export}"),
    }
}

/// Without the pointer to a source map, which is not published.
fn read_module(file: &Path) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = text.lines().filter(|line| !line.starts_with("//# sourceMappingURL="));
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_the_package() {
        assert_eq!(split_name("preact"), ("preact", ".".into()));
        assert_eq!(split_name("preact/hooks"), ("preact", "./hooks".into()));
        assert_eq!(split_name("@preact/signals"), ("@preact/signals", ".".into()));
        assert_eq!(split_name("@preact/signals/utils"), ("@preact/signals", "./utils".into()));
    }

    #[test]
    fn imports_by_name_are_copied_with_all_that_they_import() {
        let folder = std::env::temp_dir().join(format!("retort-vendor-{}", std::process::id()));
        for (package, exports, module) in [
            (
                "outer",
                r#"{".": {"types": "./x.d.ts", "import": "./x.mjs"}}"#,
                "import \"@scope/inner/part\";",
            ),
            (
                "@scope/inner",
                r#"{"./part": {"require": "./x.cjs", "default": "./x.mjs"}}"#,
                "export const a = 1;",
            ),
        ] {
            let package = folder.join(package);
            fs::create_dir_all(&package).expect("a temporary folder");
            fs::write(package.join("package.json"), format!("{{\"exports\": {exports}}}")).expect("written");
            fs::write(package.join("x.mjs"), format!("{module}\n//# sourceMappingURL=x.mjs.map\n"))
                .expect("written");
        }
        let mut site = Site::new();
        site.insert("www/text/en.js".into(), b"import { b } from 'outer'; import './other.js';".to_vec());
        let packages = vendor(&mut site, &folder).expect("both packages are there");
        fs::remove_dir_all(&folder).expect("our own folder");

        assert_eq!(packages.into_iter().collect::<Vec<_>>(), ["@scope/inner", "outer"]);
        let text = |path: &str| std::str::from_utf8(&site[path]).expect("text");
        assert_eq!(text("www/text/en.js"), "import { b } from '../vendor/outer.js'; import './other.js';");
        assert_eq!(text("www/vendor/outer.js"), "import \"./scope-inner-part.js\";\n");
        assert_eq!(text("www/vendor/scope-inner-part.js"), "export const a = 1;\n");
    }

    #[test]
    fn a_package_that_is_not_installed_is_named() {
        let mut site = Site::from([("main.js".to_string(), b"import \"nowhere\";".to_vec())]);
        let error = vendor(&mut site, Path::new("/nonexistent")).expect_err("nothing is installed there");
        assert!(format!("{error:#}").contains("package nowhere is not installed"), "{error:#}");
    }
}
