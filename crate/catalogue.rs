//! The registries side by side: the words that links may use, the presets, and the menu that a page shows.

use serde::Serialize;
use std::collections::BTreeMap;

use crate::chapter::CHAPTERS;
use crate::combination;
use crate::data::{self, own};
use crate::device::{self, EngineMissing};
use crate::method::{METHODS, Method};
use crate::model::{Cost, ImageShape, MODELS, SEARCH};
use crate::spec::fields::{FIELDS, Group, Kind, Scale};
use crate::spec::link::{self, Code, Opened, Problem};
use crate::spec::{ExperimentSpec, Vocabulary};

/// Raised when a release changes numbers, so that a link can say which engine made its result.
pub const ENGINE_VERSION: u32 = 1;

/// A named experiment of the menu.
#[derive(Debug)]
pub struct Preset {
    /// Its name in texts and files.
    pub key: &'static str,
    /// Its link; values that it does not name are the defaults.
    pub link: &'static str,
}

/// Every preset, in menu order. The first one is the default experiment.
pub static PRESETS: &[Preset] = &[
    Preset { key: "dark-knowledge", link: "" },
    Preset { key: "teacher-as-labeller", link: "v=1&labels=100&unlabelled=1200&T=1" },
    Preset {
        key: "mnist",
        link: "v=1&data=mnist&labels=100&unlabelled=3900&teacher=dropout-cnn-16-32-64&student=mlp-16&T=2&steps=600\
               &tdata=4000&tepochs=4&tlr=0.004&tbatch=32",
    },
    Preset {
        key: "fashion",
        link: "v=1&data=fashion&labels=100&unlabelled=3900&teacher=dropout-cnn-16-32-64&student=mlp-16&T=1&steps=600\
               &tdata=4000&tepochs=4&tlr=0.004&tbatch=32",
    },
    Preset { key: "noisy-labels", link: "v=1&labels=300&noise=0.4&T=2" },
    Preset { key: "plenty-of-labels", link: "v=1&labels=1300&student=cnn-8-16" },
];

/// The words that links may use.
pub fn vocabulary() -> Vocabulary {
    Vocabulary {
        datasets: data::sources().iter().map(|source| (source.key, source.train as u32)).collect(),
        own: own::known().last().map(|source| source.key),
        models: MODELS.iter().chain([&SEARCH]).map(|model| model.key).collect(),
        methods: METHODS.iter().map(|method| method.key()).collect(),
    }
}

/// Opens any text as a link; see [`link::open`]. What cannot go together is named and changed as well.
pub fn open(text: &str) -> Opened {
    settle(link::open(text, &vocabulary()))
}

/// Fields that do nothing beside the others as they are: a form hides them.
pub fn idle(spec: &ExperimentSpec) -> Vec<&'static str> {
    FIELDS.iter().filter(|field| !(field.matters)(spec)).map(|field| field.key).collect()
}

/// The methods to compare: those of the spec, and the teacher's hard decisions wherever soft labels use unlabelled
/// images, so that the gain of having more images is not taken for the gain of softness.
pub fn arms(spec: &ExperimentSpec) -> Vec<&'static str> {
    let mut arms = spec.arms.clone();
    if spec.unlabelled.get() > 0 && arms.contains(&"soft-labels") && !arms.contains(&"teacher-decisions") {
        arms.push("teacher-decisions");
    }
    arms
}

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

/// A field's value as a form holds it: a number, or text.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum FormValue {
    /// Of a number field.
    Number(f64),
    /// Of any other field, and what somebody typed into a number field.
    Text(String),
}

impl std::fmt::Display for FormValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "{text}"),
        }
    }
}

/// All fields of a spec by key, as a form holds them.
pub fn form(spec: &ExperimentSpec) -> BTreeMap<&'static str, FormValue> {
    FIELDS
        .iter()
        .map(|field| {
            // Through the text, so that 0.005 stays 0.005 and does not become its nearest 32-bit neighbour.
            let text = (field.read)(spec).to_string();
            let value = match field.kind {
                Kind::Integer { .. } | Kind::Number { .. } => text.parse().ok().map(FormValue::Number),
                _ => None,
            };
            (field.key, value.unwrap_or(FormValue::Text(text)))
        })
        .collect()
}

/// Makes a spec of a form's values.
pub fn check(form: BTreeMap<String, FormValue>) -> Opened {
    let pairs = form.into_iter().map(|(key, value)| (key, value.to_string()));
    settle(link::check(pairs, &vocabulary()))
}

/// Nothing can be said about an experiment on images that are not here, so that is its only problem, and the default
/// experiment stands in.
fn settle(mut opened: Opened) -> Opened {
    let missing = |problem: &Problem| problem.code == Code::UnknownValue && own::is_own(&problem.given);
    let Some(at) = opened.problems.iter().position(|problem| problem.key == "data" && missing(problem))
    else {
        return combination::settle(opened);
    };
    let problem = Problem {
        allowed:
            "the images of whoever made the link: open their .npz file first (`retort run --images FILE`)"
                .into(),
        used: ExperimentSpec::default().dataset.into(),
        reason: Some("own-images-are-not-here"),
        ..opened.problems.swap_remove(at)
    };
    Opened::new(ExperimentSpec::default(), vec![problem])
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
    fn presets_are_sound_written_in_their_shortest_form_and_the_first_is_the_default() {
        for preset in PRESETS {
            let opened = open(preset.link);
            assert_eq!(opened.problems, [], "{}", preset.key);
            assert_eq!(link::write(&opened.spec), preset.link, "{}", preset.key);
        }
        assert_eq!(open(PRESETS[0].link).spec, ExperimentSpec::default());
    }

    #[test]
    fn a_form_comes_back_as_the_same_spec() {
        let spec = open("v=1&T=2.5&lr=0.003&arms=hard-labels&seed=4294967295").spec;
        let form = form(&spec).into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let opened = check(form);
        assert_eq!((opened.spec, opened.problems), (spec, vec![]));
    }

    #[test]
    fn unlabelled_images_bring_the_teachers_decisions_as_one_more_arm() {
        assert_eq!(arms(&ExperimentSpec::default()).len(), 3);
        assert_eq!(arms(&open("unlabelled=100").spec).last(), Some(&"teacher-decisions"));
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
