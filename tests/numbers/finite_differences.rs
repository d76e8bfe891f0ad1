//! The gradients of every network and every method of the registries against finite differences in float64
//! (`slopes.rs`).
//!
//! By the chain rule a training step is right if each network's outputs have the right gradients by its parameters, and each
//! method's loss has them by the outputs of its student and by its own layers. The long form tries more numbers of each array, more
//! sizes and more pairs of networks.

use burn::tensor::{Device, Tensor};
use retort::engine::quantised::{self, Integers};
use retort::method::METHODS;
use retort::model::{Forward, ImageShape, MODELS, Mode, Model};
use retort::seed::Seed;
use retort::spec::ExperimentSpec;
use retort::spec::units::{Alpha, Temperature};

use crate::scene::{self, IMAGES, Scene};
use crate::slopes::{self, Array, Slopes, Tally, Wanted, check, constant, is_long, numbers, slope, tracked};

/// Numbers of each array that are tried one by one.
fn singles() -> usize {
    if is_long() { 12 } else { 3 }
}

fn report(what: &str, tally: &Tally) {
    println!(
        "{what}: {} directions of {} numbers, worst {:.1e} in float64, {:.1e} in float32",
        tally.directions, tally.numbers, tally.worst[0], tally.worst[1]
    );
}

/// Every number of a network's answer, weighted so that none of them hides another one: one number, with gradient.
fn weighted(forward: &Forward, device: &Device) -> Tensor<1> {
    let mut stream = Seed(3).stream("weights of the outputs");
    let mut total = Tensor::<1>::zeros([1], device);
    let mut add = |flat: Tensor<1>| {
        let count = flat.shape().num_elements();
        let weights: Vec<f64> = stream.symmetric(count, 1.0).into_iter().map(f64::from).collect();
        total = total.clone() + (flat * constant(&weights, [count], device)).sum();
    };
    add(forward.logits.clone().flatten(0, 1));
    forward.taps.iter().for_each(|tap| add(tap.maps().flatten(0, 3)));
    forward.attention.iter().for_each(|scores| add(scores.clone().flatten(0, 3)));
    forward.hidden.iter().for_each(|hidden| add(hidden.clone().flatten(0, 2)));
    forward.value.iter().for_each(|value| add(value.clone().flatten(0, 1)));
    total
}

fn check_model(model: &Model, shape: ImageShape) -> Tally {
    let what = format!("{} on {}x{}", model.key, shape.height, shape.width);
    let drawn = model.init(shape, &mut Seed(5).stream("weights"), &slopes::ours());
    let mut parameters = slopes::parameters(&drawn);
    let mut stream = Seed(6).stream(model.key);
    // What begins as 0 or 1, norms and places, is moved: a gradient may be right there by chance.
    for array in &mut parameters {
        array
            .values
            .iter_mut()
            .for_each(|value| *value = f64::from((*value as f32) + 0.1 * (stream.uniform() - 0.5)));
    }
    let pixels = Array::random("images", 3 * shape.height * shape.width, 1.0, &mut stream);
    check(&what, &parameters, singles(), &mut stream, |arrays, device, wanted| {
        let net = model.init(shape, &mut Seed(5).stream("weights"), device);
        let net = slopes::with_parameters(net, arrays, device);
        let images = constant(&pixels.values, [3, 1, shape.height, shape.width], device);
        // The same dropout every time.
        let forward = net.forward(images, Mode::Train(&mut Seed(7).stream("dropout")));
        let value = weighted(&forward, device);
        let gradients = match wanted {
            Wanted::Gradients => slopes::parameter_slopes(&net, &value.backward()),
            Wanted::Value => vec![],
        };
        Slopes { value: numbers(value)[0], gradients }
    })
}

#[test]
fn every_network_has_the_gradients_of_its_parameters() {
    let mut total = Tally::default();
    let mut families = vec![];
    for model in MODELS {
        let mut own = check_model(model, ImageShape { height: 8, width: 8, classes: 10 });
        // Large images have other windows; a board is not square.
        let first = !families.contains(&model.family);
        families.push(model.family);
        if first || is_long() {
            own += check_model(model, ImageShape { height: 28, width: 28, classes: 10 });
        }
        if model.family != "vit" && (first || is_long()) {
            own += check_model(model, ImageShape { height: 6, width: 7, classes: 7 });
        }
        report(model.key, &own);
        total += own;
    }
    report("networks", &total);
}

