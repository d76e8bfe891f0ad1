//! Quantisation against reference vectors, and quantised students from the first update to a single drawn image.

use std::rc::Rc;

use burn::tensor::{Tensor, TensorData};
use retort::data::Dataset;
use retort::device;
use retort::engine::quantised::{self, Integers};
use retort::experiment;
use retort::model::weights;
use retort::session::{Event, Run, RunEvent, TrainedNet};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    kind: String,
    w: Vec<f32>,
    scale: f32,
    zero_point: i32,
    qmin: i32,
    qmax: i32,
    dequant: Vec<f32>,
    ste_mask: Vec<f32>,
}

#[test]
fn rounding_and_its_gradient_agree_with_the_reference() {
    let text = std::fs::read_to_string("tests/vectors/int8_fake_quant.json").expect("shipped");
    let file: File = serde_json::from_str(&text).expect("sound");
    assert!(file.cases.len() >= 10);
    for case in &file.cases {
        let what = format!("{} {}", case.kind, case.id);
        for &engine in device::BUILT {
            let device = device::plain(engine).expect("built").autodiff();
            let x = Tensor::<2>::from_data(TensorData::new(case.w.clone(), [case.w.len(), 1]), &device)
                .require_grad();
            let (scale, integers, y) = if case.kind == "affine" {
                let least = case.w.iter().copied().fold(0.0, f32::min);
                let most = case.w.iter().copied().fold(0.0, f32::max);
                let (scale, integers) = Integers::affine([least, most], 8);
                (scale, integers, quantised::activations(x.clone(), [least, most], 8))
            } else {
                let scale = quantised::weight_scales(x.clone().inner(), 1, 8).into_scalar::<f32>();
                (scale, Integers::symmetric(8), quantised::weights(x.clone(), 1, 8))
            };
            let expected = Integers { lowest: case.qmin, highest: case.qmax, zero: case.zero_point };
            assert_eq!(integers, expected, "{what}");
            assert!((scale - case.scale).abs() <= 1e-6 * case.scale, "{what}: {scale} {}", case.scale);
            let gradients = y.clone().sum().backward();
            let mask: Vec<f32> = x.grad(&gradients).expect("it depends").into_data().iter().collect();
            let values: Vec<f32> = y.into_data().iter().collect();
            for (at, w) in case.w.iter().enumerate() {
                let place = f64::from(*w) / f64::from(scale);
                // The reference divides in 64 bits; what it finds this near a half is a half in 32 bits.
                if scale != 1.0 && (place.fract().abs() - 0.5).abs() < 1e-5 {
                    continue;
                }
                assert_eq!(mask[at], case.ste_mask[at], "{what} {w}");
                let (ours, theirs) = (values[at], case.dequant[at]);
                assert!((ours - theirs).abs() <= 2e-6 * theirs.abs() + 1e-12, "{what}: {ours} {theirs}");
            }
        }
    }
}

#[test]
fn outside_the_clamp_there_is_no_gradient() {
    let device = device::plain(device::BUILT[0]).expect("built").autodiff();
    let x = Tensor::<1>::from_data([-1.0, 0.3, 2.0, 9.0], &device).require_grad();
    let y = quantised::activations(x.clone(), [0.0, 2.0], 2);
    let gradients = y.clone().sum().backward();
    let mask: Vec<f32> = x.grad(&gradients).expect("it depends").into_data().iter().collect();
    assert_eq!(mask, [0.0, 1.0, 1.0, 0.0]);
    let values: Vec<f32> = y.into_data().iter().collect();
    let expected = [0.0, 0.0, 2.0, 2.0];
    assert!(values.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{values:?}");
}

/// Accuracy, bytes, and whether the answers to the first test image come back from weights alone, by role.
fn run(link: &str) -> Vec<(&'static str, f64, u64)> {
    let opened = experiment::open(link);
    assert_eq!(opened.problems, [], "{link}");
    let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
    let mut run = Run::new(opened.spec.clone(), dataset.clone()).expect("sound");
    let mut found = vec![];
    while !run.is_over() {
        let Some(RunEvent { role, event: Event::Finished(outcome) }) = run.step().expect("sound") else {
            continue;
        };
        let trained = weights::flatten(&run.nets(role)[0]);
        let again = TrainedNet::new(&opened.spec, role, &trained, opened.spec.engine).expect("the same form");
        // 16 grey levels become 255 and back, exactly at black and white only: compare with a white image's own answer.
        let (black, white) = (again.logits(&[0; 64]), again.logits(&[255; 64]));
        assert!(black.is_ok() && black != white, "{role}");
        found.push((role, outcome.evaluation.scores.accuracy, outcome.cost.bytes));
    }
    found
}

#[test]
fn eight_bits_lose_nothing_and_two_bits_need_to_be_learnt() {
    const ARMS: &str = "arms=soft-labels,quantisation-aware,post-training-quantised&labels=300&T=2&steps=300";
    for student in ["mlp-16", "cnn-4-8", "dropout-cnn-8-16-32"] {
        let at = |bits: u32| run(&format!("{ARMS}&bits={bits}&student={student}&tepochs=10"));
        let (eight, two) = (at(8), at(2));
        let (full, aware, after) = (eight[1], eight[2], eight[3]);
        assert!(aware.1 > full.1 - 0.04, "{student}: {eight:?}");
        assert!((after.1 - full.1).abs() < 0.02, "{student}: {eight:?}");
        assert!(aware.2 * 5 < full.2 * 2 && two[2].2 < aware.2, "{student}: {eight:?} {two:?}");
        assert!(two[2].1 > two[3].1 + 0.05, "{student}: {two:?}");
    }
}

#[test]
fn the_weights_of_a_quantised_student_lie_on_their_grid() {
    let opened = experiment::open("arms=quantisation-aware&bits=2&student=mlp-8&steps=20&tepochs=1");
    let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
    let mut run = Run::new(opened.spec, dataset).expect("sound");
    while !run.is_over() {
        run.step().expect("sound");
    }
    let weights = weights::flatten(&run.nets("quantisation-aware")[0]);
    // The first layer is [64, 8]: one scale for each of 8 outputs, and the integers -1, 0 and 1.
    for output in 0..8 {
        let column: Vec<f32> = (0..64).map(|input| weights[input * 8 + output]).collect();
        let scale = column.iter().fold(0.0_f32, |most, w| most.max(w.abs()));
        assert!(scale > 0.0 && column.iter().all(|&w| w == 0.0 || w.abs() == scale), "{column:?}");
    }
}
