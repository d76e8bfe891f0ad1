//! What pages and workers may do: written here and nowhere else. Pages carry it themselves, since a static host need not send
//! headers; a host that can sends it too (docs/threats.md has the block), and then it also holds in workers.

use anyhow::{Context, Result};

/// Content-Security-Policy. Nothing is allowed but what is listed: no other origin, no script or style inside a page, and
/// wasm, which is no `eval` of text.
const CONTENT: &[&str] = &[
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    // Pictures that a reader has brought, and thumbnails.
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    // In a sandboxed frame workers start from a blob: www/spawn.js.
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    // Text becomes code in www/trusted.js only, and becomes markup nowhere.
    "require-trusted-types-for 'script'",
    "trusted-types retort",
];

/// No other site learns from where a link was followed: an address may hold an experiment.
const REFERRER: &str = "no-referrer";

/// What no page can say in its own text. A sandboxed frame has no origin and reads only what everybody may read; the site has
/// nothing else.
const OTHER_HEADERS: &[(&str, &str)] = &[
    ("Referrer-Policy", REFERRER),
    ("X-Content-Type-Options", "nosniff"),
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
];

/// After this line a page says what it may do: before anything that could be fetched.
const AFTER: &str = "<meta charset=\"utf-8\" />\n";

fn content() -> String {
    CONTENT.join("; ")
}

/// The page with its policy.
///
/// # Errors
/// If the page has no place for it.
pub fn with_policy(name: &str, page: &str) -> Result<String> {
    let (before, after) =
        page.split_once(AFTER).with_context(|| format!("{name} has no line {}", AFTER.trim_end()))?;
    let content = content();
    Ok(format!(
        "{before}{AFTER}    <meta http-equiv=\"Content-Security-Policy\" content=\"{content}\" />\n    \
         <meta name=\"referrer\" content=\"{REFERRER}\" />\n{after}"
    ))
}

/// The headers that a host sends with the file `path`, one a line. Workers take their policy from those of their script.
pub fn headers(path: &str) -> String {
    let carries = path.ends_with(".html") || path.ends_with(".js");
    let policy = if carries { format!("Content-Security-Policy: {}\r\n", content()) } else { String::new() };
    let others = OTHER_HEADERS.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    policy + &others.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root::root;

    #[test]
    fn a_page_says_what_it_may_do_before_it_asks_for_anything() {
        for name in ["index.html", "bench.html"] {
            let page = std::fs::read_to_string(root().join(name)).expect("the page");
            let page = with_policy(name, &page).expect("it has a place for it");
            let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("{name} has no {what}"));
            assert!(at("Content-Security-Policy") < at("<link"), "{name}");
            assert!(at("no-referrer") < at("<script"), "{name}");
            assert_eq!(page.matches("Content-Security-Policy").count(), 1, "{name}");
            assert!(!page.contains("style=") && !page.contains("<style") && !page.contains("javascript:"));
        }
        assert!(with_policy("a.html", "<html>").is_err());
    }

    #[test]
    fn nothing_of_another_origin_and_no_text_as_code() {
        let content = content();
        assert!(content.starts_with("default-src 'none'"));
        for loose in ["unsafe-inline", "'unsafe-eval'", "http:", "https:", "*", "strict-dynamic"] {
            assert!(!content.contains(loose), "{loose}");
        }
    }

    #[test]
    fn the_documented_headers_are_these() {
        let text = std::fs::read_to_string(root().join("docs/threats.md")).expect("docs/threats.md");
        let expected = headers("index.html").replace("\r\n", "\n");
        assert!(
            text.contains(&format!("```http\n{expected}```\n")),
            "docs/threats.md does not have:\n{expected}"
        );
        assert!(!headers("data/a.gz").contains("Content-Security-Policy"));
    }
}