#[test]
fn every_method_has_the_gradients_of_its_loss() {
    let pairs = scene::pairs();
    let mut total = Tally::default();
    for &method in METHODS {
        // Without features any pair is like any other.
        let most = if !method.needs().features {
            1
        } else if is_long() {
            9
        } else {
            3
        };
        // Labels for all, for some, and for none, where the others teach something too.
        let labelled: &[usize] = if method.needs().unlabelled { &[IMAGES, IMAGES - 1, 0] } else { &[IMAGES] };
        for pair in scene::fitting(method, &pairs, most) {
            for (temperature, alpha) in [(4.0, 0.3), (1.0, 0.0), (2.5, 1.0), (20.0, 0.5)] {
                for &labelled in labelled {
                    let spec = ExperimentSpec {
                        temperature: Temperature::new(temperature).expect("in range"),
                        alpha: Alpha::new(alpha).expect("in range"),
                        ..ExperimentSpec::default()
                    };
                    let scene = Scene::new(method, &pair, spec, labelled);
                    let what = format!(
                        "{} of {}, T={temperature}, alpha={alpha}, {labelled} labels",
                        method.key(),
                        pair.names
                    );
                    total += check_scene(&what, &scene);
                    if scene.may_be_untaught() {
                        total += check_scene(&format!("{what}, untaught"), &Scene { teacher: None, ..scene });
                    }
                }
            }
        }
    }
    report("methods", &total);
}

fn check_scene(what: &str, scene: &Scene) -> Tally {
    let mut stream = Seed(12).stream(what);
    check(what, &scene.student, singles(), &mut stream, |arrays, device, wanted| {
        let scene = scene.moved(arrays);
        match wanted {
            Wanted::Gradients => scene.slopes(device),
            Wanted::Value => Slopes { value: numbers(scene.loss(device).0.total)[0], gradients: vec![] },
        }
    })
}

/// Rounding has no derivative; what passes for one is that of the clamp around it (Jacob et al. 2018, section 3.1).
#[test]
fn rounded_numbers_have_the_gradient_of_the_clamp() {
    let mut stream = Seed(13).stream("rounding");
    for bits in 2..=8 {
        for range in [[-1.0, 1.0], [0.0, 0.7], [-0.3, 1.4]] {
            let values: Vec<f64> = stream.symmetric(400, 2.0).into_iter().map(f64::from).collect();
            let device = slopes::ours();
            let x = tracked(&values, [400], &device);
            let gradient = slope(&x, &quantised::activations(x.clone(), range, bits).sum().backward());
            let (scale, integers) = Integers::affine(range, bits);
            // What rounds to the lowest and the highest integer is inside.
            let end =
                |integer: i32, half: f64| (f64::from(integer - integers.zero) + half) * f64::from(scale);
            let [least, most] = [end(integers.lowest, -0.5), end(integers.highest, 0.5)];
            for (value, slope) in values.iter().zip(&gradient) {
                let step = 1e-6;
                let differences =
                    ((value + step).clamp(least, most) - (value - step).clamp(least, most)) / (2.0 * step);
                let at_an_end = (value - least).abs().min((value - most).abs()) < 1e-5;
                assert!(at_an_end || (slope - differences).abs() < 1e-6, "{bits} bits in {range:?}: {value}");
            }
        }
        let weights = tracked(
            &stream.symmetric(60, 1.0).into_iter().map(f64::from).collect::<Vec<_>>(),
            [12, 5],
            &slopes::ours(),
        );
        let gradient = slope(&weights, &quantised::weights(weights.clone(), 1, bits).sum().backward());
        assert!(
            gradient.iter().all(|&slope| slope == 1.0),
            "no weight is clamped: the largest one sets the scale"
        );
    }
}
