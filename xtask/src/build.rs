//! `cargo xtask build`: everything that the page consists of, in `dist/`.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;

use crate::command::seconds;
use crate::root::root;
use crate::settings::{Engine, Settings};
use crate::site::bundle::bundle;
use crate::site::collect::collect;
use crate::site::compress::compress;
use crate::site::hash::{Exceptions, Hashed, hash_names};
use crate::site::{size, write};
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
    let bundled = bundle(collected, &absent, &root().join(&settings.build.out_dir).join("bundle"))?;
    let exceptions = Exceptions { keep_names: &settings.site.keep_names, absent: &absent };
    let hashed = hash_names(&bundled, &exceptions)?;
    let mut written = hashed.site.clone();
    written.extend(compress(&hashed.site)?);
    write::write(&dist(), &written)?;
    println!("  dist/: {} files in {}", written.len(), seconds(start.elapsed()));
    Ok(hashed)
}
