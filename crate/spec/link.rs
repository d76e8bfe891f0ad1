//! The share link: `v=1&labels=100&T=2`, readable, versioned, only what differs from the defaults, in a fixed
//! order, so equal experiments have equal links.
//!
//! Any text opens. What could not be kept is named in [`Problem`]s and replaced by the nearest allowed value,
//! so a page never stays blank. Links of version 1 keep their meaning for ever; a later version migrates the
//! pairs of an older one before [`check`] reads them.
//!
//! A link may also say which result it gives ([`super::claim`]), how it came about ([`super::course`]), and bring drawings to
//! look at ([`super::drawings`]). All are read here and not written with the experiment, of which they are no part.

use super::claim::{self, Claim};
use super::course;
use super::drawings::{self, Drawing};
use super::fields::{FIELDS, Field, Kind, Value, find};
use super::layer_map::LayerMap;
use super::{ExperimentSpec, Vocabulary};

/// The version that [`write`] puts into links.
pub const VERSION: u32 = 1;
/// Longest link that is read, in bytes. Chat programs cut at 2,000.
pub const MAX_LENGTH: usize = 1_500;

/// What is wrong with one part of a link or a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// No field has this key.
    UnknownKey,
    /// The key stands there twice; the first one counts.
    DuplicateKey,
    /// A number was expected.
    NotANumber,
    /// The number is outside the range.
    OutOfRange,
    /// The word is not one of the choices.
    UnknownValue,
    /// Written by a newer version; what is understood is kept.
    NewerVersion,
    /// The value is fine alone, but not beside another one.
    BadCombination,
    /// The text is longer than [`MAX_LENGTH`].
    TooLong,
    /// What the link says about its result is no fingerprint or no version.
    BadClaim,
    /// The course of a claim is none, or not that of its networks.
    BadCourse,
    /// A drawing that is none, or one too many.
    BadDrawing,
}

/// One thing that could not be kept, with the way out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Kind of problem.
    pub code: Code,
    /// The field's key, as given.
    pub key: String,
    /// What was given.
    pub given: String,
    /// What is allowed.
    pub allowed: String,
    /// What is used instead.
    pub used: String,
    /// For [`Code::BadCombination`], the stable name of the reason; texts explain it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { key, given, allowed, used, .. } = self;
        write!(f, "{key}={given}: allowed is {allowed}; used {used}")
    }
}

/// What a link or a form says, made sound.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The experiment.
    pub spec: ExperimentSpec,
    /// What had to be changed to get there.
    pub problems: Vec<Problem>,
    /// The result that the link says it gives.
    pub claim: Option<Claim>,
    /// What to look at with the trained networks.
    pub drawings: Vec<Drawing>,
}

impl Opened {
    /// An experiment with nothing beside it.
    pub fn new(spec: ExperimentSpec, problems: Vec<Problem>) -> Self {
        Self { spec, problems, claim: None, drawings: vec![] }
    }
}

/// Opens any text as a link, with or without a leading `#` or a page address before it.
pub fn open(text: &str, vocabulary: &Vocabulary) -> Opened {
    let text = match text.trim().rsplit_once('#') {
        Some((_, link)) => link.trim(),
        // The address of the default experiment has no hash.
        None if text.trim().starts_with("http://") || text.trim().starts_with("https://") => "",
        None => text.trim(),
    };
    if text.len() > MAX_LENGTH {
        let problem = Problem {
            code: Code::TooLong,
            key: "link".into(),
            given: format!("{} bytes", text.len()),
            allowed: format!("at most {MAX_LENGTH} bytes"),
            used: "the default experiment".into(),
            reason: None,
        };
        return Opened::new(ExperimentSpec::default(), vec![problem]);
    }
    let pairs = text.split('&').filter(|part| !part.is_empty()).map(|part| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        (percent_decode(key), percent_decode(value))
    });
    check(pairs, vocabulary)
}

