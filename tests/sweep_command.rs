//! `retort sweep` and `retort merge`: what is stopped goes on, parts make the whole, and every failure has its own code.

#![allow(clippy::disallowed_methods, reason = "a test gives up after a while")]

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Small, and with all that counts: two teachers (one a seed) for several points each.
const SPEC: &str = r##"{"retort-sweep": 1, "link": "#v=1&tepochs=2&steps=40&seed=7", "axes": {"T": [1, 4], "student": ["cnn-2-4", "cnn-4-8"]}, "seeds": 2}"##;

/// A folder of its own that goes with its owner.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("retort-sweep-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("writable");
        std::fs::write(path.join("s.sweep.json"), SPEC).expect("writable");
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("plain").to_owned()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.0.join(name), content).expect("writable");
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_retort"));
    command.args(arguments);
    command
}

fn retort(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the program starts")
}

/// Its exit code and what it says.
fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn without_times(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.retain(|key, _| key != "seconds" && key != "microsecondsPerImage");
        fields.values_mut().for_each(without_times);
    }
}

/// The lines of a file by their links, without times. No link stands there twice.
fn lines(path: impl AsRef<Path>) -> BTreeMap<String, Value> {
    let text = std::fs::read_to_string(path).expect("a file");
    assert!(text.ends_with('\n'));
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let mut line: Value = serde_json::from_str(line).expect("whole lines");
        without_times(&mut line);
        let link = line["link"].as_str().expect("a link").to_owned();
        assert!(found.insert(link.clone(), line).is_none(), "{link} twice");
    }
    found
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "a test that waits for another program has to give up some time"
)]
fn a_killed_sweep_goes_on_and_gives_the_lines_of_an_undisturbed_one() {
    let folder = Folder::new("kill");
    let (spec, whole, out) = (folder.path("s.sweep.json"), folder.path("s.jsonl"), folder.path("out.jsonl"));
    let undisturbed = retort(&["sweep", &spec, "--jobs", "2"]);
    assert_eq!(undisturbed.status.code(), Some(0), "{undisturbed:?}");
    assert_eq!(lines(&whole).len(), 8);

    let start = ["sweep", &spec, "--jobs", "2", "--out", &out];
    let mut child = command(&start).stderr(Stdio::null()).spawn().expect("it starts");
    let begin = Instant::now();
    let count = || std::fs::read(&out).map_or(0, |text| text.iter().filter(|&&byte| byte == b'\n').count());
    while count() < 2 && begin.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(5));
    }
    // SIGKILL: nothing of the program runs any more.
    child.kill().expect("it runs still");
    child.wait().expect("it has ended");
    let before = count();
    assert!((2..8).contains(&before), "{before} lines when it was killed");
    // As a kill in the middle of a line leaves it.
    let mut torn = OpenOptions::new().append(true).open(&out).expect("a file");
    torn.write_all(br#"{"arms":{"hard-labels":{"accuracy":0.9"#).expect("writable");
    drop(torn);

    let resumed = retort(&start);
    let (code, text) = said(&resumed);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("the last line is cut off; its run is made again"), "{text}");
    assert!(text.contains(&format!("8 runs, {} of them new", 8 - before)), "{text}");
    assert_eq!(lines(&out), lines(&whole));
    // Everything is there: nothing is made again.
    let (code, text) = said(&retort(&start));
    assert_eq!(code, Some(0));
    assert!(text.contains("8 runs, 0 of them new"), "{text}");
}

