//! Any text opens as a link: what is wrong is named, and what comes out is an experiment that its own link gives back.
//! Drawings that were read are written so that they are read again.

use retort::experiment;
use retort::spec::course::MOST_LOOKS;
use retort::spec::drawings;
use retort::spec::link::{self, MAX_LENGTH};

pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let opened = experiment::open(&text);
    assert!(opened.problems.iter().all(|problem| !problem.allowed.is_empty()));
    let written = link::write(&opened.spec);
    assert!(written.len() <= MAX_LENGTH && written.is_ascii(), "{written}");
    let again = experiment::open(&written);
    assert_eq!((&again.problems, &again.spec), (&vec![], &opened.spec), "{written}");
    assert_eq!(link::write(&again.spec), written);
    if let Some(claim) = &opened.claim {
        let courses = &claim.courses;
        assert!(courses.is_empty() || courses.len() == claim.nets.len());
        assert!(courses.iter().all(|course| course.looks.len() <= MOST_LOOKS));
        assert!(courses.iter().all(|course| (0.0..=1.0).contains(&course.accuracy)));
    }
    assert!(opened.drawings.len() <= drawings::MOST);
    let drawn = drawings::write(&opened.drawings, 0);
    let back: Result<Vec<_>, _> = drawings::read(&drawn).into_iter().collect();
    assert!(opened.drawings.is_empty() || back == Ok(opened.drawings), "{drawn}");
}
