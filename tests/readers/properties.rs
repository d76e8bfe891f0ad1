//! What holds for any text of a link and for any file of images, tried on random ones; what fails is made as small as it
//! can be. `RETORT_CASES=100000` tries more.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use retort::experiment;
use retort::spec::fields::{FIELDS, Kind};
use retort::spec::link::{self, MAX_LENGTH};

use crate::files::idx;

fn config() -> ProptestConfig {
    let cases = std::env::var("RETORT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(500);
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2_028),
        ..ProptestConfig::default()
    }
}

/// One part of a link: a field with a value of its kind, of another one, or any text.
fn part() -> impl Strategy<Value = String> {
    let words = experiment::vocabulary();
    let mut known: Vec<String> = vec![];
    for field in FIELDS {
        match &field.kind {
            Kind::Choice(of) | Kind::Choices(of) | Kind::Options(of) => {
                known.extend(of(&words).into_iter().map(|word| format!("{}={word}", field.key)));
            }
            Kind::Integer { min, max } => known.extend([min, max].map(|end| format!("{}={end}", field.key))),
            Kind::Number { min, max, .. } => {
                known.extend([min, max].map(|end| format!("{}={end}", field.key)))
            }
            Kind::Layers => known.push(format!("{}=2-4", field.key)),
        }
    }
    let keys: Vec<&str> =
        FIELDS.iter().map(|field| field.key).chain(["v", "e", "r", "c", "x", "colour"]).collect();
    let number = prop_oneof![
        any::<f32>().prop_map(|number| number.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        (0..100_u32).prop_map(|number| (f64::from(number) / 10.0).to_string()),
    ];
    let text = prop::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter);
    prop_oneof![
        6 => prop::sample::select(known),
        3 => (prop::sample::select(keys.clone()), number).prop_map(|(key, number)| format!("{key}={number}")),
        1 => (prop::sample::select(keys), text.clone()).prop_map(|(key, text)| format!("{key}={text}")),
        1 => text,
    ]
}

/// Percent-encodes every byte: any text means the same so.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_link_opens_as_an_experiment_with_one_canonical_link(
        parts in prop::collection::vec(part(), 0..8), prefix in prop::sample::select(vec!["", "#", "https://a.example/#", " "]),
    ) {
        let text = format!("{prefix}{}", parts.join("&"));
        let opened = experiment::open(&text);
        let written = link::write(&opened.spec);
        prop_assert!(written.len() <= MAX_LENGTH && written.is_ascii(), "{}", written);
        let again = experiment::open(&written);
        prop_assert_eq!(&again.problems, &vec![], "{}", written);
        prop_assert_eq!(&again.spec, &opened.spec, "{}", written);
        prop_assert_eq!(link::write(&again.spec), written);
        for problem in &opened.problems {
            prop_assert!(!problem.allowed.is_empty(), "{}", problem);
        }
    }

    #[test]
    fn the_order_of_different_keys_and_their_encoding_mean_nothing(
        values in prop::collection::btree_map(prop::sample::select(FIELDS.iter().map(|f| f.key).collect::<Vec<_>>()), 0..200_u32, 0..6),
    ) {
        let parts: Vec<String> = values.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let one = link::open(&parts.join("&"), &experiment::vocabulary());
        let backwards: Vec<String> = parts.iter().rev().cloned().collect();
        let other = link::open(&backwards.join("&"), &experiment::vocabulary());
        prop_assert_eq!(&one.spec, &other.spec);
        let escaped: Vec<String> =
            values.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(&value.to_string()))).collect();
        let escaped = link::open(&escaped.join("&"), &experiment::vocabulary());
        prop_assert_eq!((&escaped.spec, &escaped.problems), (&one.spec, &one.problems));
    }

    #[test]
    fn an_idx_file_gives_back_its_images_and_a_shorter_or_longer_one_is_refused(
        count in 0..5_usize, height in 1..9_usize, width in 1..9_usize, seed in any::<u8>(), by in 1..20_usize,
    ) {
        let pixels: Vec<u8> = (0..count * height * width).map(|at| (at as u8).wrapping_mul(31) ^ seed).collect();
        let header = [count, height, width].into_iter().flat_map(|size| (size as u32).to_be_bytes());
        let file: Vec<u8> = [0, 0, 8, 3].into_iter().chain(header).chain(pixels.clone()).collect();
        let read = idx::images(&file).expect("sound");
        prop_assert_eq!((read.width, read.height, &read.pixels), (width, height, &pixels));
        prop_assert!(idx::images(&file[..file.len() - by.min(file.len())]).is_err());
        let longer: Vec<u8> = file.iter().copied().chain(std::iter::repeat_n(seed, by)).collect();
        prop_assert!(idx::images(&longer).is_err());
    }
}