/// Makes a spec of key and text pairs; what a link and a form have in common.
pub fn check(pairs: impl IntoIterator<Item = (String, String)>, vocabulary: &Vocabulary) -> Opened {
    let mut opened = Opened::new(ExperimentSpec::default(), vec![]);
    let mut engine = None;
    let mut courses = None;
    let mut seen: Vec<String> = vec![];
    for (key, given) in pairs {
        if seen.contains(&key) {
            opened.problems.push(Problem {
                code: Code::DuplicateKey,
                given,
                allowed: "each key once".into(),
                used: "the first one".into(),
                reason: None,
                key,
            });
            continue;
        }
        match find(&key) {
            _ if key == "v" => opened.problems.extend(check_version(&given)),
            _ if key == claim::ENGINE_KEY => match given.parse() {
                Ok(version) => engine = Some(version),
                Err(_) => opened.problems.push(bad_claim(&key, given, "a whole number")),
            },
            _ if key == claim::RESULT_KEY => match claim::read_result(&given) {
                Some((run, nets)) => opened.claim = Some(Claim { run, nets, ..Claim::default() }),
                None => opened.problems.push(bad_claim(&key, given, claim::ALLOWED)),
            },
            _ if key == course::KEY => courses = Some(given),
            _ if key == drawings::KEY => opened.take_drawings(&given),
            Some(field) => opened.take(field, given, vocabulary),
            None => opened.problems.push(Problem {
                code: Code::UnknownKey,
                allowed: FIELDS.iter().map(|field| field.key).collect::<Vec<_>>().join(", "),
                used: "the other keys".into(),
                reason: None,
                given,
                key: key.clone(),
            }),
        }
        seen.push(key);
    }
    opened.fit_to_data(vocabulary);
    if let Some(claim) = &mut opened.claim {
        claim.engine = engine;
    }
    if let Some(given) = courses {
        opened.take_courses(&given);
    }
    opened
}

fn bad_claim(key: &str, given: String, allowed: &str) -> Problem {
    let (allowed, used) = (allowed.into(), "the link without it".into());
    Problem { code: Code::BadClaim, key: key.into(), given, allowed, used, reason: None }
}

/// Enough of a long text to know it by.
fn beginning(text: &str) -> String {
    text.chars().take(20).collect()
}

/// The link of a spec, without `#`. The default experiment is the empty text.
pub fn write(spec: &ExperimentSpec) -> String {
    let default = ExperimentSpec::default();
    let mut parts = vec![];
    for field in FIELDS {
        let value = (field.read)(spec);
        if value != (field.read)(&default) {
            parts.push(format!("{}={value}", field.key));
        }
    }
    if parts.is_empty() { String::new() } else { format!("v={VERSION}&{}", parts.join("&")) }
}

fn check_version(given: &str) -> Option<Problem> {
    let known = given.parse::<u32>().is_ok_and(|version| (1..=VERSION).contains(&version));
    (!known).then(|| Problem {
        code: if given.parse::<u32>().is_ok_and(|version| version > VERSION) {
            Code::NewerVersion
        } else {
            Code::OutOfRange
        },
        key: "v".into(),
        given: given.into(),
        allowed: format!("1 to {VERSION}"),
        used: "the keys that this version knows".into(),
        reason: None,
    })
}

impl Opened {
    /// The courses of the networks that are claimed. Of a course without a claim there is nothing to say.
    fn take_courses(&mut self, given: &str) {
        let Some(claim) = &mut self.claim else { return };
        match course::read(given, claim.nets.len()) {
            Some(courses) => claim.courses = courses,
            None => self.problems.push(Problem {
                code: Code::BadCourse,
                key: course::KEY.into(),
                given: beginning(given),
                allowed: course::ALLOWED.into(),
                used: "the claim without it".into(),
                reason: None,
            }),
        }
    }

    /// Keeps the drawings that are some; the first that is none, or one too many, is named by number and beginning.
    fn take_drawings(&mut self, given: &str) {
        let read = drawings::read(given);
        let is_wrong = |(at, each): &(usize, &Result<Drawing, &str>)| each.is_err() || *at >= drawings::MOST;
        let wrong = read.iter().enumerate().find(is_wrong).map(|(at, _)| at);
        self.drawings = read.iter().flatten().take(drawings::MOST).cloned().collect();
        let Some(at) = wrong else { return };
        let beginning = beginning(given.split('.').nth(at).unwrap_or_default());
        self.problems.push(Problem {
            code: Code::BadDrawing,
            key: drawings::KEY.into(),
            given: format!("{}: {beginning}", at + 1),
            allowed: format!("at most {} {}", drawings::MOST, drawings::ALLOWED),
            used: format!("{}/{}", self.drawings.len(), read.len()),
            reason: None,
        });
    }

