//! Rebuilds what a change in the source touches: wasm for Rust, a copy for everything else.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Result;

use super::build_dev;
use super::http::Served;
use crate::command::seconds;
use crate::root::root;
use crate::settings::{Engine, Settings};

/// Short beside the time of a build; a walk over some hundred files costs about a millisecond.
const PAUSE: Duration = Duration::from_millis(300);
const RUST: &[&str] = &["crate", "Cargo.toml", "Cargo.lock", ".cargo"];
const PAGE: &[&str] = &["index.html", "bench.html", "www", "data", "chapters", "package-lock.json"];

/// Number of files and time of the last change: enough to see that something was written, added or removed.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
struct Seen {
    files: usize,
    changed: SystemTime,
}

/// Watches until the process ends. An error in a build is shown, and the last good site stays.
pub fn watch(settings: &Settings, engines: &[Engine], served: &Served) -> Result<()> {
    let mut rust = look(root(), RUST);
    let mut page = look(root(), PAGE);
    loop {
        std::thread::sleep(PAUSE);
        let (rust_now, page_now) = (look(root(), RUST), look(root(), PAGE));
        if (rust_now, page_now) == (rust, page) {
            continue;
        }
        let rust_changed = rust_now != rust;
        (rust, page) = (rust_now, page_now);
        let start = Instant::now();
        match build_dev(settings, engines, rust_changed) {
            Ok(site) => {
                let mut current = served.write().unwrap_or_else(std::sync::PoisonError::into_inner);
                *current = Arc::new(site);
                let what = if rust_changed { "engine and page" } else { "page" };
                println!("{what} up to date after {}: reload", seconds(start.elapsed()));
            }
            Err(error) => println!("not rebuilt: {error:#}"),
        }
    }
}

fn look(root: &Path, names: &[&str]) -> Seen {
    let mut seen = Seen { files: 0, changed: SystemTime::UNIX_EPOCH };
    for name in names {
        add(&root.join(name), &mut seen);
    }
    seen
}

/// Files that vanish while we look are simply not there.
fn add(path: &Path, seen: &mut Seen) {
    let Ok(metadata) = fs::metadata(path) else { return };
    if metadata.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            add(&entry.path(), seen);
        }
    } else {
        seen.files += 1;
        seen.changed = seen.changed.max(metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_adding_and_removing_are_seen() {
        let folder = std::env::temp_dir().join(format!("retort-watch-{}", std::process::id()));
        fs::create_dir_all(folder.join("www/text")).expect("a temporary folder");
        let file = folder.join("www/text/en.js");
        fs::write(&file, "1").expect("written");
        let first = look(&folder, &["www", "index.html"]);
        assert_eq!(look(&folder, &["www", "index.html"]), first);

        let later = SystemTime::now() + Duration::from_secs(2);
        fs::File::options()
            .write(true)
            .open(&file)
            .and_then(|file| file.set_modified(later))
            .expect("touched");
        let touched = look(&folder, &["www", "index.html"]);
        assert_ne!(touched, first);

        fs::write(folder.join("index.html"), "").expect("written");
        assert_ne!(look(&folder, &["www", "index.html"]), touched);
        fs::remove_file(&file).expect("there");
        assert_ne!(look(&folder, &["www", "index.html"]), touched);
        fs::remove_dir_all(&folder).expect("our own folder");
    }
}
