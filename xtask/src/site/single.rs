//! The page as one HTML file that opens without a server: scripts, styles, wasm and data stand in elements that no browser
//! runs or shows, and `offline/single.js` puts them together.
//!
//! Texts get addresses of their own (blobs), so each stands behind those that it names, which is the order of `hash.rs`.
//! Large files keep their path behind `retort:`; `www/files.js` is the door that knows it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};

use super::Site;
use super::compress::{gzip, is_compressible};
use super::integrity;
use super::offline::WORKER;
use super::path::matches;
use super::references::{Reference, references, rewrite};

/// What it is made of.
pub struct Parts<'a> {
    /// The site with its final names.
    pub site: &'a Site,
    /// Workers that import nothing, in place of those of the site, by their path in it.
    pub workers: &'a Site,
    /// The page, and patterns of files that code finds by name.
    pub page: &'a str,
    pub named: &'a [String],
    /// Engines that are not in it, by folder.
    pub without: &'a [String],
    /// `offline/single.js`.
    pub start: &'a str,
}

/// Only what is in the file, whoever changes it: its own script by its hash, and what that makes of its parts.
const POLICY: &str = "script-src {start} blob: 'wasm-unsafe-eval'; default-src 'none'; style-src blob:; img-src data: blob:; \
connect-src blob:; worker-src blob:; base-uri 'none'; form-action 'none'; \
require-trusted-types-for 'script'; trusted-types retort";

pub fn single(parts: &Parts) -> Result<Vec<u8>> {
    let mut order = Order { parts, texts: Vec::new(), numbers: BTreeMap::new(), large: BTreeSet::new() };
    let page = text_of(parts.site, parts.page)?;
    let found = references(parts.page, page);
    for reference in &found {
        order.add(&reference.target)?;
    }
    let named = parts.site.keys().filter(|path| parts.named.iter().any(|pattern| matches(pattern, path)));
    let Order { texts, numbers, large, .. } = order;

    // What the start needs stands before it; the rest may arrive later.
    let mut before = element("texts", "application/json", &serde_json::to_vec(&texts)?, true)?;
    for path in &large {
        before.push_str(&element(path, media_type(path), &parts.site[path], is_compressible(path))?);
    }
    let mut after = String::new();
    for path in named {
        after.push_str(&element(path, media_type(path), &parts.site[path], is_compressible(path))?);
    }
    let start = parts.start;
    if start.contains("</") {
        bail!("the start script would end its element");
    }
    let policy = POLICY.replace("{start}", &format!("'{}'", integrity::of(start.as_bytes())));
    let page = with_policy(&with_numbers(page, &found, &numbers), &policy)?;
    let body = format!("{before}<script>{start}</script>\n{after}");
    let end = page.rfind("</body>").context("the page has no </body>")?;
    Ok(format!("{}{body}{}", &page[..end], &page[end..]).into_bytes())
}

struct Order<'a> {
    parts: &'a Parts<'a>,
    /// Media type and text, each behind those that it names.
    texts: Vec<(&'static str, String)>,
    /// Path -> place in `texts`.
    numbers: BTreeMap<String, usize>,
    large: BTreeSet<String>,
}

impl Order<'_> {
    /// Adds a file with all that it names. What the site does not have is never asked for.
    fn add(&mut self, path: &str) -> Result<()> {
        let parts = self.parts;
        let without = parts.without.iter().any(|folder| path.starts_with(&format!("{folder}/")));
        // There is nothing to keep in a page that is a file.
        let without = without || path == WORKER;
        if self.numbers.contains_key(path) || without || !parts.site.contains_key(path) {
            return Ok(());
        }
        let Some(kind) = text_type(path) else {
            self.large.insert(path.to_string());
            return Ok(());
        };
        if let Some(worker) = parts.workers.get(path) {
            let text = std::str::from_utf8(worker).with_context(|| format!("{path} is not UTF-8"))?;
            return self.push(path, kind, text.to_string());
        }
        let text = text_of(parts.site, path)?;
        let found = references(path, text);
        for reference in &found {
            self.add(&reference.target)?;
        }
        let text = rewrite(text, &found, |Reference { target, .. }| match self.numbers.get(target) {
            Some(number) => Some(format!("retort-file:{number};")),
            None => self.large.contains(target).then(|| format!("retort:{target}")),
        });
        self.push(path, kind, text)
    }

    fn push(&mut self, path: &str, kind: &'static str, text: String) -> Result<()> {
        self.numbers.insert(path.to_string(), self.texts.len());
        self.texts.push((kind, text));
        Ok(())
    }
}

fn text_of<'a>(site: &'a Site, path: &str) -> Result<&'a str> {
    let content = site.get(path).with_context(|| format!("the site has no {path}"))?;
    std::str::from_utf8(content).with_context(|| format!("{path} is not UTF-8"))
}

/// The type of a file that gets an address of its own; none for large ones.
fn text_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => Some("text/javascript"),
        Some("css") => Some("text/css"),
        Some("json") => Some("application/json"),
        Some("svg") => Some("image/svg+xml"),
        _ => None,
    }
}

fn media_type(path: &str) -> &'static str {
    if path.ends_with(".wasm") { "application/wasm" } else { "application/octet-stream" }
}

/// Holds bytes. No browser runs a script of this type, and base 64 has no `<`.
fn element(id: &str, kind: &str, content: &[u8], pack: bool) -> Result<String> {
    let (attribute, content) = if pack { (" data-packed", gzip(content)?) } else { ("", content.to_vec()) };
    Ok(format!(
        "<script type=\"text/plain\" id=\"{id}\" data-type=\"{kind}\"{attribute}>{}</script>\n",
        integrity::base64(&content)
    ))
}

