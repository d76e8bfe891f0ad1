//! A dataset that its user brings ([`retort_images`] has its rules and its file).
//!
//! Its key is `own-` and the start of its content's SHA-256, so a link names exactly these images and no others. A program
//! knows the images once they were given to it ([`register`]); the word `own` in a link stands for the ones given last.

use std::sync::{Mutex, PoisonError};

pub use retort_images::*;

use super::{Contents, DataError, Dataset, Source, Split};

/// The sources of the images that this program was given; the last ones given are last.
static KNOWN: Mutex<Vec<&'static Source>> = Mutex::new(vec![]);

/// The sources of own images that this program was given, the latest last.
#[inline(never)]
pub fn known() -> Vec<&'static Source> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The source of own images with this key, if this program was given them.
// Asked for by every rule; one copy of it is enough.
#[inline(never)]
pub(super) fn find(key: &str) -> Option<&'static Source> {
    known().into_iter().find(|source| source.key == key)
}

/// Makes images known to this program, so that links may name them, and returns them as a dataset.
pub fn register(images: OwnImages) -> Dataset {
    let (key, side) = (images.key(), images.side());
    let (names, [train, test]) = images.into_parts();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let source = match known.iter().position(|source| source.key == key) {
        Some(at) => known.remove(at),
        // A source lives as long as the program: what stays is the description, not the images.
        None => {
            let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
            let classes: Vec<&'static str> = names.into_iter().map(leak).collect();
            Box::leak(Box::new(Source {
                key: leak(key),
                width: side,
                height: side,
                classes: Box::leak(classes.into_boxed_slice()),
                white: 255,
                train: train.len(),
                test: test.len(),
                contents: Contents::Own,
                licence: "",
                origin: "",
            }))
        }
    };
    known.push(source);
    let split = |part: Part| Split { pixels: part.pixels, labels: part.labels, searched: vec![] };
    Dataset { source, train: split(train), test: split(test) }
}

/// Whether a word of a link means own images, known here or not.
pub fn is_own(key: &str) -> bool {
    let hash = key.strip_prefix(WORD).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    hash.is_some_and(|hash| {
        hash.is_empty() || hash.len() == DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Opens what [`OwnImages::to_bytes`] gave. `key` is a link's word.
pub(super) fn open(key: &str, files: &[&[u8]]) -> Result<Dataset, DataError> {
    let &[bytes] = files else { return Err(DataError::FileCount { given: files.len(), expected: 1 }) };
    let images = OwnImages::from_bytes(bytes).map_err(DataError::Own)?;
    let found = images.key();
    if key != WORD && key != found {
        return Err(DataError::Own(Refused::new("file", found, key)));
    }
    Ok(register(images))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment;
    use crate::session::{Event, Run};
    use crate::spec::link;

    /// `count` images in so many classes, each with a stroke in a place of its own.
    fn images(side: usize, classes: usize, count: usize) -> OwnImages {
        let labels: Vec<u8> = (0..count).map(|at| (at % classes) as u8).collect();
        let pixels = labels.iter().enumerate().flat_map(|(at, &label)| {
            let grey = move |place: usize| if place % 10 == usize::from(label) { 255 } else { at as u8 };
            (0..side * side).map(grey)
        });
        let all = Part { pixels: pixels.collect(), labels: labels.clone() };
        let names = (0..classes).map(|class| format!("kind {class}")).collect();
        OwnImages::divided(names, side, &all, 0.2, 0).expect("sound")
    }

    #[test]
    fn a_link_finds_the_images_once_they_were_given_and_a_run_learns_from_them() {
        let missing = experiment::open("data=own-0123456789ab&labels=3000&T=2");
        assert_eq!(missing.problems.len(), 1);
        assert_eq!(missing.problems[0].reason, Some("own-images-are-not-here"));
        assert_eq!(missing.spec, crate::spec::ExperimentSpec::default());
        let images = images(8, 3, 90);
        let (key, bytes) = (images.key(), images.to_bytes());
        let dataset = Dataset::open(&key, std::slice::from_ref(&bytes)).expect("the same images");
        let opened =
            experiment::open(&format!("v=1&data={key}&labels=30&steps=40&tepochs=2&student=cnn-4-8"));
        assert_eq!(opened.problems, []);
        assert_eq!(link::write(&opened.spec), format!("v=1&data={key}&labels=30&steps=40&tepochs=2"));
        assert!(std::ptr::eq(register(images).source, dataset.source), "the same images are one source");
        let other = Dataset::open("own-0123456789ab", &[bytes]).expect_err("other images");
        assert!(other.to_string().contains("own-0123456789ab"), "{other}");
        let mut run = Run::new(opened.spec, std::rc::Rc::new(dataset)).expect("sound");
        let mut finished = 0;
        while !run.is_over() {
            if let Some(told) = run.step().expect("sound") {
                finished += usize::from(matches!(told.event, Event::Finished(_)));
            }
        }
        assert_eq!(finished, 4, "the teacher and three students");
    }

    #[test]
    fn rules_know_the_classes_and_the_size() {
        let key = register(images(13, 2, 40)).source.key;
        for (text, reason) in [
            ("labels=20&omit=2", "no-such-class"),
            ("labels=33", "more-images-than-there-are"),
            ("labels=20&student=vit-2-32", "patches-do-not-cover-the-image"),
        ] {
            let problems = experiment::open(&format!("data={key}&{text}")).problems;
            assert_eq!(problems[0].reason, Some(reason), "{text}: {problems:?}");
        }
    }

    #[test]
    fn every_model_accepts_every_size() {
        let device = crate::device::plain(crate::spec::choices::Engine::Flex).expect("built");
        for side in SIDES[0]..=SIDES[1] {
            let shape = crate::model::ImageShape { height: side, width: side, classes: 3 };
            for model in crate::model::MODELS.iter().filter(|model| model.family != "vit") {
                let net = model.init(shape, &mut crate::seed::Seed(1).stream("test"), &device);
                let images = burn::tensor::Tensor::zeros([2, 1, side, side], &device);
                let logits = net.forward(images, crate::model::Mode::Evaluate).logits;
                assert_eq!(logits.dims(), [2, 3], "{} {shape:?}", model.key);
            }
        }
    }

    #[test]
    fn words_that_mean_own_images() {
        assert!(is_own("own") && is_own("own-0123456789ab"));
        for other in ["own-12", "own-0123456789az", "digits", "owner"] {
            assert!(!is_own(other), "{other}");
        }
    }
}
