//! Source text of networks, in three languages: the Rust is compiled here and answers like the network. PyTorch and
//! JavaScript are written to `target/code`, with what they have to answer, for `tests/python/test_distil.py`.

use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor, TensorData};
use retort::model::{ImageShape, MODELS, Mode, Net, find};
use retort::seed::Seed;
use retort_portable::code::{About, burn, javascript, pytorch};
use retort_portable::features::Features;
use retort_portable::{Metadata, Network, Parameter, onnx, safetensors};

/// What the programs use of the crate `safetensors`, on this project's own reader: the crate itself changes features of
/// dependencies that burn has too, and burn would be compiled twice. Python's reader checks the files.
mod safetensors_crate {
    use retort_portable::safetensors;

    pub struct SafeTensors(Vec<(String, View)>);

    pub struct View {
        shape: Vec<usize>,
        bytes: Vec<u8>,
    }

    impl SafeTensors {
        pub fn deserialize(bytes: &[u8]) -> Result<Self, Box<dyn std::error::Error>> {
            let file = safetensors::read(bytes)?;
            let view = |tensor: retort_portable::Tensor| {
                let bytes = tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect();
                (tensor.name, View { shape: tensor.shape, bytes })
            };
            Ok(Self(file.tensors.into_iter().map(view).collect()))
        }

        pub fn tensor(&self, name: &str) -> Result<&View, String> {
            let found = self.0.iter().find(|(known, _)| known == name);
            found.map(|(_, view)| view).ok_or_else(|| format!("no tensor {name}"))
        }
    }

    impl View {
        pub fn data(&self) -> &[u8] {
            &self.bytes
        }

        pub fn shape(&self) -> &[usize] {
            &self.shape
        }
    }
}

/// One program of each architecture, as the generator writes it.
macro_rules! programs {
    ($($module:ident = $key:literal),+ $(,)?) => {
        $(#[allow(dead_code, clippy::all, reason = "written by the generator, read by people")]
        mod $module {
            use super::safetensors_crate as safetensors;
            include!(concat!("code/", $key, ".rs"));
        })+

        /// Keys, and what each program says of images: logits, and the value where there is one.
        fn keys() -> Vec<&'static str> {
            vec![$($key),+]
        }
    };
}

programs! {
    mlp = "mlp-128-64",
    cnn = "cnn-4-8",
    dropout_cnn = "dropout-cnn-8-16-32",
    pool = "pool-5",
    depthwise = "depthwise-8-16",
    residual = "residual-8-16-32",
    vit = "vit-2-16",
    policy_value = "policy-value-8",
}

const SMALL: ImageShape = ImageShape { height: 8, width: 8, classes: 10 };
const LARGE: ImageShape = ImageShape { height: 28, width: 28, classes: 10 };
const IMAGES: usize = 16;

fn network(key: &str, shape: ImageShape) -> (Net, Network) {
    let device = Device::flex();
    let net = find(key).expect("registered").init(shape, &mut Seed(7).stream("code"), &device);
    let described = net.describe(key, shape).expect("a network");
    (net, described)
}

fn about(file: &str) -> About {
    About { classes: (0..10).map(|class| class.to_string()).collect(), file: file.into() }
}

fn pixels(shape: ImageShape) -> Vec<f32> {
    let mut stream = Seed(1).stream("code/images");
    (0..IMAGES * shape.height * shape.width).map(|_| stream.below(256) as f32 / 255.0).collect()
}

fn images(shape: ImageShape, device: &Device) -> Tensor<4> {
    Tensor::from_data(TensorData::new(pixels(shape), [IMAGES, 1, shape.height, shape.width]), device)
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// Largest difference as a part of the largest number.
fn apart(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().map(|value| value.abs()).fold(0.0, f32::max);
    found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max) / largest
}

#[test]
fn the_programs_in_rust_are_those_that_the_generator_writes() {
    for key in keys() {
        let text = burn(&network(key, SMALL).1, &about("student.safetensors")).expect("sound");
        // Compiled as a part of this test, so what belongs to a whole file is a comment.
        let text = text.replace("//!", "//");
        let path = Path::new("tests/code").join(format!("{key}.rs"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &text).expect("written");
        }
        let stored = std::fs::read_to_string(&path).expect("checked in; BLESS=1 writes it");
        assert_eq!(stored, text, "{key}: BLESS=1 cargo test --test code");
    }
}

