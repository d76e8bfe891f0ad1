//! Checkpoints: a training that is broken off and taken up again, as often as one likes, has the bits of one that was left
//! alone; what is damaged or belongs elsewhere is refused by name.

use std::rc::Rc;

use retort::data::Dataset;
use retort::experiment;
use retort::method::METHODS;
use retort::seed::Seed;
use retort::session::checkpoint::{self, CheckpointError};
use retort::session::{Event, StudentSession, TeacherSession};
use retort::spec::ExperimentSpec;
use retort::train::Phase;
use retort::train::trained_teacher::TrainedTeacher;
use sha2::{Digest as _, Sha256};

fn dataset(key: &str) -> Rc<Dataset> {
    let source = retort::data::source(key).expect("registered");
    let files: Vec<Vec<u8>> = source
        .files()
        .iter()
        .map(|file| std::fs::read(format!("data/{}", file.name)).expect("shipped"))
        .collect();
    Rc::new(Dataset::open(key, &files).expect("published files"))
}

fn spec(link: &str) -> ExperimentSpec {
    let opened = experiment::open(link);
    assert_eq!(opened.problems, [], "{link}");
    opened.spec
}

/// One session of either kind.
enum Session {
    Teacher(TeacherSession),
    Student(StudentSession, &'static str, Rc<TrainedTeacher>),
}

impl Session {
    fn step(&mut self) -> Option<Event> {
        match self {
            Self::Teacher(session) => session.step(),
            Self::Student(session, ..) => session.step(),
        }
    }

    fn phase(&self) -> Phase {
        match self {
            Self::Teacher(session) => session.standing().phase,
            Self::Student(session, ..) => session.standing().phase,
        }
    }

    fn checkpoint(&self) -> Vec<u8> {
        match self {
            Self::Teacher(session) => session.checkpoint("a note"),
            Self::Student(session, ..) => session.checkpoint("a note"),
        }
    }

