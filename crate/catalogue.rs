//! The registries side by side, as the menu that a page or a program shows.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::chapter::CHAPTERS;
use crate::data;
use crate::device::{self, ENGINE_VERSION, EngineMissing};
use crate::experiment::{FormValue, form, idle, open, vocabulary};
use crate::method::{METHODS, Method};
use crate::model::{Cost, ImageShape, MODELS, SEARCH};
use crate::preset::PRESETS;
use crate::spec::ExperimentSpec;
use crate::spec::fields::{FIELDS, Group, Kind, Scale};

/// Everything a page or a program needs to offer the experiment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Menu {
    engine: EngineEntry,
    datasets: Vec<DatasetEntry>,
    models: Vec<ModelEntry>,
    methods: Vec<MethodEntry>,
    presets: Vec<PresetEntry>,
    fields: Vec<FieldEntry>,
    /// Keys of the chapters, in the order of the document.
    chapters: Vec<&'static str>,
    /// Fields that do nothing in the default experiment.
    idle: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct EngineEntry {
    key: &'static str,
    version: u32,
}

#[derive(Debug, Serialize)]
struct DatasetEntry {
    key: &'static str,
    width: usize,
    height: usize,
    classes: &'static [&'static str],
    train: usize,
    test: usize,
    files: Vec<FileEntry>,
    licence: &'static str,
    origin: &'static str,
}

#[derive(Debug, Serialize)]
struct FileEntry {
    name: &'static str,
    bytes: usize,
    sha256: &'static str,
}

#[derive(Debug, Serialize)]
struct ModelEntry {
    key: &'static str,
    family: &'static str,
    costs: BTreeMap<&'static str, Cost>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct MethodEntry {
    key: &'static str,
    needs_teacher: bool,
    uses_temperature: bool,
    uses_unlabelled: bool,
    uses_features: bool,
}

#[derive(Debug, Serialize)]
struct PresetEntry {
    key: &'static str,
    spec: BTreeMap<&'static str, FormValue>,
    link: &'static str,
}

#[derive(Debug, Serialize)]
struct FieldEntry {
    key: &'static str,
    group: Group,
    default: FormValue,
    #[serde(flatten)]
    accepts: Accepts,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Accepts {
    Integer { min: u32, max: u32 },
    Number { min: f64, max: f64, scale: Scale },
    Choice { choices: Vec<&'static str> },
    Choices { choices: Vec<&'static str> },
    Options { choices: Vec<&'static str> },
    Layers,
}

/// The menu of this build.
///
/// # Errors
/// [`EngineMissing`] for a build without any engine.
pub fn menu() -> Result<Menu, EngineMissing> {
    let default = ExperimentSpec::default();
    let engine = *device::BUILT.first().ok_or(EngineMissing(default.engine))?;
    let device = device::plain(engine)?;
    let (vocabulary, sources) = (vocabulary(), data::sources());
    let defaults = form(&default);
    let shortest = |value: f32| value.to_string().parse().unwrap_or(f64::from(value));
    Ok(Menu {
        engine: EngineEntry { key: engine.key(), version: ENGINE_VERSION },
        datasets: sources.iter().map(|source| DatasetEntry::of(source)).collect(),
        models: MODELS
            .iter()
            .chain([&SEARCH])
            .map(|model| ModelEntry {
                key: model.key,
                family: model.family,
                costs: sources
                    .iter()
                    .filter(|source| model.fits(source))
                    .map(|source| (source.key, model.cost(ImageShape::from(*source), &device)))
                    .collect(),
            })
            .collect(),
        methods: METHODS.iter().map(|method| MethodEntry::of(*method)).collect(),
        presets: PRESETS
            .iter()
            .map(|preset| PresetEntry {
                key: preset.key,
                spec: form(&open(preset.link).spec),
                link: preset.link,
            })
            .collect(),
        chapters: CHAPTERS.iter().map(|chapter| chapter.key).collect(),
        idle: idle(&default),
        fields: FIELDS
            .iter()
            .map(|field| FieldEntry {
                key: field.key,
                group: field.group,
                default: defaults[field.key].clone(),
                accepts: match field.kind {
                    Kind::Integer { min, max } => Accepts::Integer { min, max },
                    Kind::Number { min, max, scale } => {
                        Accepts::Number { min: shortest(min), max: shortest(max), scale }
                    }
                    Kind::Choice(words) => Accepts::Choice { choices: words(&vocabulary) },
                    Kind::Choices(words) => Accepts::Choices { choices: words(&vocabulary) },
                    Kind::Options(words) => Accepts::Options { choices: words(&vocabulary) },
                    Kind::Layers => Accepts::Layers,
                },
            })
            .collect(),
    })
}

impl MethodEntry {
    fn of(method: &dyn Method) -> Self {
        let needs = method.needs();
        Self {
            key: method.key(),
            needs_teacher: needs.teacher,
            uses_temperature: needs.temperature,
            uses_unlabelled: needs.unlabelled,
            uses_features: needs.features,
        }
    }
}

impl DatasetEntry {
    fn of(source: &'static data::Source) -> Self {
        Self {
            key: source.key,
            width: source.width,
            height: source.height,
            classes: source.classes,
            train: source.train,
            test: source.test,
            files: source
                .files()
                .iter()
                .map(|file| FileEntry { name: file.name, bytes: file.bytes, sha256: file.sha256 })
                .collect(),
            licence: source.licence,
            origin: source.origin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_fit_into_links() {
        let words = vocabulary();
        let datasets: Vec<_> = words.datasets.iter().map(|(key, _)| *key).collect();
        let fields: Vec<_> = FIELDS.iter().map(|field| field.key).collect();
        let presets: Vec<_> = PRESETS.iter().map(|preset| preset.key).collect();
        for keys in [datasets, words.models, words.methods, fields, presets] {
            let unique: std::collections::BTreeSet<_> = keys.iter().collect();
            assert_eq!(unique.len(), keys.len(), "{keys:?}");
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
            assert!(keys.iter().all(|key| key.chars().all(plain)), "{keys:?}");
        }
    }

    #[test]
    fn costs_are_those_of_the_measured_recipes() {
        let menu = menu().expect("an engine");
        let cost = |model: &str, data: &str| {
            let model = menu.models.iter().find(|entry| entry.key == model).expect("model");
            model.costs[data]
        };
        assert_eq!(cost("cnn-4-8", "digits").parameters, 666);
        assert_eq!(cost("cnn-4-8", "digits").flops, 5_536);
        assert_eq!(cost("dropout-cnn-8-16-32", "digits").parameters, 9_802);
        assert_eq!(cost("mlp-16", "mnist").flops, 25_408);
        assert_eq!(cost("dropout-cnn-16-32-64", "mnist").parameters, 56_970);
    }
}
