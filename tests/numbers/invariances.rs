//! What must not change a loss, and what must: for every method of the registry, on both engines.
//!
//! The answers of students and teachers are arrays of random numbers (`scene.rs`). Tolerances are shares of the
//! largest number compared.

use burn::tensor::Device;
use retort::method::{METHODS, Method, Partners};
use retort::seed::Seed;
use retort::spec::ExperimentSpec;
use retort::spec::units::{Alpha, FeatureWeight, Temperature};

use crate::scene::{self, CLASSES, IMAGES, Pair, Scene};
use crate::slopes::{self, Array, Slopes, numbers};
use crate::temperature::is_softened;

/// Sums in another order, and logits that were rounded after adding a constant.
pub const ROUNDING: f64 = 2e-5;

/// Flex with our kernels in float32, and burn's own operations in float64.
pub fn devices() -> [Device; 2] {
    [slopes::ours(), slopes::exact()]
}

pub fn spec(temperature: f32, alpha: f32, feature_weight: f32) -> ExperimentSpec {
    ExperimentSpec {
        temperature: Temperature::new(temperature).expect("in range"),
        alpha: Alpha::new(alpha).expect("in range"),
        feature_weight: FeatureWeight::new(feature_weight).expect("in range"),
        ..ExperimentSpec::default()
    }
}

/// Each method with networks that it compares.
pub fn each(mut work: impl FnMut(&'static dyn Method, &Pair)) {
    let pairs = scene::pairs();
    for &method in METHODS {
        for pair in scene::fitting(method, &pairs, 2) {
            work(method, &pair);
        }
    }
}

/// All images labelled, or some of them where the method learns from others too.
fn labelled(method: &dyn Method) -> &'static [usize] {
    if method.needs().unlabelled { &[IMAGES, IMAGES - 1] } else { &[IMAGES] }
}

/// Scenes of each method at a few settings, with a name.
fn each_scene(mut work: impl FnMut(&str, &Scene)) {
    each(|method, pair| {
        for &labelled in labelled(method) {
            for (temperature, alpha) in [(4.0, 0.3), (1.0, 0.0), (20.0, 0.8)] {
                let scene = Scene::new(method, pair, spec(temperature, alpha, 1.0), labelled);
                work(
                    &format!("{} of {}, {labelled} labels, T={temperature}", method.key(), pair.names),
                    &scene,
                );
            }
        }
    });
}

pub fn assert_close(what: &str, ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    let largest = theirs.iter().fold(1e-2_f64, |most, value| most.max(value.abs()));
    for (at, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() <= tolerance * largest, "{what}: number {at} is {a} and {b}");
    }
}

fn assert_same(what: &str, ours: &Slopes, theirs: &Slopes) {
    assert_close(&format!("{what}: loss"), &[ours.value], &[theirs.value], ROUNDING);
    for (at, (a, b)) in ours.gradients.iter().zip(&theirs.gradients).enumerate() {
        assert_close(&format!("{what}: gradient {at}"), a, b, ROUNDING);
    }
}

/// Rows of `width` numbers, each with its numbers in another order.
fn columns(values: &[f64], order: &[usize]) -> Vec<f64> {
    values.chunks(order.len()).flat_map(|row| order.iter().map(move |&at| row[at])).collect()
}

/// The same with the rows in another order; an array has as many rows as there are images.
fn rows(values: &[f64], order: &[usize]) -> Vec<f64> {
    let width = values.len() / order.len();
    order.iter().flat_map(|&at| &values[at * width..][..width]).copied().collect()
}

fn permutation(count: usize, name: &str) -> Vec<usize> {
    Seed(21).stream(name).permutation(count).into_iter().map(|at| at as usize).collect()
}

#[test]
fn the_order_of_the_classes_has_no_say() {
    each_scene(|what, scene| {
        let order = permutation(CLASSES, what);
        let mut permuted = scene.clone();
        for arrays in [Some(&mut permuted.student), permuted.teacher.as_mut()].into_iter().flatten() {
            arrays[0].values = columns(&arrays[0].values, &order);
        }
        let place = |label: &usize| order.iter().position(|at| at == label).expect("a permutation");
        permuted.labels = scene.labels.iter().map(place).collect();
        for device in devices() {
            let mut plain = scene.slopes(&device);
            plain.gradients[0] = columns(&plain.gradients[0], &order);
            assert_same(what, &permuted.slopes(&device), &plain);
        }
    });
}

