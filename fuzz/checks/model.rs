//! What was read of a model file is finite, no more of it than there are bytes, and either the weights of a network that
//! could be meant or refused with a reason. Shared by `onnx` and `safetensors`; costs no more than the file.

use std::sync::LazyLock;

use retort_portable::{Builder, Convolution, Network, Operation, ReadError, Tensors, import};

/// The network of most files of `seeds/`: `cnn-2-4` of images of 8x8. Made once, not for each input.
pub static CANDIDATES: LazyLock<[Network; 1]> = LazyLock::new(|| [candidate()]);

fn candidate() -> Network {
    let mut network = Builder::new("cnn-2-4", [1, 8, 8]);
    let mut x = network.images();
    for (name, [inputs, outputs], stride) in [("first", [1, 2], 1), ("second", [2, 4], 2)] {
        network.parameter(format!("{name}.weight"), vec![outputs, inputs, 3, 3], vec![]);
        network.parameter(format!("{name}.bias"), vec![outputs], vec![]);
        let convolution = Convolution { stride, padding: 0, groups: 1, bias: true };
        x = network.node(name, Operation::Convolution(convolution), [&x]);
        x = network.node(&format!("{name}.relu"), Operation::Relu, [&x]);
    }
    x = network.node("flat", Operation::Flatten, [&x]);
    network.dense_weight("output.weight".into(), [16, 10], &[0.0; 160]);
    network.parameter("output.bias".into(), vec![10], vec![]);
    x = network.node("output", Operation::Dense, [&x]);
    network.finish([("logits", &x, 10)])
}

pub fn check(bytes: &[u8], read: Result<Tensors, ReadError>) {
    let tensors = match read {
        Ok(tensors) => tensors,
        Err(error) => return assert!(!error.field.is_empty() && !error.reason.is_empty()),
    };
    let count: usize = tensors.tensors.iter().map(|tensor| tensor.values.len()).sum();
    assert!(count <= bytes.len());
    for tensor in &tensors.tensors {
        assert_eq!(tensor.shape.iter().product::<usize>(), tensor.values.len());
        assert!(tensor.values.iter().all(|value| value.is_finite()));
    }
    match import::weights_for(&tensors, CANDIDATES.as_slice()) {
        Ok((at, weights)) => {
            let wanted: usize = CANDIDATES[at].parameters.iter().map(|parameter| parameter.len()).sum();
            assert!(weights.len() == wanted && weights.iter().all(|weight| weight.is_finite()));
        }
        Err(refusal) => assert!(!refusal.field.is_empty() && !refusal.reason.is_empty()),
    }
}
