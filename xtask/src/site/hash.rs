//! Content-hashed names: a file is renamed to `name-<hash>.ext`, and every file that names it says so.
//!
//! A file's hash covers the hashed names inside it, so files are renamed after those that they name. Hosts and
//! browsers may then keep every file but the pages (`*.html`) forever.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::Site;
use super::integrity;
use super::path::{folder, matches, relative};
use super::references::{references, rewrite};

/// A site with hashed names, and what each file was called before.
#[derive(Debug)]
pub struct Hashed {
    pub site: Site,
    /// New path -> old path.
    pub original: BTreeMap<String, String>,
}

/// The exceptions to the rules of `hash_names`.
pub struct Exceptions<'a> {
    /// Patterns of paths that keep their names, besides the pages.
    pub keep_names: &'a [String],
    /// Folders that files may name although the site does not have them: engines that were not built.
    pub absent: &'a [String],
}

/// Renames every file. To name a file that is not there is an error, as is a circle of files that name each other.
pub fn hash_names(site: &Site, exceptions: &Exceptions) -> Result<Hashed> {
    let mut namer = Namer { site, exceptions, done: BTreeMap::new(), open: Vec::new(), hashed: Site::new() };
    for path in site.keys() {
        namer.name(path)?;
    }
    let original = namer.done.into_iter().map(|(old, new)| (new, old)).collect();
    Ok(Hashed { site: namer.hashed, original })
}

/// True for names made here: they never change their content.
pub fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == HASH_LENGTH && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Hexadecimal digits: 48 bits, far from any collision among some hundred files.
pub const HASH_LENGTH: usize = 12;

struct Namer<'a> {
    site: &'a Site,
    exceptions: &'a Exceptions<'a>,
    /// Old path -> new path.
    done: BTreeMap<String, String>,
    /// The chain of files being named, to tell a circle.
    open: Vec<String>,
    hashed: Site,
}

impl Namer<'_> {
    /// Returns the new path of `path`, after naming everything that it names.
    fn name(&mut self, path: &str) -> Result<String> {
        if let Some(new) = self.done.get(path) {
            return Ok(new.clone());
        }
        if let Some(start) = self.open.iter().position(|open| open == path) {
            bail!("files name each other in a circle: {} -> {path}", self.open[start..].join(" -> "));
        }
        self.open.push(path.to_string());
        let content = self.rewritten(path)?;
        self.open.pop();
        let keeps =
            path.ends_with(".html") || self.exceptions.keep_names.iter().any(|kept| matches(kept, path));
        let new = if keeps { path.to_string() } else { hashed_name(path, &content) };
        self.hashed.insert(new.clone(), content);
        self.done.insert(path.to_string(), new.clone());
        Ok(new)
    }

    /// The content of `path` with the new names of the files that it names.
    fn rewritten(&mut self, path: &str) -> Result<Vec<u8>> {
        let content = &self.site[path];
        let Ok(text) = std::str::from_utf8(content) else { return Ok(content.clone()) };
        let found = references(path, text);
        let mut names = BTreeMap::new();
        for reference in &found {
            let target = &reference.target;
            if self.site.contains_key(target) {
                let new = self.name(target).with_context(|| format!("in {path}"))?;
                let mut address = relative(path, &new);
                if target.ends_with(".wasm") {
                    // www/compile.js asks the browser to compare.
                    address = format!("{address}#{}", integrity::of(&self.hashed[&new]));
                }
                names.insert(target.clone(), address);
            } else if !self.exceptions.absent.iter().any(|absent| folder(target) == absent) {
                bail!("{path} names {target}, which is not in the site");
            }
        }
        Ok(rewrite(text, &found, |reference| names.get(&reference.target).cloned()).into_bytes())
    }
}

