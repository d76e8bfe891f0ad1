//! The list of files in the service worker: what it fetches after the first visit, and what it keeps once it is used.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::hash::{HASH_LENGTH, Hashed};
use super::path::matches;
use crate::settings::Offline;

/// Its place is the folder of the site: it may answer for what is beside it and below.
pub const WORKER: &str = "service_worker.js";

/// Path -> the first digits of the file's SHA-256.
type List = BTreeMap<String, String>;

/// Writes both lists into the service worker of a finished site.
pub fn fill(hashed: &mut Hashed, settings: &Offline) -> Result<()> {
    let (first, used) = lists(hashed, settings);
    let worker = hashed.site.get_mut(WORKER).with_context(|| format!("the site has no {WORKER}"))?;
    let mut text =
        String::from_utf8(std::mem::take(worker)).with_context(|| format!("{WORKER} is no text"))?;
    for (name, list) in [("FIRST", first), ("USED", used)] {
        let empty = format!("const {name} = {{}};");
        if text.matches(&empty).count() != 1 {
            bail!("{WORKER} has no line \"{empty}\"");
        }
        text = text.replace(&empty, &format!("const {name} = {};", serde_json::to_string(&list)?));
    }
    *worker = text.into_bytes();
    Ok(())
}

/// What is fetched after the first visit, and what is kept once it has been used.
fn lists(hashed: &Hashed, settings: &Offline) -> (List, List) {
    let (mut first, mut used) = (List::new(), List::new());
    let fits = |patterns: &[String], path: &str| patterns.iter().any(|pattern| matches(pattern, path));
    for (path, original) in &hashed.original {
        if path == WORKER || fits(&settings.never, original) {
            continue;
        }
        let later = fits(&settings.when_used, original) && !fits(&settings.at_once, original);
        let list = if later { &mut used } else { &mut first };
        list.insert(path.clone(), digest(&hashed.site[path]));
    }
    (first, used)
}

fn digest(content: &[u8]) -> String {
    let digits = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    digits[..HASH_LENGTH].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root::root;
    use crate::site::Site;
    use crate::site::hash::{Exceptions, hash_names};

    fn patterns(all: &[&str]) -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_file_is_in_one_list_with_the_hash_of_its_bytes() {
        let files =
            ["index.html", "www/main.js", "www/late.wasm", "data/small.gz", "data/large.gz", "embed.js"];
        let mut site: Site = files.iter().map(|path| (path.to_string(), path.bytes().collect())).collect();
        let source = std::fs::read(root().join("offline").join(WORKER)).expect("the worker");
        site.insert(WORKER.into(), source);
        let keep_names = patterns(&["data/*", "embed.js", WORKER]);
        let mut hashed =
            hash_names(&site, &Exceptions { keep_names: &keep_names, absent: &[] }).expect("a sound site");
        let settings = Offline {
            when_used: patterns(&["data/*", "www/*.wasm"]),
            at_once: patterns(&["data/small*"]),
            never: patterns(&["embed.js"]),
        };
        let (first, used) = lists(&hashed, &settings);
        let names =
            |list: &List| list.keys().map(|path| hashed.original[path].clone()).collect::<Vec<_>>().join(" ");
        assert_eq!(names(&first), "data/small.gz index.html www/main.js");
        assert_eq!(names(&used), "data/large.gz www/late.wasm");
        // A name with a hash has the one of the list.
        for path in first.iter().chain(&used).filter(|(path, _)| path.starts_with("www/")) {
            assert!(path.0.contains(&format!("-{}.", path.1)), "{path:?}");
        }
        fill(&mut hashed, &settings).expect("there is a place for them");
        let text = std::str::from_utf8(&hashed.site[WORKER]).expect("text");
        assert!(text.contains(&format!("\"index.html\":\"{}\"", first["index.html"])));
        assert!(fill(&mut hashed, &settings).is_err(), "they are filled in already");
    }
}
