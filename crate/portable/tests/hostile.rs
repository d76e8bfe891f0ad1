//! Files of models that are damaged or made to do harm: refused with a field and a reason, never a panic, never more
//! numbers than the file has bytes for.

use retort_portable::{
    Builder, Convolution, MOST_BYTES, Metadata, Network, Operation, Quantisation, ReadError, Tensors, import,
    onnx, safetensors,
};

/// A small network with every kind of parameter.
fn network(quantised: bool) -> Network {
    let mut network = Builder::new("small", [1, 6, 6]);
    let numbers = |count: usize| (0..count).map(|at| (at as f32 * 0.37) % 1.0 - 0.4).collect::<Vec<_>>();
    let images = network.images();
    network.parameter("first.weight".into(), vec![2, 1, 3, 3], numbers(18));
    network.parameter("first.bias".into(), vec![2], numbers(2));
    let convolution = Convolution { stride: 1, padding: 1, groups: 1, bias: true };
    let x = network.node("first", Operation::Convolution(convolution), [&images]);
    let mut x = network.node("first.relu", Operation::Relu, [&x]);
    if !quantised {
        for name in ["weight", "bias", "running_mean", "running_var"] {
            network.parameter(format!("norm.{name}"), vec![2], vec![0.5, 0.25]);
        }
        x = network.node("norm", Operation::BatchNorm { epsilon: 1e-5 }, [&x]);
        x = network.node("grid", Operation::AveragePool { side: 4 }, [&x]);
    }
    let flat = network.node("flat", Operation::Flatten, [&x]);
    let inputs = if quantised { 72 } else { 32 };
    network.dense_weight("output.weight".into(), [inputs, 3], &numbers(3 * inputs));
    network.parameter("output.bias".into(), vec![3], numbers(3));
    let logits = network.node("output", Operation::Dense, [&flat]);
    let mut network = network.finish([("logits", &logits, 3)]);
    for node in network.nodes.iter_mut().filter(|node| quantised && !node.name.contains("flat")) {
        if !matches!(node.operation, Operation::Relu) {
            node.quantisation = Some(Quantisation { weight_bits: 8, input_bits: 8, range: [0.0, 1.0] });
        }
    }
    network
}

fn metadata() -> Metadata {
    Metadata::default().with(Metadata::MODEL, "small").with(Metadata::CLASSES, "[\"a\", \"蒸馏\"]")
}

/// A good file, and who reads it.
type Reader = fn(&[u8]) -> Result<Tensors, ReadError>;

fn good_files() -> Vec<(Vec<u8>, Reader)> {
    vec![
        (onnx::write(&network(false), &metadata()).expect("a sound network"), onnx::read),
        (onnx::write(&network(true), &metadata()).expect("a sound network"), onnx::read),
        (safetensors::write(&network(false), &metadata()).expect("a sound network"), safetensors::read),
    ]
}

/// A generator of numbers (Marsaglia 2003, "Xorshift RNGs"), so that every run tries the same files.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    fn damage(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        match self.below(7) {
            0 => bytes[at] ^= 1 << self.below(8),
            1 => bytes[at] = self.below(256) as u8,
            2 => bytes.truncate(at),
            3 => bytes.insert(at, self.below(256) as u8),
            4 => {
                bytes.remove(at);
            }
            5 => {
                // A large number where a length may be.
                let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
                let end = (at + 1 + self.below(huge.len())).min(bytes.len());
                bytes[at..end].copy_from_slice(&huge[..end - at]);
            }
            _ => {
                let part = bytes[at..(at + self.below(64)).min(bytes.len())].to_vec();
                let to = self.below(bytes.len());
                bytes.splice(to..to, part);
            }
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
}

