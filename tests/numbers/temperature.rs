//! What the temperature does to a loss: the limit of high temperatures, the size of gradients, and what decoupled
//! distillation makes of it.

use retort::method::{self, Method, Partners};

use crate::invariances::{ROUNDING, assert_close, devices, each, spec};
use crate::scene::{self, CLASSES, IMAGES, Scene};
use crate::slopes::{Array, constant, numbers};

/// Methods whose second term is T² KL(teacher || student), alone or with something beside it.
pub fn is_softened(method: &dyn Method) -> bool {
    method.needs().temperature && !["decoupled", "search-policy"].contains(&method.key())
}

/// The logits of an array, less the mean of their row.
fn centred(logits: &[f64]) -> Vec<f64> {
    let mean = |row: &[f64]| row.iter().sum::<f64>() / row.len() as f64;
    logits.chunks(CLASSES).flat_map(|row| row.iter().map(move |logit| logit - mean(row))).collect()
}

/// Hinton, Vinyals & Dean 2015, section 2.1, equation 4: with centred logits, T² times the gradient tends to
/// (z - v) / classes, and so T² KL to half the sum of their squared differences over the classes.
#[test]
fn at_a_high_temperature_logits_are_matched() {
    let mut checked = 0;
    each(|method, pair| {
        if !is_softened(method) {
            return;
        }
        checked += 1;
        for device in devices() {
            let error_at = |temperature: f32| {
                let scene = Scene::new(method, pair, spec(temperature, 0.0, 0.0), IMAGES);
                let teacher = scene.teacher.as_ref().expect("there is one");
                let [z, v] = [&scene.student, teacher].map(|arrays| centred(&arrays[0].values));
                let apart: Vec<f64> = z.iter().zip(&v).map(|(z, v)| z - v).collect();
                let limit = apart.iter().map(|d| d * d).sum::<f64>() / (2 * CLASSES * IMAGES) as f64;
                let soft = scene.slopes_of(&device, |loss| loss.soft.expect("a soft term"));
                let square = f64::from(temperature * temperature);
                let gradient = apart.iter().zip(&soft.gradients[0]);
                let wrong = gradient.map(|(d, g)| (square * g - d / (CLASSES * IMAGES) as f64).abs());
                let largest =
                    apart.iter().fold(0.0_f64, |most, d| most.max(d.abs())) / (CLASSES * IMAGES) as f64;
                [(square * soft.value - limit).abs() / limit, wrong.fold(0.0, f64::max) / largest]
            };
            let (cool, warm, hot) = (error_at(10.0), error_at(25.0), error_at(100.0));
            let key = method.key();
            // The loss errs with the second power of 1/T, the gradient with the first.
            assert!(hot[0] < 0.005, "{key}: {hot:?}");
            assert!(
                cool[1] > warm[1] && warm[1] > hot[1] && hot[1] < 0.02,
                "{key}: {cool:?} {warm:?} {hot:?}"
            );
        }
    });
    assert!(checked >= 10, "most methods soften: {checked}");
}

/// Same section: "it is important to multiply them by T²", so that the weights keep their meaning when T is changed.
#[test]
fn the_gradient_keeps_its_size_at_any_temperature() {
    each(|method, pair| {
        if !is_softened(method) {
            return;
        }
        for device in devices() {
            let norm = |temperature: f32| {
                let scene = Scene::new(method, pair, spec(temperature, 0.0, 0.0), IMAGES);
                let soft = scene
                    .slopes_of(&device, |loss| loss.soft.expect("a soft term") * (temperature * temperature));
                let whole = scene.slopes_of(&device, |loss| match (loss.hard, method.partners()) {
                    // A peer is learnt from beside the labels, whatever alpha says.
                    (Some(hard), Partners::Peer) => loss.total - hard,
                    _ => loss.total,
                });
                assert_close(method.key(), &whole.gradients[0], &soft.gradients[0], ROUNDING);
                soft.gradients[0].iter().map(|slope| slope * slope).sum::<f64>().sqrt()
            };
            let (warm, hotter, hot) = (norm(4.0), norm(20.0), norm(100.0));
            assert!((0.5..2.0).contains(&(warm / hotter)), "{}: {warm} {hotter}", method.key());
            assert!((0.9..1.1).contains(&(hotter / hot)), "{}: {hotter} {hot}", method.key());
        }
    });
}

/// Zhao et al. 2022, equation 5: of one image, KL = TCKD + (1 - p_t[y]) NCKD.
#[test]
fn the_parts_of_decoupled_distillation_make_up_the_whole() {
    let pairs = scene::pairs();
    let method = method::find("soft-labels").expect("registered");
    let pair = &scene::fitting(method, &pairs, 1)[0];
    for temperature in [0.5, 1.0, 4.0, 20.0] {
        let scene = Scene::new(method, pair, spec(temperature, 0.0, 0.0), IMAGES);
        for device in devices() {
            for (row, &label) in scene.labels.iter().enumerate() {
                let logits = |arrays: &[Array]| arrays[0].values[row * CLASSES..][..CLASSES].to_vec();
                let (z, v) = (logits(&scene.student), logits(scene.teacher.as_ref().expect("there is one")));
                let tensor = |values: &[f64]| constant(values, [1, CLASSES], &device);
                let target: Vec<f64> =
                    (0..CLASSES).map(|class| f64::from(u8::from(class == label))).collect();
                let (t, n) = method::decoupled(tensor(&v), tensor(&z), tensor(&target), temperature);
                let kl = method::loss::kl_divergence(tensor(&v), tensor(&z), temperature);
                let scaled: Vec<f64> = v.iter().map(|v| libm::exp(v / f64::from(temperature))).collect();
                let share = scaled[label] / scaled.iter().sum::<f64>();
                let [t, n, kl] = [t, n, kl].map(|term| numbers(term)[0]);
                assert_close("KL", &[t + (1.0 - share) * n], &[kl], 1e-4);
            }
        }
    }
}
