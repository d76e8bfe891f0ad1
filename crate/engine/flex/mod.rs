//! The kernels as operations of burn's Flex backend.
//!
//! Each operation is one node of burn's graph with a hand-written backward ([`node`]), reached through burn's backend
//! extension ([`extension`]). Images travel between operations channels last, as views that look channels first to
//! everything else ([`view`]), so nothing is converted between two convolutions and any of burn's operations may stand
//! between them.

mod adam;
mod attention;
mod batch_norm;
mod convolution;
mod dense;
mod depthwise;
mod extension;
mod images;
mod layer_norm;
mod loss;
mod node;
mod view;

use std::cell::RefCell;
use std::collections::BTreeMap;

use burn::backend::{Dispatch, DispatchDevice};
use burn::module::{Content, DisplaySettings, ModuleDisplay};
use burn::nn::conv::Conv2d;
use burn::nn::{LayerNorm, Linear, PaddingConfig2d};
use burn::tensor::Tensor;

use super::stock;
pub use adam::adam;
pub use batch_norm::batch_norm;
use extension::Layers;

/// Whether the kernels take a tensor: it lives on Flex, with or without a gradient graph, and nobody asked for burn's
/// own operations.
pub fn takes<const D: usize>(tensor: &Tensor<D>) -> bool {
    if stock::is_wanted() {
        return false;
    }
    match tensor.device().as_dispatch() {
        DispatchDevice::Flex(_) => true,
        DispatchDevice::Autodiff(device) => matches!(**device, DispatchDevice::Flex(_)),
        #[allow(unreachable_patterns, reason = "reachable only in builds with several engines")]
        _ => false,
    }
}

/// Convolution and bias; ReLU, and with it 2x2 max-pooling, if asked. `None` where no kernel covers it.
pub fn convolution(layer: &Conv2d, x: &Tensor<4>, relu: bool, pool: bool) -> Option<Tensor<4>> {
    let [batch, inputs, height, width] = x.dims();
    let [outputs, _, kernel, _] = layer.weight.dims();
    let padding = match layer.padding {
        PaddingConfig2d::Valid => 0,
        PaddingConfig2d::Explicit(top, left, bottom, right) if [left, bottom, right] == [top; 3] => top,
        _ => return None,
    };
    let stride = layer.stride[0];
    let square = layer.kernel_size == [kernel; 2] && layer.stride == [stride; 2] && layer.dilation == [1, 1];
    if !square || !takes(x) {
        return None;
    }
    let weights = || (x.clone().into_dispatch(), layer.weight.val().into_dispatch());
    let bias = layer.bias.as_ref().map(|bias| bias.val().into_dispatch());
    if layer.groups == 1 {
        let shape = retort_kernel::convolution::Shape {
            batch,
            height,
            width,
            inputs,
            outputs,
            kernel,
            stride,
            padding,
            relu,
            pool,
        };
        if !shape.is_supported() {
            return None;
        }
        let (x, w) = weights();
        return match bias {
            Some(bias) => Some(<Dispatch as Layers>::convolution(x, w, bias, stride, padding, relu, pool)),
            None if relu || pool => None,
            None => Some(<Dispatch as Layers>::convolution_without_bias(x, w, stride, padding)),
        }
        .map(Tensor::from_dispatch);
    }
    let shape =
        retort_kernel::depthwise::Shape { batch, height, width, channels: inputs, kernel, stride, padding };
    let depthwise = [layer.groups, outputs] == [inputs; 2] && shape.is_supported();
    if !depthwise || relu || pool {
        return None;
    }
    let (x, w) = weights();
    Some(Tensor::from_dispatch(match bias {
        Some(bias) => <Dispatch as Layers>::depthwise(x, w, bias, stride, padding),
        None => <Dispatch as Layers>::depthwise_without_bias(x, w, stride, padding),
    }))
}

/// Dense layer on rows, on tokens (`D` is 3) or on flattened images (4), with ReLU if asked; the result has a row for
/// each row, token or image. `None` where no kernel covers it.
pub fn dense<const D: usize, const E: usize>(layer: &Linear, x: &Tensor<D>, relu: bool) -> Option<Tensor<E>> {
    let bias = layer.bias.as_ref()?;
    takes(x).then(|| {
        Tensor::from_dispatch(<Dispatch as Layers>::dense(
            x.clone().into_dispatch(),
            layer.weight.val().into_dispatch(),
            bias.val().into_dispatch(),
            relu,
        ))
    })
}

/// See [`super::add_relu`]. `None` where no kernel covers it.
pub fn add_relu(x: &Tensor<4>, y: &Tensor<4>) -> Option<Tensor<4>> {
    (takes(x) && x.dims() == y.dims()).then(|| {
        let [x, y] = [x, y].map(|x| x.clone().into_dispatch());
        Tensor::from_dispatch(<Dispatch as Layers>::add_relu(x, y))
    })
}