#[test]
fn a_hundred_thousand_damaged_files_are_read_or_refused() {
    let files = good_files();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut read, mut refused) = (0, 0);
    for case in 0..100_000 {
        let (good, reader) = &files[case % files.len()];
        let mut bytes = good.clone();
        (0..=numbers.below(3)).for_each(|_| numbers.damage(&mut bytes));
        match reader(&bytes) {
            Err(error) => {
                assert!(!error.field.is_empty() && !error.reason.is_empty(), "{error:?}");
                assert!(error.to_string().len() < 2000, "{error}");
                refused += 1;
            }
            Ok(tensors) => {
                let count: usize = tensors.tensors.iter().map(|tensor| tensor.values.len()).sum();
                assert!(count <= bytes.len(), "{count} numbers from {} bytes", bytes.len());
                for tensor in &tensors.tensors {
                    assert_eq!(tensor.shape.iter().product::<usize>(), tensor.values.len());
                    assert!(tensor.values.iter().all(|value| value.is_finite()));
                }
                if let Err(refusal) = import::weights_for(&tensors, &[network(false)]) {
                    assert!(!refusal.field.is_empty() && !refusal.reason.is_empty(), "{refusal:?}");
                }
                read += 1;
            }
        }
    }
    // Many changes only touch a number or a text; both outcomes have to be tried.
    assert!(read > 5_000 && refused > 5_000, "{read} read, {refused} refused");
}

#[test]
fn every_beginning_of_a_file_is_refused_or_is_no_whole_network() {
    for (good, reader) in good_files() {
        let whole = reader(&good).unwrap();
        for length in 0..good.len() {
            match reader(&good[..length]) {
                Err(error) => assert!(!error.reason.is_empty()),
                // What comes after an ONNX graph are texts: a file that ends between two of them is whole.
                Ok(tensors) => {
                    assert!(tensors.tensors == whole.tensors && tensors.metadata != whole.metadata)
                }
            }
        }
    }
}

