//! Experiments as people write them, as links and as forms, read with the words of all registries.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::combination;
use crate::data::{self, own};
use crate::method::METHODS;
use crate::model::{MODELS, SEARCH};
use crate::spec::fields::{FIELDS, Kind};
use crate::spec::link::{self, Code, Opened, Problem};
use crate::spec::{ExperimentSpec, Vocabulary};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_back_as_the_same_spec() {
        let spec = open("v=1&T=2.5&lr=0.003&arms=hard-labels&seed=4294967295").spec;
        let form = form(&spec).into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let opened = check(form);
        assert_eq!((opened.spec, opened.problems), (spec, vec![]));
    }
}
