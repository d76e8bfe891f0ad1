//! The site's own address, for what must be absolute: previews of links, oEmbed, and a policy that also holds in a frame
//! without an origin.

use anyhow::{Result, bail};

use super::Site;

/// `https://example.org/retort/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// # Errors
    /// Where `text` is no address of a folder on the web.
    pub fn read(text: &str) -> Result<Self> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let Some(rest) = rest else { bail!("--address {text}: begins with https:// or http://") };
        let host = rest.split('/').next().unwrap_or_default();
        // What could end an attribute or a source of the policy stands in no address.
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/[]%@".contains(letter);
        if host.is_empty() || host.contains('@') || !rest.chars().all(plain) {
            bail!("--address {text}: a host and a folder, as https://example.org/retort/, without ? and #");
        }
        Ok(Self(format!("{}/", text.trim_end_matches('/'))))
    }

    /// The whole address of a path of the site, or of the site for "".
    pub fn of(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// `https://example.org`
    fn origin(&self) -> &str {
        let host = self.0.find("://").map_or(0, |at| at + 3);
        let end = self.0[host..].find('/').map_or(self.0.len(), |at| host + at);
        &self.0[..end]
    }

    /// Names the origin wherever a page's policy says `'self'`. WebKit lets `'self'` match nothing in a frame that is
    /// sandboxed without `allow-same-origin`; the name matches there too, and is the same place everywhere else.
    pub fn name_in_policies(&self, site: &mut Site) {
        let named = format!("'self' {}", self.origin());
        for (_, content) in site.iter_mut().filter(|(path, _)| path.ends_with(".html")) {
            if let Ok(text) = std::str::from_utf8(content) {
                *content = text.replace("'self'", &named).into_bytes();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_folder_on_the_web() {
        for (text, whole, origin) in [
            ("https://example.org", "https://example.org/", "https://example.org"),
            ("https://example.org/a/b/", "https://example.org/a/b/", "https://example.org"),
            ("http://127.0.0.1:8017/x", "http://127.0.0.1:8017/x/", "http://127.0.0.1:8017"),
        ] {
            let address = Address::read(text).expect(text);
            assert_eq!((address.of("").as_str(), address.origin()), (whole, origin));
            assert_eq!(address.of("p/a.png"), format!("{whole}p/a.png"));
        }
        for wrong in [
            "",
            "example.org",
            "ftp://a.org/",
            "https://",
            "https:///x",
            "https://a.org/?x",
            "https://a.org/#x",
        ]
        .into_iter()
        .chain([
            "https://a.org/\"x",
            "https://a b.org/",
            "https://a.org/;script-src",
            "https://u@a.org/",
        ]) {
            assert!(Address::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn policies_name_the_origin() {
        let page = "content=\"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'\"";
        let mut site: Site = [("index.html".into(), page.into()), ("a.js".into(), "'self'".into())].into();
        Address::read("https://a.org/x").expect("sound").name_in_policies(&mut site);
        let expected = "content=\"default-src 'none'; script-src 'self' https://a.org 'wasm-unsafe-eval'\"";
        assert_eq!(site["index.html"], expected.as_bytes());
        assert_eq!(site["a.js"], b"'self'");
    }
}
