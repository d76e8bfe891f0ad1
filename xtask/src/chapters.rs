//! The chapters' words: Markdown of `chapters/` -> modules of plain data that the page renders.
//!
//! ```text
//! chapters/<key>.<language>.md --> www/chapters/<key>.<language>.js    paragraphs as lists of spans
//!                              --> www/chapters/list.js                titles, and what is fetched for each chapter
//! ```
//! No HTML is made here: the page builds elements out of spans, so nothing that is written can become a tag.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, anyhow, bail};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use crate::root::root;
use crate::site::Site;

#[path = "../../crate/chapter/text.rs"]
#[allow(dead_code, reason = "the tests of the engine count and compare what a build only passes on")]
mod text;

use text::{FRAMES, Text};

const FOLDER: &str = "chapters";

/// Whether there is a chapter with this key.
pub fn exists(key: &str) -> bool {
    FRAMES.iter().all(|(language, _)| root().join(FOLDER).join(format!("{key}.{language}.md")).is_file())
}

/// Adds the modules of all chapters. What was measured (`www/chapters/<key>.json`) is in the site already.
pub fn add(site: &mut Site) -> Result<()> {
    let mut list = BTreeMap::new();
    for key in keys()? {
        let texts = read(&key)?;
        for (language, text) in &texts {
            let module = module(text).with_context(|| format!("{FOLDER}/{key}.{language}.md"))?;
            site.insert(format!("www/{FOLDER}/{key}.{language}.js"), module.into_bytes());
        }
        let stored = site.contains_key(&format!("www/{FOLDER}/{key}.json"));
        list.insert(key.clone(), entry(&key, &texts, stored));
    }
    let entries: String = list.values().cloned().collect();
    site.insert(
        format!("www/{FOLDER}/list.js"),
        format!("export const chapters = {{\n{entries}}};\n").into_bytes(),
    );
    Ok(())
}

/// Keys of all chapters, in alphabetical order: the engine's menu knows their order in the document.
fn keys() -> Result<BTreeSet<String>> {
    let folder = root().join(FOLDER);
    let mut keys = BTreeSet::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some((key, _)) = name.strip_suffix(".md").and_then(|stem| stem.rsplit_once('.')) {
            keys.insert(key.to_owned());
        }
    }
    Ok(keys)
}

fn read(key: &str) -> Result<Vec<(&'static str, Text)>> {
    let read = |(language, _): &(&'static str, text::Frame)| {
        let name = format!("{FOLDER}/{key}.{language}.md");
        let markdown =
            fs::read_to_string(root().join(&name)).with_context(|| format!("cannot read {name}"))?;
        let text = Text::read(&markdown, language).map_err(|reason| anyhow!("{name}: {reason}"))?;
        Ok((*language, text))
    };
    FRAMES.iter().map(read).collect()
}

/// A chapter's line in the list. Addresses stand there literally, so that the build finds and renames them.
fn entry(key: &str, texts: &[(&str, Text)], stored: bool) -> String {
    let titles: BTreeMap<_, _> = texts.iter().map(|(language, text)| (language, &text.title)).collect();
    let fetch = |language: &str| format!("{language}: () => import(\"./{key}.{language}.js\")");
    let fetches: Vec<_> = texts.iter().map(|(language, _)| fetch(language)).collect();
    let stored = match stored {
        true => format!("new URL(\"./{key}.json\", import.meta.url)"),
        false => "null".into(),
    };
    format!(
        "  {}: {{ titles: {}, texts: {{ {} }}, stored: {stored} }},\n",
        json!(key),
        json!(titles),
        fetches.join(", ")
    )
}

/// A chapter as a module.
fn module(text: &Text) -> Result<String> {
    let questions: Result<Vec<_>> = text
        .questions
        .iter()
        .map(|(question, answer)| Ok(json!({ "question": spans(question)?, "answer": spans(answer)? })))
        .collect();
    let names: serde_json::Map<String, Value> =
        text.names.iter().map(|(key, name)| (key.clone(), json!(unbroken(name)))).collect();
    let value = json!({
        "title": text.title,
        "paragraphs": text.paragraphs.iter().map(|paragraph| spans(paragraph)).collect::<Result<Vec<_>>>()?,
        "claim": spans(&text.claim)?,
        "questions": questions?,
        "names": names,
    });
    Ok(format!("export const text = {value};\n"))
}

/// "T = 4" is one thing: no line ends within it.
fn unbroken(text: &str) -> String {
    let glued =
        |text: String, name: &str| text.replace(&format!("{name} = "), &format!("{name}\u{a0}=\u{a0}"));
    ["T", "α", "alpha"].into_iter().fold(text.to_string(), glued)
}

