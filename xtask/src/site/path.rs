//! Paths inside the site: `/` between parts, relative to its root, as in a URL.

/// The folder part of `path`, without a trailing `/`; "" at the root.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Resolves a relative URL found in the file `from`. None if it is not relative (has a scheme, starts with `/`,
/// or is only a fragment) or leads out of the site. Query and fragment must have been cut off.
pub fn resolve(from: &str, url: &str) -> Option<String> {
    let has_scheme = url.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    if url.is_empty() || url.starts_with(['/', '#', '?']) || has_scheme {
        return None;
    }
    let mut parts: Vec<&str> = folder(from).split('/').filter(|part| !part.is_empty()).collect();
    for part in url.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The relative URL of `to` as seen from the file `from`; always starts with `./` or `../`.
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = folder(from).split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = to.len() - 1;
    let shared = from.iter().zip(&to[..folders]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - shared);
    let start = if up.is_empty() { "./" } else { &up };
    format!("{start}{}", to[shared..].join("/"))
}

/// Whether `path` fits `pattern`, where `*` stands for any characters, `/` included.
pub fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, rest)) => path.strip_prefix(start).is_some_and(|tail| {
            rest.is_empty()
                || (0..=tail.len()).any(|at| tail.is_char_boundary(at) && matches(rest, &tail[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_urls_resolve_against_the_folder_of_the_file() {
        assert_eq!(resolve("main.js", "./text/en.js").as_deref(), Some("text/en.js"));
        assert_eq!(resolve("text/en.js", "../main.js").as_deref(), Some("main.js"));
        assert_eq!(resolve("engine/retort.js", "retort_bg.wasm").as_deref(), Some("engine/retort_bg.wasm"));
    }

    #[test]
    fn urls_that_leave_the_site_or_name_another_one_do_not_resolve() {
        for url in ["https://example.org/x.js", "data:text/css,", "//host/x", "/x", "#part", "", "../x"] {
            assert_eq!(resolve("main.js", url), None, "{url}");
        }
    }

    #[test]
    fn relative_is_the_inverse_of_resolve() {
        for from in ["main.js", "text/en.js", "vendor/a/b.js"] {
            for to in ["main.js", "text/zh.js", "vendor/a/c.js", "vendor/d.js"] {
                assert_eq!(resolve(from, &relative(from, to)).as_deref(), Some(to), "{from} -> {to}");
            }
        }
        assert_eq!(relative("text/en.js", "text/zh.js"), "./zh.js");
    }

    #[test]
    fn patterns_match_whole_paths() {
        assert!(matches("*.js", "text/en.js"));
        assert!(matches("engine*/*", "engine-ndarray/retort.js"));
        assert!(!matches("engine/*.wasm", "engine-ndarray/retort_bg.wasm"));
        assert!(!matches("*.js", "main.json"));
    }
}
