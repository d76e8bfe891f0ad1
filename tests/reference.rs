//! Losses and gradients of every method against references computed in float64 (see `tests/vectors/README.md`).
//!
//! Tolerances: losses 1e-5 relative, gradients 1e-4 of the case's largest gradient. Where teacher and student nearly
//! agree, KL is the difference of nearly equal numbers and only its absolute error means something: 32-bit floats
//! leave about 2e-7 in KL, so 2e-7 T² in the loss and 2e-7 T in its gradient.

use std::path::PathBuf;

use burn::tensor::{Tensor, TensorData};
use retort::device;
use retort::method::{self, Batch};
use retort::model::Forward;
use retort::spec::ExperimentSpec;
use retort::spec::choices::Engine;
use retort::spec::units::{Alpha, Smoothing, Temperature};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    student: Vec<Vec<f32>>,
    teacher: Option<Vec<Vec<f32>>>,
    labels: Vec<usize>,
    loss: f64,
    grad: Vec<Vec<f64>>,
    alpha: Option<f32>,
    #[serde(rename = "T")]
    temperature: Option<f32>,
    eps: Option<f32>,
    mse_limit: Option<f64>,
    #[serde(rename = "kl_T2")]
    scaled_kl: Option<f64>,
}

fn cases(name: &str) -> Vec<Case> {
    let folder =
        std::env::var_os("RETORT_VECTORS").map_or_else(|| PathBuf::from("tests/vectors"), PathBuf::from);
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: File =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(!file.cases.is_empty(), "{}", path.display());
    file.cases
}

/// Loss and gradient by the student's logits, as the product computes them.
fn loss_and_gradient(method: &str, case: &Case, engine: Engine) -> (f64, Vec<f64>) {
    let device = device::plain(engine).expect("built").autodiff();
    let matrix = |rows: &[Vec<f32>]| {
        let dims = [rows.len(), rows[0].len()];
        Tensor::<2>::from_data(TensorData::new(rows.concat(), dims), &device)
    };
    let classes = case.student[0].len();
    let one_hot: Vec<Vec<f32>> = case
        .labels
        .iter()
        .map(|&label| (0..classes).map(|class| f32::from(u8::from(class == label))).collect())
        .collect();
    let student = matrix(&case.student).require_grad();
    let loss = method::find(method).expect("registered").loss(&Batch {
        student: Forward::new(student.clone(), vec![]),
        teacher: case.teacher.as_deref().map(matrix).map(|logits| Forward::new(logits, vec![])),
        labels: Some(matrix(&one_hot)),
        temperature: Temperature::new(case.temperature.unwrap_or(1.0)).expect("in range"),
        alpha: Alpha::new(case.alpha.unwrap_or(0.0)).expect("in range"),
        projections: &[],
        spec: &ExperimentSpec {
            // The vectors go up to 1, where the label has no weight left; the product stops at 0.9.
            smoothing: Smoothing::new(case.eps.unwrap_or(0.0)).expect("in range"),
            ..ExperimentSpec::default()
        },
    });
    let gradients = loss.total.backward();
    let gradient = student.grad(&gradients).expect("the loss depends on the student").into_data();
    (f64::from(loss.total.into_scalar::<f32>()), gradient.iter::<f64>().collect())
}

fn check(name: &str, method: &str, case: &Case) {
    let what = format!("{name} {}", case.id);
    let t = f64::from(case.temperature.unwrap_or(1.0));
    for &engine in device::BUILT {
        let (loss, gradient) = loss_and_gradient(method, case, engine);
        let tolerance = (1e-5 * case.loss.abs()).max(2e-7 * (t * t).max(1.0));
        assert!(
            (loss - case.loss).abs() <= tolerance,
            "{what} {engine:?}: loss {loss}, reference {}",
            case.loss
        );
        let reference = case.grad.concat();
        let largest = reference.iter().fold(0.0_f64, |most, g| most.max(g.abs()));
        let tolerance = (1e-4 * largest).max(2e-7 * t.max(1.0));
        for (index, (ours, theirs)) in gradient.iter().zip(&reference).enumerate() {
            assert!(
                (ours - theirs).abs() <= tolerance,
                "{what} {engine:?}: gradient {index}: {ours}, reference {theirs}"
            );
        }
    }
}

#[test]
fn soft_labels_agree_with_the_reference() {
    for case in cases("kd.json") {
        check("kd", "soft-labels", &case);
    }
}

#[test]
fn teacher_decisions_agree_with_the_reference() {
    for case in cases("hard_distillation.json") {
        check("hard_distillation", "teacher-decisions", &case);
    }
}

