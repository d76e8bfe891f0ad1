//! What `retort` prints is a contract: scientists and other tests read it.

use std::process::{Command, Output};

use serde_json::Value;

fn retort(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_retort")).args(arguments).output().expect("the program starts")
}

#[test]
fn json_is_one_object_a_seed_in_order_and_nothing_else() {
    let output = retort(&["run", "#v=1&tepochs=2&steps=20&seed=7", "--json", "--seeds", "3", "--jobs", "2"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let results: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let seeds: Vec<_> = results.iter().map(|result| result["seed"].as_u64()).collect();
    assert_eq!(seeds, [Some(7), Some(8), Some(9)]);
    for result in &results {
        assert_eq!(result["engine"], "flex");
        assert_eq!(result["teacher"]["parameters"], 9802);
        for arm in ["hard-labels", "soft-labels", "label-smoothing"] {
            for share in ["accuracy", "agreement"] {
                let value = result["arms"][arm][share].as_f64().expect("a number");
                assert!((0.0..=1.0).contains(&value), "{arm} {share} {value}");
            }
            assert!(result["arms"][arm]["kl"].as_f64().is_some_and(|kl| kl >= 0.0));
        }
        assert_eq!(result["fingerprint"].as_str().map(str::len), Some(16));
        assert!(result["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0));
        // The link of each line runs that line alone.
        let again = retort(&["run", result["link"].as_str().expect("text"), "--json"]);
        let again: Value = serde_json::from_slice(&again.stdout).expect("one object");
        assert_eq!(again["fingerprint"], result["fingerprint"]);
    }
}

#[test]
fn own_images_are_learnt_from_by_the_word_own_or_by_their_key() {
    let file = "tests/vectors/own_images.npz";
    let short = "labels=3&tepochs=2&steps=5";
    let output = retort(&["run", &format!("data=own&{short}"), "--images", file, "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let result: Value = serde_json::from_slice(&output.stdout).expect("one object");
    let link = result["link"].as_str().expect("text");
    assert!(link.starts_with("v=1&data=own-"), "{link}");
    let again = retort(&["run", link, "--images", file, "--json"]);
    let again: Value = serde_json::from_slice(&again.stdout).expect("one object");
    assert_eq!(again["fingerprint"], result["fingerprint"]);
    // Without the images, or with others, the link is refused with the way out.
    for arguments in [&["run", link][..], &["run", "data=own-0123456789ab", "--images", file]] {
        let output = retort(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && complaint.contains("--images FILE"), "{complaint}");
    }
    let refused = retort(&["run", "data=own", "--images", "Cargo.toml"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("or an .npz file"), "{refused:?}");
}

#[test]
fn a_wrong_link_is_named_and_not_run() {
    for arguments in [&["check", "#T=0&student=gpt"][..], &["run", "#T=0&student=gpt", "--json"]] {
        let output = retort(arguments);
        assert!(!output.status.success());
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(complaint.contains("T=0: allowed is a number from 0.05 to 100"), "{complaint}");
        assert!(complaint.contains("student=gpt: allowed is mlp-8"), "{complaint}");
    }
    assert!(retort(&["run", "#T=0", "--json"]).stdout.is_empty());
}

#[test]
fn check_shows_the_result_that_a_link_claims() {
    let output = retort(&["check", "#v=1&T=8&e=1&r=7f3a9c21-00112233"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("engine version 1, fingerprint 7f3a9c21 00112233"), "{text}");
    assert!(text.contains("#v=1&T=8\n") && !text.contains("accuracies"), "{text}");
    let output = retort(&["check", "#v=1&T=8&e=1&r=7f3a9c21-00112233-44556677&c=AAAgAA.___"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("accuracies 50.0 % 100.0 %"), "{text}");
}

#[test]
fn list_names_every_preset() {
    let text = String::from_utf8(retort(&["list"]).stdout).expect("UTF-8");
    for preset in retort::preset::PRESETS {
        assert!(text.contains(preset.key) && text.contains(preset.link), "{}", preset.key);
    }
}

#[test]
fn bench_measures_what_it_is_asked_for() {
    let output = retort(&["bench", "--only", "mlp", "--batch", "8", "--seconds", "0.1", "--json"]);
    let speeds: Value = serde_json::from_slice(&output.stdout).expect("one object");
    let mlp = &speeds["retort-native"]["mlp"];
    for key in ["train_sps", "infer_sps"] {
        assert!(mlp[key].as_f64().is_some_and(|speed| speed > 1.0), "{speeds}");
    }
    let refused = retort(&["bench", "--only", "nothing"]);
    assert!(!refused.status.success() && refused.stdout.is_empty());
}
