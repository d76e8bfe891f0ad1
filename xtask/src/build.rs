//! `cargo xtask build`: everything that the page consists of, in `dist/`.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;

use crate::command::seconds;
use crate::root::{root, target_folder};
use crate::settings::{Engine, Settings};
use crate::site::bundle::{bundle, classic_workers};
use crate::site::collect::collect;
use crate::site::compress::compress;
use crate::site::hash::{Exceptions, Hashed, hash_names};
use crate::site::{along, integrity, offline, size, write};
use crate::wasm;

pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Makes `dist/` with these engines. Fails over budget, after writing, so that one can look at what is too large.
pub fn build(settings: &Settings, engines: &[Engine]) -> Result<()> {
    size::report(&make(settings, engines)?, &settings.budget)
}

/// Builds release wasm of `engines` and writes `dist/`; returns the site without the compressed copies.
pub fn make(settings: &Settings, engines: &[Engine]) -> Result<Hashed> {
    for engine in engines {
        let start = Instant::now();
        wasm::build(settings, engine)?;
        println!("  engine {}: {}", engine.key, seconds(start.elapsed()));
    }
    for module in &settings.module {
        wasm::build_module(settings, module)?;
    }
    publish(settings, engines)
}

/// The part of `make` after the engines.
fn publish(settings: &Settings, engines: &[Engine]) -> Result<Hashed> {
    let start = Instant::now();
    let collected = collect(settings, engines)?;
    let absent: Vec<_> = settings.engine.iter().map(|engine| format!("www/{}", engine.folder)).collect();
    let workplace = root().join(&settings.build.out_dir).join("bundle");
    let workers = classic_workers(&collected, &absent, &settings.engine[0].folder, &workplace)?;
    let bundled = bundle(collected, &absent, &workplace)?;
    let exceptions = Exceptions { keep_names: &settings.site.keep_names, absent: &absent };
    let mut hashed = hash_names(&bundled, &exceptions)?;
    // Before the pages name hashes of files that are not beside a page which is one file.
    let single = along::single_file(settings, &hashed, &workers)?;
    integrity::add(&mut hashed.site)?;
    let archive = along::archive(settings, &hashed)?;
    offline::fill(&mut hashed, &settings.offline)?;
    let compressed = compress(&hashed.site, &target_folder()?.join("web/packed"))?;
    for (name, content) in [(along::ARCHIVE, archive), (along::SINGLE, single)] {
        println!("  {name}: {} bytes", content.len());
        hashed.site.insert(name.into(), content);
    }
    let mut written = hashed.site.clone();
    written.extend(compressed);
    write::write(&dist(), &written)?;
    println!("  dist/: {} files in {}", written.len(), seconds(start.elapsed()));
    Ok(hashed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names come from contents, so files that name each other can have none. This finds out in seconds, without wasm.
    #[test]
    fn the_files_of_the_page_do_not_name_each_other_in_a_circle() {
        let mut settings = Settings::read(root()).expect("wasm-pack.toml");
        let engines = settings.engine.iter().map(|engine| &engine.folder);
        let folders = engines.chain(settings.module.iter().map(|module| &module.folder));
        let absent: Vec<_> = folders.map(|folder| format!("www/{folder}")).collect();
        // On a fresh machine they are not built yet.
        settings.module.clear();
        let mut collected = collect(&settings, &[]).expect("the sources");
        collected.retain(|path, _| !absent.iter().any(|folder| path.starts_with(&format!("{folder}/"))));
        let workplace = std::env::temp_dir().join(format!("retort-circle-{}", std::process::id()));
        let bundled = bundle(collected, &absent, &workplace).expect("esbuild is installed");
        std::fs::remove_dir_all(&workplace).expect("our own folder");
        let exceptions = Exceptions { keep_names: &settings.site.keep_names, absent: &absent };
        if let Err(error) = hash_names(&bundled, &exceptions) {
            panic!("{error:#}");
        }
    }
}
