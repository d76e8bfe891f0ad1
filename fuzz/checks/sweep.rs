//! A sweep's file is read as a sweep whose own file gives it back, or refused with what is wrong.

use retort::sweep::{MOST_RUNS, Sweep};

pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Sweep::read(text) {
        Ok(sweep) => {
            assert!((1..=MOST_RUNS as usize).contains(&sweep.run_count()));
            let written = sweep.write();
            let again = Sweep::read(&written).expect("its own file");
            assert_eq!((again.write(), again.run_count()), (written, sweep.run_count()));
        }
        Err(error) => assert!(!error.allowed.is_empty(), "{error}"),
    }
}
