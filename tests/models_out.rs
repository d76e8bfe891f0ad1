//! Networks that leave as files and come back: every architecture, every format, and what is refused.

use std::process::{Command, Output};
use std::rc::Rc;

use burn::tensor::Device;
use retort::data::{self, Source};
use retort::device;
use retort::engine::quantised::Integers;
use retort::experiment;
use retort::model::{self, ImageShape, MODELS, Net, Quantised, record, weights};
use retort::seed::Seed;
use retort::session::python;
use retort::spec::choices::Engine;
use retort::spec::link;
use retort::spec::units::Bits;
use retort_portable::{Metadata, Network, Quantisation, Tensors, import, onnx, safetensors};

fn device() -> Device {
    device::plain(Engine::Flex).expect("built")
}

fn source(key: &str) -> &'static Source {
    data::source(key).expect("registered")
}

/// Random weights, and statistics of batch norm that are possible.
fn drawn(key: &str, source: &Source, seed: u32) -> Net {
    let model = model::find(key).expect("registered");
    let net = model.init(ImageShape::from(source), &mut Seed(seed).stream("test"), &device());
    let count = weights::flatten(&net).len();
    let noise = Seed(seed).stream("noise").symmetric(count, 0.5);
    let numbers: Vec<f32> = weights::flatten(&net).iter().zip(noise).map(|(w, n)| w + n.abs()).collect();
    weights::load(net, &numbers, &device()).expect("as many")
}

fn described(net: &Net, key: &str, source: &Source) -> Network {
    net.describe(key, ImageShape::from(source)).expect("a network")
}

#[test]
fn every_network_comes_back_from_every_format() {
    for source in [source("digits"), source("mnist")] {
        let known = model::networks_for(source).expect("built");
        for model in MODELS {
            let net = drawn(model.key, source, 1);
            let network = described(&net, model.key, source);
            let metadata = Metadata::default().with(Metadata::CLASSES, "[\"0\", \"蒸馏\\n\"]");
            let files = [
                onnx::read(&onnx::write(&network, &metadata).expect("sound")),
                safetensors::read(&safetensors::write(&network, &metadata).expect("sound")),
            ];
            for tensors in files {
                let tensors = tensors.expect(model.key);
                assert_eq!(tensors.metadata.get(Metadata::CLASSES), metadata.get(Metadata::CLASSES));
                let (at, numbers) = import::weights_for(&tensors, &known).expect(model.key);
                assert_eq!(known[at].name, model.key);
                assert_eq!(numbers, weights::flatten(&net), "{}", model.key);
            }
            let bytes = record::write(&net, &metadata).expect("a network");
            assert_eq!(bytes, record::write(&drawn(model.key, source, 1), &metadata).expect("a network"));
            let back = record::read(drawn(model.key, source, 2), &bytes, &device()).expect(model.key);
            assert_eq!(weights::flatten(&back), weights::flatten(&net), "{}", model.key);
        }
    }
}

#[test]
fn quantised_networks_come_back_as_the_weights_on_their_grid() {
    let source = source("digits");
    let known = model::networks_for(source).expect("built");
    for bits in [8, 4, 2] {
        let bits = Bits::new(bits).expect("in range");
        let ranges = [[0.0, 1.0], [-0.1, 2.5], [0.0, 3.0], [-1.0, 1.0]];
        let net = drawn("dropout-cnn-8-16-32", source, 3);
        let quantised = Net::Quantised(Quantised::new(net, &ranges, bits, &device()));
        let network = described(&quantised, "dropout-cnn-8-16-32", source);
        let layers: Vec<Quantisation> = network.nodes.iter().filter_map(|node| node.quantisation).collect();
        assert_eq!(layers.len(), 4);
        for (at, (layer, range)) in layers.iter().zip(ranges).enumerate() {
            let input_bits = if at == 0 { 8 } else { bits.get() };
            assert_eq!((layer.range, layer.input_bits, layer.weight_bits), (range, input_bits, bits.get()));
            let (scale, integers) = Integers::affine(range, input_bits);
            let grid = layer.input_grid();
            assert_eq!(grid.scale, scale);
            let same = [grid.lowest, grid.highest, grid.zero].map(i32::from);
            assert_eq!(same, [integers.lowest, integers.highest, integers.zero]);
        }
        let bytes = onnx::write(&network, &Metadata::default()).expect("sound");
        let (at, numbers) =
            import::weights_for(&onnx::read(&bytes).expect("sound"), &known).expect("a known network");
        assert_eq!(known[at].name, "dropout-cnn-8-16-32");
        let own: Vec<f32> = network.parameters.iter().flat_map(|each| each.own_layout()).collect();
        assert_eq!(numbers.len(), own.len());
        for (read, own) in numbers.iter().zip(own) {
            assert!((read - own).abs() <= 2e-7 * own.abs(), "{read} {own}");
        }
    }
}

#[test]
fn records_of_other_networks_and_damaged_ones_are_refused() {
    let source = source("digits");
    let bytes = record::write(&drawn("cnn-4-8", source, 1), &Metadata::default()).expect("a network");
    for other in ["cnn-8-16", "mlp-8", "vit-2-16"] {
        assert!(record::read(drawn(other, source, 1), &bytes, &device()).is_err(), "{other}");
    }
    for length in [0, 1, 8, bytes.len() / 2, bytes.len() - 1] {
        let cut = record::read(drawn("cnn-4-8", source, 1), &bytes[..length], &device());
        assert!(cut.is_err(), "{length}");
    }
    let mut numbers = weights::flatten(&drawn("cnn-4-8", source, 1));
    numbers[3] = f32::NAN;
    let net = weights::load(drawn("cnn-4-8", source, 1), &numbers, &device()).expect("as many");
    let bytes = record::write(&net, &Metadata::default()).expect("written");
    assert!(record::read(drawn("cnn-4-8", source, 1), &bytes, &device()).is_err());
}

