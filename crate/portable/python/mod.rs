//! An experiment as a folder for PyTorch: `distil.py`, and beside it what it reads.
//!
//! ```text
//! Experiment --> distil.py             the script: the same text for every experiment, but for its networks
//!                experiment.json       link, fields with their ranges, dataset, costs of the models
//!                data.npz              images and labels, where the script does not fetch them
//!                *_start.safetensors   teacher and student before their first update
//!                teacher.safetensors   the trained teacher (teacher.1.safetensors and so on of several)
//!                first_updates.json    losses of the first updates, to compare with
//! ```
//!
//! A pure function from plain data, so that the command line and the page write the same bytes.

mod npz;

use retort_images::archive;
use serde::{Deserialize, Serialize};

pub use npz::Array;

use crate::code::{self, training_class, type_name};
use crate::features::Features;
use crate::{Metadata, Network, Parameter, Unsound, json, safetensors};

/// Largest relative difference of the first losses that `distil.py --compare` lets pass.
pub const TOLERANCE: f64 = 1e-4;

/// Everything that the folder says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Experiment {
    /// The canonical link, without `#`.
    pub link: String,
    /// Every field of a spec, in the order of links.
    pub fields: Vec<Field>,
    /// The images.
    pub dataset: Dataset,
    /// Networks that the script can build.
    pub models: Vec<Model>,
    /// Networks with their numbers, each for a safetensors file of this name.
    pub weights: Vec<(String, Network)>,
    /// Losses of the first updates of the teacher and of each method; none where nobody has recorded them.
    pub first_updates: Vec<(String, Vec<f32>)>,
    /// Where the images come from.
    pub images: Images,
}

/// A field of a spec.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Field {
    /// The word in links.
    pub key: String,
    /// What a link that does not name it means.
    pub default: String,
    /// `integer`, `number`, `choice`, `choices`, `options` or `layers`.
    pub kind: String,
    /// Smallest and largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// The words to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Whether a change of it leaves the teacher and its answers as they are.
    pub students_own: bool,
}

/// What the images are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dataset {
    /// Key of the dataset.
    pub key: String,
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// The largest pixel value; pixels are divided by it.
    pub white: u8,
    /// Class names, by label.
    pub classes: Vec<String>,
    /// Number of training images.
    pub train: usize,
    /// Their licence.
    pub licence: String,
    /// Where they come from.
    pub origin: String,
}

/// A network that the script can build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Model {
    /// What it is; numbers are not needed.
    pub network: Network,
    /// Its inside.
    pub features: Features,
    /// Trainable numbers.
    pub parameters: u64,
    /// Floating-point operations for one image.
    pub flops: u64,
}

/// Where the images come from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Images {
    /// A file beside the script: `train_images`, `train_labels`, `test_images`, `test_labels` and, for positions of a game,
    /// `train_visits` and so on.
    Beside(Vec<Array>),
    /// The published IDX files, by the same names.
    Fetched(Vec<(String, Published)>),
}

/// A published file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Published {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// One file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The script's parts, in their order.
const PARTS: [&str; 9] = [
    include_str!("1_head.py"),
    include_str!("2_link.py"),
    include_str!("3_streams.py"),
    include_str!("4_data.py"),
    include_str!("5_networks.py"),
    include_str!("6_losses.py"),
    include_str!("7_training.py"),
    include_str!("8_results.py"),
    include_str!("9_main.py"),
];

/// The line of the script where the networks go.
const NETWORKS: &str = "# <networks>\n";

impl Experiment {
    /// The numbers of all weights, one after the other: the serialised form leaves them out.
    pub fn numbers(&self) -> Vec<f32> {
        self.weights.iter().flat_map(|(_, network)| network.values()).collect()
    }

    /// The same with the numbers that [`Self::numbers`] gave; none where their count is another.
    pub fn with_numbers(mut self, numbers: &[f32]) -> Option<Self> {
        let mut rest = numbers;
        let mut weights = vec![];
        for (name, network) in self.weights {
            let count = network.parameters.iter().map(Parameter::len).sum();
            let (here, after) = rest.split_at_checked(count)?;
            weights.push((name, network.with_values(here)?));
            rest = after;
        }
        self.weights = weights;
        rest.is_empty().then_some(self)
    }
}

/// The folder of an experiment.
///
/// # Errors
/// [`Unsound`] where a network does not hold together, or lacks numbers that go into a file.
pub fn files(experiment: &Experiment) -> Result<Vec<File>, Unsound> {
    let text = |name: &str, text: String| File { name: name.into(), bytes: text.into_bytes() };
    let mut files = vec![
        text("distil.py", script(&experiment.models)?),
        text("experiment.json", description(experiment)),
        text("requirements.txt", REQUIREMENTS.into()),
    ];
    if let Images::Beside(arrays) = &experiment.images {
        files.push(npz::npz("data.npz", arrays));
    }
    for (name, network) in &experiment.weights {
        let metadata = Metadata::default()
            .with(Metadata::MODEL, &*network.name)
            .with(Metadata::LINK, &*experiment.link)
            .with(Metadata::DATASET, &*experiment.dataset.key)
            .with(Metadata::LICENCE, &*experiment.dataset.licence);
        let bytes = safetensors::write(network, &metadata)?;
        files.push(File { name: format!("{name}.safetensors"), bytes });
    }
    if !experiment.first_updates.is_empty() {
        files.push(text("first_updates.json", first_updates(experiment)));
    }
    Ok(files)
}

