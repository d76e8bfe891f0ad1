//! What a trained network does inside on its way to an answer: the filters of its first layer, and for one image the
//! activations of each layer and where attention looks.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::Tensor;
use serde::Serialize;

use crate::math;
use crate::model::{Forward, Net, Tap};

/// A stack of equally large grey pictures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Maps {
    /// Height of one in cells.
    pub height: usize,
    /// Width of one in cells.
    pub width: usize,
    /// One after the other, row by row; as many as the layer has channels, filters or heads.
    pub values: Vec<f32>,
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inside {
    /// First-layer filters as pictures; none where the first layer has no picture.
    pub filters: Option<Maps>,
    /// Activations of each layer, shallow to deep. A dense layer is one row of cells.
    pub layers: Vec<Maps>,
    /// Attention of each layer of a transformer: from each token (row) to each token (column), rows summing to 1, one
    /// picture a head.
    pub attention: Vec<Maps>,
}

/// What `net` does with the one image that led to `forward`; images have `height` and `width` pixels.
pub fn inside(net: &Net, forward: &Forward, [height, width]: [usize; 2]) -> Inside {
    let mut first = FirstWeights { image: [height, width], filters: None, over: false };
    net.visit(&mut first);
    Inside {
        filters: first.filters,
        layers: forward.taps.iter().map(layer).collect(),
        attention: forward.attention.iter().map(attention).collect(),
    }
}

fn values<const D: usize>(tensor: &Tensor<D>) -> Vec<f32> {
    crate::device::read(tensor.clone()).iter::<f32>().collect()
}

fn layer(tap: &Tap) -> Maps {
    let [channels, height, width] = tap.sides();
    let values = values(&tap.maps());
    if height * width == 1 {
        return Maps { height: 1, width: channels, values };
    }
    Maps { height, width, values }
}

fn attention(scores: &Tensor<4>) -> Maps {
    let [_, _, from, to] = scores.dims();
    let values = values(scores)
        .chunks_exact(to)
        .flat_map(|row| math::log_softmax(row, 1.0).into_iter().map(|log| math::exp(log) as f32))
        .collect();
    Maps { height: from, width: to, values }
}

/// Finds the first weights that can be seen as pictures of input pixels.
struct FirstWeights {
    image: [usize; 2],
    filters: Option<Maps>,
    over: bool,
}

impl ModuleVisitor for FirstWeights {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val();
        let dims: [usize; D] = tensor.dims();
        if self.over || D == 1 {
            return;
        }
        self.over = true;
        self.filters = match dims.as_slice() {
            // [out, in, height, width]: one input channel means that the filters are pictures of pixels.
            [_, 1, height, width] if height * width > 1 => {
                Some(Maps { height: *height, width: *width, values: values(&tensor) })
            }
            // [in, out]: a column a filter, over the whole image or over a square patch of it.
            [inputs, outputs] => picture(*inputs, self.image).map(|[height, width]| {
                let rows = values(&tensor);
                let column = |filter| (0..*inputs).map(move |pixel| (pixel, filter));
                let cells = (0..*outputs).flat_map(column);
                Maps {
                    height,
                    width,
                    values: cells.map(|(pixel, filter)| rows[pixel * outputs + filter]).collect(),
                }
            }),
            _ => None,
        };
    }
}

/// Height and width of a picture of so many pixels: the image itself, or a square patch.
fn picture(pixels: usize, [height, width]: [usize; 2]) -> Option<[usize; 2]> {
    if pixels == height * width {
        return Some([height, width]);
    }
    (2..=height).find(|side| side * side == pixels).map(|side| [side, side])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device;
    use crate::model::{self, ImageShape, MODELS, Mode};
    use crate::seed::Seed;
    use crate::spec::choices::Engine;

    #[test]
    fn every_model_shows_something_and_pictures_are_whole() {
        let device = device::plain(Engine::Flex).expect("built");
        let shape = ImageShape { height: 28, width: 28, classes: 10 };
        for model in MODELS {
            let net = model.init(shape, &mut Seed(1).stream("test"), &device);
            let forward = net.forward(Tensor::ones([1, 1, 28, 28], &device), Mode::Evaluate);
            let found = inside(&net, &forward, [28, 28]);
            assert!(!found.layers.is_empty() || !found.attention.is_empty(), "{}", model.key);
            for maps in found.layers.iter().chain(&found.attention).chain(&found.filters) {
                assert!(!maps.values.is_empty(), "{}", model.key);
                assert_eq!(maps.values.len() % (maps.height * maps.width), 0, "{}", model.key);
            }
            for maps in &found.attention {
                for row in maps.values.chunks_exact(maps.width) {
                    assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{}", model.key);
                }
            }
        }
    }

    #[test]
    fn filters_of_a_dense_layer_are_columns_and_of_a_convolution_kernels() {
        let device = device::plain(Engine::Flex).expect("built");
        let shape = ImageShape { height: 8, width: 8, classes: 10 };
        for (key, count, size) in [("mlp-8", 8, [8, 8]), ("cnn-4-8", 4, [3, 3])] {
            let model = model::find(key).expect("registered");
            let net = model.init(shape, &mut Seed(1).stream("test"), &device);
            let forward = net.forward(Tensor::ones([1, 1, 8, 8], &device), Mode::Evaluate);
            let filters = inside(&net, &forward, [8, 8]).filters.expect("pictures");
            assert_eq!([filters.height, filters.width], size, "{key}");
            assert_eq!(filters.values.len(), count * size[0] * size[1], "{key}");
        }
        // The first filter of an MLP holds the first column of [in, out].
        let net = model::find("mlp-8").expect("registered").init(shape, &mut Seed(1).stream("test"), &device);
        let forward = net.forward(Tensor::ones([1, 1, 8, 8], &device), Mode::Evaluate);
        let filters = inside(&net, &forward, [8, 8]).filters.expect("pictures");
        let flat = crate::model::weights::flatten(&net);
        assert_eq!(filters.values[..3], [flat[0], flat[8], flat[16]]);
    }
}
