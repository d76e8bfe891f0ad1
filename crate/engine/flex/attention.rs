//! Attention as two nodes, so that gradients may arrive at the scores as well as at the output.

use burn::backend::flex::FlexTensor;
use retort_kernel::attention::{self, Shape};

use super::node::Node;
use super::view::{dims, row_major, tensor, values};

/// Scores from query and key `[batch, tokens, width]`.
#[derive(Clone, Copy, Debug)]
pub struct Scores {
    /// Number of heads.
    pub heads: usize,
}

impl Node<2> for Scores {
    type State = (Shape, [FlexTensor; 2]);

    fn forward(self, [query, key]: [&FlexTensor; 2]) -> (FlexTensor, Self::State) {
        let [batch, tokens, width] = dims(query);
        let shape = Shape { batch, tokens, width, heads: self.heads };
        let (query, key) = (row_major(query), row_major(key));
        let mut scores = vec![0.0; shape.scores_length()];
        attention::scores(&shape, values(&query), values(&key), &mut scores);
        (tensor(scores, &[batch, self.heads, tokens, tokens]), (shape, [query, key]))
    }

    fn backward(
        self,
        (shape, [query, key]): Self::State,
        gradient: FlexTensor,
        wanted: [bool; 2],
    ) -> [Option<FlexTensor>; 2] {
        let gradient = row_major(&gradient);
        let mut to = wanted.map(|wanted| wanted.then(|| vec![0.0; shape.tokens_length()]));
        let [dquery, dkey] = to.each_mut().map(Option::as_deref_mut);
        let from = [values(&query), values(&key)];
        attention::scores_backward(&shape, from, values(&gradient), [dquery, dkey]);
        to.map(|to| to.map(|to| tensor(to, &[shape.batch, shape.tokens, shape.width])))
    }
}

/// Values `[batch, tokens, width]` weighted with the softmax of scores `[batch, heads, tokens, tokens]`.
#[derive(Clone, Copy, Debug)]
pub struct Mix;

impl Node<2> for Mix {
    /// With the weights and the values.
    type State = (Shape, [FlexTensor; 2]);

    fn forward(self, [scores, value]: [&FlexTensor; 2]) -> (FlexTensor, Self::State) {
        let [batch, heads, tokens, _] = dims(scores);
        let [_, _, width] = dims(value);
        let shape = Shape { batch, tokens, width, heads };
        let (scores, value) = (row_major(scores), row_major(value));
        let mut weights = vec![0.0; shape.scores_length()];
        let mut output = vec![0.0; shape.tokens_length()];
        attention::mix(&shape, values(&scores), values(&value), &mut weights, &mut output);
        let weights = tensor(weights, &[batch, heads, tokens, tokens]);
        (tensor(output, &[batch, tokens, width]), (shape, [weights, value]))
    }

    fn backward(
        self,
        (shape, [weights, value]): Self::State,
        gradient: FlexTensor,
        wanted: [bool; 2],
    ) -> [Option<FlexTensor>; 2] {
        let gradient = row_major(&gradient);
        let Shape { batch, tokens, width, heads } = shape;
        let mut dscores = wanted[0].then(|| vec![0.0; shape.scores_length()]);
        let mut dvalue = wanted[1].then(|| vec![0.0; shape.tokens_length()]);
        let to = [dscores.as_deref_mut(), dvalue.as_deref_mut()];
        attention::mix_backward(&shape, values(&weights), values(&value), values(&gradient), to);
        [
            dscores.map(|to| tensor(to, &[batch, heads, tokens, tokens])),
            dvalue.map(|to| tensor(to, &[batch, tokens, width])),
        ]
    }
}