/// The files in one.
pub fn zip(files: &[File]) -> Vec<u8> {
    let entries: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.bytes.clone())).collect();
    archive::write(&entries)
}

/// What the script was tested with.
const REQUIREMENTS: &str = "torch>=2.4\nnumpy>=1.26\nsafetensors>=0.4\n# For --ray:\n# ray[tune]>=2.40\n";

/// The script with these networks.
///
/// # Errors
/// [`Unsound`] where one does not hold together.
pub fn script(models: &[Model]) -> Result<String, Unsound> {
    let mut classes = String::new();
    if models.iter().any(|model| code::uses_attention(&model.network)) {
        classes.push_str(code::ATTENTION.trim_start_matches('\n'));
        classes.push('\n');
    }
    for model in models {
        classes.push_str(&training_class(&model.network, &model.features)?);
        classes.push_str("\n\n");
    }
    classes.push_str("MODELS = {\n");
    for Model { network, .. } in models {
        classes.push_str(&format!("    \"{}\": {},\n", network.name, type_name(&network.name)));
    }
    classes.push_str("}\n");
    Ok(PARTS.concat().replacen(NETWORKS, &classes, 1))
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    json::write_text(&mut quoted, text);
    quoted
}

/// A JSON list of texts.
fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// `experiment.json`, an entry a line.
fn description(experiment: &Experiment) -> String {
    let Experiment { link, dataset, fields, models, images, .. } = experiment;
    let Dataset { width, height, white, train, .. } = dataset;
    let files = match images {
        Images::Beside(_) => String::new(),
        Images::Fetched(files) => {
            let entry = |(part, file): &(String, Published)| {
                let (name, url, sha256) = (quoted(&file.name), quoted(&file.url), quoted(&file.sha256));
                format!(
                    "\n      {}: {{\"name\": {name}, \"url\": {url}, \"sha256\": {sha256}}}",
                    quoted(part)
                )
            };
            format!(",\n    \"files\": {{{}\n    }}", files.iter().map(entry).collect::<Vec<_>>().join(","))
        }
    };
    let models: Vec<String> = models
        .iter()
        .map(|Model { network, parameters, flops, .. }| {
            format!("\n    {}: {{\"parameters\": {parameters}, \"flops\": {flops}}}", quoted(&network.name))
        })
        .collect();
    let fields: Vec<String> = fields.iter().map(|field| format!("\n    {}", field.json())).collect();
    format!(
        "{{\n  \"link\": {},\n  \"dataset\": {{\n    \"key\": {}, \"width\": {width}, \"height\": {height}, \
         \"white\": {white}, \"train\": {train},\n    \"classes\": {},\n    \"licence\": {},\n    \"origin\": {}{files}\n  \
         }},\n  \"models\": {{{}\n  }},\n  \"fields\": [{}\n  ]\n}}\n",
        quoted(link),
        quoted(&dataset.key),
        list(&dataset.classes),
        quoted(&dataset.licence),
        quoted(&dataset.origin),
        models.join(","),
        fields.join(",")
    )
}

impl Field {
    fn json(&self) -> String {
        let mut text = format!(
            "{{\"key\": {}, \"kind\": {}, \"default\": {}",
            quoted(&self.key),
            quoted(&self.kind),
            quoted(&self.default)
        );
        if let (Some(min), Some(max)) = (self.min, self.max) {
            text.push_str(&format!(", \"min\": {min}, \"max\": {max}"));
        }
        if !self.choices.is_empty() {
            text.push_str(&format!(", \"choices\": {}", list(&self.choices)));
        }
        text + &format!(", \"students_own\": {}}}", self.students_own)
    }
}

/// `first_updates.json`, a role a line. A loss that is no number has no place in JSON, and ends the list.
fn first_updates(experiment: &Experiment) -> String {
    let role = |(role, losses): &(String, Vec<f32>)| {
        let numbers: Vec<_> = losses.iter().take_while(|loss| loss.is_finite()).map(f32::to_string).collect();
        format!("\n    {}: [{}]", quoted(role), numbers.join(", "))
    };
    let roles: Vec<String> = experiment.first_updates.iter().map(role).collect();
    format!("{{\n  \"tolerance\": {TOLERANCE},\n  \"roles\": {{{}\n  }}\n}}\n", roles.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_has_one_place_for_networks() {
        assert_eq!(PARTS.concat().matches(NETWORKS).count(), 1);
        let script = script(&[]).expect("no network is sound");
        assert!(!script.contains(NETWORKS));
    }
}
