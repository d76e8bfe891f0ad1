//! Keeps what the page shares with its later parts in one file. Left alone, esbuild makes a file for every set of parts
//! that share something: many small ones, which compress badly and are all fetched at the start.

use std::collections::BTreeSet;

use super::Site;
use super::javascript::{Kind, named_files};
use super::path::{relative, resolve};

/// A module that imports everything that `first` and the parts that come later have in common.
const SHARED: &str = "www/shared.js";

/// Adds that module, and its import to `first` and to all those parts: what all of them import is one file.
pub fn gather(site: &mut Site, first: &str) {
    let page = closure(site, first);
    let later: BTreeSet<String> =
        later_entries(site, first).into_iter().filter(|path| !page.contains(path)).collect();
    let entries: Vec<&String> = later.iter().filter(|path| !imports(site, path, false).is_empty()).collect();
    let reached: BTreeSet<String> = entries.iter().flat_map(|path| closure(site, path)).collect();
    let shared: Vec<&String> = page.intersection(&reached).filter(|path| *path != first).collect();
    if shared.is_empty() {
        return;
    }
    let import = |from: &str, to: &str| format!("import \"{}\";\n", relative(from, to));
    let text: String = shared.iter().map(|path| import(SHARED, path)).collect();
    let entries: Vec<String> = entries.into_iter().cloned().chain([first.to_string()]).collect();
    for path in entries {
        if let Some(content) = site.get_mut(&path) {
            let head = import(&path, SHARED);
            content.splice(0..0, head.into_bytes());
        }
    }
    site.insert(SHARED.into(), text.into_bytes());
}

/// The modules of the site that a module imports: at once, or later.
fn imports(site: &Site, path: &str, later: bool) -> Vec<String> {
    let text = site.get(path).and_then(|content| std::str::from_utf8(content).ok()).unwrap_or_default();
    let named =
        named_files(text).into_iter().filter(|named| named.kind == Kind::Import && named.later == later);
    let targets = named.filter_map(|named| resolve(path, &text[named.range]));
    targets.filter(|target| site.contains_key(target)).collect()
}

/// A module and all that comes with it.
fn closure(site: &Site, first: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![first.to_string()];
    while let Some(path) = waiting.pop() {
        if reached.insert(path.clone()) {
            waiting.extend(imports(site, &path, false));
        }
    }
    reached
}

/// The entries of all later parts that can be reached from a module.
fn later_entries(site: &Site, first: &str) -> BTreeSet<String> {
    let mut entries = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![first.to_string()];
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        waiting.extend(imports(site, &path, false));
        for entry in imports(site, &path, true) {
            entries.insert(entry.clone());
            waiting.push(entry);
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_and_a_later_part_import_is_gathered() {
        let files = [
            (
                "www/main.js",
                "import \"./a.js\"; import \"./view/b.js\"; const later = () => import(\"./later.js\");",
            ),
            ("www/a.js", "export const a = 1;"),
            ("www/view/b.js", "export const b = () => import(\"../words.js\");"),
            ("www/later.js", "import \"./view/b.js\"; import \"./own.js\";"),
            ("www/own.js", "export const own = 1;"),
            ("www/words.js", "export const words = {};"),
        ];
        let mut site: Site =
            files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect();
        gather(&mut site, "www/main.js");
        let text = |path: &str| std::str::from_utf8(&site[path]).expect("text");
        assert_eq!(text("www/shared.js"), "import \"./view/b.js\";\n");
        for path in ["www/main.js", "www/later.js"] {
            assert!(text(path).starts_with("import \"./shared.js\";\nimport"), "{path}");
        }
        assert_eq!(text("www/words.js"), "export const words = {};");
    }

    #[test]
    fn a_page_without_later_parts_stays_as_it_is() {
        let mut site = Site::from([("www/main.js".to_string(), b"import \"./a.js\";".to_vec())]);
        let before = site.clone();
        gather(&mut site, "www/main.js");
        assert_eq!(site, before);
    }
}