#[test]
fn label_smoothing_agrees_with_the_reference() {
    let all = cases("label_smoothing.json");
    let usable: Vec<_> =
        all.iter().filter(|case| case.eps.is_some_and(|eps| eps <= Smoothing::MAX)).collect();
    assert!(usable.len() >= all.len() / 2);
    for case in usable {
        check("label_smoothing", "label-smoothing", case);
    }
}

#[test]
fn hard_labels_agree_with_the_reference() {
    // At alpha = 1 the distillation loss is the plain cross-entropy with labels.
    let cases: Vec<_> = cases("kd.json").into_iter().filter(|case| case.alpha == Some(1.0)).collect();
    assert!(!cases.is_empty());
    for case in cases {
        check("kd at alpha 1", "hard-labels", &case);
    }
}

#[test]
fn a_high_temperature_is_logit_matching() {
    // Hinton, Vinyals & Dean 2015, equation 4: T² KL tends to half the mean squared difference of centred logits.
    let hottest = cases("kd_high_temperature_limit.json")
        .into_iter()
        .rfind(|case| case.temperature.is_some_and(|t| (50.0..=100.0).contains(&t)))
        .expect("a hot case");
    check("high temperature", "soft-labels", &hottest);
    let (loss, limit) = (hottest.scaled_kl.expect("given"), hottest.mse_limit.expect("given"));
    assert!((loss - limit).abs() < 0.05 * limit, "{loss} {limit}");
}

#[test]
fn the_scale_of_the_soft_gradient_does_not_depend_on_the_temperature() {
    let norm = |case: &Case| case.grad.concat().iter().map(|g| g * g).sum::<f64>().sqrt();
    let at = |t: f32| {
        let all = cases("kd.json");
        let case = all.into_iter().find(|case| {
            case.id.starts_with("rand_") && case.temperature == Some(t) && case.alpha == Some(0.0)
        });
        norm(&case.expect("a case at this temperature"))
    };
    let (warm, hot) = (at(4.0), at(20.0));
    assert!(hot / warm > 0.25 && hot / warm < 4.0, "with T² {warm} and {hot}");
    assert!((hot / 400.0) / (warm / 16.0) < 0.1, "without T² the gradient would shrink with 1/T²");
}

#[derive(Deserialize)]
struct GameFile {
    cases: Vec<GameCase>,
}

/// Visits of a search and how the game ended, against a network's policy and value.
#[derive(Deserialize)]
struct GameCase {
    id: String,
    visits: Vec<u32>,
    tau: f32,
    logits: Vec<f32>,
    z: f32,
    v: f32,
    loss_no_l2: f64,
    grad_logits: Vec<f64>,
    grad_v: f64,
}

#[test]
fn search_policy_agrees_with_the_reference() {
    let text = std::fs::read_to_string("tests/vectors/alphazero.json").expect("shipped");
    let file: GameFile = serde_json::from_str(&text).expect("JSON");
    // A temperature below the product's least is left out.
    let usable: Vec<_> =
        file.cases.iter().filter_map(|case| Some((case, Temperature::new(case.tau)?))).collect();
    assert!(usable.len() >= 4);
    let method = method::find("search-policy").expect("registered");
    for (case, temperature) in usable {
        for &engine in device::BUILT {
            let device = device::plain(engine).expect("built").autodiff();
            let row = |values: &[f32]| {
                Tensor::<2>::from_data(TensorData::new(values.to_vec(), [1, values.len()]), &device)
            };
            let (logits, value) = (row(&case.logits).require_grad(), row(&[case.v]).require_grad());
            let visits = retort::game::logits(case.visits.iter().copied());
            let searched = row(&visits[..case.visits.len()]);
            let loss = method.loss(&Batch {
                student: Forward::new(logits.clone(), vec![]).with_value(value.clone()),
                teacher: Some(Forward::new(searched, vec![]).with_value(row(&[case.z]))),
                labels: None,
                temperature,
                alpha: Alpha::new(0.0).expect("in range"),
                projections: &[],
                spec: &ExperimentSpec::default(),
            });
            let near = |ours: f64, theirs: f64, what: &str| {
                let apart = (ours - theirs).abs();
                assert!(
                    apart <= 1e-5 * theirs.abs().max(0.1),
                    "{} {what}: {ours}, reference {theirs}",
                    case.id
                );
            };
            let gradients = loss.total.backward();
            near(f64::from(loss.total.into_scalar::<f32>()), case.loss_no_l2, "loss");
            let by_logits = logits.grad(&gradients).expect("it depends on the policy").into_data();
            for (ours, theirs) in by_logits.iter::<f64>().zip(&case.grad_logits) {
                near(ours, *theirs, "gradient of the policy");
            }
            let by_value = value.grad(&gradients).expect("it depends on the value").into_scalar::<f32>();
            near(f64::from(by_value), case.grad_v, "gradient of the value");
        }
    }
}