    /// Writes one field; names a problem and takes the nearest allowed value where the text does not fit.
    fn take(&mut self, field: &Field, given: String, vocabulary: &Vocabulary) {
        let meant = vocabulary.own.filter(|_| field.key == "data" && given == "own").unwrap_or(&given);
        let (value, code) = read_value(&field.kind, meant, vocabulary);
        let written = value.is_some_and(|value| (field.write)(&mut self.spec, &value));
        let code = code.or((!written).then_some(Code::OutOfRange));
        if let Some(code) = code {
            self.problems.push(Problem {
                code,
                key: field.key.into(),
                given,
                allowed: allowed(&field.kind, vocabulary),
                used: (field.read)(&self.spec).to_string(),
                reason: None,
            });
        }
    }

    /// The numbers of images must fit the dataset, and not each other's images.
    fn fit_to_data(&mut self, vocabulary: &Vocabulary) {
        let train = vocabulary.training_images(self.spec.dataset);
        self.limit("labels", train, format!("1 to {train} ({})", self.spec.dataset));
        let rest = train.saturating_sub(self.spec.labelled.get());
        let taken = self.spec.labelled.get();
        self.limit("unlabelled", rest, format!("0 to {rest} ({train} images less {taken} labelled)"));
        self.limit("tdata", train, format!("0 (all) to {train} ({})", self.spec.dataset));
    }

    fn limit(&mut self, key: &'static str, most: u32, allowed: String) {
        let Some(field) = find(key) else { return };
        let Value::Integer(given) = (field.read)(&self.spec) else { return };
        if given > most && (field.write)(&mut self.spec, &Value::Integer(most)) {
            self.problems.push(Problem {
                code: Code::BadCombination,
                key: key.into(),
                given: given.to_string(),
                allowed,
                used: most.to_string(),
                reason: Some("more-images-than-there-are"),
            });
        }
    }
}

/// The nearest value that the field accepts, and what was wrong with the given one.
fn read_value(kind: &Kind, given: &str, vocabulary: &Vocabulary) -> (Option<Value>, Option<Code>) {
    match kind {
        Kind::Integer { min, max } => match given.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                let nearest = number.round().clamp(f64::from(*min), f64::from(*max));
                (Some(Value::Integer(nearest as u32)), (nearest != number).then_some(Code::OutOfRange))
            }
            _ => (None, Some(Code::NotANumber)),
        },
        Kind::Number { min, max, .. } => match given.parse::<f32>() {
            Ok(number) if number.is_finite() => {
                // Adding zero turns -0 into 0: equal numbers have one text.
                let nearest = number.clamp(*min, *max) + 0.0;
                (Some(Value::Number(nearest)), (nearest != number).then_some(Code::OutOfRange))
            }
            _ => (None, Some(Code::NotANumber)),
        },
        Kind::Choice(words) => {
            let word = words(vocabulary).into_iter().find(|word| *word == given);
            (word.map(Value::Word), word.is_none().then_some(Code::UnknownValue))
        }
        Kind::Choices(words) => {
            let known = words(vocabulary);
            let wanted: Vec<&str> = given.split(',').collect();
            // Menu order, each once: equal selections have equal links.
            let chosen: Vec<_> = known.into_iter().filter(|word| wanted.contains(word)).collect();
            let complete = chosen.len() == wanted.len();
            let value = (!chosen.is_empty()).then_some(Value::Words(chosen));
            (value, (!complete).then_some(Code::UnknownValue))
        }
        Kind::Options(words) => {
            let wanted: Vec<&str> = given.split(',').filter(|word| !word.is_empty()).collect();
            let chosen: Vec<_> = words(vocabulary).into_iter().filter(|word| wanted.contains(word)).collect();
            let complete = chosen.len() == wanted.len();
            // Of a list with nothing known in it nothing can be kept; an empty list is a choice.
            let value = (complete || !chosen.is_empty()).then_some(Value::Words(chosen));
            (value, (!complete).then_some(Code::UnknownValue))
        }
        Kind::Layers => {
            let map = LayerMap::read(given);
            let code = map.is_none().then_some(Code::UnknownValue);
            (map.map(Value::Layers), code)
        }
    }
}