#[test]
fn parts_merged_are_the_whole_and_each_line_is_that_of_its_link_alone() {
    let folder = Folder::new("parts");
    let spec = folder.path("s.sweep.json");
    let mut links = vec![];
    for part in ["1/3", "2/3", "3/3"] {
        let listed =
            retort(&["sweep", &spec, "--shard", part, "--list", "--out", &folder.path("list.jsonl")]);
        links.extend(String::from_utf8(listed.stdout).expect("UTF-8").lines().map(String::from));
        assert_eq!(retort(&["sweep", &spec, "--shard", part, "--jobs", "2"]).status.code(), Some(0));
    }
    assert_eq!(links.len(), 8);
    let parts: Vec<String> = (1..=3).map(|part| folder.path(&format!("s.{part}-of-3.jsonl"))).collect();
    let all = folder.path("all.jsonl");
    // A part that is given twice adds nothing.
    let (code, text) = said(&retort(&["merge", &parts[0], &parts[1], &parts[2], &parts[0], "-o", &all]));
    assert_eq!(code, Some(0), "{text}");
    let merged = lines(&all);
    assert_eq!(merged.len(), 8);
    assert!(links.iter().all(|link| merged.contains_key(link.trim_start_matches('#'))), "{links:?}");
    // Runs that took up a teacher have the bits of runs that trained it.
    for link in links.iter().step_by(3) {
        let alone = retort(&["run", link, "--json"]);
        let mut alone: Value = serde_json::from_slice(&alone.stdout).expect("one object");
        without_times(&mut alone);
        assert_eq!(&alone, &merged[link.trim_start_matches('#')]);
    }
    // The merged file is a results file of the sweep.
    let (code, text) = said(&retort(&["sweep", &spec, "--out", &all]));
    assert_eq!(code, Some(0));
    assert!(text.contains("8 runs, 0 of them new"), "{text}");

    let one = std::fs::read_to_string(&parts[0]).expect("a part");
    let mut changed: Value = serde_json::from_str(one.lines().next().expect("a line")).expect("JSON");
    changed["fingerprint"] = "0123456789abcdef".into();
    let other = folder.write("other.jsonl", format!("{changed}\n"));
    let (code, text) = said(&retort(&["merge", &parts[0], &other, "-o", &folder.path("no.jsonl")]));
    assert_eq!(code, Some(5), "{text}");
    for part in ["s.1-of-3.jsonl, line 1", "other.jsonl, line 1", "0123456789abcdef", "contradict"] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!folder.0.join("no.jsonl").exists());
    let cut = folder.write("cut.jsonl", one.trim_end());
    let (code, text) = said(&retort(&["merge", &cut, "-o", &folder.path("no.jsonl")]));
    assert_eq!(code, Some(5));
    assert!(text.contains("cut off; finish its sweep first"), "{text}");
}

