//! How large the page is, against the budgets of `wasm-pack.toml`.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::compress::{gzip, is_compressible};
use super::hash::Hashed;
use super::javascript::{Kind, named_files};
use super::path::{matches, resolve};
use super::references::references;
use crate::settings::Budget;

/// What one budget's files weigh.
#[derive(Debug, PartialEq, Eq)]
pub struct Weight {
    pub files: usize,
    pub raw: u64,
    pub gzip: u64,
}

/// Prints a line per budget; an error names all that are exceeded.
pub fn report(hashed: &Hashed, budgets: &[Budget]) -> Result<()> {
    let mut exceeded = Vec::new();
    println!("\n  {:<34} {:>5} {:>10} {:>10} {:>10}", "size in bytes", "files", "raw", "gzip -9", "limit");
    for budget in budgets {
        let weight = weigh(hashed, budget)?;
        let remark = match budget.goal {
            _ if weight.gzip > budget.limit => "  OVER BUDGET".to_string(),
            Some(goal) if weight.gzip > goal => format!("  over the goal of {goal}"),
            _ => String::new(),
        };
        let Weight { files, raw, gzip } = weight;
        println!("  {:<34} {files:>5} {raw:>10} {gzip:>10} {:>10}{remark}", budget.name, budget.limit);
        if gzip > budget.limit {
            exceeded.push(format!("{}: {gzip} bytes, at most {}", budget.name, budget.limit));
        }
    }
    println!();
    if !exceeded.is_empty() {
        bail!("over the size budget of wasm-pack.toml: {}", exceeded.join("; "));
    }
    Ok(())
}

/// Files are matched by the names that they have in the source. Equal files count once: each of two pages may have its own
/// copy of the words, and a visitor fetches one.
fn weigh(hashed: &Hashed, budget: &Budget) -> Result<Weight> {
    let fits = |patterns: &[String], path: &str| patterns.iter().any(|pattern| matches(pattern, path));
    let reached = budget.reached_from.as_deref().map(|page| reached_from(hashed, page)).unwrap_or_default();
    let mut weight = Weight { files: 0, raw: 0, gzip: 0 };
    let mut counted = BTreeSet::new();
    for (new, original) in &hashed.original {
        if (fits(&budget.files, original) || reached.contains(new)) && !fits(&budget.except, original) {
            let content = &hashed.site[new];
            if !counted.insert(content) {
                continue;
            }
            weight.files += 1;
            weight.raw += content.len() as u64;
            weight.gzip += if is_compressible(new) { gzip(content)?.len() } else { content.len() } as u64;
        }
    }
    Ok(weight)
}

/// The page, its scripts and style sheets, and all modules that those import, but not what they import later.
fn reached_from(hashed: &Hashed, page: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![page.to_string()];
    while let Some(path) = waiting.pop() {
        let Some(Ok(text)) = hashed.site.get(&path).map(|content| std::str::from_utf8(content)) else {
            continue;
        };
        if path.ends_with(".html") {
            let named = references(&path, text).into_iter().map(|reference| reference.target);
            waiting.extend(named.filter(|target| target.ends_with(".js") || target.ends_with(".css")));
        } else if path.ends_with(".js") {
            let imports =
                named_files(text).into_iter().filter(|named| named.kind == Kind::Import && !named.later);
            let targets = imports.filter_map(|named| resolve(&path, &text[named.range]));
            waiting.extend(targets.filter(|target| !reached.contains(target)));
        }
        reached.insert(path);
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Site;
    use crate::site::hash::{Exceptions, hash_names};

    fn budget(limit: u64) -> Budget {
        let (files, except) = (vec!["*.js".to_string()], vec!["www/engine*/*".to_string()]);
        Budget { name: "page".into(), reached_from: None, files, except, limit, goal: None }
    }

    fn hashed() -> Hashed {
        let files = ["www/main.js", "www/text/en.js", "www/engine/retort.js", "www/style.css"];
        let site: Site = files.iter().map(|path| (path.to_string(), path.as_bytes().repeat(50))).collect();
        hash_names(&site, &Exceptions { keep_names: &[], absent: &[] }).expect("nothing names anything")
    }

    #[test]
    fn only_the_files_of_the_budget_are_weighed() {
        let weight = weigh(&hashed(), &budget(0)).expect("in memory");
        assert_eq!((weight.files, weight.raw), (2, 50 * (11 + 14)));
        assert!(weight.gzip < weight.raw);
    }

    #[test]
    fn what_code_asks_for_later_is_not_part_of_the_page() {
        let files = [
            ("index.html", "<script src=\"a.js\"></script><link rel=\"icon\" href=\"i.svg\">"),
            (
                "a.js",
                "import \"./b.js\"; const c = () => import(\"./c.js\"); const w = new URL(\"./w.js\", import.meta.url);",
            ),
            ("b.js", "export const b = 1;"),
            ("c.js", "import \"./b.js\";"),
            ("i.svg", "<svg/>"),
            ("w.js", ""),
        ];
        let site: Site =
            files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect();
        let hashed = hash_names(&site, &Exceptions { keep_names: &[], absent: &[] }).expect("a sound site");
        let reached = reached_from(&hashed, "index.html");
        let names: BTreeSet<_> = reached.iter().map(|path| hashed.original[path].as_str()).collect();
        assert_eq!(names, BTreeSet::from(["a.js", "b.js", "index.html"]));
    }

    #[test]
    fn a_page_over_its_budget_is_an_error_that_says_by_how_much() {
        assert!(report(&hashed(), &[budget(1000)]).is_ok());
        let error = report(&hashed(), &[budget(10)]).expect_err("no page fits into 10 bytes");
        assert!(error.to_string().contains("at most 10"), "{error}");
    }
}
