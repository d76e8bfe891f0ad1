//! What people take along: the site as a zip archive for any static server, and as one file for none.

use std::fs;

use anyhow::{Context, Result};

use super::Site;
use super::hash::Hashed;
use super::offline;
use super::single::{Parts, single};
use super::zip::zip;
use crate::root::root;
use crate::settings::{Engine, Settings};

pub const ARCHIVE: &str = "retort-offline.zip";
pub const SINGLE: &str = "retort-single.html";

/// Where files of the archive are, so that unpacking makes no mess.
const FOLDER: &str = "retort/";
/// The page that both start with.
const PAGE: &str = "index.html";
/// The empty place of the page, and what stands there until its scripts run. From a file they never do.
const PLACE: &str = "<div id=\"app\"></div>";
const WAITING: &str = "<div id=\"app\"><p>This copy of Retort needs a web server: see README.txt. Without one, open \
retort-single.html instead.</p><p lang=\"zh-Hans\">这份 Retort 需要网页服务器，见 README.txt。没有服务器时请改为打开 \
retort-single.html。</p></div>";

/// The site, without copies that are compressed, and what a reader has to know.
pub fn archive(settings: &Settings, hashed: &Hashed) -> Result<Vec<u8>> {
    let mut along = Hashed { site: hashed.site.clone(), original: hashed.original.clone() };
    let page = along.site.get_mut(PAGE).with_context(|| format!("the site has no {PAGE}"))?;
    let text = std::str::from_utf8(page).with_context(|| format!("{PAGE} is not UTF-8"))?;
    let (before, after) = text.split_once(PLACE).with_context(|| format!("{PAGE} has no {PLACE}"))?;
    *page = format!("{before}{WAITING}{after}").into_bytes();
    offline::fill(&mut along, &settings.offline)?;
    along.site.insert("README.txt".into(), source("README.txt")?);
    zip(FOLDER, &along.site)
}

/// The page with all that it may need. `workers` are those that import nothing, by their paths before hashing.
pub fn single_file(settings: &Settings, hashed: &Hashed, workers: &Site) -> Result<Vec<u8>> {
    let new = |(path, original): (&String, &String)| Some((path.clone(), workers.get(original)?.clone()));
    // One engine, and what stands in for it: the others are for comparisons, and as large again.
    let default = &settings.engine[0];
    let is_here = |engine: &&Engine| {
        engine.key == default.key || engine.stands_in_for.as_deref() == Some(default.key.as_str())
    };
    let without: Vec<String> = settings
        .engine
        .iter()
        .filter(|engine| !is_here(engine))
        .map(|engine| format!("www/{}", engine.folder))
        .collect();
    let mut site = hashed.site.clone();
    for (path, original) in &hashed.original {
        if original == "www/engines.json" {
            site.insert(path.clone(), format!("{}\n", serde_json::json!([default.key])).into_bytes());
        }
    }
    let start = String::from_utf8(source("single.js")?).context("single.js is not UTF-8")?;
    single(&Parts {
        site: &site,
        workers: &hashed.original.iter().filter_map(new).collect(),
        page: PAGE,
        named: &["data/*".to_string(), "licences.txt".to_string()],
        without: &without,
        start: &start,
    })
}

fn source(name: &str) -> Result<Vec<u8>> {
    let path = root().join("offline").join(name);
    fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_place_for_what_is_said_when_it_does_not_start() {
        let page = fs::read_to_string(root().join(PAGE)).expect("the page");
        assert_eq!(page.matches(PLACE).count(), 1);
        let readme = String::from_utf8(source("README.txt").expect("there")).expect("text");
        for named in [SINGLE, "python3 -m http.server", "Moodle"] {
            assert!(readme.contains(named), "{named}");
        }
    }
}