fn safetensors_of(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

#[test]
fn safetensors_that_lie_are_refused_by_name() {
    let entry = |name: &str, kind: &str, shape: &str, offsets: &str| {
        format!(r#""{name}":{{"dtype":"{kind}","shape":{shape},"data_offsets":{offsets}}}"#)
    };
    let one = entry("a", "F32", "[2]", "[0,8]");
    let nan = [f32::NAN.to_le_bytes(), 1.0_f32.to_le_bytes()].concat();
    let infinite = [1.0_f32.to_le_bytes(), f32::INFINITY.to_le_bytes()].concat();
    let cases: Vec<(String, &[u8], &str)> = vec![
        (format!("{{{one}}}"), &[0; 7], "a: its numbers are said to end at 8 of 7 bytes"),
        (format!("{{{one}}}"), &[0; 9], "file: after the last tensor 1 bytes are left"),
        (format!("{{{one}}}"), &nan, "a: number 0 is not finite"),
        (format!("{{{one}}}"), &infinite, "a: number 1 is not finite"),
        (format!("{{{one},{one}}}"), &[0; 8], "a: it is there twice"),
        (format!("{{{one},{}}}", entry("b", "F32", "[2]", "[4,12]")), &[0; 12], "b: its numbers begin at 4"),
        (
            format!("{{{one},{}}}", entry("b", "F32", "[1]", "[12,16]")),
            &[0; 16],
            "b: its numbers begin at 12",
        ),
        (format!("{{{}}}", entry("a", "F32", "[2]", "[8,0]")), &[0; 8], "a: its numbers begin at 8"),
        (format!("{{{}}}", entry("a", "F32", "[3]", "[0,8]")), &[0; 8], "a: shape [3] does not take"),
        (format!("{{{}}}", entry("a", "F32", "[-2]", "[0,8]")), &[0; 8], "header: a whole number"),
        (format!("{{{}}}", entry("a", "F32", "[4294967296,4294967296]", "[0,8]")), &[0; 8], "does not take"),
        (
            format!("{{{}}}", entry("a", "F32", "[2]", "[0,18446744073709551615]")),
            &[0; 8],
            "are said to end at",
        ),
        (format!("{{{}}}", entry("a", "I32", "[2]", "[0,8]")), &[0; 8], "a: dtype I32: allowed is F32"),
        (
            format!("{{{}}}", entry("a", "F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]")),
            &[0; 8],
            "longer than it may be",
        ),
        (r#"{"a":{"dtype":"F32","shape":[2]}}"#.into(), &[0; 8], "a: it has not dtype, shape and two"),
        (r#"{"":{"size":1}}"#.into(), &[], "header: a tensor needs a name of its own"),
        (r#"{"a":{"size":1}}"#.into(), &[0; 8], "a: \"size\" is no field of a tensor"),
        (r#"{"__metadata__":{"x":1}}"#.into(), &[], "header: it is no JSON"),
        (r#"{"__metadata__":{"x":"1","x":"2"}}"#.into(), &[], "__metadata__: \"x\" is there twice"),
        (format!("{{{one}}} x"), &[0; 8], "header: something follows its end"),
        ("[".repeat(100_000), &[], "header: it is no JSON"),
        ("{\"a\":".repeat(100_000), &[], "header: \"a\""),
    ];
    for (header, data, expected) in cases {
        let error = safetensors::read(&safetensors_of(&header, data)).unwrap_err().to_string();
        let expected = expected.replace("header: \"a\"", "a: \"a\"");
        assert!(error.contains(&expected), "{error}\n{expected}");
    }
    let lie = [&u64::MAX.to_le_bytes()[..], b"{}"].concat();
    assert!(safetensors::read(&lie).unwrap_err().to_string().contains("header: its length is said to be"));
    assert!(safetensors::read(&[0; 3]).unwrap_err().to_string().contains("file: it is shorter"));
}

/// The bytes of one field of protobuf with wire type 2.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let varint = |mut value: usize| {
        let mut digits = vec![];
        while value >= 128 {
            digits.push(value as u8 | 128);
            value >>= 7;
        }
        digits.push(value as u8);
        digits
    };
    [varint(usize::from(number) << 3 | 2), varint(bytes.len()), bytes.to_vec()].concat()
}

/// A model of operator set 17 with this graph.
fn model(graph: &[u8]) -> Vec<u8> {
    [vec![8, 8], field(7, graph), field(8, &[16, 17])].concat()
}

#[test]
fn onnx_that_lies_is_refused_by_name() {
    let tensor = |dims: &[u8], kind: u8, raw: &[u8]| {
        let dims = dims.iter().flat_map(|&dim| [8, dim]);
        let head: Vec<u8> = dims.chain([16, kind]).collect();
        field(5, &[head, field(8, b"a"), field(9, raw)].concat())
    };
    let node = |kind: &[u8]| field(1, &[field(2, b"x"), field(4, kind)].concat());
    let negative = [[8].as_slice(), &[0xff; 9], &[1]].concat();
    let negative = field(5, &[negative, vec![16, 1], field(8, b"a"), field(9, &[0; 4])].concat());
    let good = onnx::write(&network(false), &metadata()).unwrap();
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "file: it is empty"),
        (model(&tensor(&[2], 1, &[0; 4])), "a: shape [2] does not take the 4 bytes"),
        (model(&tensor(&[1], 1, &f32::NAN.to_le_bytes())), "a: number 0 is not finite"),
        (model(&tensor(&[1], 1, &f32::INFINITY.to_le_bytes())), "a: number 0 is not finite"),
        (model(&tensor(&[1], 6, &[0; 4])), "a: element type 6"),
        (model(&tensor(&[1; 9], 1, &[0; 4])), "dims: there are more than 8"),
        (model(&tensor(&[127; 8], 1, &[0; 4])), "does not take the 4 bytes"),
        (model(&tensor(&[1], 3, &[0])), "a: its integers belong to no DequantizeLinear"),
        (model(&negative), "dims: -1 is no length"),
        (model(&[tensor(&[1], 1, &[0; 4]), tensor(&[1], 1, &[0; 4])].concat()), "needs a name of its own"),
        (model(&node(b"Loop")), "operator \"Loop\" is in no network"),
        (model(&field(15, &[])), "model.graph, field 15"),
        (model(&field(1, &[field(4, b"Relu"), field(5, &field(6, &[]))].concat())), "attribute: field 6"),
        (model(&field(1, &[field(4, b"Relu"), field(7, b"other")].concat())), "outside the standard"),
        (model(&field(5, &field(13, b"elsewhere"))), "field 13: numbers in another place"),
        (model(&field(1, &field(4, &[b'x'; 600]))), "it has 600 bytes, at most 512"),
        (model(&node(b"Relu").repeat(5000)), "there are more than 4096"),
        ([good.clone(), b"trailing".to_vec()].concat(), "model"),
        ([good.clone(), field(25, b"functions")].concat(), "model, field 25"),
        ([good.clone(), field(7, &[])].concat(), "model.graph: there are two"),
        (vec![8, 8], "model.graph: there is none"),
        (field(7, &[]), "model.opset_import: it is missing"),
        ([field(7, &[]), field(8, &[16, 9])].concat(), "model.opset_import: 9: allowed is 13 to"),
    ];
    for (bytes, expected) in cases {
        let error = onnx::read(&bytes).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}\n{expected}");
    }
}

#[test]
fn files_over_the_limit_are_not_looked_at() {
    let large = vec![b'{'; MOST_BYTES + 1];
    for reader in [onnx::read, safetensors::read] {
        assert!(reader(&large).unwrap_err().to_string().contains("at most 67108864 are read"));
    }
}

#[test]
fn what_fits_no_model_is_refused_with_the_nearest_one() {
    let network = network(false);
    let tensors = || onnx::read(&onnx::write(&network, &metadata()).unwrap()).unwrap();
    let refusal =
        |tensors: &Tensors| import::weights_for(tensors, std::slice::from_ref(&network)).unwrap_err();
    let (at, weights) = import::weights_for(&tensors(), std::slice::from_ref(&network)).unwrap();
    let own: Vec<f32> = network.parameters.iter().flat_map(|each| each.own_layout()).collect();
    assert_eq!((at, weights), (0, own));

    let mut other = tensors();
    other.tensors.retain(|tensor| tensor.name != "output.bias");
    assert!(refusal(&other).to_string().contains("output.bias: the file has no tensor of this name"));
    let mut other = tensors();
    other.tensors[0].shape = vec![2, 9];
    assert!(
        refusal(&other).to_string().contains("[2, 9], the model has [2, 1, 3, 3] (nearest model: small)")
    );
    let mut other = tensors();
    other.tensors.push(retort_portable::Tensor { name: "more".into(), ..other.tensors[0].clone() });
    assert!(refusal(&other).to_string().contains("more: the model has no parameter of this name"));
    let mut other = tensors();
    let variance = other.tensors.iter_mut().find(|tensor| tensor.name == "norm.running_var").unwrap();
    variance.values[0] = -1.0;
    assert!(refusal(&other).to_string().contains("norm.running_var: a variance is negative"));
    let mut other = tensors();
    let operators = other.operators.as_mut().unwrap();
    let convolution = operators.iter_mut().find(|operator| operator.kind == "Conv").unwrap();
    convolution.ints.iter_mut().find(|(name, _)| name == "strides").unwrap().1 = vec![2, 2];
    assert!(refusal(&other).to_string().contains("first.weight: no operator with the model's settings"));
    let mut other = tensors();
    other.operators.as_mut().unwrap().retain(|operator| operator.kind != "Relu");
    assert!(refusal(&other).to_string().contains("Relu: the file has 0 such operators, the model 1"));
    assert!(import::weights_for(&tensors(), &[]).unwrap_err().to_string().contains("there is no model"));
}

#[test]
fn a_network_that_does_not_hold_together_is_not_written() {
    let mut torn = network(false);
    torn.nodes[3].inputs[0] = "nowhere".into();
    assert!(onnx::write(&torn, &metadata()).unwrap_err().to_string().contains("does not exist before it"));
    let mut empty = network(false);
    empty.parameters[0].values.clear();
    for write in [onnx::write, safetensors::write] {
        assert!(write(&empty, &metadata()).unwrap_err().to_string().contains("first.weight: its numbers"));
    }
    let mut wrong = network(false);
    wrong.parameters[1].shape = vec![3];
    assert!(onnx::write(&wrong, &metadata()).unwrap_err().to_string().starts_with("first: "));
}
