//! A page of its own for every preset, for what shows previews of links: `p/<preset>.html` with title, description and
//! picture (OpenGraph), `p/<preset>.json` for who embeds by address (oEmbed 1.0). People are led on to the playground.
//!
//! Pictures and numbers come from `www/presets/`, which `cargo xtask bless` computes. A picture's address and all of oEmbed
//! must be absolute: without the site's own address they are left out.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::site::address::Address;
use crate::site::{Site, policy};

/// Size of the pictures and of the frame, in pixels.
const PICTURE: [u32; 2] = [1200, 630];
const FRAME: [u32; 2] = [800, 720];
const RESULTS: &str = "www/presets/results.json";

/// The part of a preset's results that its page needs.
#[derive(Deserialize)]
struct Preset {
    key: String,
    link: String,
    /// By language.
    title: BTreeMap<String, String>,
    about: BTreeMap<String, String>,
}

impl Preset {
    /// One page for both languages: what reads it does not say which it wants.
    fn both<'a>(&self, text: &'a BTreeMap<String, String>, between: &str) -> String {
        let languages: Vec<&'a str> = text.values().map(String::as_str).collect();
        languages.join(between)
    }
}

/// Adds `p/` to the site.
pub fn add(site: &mut Site, address: Option<&Address>) -> Result<()> {
    let results = site.get(RESULTS).with_context(|| format!("no {RESULTS}: cargo xtask bless"))?;
    let presets: Vec<Preset> =
        serde_json::from_slice(results).with_context(|| format!("{RESULTS} is no list of presets"))?;
    for preset in &presets {
        let (key, drawn) = (&preset.key, format!("www/presets/{}.png", preset.key));
        let picture = site.remove(&drawn).with_context(|| format!("no {drawn}: cargo xtask bless"))?;
        site.insert(format!("p/{key}.png"), picture);
        let name = format!("p/{key}.html");
        let page = policy::with_policy(&name, &page(preset, address))?;
        site.insert(name, page.into_bytes());
        if let Some(address) = address {
            let text = serde_json::to_string_pretty(&oembed(preset, address))
                .context("strings have a form in JSON")?;
            site.insert(format!("p/{key}.json"), format!("{text}\n").into_bytes());
        }
    }
    if address.is_none() {
        println!(
            "  p/: pages of presets without pictures for previews and without oEmbed, which need --address https://…"
        );
    }
    Ok(())
}

fn page(preset: &Preset, address: Option<&Address>) -> String {
    let Preset { key, link, .. } = preset;
    let title = escaped(&format!("{} · Retort", preset.both(&preset.title, " · ")));
    let about = escaped(&preset.both(&preset.about, " "));
    let hash = if link.is_empty() { String::new() } else { format!("#{}", escaped(link)) };
    let absolute = address.map(|address| {
        let [width, height] = PICTURE;
        format!(
            "\n<link rel=\"canonical\" href=\"{page}\">\n<meta property=\"og:url\" content=\"{page}\">\
             \n<meta property=\"og:image\" content=\"{picture}\">\n<meta property=\"og:image:width\" content=\"{width}\">\
             \n<meta property=\"og:image:height\" content=\"{height}\">\n<meta property=\"og:image:alt\" content=\"{title}\">\
             \n<meta name=\"twitter:card\" content=\"summary_large_image\">\
             \n<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{json}\" title=\"{title}\">",
            page = address.of(&format!("p/{key}.html")),
            picture = address.of(&format!("p/{key}.png")),
            json = address.of(&format!("p/{key}.json")),
        )
    });
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\" />\
         \n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         \n<meta name=\"color-scheme\" content=\"light dark\">\
         \n<link rel=\"icon\" href=\"../www/icon.svg\" type=\"image/svg+xml\">\
         \n<title>{title}</title>\n<meta name=\"description\" content=\"{about}\">\
         \n<meta property=\"og:type\" content=\"website\">\n<meta property=\"og:site_name\" content=\"Retort\">\
         \n<meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:description\" content=\"{about}\">\
         \n<meta property=\"og:locale\" content=\"en_US\">\n<meta property=\"og:locale:alternate\" content=\"zh_CN\">{}\
         \n<meta http-equiv=\"refresh\" content=\"0; url=../{hash}\">\
         \n<h1>{title}</h1>\n<p>{about}</p>\
         \n<p><a href=\"../index.html{hash}\">Open the playground · <span lang=\"zh-Hans\">打开实验台</span></a></p>\
         \n<p><img src=\"{key}.png\" width=\"600\" height=\"315\" alt=\"{title}\"></p>\n</html>\n",
        absolute.unwrap_or_default()
    )
}

