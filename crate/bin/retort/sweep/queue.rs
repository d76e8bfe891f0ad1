//! Who runs what next. Runs with equal teachers are a group: the first one trains the teacher, and the others take it up.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use retort::session::TEACHER;

use crate::results::RunError;

/// Runs that wait, by the number of the caller.
pub struct Queue {
    groups: Mutex<Groups>,
    changed: Condvar,
}

#[derive(Default)]
struct Groups {
    groups: Vec<Group>,
    /// Nobody begins anything more.
    stopped: bool,
}

struct Group {
    waiting: VecDeque<usize>,
    teacher: Teacher,
}

enum Teacher {
    /// Nobody has begun.
    Absent,
    /// Somebody trains it.
    InTraining,
    /// Its weights.
    Trained(Arc<Vec<f32>>),
    /// It came to no end, and would not for any other run of its group.
    Failed(RunError),
}

/// What to do next.
pub enum Task {
    /// Train everything, and tell about the teacher of this group.
    Whole { run: usize, group: usize },
    /// Take up this teacher.
    Resumed { run: usize, weights: Arc<Vec<f32>> },
    /// Nothing: its teacher has failed before.
    Failed { run: usize, error: RunError },
}

impl Queue {
    /// Runs with their teachers' keys, in the order in which they are begun.
    pub fn new(runs: impl IntoIterator<Item = (usize, String)>) -> Self {
        let mut places = BTreeMap::new();
        let mut groups: Vec<Group> = vec![];
        for (run, key) in runs {
            let place = *places.entry(key).or_insert_with(|| {
                groups.push(Group { waiting: VecDeque::new(), teacher: Teacher::Absent });
                groups.len() - 1
            });
            groups[place].waiting.push_back(run);
        }
        Self { groups: Mutex::new(Groups { groups, stopped: false }), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Groups> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next task; waits where all that is left needs a teacher that is in training. None when nothing is left.
    pub fn take(&self) -> Option<Task> {
        let mut groups = self.lock();
        loop {
            if groups.stopped {
                return None;
            }
            // Groups whose teacher is known come first: they need their memory the shortest.
            let mut left = groups.groups.iter().enumerate().filter(|(_, group)| !group.waiting.is_empty());
            let known = |group: &Group| matches!(group.teacher, Teacher::Trained(_) | Teacher::Failed(_));
            let absent = |group: &Group| matches!(group.teacher, Teacher::Absent);
            let first = left.clone().find(|(_, group)| known(group));
            let next = first.or_else(|| left.clone().find(|(_, group)| absent(group))).map(|(at, _)| at);
            match next {
                Some(at) => return take_from(&mut groups.groups[at], at),
                None if left.next().is_none() => return None,
                None => groups = self.changed.wait(groups).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// The teacher of a group has been trained; its weights are asked for only if somebody waits for them.
    pub fn taught(&self, group: usize, weights: &dyn Fn() -> Vec<f32>) {
        if self.lock().groups[group].waiting.is_empty() {
            return;
        }
        let weights = Arc::new(weights());
        self.lock().groups[group].teacher = Teacher::Trained(weights);
        self.changed.notify_all();
    }

    /// The run that should have trained the teacher of a group has failed.
    pub fn failed(&self, group: usize, error: &RunError) {
        let mut groups = self.lock();
        let teacher = &mut groups.groups[group].teacher;
        if matches!(teacher, Teacher::InTraining) {
            *teacher = match error {
                RunError::Diverged { role: TEACHER, .. } => Teacher::Failed(error.clone()),
                // Another run of the group may do better.
                _ => Teacher::Absent,
            };
        }
        self.changed.notify_all();
    }

    /// Nothing more is begun.
    pub fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }
}

fn take_from(group: &mut Group, at: usize) -> Option<Task> {
    let run = group.waiting.pop_front()?;
    let task = match &group.teacher {
        Teacher::Trained(weights) => Task::Resumed { run, weights: weights.clone() },
        Teacher::Failed(error) => Task::Failed { run, error: error.clone() },
        Teacher::Absent | Teacher::InTraining => {
            group.teacher = Teacher::InTraining;
            return Some(Task::Whole { run, group: at });
        }
    };
    if group.waiting.is_empty() {
        group.teacher = Teacher::Absent;
    }
    Some(task)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(keys: &[&str]) -> Queue {
        Queue::new(keys.iter().enumerate().map(|(at, key)| (at, (*key).to_owned())))
    }

    #[test]
    fn the_first_of_a_group_trains_and_the_others_take_up() {
        let queue = queue(&["a", "b", "a", "a"]);
        let Some(Task::Whole { run: 0, group }) = queue.take() else { panic!("the first of a") };
        let Some(Task::Whole { run: 1, .. }) = queue.take() else {
            panic!("the first of b, as a is in training")
        };
        queue.taught(group, &|| vec![7.0]);
        for expected in [2, 3] {
            let Some(Task::Resumed { run, weights }) = queue.take() else { panic!("taken up") };
            assert_eq!((run, weights.as_slice()), (expected, &[7.0][..]));
        }
        assert!(queue.take().is_none());
    }

    #[test]
    fn a_diverged_teacher_is_not_trained_again_and_a_diverged_student_is_its_own_affair() {
        let diverged = |role| RunError::Diverged { role, update: 3 };
        let queue = queue(&["a", "a", "b", "b"]);
        let Some(Task::Whole { group, .. }) = queue.take() else { panic!("a") };
        queue.failed(group, &diverged(TEACHER));
        assert!(matches!(queue.take(), Some(Task::Failed { run: 1, .. })));
        let Some(Task::Whole { run: 2, group }) = queue.take() else { panic!("b") };
        queue.taught(group, &Vec::new);
        queue.failed(group, &diverged("soft-labels"));
        assert!(matches!(queue.take(), Some(Task::Resumed { run: 3, .. })));
    }

    #[test]
    fn who_waits_for_a_teacher_hears_of_it_and_of_the_end() {
        let queue = queue(&["a", "a"]);
        let Some(Task::Whole { group, .. }) = queue.take() else { panic!("a") };
        std::thread::scope(|scope| {
            let other = scope.spawn(|| matches!(queue.take(), Some(Task::Resumed { run: 1, .. })));
            queue.taught(group, &|| vec![1.0]);
            assert!(other.join().expect("no panic"));
        });
        let queue = self::queue(&["a", "a"]);
        queue.take();
        std::thread::scope(|scope| {
            let other = scope.spawn(|| queue.take().is_none());
            queue.stop();
            assert!(other.join().expect("no panic"));
        });
    }
}
