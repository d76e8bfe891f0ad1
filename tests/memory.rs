//! What training asks of memory. An update asks for little, and for no more later than in the beginning; and a training that
//! is taken up again and again in one process leaves nothing behind: after each time the same bytes are in use. 30 times;
//! `RETORT_CASES=1000 cargo test --features ndarray --test memory` is the long form.

use std::alloc::{GlobalAlloc, Layout, System};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use retort::data::Dataset;
use retort::experiment;
use retort::session::{StudentSession, TeacherSession};
use retort::train::trained_teacher::TrainedTeacher;

/// Counts the bytes that are in use, and all that was ever asked for.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static ASKED: AtomicUsize = AtomicUsize::new(0);
static BLOCKS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is the system's; it is only counted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), Ordering::Relaxed);
        ASKED.fetch_add(layout.size(), Ordering::Relaxed);
        BLOCKS.fetch_add(1, Ordering::Relaxed);
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

/// Bytes are counted for the whole process: one test after the other.
static TURN: Mutex<()> = Mutex::new(());

fn dataset(key: &str) -> Rc<Dataset> {
    let source = retort::data::source(key).expect("registered");
    let read = |name: &str| std::fs::read(format!("data/{name}")).expect("shipped");
    let files: Vec<Vec<u8>> = source.files().iter().map(|file| read(file.name)).collect();
    Rc::new(Dataset::open(key, &files).expect("published files"))
}

/// Blocks and bytes that the most frugal of the next `updates` updates asks for. Some of them also evaluate.
fn least_asked(session: &mut StudentSession, updates: u32) -> (usize, usize) {
    let counted = || (BLOCKS.load(Ordering::Relaxed), ASKED.load(Ordering::Relaxed));
    let end = session.standing().update + updates;
    let mut least = (usize::MAX, usize::MAX);
    while session.standing().update < end {
        let (update, before) = (session.standing().update, counted());
        let event = session.step();
        let after = counted();
        if event.is_none() && session.standing().update == update + 1 {
            least = (least.0.min(after.0 - before.0), least.1.min(after.1 - before.1));
        }
    }
    least
}

#[test]
fn an_update_asks_for_little_and_later_ones_for_no_more() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mnist = dataset("mnist");
    let link =
        "data=mnist&tdata=64&tepochs=1&teacher=cnn-16-32&student=cnn-8-16&labels=500&steps=200&batch=64";
    let spec = experiment::open(link).spec;
    let mut session = TeacherSession::new(&spec, mnist.clone()).expect("sound");
    while !session.is_over() {
        session.step();
    }
    let teacher = Rc::new(session.trained());
    let mut session = StudentSession::new(&spec, mnist, "soft-labels", teacher).expect("sound");
    least_asked(&mut session, 10);
    let early = least_asked(&mut session, 20);
    least_asked(&mut session, 100);
    let late = least_asked(&mut session, 20);
    println!("an update asks for {early:?} blocks and bytes in the beginning, for {late:?} later");
    assert!(early.0 <= MOST_BLOCKS && early.1 <= MOST_BYTES, "{early:?}");
    assert!(late.0 <= early.0 && late.1 <= early.1, "{early:?} have become {late:?}");
}

/// Times until code has made what it keeps: tables, threads, buffers.
const WARM: usize = 10;
/// What an update with 64 images of 28x28 may ask for.
const MOST_BLOCKS: usize = 650;
const MOST_BYTES: usize = 2_000_000;
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

#[test]
fn taking_up_a_training_again_leaves_nothing_behind() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let digits = dataset("digits");
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