/// `href="www/a.css"` -> `data-file="3"`: the start script sets the address.
fn with_numbers(page: &str, found: &[Reference], numbers: &BTreeMap<String, usize>) -> String {
    let mut result = String::with_capacity(page.len());
    let mut at = 0;
    for Reference { range, target } in found {
        let Some(number) = numbers.get(target) else { continue };
        // ` href="` or ` src="`.
        let name = page[..range.start].rfind(' ').map_or(range.start, |space| space + 1);
        result.push_str(&page[at..name]);
        result.push_str(&format!("data-file=\"{number}"));
        at = range.end;
    }
    result.push_str(&page[at..]);
    result
}

/// The page with another Content-Security-Policy.
fn with_policy(page: &str, policy: &str) -> Result<String> {
    let named = page.find("http-equiv=\"Content-Security-Policy\"").context("the page has no policy")?;
    let start = page[..named].rfind("<meta").context("the policy stands in no meta element")?;
    let end = named + page[named..].find('>').context("the policy's element has no end")? + 1;
    let element = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />");
    Ok(format!("{}{element}{}", &page[..start], &page[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Site {
        files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect()
    }

    fn made() -> String {
        let site = site(&[
            (
                "index.html",
                "<head>\n<meta\n  http-equiv=\"Content-Security-Policy\"\n  content=\"default-src 'self'\"\n/>\n\
                 <link rel=\"stylesheet\" href=\"./a.css\" />\n<script type=\"module\" src=\"./main.js\"></script>\n\
                 </head><body></body>",
            ),
            ("a.css", "a { background: url(./b.svg); }"),
            ("b.svg", "<svg/>"),
            (
                "main.js",
                "import \"./c.js\"; new URL(\"./w.js\", import.meta.url); new URL(\"./e/x.wasm#sha256-1\", import.meta.url); new URL(\"./f/x.wasm\", import.meta.url);",
            ),
            ("c.js", "export const c = () => import(\"./d.js\");"),
            ("d.js", ""),
            ("w.js", "import \"./c.js\";"),
            ("e/x.wasm", "wasm"),
            ("f/x.wasm", "another engine"),
            ("data/1.gz", "data"),
            ("other.html", ""),
        ]);
        let workers = BTreeMap::from([("w.js".to_string(), b"worker()".to_vec())]);
        let parts = Parts {
            site: &site,
            workers: &workers,
            page: "index.html",
            named: &["data/*".to_string()],
            without: &["f".to_string()],
            start: "start()",
        };
        String::from_utf8(single(&parts).expect("sound")).expect("text")
    }

    /// What an element holds, unpacked.
    fn held(page: &str, id: &str) -> String {
        let start = page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {page}"));
        let from = start + page[start..].find('>').expect("its start tag ends") + 1;
        let text = &page[from..from + page[from..].find('<').expect("its end tag")];
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bits: Vec<usize> = text.chars().filter_map(|letter| digits.find(letter)).collect();
        let bytes: Vec<u8> = bits
            .chunks(4)
            .flat_map(|group| {
                let word = (0..4).fold(0, |word, at| word << 6 | group.get(at).copied().unwrap_or(0));
                (0..group.len() - 1).map(move |at| (word >> (16 - 8 * at)) as u8)
            })
            .collect();
        if !page[start..from].contains("data-packed") {
            return String::from_utf8(bytes).expect("text");
        }
        let mut unpacked = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut unpacked)
            .expect("gzip");
        unpacked
    }

    #[test]
    fn each_text_stands_behind_those_that_it_names() {
        let page = made();
        let texts: Vec<(String, String)> = serde_json::from_str(&held(&page, "texts")).expect("JSON");
        let texts: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
        let expected = [
            "<svg/>",
            "a { background: url(retort-file:0;); }",
            "",
            "export const c = () => import(\"retort-file:2;\");",
            "worker()",
            // The other engine is not in it: its address stays, and nobody asks for it.
            "import \"retort-file:3;\"; new URL(\"retort-file:4;\", import.meta.url); new URL(\"retort:e/x.wasm#sha256-1\", import.meta.url); new URL(\"./f/x.wasm\", import.meta.url);",
        ];
        assert_eq!(texts, expected);
        assert!(page.contains("<link rel=\"stylesheet\" data-file=\"1\" />"), "{page}");
        assert!(page.contains("<script type=\"module\" data-file=\"5\">"), "{page}");
    }

    #[test]
    fn large_files_and_data_are_held_and_nothing_else_is_named() {
        let page = made();
        assert_eq!(held(&page, "e/x.wasm"), "wasm");
        assert_eq!(held(&page, "data/1.gz"), "data");
        assert!(!page.contains("id=\"f/x.wasm\"") && !page.contains("href=") && !page.contains("src=\""));
        let start = page.find("<script>start()</script>").expect("the start script");
        assert!(page.find("id=\"e/x.wasm\"").expect("there") < start);
        assert!(page.find("id=\"data/1.gz\"").expect("there") > start);
    }

    #[test]
    fn the_policy_allows_this_start_and_no_other() {
        let page = made();
        assert_eq!(page.matches("Content-Security-Policy").count(), 1);
        let expected = format!("script-src '{}' blob:", integrity::of(b"start()"));
        assert!(page.contains(&expected) && !page.contains("'self'"), "{page}");
    }

    #[test]
    fn the_start_script_of_the_source_fits_into_an_element() {
        let source = std::fs::read_to_string(crate::root::root().join("offline/single.js")).expect("source");
        assert!(!source.contains("</"));
    }
}
