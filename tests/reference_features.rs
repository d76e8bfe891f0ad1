//! Losses on features, and the two terms of decoupled distillation, against references computed in float64 (see
//! `tests/vectors/README.md`). Tolerances as in `tests/reference.rs`: losses 1e-5 relative, gradients 1e-4 of the case's
//! largest, and an absolute floor where the reference is 0 and 32-bit floats leave rounding.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use retort::device;
use retort::method;
use retort::spec::choices::Engine;
use serde::Deserialize;

#[derive(Deserialize)]
struct File<C> {
    cases: Vec<C>,
}

fn cases<C: serde::de::DeserializeOwned>(name: &str) -> Vec<C> {
    let path = format!("tests/vectors/{name}.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: File<C> = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(!file.cases.is_empty(), "{path}");
    file.cases
}

fn devices() -> impl Iterator<Item = (Engine, Device)> {
    device::BUILT.iter().map(|&engine| (engine, device::plain(engine).expect("built").autodiff()))
}

fn tensor<const D: usize>(values: &[f32], dims: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.to_vec(), dims), device)
}

fn matrix(rows: &[Vec<f32>], device: &Device) -> Tensor<2> {
    tensor(&rows.concat(), [rows.len(), rows[0].len()], device)
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter::<f64>().collect()
}

/// `floor` is what rounding leaves of a number that should be 0.
fn close(what: &str, ours: &[f64], reference: &[f64], relative: f64, floor: f64) {
    assert_eq!(ours.len(), reference.len(), "{what}");
    let largest = reference.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let tolerance = (relative * largest).max(floor);
    for (index, (a, b)) in ours.iter().zip(reference).enumerate() {
        assert!((a - b).abs() <= tolerance, "{what}: number {index} is {a}, reference {b}");
    }
}

#[derive(Deserialize)]
struct Hint {
    id: String,
    shape_s: [usize; 4],
    shape_t: [usize; 4],
    student: Vec<f32>,
    teacher: Vec<f32>,
    #[serde(rename = "W")]
    weight: Vec<Vec<f32>>,
    #[serde(rename = "b")]
    bias: Vec<f32>,
    loss_mean: f64,
    loss_fitnets_half_sum_per_sample: f64,
    grad_student: Vec<f64>,
    #[serde(rename = "grad_W")]
    grad_weight: Vec<Vec<f64>>,
    #[serde(rename = "grad_b")]
    grad_bias: Vec<f64>,
}

#[test]
fn hints_agree_with_the_reference() {
    for case in cases::<Hint>("fitnet_hint") {
        for (engine, device) in devices() {
            let what = format!("{} {engine:?}", case.id);
            let student = tensor(&case.student, case.shape_s, &device).require_grad();
            let teacher = tensor(&case.teacher, case.shape_t, &device);
            let regressor = Linear {
                // A dense layer keeps its weights as [inputs, outputs], the reference as [outputs, inputs].
                weight: Param::from_tensor(matrix(&case.weight, &device).transpose().detach()),
                bias: Some(Param::from_tensor(tensor(&case.bias, [case.bias.len()], &device))),
            };
            let loss = method::hint(&regressor, student.clone(), teacher);
            let gradients = loss.backward();
            let value = numbers(loss);
            close(&what, &value, &[case.loss_mean], 1e-5, 1e-12);
            let [_, channels, height, width] = case.shape_t;
            let half_sum = value[0] * (channels * height * width) as f64 / 2.0;
            close(&what, &[half_sum], &[case.loss_fitnets_half_sum_per_sample], 1e-5, 1e-12);
            let gradient = numbers(student.grad(&gradients).expect("student"));
            close(&what, &gradient, &case.grad_student, 1e-4, 1e-9);
            let gradient = regressor.weight.val().grad(&gradients).expect("weights").transpose();
            close(&what, &numbers(gradient), &case.grad_weight.concat(), 1e-4, 1e-9);
            let bias = regressor.bias.as_ref().expect("a bias").val();
            close(&what, &numbers(bias.grad(&gradients).expect("bias")), &case.grad_bias, 1e-4, 1e-9);
        }
    }
}

#[derive(Deserialize)]
struct Attention {
    id: String,
    shape_s: [usize; 4],
    shape_t: [usize; 4],
    student: Vec<f32>,
    teacher: Vec<f32>,
    loss_code: f64,
    grad_code: Vec<f64>,
}

#[test]
fn attention_transfer_agrees_with_the_reference() {
    for case in cases::<Attention>("attention_transfer") {
        for (engine, device) in devices() {
            let what = format!("{} {engine:?}", case.id);
            let student = tensor(&case.student, case.shape_s, &device).require_grad();
            let teacher = tensor(&case.teacher, case.shape_t, &device);
            let loss = method::attention_transfer(student.clone(), teacher);
            let gradients = loss.backward();
            close(&what, &numbers(loss), &[case.loss_code], 1e-5, 1e-12);
            let gradient = numbers(student.grad(&gradients).expect("student"));
            close(&what, &gradient, &case.grad_code, 1e-4, 2e-7);
        }
    }
}

