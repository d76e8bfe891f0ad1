//! Makes the page's many small modules into few minified files, with esbuild; their addresses stay right.
//!
//! The development server does without: there, what you read is what runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::path::relative;
use super::references::{references, rewrite};
use super::{Site, shared, write};
use crate::command::{command, run};

/// Replaces the page's modules and style sheets in `site`, through files below `workplace`. `engines` are folders of
/// the site whose modules are left alone: they are fetched later, and some may be absent.
pub fn bundle(site: Site, engines: &[String], workplace: &Path) -> Result<Site> {
    let plan = Plan::new(&site, engines);
    let (source, output) = (workplace.join("source"), workplace.join("output"));
    let mut modules = plan.source(&site)?;
    shared::gather(&mut modules, FIRST);
    write::write(&source, &modules)?;
    write::write(&output, &Site::new())?;
    run_esbuild(&plan, &source, &output)?;

    let mut bundled = plan.rest(&site)?;
    for entry in fs::read_dir(&output).with_context(|| format!("cannot read {}", output.display()))? {
        let entry = entry?;
        bundled.insert(format!("{FOLDER}{}", entry.file_name().to_string_lossy()), fs::read(entry.path())?);
    }
    Ok(bundled)
}

/// The workers of `site`, each as one script that imports nothing, by the paths that they have after bundling. A page
/// that is one file starts them from blobs, which Chromium does with such scripts only. Of the engines they have `engine`.
pub fn classic_workers(site: &Site, engines: &[String], engine: &str, workplace: &Path) -> Result<Site> {
    let plan = Plan::new(site, engines);
    let (source, output) = (workplace.join("classic-source"), workplace.join("classic"));
    let modules: Site = site
        .iter()
        .filter(|(path, _)| path.ends_with(".js"))
        .map(|(path, content)| (path.clone(), content.clone()))
        .collect();
    write::write(&source, &modules)?;
    write::write(&output, &Site::new())?;
    let workers: Vec<&String> = plan.entries.iter().filter(|path| path.starts_with(WORKERS)).collect();
    let mut esbuild = command("node", ["node_modules/esbuild/bin/esbuild"]);
    esbuild.args(workers.iter().map(|path| source.join(path)));
    esbuild.args(["--bundle", "--format=iife", "--minify", "--charset=utf8", "--target=es2022"]);
    // What is found by an address comes from the page: such a script has none of its own.
    esbuild.args(["--entry-names=[name]", "--log-level=warning", "--log-override:empty-import-meta=silent"]);
    let others =
        engines.iter().filter_map(|folder| folder.strip_prefix(FOLDER)).filter(|name| *name != engine);
    esbuild.args(others.map(|name| format!("--external:../{name}/*")));
    run(esbuild.arg(format!("--outdir={}", output.display())))?;
    let read = |path: &&String| {
        let moved = plan.moved(path);
        let name = moved.strip_prefix(FOLDER).unwrap_or(&moved);
        Ok((moved.clone(), fs::read(output.join(name)).with_context(|| format!("esbuild made no {name}"))?))
    };
    workers.iter().map(read).collect()
}

/// Modules that run in workers.
const WORKERS: &str = "www/worker/";

/// All bundled files end up here, side by side, so that an address is right whichever file its code is put into.
const FOLDER: &str = "www/";
/// What the page starts with.
const FIRST: &str = "www/main.js";

struct Plan<'a> {
    engines: &'a [String],
    /// Modules that start something: the page's and the workers'. They keep their file names.
    entries: BTreeSet<String>,
    /// Those of them that one page starts.
    together: BTreeSet<BTreeSet<String>>,
    styles: BTreeSet<String>,
    /// Style sheets that a page or a module names. What only other sheets import becomes a part of those.
    sheets: BTreeSet<String>,
}

impl<'a> Plan<'a> {
    fn new(site: &Site, engines: &'a [String]) -> Self {
        let mut plan = Self {
            engines,
            entries: BTreeSet::new(),
            together: BTreeSet::new(),
            styles: BTreeSet::new(),
            sheets: BTreeSet::new(),
        };
        plan.styles = site.keys().filter(|path| path.ends_with(".css")).cloned().collect();
        for (path, content) in site {
            let Ok(text) = std::str::from_utf8(content) else { continue };
            let starts = |target: &str| {
                let is_address = path.ends_with(".html") || is_address(path, text, target);
                is_address && plan.is_module(target) && site.contains_key(target)
            };
            let named = references(path, text).into_iter().map(|reference| reference.target);
            let (sheets, others): (Vec<_>, Vec<_>) = named.partition(|target| plan.styles.contains(target));
            let entries: BTreeSet<_> = others.into_iter().filter(|target| starts(target)).collect();
            if path.ends_with(".html") {
                plan.together.insert(entries.clone());
            }
            plan.entries.extend(entries);
            if !path.ends_with(".css") {
                plan.sheets.extend(sheets);
            }
        }
        plan
    }

    /// Whether `path` is a module of the page, not of an engine.
    fn is_module(&self, path: &str) -> bool {
        let is_engine = self.engines.iter().any(|folder| path.starts_with(&format!("{folder}/")));
        path.starts_with(FOLDER) && path.ends_with(".js") && !is_engine
    }

    fn is_bundled(&self, path: &str) -> bool {
        self.is_module(path) || self.styles.contains(path)
    }