/// Markdown of one paragraph as spans: a string, `{strong|em: spans}`, `{code: text}`, `{link: spans, href}`, or
/// `{measure: key}` where a measured number belongs.
fn spans(markdown: &str) -> Result<Vec<Value>> {
    let mut open: Vec<(Option<Tag>, Vec<Value>)> = vec![(None, vec![])];
    let markdown = unbroken(markdown);
    for event in Parser::new(&markdown) {
        let here = &mut open.last_mut().context("the paragraph is open")?.1;
        match event {
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            Event::Text(text) => push_text(here, &text),
            Event::SoftBreak => push_text(here, " "),
            Event::Code(code) => here.push(json!({ "code": &*code })),
            Event::Start(tag @ (Tag::Strong | Tag::Emphasis | Tag::Link { .. })) => {
                open.push((Some(tag), vec![]))
            }
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) => {
                let (tag, inside) = open.pop().context("what ends has begun")?;
                let span = match tag {
                    Some(Tag::Strong) => json!({ "strong": inside }),
                    Some(Tag::Link { dest_url, .. }) => json!({ "link": inside, "href": &*dest_url }),
                    _ => json!({ "em": inside }),
                };
                open.last_mut().context("the paragraph is open")?.1.push(span);
            }
            other => bail!("a chapter has paragraphs, emphasis, code and links, and not {other:?}"),
        }
    }
    // The parser gives `{` and `[` as texts of their own: measures are found once all are joined.
    let (_, found) = open.pop().context("the paragraph is open")?;
    found.into_iter().map(measures).collect::<Result<Vec<_>>>().map(|spans| spans.concat())
}

fn push_text(spans: &mut Vec<Value>, text: &str) {
    match spans.last_mut() {
        Some(Value::String(last)) => last.push_str(text),
        _ => spans.push(json!(text)),
    }
}

/// The places of measures in a span, those inside of emphasis too.
fn measures(span: Value) -> Result<Vec<Value>> {
    match span {
        Value::String(text) => {
            let mut parts = text.split("{measure:");
            let mut found: Vec<Value> =
                parts.next().filter(|text| !text.is_empty()).map(|text| json!(text)).into_iter().collect();
            for part in parts {
                let (key, rest) =
                    part.split_once('}').with_context(|| format!("{{measure:{part} has no end"))?;
                found.push(json!({ "measure": key }));
                found.extend((!rest.is_empty()).then(|| json!(rest)));
            }
            Ok(found)
        }
        Value::Object(fields) => {
            let inside = |(key, value): (String, Value)| {
                let value = match value {
                    Value::Array(spans) => {
                        json!(spans.into_iter().map(measures).collect::<Result<Vec<_>>>()?.concat())
                    }
                    other => other,
                };
                Ok((key, value))
            };
            Ok(vec![Value::Object(fields.into_iter().map(inside).collect::<Result<_>>()?)])
        }
        other => Ok(vec![other]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_spans_and_never_tags() {
        let found = spans(
            "A **bold *word*** and `z / T`,\nthen {measure:gain-at-4} **{measure:b}** [here](https://x.org).",
        )
        .expect("sound");
        assert_eq!(
            json!(found),
            json!([
                "A ", { "strong": ["bold ", { "em": ["word"] }] }, " and ", { "code": "z / T" }, ", then ",
                { "measure": "gain-at-4" }, " ", { "strong": [{ "measure": "b" }] }, " ",
                { "link": ["here"], "href": "https://x.org" }, "."
            ])
        );
        assert_eq!(json!(spans("1 < 2").expect("sound")), json!(["1 < 2"]));
        assert_eq!(json!(spans("at T = 4").expect("sound")), json!(["at T\u{a0}=\u{a0}4"]));
        for refused in ["<b>tag</b>", "* list", "a {measure:open", "![](picture.png)", "> quote"] {
            assert!(spans(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn every_chapter_is_in_the_list_with_its_words() {
        let mut site = Site::new();
        add(&mut site).expect("sound chapters");
        let list = String::from_utf8(site["www/chapters/list.js"].clone()).expect("text");
        for key in keys().expect("a folder") {
            assert!(exists(&key) && list.contains(&format!("./{key}.zh.js")), "{key}");
            assert!(site.contains_key(&format!("www/chapters/{key}.en.js")), "{key}");
        }
        assert!(!list.contains("new URL"), "nothing measured is in this site");
    }
}