#[derive(Deserialize)]
struct Relation {
    id: String,
    student: Vec<Vec<f32>>,
    teacher: Vec<Vec<f32>>,
    loss_distance: f64,
    grad_distance: Vec<Vec<f64>>,
    loss_angle: f64,
    grad_angle: Vec<Vec<f64>>,
    total_25_50: f64,
}

#[test]
fn relations_agree_with_the_reference() {
    for case in cases::<Relation>("rkd") {
        for (engine, device) in devices() {
            let what = format!("{} {engine:?}", case.id);
            let check = |term: fn((Tensor<1>, Tensor<1>)) -> Tensor<1>, loss: f64, gradient: &[Vec<f64>]| {
                let student = matrix(&case.student, &device).require_grad();
                let ours = term(method::relations(student.clone(), matrix(&case.teacher, &device)));
                let gradients = ours.backward();
                let value = numbers(ours);
                close(&what, &value, &[loss], 1e-5, 1e-10);
                let found = numbers(student.grad(&gradients).expect("student"));
                close(&what, &found, &gradient.concat(), 1e-4, 1e-6);
                value[0]
            };
            let distance = check(|(distance, _)| distance, case.loss_distance, &case.grad_distance);
            let angle = check(|(_, angle)| angle, case.loss_angle, &case.grad_angle);
            close(&what, &[25.0 * distance + 50.0 * angle], &[case.total_25_50], 1e-5, 1e-8);
        }
    }
}

#[test]
fn relations_of_one_image_of_silent_networks_and_of_twins_are_finite() {
    for (engine, device) in devices() {
        let teacher = [vec![1.0, 2.0, 0.5], vec![0.0, 1.0, 3.0], vec![2.0, 0.1, 0.2], vec![1.0, 1.0, 1.0]];
        let twins = vec![vec![0.3, 0.7], vec![0.3, 0.7], vec![5.0, 0.1], vec![0.3, 0.9]];
        for (images, student) in [(1, twins.clone()), (4, vec![vec![0.0; 2]; 4]), (4, twins)] {
            let student = matrix(&student[..images], &device).require_grad();
            let (distance, angle) = method::relations(student.clone(), matrix(&teacher[..images], &device));
            let loss = distance * 25.0 + angle * 50.0;
            let gradient = numbers(student.grad(&loss.backward()).expect("student"));
            let value = numbers(loss);
            // A pair without a direction has no say; the others stay of ordinary size.
            assert!(
                value[0].is_finite() && gradient.iter().all(|g| g.abs() < 1e3),
                "{engine:?} {gradient:?}"
            );
        }
    }
}

#[derive(Deserialize)]
struct Decoupled {
    id: String,
    alpha: f64,
    beta: f64,
    #[serde(rename = "T")]
    temperature: f32,
    student: Vec<Vec<f32>>,
    teacher: Vec<Vec<f32>>,
    labels: Vec<usize>,
    tckd: f64,
    nckd: f64,
    loss: f64,
    grad: Vec<Vec<f64>>,
}

#[test]
fn decoupled_terms_agree_with_the_reference() {
    for case in cases::<Decoupled>("dkd") {
        for (engine, device) in devices() {
            let what = format!("{} {engine:?}", case.id);
            let t = f64::from(case.temperature);
            let classes = case.student[0].len();
            let one_hot = |&label: &usize| -> Vec<f32> {
                (0..classes).map(|class| f32::from(u8::from(class == label))).collect()
            };
            let targets = matrix(&case.labels.iter().map(one_hot).collect::<Vec<_>>(), &device);
            let student = matrix(&case.student, &device).require_grad();
            let teacher = matrix(&case.teacher, &device);
            let (target, others) = method::decoupled(teacher, student.clone(), targets, case.temperature);
            // In the reference alpha and beta weigh the two terms.
            let weights = [case.alpha * t * t, case.beta * t * t];
            let loss = target.clone() * weights[0] as f32 + others.clone() * weights[1] as f32;
            let gradients = loss.backward();
            close(&what, &numbers(target), &[case.tckd], 1e-5, 2e-7);
            close(&what, &numbers(others), &[case.nckd], 1e-5, 2e-7);
            let largest = weights[0].max(weights[1]);
            close(&what, &numbers(loss), &[case.loss], 1e-5, 2e-7 * largest);
            let gradient = numbers(student.grad(&gradients).expect("student"));
            close(&what, &gradient, &case.grad.concat(), 1e-4, 2e-7 * largest / t);
        }
    }
}
