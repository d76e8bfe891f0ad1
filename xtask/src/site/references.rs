//! All places where one file of the site names another: JavaScript, CSS and HTML.

use std::ops::Range;

use super::javascript::{self, Kind};
use super::path::resolve;

/// A URL in the text of a file that may name another file of the site.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    /// The URL's place in the text, without query and fragment.
    pub range: Range<usize>,
    /// The path that it names.
    pub target: String,
}

/// The references in `text`, in order. Bare import names must have been replaced before (`vendor`).
pub fn references(path: &str, text: &str) -> Vec<Reference> {
    let ranges: Vec<Range<usize>> = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => javascript_urls(text),
        Some("css") => css_urls(text),
        Some("html") => html_urls(text),
        _ => Vec::new(),
    };
    let without_query = |range: Range<usize>| {
        let end = text[range.clone()].find(['?', '#']).map_or(range.end, |cut| range.start + cut);
        range.start..end
    };
    let ranges = ranges.into_iter().map(without_query);
    ranges
        .filter_map(|range| resolve(path, &text[range.clone()]).map(|target| Reference { range, target }))
        .collect()
}

/// `text` with each reference's URL replaced by `replace(reference)`, where that gives one.
pub fn rewrite(text: &str, found: &[Reference], replace: impl Fn(&Reference) -> Option<String>) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for reference in found {
        if let Some(url) = replace(reference) {
            result.push_str(&text[at..reference.range.start]);
            result.push_str(&url);
            at = reference.range.end;
        }
    }
    result.push_str(&text[at..]);
    result
}

fn javascript_urls(text: &str) -> Vec<Range<usize>> {
    let is_relative = |url: &str| url.starts_with("./") || url.starts_with("../");
    let named = javascript::named_files(text).into_iter();
    named
        .filter(|named| named.kind == Kind::Url || is_relative(&text[named.range.clone()]))
        .map(|named| named.range)
        .collect()
}

/// `url(x)`, with or without quotes, and `@import "x"`.
fn css_urls(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (start, end) in [("url(", ')'), ("@import \"", '"')] {
        found.extend(between(text, start, end).map(|range| {
            let inside = &text[range.clone()];
            let skipped = inside.len() - inside.trim_start_matches([' ', '"', '\'']).len();
            range.start + skipped..range.start + inside.trim_end_matches([' ', '"', '\'']).len()
        }));
    }
    found.sort_by_key(|range| range.start);
    found
}

/// The attributes that hold a URL on this page: `href="x"` and `src="x"`.
fn html_urls(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<_> =
        [" href=\"", " src=\""].iter().flat_map(|start| between(text, start, '"')).collect();
    found.sort_by_key(|range| range.start);
    found
}

fn between<'a>(text: &'a str, start: &'a str, end: char) -> impl Iterator<Item = Range<usize>> + 'a {
    text.match_indices(start).filter_map(move |(at, _)| {
        let from = at + start.len();
        text[from..].find(end).map(|length| from..from + length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(path: &str, text: &str) -> Vec<String> {
        references(path, text).into_iter().map(|reference| reference.target).collect()
    }

    #[test]
    fn css_and_html_name_files() {
        let css = "a { background: url( './a.svg' ) } b { mask: url(../b.svg#part) } c { d: url(data:image/png,x) }";
        assert_eq!(targets("style/page.css", css), ["style/a.svg", "b.svg"]);
        let html =
            "<link href=\"./style.css\" rel=\"stylesheet\"><script src=\"main.js\"></script><a href=\"#x\">";
        assert_eq!(targets("index.html", html), ["style.css", "main.js"]);
    }

    #[test]
    fn other_files_name_nothing() {
        assert_eq!(
            targets("engines.json", "url(./a.svg) href=\"x\" import \"./y.js\""),
            Vec::<String>::new()
        );
    }

    #[test]
    fn rewriting_keeps_query_fragment_and_everything_else() {
        let text = "import \"./a.js?x=1\"; import './b.js'; // ./a.js";
        let found = references("main.js", text);
        let replaced =
            rewrite(text, &found, |reference| (reference.target == "a.js").then(|| "./A.js".into()));
        assert_eq!(replaced, "import \"./A.js?x=1\"; import './b.js'; // ./a.js");
    }
}