/// Compares a program with its network.
macro_rules! answers_like {
    ($module:ident::$name:ident, $key:literal, $logits:expr) => {{
        let device = Device::flex();
        let (net, described) = network($key, SMALL);
        let bytes = safetensors::write(&described, &Metadata::default()).expect("sound");
        let program = $module::$name::load(&bytes, &device).expect("the same names and shapes");
        let expected = numbers(net.forward(images(SMALL, &device), Mode::Evaluate).logits);
        let logits: fn(_) -> Tensor<2> = $logits;
        let found = numbers(logits(program.forward(images(SMALL, &device))));
        assert!(apart(&found, &expected) < 1e-5, "{}: {}", $key, apart(&found, &expected));
        let first: Vec<u8> = pixels(SMALL)[..64].iter().map(|grey| (grey * 255.0).round() as u8).collect();
        let (class, probabilities) = $module::classify(&program, &first, &device);
        let best = retort::math::argmax(&expected[..10]);
        assert_eq!(class, best.to_string(), "{}", $key);
        assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }};
}

#[test]
fn the_programs_in_rust_answer_like_their_networks() {
    answers_like!(mlp::Mlp128_64, "mlp-128-64", |logits| logits);
    answers_like!(cnn::Cnn4_8, "cnn-4-8", |logits| logits);
    answers_like!(dropout_cnn::DropoutCnn8_16_32, "dropout-cnn-8-16-32", |logits| logits);
    answers_like!(pool::Pool5, "pool-5", |logits| logits);
    answers_like!(depthwise::Depthwise8_16, "depthwise-8-16", |logits| logits);
    answers_like!(residual::Residual8_16_32, "residual-8-16-32", |logits| logits);
    answers_like!(vit::Vit2_16, "vit-2-16", |logits| logits);
    answers_like!(policy_value::PolicyValue8, "policy-value-8", |(logits, _)| logits);
}

#[test]
fn what_a_network_shows_of_its_inside_has_the_shapes_of_its_anatomy() {
    for model in MODELS {
        for shape in [SMALL, LARGE] {
            let (net, described) = network(model.key, shape);
            let features = Features::of(&described, model.family, net.dropout());
            let shapes = described.shapes().expect("sound");
            let anatomy = model.anatomy(shape).expect("an engine");
            let taps: Vec<usize> =
                features.taps.iter().map(|tap| shapes[tap.as_str()].iter().product()).collect();
            let own: Vec<usize> = anatomy.taps.iter().map(|tap| tap.iter().product()).collect();
            assert_eq!(taps, own, "{}", model.key);
            let hidden: Vec<_> = features.hidden.iter().map(|each| shapes[each.as_str()].clone()).collect();
            assert_eq!(hidden, anatomy.hidden, "{}", model.key);
            assert_eq!(features.dropout.is_some(), model.family == "dropout-cnn", "{}", model.key);
        }
    }
}

/// Where the other languages' tests find what they run.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/code");
    std::fs::create_dir_all(&folder).expect("target/ can be written");
    folder
}

#[test]
fn the_programs_of_every_model_are_written_for_the_tests_of_their_languages() {
    let (folder, device) = (folder(), Device::flex());
    let mut list = vec![];
    for model in MODELS {
        for shape in [SMALL, LARGE] {
            let (net, described) = network(model.key, shape);
            let name = format!("{}_{}", model.key.replace('-', "_"), shape.height);
            let logits = numbers(net.forward(images(shape, &device), Mode::Evaluate).logits);
            let plain = |name: &str, shape: Vec<usize>, values| Parameter {
                name: name.into(),
                shape,
                transposed: false,
                values,
            };
            let answers = [
                plain("images", vec![IMAGES, 1, shape.height, shape.width], pixels(shape)),
                plain("logits", vec![IMAGES, 10], logits),
            ];
            let write = |ending: &str, bytes: &[u8]| {
                std::fs::write(folder.join(format!("{name}{ending}")), bytes).expect("written");
            };
            let metadata = Metadata::default();
            write(".safetensors", &safetensors::write(&described, &metadata).expect("sound"));
            write(".onnx", &onnx::write(&described, &metadata).expect("sound"));
            write("_answers.safetensors", &safetensors::write_tensors(&answers, &metadata).expect("sound"));
            let file = about(&format!("{name}.safetensors"));
            write(".py", pytorch(&described, &file).expect("sound").as_bytes());
            write(".mjs", javascript(&described, &about(&format!("{name}.onnx"))).as_bytes());
            list.push(name);
        }
    }
    std::fs::write(folder.join("list.json"), serde_json::to_string(&list).expect("texts")).expect("written");
    assert_eq!(list.len(), 2 * MODELS.len());
}
