//! The sweep as a file, `*.sweep.json`:
//! `{"retort-sweep": 1, "link": "#v=1&labels=100", "axes": {"T": [1, 2, 4]}, "seeds": 5}`.
//!
//! `link` is the default experiment and `seeds` is 1 where they are left out; any other key is a mistake.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::{Code, Sweep, SweepError};
use crate::experiment::FormValue;
use crate::spec::fields::Kind;
use crate::spec::link;

/// The version that is written.
const VERSION: u32 = 1;
/// Longest file in bytes: ten thousand values of a hundred characters.
const LARGEST: usize = 1_000_000;

const ALLOWED: &str = r##"{"retort-sweep": 1, "link": "#v=1&…", "axes": {"T": [1, 2, 4]}, "seeds": 5}"##;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SweepFile {
    #[serde(rename = "retort-sweep")]
    version: u32,
    #[serde(default)]
    link: String,
    #[serde(default)]
    axes: Axes,
    #[serde(default = "one")]
    seeds: u32,
}

fn one() -> u32 {
    1
}

/// The axes in the order of the file, those that stand there twice too.
#[derive(Default)]
struct Axes(Vec<(String, Vec<String>)>);

impl<'de> Deserialize<'de> for Axes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Axes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("lists of numbers and words by the keys of fields")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Axes, A::Error> {
                let mut axes = vec![];
                while let Some((key, values)) = map.next_entry::<String, Vec<FormValue>>()? {
                    axes.push((key, values.iter().map(FormValue::to_string).collect()));
                }
                Ok(Axes(axes))
            }
        }

        from.deserialize_map(InOrder)
    }
}

impl Sweep {
    /// Reads a sweep from the text of its file.
    ///
    /// # Errors
    /// [`Code::NotASweep`] for a text of another form, else what [`Sweep::new`] says.
    pub fn read(text: &str) -> Result<Self, SweepError> {
        let wrong = |given: String| SweepError::new(Code::NotASweep, "", given, ALLOWED.into());
        if text.len() > LARGEST {
            return Err(wrong(format!("{} bytes, and at most {LARGEST} are read", text.len())));
        }
        // serde would take a list for an object without names.
        if !text.trim_start().starts_with('{') {
            return Err(wrong("it is no JSON object".into()));
        }
        let file: SweepFile = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if file.version != VERSION {
            return Err(wrong(format!("version {}, and {VERSION} is understood", file.version)));
        }
        Self::new(&file.link, &file.axes.0, file.seeds)
    }

    /// The sweep's file, on one line; [`Sweep::read`] gives the same sweep back.
    pub fn write(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let axis = |axis: &super::Axis| {
            let plain = matches!(axis.field.kind, Kind::Integer { .. } | Kind::Number { .. });
            let value = |text: String| if plain { text } else { quoted(&text) };
            let values: Vec<_> = axis.values.iter().map(|each| value(each.to_string())).collect();
            format!("{}:[{}]", quoted(axis.field.key), values.join(","))
        };
        let axes: Vec<_> = self.axes().iter().map(axis).collect();
        let link = quoted(&format!("#{}", link::write(self.base())));
        let seeds = self.seeds();
        format!(r#"{{"retort-sweep":{VERSION},"link":{link},"axes":{{{}}},"seeds":{seeds}}}"#, axes.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_with_its_axes_in_order_and_written_back() {
        let text = r##"{"retort-sweep": 1, "link": "#v=1&seed=3", "axes": {"student": ["cnn-2-4", "cnn-4-8"],
            "T": [1, 0.5, "4"], "arms": ["hard-labels,soft-labels"]}, "seeds": 5}"##;
        let sweep = Sweep::read(text).expect("sound");
        assert_eq!(sweep.run_count(), 30);
        let written = sweep.write();
        assert_eq!(
            written,
            r##"{"retort-sweep":1,"link":"#v=1&seed=3","axes":{"student":["cnn-2-4","cnn-4-8"],"T":[1,0.5,4],"arms":["hard-labels,soft-labels"]},"seeds":5}"##
        );
        assert_eq!(Sweep::read(&written).expect("sound").write(), written);
    }

    #[test]
    fn a_file_without_link_axes_and_seeds_is_the_default_run() {
        let sweep = Sweep::read(r#"{"retort-sweep": 1}"#).expect("sound");
        assert_eq!(sweep.runs().map(|run| run.link()).collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn other_files_are_refused_with_the_place() {
        for (text, part) in [
            ("", "no JSON object"),
            ("[1]", "no JSON object"),
            ("{\"retort-sweep\": 1", "line 1"),
            ("{\"retort-sweep\": 1,\n \"seeds\": -1}", "line 2"),
            (r#"{"retort-sweep": 1, "seeds": 2.5}"#, "expected u32"),
            (r#"{"seeds": 2}"#, "retort-sweep"),
            (r#"{"retort-sweep": 2}"#, "version 2"),
            (r#"{"retort-sweep": 1, "seed": 2}"#, "unknown field `seed`"),
            (r#"{"retort-sweep": 1, "axes": {"T": 1}}"#, "line 1"),
            (r#"{"retort-sweep": 1, "axes": {"T": [null]}}"#, "line 1"),
            (&format!("{{{}", " ".repeat(LARGEST)), "1000001 bytes"),
        ] {
            let error = Sweep::read(text).expect_err(part);
            assert_eq!(error.code, Code::NotASweep, "{error}");
            assert!(error.given.contains(part), "{error}");
        }
        let twice = r#"{"retort-sweep": 1, "axes": {"T": [1], "T": [2]}}"#;
        assert_eq!(Sweep::read(twice).expect_err("twice").code, Code::RepeatedAxis);
    }
}
