//! Every chart against its picture, against bad data, and as SVG.
//!
//! Pictures hold no text: fonts differ between machines. `BLESS=1 cargo test --test charts` rewrites them;
//! a failing test leaves what it drew in `target/charts/`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![allow(clippy::disallowed_methods, reason = "made-up curves of pictures are no results")]

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use plotters::prelude::{BitMapBackend, IntoDrawingArea};
use retort::chart::{self, CHARTS, ChartData, DrawError, Plot, Theme};
use serde_json::{Value, json};

const LIGHT: [&str; 8] =
    ["#1B1F24", "#5A626C", "#D9D6CC", "#FBFAF6", "#1F5FA8", "#B3471D", "#6B6F76", "#1B1F24"];
const DARK: [&str; 8] =
    ["#E9E7E1", "#A3ABB5", "#343A42", "#14171B", "#7DB4F0", "#F2936B", "#A9AFB8", "#FEE14C"];

fn theme_json(colours: [&str; 8], scale: f64) -> Value {
    let [ink, muted, hairline, paper, teacher, student, baseline, variant] = colours;
    json!({
        "ink": ink, "muted": muted, "hairline": hairline, "paper": paper, "teacher": teacher,
        "student": student, "baseline": baseline, "variant": variant,
        "sans": "system-ui, \"PingFang SC\", sans-serif", "fontSize": 13, "scale": scale,
    })
}

fn theme(colours: [&str; 8], scale: f64) -> Theme {
    serde_json::from_value(theme_json(colours, scale)).unwrap()
}

/// Draws a chart without text on a bitmap of `width` x `height` device pixels, three bytes a pixel.
fn bitmap(data: &ChartData, theme: &Theme, width: u32, height: u32) -> (Plot, Vec<u8>) {
    let mut pixels = vec![0; (width * height * 3) as usize];
    let plot = {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        chart::draw(&area, data, &theme.clone().without_text()).unwrap()
    };
    (plot, pixels)
}

fn read(key: &str, data: Value) -> ChartData {
    ChartData::read(key, data).unwrap()
}

/// A curve that settles at `end`, with a wiggle, as `[x, y]` every 20 updates.
fn curve(start: f64, end: f64, pace: f64) -> Vec<[f64; 2]> {
    let value = |step: f64| {
        let wiggle = if (step as i32) % 3 == 1 { 0.012 } else { -0.006 };
        end + (start - end) / (1.0 + step / pace).powi(3) + wiggle * f64::from(step > 0.0)
    };
    (0..=20).map(|step| [f64::from(step) * 20.0, value(f64::from(step))]).collect()
}