/// What tests/models/make.py wrote with PyTorch.
fn from_pytorch(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/models/{name}")).expect("shipped")
}

#[test]
fn files_that_pytorch_wrote_come_in() {
    let known = model::networks_for(source("digits")).expect("built");
    let weights = |tensors: Result<Tensors, _>| {
        let (at, numbers) = import::weights_for(&tensors.expect("sound"), &known).expect("a known network");
        (known[at].name.clone(), numbers)
    };
    let (key, numbers) = weights(safetensors::read(&from_pytorch("cnn-2-4.safetensors")));
    assert_eq!((key.as_str(), numbers.len()), ("cnn-2-4", 266));
    for exporter in ["cnn-2-4.onnx", "cnn-2-4-dynamo.onnx"] {
        assert_eq!(
            weights(onnx::read(&from_pytorch(exporter))),
            (key.clone(), numbers.clone()),
            "{exporter}"
        );
    }
    // Sixteen bits, and batch norm with PyTorch's counters.
    let (key, halves) = weights(safetensors::read(&from_pytorch("cnn-2-4-float16.safetensors")));
    assert_eq!(key, "cnn-2-4");
    assert!(halves.iter().zip(&numbers).all(|(half, full)| (half - full).abs() <= 5e-4 * full.abs() + 1e-7));
    let (key, _) = weights(safetensors::read(&from_pytorch("depthwise-8-16.safetensors")));
    assert_eq!(key, "depthwise-8-16");
}

#[test]
fn a_network_that_computes_something_else_is_refused_although_its_weights_fit() {
    let known = model::networks_for(source("digits")).expect("built");
    for name in ["cnn-2-4-no-relu.onnx", "cnn-2-4-other-stride.onnx", "cnn-2-4-sigmoid.onnx"] {
        let bytes = from_pytorch(name);
        let reason = match onnx::read(&bytes) {
            Err(error) => error.to_string(),
            Ok(tensors) => import::weights_for(&tensors, &known).expect_err(name).to_string(),
        };
        let named = ["Relu", "first.weight", "second.weight", "Sigmoid", "output.weight"];
        assert!(named.iter().any(|word| reason.contains(word)), "{name}: {reason}");
    }
}

/// The page's worker hands it from the engine to the module of formats, the numbers beside it.
#[test]
fn an_experiment_for_pytorch_is_the_same_after_a_way_as_plain_data() {
    let text = "v=1&steps=5&tepochs=1&tdata=100&arms=hard-labels,soft-labels";
    let spec = link::open(text, &experiment::vocabulary()).spec;
    let dataset = Rc::new(data::Dataset::open("digits", &[]).expect("embedded"));
    let experiment = python::experiment(&spec, &dataset, &[], None).expect("sound");
    let written = serde_json::to_string(&experiment).expect("JSON");
    let read: retort_portable::python::Experiment = serde_json::from_str(&written).expect("the same");
    let read = read.with_numbers(&experiment.numbers()).expect("as many");
    let files = |experiment| retort_portable::python::files(experiment).expect("sound");
    assert!(files(&read) == files(&experiment));
}

fn retort(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_retort")).args(arguments).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

#[test]
fn the_program_writes_what_it_reads() {
    let folder = std::env::temp_dir().join(format!("retort-models-out-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let link = "tepochs=2&steps=20&student=mlp-8&arms=soft-labels,quantisation-aware";
    for (format, arm) in [
        ("onnx", "soft-labels"),
        ("safetensors", "teacher"),
        ("burn", "soft-labels"),
        ("onnx-int8", "quantisation-aware"),
    ] {
        let path = folder.join(format);
        let path = path.to_str().expect("UTF-8");
        let written = retort(&["export", format, link, "--arm", arm, "-o", path]);
        assert!(written.status.success(), "{}", said(&written));
        let key = if arm == "teacher" { "dropout-cnn-8-16-32" } else { "mlp-8" };
        let read = retort(&["inspect", path, "--model", key]);
        assert!(read.status.success(), "{}", said(&read));
        let accuracy = |text: &str| {
            let rest = &text[text.find("accuracy ").expect("it says it") + 9..];
            rest[..rest.find(" %").expect("in percent")].parse::<f64>().expect("a number")
        };
        let [before, after] = [&written, &read].map(|output| accuracy(&said(output)));
        // The integers' inputs are not rounded any more.
        assert!((before - after).abs() < if format == "onnx-int8" { 2.0 } else { 1e-9 }, "{before} {after}");
        assert!(said(&read).contains(key), "{}", said(&read));
    }
    for (arguments, word) in [
        (["export", "onnx-int8", link, "--arm", "soft-labels"], "quantisation-aware"),
        (["export", "onnx", link, "--arm", "quantisation-aware"], "onnx-int8"),
        (["export", "onnx", link, "--arm", "hints"], "soft-labels"),
        (["export", "onnx", "T=0", "--arm", "soft-labels"], "T=0"),
        (["export", "onnx", "teachers=2", "--arm", "teacher"], "several teachers"),
    ] {
        let path = folder.join("refused");
        let refused = retort(&[&arguments[..], &["-o", path.to_str().expect("UTF-8")]].concat());
        assert!(!refused.status.success() && said(&refused).contains(word), "{}", said(&refused));
        assert!(!path.exists());
    }
    let refused = retort(&["inspect", "Cargo.toml"]);
    assert!(!refused.status.success() && said(&refused).contains("ONNX"), "{}", said(&refused));
    std::fs::remove_dir_all(folder).expect("removed");
}
