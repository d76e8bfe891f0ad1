//! A teacher's bytes are read as what writes the same bytes, or refused.

use retort::train::trained_teacher::TrainedTeacher;

pub fn check(bytes: &[u8]) {
    if let Ok(teacher) = TrainedTeacher::from_bytes(bytes) {
        assert_eq!(teacher.to_bytes(), bytes);
        for members in 0..4 {
            assert!(teacher.weights_of_each(members).flatten().count() <= teacher.weights.len());
        }
    }
}
