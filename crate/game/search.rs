//! Monte Carlo tree search: a tree that grows by one position a visit, towards what looks good or is little known.
//!
//! With random playouts it is UCT (Kocsis & Szepesvári 2006, "Bandit based Monte-Carlo planning"); with the priors and
//! values of a network it is PUCT as in Silver et al. 2017, "Mastering the game of Go without human knowledge",
//! section "Methods, Select".

use super::{COLUMNS, Position};
use crate::math;

/// What is thought of a position before its moves are tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Probability of each column; those of full columns are ignored.
    pub priors: [f32; COLUMNS],
    /// Expected result for the player to move, from -1 (lost) to 1 (won).
    pub value: f32,
}

/// Judges positions that are new to the tree.
pub trait Evaluate {
    /// Judges a position of a game that goes on.
    fn evaluate(&mut self, position: Position) -> Answer;
}

/// How the next position to visit is chosen, with the weight of curiosity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// `Q + c sqrt(ln N / n)`; moves without a visit come first.
    Uct(f64),
    /// `Q + c P sqrt(N) / (1 + n)`, with Q = 0 for moves without a visit.
    Puct(f64),
}

impl Rule {
    /// UCT with the constant of its convergence proof, sqrt(2) (Auer et al. 2002, UCB1).
    pub const UCT: Self = Self::Uct(std::f64::consts::SQRT_2);
    /// PUCT with a weight that suits values between -1 and 1.
    pub const PUCT: Self = Self::Puct(1.5);
}

/// A growing tree over one position.
#[derive(Debug)]
pub struct Search<E> {
    root: Position,
    rule: Rule,
    evaluate: E,
    nodes: Vec<Node>,
    /// From the root to the newest node; kept to spare an allocation a visit.
    path: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Sum of the visits' values, seen by the player who moved here.
    total: f64,
    visits: u32,
    /// Place of the first child among the nodes; the root is nobody's child, so 0 stands for none yet.
    first: u32,
    children: u8,
    /// The column that led here.
    column: u8,
    prior: f32,
}

impl<E: Evaluate> Search<E> {
    /// A tree of one node. The game of `root` must go on.
    pub fn new(root: Position, rule: Rule, evaluate: E) -> Self {
        let node = Node { total: 0.0, visits: 0, first: 0, children: 0, column: 0, prior: 1.0 };
        Self { root, rule, evaluate, nodes: vec![node], path: vec![] }
    }

    /// Makes so many more visits. Pauses between calls change nothing.
    pub fn run(&mut self, visits: u32) {
        for _ in 0..visits {
            self.visit();
        }
    }

    /// Visits of each column so far.
    pub fn visits(&self) -> [u32; COLUMNS] {
        let mut visits = [0; COLUMNS];
        for child in self.children(0) {
            let node = &self.nodes[child];
            visits[usize::from(node.column)] = node.visits;
        }
        visits
    }

    /// The most visited column; before any was visited, the first with room.
    pub fn best(&self) -> u8 {
        let visits = self.visits();
        let most =
            self.root.moves().max_by_key(|&column| (visits[usize::from(column)], COLUMNS as u8 - column));
        most.unwrap_or(0)
    }

    /// Mean value of the visits for the player to move.
    pub fn value(&self) -> f64 {
        -self.nodes[0].total / f64::from(self.nodes[0].visits.max(1))
    }

    fn children(&self, node: usize) -> std::ops::Range<usize> {
        let Node { first, children, .. } = self.nodes[node];
        first as usize..first as usize + usize::from(children)
    }

    fn visit(&mut self) {
        let (mut node, mut position) = (0, self.root);
        self.path.clear();
        self.path.push(0);
        while self.nodes[node].children > 0 {
            node = self.most_promising(node);
            position = position.play(self.nodes[node].column);
            self.path.push(node as u32);
        }
        // The value for the player to move at the end of the path.
        let mut value = match position.value_if_over() {
            Some(value) => f64::from(value),
            None => self.grow(node, position),
        };
        for &node in self.path.iter().rev() {
            value = -value;
            let node = &mut self.nodes[node as usize];
            node.visits += 1;
            node.total += value;
        }
    }

