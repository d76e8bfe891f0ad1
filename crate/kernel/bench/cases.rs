//! Kernel timings for `run.mjs`: a list of cases behind a C interface, so that it needs no glue.

mod convolution_cases;
mod dense_cases;
mod image_cases;
mod limit;
mod token_cases;

use std::cell::RefCell;

/// One thing to time.
pub struct Case {
    name: String,
    /// Floating-point operations a run would take if nothing were skipped.
    operations: f64,
    run: Box<dyn FnMut()>,
}

impl Case {
    /// A case that runs `run`.
    pub fn new(name: impl Into<String>, operations: f64, run: impl FnMut() + 'static) -> Self {
        Self { name: name.into(), operations, run: Box::new(run) }
    }
}

thread_local! {
    static CASES: RefCell<Vec<Case>> = const { RefCell::new(Vec::new()) };
}

/// Builds the list; returns its length.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() -> usize {
    CASES.with_borrow_mut(|cases| {
        cases.clear();
        cases.extend(limit::cases());
        cases.extend(dense_cases::cases());
        cases.extend(convolution_cases::cases());
        cases.extend(token_cases::cases());
        cases.extend(image_cases::cases());
        cases.len()
    })
}

/// Address of a case's name; [`name_length`] bytes of UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn name_address(case: usize) -> *const u8 {
    CASES.with_borrow(|cases| cases[case].name.as_ptr())
}

/// Length of a case's name.
#[unsafe(no_mangle)]
pub extern "C" fn name_length(case: usize) -> usize {
    CASES.with_borrow(|cases| cases[case].name.len())
}

/// Operations that one run of a case stands for.
#[unsafe(no_mangle)]
pub extern "C" fn operations(case: usize) -> f64 {
    CASES.with_borrow(|cases| cases[case].operations)
}

/// Runs a case `times` times.
#[unsafe(no_mangle)]
pub extern "C" fn run(case: usize, times: u32) {
    CASES.with_borrow_mut(|cases| {
        for _ in 0..times {
            (cases[case].run)();
        }
    });
}

/// Values in -1..1.
pub fn noise(count: usize) -> Vec<f32> {
    let mut state = count as u32 ^ 0x9e37_79b9;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect()
}
