//! One array of NumPy: `\x93NUMPY`, a version, the length of a header, the header as a Python dictionary of three
//! entries, then the numbers (numpy.lib.format). Nothing in the header is evaluated.

use std::io::Read;

use super::{Images, MOST_CLASSES, Problem, check_images, checked_bytes};

/// NumPy itself stops there.
const LONGEST_HEADER: usize = 10_000;
/// No array of images has more.
const MOST_AXES: usize = 8;

/// What a header says.
#[derive(Debug, PartialEq, Eq)]
struct Header {
    /// Such as `|u1` or `<i8`.
    kind: String,
    shape: Vec<usize>,
}

/// Images `[count, height, width]`, also with one or three channels behind (or one before) height and width; colour
/// becomes grey.
pub fn images(mut file: impl Read) -> Result<Images, Problem> {
    let header = header(&mut file)?;
    let bytes = match header.kind.as_str() {
        "|u1" | "<u1" | ">u1" => body(file, checked_bytes(&header.shape, 1)?)?,
        _ => {
            let allowed =
                "|u1, unsigned bytes from 0 black to 255 white: (255 * x).astype(\"uint8\") of shares";
            return Err(Problem::WrongType { found: header.kind, allowed });
        }
    };
    let (count, height, width, channels) = match header.shape[..] {
        [count, height, width] => (count, height, width, 1),
        [count, 1, height, width] => (count, height, width, 1),
        [count, height, width, channels @ (1 | 3)] => (count, height, width, channels),
        _ => {
            let allowed = "[images, height, width], or with 1 or 3 channels behind";
            return Err(Problem::WrongShape { found: header.shape, allowed });
        }
    };
    check_images(count, height, width)?;
    let pixels = match channels {
        1 => bytes,
        _ => bytes.as_chunks::<3>().0.iter().map(|&colour| super::picture::grey(colour)).collect(),
    };
    Ok(Images { width, height, pixels })
}

/// Labels `[count]` or `[count, 1]` of any integer type.
pub fn labels(mut file: impl Read) -> Result<Vec<u8>, Problem> {
    let header = header(&mut file)?;
    let ([_] | [_, 1]) = header.shape[..] else {
        return Err(Problem::WrongShape { found: header.shape, allowed: "[images]: one number an image" });
    };
    let allowed = "an integer type: y.astype(\"uint8\")";
    let wrong = || Problem::WrongType { found: header.kind.clone(), allowed };
    let [order, sign, width] = header.kind.as_bytes() else { return Err(wrong()) };
    let width = match (order, sign, width) {
        (b'<' | b'>' | b'|', b'u' | b'i', b'1' | b'2' | b'4' | b'8') => usize::from(width - b'0'),
        _ => return Err(wrong()),
    };
    let bytes = body(file, checked_bytes(&header.shape, width)?)?;
    bytes.chunks_exact(width).map(|number| label(number, *order == b'>', *sign == b'i')).collect()
}

/// One label from its bytes.
fn label(number: &[u8], big_endian: bool, signed: bool) -> Result<u8, Problem> {
    let digits = |value: u128, byte: &u8| (value << 8) | u128::from(*byte);
    let plain = match big_endian {
        true => number.iter().fold(0, digits),
        false => number.iter().rev().fold(0, digits),
    } as i128;
    let range = 1_i128 << (8 * number.len());
    let value = if signed && plain >= range / 2 { plain - range } else { plain };
    u8::try_from(value).ok().filter(|&label| usize::from(label) < MOST_CLASSES).ok_or(Problem::Label(value))
}

/// Exactly so many bytes to the end.
fn body(file: impl Read, expected: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = vec![];
    file.take(expected as u64 + 1).read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
    if bytes.len() == expected { Ok(bytes) } else { Err(Problem::Length { expected, found: bytes.len() }) }
}

fn damaged(reason: impl Into<String>) -> Problem {
    Problem::Damaged { form: "NumPy array", reason: reason.into() }
}

fn header(file: &mut impl Read) -> Result<Header, Problem> {
    let mut take = |count: usize| -> Result<Vec<u8>, Problem> {
        let mut bytes = vec![0; count];
        file.read_exact(&mut bytes).map_err(|_| damaged("it ends within its header"))?;
        Ok(bytes)
    };
    let start = take(8)?;
    if &start[..6] != b"\x93NUMPY" {
        return Err(damaged("it does not begin with \\x93NUMPY"));
    }
    let length = match start[6] {
        1 => take(2)?.iter().rev().fold(0, |length, &byte| (length << 8) | usize::from(byte)),
        2 | 3 => take(4)?.iter().rev().fold(0, |length, &byte| (length << 8) | usize::from(byte)),
        version => return Err(damaged(format!("version {version}; 1 to 3 are read"))),
    };
    if length > LONGEST_HEADER {
        return Err(damaged(format!("a header of {length} bytes; allowed is {LONGEST_HEADER}")));
    }
    let text = String::from_utf8(take(length)?).map_err(|_| damaged("its header is no text"))?;
    parse(&text)
}