/// The allowed values in words.
fn allowed(kind: &Kind, vocabulary: &Vocabulary) -> String {
    match kind {
        Kind::Integer { min, max } => format!("a whole number from {min} to {max}"),
        Kind::Number { min, max, .. } => format!("a number from {min} to {max}"),
        Kind::Choice(words) => words(vocabulary).join(", "),
        Kind::Choices(words) => format!("some of {}", words(vocabulary).join(",")),
        Kind::Options(words) => format!("any of {}", words(vocabulary).join(",")),
        Kind::Layers => LayerMap::ALLOWED.into(),
    }
}

/// Decodes `%41` and `+`; bytes that are no UTF-8 become U+FFFD, a broken escape stays as it is.
fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(match (escaped, bytes[at]) {
            (Some(byte), _) => byte,
            (None, b'+') => b' ',
            (None, byte) => byte,
        });
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Vocabulary {
        Vocabulary {
            datasets: vec![("digits", 1300), ("mnist", 8000)],
            own: None,
            models: vec!["cnn-4-8", "dropout-cnn-8-16-32"],
            methods: vec!["hard-labels", "soft-labels", "label-smoothing"],
        }
    }

    #[test]
    fn the_default_experiment_is_the_empty_link() {
        let opened = open("", &words());
        assert_eq!(opened.spec, ExperimentSpec::default());
        assert!(opened.problems.is_empty());
        assert_eq!(write(&opened.spec), "");
        assert!(open("https://example.org/retort/", &words()).problems.is_empty());
    }

    #[test]
    fn a_link_keeps_only_what_differs_and_has_one_order() {
        let opened = open("https://example.org/x/#seed=7&T=8&labels=50&lr=0.005", &words());
        assert_eq!(write(&opened.spec), "v=1&T=8&seed=7");
        assert_eq!(write(&open("tdecay=-0", &words()).spec), "v=1&tdecay=0");
        let arms = open("arms=soft-labels,hard-labels", &words()).spec;
        assert_eq!(write(&arms), "v=1&arms=hard-labels,soft-labels");
    }

    #[test]
    fn wrong_values_are_named_and_replaced_by_the_nearest() {
        for (text, key, code, used) in [
            ("T=0", "T", Code::OutOfRange, "0.05"),
            ("T=warm", "T", Code::NotANumber, "4"),
            ("T=NaN", "T", Code::NotANumber, "4"),
            ("alpha=1e9", "alpha", Code::OutOfRange, "1"),
            ("labels=99999", "labels", Code::OutOfRange, "60000"),
            ("labels=2000", "labels", Code::BadCombination, "1300"),
            ("labels=1000&unlabelled=400", "unlabelled", Code::BadCombination, "300"),
            ("labels=12.4", "labels", Code::OutOfRange, "12"),
            ("student=gpt", "student", Code::UnknownValue, "cnn-4-8"),
            ("arms=hard-labels,magic", "arms", Code::UnknownValue, "hard-labels"),
            ("colour=red", "colour", Code::UnknownKey, "the other keys"),
            ("T=2&T=3", "T", Code::DuplicateKey, "the first one"),
            ("v=9&T=2", "v", Code::NewerVersion, "the keys that this version knows"),
            ("r=red", "r", Code::BadClaim, "the link without it"),
            ("r=7f3a9c21&r=7f3a9c22", "r", Code::DuplicateKey, "the first one"),
            ("e=new&r=7f3a9c21", "e", Code::BadClaim, "the link without it"),
            ("x=AAA.red", "x", Code::BadDrawing, "1/2"),
            ("x=", "x", Code::BadDrawing, "0/1"),
            ("x=AAA&x=AAA", "x", Code::DuplicateKey, "the first one"),
        ] {
            let opened = open(text, &words());
            let problem = &opened.problems[0];
            assert_eq!((problem.key.as_str(), problem.code), (key, code), "{text}");
            assert_eq!(problem.used, used, "{text}");
        }
    }

    #[test]
    fn hostile_text_opens_as_something() {
        for text in ["%", "%zz=%", "=&=&&", "#\u{202e}T=4", "T=%F0%9F%98%80", "__proto__=1"] {
            open(text, &words());
        }
        assert_eq!(open(&"x".repeat(2_000), &words()).problems[0].code, Code::TooLong);
    }

    #[test]
    fn a_claim_stands_beside_the_experiment_and_is_never_written() {
        let opened = open("#v=1&T=8&e=3&r=7F3A9C21-00112233", &words());
        let nets = vec!["00112233".to_string()];
        let claim = Claim { engine: Some(3), run: "7f3a9c21".into(), nets, courses: vec![] };
        assert_eq!(opened.claim, Some(claim));
        assert_eq!((opened.problems, write(&opened.spec).as_str()), (vec![], "v=1&T=8"));
        assert_eq!(opened.spec, open("T=8", &words()).spec);
        // The version alone claims nothing; an escaped claim is the same claim.
        assert_eq!(open("e=3", &words()).claim, None);
        assert_eq!(open("%72=7f3a9c2%31", &words()).claim.map(|claim| claim.run), Some("7f3a9c21".into()));
    }

    #[test]
    fn a_course_belongs_to_a_claim_and_a_damaged_one_leaves_it_standing() {
        // In any order, as all keys.
        for text in ["r=7f3a9c21-00112233&c=AAAgAA", "c=AAAgAA&r=7f3a9c21-00112233"] {
            let opened = open(text, &words());
            assert_eq!((opened.problems, write(&opened.spec).as_str()), (vec![], ""), "{text}");
            assert_eq!(opened.claim.expect("a claim").courses[0].looks, ["AAA"]);
        }
        for wrong in ["", "AAA.AAA", "AAAA", "<script>", &"AAA".repeat(10)] {
            let opened = open(&format!("r=7f3a9c21-00112233&c={wrong}"), &words());
            let claim = opened.claim.expect("the claim stands");
            assert_eq!((claim.run.as_str(), claim.courses), ("7f3a9c21", vec![]), "{wrong}");
            let problem = &opened.problems[0];
            assert_eq!((problem.code, problem.key.as_str()), (Code::BadCourse, "c"), "{wrong}");
            assert!(problem.given.len() <= 20, "{wrong}");
        }
        // Alone it says nothing, as does the engine's version.
        let alone = open("T=8&c=AAAgAA", &words());
        assert_eq!((alone.claim, alone.problems), (None, vec![]));
    }

    #[test]
    fn drawings_stand_beside_the_experiment_and_are_never_written() {
        let opened = open("#v=1&T=8&x=AAA.QUECm", &words());
        assert_eq!((opened.problems, opened.drawings.len()), (vec![], 2));
        assert_eq!(
            (opened.spec.clone(), write(&opened.spec).as_str()),
            (open("T=8", &words()).spec, "v=1&T=8")
        );
        let many = open(&format!("x=AAA{}", ".AAA".repeat(30)), &words());
        assert_eq!((many.drawings.len(), many.problems[0].code), (drawings::MOST, Code::BadDrawing));
        assert_eq!(many.problems[0].given, "25: AAA");
    }

    #[test]
    fn any_text_opens_and_what_it_opens_as_is_a_fixed_point() {
        let parts = [
            "v=1",
            "T=",
            "T=1e9",
            "alpha=0.5",
            "labels=70",
            "&",
            "=",
            "%",
            "%4",
            "%41",
            "+",
            "#",
            "e=1",
            "r=",
            "r=7f3a9c21",
            "-",
            "00112233",
            "c=",
            "AAAgAA",
            "\u{202e}",
            "\u{0}",
            "é",
            "😀",
            "NaN",
            "__proto__",
            "seed=4294967296",
            "<script>",
            "\"",
            "data=mnist",
            "x=",
            "x=AAA",
            ".QUECm",
        ];
        let mut state = 42_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for _ in 0..20_000 {
            let text: String =
                (0..next(12)).map(|_| [parts[next(parts.len())], ["", "&"][next(2)]].concat()).collect();
            let opened = open(&text, &words());
            let again = open(&write(&opened.spec), &words());
            assert_eq!((again.spec, again.problems, again.claim), (opened.spec, vec![], None), "{text:?}");
        }
    }
}