/// See [`super::global_average`]. `None` where no kernel covers it.
pub fn global_average(x: &Tensor<4>) -> Option<Tensor<2>> {
    (takes(x) && x.shape().num_elements() > 0)
        .then(|| Tensor::from_dispatch(<Dispatch as Layers>::global_average(x.clone().into_dispatch())))
}

/// See [`super::layer_norm`]. `None` where no kernel covers it.
pub fn layer_norm(layer: &LayerNorm, x: &Tensor<3>) -> Option<Tensor<3>> {
    let beta = layer.beta.as_ref()?;
    let epsilon = epsilon(layer)?;
    (takes(x) && x.shape().num_elements() > 0).then(|| {
        Tensor::from_dispatch(<Dispatch as Layers>::layer_norm(
            x.clone().into_dispatch(),
            layer.gamma.val().into_dispatch(),
            beta.val().into_dispatch(),
            epsilon,
        ))
    })
}

/// Layers whose epsilon is remembered; a network has some dozens at most.
const REMEMBERED: usize = 256;

thread_local! {
    /// By the name of the layer's gamma, which no other layer has.
    static EPSILONS: RefCell<BTreeMap<u64, f32>> = const { RefCell::new(BTreeMap::new()) };
}

/// [`displayed_epsilon`], which takes longer than a small layer, asked once.
fn epsilon(layer: &LayerNorm) -> Option<f32> {
    EPSILONS.with_borrow_mut(|epsilons| {
        let name = layer.gamma.id.val();
        if let Some(known) = epsilons.get(&name) {
            return Some(*known);
        }
        let epsilon = displayed_epsilon(layer)?;
        if epsilons.len() == REMEMBERED {
            epsilons.clear();
        }
        epsilons.insert(name, epsilon);
        Some(epsilon)
    })
}

/// What the layer adds to the variance. burn keeps the number to itself, but tells it to whoever displays the layer, in
/// the shortest decimals that read back as the same number.
fn displayed_epsilon(layer: &LayerNorm) -> Option<f32> {
    let content = layer.custom_content(Content::new(DisplaySettings::new()))?;
    let attribute = content.attributes.iter().find(|attribute| attribute.name == "epsilon")?;
    attribute.value.parse::<f64>().ok().map(|epsilon| epsilon as f32)
}

/// See [`super::attention`]. `None` where no kernel covers it.
pub fn attention(
    query: &Tensor<3>,
    key: &Tensor<3>,
    value: &Tensor<3>,
    heads: usize,
) -> Option<super::Attention> {
    let [batch, tokens, width] = query.dims();
    let shape = retort_kernel::attention::Shape { batch, tokens, width, heads };
    let alike = key.dims() == query.dims() && value.dims() == query.dims();
    (takes(query) && alike && shape.is_supported()).then(|| {
        let [query, key, value] = [query, key, value].map(|x| x.clone().into_dispatch());
        let scores = <Dispatch as Layers>::attention_scores(query, key, heads);
        let output = <Dispatch as Layers>::attention_mix(scores.clone(), value);
        super::Attention { output: Tensor::from_dispatch(output), scores: Tensor::from_dispatch(scores) }
    })
}

/// Images as rows. `None` where no kernel covers it.
pub fn flatten(x: &Tensor<4>) -> Option<Tensor<2>> {
    takes(x).then(|| Tensor::from_dispatch(<Dispatch as Layers>::flatten(x.clone().into_dispatch())))
}

/// See [`super::cross_entropy`]. `None` where no kernel covers it.
pub fn cross_entropy(logits: &Tensor<2>, targets: &Tensor<2>) -> Option<Tensor<1>> {
    takes(logits).then(|| {
        Tensor::from_dispatch(<Dispatch as Layers>::cross_entropy(
            logits.clone().into_dispatch(),
            targets.clone().into_dispatch(),
        ))
    })
}

/// See [`super::kl_divergence`]. `None` where no kernel covers it.
pub fn kl_divergence(teacher: &Tensor<2>, student: &Tensor<2>, temperature: f32) -> Option<Tensor<1>> {
    takes(student).then(|| {
        Tensor::from_dispatch(<Dispatch as Layers>::kl_divergence(
            student.clone().into_dispatch(),
            teacher.clone().into_dispatch(),
            temperature,
        ))
    })
}

/// See [`super::weighted_sum`]. `None` where no kernel covers it.
pub fn weighted_sum(losses: &[Tensor<1>; 2], weights: [f32; 2]) -> Option<Tensor<1>> {
    takes(&losses[0]).then(|| {
        let [first, second] = losses.each_ref().map(|loss| loss.clone().into_dispatch());
        Tensor::from_dispatch(<Dispatch as Layers>::weighted_sum(first, second, weights[0], weights[1]))
    })
}
