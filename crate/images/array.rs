//! NumPy's array format (NEP 1, `numpy.lib.format`): a magic word, a Python dictionary, then the numbers.

use super::Refused;

const MAGIC: &[u8] = b"\x93NUMPY";

/// An array as it stands in the file.
pub struct Array<'a> {
    /// The type in NumPy's words, such as `|u1`.
    pub kind: String,
    /// Its sizes, the slowest axis first.
    pub shape: Vec<usize>,
    body: &'a [u8],
}

fn refused(found: impl Into<String>) -> Refused {
    Refused::new("array", found, "a NumPy array of whole numbers or text, in C order")
}

impl<'a> Array<'a> {
    /// Reads an array file.
    ///
    /// # Errors
    /// [`Refused`] for anything else, and where the sizes do not fit the number of bytes.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Refused> {
        Self::parts(bytes).ok_or_else(|| refused("no NumPy array, or a damaged one"))
    }

    fn parts(bytes: &'a [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (length, start): (usize, usize) = match rest.first()? {
            1 => (usize::from(u16::from_le_bytes([*rest.get(2)?, *rest.get(3)?])), 4),
            2 | 3 => (u32::from_le_bytes(rest.get(2..6)?.try_into().ok()?) as usize, 6),
            _ => return None,
        };
        let header = std::str::from_utf8(rest.get(start..start.checked_add(length)?)?).ok()?;
        let value = |key: &str| Some(header.split_once(key)?.1.trim_start().strip_prefix(':')?.trim_start());
        let kind = value("'descr'")?.strip_prefix('\'')?.split_once('\'')?.0;
        if !value("'fortran_order'")?.starts_with("False") {
            return None;
        }
        let shape = value("'shape'")?.strip_prefix('(')?.split_once(')')?.0;
        let sizes = shape.split(',').map(str::trim).filter(|size| !size.is_empty());
        let shape: Vec<usize> = sizes.map(|size| size.parse().ok()).collect::<Option<_>>()?;
        let bytes_each = match kind.get(..2)? {
            "<U" => kind[2..].parse::<usize>().ok()?.checked_mul(4)?,
            _ => kind.get(2..)?.parse().ok()?,
        };
        // Of a type without bytes any shape would fit, also one whose product no number holds.
        if bytes_each == 0 {
            return None;
        }
        let body = &rest[start + length..];
        let expected = shape.iter().try_fold(bytes_each, |product, &size| product.checked_mul(size))?;
        (body.len() == expected).then(|| Self { kind: kind.into(), shape, body })
    }

    /// The bytes of an array of `|u1`.
    pub fn bytes(&self) -> Result<&'a [u8], Refused> {
        if self.kind == "|u1" {
            Ok(self.body)
        } else {
            Err(refused(format!("numbers of type {}", self.kind)))
        }
    }

    /// Labels: whole numbers of any size, as bytes.
    pub fn labels(&self) -> Result<Vec<u8>, Refused> {
        let size = match self.kind.as_str() {
            "|u1" | "|i1" => 1,
            "<u2" | "<i2" => 2,
            "<u4" | "<i4" => 4,
            "<u8" | "<i8" => 8,
            other => return Err(refused(format!("labels of type {other}"))),
        };
        // Anything but a small number fails below: the bytes above the first one are 0 in a label.
        let label = |bytes: &[u8]| bytes[1..].iter().all(|&byte| byte == 0).then_some(bytes[0]);
        let labels = self.body.chunks_exact(size).map(label).collect::<Option<_>>();
        labels.ok_or_else(|| Refused::new("label", "a number below 0 or above 255", "the number of a class"))
    }

    /// Texts of NumPy's fixed-length unicode type, without the zeros at their ends.
    pub fn texts(&self) -> Result<Vec<String>, Refused> {
        let characters = self.kind.strip_prefix("<U").and_then(|count| count.parse::<usize>().ok());
        let size = 4 * characters
            .filter(|&count| count > 0)
            .ok_or_else(|| refused(format!("names of type {}", self.kind)))?;
        let text = |bytes: &[u8]| {
            let codes = bytes.as_chunks::<4>().0.iter().map(|code| u32::from_le_bytes(*code));
            let text: Option<String> = codes.map(char::from_u32).collect();
            text.map(|text| text.trim_end_matches('\0').to_owned())
        };
        let texts = self.body.chunks_exact(size).map(text).collect::<Option<_>>();
        texts.ok_or_else(|| refused("names that are no text"))
    }
}

/// An array file of version 1.0.
pub fn write(kind: &str, shape: &[usize], body: &[u8]) -> Vec<u8> {
    let sizes: String = shape.iter().map(|size| format!("{size},")).collect();
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({sizes}), }}");
    // Numbers start at a multiple of 64 bytes, behind a line's end.
    let length = (MAGIC.len() + 4 + header.len() + 1).next_multiple_of(64) - MAGIC.len() - 4;
    header.extend(std::iter::repeat_n(' ', length - 1 - header.len()));
    header.push('\n');
    [MAGIC, &[1, 0], &(length as u16).to_le_bytes(), header.as_bytes(), body].concat()
}

/// Texts as an array of NumPy's unicode type.
pub fn write_texts(texts: &[String]) -> Vec<u8> {
    let longest = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1);
    let mut body = vec![];
    for text in texts {
        let padded = text.chars().chain(std::iter::repeat('\0')).take(longest);
        body.extend(padded.flat_map(|character| u32::from(character).to_le_bytes()));
    }
    write(&format!("<U{longest}"), &[texts.len()], &body)
}
