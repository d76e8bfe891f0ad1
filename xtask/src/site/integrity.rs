//! Subresource Integrity: the SHA-256 of what a page loads, beside its address. A browser that gets other bytes, from a cache,
//! a proxy or a host that mixes two releases, refuses them.
//!
//! Pages name their scripts and style sheets, and here also all modules that those import: what a module imports itself has
//! no place for a hash. Code names wasm with its hash (`hash.rs`), and data is compared by the engine.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Site;
use super::javascript::{Kind, named_files};
use super::path::{relative, resolve};
use super::references::references;

/// `sha256-` and the hash in base 64.
pub fn of(content: &[u8]) -> String {
    format!("sha256-{}", base64(&Sha256::digest(content)))
}

/// Adds the hashes to all pages of a site whose names are final.
pub fn add(site: &mut Site) -> Result<()> {
    let pages: Vec<String> = site.keys().filter(|path| path.ends_with(".html")).cloned().collect();
    for page in pages {
        let text = std::str::from_utf8(&site[&page]).with_context(|| format!("{page} is not UTF-8"))?;
        let text = with_hashes(site, &page, text);
        site.insert(page, text.into_bytes());
    }
    Ok(())
}

fn with_hashes(site: &Site, page: &str, text: &str) -> String {
    let mut result = String::with_capacity(text.len() * 2);
    let mut at = 0;
    let mut preloaded = BTreeSet::new();
    for reference in references(page, text) {
        let Some(content) = site.get(&reference.target) else { continue };
        let is_script = reference.target.ends_with(".js");
        if !is_script && !reference.target.ends_with(".css") {
            continue;
        }
        // In a frame without an origin the site is another one, whose files can be compared only if it lets them be read.
        let attributes = |hash: String| format!("integrity=\"{hash}\" crossorigin");
        // What is imported stands before the script that imports it: the browser would fetch it without a hash.
        if is_script {
            let start = text[at..reference.range.start].rfind('<').map_or(at, |tag| at + tag);
            result.push_str(&text[at..start]);
            for module in imported(site, &reference.target) {
                if !preloaded.insert(module.clone()) {
                    continue;
                }
                let (address, hash) = (relative(page, &module), attributes(of(&site[&module])));
                result.push_str(&format!("<link rel=\"modulepreload\" href=\"{address}\" {hash} />\n    "));
            }
            at = start;
        }
        // Behind the quote that ends the address.
        let end = reference.range.end + 1;
        result.push_str(&text[at..end]);
        result.push_str(&format!(" {}", attributes(of(content))));
        at = end;
    }
    result.push_str(&text[at..]);
    result
}

/// All modules that come with a script, without it.
fn imported(site: &Site, script: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![script.to_string()];
    while let Some(path) = waiting.pop() {
        let text = site.get(&path).and_then(|content| std::str::from_utf8(content).ok()).unwrap_or_default();
        for named in named_files(text).into_iter().filter(|named| named.kind == Kind::Import && !named.later)
        {
            let target = resolve(&path, &text[named.range]).filter(|target| site.contains_key(target));
            waiting.extend(target.filter(|target| target != script && reached.insert(target.clone())));
        }
    }
    reached
}

pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let word =
            (0..3).fold(0, |word: usize, at| word << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = DIGITS[word >> (18 - 6 * at) & 63];
            text.push(if at <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_everybody() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
        // The hash of nothing, as in the specification of Subresource Integrity.
        assert_eq!(of(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn what_a_page_loads_has_its_hash_with_all_that_it_imports() {
        let files = [
            (
                "index.html",
                "<link rel=\"icon\" href=\"i.svg\"><link rel=\"stylesheet\" href=\"./s.css\" />\n<script type=\"module\" src=\"./a.js\"></script>",
            ),
            ("a.js", "import \"./b.js\"; const later = () => import(\"./d.js\");"),
            ("b.js", "export * from \"./c.js\";"),
            ("c.js", ""),
            ("d.js", ""),
            ("i.svg", ""),
            ("s.css", ""),
        ];
        let mut site: Site =
            files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect();
        add(&mut site).expect("a sound site");
        let hash = |path: &str| format!("integrity=\"{}\" crossorigin", of(&site[path]));
        let expected = format!(
            "<link rel=\"icon\" href=\"i.svg\"><link rel=\"stylesheet\" href=\"./s.css\" {} />\n\
             <link rel=\"modulepreload\" href=\"./b.js\" {} />\n    \
             <link rel=\"modulepreload\" href=\"./c.js\" {} />\n    \
             <script type=\"module\" src=\"./a.js\" {}></script>",
            hash("s.css"),
            hash("b.js"),
            hash("c.js"),
            hash("a.js"),
        );
        assert_eq!(std::str::from_utf8(&site["index.html"]).expect("text"), expected);
    }
}