fn typical(key: &str) -> Value {
    match key {
        "accuracy-curve" => json!({
            "series": [
                {"role": "teacher", "label": "teacher", "points": [[0, 0.968]]},
                {"role": "distilled", "label": "distilled", "points": curve(0.11, 0.886, 6.0)},
                {"role": "labels", "label": "labels only", "points": curve(0.11, 0.752, 5.0)},
                {"role": "smoothing", "label": "label smoothing", "points": curve(0.11, 0.794, 9.0)},
                {"role": "decisions", "label": "teacher decisions", "points": curve(0.11, 0.84, 7.0)},
            ],
            "xLabel": "updates", "yLabel": "Accuracy, %", "yPercent": true,
        }),
        "loss-curve" => json!({
            "series": [
                {"role": "distilled", "label": "distilled", "points": curve(1.9, 0.13, 6.0)},
                {"role": "labels", "label": "labels only", "points": curve(2.3, 0.02, 5.0)},
                {"role": "smoothing", "label": "label smoothing", "points": curve(2.3, 0.52, 5.0)},
            ],
            "xLabel": "updates", "yLabel": "Loss, nats", "yPercent": false,
        }),
        "temperature" => json!({
            "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            "teacher": [-2.1, -3.0, 0.4, 1.2, 9.8, -1.0, 2.0, 3.1, 0.2, 6.9],
            "student": [-1.0, -2.2, 0.9, 0.2, 6.1, 0.1, 1.0, 2.6, 0.7, 4.9],
            "temperature": 4, "minimum": 0.25, "maximum": 20,
            "teacherLabel": "teacher", "studentLabel": "student", "chosen": 4,
        }),
        "confusion" => {
            let count = |truth: usize, prediction: usize| match (truth, prediction) {
                _ if truth == prediction => 36 - truth * 3 % 5,
                _ if (truth * 7 + prediction * 3) % 11 < 2 => 1 + (truth + prediction) % 6,
                _ => 0,
            };
            let counts: Vec<usize> = (0..100).map(|cell| count(cell / 10, cell % 10)).collect();
            json!({
                "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
                "counts": counts, "rowLabel": "true", "columnLabel": "predicted",
            })
        }
        "reliability" => json!({
            "count": [0, 0, 1, 4, 9, 14, 22, 31, 61, 218],
            "confidence": [null, null, 0.27, 0.36, 0.45, 0.55, 0.65, 0.76, 0.86, 0.97],
            "accuracy": [null, null, 0.0, 0.25, 0.33, 0.5, 0.45, 0.58, 0.79, 0.96],
            "role": "distilled", "xLabel": "Confidence, %", "yLabel": "Right, %",
        }),
        "comparison" => json!({
            "series": [
                {"role": "distilled", "label": "distilled", "values": [84.7, 86.8, 88.6, 88.7, 88.2],
                 "margins": [2.7, 2.1, 1.4, 1.0, 1.1], "own": [84.3, 85.1, 87.5, 87.3, 87.3]},
                {"role": "labels", "label": "labels only", "values": [78.4, 78.4, 78.4, 78.4, 78.4],
                 "margins": [4.4, 4.4, 4.4, 4.4, 4.4], "own": [79.3, 79.3, 79.3, 79.3, 79.3]},
                {"label": "hints", "values": [81.0, 82.0, null, 82.5, 81.5], "margins": [1.0, 1.2, 1.0, 0.8, null]},
                {"label": "relational", "values": [80.0, 80.5, 80.8, 80.1, 79.5], "margins": [1, 1, 1, 1, 1]},
            ],
            "places": [{"x": 1, "name": "1"}, {"x": 2, "name": "2"}, {"x": 4, "name": "4"}, {"x": 8, "name": "8"},
                       {"x": 20, "name": "20"}],
            "log": true, "xLabel": "training T", "yLabel": "Test accuracy, %", "least": 0, "most": 100,
        }),
        "heat-map" => json!({
            "columns": ["1", "2", "4", "8", "16"], "rows": ["50", "100", "400", "1300"],
            "values": [4.1, 7.3, 9.2, 8.8, 7.9, 3.2, 5.1, 6.0, 5.9, 4.4, 0.3, 0.9, 1.2, null, -0.2, -2.1, -1.6, -1.2, -1.4, -1.9],
            "margins": [2.0, 2.4, 2.9, 2.2, 2.5, 1.4, 1.1, 1.2, 1.4, 1.6, 0.8, 0.9, 0.7, null, 0.9, 0.6, 0.8, 0.7, 0.6, 0.9],
            "columnLabel": "training T", "rowLabel": "labels", "gain": true, "best": 2,
        }),
        _ => panic!("chart \"{key}\" has no typical data: add some here"),
    }
}

