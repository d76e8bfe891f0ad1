//! A limit: the teacher has to be trained and asked. What that costs, and after how many answers it is paid back.

use super::{Chapter, Expected, Figure, Measure, Results, Series, Unit};
use crate::session::TEACHER;
use crate::session::bill::{ArmBill, Bill, bill, break_even};

/// The chapter.
pub static CHAPTER: Chapter = Chapter {
    key: "limits-cost",
    link: "",
    axis: None,
    figure: Figure {
        unit: Unit::Share,
        series: &[
            Series { key: TEACHER, value: |run| share_of(run, |bill| bill.teacher) },
            Series { key: "asking", value: |run| share_of(run, |bill| soft(bill, |arm| arm.soft_labels)) },
            Series { key: "soft-labels", value: |run| share_of(run, |bill| soft(bill, |arm| arm.training)) },
        ],
    },
    measures: &[
        Measure {
            key: "teacher-share",
            unit: Unit::Share,
            claimed: None,
            value: |runs| share_of(runs.first()?, |bill| bill.teacher),
            expected: Expected::AtLeast(0.8),
        },
        Measure {
            key: "paid-back",
            unit: Unit::Count,
            claimed: None,
            value: |runs| paid(runs.first()?, |arm| arm.paid_back),
            expected: Expected::AtLeast(1.0),
        },
        Measure {
            key: "paid-back-with-teacher",
            unit: Unit::Count,
            claimed: None,
            value: |runs| paid(runs.first()?, |arm| arm.paid_back_with_teacher),
            expected: Expected::AtLeast(1.0),
        },
        Measure {
            key: "paid-back-in-time",
            unit: Unit::Count,
            claimed: None,
            value: |runs| paid_in_time(runs.first()?),
            expected: Expected::Reported,
        },
        Measure {
            key: "cheaper",
            unit: Unit::Ratio,
            claimed: Some(3.0),
            value: |runs| {
                Some(bill(&runs.first()?.spec).ok()?)
                    .map(|bill| bill.teacher_per_image as f64 / bill.student_per_image as f64)
            },
            expected: Expected::AtLeast(3.0),
        },
        Measure {
            key: "faster",
            unit: Unit::Ratio,
            claimed: Some(3.0),
            value: |runs| {
                Some(
                    runs.first()?.net(TEACHER)?.microseconds_per_image
                        / runs.first()?.net("soft-labels")?.microseconds_per_image,
                )
            },
            expected: Expected::Reported,
        },
    ],
};

/// The distilled student's line of a bill; 0 without one.
fn soft(bill: &Bill, read: fn(&ArmBill) -> u64) -> u64 {
    bill.arms.iter().find(|arm| arm.arm == "soft-labels").map_or(0, read)
}

/// A part of all operations for the distilled student, its teacher's among them.
fn share_of(run: &Results, part: fn(&Bill) -> u64) -> Option<f64> {
    let bill = bill(&run.spec).ok()?;
    let all = bill.teacher + soft(&bill, |arm| arm.soft_labels + arm.training);
    Some(part(&bill) as f64 / all as f64)
}

/// Images after which the distilled student has paid for itself in operations.
fn paid(run: &Results, read: fn(&ArmBill) -> Option<u64>) -> Option<f64> {
    let bill = bill(&run.spec).ok()?;
    let images = read(bill.arms.iter().find(|arm| arm.arm == "soft-labels")?)?;
    Some(images as f64)
}

/// The same in time as measured, with the teacher's training; its soft labels are part of it.
fn paid_in_time(run: &Results) -> Option<f64> {
    let (teacher, student) = (run.net(TEACHER)?, run.net("soft-labels")?);
    let invested = (teacher.training_seconds + student.training_seconds) * 1e6;
    let images = break_even(invested, teacher.microseconds_per_image, student.microseconds_per_image)?;
    Some(images as f64)
}
