//! A trained network at the board: what it thinks of a position, and two players that ask it.

use super::TrainedNet;
use crate::device;
use crate::game::{Answer, COLUMNS, Evaluate, Player, Position, ROWS, Rule, Search};
use crate::math;
use crate::spec::ExperimentSpec;
use crate::spec::choices::Engine;
use crate::train::StartError;

/// See the module.
pub struct GameNet(TrainedNet);

impl GameNet {
    /// The network of `role` with its weights, as in [`TrainedNet::new`].
    ///
    /// # Errors
    /// [`StartError`] as there, and for an experiment whose images are no positions.
    pub fn new(
        spec: &ExperimentSpec,
        role: &str,
        weights: &[f32],
        engine: Engine,
    ) -> Result<Self, StartError> {
        let net = TrainedNet::new(spec, role, weights, engine)?;
        // One picture of the empty board tells whether it can look at boards at all.
        let blank = net.forward(vec![0.5; ROWS * COLUMNS]);
        let plays = blank.is_ok_and(|forward| forward.logits.dims() == [1, COLUMNS]);
        if plays {
            return Ok(Self(net));
        }
        Err(StartError::Dataset { wanted: "connect-four".into(), given: spec.dataset.into() })
    }

    /// Logits of the seven columns, and the value for the player to move; 0 from a network without a value.
    pub fn judge(&self, position: Position) -> ([f32; COLUMNS], f32) {
        let values = position.image().map(|place| f32::from(place) / 2.0).to_vec();
        let forward =
            self.0.forward(values).expect("a board has as many places as the network was built for");
        let mut logits = [0.0; COLUMNS];
        for (logit, value) in logits.iter_mut().zip(device::read(forward.logits).iter::<f32>()) {
            *logit = value;
        }
        (logits, forward.value.map_or(0.0, device::read_one))
    }

    /// The probability of each column, those with room only.
    pub fn policy(&self, position: Position) -> [f32; COLUMNS] {
        shares(position, self.judge(position).0)
    }
}

/// Softmax over the columns with room.
fn shares(position: Position, mut logits: [f32; COLUMNS]) -> [f32; COLUMNS] {
    for (column, logit) in logits.iter_mut().enumerate() {
        if !position.is_legal(column as u8) {
            *logit = f32::NEG_INFINITY;
        }
    }
    let mut policy = [0.0; COLUMNS];
    for (share, log) in policy.iter_mut().zip(math::log_softmax(&logits, 1.0)) {
        *share = math::exp(log) as f32;
    }
    policy
}

impl Evaluate for &GameNet {
    fn evaluate(&mut self, position: Position) -> Answer {
        let (logits, value) = self.judge(position);
        Answer { priors: shares(position, logits), value }
    }
}

/// Plays the most likely move of the network: one look at the board, no search.
pub struct PolicyPlayer<'a>(pub &'a GameNet);

impl Player for PolicyPlayer<'_> {
    fn choose(&mut self, position: Position) -> u8 {
        math::argmax(&self.0.policy(position)) as u8
    }
}

/// Plays the most visited move of a search that the network guides.
pub struct NetworkSearchPlayer<'a> {
    /// The network; without a value of its own it judges nothing and only guides.
    pub net: &'a GameNet,
    /// Visits a move.
    pub visits: u32,
}

impl Player for NetworkSearchPlayer<'_> {
    fn choose(&mut self, position: Position) -> u8 {
        let mut search = Search::new(position, Rule::PUCT, self.net);
        search.run(self.visits);
        search.best()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment;
    use crate::model::{self, ImageShape, weights};
    use crate::seed::Seed;

    fn untrained(student: &str) -> GameNet {
        let spec = experiment::open(&format!("data=connect-four&student={student}")).spec;
        let shape = ImageShape { height: ROWS, width: COLUMNS, classes: COLUMNS };
        let device = crate::device::plain(spec.engine).expect("built");
        let net = model::find(student).expect("known").init(shape, &mut Seed(1).stream("test"), &device);
        GameNet::new(&spec, "soft-labels", &weights::flatten(&net), spec.engine).expect("it plays")
    }

    #[test]
    fn a_policy_shares_its_probability_among_the_columns_with_room() {
        let position = Position::after(&[2; 6]).expect("legal");
        for student in ["policy-value-8", "cnn-4-8", "dropout-cnn-8-16-32", "mlp-8"] {
            let net = untrained(student);
            let policy = net.policy(position);
            assert_eq!(policy[2], 0.0);
            assert!((policy.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{policy:?}");
            assert!(position.is_legal(PolicyPlayer(&net).choose(position)));
        }
    }

    #[test]
    fn search_finds_the_win_that_an_untrained_network_does_not_see() {
        let net = untrained("policy-value-8");
        let position = Position::after(&[0, 1, 0, 1, 0, 1]).expect("legal");
        assert_eq!(NetworkSearchPlayer { net: &net, visits: 200 }.choose(position), 0);
    }

    #[test]
    fn networks_for_other_images_do_not_play() {
        let spec = experiment::open("").spec;
        let shape = ImageShape { height: 8, width: 8, classes: 10 };
        let device = crate::device::plain(spec.engine).expect("built");
        let net = model::find(spec.student).expect("known").init(shape, &mut Seed(1).stream("test"), &device);
        let refused = GameNet::new(&spec, "soft-labels", &weights::flatten(&net), spec.engine);
        assert!(matches!(refused.err(), Some(StartError::Dataset { .. })));
    }
}