#[test]
fn a_constant_added_to_the_logits_has_no_say() {
    each_scene(|what, scene| {
        let mut shifted = scene.clone();
        let mut stream = Seed(22).stream(what);
        for arrays in [Some(&mut shifted.student), shifted.teacher.as_mut()].into_iter().flatten() {
            for row in arrays[0].values.chunks_mut(CLASSES) {
                let constant = f64::from(stream.below(61)) - 30.0;
                row.iter_mut().for_each(|logit| *logit += constant);
            }
        }
        for device in devices() {
            assert_same(what, &shifted.slopes(&device), &scene.slopes(&device));
        }
        // As little to the gradient as to the loss: its sum over the classes is 0.
        for device in devices() {
            let slopes = scene.slopes(&device);
            for row in slopes.gradients[0].chunks(CLASSES) {
                assert_close(what, &[row.iter().sum()], &[0.0], ROUNDING);
            }
        }
    });
}

#[test]
fn the_order_of_the_images_has_no_say() {
    each_scene(|what, scene| {
        // Images with a label come first, so each kind is shuffled by itself.
        let (with, all) = (scene.labels.len(), scene.images());
        let mut order = permutation(with, what);
        order.extend(permutation(all - with, what).into_iter().map(|at| at + with));
        let shuffle = |arrays: &[Array], images: usize| -> Vec<Array> {
            let moved = |(at, array): (usize, &Array)| match at < images {
                true => Array { name: array.name.clone(), values: rows(&array.values, &order) },
                false => array.clone(),
            };
            arrays.iter().enumerate().map(moved).collect()
        };
        let own = scene.student.iter().filter(|array| !array.name.starts_with("projection")).count();
        let shuffled = Scene {
            student: shuffle(&scene.student, own),
            teacher: scene.teacher.as_ref().map(|arrays| shuffle(arrays, arrays.len())),
            labels: order[..with].iter().map(|&at| scene.labels[at]).collect(),
            ..scene.clone()
        };
        for device in devices() {
            let mut plain = scene.slopes(&device);
            plain.gradients[..own].iter_mut().for_each(|gradient| *gradient = rows(gradient, &order));
            assert_same(what, &shuffled.slopes(&device), &plain);
        }
    });
}

/// Not so where relations between the images are compared: a copy is a neighbour too.
#[test]
fn a_batch_twice_is_the_same_mean() {
    each(|method, pair| {
        if method.key() == "relational" {
            return;
        }
        let scene = Scene::new(method, pair, spec(4.0, 0.3, 1.0), IMAGES);
        let twice = |arrays: &[Array]| -> Vec<Array> {
            let double = |array: &Array| match array.name.starts_with("projection") {
                true => array.clone(),
                false => Array { name: array.name.clone(), values: array.values.repeat(2) },
            };
            arrays.iter().map(double).collect()
        };
        let doubled = Scene {
            student: twice(&scene.student),
            teacher: scene.teacher.as_deref().map(twice),
            labels: scene.labels.repeat(2),
            ..scene.clone()
        };
        for device in devices() {
            let (one, two) = (scene.slopes(&device), doubled.slopes(&device));
            assert_close(method.key(), &[two.value], &[one.value], ROUNDING);
            let half: Vec<f64> = one.gradients[0].iter().map(|slope| slope / 2.0).collect();
            assert_close(method.key(), &two.gradients[0], &half.repeat(2), ROUNDING);
        }
    });
}

/// The total is what its weights say: a straight line in alpha, and one in beta.
#[test]
fn weights_of_losses_add_up() {
    each(|method, pair| {
        let at = |alpha: f32, beta: f32, device: &Device| {
            Scene::new(method, pair, spec(2.0, alpha, beta), IMAGES).slopes(device)
        };
        for device in devices() {
            for (ends, middle, share) in [
                ([at(0.0, 1.0, &device), at(1.0, 1.0, &device)], at(0.25, 1.0, &device), 0.25),
                ([at(0.5, 0.0, &device), at(0.5, 8.0, &device)], at(0.5, 2.0, &device), 0.25),
            ] {
                let between = |a: f64, b: f64| a + share * (b - a);
                let [first, last] = ends;
                let expected = Slopes {
                    value: between(first.value, last.value),
                    gradients: first
                        .gradients
                        .iter()
                        .zip(&last.gradients)
                        .map(|(a, b)| a.iter().zip(b).map(|(&a, &b)| between(a, b)).collect())
                        .collect(),
                };
                assert_same(method.key(), &middle, &expected);
            }
            // The terms that a page shows are those that were weighted.
            let (loss, ..) = Scene::new(method, pair, spec(2.0, 0.0, 0.0), IMAGES).loss(&device);
            if is_softened(method) && method.partners() != Partners::Peer {
                let [total, soft] =
                    [loss.total, loss.soft.expect("a soft term")].map(|term| numbers(term)[0]);
                assert_close(method.key(), &[total], &[4.0 * soft], ROUNDING);
            }
        }
    });
}
