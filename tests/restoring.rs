//! A training that is taken up again and again in one process leaves nothing behind: after each time the same bytes are in
//! use. 30 times; `RETORT_CASES=1000 cargo test --features ndarray --test restoring` is the long form.

use std::alloc::{GlobalAlloc, Layout, System};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};

use retort::data::Dataset;
use retort::experiment;
use retort::session::{StudentSession, TeacherSession};
use retort::train::trained_teacher::TrainedTeacher;

/// Counts the bytes that are in use.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is the system's; it is only counted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the promises of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the promises of `dealloc`, and what it gives back came from here.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Times until code has made what it keeps: tables, threads, buffers.
const WARM: usize = 10;
/// Bytes that may come by chance: a table of the test's own that grows, a longer message.
const CHANCE: usize = 4096;

fn times() -> usize {
    std::env::var("RETORT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(30)
}

/// Bytes in use after the next update of any network. Until then burn keeps a note of about a kilobyte for each parameter
/// of a network that learns, also of one that was let go: only a backward pass clears what nobody holds.
fn in_use(update: impl Fn()) -> usize {
    update();
    IN_USE.load(Ordering::Relaxed)
}

/// Does it again and again, and compares the bytes in use after the first times and in the end.
fn repeat(name: &str, update: impl Fn(), mut one: impl FnMut()) {
    for _ in 0..WARM {
        one();
    }
    let warm = in_use(&update);
    for _ in 0..times() {
        one();
    }
    let end = in_use(&update);
    println!("{name}: {warm} bytes in use when warm, {end} after {} times more", times());
    assert!(end <= warm + CHANCE, "{name}: {warm} bytes have become {end}");
}

/// One test for all: bytes are counted for the whole process.
#[test]
fn taking_up_a_training_again_leaves_nothing_behind() {
    let source = retort::data::source("digits").expect("registered");
    let read = |name: &str| std::fs::read(format!("data/{name}")).expect("shipped");
    let files: Vec<Vec<u8>> = source.files().iter().map(|file| read(file.name)).collect();
    let digits = Rc::new(Dataset::open("digits", &files).expect("published files"));
    let link = "tdata=64&tepochs=3&steps=9&unlabelled=40&labels=20&batch=7&teacher=dropout-cnn-8-16-32&arms=soft-labels,hints";
    let spec = experiment::open(link).spec;

    let mut session = TeacherSession::new(&spec, digits.clone()).expect("sound");
    for _ in 0..3 {
        session.step();
    }
    let of_teacher = session.checkpoint("");
    // Of a network of its own.
    let update = || {
        let spec = experiment::open("tdata=20&teacher=mlp-8").spec;
        let mut session = TeacherSession::new(&spec, digits.clone()).expect("sound");
        while session.standing().update == 0 {
            session.step();
        }
    };
    let teacher = |bytes: &[u8]| TeacherSession::continued(&spec, digits.clone(), bytes).expect("its own");
    repeat("a teacher, taken up and let go", update, || drop(teacher(&of_teacher)));
    repeat("a teacher, taken up for three steps", update, || {
        let mut session = teacher(&of_teacher);
        for _ in 0..3 {
            session.step();
        }
    });
    repeat("a damaged checkpoint", update, || {
        let half = &of_teacher[..of_teacher.len() / 2];
        assert!(TeacherSession::continued(&spec, digits.clone(), half).is_err());
    });
    // One session after the other goes on from where the one before it stood.
    let mut bytes = of_teacher.clone();
    repeat("a teacher that is handed on", update, || {
        let mut session = teacher(&bytes);
        session.step();
        let next = session.checkpoint("");
        bytes = if session.is_over() { of_teacher.clone() } else { next };
    });

    while !session.is_over() {
        session.step();
    }
    let trained: Rc<TrainedTeacher> = Rc::new(session.trained());
    for arm in ["soft-labels", "hints"] {
        let mut session = StudentSession::new(&spec, digits.clone(), arm, trained.clone()).expect("sound");
        for _ in 0..3 {
            session.step();
        }
        let bytes = session.checkpoint("");
        repeat(&format!("{arm}, taken up for three steps"), update, || {
            let mut session = StudentSession::continued(&spec, digits.clone(), arm, trained.clone(), &bytes)
                .expect("its own");
            for _ in 0..3 {
                session.step();
            }
        });
    }
}
