//! Published links open for ever as the same experiment. `tests/golden/links.txt` only ever grows: a link, then every
//! field that it stands for.

use retort::catalogue;
use retort::spec::fields::FIELDS;

#[test]
fn published_links_open_as_the_same_experiment() {
    let golden = std::fs::read_to_string("tests/golden/links.txt").expect("the golden file");
    let mut checked = 0;
    for line in golden.lines().filter(|line| !line.starts_with("//") && !line.is_empty()) {
        let (link, fields) = line.split_once(" => ").expect("link => fields");
        let opened = catalogue::open(link);
        assert_eq!(opened.problems, [], "{link}");
        for pair in fields.split(' ') {
            let (key, value) = pair.split_once('=').expect("key=value");
            let field =
                FIELDS.iter().find(|field| field.key == key).unwrap_or_else(|| panic!("{key} is gone"));
            assert_eq!((field.read)(&opened.spec).to_string(), value, "{key} of {link}");
        }
        checked += 1;
    }
    assert!(checked >= 6, "the golden file has lost links");
}