    /// Gives a node its children, and returns what the position is worth to the player to move.
    fn grow(&mut self, node: usize, position: Position) -> f64 {
        let answer = self.evaluate.evaluate(position);
        let first = self.nodes.len();
        let sum: f32 = position.moves().map(|column| answer.priors[usize::from(column)]).sum();
        self.nodes.extend(position.moves().map(|column| {
            let prior = answer.priors[usize::from(column)] / sum.max(f32::MIN_POSITIVE);
            Node { total: 0.0, visits: 0, first: 0, children: 0, column, prior }
        }));
        self.nodes[node].first = first as u32;
        self.nodes[node].children = (self.nodes.len() - first) as u8;
        f64::from(answer.value)
    }

    fn most_promising(&self, node: usize) -> usize {
        let visits = f64::from(self.nodes[node].visits);
        let curiosity = match self.rule {
            Rule::Uct(c) => c * math::sqrt(math::ln(visits)),
            Rule::Puct(c) => c * math::sqrt(visits),
        };
        let mut best = (f64::NEG_INFINITY, self.nodes[node].first as usize);
        for child in self.children(node) {
            let Node { total, visits, prior, .. } = self.nodes[child];
            let known = f64::from(visits);
            let promise = match self.rule {
                // Unvisited moves come first; among them the prior decides.
                Rule::Uct(_) if visits == 0 => 1e9 + f64::from(prior),
                Rule::Uct(_) => total / known + curiosity / math::sqrt(known),
                Rule::Puct(_) => {
                    let mean = if visits == 0 { 0.0 } else { total / known };
                    mean + curiosity * f64::from(prior) / (1.0 + known)
                }
            };
            if promise > best.0 {
                best = (promise, child);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Playouts;
    use crate::seed::Seed;

    fn uct(moves: &[u8], seed: u32) -> Search<Playouts> {
        let playouts = Playouts::new(Seed(seed).stream("test"));
        Search::new(Position::after(moves).expect("legal"), Rule::UCT, playouts)
    }

    #[test]
    fn a_win_is_taken_and_a_threat_is_blocked() {
        for seed in 0..5 {
            let mut win = uct(&[0, 1, 0, 1, 0, 1], seed);
            win.run(500);
            assert_eq!(win.best(), 0);
            assert!(win.value() > 0.8, "{}", win.value());
            let mut threat = uct(&[0, 1, 0, 1, 0], seed);
            threat.run(500);
            assert_eq!(threat.best(), 0);
        }
    }

    #[test]
    fn visits_add_up_and_pauses_change_nothing() {
        let mut whole = uct(&[3, 3], 7);
        whole.run(300);
        let mut sliced = uct(&[3, 3], 7);
        (0..30).for_each(|_| sliced.run(10));
        assert_eq!(whole.visits(), sliced.visits());
        // The first visit is that of the root itself.
        assert_eq!(whole.visits().iter().sum::<u32>(), 299);
    }

    #[test]
    fn a_full_column_gets_no_visit() {
        let mut search = uct(&[0; 6], 3);
        search.run(200);
        assert_eq!(search.visits()[0], 0);
    }

    /// A judge that likes one column and knows nothing else.
    struct Fond(u8);

    impl Evaluate for Fond {
        fn evaluate(&mut self, _: Position) -> Answer {
            let mut priors = [0.02; COLUMNS];
            priors[usize::from(self.0)] = 0.88;
            Answer { priors, value: 0.0 }
        }
    }

    #[test]
    fn puct_follows_its_prior_until_the_tree_knows_better() {
        let mut quiet = Search::new(Position::default(), Rule::PUCT, Fond(6));
        quiet.run(100);
        assert_eq!(quiet.best(), 6);
        let losing = Position::after(&[0, 1, 0, 1, 0]).expect("legal");
        let mut tree = Search::new(losing, Rule::PUCT, Fond(6));
        tree.run(2000);
        assert_eq!(tree.best(), 0, "the prior does not block, the search does: {:?}", tree.visits());
    }
}