/// With Adam no setting that a link may have diverges within a test's time; `sweep/queue.rs` tests who fails with whom.
#[test]
fn runs_that_diverged_keep_their_line_and_the_others_are_made() {
    let folder = Folder::new("diverged");
    let text = r##"{"retort-sweep": 1, "link": "#v=1&tepochs=1&steps=30&arms=hard-labels", "axes": {"lr": [0.005, 0.01]}}"##;
    let spec = folder.write("d.sweep.json", text);
    let failed = r#"{"link":"v=1&arms=hard-labels&steps=30&lr=0.01&tepochs=1","seed":42,"engine":"flex","failed":{"code":"diverged","role":"teacher","update":7}}"#;
    let out = folder.write("d.jsonl", format!("{failed}\n"));
    let (code, text) = said(&retort(&["sweep", &spec]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("2 runs, 1 of them new"), "{text}");
    let made = lines(&out);
    assert_eq!(made.len(), 2);
    assert_eq!(made["v=1&arms=hard-labels&steps=30&lr=0.01&tepochs=1"]["failed"]["update"], 7);
    assert!(made["v=1&arms=hard-labels&steps=30&tepochs=1"]["fingerprint"].is_string());
    let other = folder.write("other.jsonl", format!("{}\n", failed.replace(":7", ":8")));
    let (code, text) = said(&retort(&["merge", &out, &other, "-o", &folder.path("all.jsonl")]));
    assert_eq!(code, Some(5), "{text}");
    let (code, text) = said(&retort(&["merge", &out, &out, "-o", &folder.path("all.jsonl")]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("2 runs, 2 repeated lines left out"), "{text}");
}

#[test]
fn each_failure_has_its_code_and_a_message_with_the_way_out() {
    let folder = Folder::new("failures");
    let spec = folder.path("s.sweep.json");
    let out = folder.path("out.jsonl");
    let refused = |arguments: &[&str], code: i32, parts: &[&str]| {
        let output = retort(arguments);
        let (found, text) = said(&output);
        assert_eq!(found, Some(code), "{arguments:?}: {text}");
        assert!(parts.iter().all(|part| text.contains(part)), "{arguments:?}: {text}");
    };
    let bad = folder.write("bad.sweep.json", r##"{"retort-sweep": 1, "axes": {"T": [1, 0]}}"##);
    refused(&["sweep", &bad], 3, &["bad.sweep.json", "axis T: 0", "0.05 to 100"]);
    refused(&["sweep", &folder.path("absent.sweep.json")], 3, &["absent.sweep.json"]);
    refused(&["sweep", &spec, "--shard", "4/3"], 2, &["i from 1 to n"]);
    refused(&["sweep", &spec, "--jobs", "0"], 2, &["1..=1024"]);
    refused(&["sweep", &spec, "--data-from", &folder.path("nothing")], 4, &["nothing"]);
    let other = folder.write("other.jsonl", "{\"link\":\"v=1&T=9\",\"failed\":{}}\n");
    refused(
        &["sweep", &spec, "--out", &other],
        5,
        &["other.jsonl, line 1", "no run \"v=1&T=9\"", "another --out"],
    );
    let damaged = folder.write("damaged.jsonl", "{\"link\":3}\n");
    refused(&["sweep", &spec, "--out", &damaged], 5, &["damaged.jsonl, line 1"]);
    assert_eq!(std::fs::read_to_string(&damaged).expect("kept"), "{\"link\":3}\n");
    refused(&["sweep", &spec, "--out", &folder.path("no/folder.jsonl")], 7, &["folder.jsonl"]);
    let held = File::create(&out).expect("writable");
    held.lock().expect("locked");
    refused(&["sweep", &spec, "--out", &out], 6, &["another process is writing to it"]);
    drop(held);
    assert_eq!(std::fs::read(&out).expect("a file"), b"");
}

/// A limit on the size of files stands in for a full disk: a write fails in the middle of a line.
#[cfg(unix)]
#[test]
fn a_full_disk_ends_the_sweep_and_keeps_whole_lines() {
    let folder = Folder::new("full");
    let (spec, out) = (folder.path("s.sweep.json"), folder.path("out.jsonl"));
    let program = env!("CARGO_BIN_EXE_retort");
    // In blocks of 512 or 1024 bytes, as the shell has it; a line has about 1,200 bytes.
    let script = format!("trap '' XFSZ; ulimit -f 4; exec '{program}' sweep '{spec}' --jobs 1 --out '{out}'");
    let output = Command::new("sh").args(["-c", &script]).output().expect("a shell");
    let (code, text) = said(&output);
    assert_eq!(code, Some(7), "{text}");
    assert!(text.contains("its whole lines are kept: make room and give the same command again"), "{text}");
    let kept = lines(&out).len();
    assert!((1..8).contains(&kept), "{kept}");
    let (code, text) = said(&retort(&["sweep", &spec, "--out", &out]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains(&format!("8 runs, {} of them new", 8 - kept)), "{text}");
}

#[test]
fn own_images_come_from_files_and_are_named_by_their_content() {
    let folder = Folder::new("own");
    // Three classes with a stroke in a place of its own each.
    let part = |count: u32| {
        let labels: Vec<u8> = (0..count).map(|at| (at % 3) as u8).collect();
        let pixels = labels.iter().enumerate().flat_map(|(at, &label)| {
            (0..64).map(move |pixel| if pixel % 8 == 2 * usize::from(label) { 255 } else { at as u8 % 60 })
        });
        let header = |axes: u8, sizes: &[u32]| {
            [&[0, 0, 8, axes][..], &sizes.iter().flat_map(|size| size.to_be_bytes()).collect::<Vec<_>>()]
                .concat()
        };
        let images = [header(3, &[count, 8, 8]), pixels.collect()].concat();
        (images, [header(1, &[count]), labels].concat())
    };
    let data = folder.path("data");
    std::fs::create_dir(&data).expect("writable");
    for (name, count) in [("train", 90), ("t10k", 30)] {
        let (images, labels) = part(count);
        folder.write(&format!("data/{name}-images-idx3-ubyte"), images);
        folder.write(&format!("data/{name}-labels-idx1-ubyte"), labels);
    }
    let link = "#v=1&data=own&labels=30&tepochs=3&steps=40";
    let output = retort(&["run", link, "--data-from", &data, "--json"]);
    assert!(output.status.success(), "{}", said(&output).1);
    let line: Value = serde_json::from_slice(&output.stdout).expect("one object");
    let named = line["link"].as_str().expect("a link");
    assert!(named.contains("data=own-"), "{named}");
    assert!(line["teacher"]["accuracy"].as_f64().is_some_and(|accuracy| accuracy > 0.5), "{line}");
    // The link alone names images that only their owner has.
    let output = retort(&["run", named, "--json"]);
    assert!(!output.status.success() && said(&output).1.contains("open their .npz file first"), "{output:?}");
    let (code, text) = said(&retort(&["run", "#v=1", "--data-from", &data]));
    assert_eq!(code, Some(1));
    assert!(text.contains("say data=own in the link"), "{text}");

    let spec = format!(r#"{{"retort-sweep": 1, "link": "{link}", "axes": {{"T": [1, 4]}}}}"#);
    let spec = folder.write("own.sweep.json", spec);
    let (code, text) = said(&retort(&["sweep", &spec, "--data-from", &data]));
    assert_eq!(code, Some(0), "{text}");
    let swept = lines(folder.path("own.jsonl"));
    assert_eq!(swept[named]["fingerprint"], line["fingerprint"]);
}