/// <https://oembed.com>, version 1.0, type "rich".
fn oembed(preset: &Preset, address: &Address) -> serde_json::Value {
    let Preset { key, link, .. } = preset;
    let [width, height] = FRAME;
    let title = preset.both(&preset.title, " · ");
    let hash = if link.is_empty() { String::new() } else { format!("#{}", escaped(link)) };
    let html = format!(
        "<iframe src=\"{}{hash}\" title=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" \
         sandbox=\"allow-scripts allow-same-origin allow-popups allow-downloads\" allow=\"clipboard-write\" \
         style=\"border: 0; max-width: 100%\"></iframe>",
        address.of("?embed=1"),
        escaped(&title),
    );
    json!({
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Retort",
        "provider_url": address.of(""),
        "html": html,
        "width": width,
        "height": height,
        "thumbnail_url": address.of(&format!("p/{key}.png")),
        "thumbnail_width": PICTURE[0],
        "thumbnail_height": PICTURE[1],
    })
}

/// Text for HTML, also within double quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::references::references;

    fn site() -> Site {
        let results = r#"[{"key": "a", "link": "v=1&T=8", "title": {"en": "A \"<b>\"", "zh": "甲"}, "about": {"en": "One.", "zh": "一。"}}]"#;
        [(RESULTS.into(), results.into()), ("www/presets/a.png".into(), b"PNG".to_vec())].into()
    }

    fn text<'a>(site: &'a Site, path: &str) -> &'a str {
        std::str::from_utf8(&site[path]).expect("text")
    }

    #[test]
    fn a_page_leads_on_and_its_texts_stay_inside_their_attributes() {
        let mut site = site();
        add(&mut site, None).expect("a sound site");
        let page = text(&site, "p/a.html");
        assert!(page.contains("url=../#v=1&amp;T=8\""), "{page}");
        assert!(page.contains("content=\"A &quot;&lt;b>&quot; · 甲 · Retort\""), "{page}");
        let named: Vec<_> = references("p/a.html", page).into_iter().map(|each| each.target).collect();
        assert_eq!(named, ["www/icon.svg", "index.html", "p/a.png"]);
        for absent in ["og:image", "oembed", "canonical"] {
            assert!(!page.contains(absent), "{absent} without an address");
        }
        assert_eq!(site.keys().map(String::as_str).collect::<Vec<_>>(), ["p/a.html", "p/a.png", RESULTS]);
    }

    #[test]
    fn with_an_address_everything_that_others_read_is_absolute() {
        let mut site = site();
        add(&mut site, Some(&Address::read("https://a.org/retort").expect("sound"))).expect("a sound site");
        let page = text(&site, "p/a.html");
        assert!(page.contains("og:image\" content=\"https://a.org/retort/p/a.png\""), "{page}");
        assert!(
            page.contains("type=\"application/json+oembed\" href=\"https://a.org/retort/p/a.json\""),
            "{page}"
        );
        let oembed: serde_json::Value = serde_json::from_str(text(&site, "p/a.json")).expect("JSON");
        assert_eq!((oembed["version"].as_str(), oembed["type"].as_str()), (Some("1.0"), Some("rich")));
        let html = oembed["html"].as_str().expect("text");
        assert!(html.starts_with("<iframe src=\"https://a.org/retort/?embed=1#v=1&amp;T=8\""), "{html}");
    }

    #[test]
    fn a_preset_without_a_picture_is_named() {
        let mut site = site();
        site.remove("www/presets/a.png");
        assert!(format!("{:#}", add(&mut site, None).expect_err("no picture")).contains("www/presets/a.png"));
    }
}