/// Data that training can produce on a bad day, and data that it cannot.
fn awkward(key: &str) -> Vec<Value> {
    let with = |changes: &[(&str, Value)]| {
        let mut data = typical(key);
        for (field, value) in changes {
            data[*field] = value.clone();
        }
        data
    };
    let series = |points: Value| {
        with(&[("series", json!([{"role": "distilled", "label": "distilled", "points": points}]))])
    };
    match key {
        "accuracy-curve" | "loss-curve" => vec![
            with(&[("series", json!([]))]),
            series(json!([])),
            series(json!([[0, 0.1]])),
            series(json!([[0, 0.5], [0, 0.6], [0, 0.7]])),
            series(json!([[0, 0.1], [20, null], [null, 0.4], [60, 0.5]])),
            series(json!([[null, null]])),
            series(json!([[0, 1e308], [1e308, -1e308], [1.7e308, 1.7e308]])),
            series(json!([[0, 0], [1e-300, 1e-300]])),
            series(json!([[-5, -5], [5, 5]])),
            with(&[("xMax", json!(800))]),
            with(&[("xMax", json!(-1))]),
            with(&[("xLabel", json!("")), ("yLabel", json!(""))]),
            with(&[("series", json!([{"role": "teacher", "label": "", "points": [[0, null]]}]))]),
        ],
        "temperature" => vec![
            with(&[("classes", json!([])), ("teacher", json!([])), ("student", json!([]))]),
            with(&[
                ("classes", json!(["only"])),
                ("teacher", json!([1])),
                ("student", json!([2])),
                ("chosen", json!(0)),
            ]),
            with(&[("teacher", json!([null, 1, 2]))]),
            with(&[("teacher", json!([1e308, -1e308, 0])), ("student", json!([1e4, -1e4]))]),
            with(&[("chosen", json!(99))]),
            with(&[("temperature", json!(0))]),
            with(&[("temperature", json!(-3)), ("minimum", json!(-1)), ("maximum", json!(0))]),
            with(&[("temperature", json!(1e9)), ("minimum", json!(20)), ("maximum", json!(1))]),
        ],
        "confusion" => vec![
            with(&[("classes", json!([])), ("counts", json!([]))]),
            with(&[("classes", json!(["only"])), ("counts", json!([7]))]),
            with(&[("counts", json!([1, 2, 3]))]),
            with(&[("counts", json!([null, -4, 1e300, 1e308]))]),
            with(&[("classes", json!(vec!["a very long class name"; 100]))]),
        ],
        "reliability" => vec![
            with(&[("count", json!([])), ("confidence", json!([])), ("accuracy", json!([]))]),
            with(&[("count", json!([5])), ("confidence", json!([0.7])), ("accuracy", json!([0.6]))]),
            with(&[
                ("count", json!([0, 0])),
                ("confidence", json!([null, null])),
                ("accuracy", json!([null, null])),
            ]),
            with(&[("count", json!([1e300, null, -3])), ("confidence", json!([9, -9, 0.5]))]),
        ],
        "comparison" => {
            let one = |values: Value, margins: Value, own: Value| json!([{"role": "teacher", "label": "t", "values": values, "margins": margins, "own": own}]);
            let named = json!([{"x": null, "name": "a very long name of a place"}, {"x": 3, "name": "b"}]);
            vec![
                bars(),
                with(&[("series", json!([]))]),
                with(&[("series", json!([])), ("places", json!([]))]),
                with(&[("places", named)]),
                with(&[("places", json!([{"x": 0, "name": "0"}]))]),
                with(&[("places", json!([{"x": 1e308, "name": ""}, {"x": -1e308, "name": ""}]))]),
                with(&[("places", json!([{"x": 1e-308, "name": ""}, {"x": 1e308, "name": ""}]))]),
                with(&[("series", one(json!([]), json!([]), json!([])))]),
                with(&[("series", one(json!([null]), json!([null]), json!([5])))]),
                with(&[("series", one(json!([1e308, -1e308]), json!([1e308, 1e308]), json!([])))]),
                with(&[("series", one(json!([-3]), json!([null]), json!([-4]))), ("places", json!([]))]),
                with(&[("series", one(json!([0]), json!([0]), json!([0]))), ("places", json!([]))]),
                with(&[("least", json!(500)), ("most", json!(-500))]),
            ]
        }
        "heat-map" => vec![
            with(&[("columns", json!([])), ("rows", json!([])), ("values", json!([]))]),
            with(&[
                ("columns", json!(["1"])),
                ("rows", json!([""])),
                ("values", json!([3])),
                ("best", json!(0)),
            ]),
            with(&[("values", json!([])), ("margins", json!([])), ("best", json!(99))]),
            with(&[("values", json!([1e308, -1e308, null, 0])), ("margins", json!([1e308, -1, null, 0]))]),
            with(&[("values", json!(vec![0; 20])), ("gain", json!(false))]),
            with(&[
                ("columns", json!(vec!["a very long name of a network"; 100])),
                ("values", json!(vec![1; 400])),
            ]),
        ],
        _ => Vec::new(),
    }
}

