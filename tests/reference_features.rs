//! Losses that compare layers, and their gradients, against references computed in float64 (see
//! `tests/vectors/README.md`). Tolerances: losses 1e-5 relative, gradients 1e-4 of the case's largest gradient.

use burn::module::Param;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor, TensorData};
use retort::device;
use retort::method::hidden_cosine::cosine_loss;
use retort::method::layer_matching::{attention_loss, hidden_loss};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct File<Case> {
    cases: Vec<Case>,
}

fn cases<Case: DeserializeOwned>(name: &str) -> Vec<Case> {
    let path = std::path::Path::new("tests/vectors").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: File<Case> = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(!file.cases.is_empty(), "{name}");
    file.cases
}

fn tensor<const D: usize>(values: &[f32], dims: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.to_vec(), dims), device)
}

fn number(loss: Tensor<1>) -> f64 {
    f64::from(loss.into_scalar::<f32>())
}

fn numbers<const D: usize>(tensor: Option<Tensor<D>>) -> Vec<f64> {
    tensor.expect("the loss depends on it").into_data().iter::<f64>().collect()
}

fn loss_agrees(what: &str, ours: f64, reference: f64) {
    let tolerance = (1e-5 * reference.abs()).max(2e-7);
    assert!((ours - reference).abs() <= tolerance, "{what}: {ours}, reference {reference}");
}

fn gradient_agrees(what: &str, ours: &[f64], reference: &[f64]) {
    assert_eq!(ours.len(), reference.len(), "{what}");
    let largest = reference.iter().fold(0.0_f64, |most, g| most.max(g.abs()));
    for (index, (ours, theirs)) in ours.iter().zip(reference).enumerate() {
        let tolerance = (1e-4 * largest).max(2e-7);
        assert!((ours - theirs).abs() <= tolerance, "{what} {index}: {ours}, reference {theirs}");
    }
}

/// One case of TinyBERT's loss; lists of layers hold each tensor row-major.
#[derive(Deserialize)]
struct Layers {
    id: String,
    #[serde(rename = "B")]
    batch: usize,
    heads: usize,
    #[serde(rename = "L")]
    tokens: usize,
    #[serde(rename = "ds")]
    student_width: usize,
    #[serde(rename = "dt")]
    teacher_width: usize,
    att_s: Vec<Vec<f32>>,
    att_t: Vec<Vec<f32>>,
    hid_s: Vec<Vec<f32>>,
    hid_t: Vec<Vec<f32>>,
    /// As PyTorch stores it, `[outputs][inputs]`.
    #[serde(rename = "W")]
    weight: Vec<Vec<f32>>,
    b: Vec<f32>,
    loss_attention: f64,
    loss_embedding: f64,
    loss_hidden: f64,
    loss: f64,
    grad_att: Vec<Vec<f64>>,
    grad_hid: Vec<Vec<f64>>,
    #[serde(rename = "grad_W")]
    grad_weight: Vec<Vec<f64>>,
    grad_b: Vec<f64>,
}

/// `[outputs][inputs]` as burn stores it, `[inputs, outputs]`.
fn transposed<T: Copy>(rows: &[Vec<T>]) -> Vec<T> {
    (0..rows[0].len()).flat_map(|column| rows.iter().map(move |row| row[column])).collect()
}

fn projection(case: &Layers, device: &Device) -> Linear {
    let dims = [case.student_width, case.teacher_width];
    let mut layer = LinearConfig::new(dims[0], dims[1]).init(device);
    layer.weight = Param::from_tensor(tensor(&transposed(&case.weight), dims, device).require_grad());
    layer.bias = Some(Param::from_tensor(tensor(&case.b, [dims[1]], device).require_grad()));
    layer
}

#[test]
fn layer_matching_agrees_with_the_reference() {
    // The fourth case is about padding, which the authors' program leaves out of the comparison; images have none.
    let all: Vec<Layers> = cases("tinybert.json");
    let usable: Vec<_> = all.iter().filter(|case| !case.id.starts_with("masked")).collect();
    assert!(usable.len() >= 3);
    for case in usable {
        for &engine in device::BUILT {
            let device = device::plain(engine).expect("built").autodiff();
            let what = format!("{} {engine:?}", case.id);
            let scores =
                |layer: &Vec<f32>| tensor(layer, [case.batch, case.heads, case.tokens, case.tokens], &device);
            let states = |width| {
                let device = device.clone();
                move |layer: &Vec<f32>| tensor(layer, [case.batch, case.tokens, width], &device)
            };
            let attention: Vec<_> = case.att_s.iter().map(|l| scores(l).require_grad()).collect();
            let hidden: Vec<_> =
                case.hid_s.iter().map(states(case.student_width)).map(Tensor::require_grad).collect();
            let teacher: Vec<_> = case.hid_t.iter().map(states(case.teacher_width)).collect();
            let projection = projection(case, &device);
            let teachers_attention: Vec<_> = case.att_t.iter().map(scores).collect();
            let by_attention = attention_loss(&attention, &teachers_attention);
            let by_embedding = hidden_loss(&hidden[..1], &teacher[..1], Some(&projection));
            let by_hidden = hidden_loss(&hidden[1..], &teacher[1..], Some(&projection));
            loss_agrees(&format!("{what} attention"), number(by_attention.clone()), case.loss_attention);
            loss_agrees(&format!("{what} embedding"), number(by_embedding.clone()), case.loss_embedding);
            loss_agrees(&format!("{what} hidden"), number(by_hidden.clone()), case.loss_hidden);
            let total = by_attention + by_embedding + by_hidden;
            loss_agrees(&what, number(total.clone()), case.loss);
            let gradients = total.backward();
            for (layer, reference) in attention.iter().zip(&case.grad_att) {
                gradient_agrees(&format!("{what} scores"), &numbers(layer.grad(&gradients)), reference);
            }
            for (layer, reference) in hidden.iter().zip(&case.grad_hid) {
                gradient_agrees(&format!("{what} states"), &numbers(layer.grad(&gradients)), reference);
            }
            let weight = numbers(projection.weight.val().grad(&gradients));
            gradient_agrees(&format!("{what} projection"), &weight, &transposed(&case.grad_weight));
            let bias = projection.bias.as_ref().and_then(|bias| bias.val().grad(&gradients));
            gradient_agrees(&format!("{what} bias"), &numbers(bias), &case.grad_b);
        }
    }
}

#[derive(Deserialize)]
struct Cosine {
    id: String,
    student: Vec<Vec<f32>>,
    teacher: Vec<Vec<f32>>,
    loss: f64,
    grad: Vec<Vec<f64>>,
}

#[test]
fn the_cosine_of_hidden_states_agrees_with_the_reference() {
    for case in cases::<Cosine>("distilbert_cosine.json") {
        for &engine in device::BUILT {
            let device = device::plain(engine).expect("built").autodiff();
            let what = format!("{} {engine:?}", case.id);
            let matrix = |rows: &[Vec<f32>]| tensor(&rows.concat(), [rows.len(), rows[0].len()], &device);
            let student = matrix(&case.student).require_grad();
            let loss = cosine_loss(student.clone(), matrix(&case.teacher));
            loss_agrees(&what, number(loss.clone()), case.loss);
            let gradients = loss.backward();
            // At zero the direction, and so the gradient, is whatever the epsilon makes of it.
            if !case.id.starts_with("zero") {
                gradient_agrees(&what, &numbers(student.grad(&gradients)), &case.grad.concat());
            }
        }
    }
}
