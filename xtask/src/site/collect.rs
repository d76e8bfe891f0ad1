//! Gathers the files of the site. It has the shape of the source: the pages, `www/` and `data/`, with the engines,
//! `vendor/`, `engines.json` and the words of the chapters inside `www/`, and a page for each preset in `p/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::address::Address;
use super::offline::WORKER;
use super::vendor::vendor;
use super::{Site, policy, sbom};
use crate::chapters;
use crate::npm;
use crate::presets;
use crate::root::root;
use crate::settings::{Engine, Settings};
use crate::wasm::folder;

/// What other sites load by name: the element and its types.
const EMBED: [&str; 2] = ["embed.js", "embed.d.ts"];

/// The page, its data and the given engines, which must have been built.
pub fn collect(settings: &Settings, engines: &[Engine]) -> Result<Site> {
    let mut site = Site::new();
    add_pages(&mut site, root())?;
    add_folder(&mut site, &root().join("www"), "www/")?;
    chapters::add(&mut site)?;
    let address = settings.site.address.as_deref().map(Address::read).transpose()?;
    presets::add(&mut site, address.as_ref())?;
    if let Some(address) = address {
        address.name_in_policies(&mut site);
    }
    add_folder(&mut site, &root().join("data"), "data/")?;
    for name in EMBED {
        site.insert(name.into(), read(&root().join("embed").join(name))?);
    }
    site.insert(WORKER.into(), read(&root().join("offline").join(WORKER))?);
    let folders = engines.iter().map(|engine| &engine.folder);
    for name in folders.chain(settings.module.iter().map(|module| &module.folder)) {
        add_folder(&mut site, &folder(settings, name), &format!("www/{name}/"))?;
    }
    // Its glue is that of the engine for which it stands in: the build has compared them.
    for engine in engines.iter().filter(|engine| engine.stands_in_for.is_some()) {
        site.remove(&format!("www/{}/retort.js", engine.folder));
    }
    site.insert("www/engines.json".into(), manifest(engines).into_bytes());
    let modules = npm::modules()?;
    let packages = vendor(&mut site, &modules)?;
    site.insert("licences.txt".into(), licences(&modules, &packages)?);
    site.insert(sbom::NAME.into(), sbom::document(settings, engines)?);
    Ok(site)
}

/// `engines.json`: the keys of the engines in this site, the default first. The page offers no others.
fn manifest(engines: &[Engine]) -> String {
    let chosen = engines.iter().filter(|engine| engine.stands_in_for.is_none());
    let keys: Vec<_> = chosen.map(|engine| engine.key.as_str()).collect();
    format!("{}\n", serde_json::json!(keys))
}

/// The licence texts of the packages whose code is in the site: they ask to be passed on with it.
fn licences(modules: &Path, packages: &BTreeSet<String>) -> Result<Vec<u8>> {
    let mut text = read(&root().join("LICENSE"))?;
    for package in packages {
        text.extend(format!("\n\n== {package}\n\n").bytes());
        text.extend(read(&modules.join(package).join("LICENSE"))?);
    }
    Ok(text)
}

/// Adds the pages: all `*.html` directly in `folder`, each with what it may do.
fn add_pages(site: &mut Site, folder: &Path) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".html") {
            let page = String::from_utf8(read(&folder.join(&name))?)
                .with_context(|| format!("{name} is not UTF-8"))?;
            site.insert(name.clone(), policy::with_policy(&name, &page)?.into_bytes());
        }
    }
    Ok(())
}

/// Adds all files below `folder`, their paths after `prefix`, but type declarations and notes to developers.
fn add_folder(site: &mut Site, folder: &Path, prefix: &str) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            add_folder(site, &entry.path(), &format!("{prefix}{name}/"))?;
        } else if !name.starts_with('.') && !name.ends_with(".d.ts") && !name.ends_with(".md") {
            site.insert(format!("{prefix}{name}"), read(&entry.path())?);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_lists_the_engines_in_order() {
        let engine = |key: &str, stands_in_for: Option<&str>| Engine {
            key: key.into(),
            folder: key.into(),
            cargo_arguments: Vec::new(),
            reproducible: true,
            on_demand: false,
            target_features: None,
            stands_in_for: stands_in_for.map(Into::into),
        };
        let engines = [engine("flex", None), engine("scalar", Some("flex")), engine("ndarray", None)];
        assert_eq!(manifest(&engines), "[\"flex\",\"ndarray\"]\n");
    }
}