    /// The modules and style sheets, with all addresses that esbuild leaves alone as seen from `FOLDER`.
    fn source(&self, site: &Site) -> Result<Site> {
        let files = site.iter().filter(|(path, _)| self.is_bundled(path));
        let rebased = files.map(|(path, content)| {
            let text = std::str::from_utf8(content).with_context(|| format!("{path} is not UTF-8"))?;
            let found = references(path, text);
            let text = rewrite(text, &found, |reference| {
                let target = &reference.target;
                let sheet = path.ends_with(".css") && self.styles.contains(target);
                let joined = sheet || self.is_module(target) && !self.entries.contains(target);
                (!joined).then(|| relative(FOLDER, &self.moved(target)))
            });
            Ok((path.clone(), text.into_bytes()))
        });
        rebased.collect()
    }

    /// All that is not bundled; pages name what is by its new place.
    fn rest(&self, site: &Site) -> Result<Site> {
        let files = site.iter().filter(|(path, _)| !self.is_bundled(path));
        let kept = files.map(|(path, content)| {
            if !path.ends_with(".html") {
                return Ok((path.clone(), content.clone()));
            }
            let text = std::str::from_utf8(content).with_context(|| format!("{path} is not UTF-8"))?;
            let found = references(path, text);
            let text =
                rewrite(text, &found, |reference| Some(relative(path, &self.moved(&reference.target))));
            Ok((path.clone(), text.into_bytes()))
        });
        kept.collect()
    }

    /// Where a file of the site is after bundling.
    fn moved(&self, path: &str) -> String {
        let name = path.rsplit('/').next().unwrap_or(path);
        let moves = self.entries.contains(path) || self.styles.contains(path);
        if moves { format!("{FOLDER}{name}") } else { path.to_string() }
    }
}

/// Whether `text` names `target` as an address, to start it, and not in an import.
fn is_address(path: &str, text: &str, target: &str) -> bool {
    let named = super::javascript::named_files(text).into_iter();
    path.ends_with(".js")
        && named
            .filter(|named| named.kind == super::javascript::Kind::Url)
            .any(|named| super::path::resolve(path, &text[named.range]).as_deref() == Some(target))
}

/// The scripts of a page together, so that what they share is one module; every other module on its own: joined, what two
/// pages share would be cut into many small files for both. Style sheets share nothing.
fn run_esbuild(plan: &Plan, source: &Path, output: &Path) -> Result<()> {
    let alone = plan.entries.iter().filter(|entry| !plan.together.iter().any(|page| page.contains(*entry)));
    let alone = alone.map(|entry| vec![entry]);
    let pages = plan.together.iter().map(|page| page.iter().collect());
    for entries in
        pages.chain(alone).chain([plan.sheets.iter().collect()]).filter(|each: &Vec<_>| !each.is_empty())
    {
        let mut esbuild = command("node", ["node_modules/esbuild/bin/esbuild"]);
        esbuild.args(entries.into_iter().map(|entry| source.join(entry)));
        esbuild.args(["--bundle", "--splitting", "--format=esm", "--minify", "--charset=utf8"]);
        esbuild.args(["--target=es2022", "--entry-names=[name]", "--chunk-names=[name]-[hash]"]);
        esbuild.args(["--log-level=warning", "--external:*.svg", "--external:*.png", "--external:*.woff2"]);
        esbuild.args(plan.engines.iter().map(|folder| format!("--external:{}/*", relative(FOLDER, folder))));
        run(esbuild.arg(format!("--outdir={}", output.display())))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Site {
        let files = [
            (
                "index.html",
                "<link href=\"www/style/page.css\"><script src=\"www/main.js\" type=\"module\"></script>",
            ),
            (
                "www/main.js",
                "import { show } from \"./view/show.js\"; show(new URL(\"./work/go.js\", import.meta.url));",
            ),
            (
                "www/view/show.js",
                "export const show = (go) => fetch(new URL(\"../a.json\", import.meta.url), go);",
            ),
            ("www/work/go.js", "const engine = await import(\"../engine/retort.js\"); engine.go();"),
            ("www/engine/retort.js", "export const go = () => {};"),
            ("www/a.json", "{}"),
            ("www/style/page.css", "@import \"./part.css\";\na { background: url(\"../a.svg\"); }"),
            ("www/style/part.css", "b { color: red; }"),
            ("www/a.svg", "<svg/>"),
        ];
        files.into_iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn modules_that_start_something_are_found() {
        let engines = ["www/engine".to_string()];
        let plan = Plan::new(&page(), &engines);
        assert_eq!(plan.entries.iter().collect::<Vec<_>>(), ["www/main.js", "www/work/go.js"]);
        assert_eq!(plan.together.iter().flatten().collect::<Vec<_>>(), ["www/main.js"]);
    }

    #[test]
    fn addresses_stay_right_in_the_bundle() {
        let workplace = std::env::temp_dir().join(format!("retort-bundle-{}", std::process::id()));
        let engines = ["www/engine".to_string()];
        let bundled = bundle(page(), &engines, &workplace).expect("esbuild is installed");
        fs::remove_dir_all(&workplace).expect("our own folder");

        let names: Vec<_> = bundled.keys().map(String::as_str).collect();
        let expected =
            ["index.html", "www/a.json", "www/a.svg", "www/engine/retort.js", "www/go.js", "www/main.js"];
        assert_eq!(names[..6], expected);
        for (path, content) in &bundled {
            let text = std::str::from_utf8(content).expect("text");
            for reference in references(path, text) {
                assert!(bundled.contains_key(&reference.target), "{path} names {}", reference.target);
            }
        }
        let sheet = std::str::from_utf8(&bundled["www/page.css"]).expect("text");
        assert!(sheet.starts_with("b{") && !bundled.contains_key("www/part.css"), "{sheet}");
        let count = |path: &str| references(path, std::str::from_utf8(&bundled[path]).expect("text")).len();
        assert_eq!([count("www/main.js"), count("www/go.js"), count("www/page.css")], [2, 1, 1]);
    }
}