/// `text/en.js` -> `text/en-0123456789ab.js`; of several extensions (`.tar.gz`) all are kept.
fn hashed_name(path: &str, content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let name_start = path.rfind('/').map_or(0, |slash| slash + 1);
    let stem_end = path[name_start..].find('.').map_or(path.len(), |dot| name_start + dot);
    format!("{}-{}{}", &path[..stem_end], &hash[..HASH_LENGTH], &path[stem_end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Exceptions = Exceptions { keep_names: &[], absent: &[] };

    fn site(files: &[(&str, &str)]) -> Site {
        files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect()
    }

    fn small_site(leaf: &str) -> Site {
        site(&[
            ("index.html", "<script type=\"module\" src=\"./main.js\"></script>"),
            ("main.js", "import { leaf } from \"./text/leaf.js\";"),
            ("text/leaf.js", leaf),
            ("other.js", "export const other = 1;"),
        ])
    }

    fn new_name<'a>(hashed: &'a Hashed, old: &str) -> &'a str {
        hashed.original.iter().find(|(_, original)| *original == old).expect("the file is in the site").0
    }

    #[test]
    fn a_change_renames_the_file_and_all_that_name_it_and_no_other() {
        let one = hash_names(&small_site("export const leaf = 1;"), &NONE).expect("a sound site");
        let two = hash_names(&small_site("export const leaf = 2;"), &NONE).expect("a sound site");
        for changed in ["main.js", "text/leaf.js"] {
            assert_ne!(new_name(&one, changed), new_name(&two, changed));
            assert!(is_hashed(new_name(&one, changed)));
        }
        assert_eq!(new_name(&one, "other.js"), new_name(&two, "other.js"));
        assert_eq!(new_name(&one, "index.html"), "index.html");
    }

    #[test]
    fn files_name_each_other_by_their_new_names() {
        let hashed = hash_names(&small_site("export const leaf = 1;"), &NONE).expect("a sound site");
        for (path, content) in &hashed.site {
            for reference in references(path, std::str::from_utf8(content).expect("text")) {
                assert!(hashed.site.contains_key(&reference.target), "{path} names {}", reference.target);
            }
        }
    }

    #[test]
    fn hashing_twice_gives_the_same_bytes() {
        let site = small_site("export const leaf = 1;");
        assert_eq!(
            hash_names(&site, &NONE).expect("sound").site,
            hash_names(&site, &NONE).expect("sound").site
        );
    }

    #[test]
    fn missing_files_and_circles_are_named() {
        let missing = site(&[("main.js", "import \"./gone.js\";")]);
        let error = hash_names(&missing, &NONE).expect_err("gone.js is missing");
        assert_eq!(error.to_string(), "main.js names gone.js, which is not in the site");
        let absent = site(&[("main.js", "import \"./engine-ndarray/retort.js\";")]);
        let exceptions = Exceptions { absent: &["engine-ndarray".to_string()], ..NONE };
        assert!(hash_names(&absent, &exceptions).is_ok());

        let circle = site(&[("a.js", "import \"./b.js\";"), ("b.js", "import \"./a.js\";")]);
        let error = hash_names(&circle, &NONE).expect_err("a and b name each other");
        assert!(format!("{error:#}").contains("a.js -> b.js -> a.js"), "{error:#}");
    }

    #[test]
    fn pages_and_exceptions_keep_their_names() {
        let site = site(&[("index.html", ""), ("data/a.gz", ""), ("data.js", "")]);
        let exceptions = Exceptions { keep_names: &["data/*".to_string()], ..NONE };
        let hashed = hash_names(&site, &exceptions).expect("a sound site");
        assert_eq!(new_name(&hashed, "index.html"), "index.html");
        assert_eq!(new_name(&hashed, "data/a.gz"), "data/a.gz");
        assert_ne!(new_name(&hashed, "data.js"), "data.js");
    }

    #[test]
    fn only_our_own_names_count_as_hashed() {
        assert!(is_hashed("data/images-0123456789ab.idx.gz"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("text/dark-knowledge.js"));
    }
}
