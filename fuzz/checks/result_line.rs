//! A result line is read with accuracies between 0 and 1, or refused with a reason; a sweep finds its run or says why not.

use retort::sweep::{ResultLine, Sweep};

pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match ResultLine::read(text) {
        Ok(line) => {
            let nets = line.arms.values().chain([&line.teacher]);
            assert!(nets.into_iter().all(|net| (0.0..=1.0).contains(&net.accuracy)));
            let sweep = Sweep::new("", &[("T".into(), vec!["1".into(), "4".into()])], 2).expect("sound");
            match sweep.find_line(&line) {
                Ok(at) => assert_eq!(sweep.run(at).spec.seed.0, line.seed),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