    fn continued(
        &self,
        spec: &ExperimentSpec,
        images: &Rc<Dataset>,
        bytes: &[u8],
    ) -> Result<Self, CheckpointError> {
        Ok(match self {
            Self::Teacher(_) => Self::Teacher(TeacherSession::continued(spec, images.clone(), bytes)?),
            Self::Student(_, arm, teacher) => {
                let session = StudentSession::continued(spec, images.clone(), arm, teacher.clone(), bytes)?;
                Self::Student(session, arm, teacher.clone())
            }
        })
    }
}

/// Everything that a session tells to its end, as text; `every` says after how many updates it is replaced
/// by one that goes on from its checkpoint. It is also replaced at every turn from one kind of work to another; a look at the
/// images that is broken off begins again, so that one broken at every step would never end.
fn told(
    spec: &ExperimentSpec,
    images: &Rc<Dataset>,
    mut session: Session,
    every: Option<usize>,
) -> (Session, Vec<String>) {
    let mut events = vec![];
    let mut before = session.phase();
    for step in 1.. {
        match session.step() {
            // How far a look has come does not matter: one that was broken off begins again.
            None | Some(Event::SoftLabels { .. }) => {}
            Some(event) => {
                let over = matches!(event, Event::Finished(_) | Event::Failed { .. });
                if let Event::Evaluated { evaluation }
                | Event::Finished(retort::session::Outcome { evaluation, .. }) = &event
                {
                    events.push(format!(
                        "{:?}",
                        evaluation.logits.iter().map(|z| z.to_bits()).collect::<Vec<_>>()
                    ));
                }
                events.push(serde_json::to_string(&event).expect("plain"));
                if over {
                    return (session, events);
                }
            }
        }
        let phase = session.phase();
        let learns = phase == Phase::Training && every.is_some_and(|every| step % every == 0);
        if learns || every.is_some() && (phase != before || step % 101 == 0) {
            session = session.continued(spec, images, &session.checkpoint()).expect("its own checkpoint");
        }
        before = phase;
    }
    unreachable!()
}

/// Trains all networks of a link straight and broken, and compares all that they tell.
fn compare(link: &str, images: &Rc<Dataset>, arms: &[&'static str], every: usize) {
    let spec = spec(link);
    let teacher = || Session::Teacher(TeacherSession::new(&spec, images.clone()).expect("sound"));
    let (straight, expected) = told(&spec, images, teacher(), None);
    let (broken, found) = told(&spec, images, teacher(), Some(every));
    assert_eq!(found, expected, "{link}: the teacher");
    let (Session::Teacher(straight), Session::Teacher(broken)) = (straight, broken) else { unreachable!() };
    assert_eq!(straight.trained(), broken.trained(), "{link}: what students get");
    let trained = Rc::new(straight.trained());
    for arm in arms {
        let student = || {
            let session = StudentSession::new(&spec, images.clone(), arm, trained.clone()).expect("sound");
            Session::Student(session, arm, trained.clone())
        };
        let (_, expected) = told(&spec, images, student(), None);
        let (_, found) = told(&spec, images, student(), Some(every));
        assert_eq!(found, expected, "{link}: {arm}");
        assert!(expected.len() >= 4);
    }
}

#[test]
fn every_method_goes_on_with_the_same_bits() {
    for method in METHODS {
        let own = match method.key() {
            "search-policy" => "&data=connect-four&teacher=search&student=policy-value-8",
            "layer-matching" | "hidden-cosine" => "&teacher=vit-4-32&student=vit-2-32",
            _ => "&teacher=dropout-cnn-8-16-32",
        };
        let images = dataset(if method.key() == "search-policy" { "connect-four" } else { "digits" });
        let link = format!(
            "arms={}&tdata=64&tepochs=3&steps=9&unlabelled=40&alpha=0.5&clip=1&decay=0.01{own}",
            method.key()
        );
        compare(&link, &images, &[method.key()], 2);
    }
}

#[test]
fn every_course_of_a_training_goes_on_with_the_same_bits() {
    let digits = dataset("digits");
    for (link, arms) in [
        // Several teachers, generations, a peer.
        ("teachers=3&generations=3&teacher=dropout-cnn-8-16-32", &["born-again", "mutual"][..]),
        // Running statistics, dropout in the student, changed images.
        ("teacher=residual-16-32&student=residual-16-32&augment=shift", &["soft-labels"][..]),
        ("teacher=depthwise-8-16&student=dropout-cnn-8-16-32&labels=20", &["hard-labels"][..]),
        // A teacher that is brought into another domain, both ways.
        ("domain=inverted&adapt=pseudo-labels&confidence=0.2", &["soft-labels"][..]),
        ("domain=inverted&adapt=statistics&teacher=residual-16-32", &["soft-labels"][..]),
        ("Tpath=linear&Tend=1&teachers=2&mean=arithmetic", &["soft-labels", "relational"][..]),
    ] {
        let link = format!("{link}&arms={}&tdata=64&tepochs=3&steps=8&unlabelled=40", arms.join(","));
        compare(&link, &digits, arms, 3);
    }
}

#[test]
fn a_checkpoint_after_each_step_and_one_at_the_very_end_are_enough() {
    let digits = dataset("digits");
    compare(
        "arms=soft-labels,born-again&generations=2&tdata=64&tepochs=2&steps=4",
        &digits,
        &["soft-labels", "born-again"],
        1,
    );
}

#[test]
fn what_belongs_elsewhere_is_refused_by_name() {
    let digits = dataset("digits");
    let spec = spec("tdata=64&tepochs=1&steps=3");
    let mut session = TeacherSession::new(&spec, digits.clone()).expect("sound");
    let bytes = session.checkpoint("{}");
    while !session.is_over() {
        session.step();
    }
    let trained = session.trained();
    let about = checkpoint::about(&bytes).expect("sound");
    assert_eq!((about.note.as_str(), about.identity.role.as_str()), ("{}", "teacher"));
    assert_eq!(about.identity.link, "v=1&steps=3&tdata=64&tepochs=1");
    let teacher = |spec: &ExperimentSpec, bytes: &[u8]| {
        TeacherSession::continued(spec, digits.clone(), bytes).err().map(|error| error.code())
    };
    assert_eq!(teacher(&spec, &bytes), None);
    assert_eq!(teacher(&self::spec("tdata=64&tepochs=1&steps=4"), &bytes), Some("link"));
    assert_eq!(teacher(&spec, b"something else"), Some("foreign"));
    assert_eq!(teacher(&spec, &[]), Some("foreign"));
    let student = |arm: &'static str, teacher: &TrainedTeacher, bytes: &[u8]| {
        StudentSession::continued(&spec, digits.clone(), arm, Rc::new(teacher.clone()), bytes)
            .err()
            .map(|error| error.code())
    };
    let mut session =
        StudentSession::new(&spec, digits.clone(), "soft-labels", Rc::new(trained.clone())).expect("sound");
    session.step();
    let kept = session.checkpoint("");
    assert_eq!(student("soft-labels", &trained, &kept), None);
    assert_eq!(student("hard-labels", &trained, &kept), Some("role"));
    assert_eq!(student("soft-labels", &trained, &bytes), Some("role"));
    let mut other = trained.clone();
    other.weights[0] += 1.0;
    assert_eq!(student("soft-labels", &other, &kept), Some("teacher"));
    let with = |at: usize, byte: u8| {
        let mut changed = bytes.clone();
        changed[at] = byte;
        changed
    };
    assert_eq!(teacher(&spec, &with(18, 2)), Some("format"));
    let digits_of_version =
        bytes.windows(5).position(|five| five == [1, 0, 0, 0, b'1']).expect("it is there") + 4;
    assert_eq!(teacher(&spec, &sealed(with(digits_of_version, b'2'))), Some("version"));
}

/// The bytes with the checksum that they ought to have.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 32;
    let checksum = Sha256::digest(&bytes[..end]);
    bytes.truncate(end);
    bytes.extend(checksum);
    bytes
}