/// The comparison of one experiment's networks.
fn bars() -> Value {
    let mut data = typical("comparison");
    data["places"] = json!([]);
    data
}

fn load(path: &Path) -> Option<Vec<u8>> {
    let decoder = png::Decoder::new(std::io::BufReader::new(File::open(path).ok()?));
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut pixels).ok()?;
    Some(pixels)
}

fn save(path: &Path, pixels: &[u8], width: u32, height: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path).unwrap()), width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
}

#[test]
fn charts_look_like_their_pictures() {
    let (width, height) = (720, 480);
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    let typical = CHARTS.iter().map(|key| (*key, *key, typical(key)));
    for (key, picture, data) in typical.chain([("comparison", "comparison-bars", bars())]) {
        for (name, colours) in [("light", LIGHT), ("dark", DARK)] {
            let (_, pixels) = bitmap(&read(key, data.clone()), &theme(colours, 2.0), width, height);
            let picture = format!("{picture}-{name}.png");
            let golden = root.join("tests/golden/charts").join(&picture);
            if std::env::var_os("BLESS").is_some() {
                save(&golden, &pixels, width, height);
            } else if load(&golden).as_ref() != Some(&pixels) {
                let actual = root.join("target/charts").join(&picture);
                save(&actual, &pixels, width, height);
                wrong.push(format!("{} differs from {}", actual.display(), golden.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "look at them; if they are right, BLESS=1\n{}", wrong.join("\n"));
}

#[test]
fn awkward_data_draws_at_every_size() {
    for key in CHARTS {
        let cases = awkward(key);
        assert!(!cases.is_empty(), "chart \"{key}\" has no awkward data: add some");
        for data in cases.into_iter().chain([typical(key)]) {
            let chart_data = read(key, data);
            for (width, height) in [(1, 1), (20, 10), (200, 120), (320, 200), (360, 240), (1280, 300)] {
                for scale in [1.0, 2.0] {
                    let (plot, _) = bitmap(&chart_data, &theme(LIGHT, scale), width, height);
                    let edges = [plot.left, plot.right, plot.top, plot.bottom];
                    assert!(edges.iter().all(|edge| edge.is_finite()), "{key} {plot:?}");
                    assert!(plot.left <= plot.right && plot.top <= plot.bottom, "{key} {plot:?}");
                    assert!(plot.right <= f64::from(width) / scale + 1e-9, "{key} {plot:?}");
                }
                well_formed(&chart::draw_svg(&chart_data, &theme(DARK, 1.0), width, height).unwrap());
            }
        }
    }
}

#[test]
fn a_hovered_pixel_leads_back_to_its_value() {
    for key in CHARTS {
        let (plot, _) = bitmap(&read(key, typical(key)), &theme(LIGHT, 2.0), 720, 480);
        for share in [0.0, 0.125, 0.5, 0.9, 1.0] {
            let pixel =
                (plot.left + share * (plot.right - plot.left), plot.top + share * (plot.bottom - plot.top));
            let (x, y) = plot.values(pixel.0, pixel.1);
            let again = plot.position(x, y);
            assert!((again.0 - pixel.0).abs() < 1e-9, "{key}: {again:?} instead of {pixel:?}");
            assert!((again.1 - pixel.1).abs() < 1e-9, "{key}: {again:?} instead of {pixel:?}");
        }
    }
}

#[test]
fn the_plot_of_a_temperature_chart_is_logarithmic() {
    let (plot, _) = bitmap(&read("temperature", typical("temperature")), &theme(LIGHT, 1.0), 360, 240);
    let at = |temperature: f64| plot.position(temperature, 0.0).0;
    assert!(((at(2.0) - at(1.0)) - (at(16.0) - at(8.0))).abs() < 1e-9);
    let json = serde_json::to_value(plot).unwrap();
    assert_eq!((&json["xScale"], &json["xMin"], &json["yMax"]), (&json!("log"), &json!(0.25), &json!(1.0)));
}

#[test]
fn charts_move_with_their_data() {
    for (key, field, value) in [
        ("accuracy-curve", "series", json!([])),
        ("loss-curve", "series", json!([])),
        ("temperature", "temperature", json!(8)),
        ("confusion", "counts", json!([])),
        ("reliability", "accuracy", json!([null, null, 0.3, 0.4])),
        ("comparison", "places", json!([])),
        ("comparison", "log", json!(false)),
        ("comparison", "series", json!([])),
        ("heat-map", "values", json!([])),
        ("heat-map", "gain", json!(false)),
        ("heat-map", "best", json!(null)),
    ] {
        let mut data = typical(key);
        data[field] = value;
        let draw = |data| bitmap(&read(key, data), &theme(LIGHT, 1.0), 360, 240).1;
        assert_ne!(draw(typical(key)), draw(data), "{key}");
    }
}

#[test]
fn every_role_has_its_own_line() {
    let mut pictures = Vec::new();
    for role in ["teacher", "distilled", "labels", "smoothing", "decisions"] {
        let points = [[0.0, 0.1], [400.0, 0.9]];
        let mut data = typical("accuracy-curve");
        data["series"] = json!([{"role": role, "label": "", "points": points}]);
        // One ink for all: only dashes, widths and markers are left to tell them apart.
        let ink = [LIGHT[0], LIGHT[1], LIGHT[2], LIGHT[3], LIGHT[0], LIGHT[0], LIGHT[0], LIGHT[0]];
        let (_, pixels) = bitmap(&read("accuracy-curve", data), &theme(ink, 2.0), 720, 480);
        assert!(!pictures.contains(&pixels), "{role}");
        pictures.push(pixels);
    }
}

#[test]
fn curves_that_share_a_role_have_lines_and_markers_of_their_own() {
    let points = [[0.0, 0.1], [200.0, 0.5], [400.0, 0.9]];
    let mut pictures = Vec::new();
    for before in 0..6 {
        let mut series = vec![json!({"role": "decisions", "label": "", "points": []}); before];
        series.push(json!({"role": "decisions", "label": "", "points": points}));
        let mut data = typical("accuracy-curve");
        data["series"] = json!(series);
        let (_, pixels) = bitmap(&read("accuracy-curve", data), &theme(LIGHT, 2.0), 720, 480);
        assert!(!pictures.contains(&pixels), "number {before}");
        pictures.push(pixels);
    }
}

#[test]
fn svg_carries_the_labels() {
    let expected: &[(&str, &[&str])] = &[
        ("accuracy-curve", &["teacher 96.8", "distilled", "labels only", "updates", "Accuracy, %", "100"]),
        ("loss-curve", &["distilled", "labels only", "Loss, nats", "0.5"]),
        ("temperature", &["teacher 43.9", "student 26.9", "T", "16"]),
        ("confusion", &["true \u{2193}", "predicted \u{2192}", "36", "9"]),
        ("reliability", &["Confidence, %", "Right, %", "218"]),
        ("comparison", &["distilled 88.2", "labels only 78.4", "hints 81.5", "training T", "20", "85"]),
        ("heat-map", &["training T \u{2192}", "labels \u{2193}", "+9.2", "±2.9", "\u{2212}0.2", "1300"]),
    ];
    assert_eq!(expected.iter().map(|(key, _)| *key).collect::<Vec<_>>(), CHARTS);
    for (key, labels) in expected {
        let svg = chart::draw_svg(&read(key, typical(key)), &theme(LIGHT, 1.0), 640, 300).unwrap();
        assert!(svg.starts_with("<svg width=\"640\" height=\"300\" viewBox=\"0 0 2560 1200\""), "{key}");
        let texts = well_formed(&svg);
        for label in *labels {
            assert!(texts.iter().any(|text| text.contains(label)), "{key} without \"{label}\": {texts:?}");
        }
        let silent =
            chart::draw_svg(&read(key, typical(key)), &theme(LIGHT, 1.0).without_text(), 640, 300).unwrap();
        assert!(!silent.contains("<text"), "{key}");
    }
}

#[test]
fn names_make_room_for_each_other_on_a_phone() {
    let mut data = typical("comparison");
    data["places"] = json!([
        {"name": "not prepared"}, {"name": "pseudo-labels"}, {"name": "new statistics"}, {"name": "both"}, {"name": "neither"},
    ]);
    let texts = |key: &str, data: Value| {
        well_formed(&chart::draw_svg(&read(key, data), &theme(LIGHT, 1.0), 320, 300).unwrap())
    };
    let written = texts("comparison", data);
    for name in ["not prepared", "pseudo-labels", "new statistics", "both", "neither"] {
        assert!(written.iter().any(|text| text == name), "{name} is not among {written:?}");
    }
    let mut data = typical("confusion");
    data["rowLabel"] = json!("true class");
    let written = texts("confusion", data);
    for name in ["true class \u{2193}", "predicted \u{2192}"] {
        assert!(written.iter().any(|text| text == name), "{name} is not among {written:?}");
    }
}

#[test]
fn labels_cannot_break_out_of_svg() {
    let mut data = typical("accuracy-curve");
    data["yLabel"] = json!("a<b & \"c\"</text><script>");
    let mut theme = theme(LIGHT, 1.0);
    theme.sans = "\"><script>".to_owned();
    let svg = chart::draw_svg(&read("accuracy-curve", data), &theme, 640, 300).unwrap();
    assert!(!svg.contains("<script"));
    assert!(well_formed(&svg).iter().any(|text| text.contains("a&lt;b &amp;")));
}

/// Checks that tags nest and close and attributes are quoted; returns the texts between tags.
fn well_formed(svg: &str) -> Vec<String> {
    let mut open = Vec::new();
    let mut texts = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let text = rest[..start].trim();
        assert!(text.is_empty() || !open.is_empty(), "text outside of the document: {text}");
        if !text.is_empty() {
            texts.push(text.to_owned());
        }
        let end = rest.find('>').expect("a tag without end");
        let tag = &rest[start + 1..end];
        assert!(!tag.contains('<'), "a tag in a tag: {tag}");
        assert_eq!(tag.matches('"').count() % 2, 0, "an open quote: {tag}");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closes what is not open");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "unfinished: {open:?} {rest}");
    texts
}

#[test]
fn keys_are_unique_and_lead_to_their_chart() {
    for (index, key) in CHARTS.iter().enumerate() {
        assert_eq!(read(key, typical(key)).key(), *key);
        assert!(!CHARTS[..index].contains(key));
        assert!(key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'));
    }
}

#[test]
fn wrong_requests_are_named() {
    let unknown = ChartData::read("pie", json!({})).unwrap_err();
    assert_eq!(unknown, DrawError::UnknownChart { key: "pie".to_owned() });
    assert_eq!(unknown.code(), "unknown-chart");
    assert!(unknown.to_string().contains("accuracy-curve"));

    let bad = ChartData::read("confusion", json!({"classes": []})).unwrap_err();
    assert_eq!(bad.code(), "bad-chart-data");
    assert!(bad.to_string().contains("counts"), "{bad}");

    for (field, value) in [("ink", json!("blue")), ("fontSize", json!(0)), ("scale", json!(1e9))] {
        let mut broken = theme_json(LIGHT, 1.0);
        broken[field] = value;
        assert!(serde_json::from_value::<Theme>(broken).is_err(), "{field}");
    }
}
