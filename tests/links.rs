//! Published links open for ever as the same experiment. `tests/golden/links.txt` only ever grows: a link, then every
//! field that it stands for. And any text opens as something: 100,000 here, `RETORT_CASES=1000000 cargo test --test links`
//! for more.

use retort::experiment;
use retort::seed::Seed;
use retort::spec::course::{self, Course, MOST_LOOKS};
use retort::spec::fields::{FIELDS, Kind};
use retort::spec::link::{self, Code, MAX_LENGTH};
use retort::spec::{ExperimentSpec, drawings};

#[test]
fn published_links_open_as_the_same_experiment() {
    let golden = std::fs::read_to_string("tests/golden/links.txt").expect("the golden file");
    let mut checked = 0;
    for line in golden.lines().filter(|line| !line.starts_with("//") && !line.is_empty()) {
        let (link, fields) = line.split_once(" => ").expect("link => fields");
        let opened = experiment::open(link);
        assert_eq!(opened.problems, [], "{link}");
        for pair in fields.split(' ') {
            let (key, value) = pair.split_once('=').expect("key=value");
            if key == drawings::KEY {
                assert_eq!(cells(&opened.drawings), value, "drawings of {link}");
                continue;
            }
            if key == course::KEY {
                let courses = opened.claim.as_ref().map(|claim| looks(&claim.courses));
                assert_eq!(courses.as_deref(), Some(value), "course of {link}");
                continue;
            }
            let field =
                FIELDS.iter().find(|field| field.key == key).unwrap_or_else(|| panic!("{key} is gone"));
            assert_eq!((field.read)(&opened.spec).to_string(), value, "{key} of {link}");
        }
        checked += 1;
    }
    assert!(checked >= 6, "the golden file has lost links");
}

/// Every cell of every stroke: `column,row` joined by `;`, strokes by `+`, drawings by `/`.
fn cells(all: &[drawings::Drawing]) -> String {
    let stroke = |cells: &drawings::Stroke| {
        cells.iter().map(|[column, row]| format!("{column},{row}")).collect::<Vec<_>>().join(";")
    };
    let drawing = |strokes: &drawings::Drawing| strokes.iter().map(stroke).collect::<Vec<_>>().join("+");
    all.iter().map(drawing).collect::<Vec<_>>().join("/")
}

/// Looks joined by `,` and behind `:` the accuracy in parts of 10,000; networks by `/`.
fn looks(courses: &[Course]) -> String {
    let one = |course: &Course| format!("{}:{:.0}", course.looks.join(","), course.accuracy * 10_000.0);
    courses.iter().map(one).collect::<Vec<_>>().join("/")
}

/// Texts made of what links are made of, in any order: keys, words of the registries, numbers of every size, what breaks
/// other readers, and single bytes.
struct Texts {
    parts: Vec<String>,
    stream: retort::seed::Stream,
}

impl Texts {
    fn new() -> Self {
        let vocabulary = experiment::vocabulary();
        let mut parts: Vec<String> =
            FIELDS.iter().flat_map(|field| [field.key.into(), format!("{}=", field.key)]).collect();
        for field in FIELDS {
            if let Kind::Choice(words) | Kind::Choices(words) | Kind::Options(words) = field.kind {
                parts.extend(words(&vocabulary).into_iter().map(String::from));
            }
        }
        let others = "v= v=1 v=2 e=1 r= r=7f3a9c21 c= c=AAAgAA r=7f3a9c21-00112233&c=AAAgAA x= x=AAA .QUECm . & = % %4 %41 %zz + # , - ; / ? 0 1 -1 0.5 4 50 1e9 \
            1e-46 1e309 -0 NaN inf 4294967295 4294967296 00112233 __proto__ constructor <script> \" ' own own-0123 \
            https://a.org/ #pins= none";
        parts.extend(others.split_whitespace().map(String::from));
        parts.extend(["\u{202e}", "\u{0}", "é", "😀", "＝", " ", "\n", "\u{feff}"].map(String::from));
        Self { parts, stream: Seed(42).stream("tests/links") }
    }

    fn below(&mut self, count: usize) -> usize {
        (self.stream.next_u64() % count as u64) as usize
    }

    fn next(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..self.below(24) {
            let at = self.below(self.parts.len());
            text.push_str(&self.parts[at]);
            match self.below(8) {
                0 | 1 => text.push('&'),
                2 => text.push('='),
                3 => text.push(char::from(self.below(128) as u8)),
                _ => {}
            }
        }
        // Cut off, as by a chat program; and some that are too long.
        match self.below(16) {
            0 => text.chars().take(self.below(40)).collect(),
            1 => text.repeat(self.below(60)),
            _ => text,
        }
    }
}

#[test]
fn any_text_opens_and_equal_experiments_have_one_link() {
    let cases = std::env::var("RETORT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let mut texts = Texts::new();
    let (mut sound, mut changed, mut drawn, mut with_course) = (0, 0, 0, 0);
    for _ in 0..cases {
        let text = texts.next();
        let opened = experiment::open(&text);
        let link = link::write(&opened.spec);
        let again = experiment::open(&link);
        assert_eq!(
            (again.spec, again.problems, again.claim),
            (opened.spec.clone(), vec![], None),
            "{text:?}"
        );
        assert_eq!(link::write(&experiment::open(&link).spec), link, "{text:?}");
        assert!(opened.drawings.len() <= drawings::MOST, "{text:?}");
        // What was read of drawings is written so that it is read again.
        let written = drawings::write(&opened.drawings, 0);
        let back: Result<Vec<_>, _> = drawings::read(&written).into_iter().collect();
        assert!(opened.drawings.is_empty() || back == Ok(opened.drawings.clone()), "{text:?}");
        for problem in &opened.problems {
            assert!(!problem.allowed.is_empty(), "{text:?}: {problem:?}");
            assert_eq!(
                problem.code == Code::TooLong,
                text.trim().rsplit('#').next().map_or(0, str::len) > MAX_LENGTH && problem.key == "link",
                "{text:?}"
            );
        }
        sound += usize::from(opened.problems.is_empty());
        changed += usize::from(opened.spec != ExperimentSpec::default());
        drawn += usize::from(!opened.drawings.is_empty());
        if let Some(claim) = opened.claim.filter(|claim| !claim.courses.is_empty()) {
            assert_eq!(claim.courses.len(), claim.nets.len(), "{text:?}");
            let sound =
                |course: &Course| course.looks.len() <= MOST_LOOKS && (0.0..=1.0).contains(&course.accuracy);
            assert!(claim.courses.iter().all(sound), "{text:?}");
            with_course += 1;
        }
    }
    println!(
        "{cases} texts: {sound} without a problem, {changed} with settings of their own, {drawn} with drawings, \
         {with_course} with the course of a claim"
    );
    // The texts reach what they are to reach.
    assert!(
        sound * 100 > cases && changed * 100 > cases && drawn * 1000 > cases && with_course * 1000 > cases,
        "{sound} {changed} {drawn} {with_course}"
    );
}