#[test]
fn damage_is_refused_and_what_is_forged_makes_no_panic() {
    let digits = dataset("digits");
    let link = "arms=born-again,quantisation-aware&generations=2&tdata=64&tepochs=1&steps=2&teacher=mlp-8&student=mlp-8";
    let spec = spec(link);
    let mut session = TeacherSession::new(&spec, digits.clone()).expect("sound");
    while !session.is_over() {
        session.step();
    }
    let trained = Rc::new(session.trained());
    for arm in ["born-again", "quantisation-aware"] {
        let start = || StudentSession::new(&spec, digits.clone(), arm, trained.clone()).expect("sound");
        let mut session = start();
        for _ in 0..12 {
            session.step();
        }
        let bytes = session.checkpoint("");
        let session = Session::Student(start(), arm, trained.clone());
        let mut stream = Seed(8).stream("damage");
        let (mut accepted, mut refused) = (0, 0);
        for round in 0..400 {
            let mut changed = bytes.clone();
            match round % 4 {
                0 => changed.truncate(stream.below(bytes.len() as u32) as usize),
                1 => changed.insert(stream.below(bytes.len() as u32) as usize, 0),
                // The parts that say how long and which lie at both ends.
                2 => {
                    let at = bytes.len() - 33 - stream.below(60) as usize;
                    changed[at] ^= 1 << stream.below(8);
                }
                _ => {
                    let at = 18 + stream.below(bytes.len() as u32 - 50) as usize;
                    changed[at] = stream.below(256) as u8;
                }
            }
            if changed != bytes {
                let error = session.continued(&spec, &digits, &changed).err().expect("the checksum is wrong");
                assert!(["damaged", "foreign", "format"].contains(&error.code()), "{error}");
            }
            if changed.len() < 60 {
                continue;
            }
            match session.continued(&spec, &digits, &sealed(changed)) {
                Ok(mut session) => {
                    accepted += 1;
                    for _ in 0..3 {
                        session.step();
                    }
                }
                Err(_) => refused += 1,
            }
        }
        // Other weights are as good as any; other lengths are not.
        assert!(accepted > 20 && refused > 100, "{accepted} {refused}");
    }
}