/// Reads `{'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }`.
fn parse(text: &str) -> Result<Header, Problem> {
    let missing = |key: &str| damaged(format!("its header has no {key}"));
    let after = |key: &'static str| -> Result<&str, Problem> {
        let quoted = [format!("'{key}'"), format!("\"{key}\"")];
        let found = quoted.iter().find_map(|name| text.split_once(name.as_str()));
        let (_, rest) = found.ok_or_else(|| missing(key))?;
        rest.trim_start().strip_prefix(':').map(str::trim_start).ok_or_else(|| missing(key))
    };
    let kind = after("descr")?;
    let quote = kind.chars().next().filter(|first| matches!(first, '\'' | '"'));
    let kind = quote.and_then(|quote| kind[1..].split_once(quote)).map(|(kind, _)| kind);
    // A list of fields stands there for records.
    let kind = kind
        .filter(|kind| kind.len() <= 16)
        .ok_or_else(|| Problem::WrongType { found: "records".into(), allowed: "plain numbers" })?;
    if !after("fortran_order")?.starts_with("False") {
        return Err(damaged("columns first; numpy.ascontiguousarray(x) puts rows first"));
    }
    let shape = after("shape")?;
    let inside = shape.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(inside, _)| inside);
    let sizes = inside.ok_or_else(|| missing("shape"))?.split(',').map(str::trim);
    let sizes: Vec<&str> = sizes.filter(|size| !size.is_empty()).collect();
    if sizes.is_empty() || sizes.len() > MOST_AXES {
        return Err(damaged(format!("{} axes; allowed is 1 to {MOST_AXES}", sizes.len())));
    }
    let shape = sizes.into_iter().map(|size| {
        size.parse()
            .map_err(|_| damaged(format!("size {}; allowed is a whole number from 0", shortened(size))))
    });
    Ok(Header { kind: kind.into(), shape: shape.collect::<Result<_, _>>()? })
}

/// A hostile header does not fill the screen.
fn shortened(text: &str) -> String {
    text.chars().take(24).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An array as NumPy writes it.
    pub fn array(kind: &str, shape: &str, body: &[u8]) -> Vec<u8> {
        let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n");
        [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), body].concat()
    }

    #[test]
    fn images_of_every_shape_are_read() {
        for shape in ["(2, 2, 3)", "(2, 1, 2, 3)", "(2, 2, 3, 1)"] {
            let read = images(array("|u1", shape, &[7; 12]).as_slice()).expect(shape);
            assert_eq!((read.height, read.width, read.pixels.len()), (2, 3, 12), "{shape}");
        }
        let colours = [255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0];
        let read = images(array("|u1", "(1, 2, 2, 3)", &colours).as_slice()).expect("colour");
        assert_eq!(read.pixels, [255, 0, 150, 76]);
    }

    #[test]
    fn labels_of_every_integer_type_are_read_and_negative_ones_refused() {
        for (kind, one, minus) in [
            ("|u1", &[9][..], None),
            ("|i1", &[9][..], Some(&[255][..])),
            ("<i8", &[9, 0, 0, 0, 0, 0, 0, 0], Some(&[255; 8][..])),
            (">i4", &[0, 0, 0, 9], Some(&[255; 4][..])),
            ("<u2", &[9, 0], None),
        ] {
            assert_eq!(labels(array(kind, "(1,)", one).as_slice()), Ok(vec![9]), "{kind}");
            if let Some(minus) = minus {
                assert_eq!(
                    labels(array(kind, "(1, 1)", minus).as_slice()),
                    Err(Problem::Label(-1)),
                    "{kind}"
                );
            }
        }
        assert_eq!(labels(array("<u2", "(1,)", &[0, 1]).as_slice()), Err(Problem::Label(256)));
        assert!(matches!(labels(array("<f4", "(1,)", &[0; 4]).as_slice()), Err(Problem::WrongType { .. })));
        assert!(matches!(
            labels(array("|u1", "(1, 10)", &[0; 10]).as_slice()),
            Err(Problem::WrongShape { .. })
        ));
    }

    #[test]
    fn hostile_headers_are_refused() {
        let refused =
            |kind: &str, shape: &str| images(array(kind, shape, &[0; 12]).as_slice()).expect_err(shape);
        assert!(matches!(refused("<f8", "(1, 2, 2)"), Problem::WrongType { .. }));
        assert!(matches!(refused("|O", "(1, 2, 2)"), Problem::WrongType { .. }));
        assert!(refused("|u1", "(-1, 2, 2)").to_string().contains("size -1"));
        assert!(matches!(refused("|u1", "(60000, 99999, 99999)"), Problem::TooLarge { .. }));
        assert!(matches!(refused("|u1", "(9223372036854775807, 4, 4)"), Problem::TooLarge { .. }));
        assert!(refused("|u1", "()").to_string().contains("0 axes"));
        assert!(refused("|u1", "(1, 2, __import__('os'))").to_string().contains("__import__("));
        assert_eq!(refused("|u1", "(4, 2, 2)"), Problem::Length { expected: 16, found: 12 });
        let columns =
            String::from_utf8_lossy(&array("|u1", "(1, 2, 2)", &[])[10..]).replace("False", "True ");
        let columns =
            [b"\x93NUMPY\x01\x00", &(columns.len() as u16).to_le_bytes()[..], columns.as_bytes()].concat();
        assert!(images(columns.as_slice()).expect_err("columns").to_string().contains("ascontiguousarray"));
        let whole = array("|u1", "(2, 2, 3)", &[0; 12]);
        for cut in 0..whole.len() {
            assert!(images(&whole[..cut]).is_err(), "{cut}");
        }
        let long = [b"\x93NUMPY\x02\x00", &u32::MAX.to_le_bytes()[..]].concat();
        assert!(
            images(long.as_slice()).expect_err("long").to_string().contains("header of 4294967295 bytes")
        );
    }
}
