//! The wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding), as much of it as ONNX needs.

/// A message that is being written.
#[derive(Debug, Default)]
pub struct Message(Vec<u8>);

impl Message {
    /// An empty message.
    pub fn new() -> Self {
        Self::default()
    }

    /// Its bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// A whole number.
    pub fn int(&mut self, field: u32, value: i64) {
        self.key(field, 0);
        self.varint(value.cast_unsigned());
    }

    /// A 32-bit float.
    pub fn float(&mut self, field: u32, value: f32) {
        self.key(field, 5);
        self.0.extend(value.to_le_bytes());
    }

    /// Bytes.
    pub fn bytes(&mut self, field: u32, bytes: &[u8]) {
        self.key(field, 2);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
    }

    /// A text.
    pub fn text(&mut self, field: u32, text: &str) {
        self.bytes(field, text.as_bytes());
    }

    /// A message in this one.
    pub fn message(&mut self, field: u32, message: &Self) {
        self.bytes(field, &message.0);
    }

    fn key(&mut self, field: u32, wire: u32) {
        self.varint(u64::from(field << 3 | wire));
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 128 {
            self.0.push(value as u8 | 128);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

/// One field of a message that is being read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A whole number.
    Int(u64),
    /// Eight bytes.
    Fixed64([u8; 8]),
    /// Bytes: a text, a message, or numbers in a row.
    Bytes(&'a [u8]),
    /// Four bytes.
    Fixed32([u8; 4]),
}

/// The fields of a message, one after the other, without a copy.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a>(&'a [u8]);

/// Why the bytes are no message.
pub type Fault = &'static str;

impl<'a> Fields<'a> {
    /// Of a whole message.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The whole number that comes next; none at the end.
    pub fn next_int(&mut self) -> Result<Option<u64>, Fault> {
        if self.0.is_empty() { Ok(None) } else { self.varint().map(Some) }
    }

    /// Number and value of the next field; none at the end.
    pub fn next_field(&mut self) -> Result<Option<(u32, Value<'a>)>, Fault> {
        let Some(key) = self.next_int()? else { return Ok(None) };
        let field = u32::try_from(key >> 3).ok().filter(|field| (1..1 << 29).contains(field));
        let field = field.ok_or("a field has a number that does not exist")?;
        let value = match key & 7 {
            0 => Value::Int(self.varint()?),
            1 => Value::Fixed64(self.array()?),
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| END)?;
                Value::Bytes(self.take(length)?)
            }
            5 => Value::Fixed32(self.array()?),
            _ => return Err("a field has a wire type that does not exist or is out of use"),
        };
        Ok(Some((field, value)))
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0;
        for (at, &byte) in self.0.iter().take(10).enumerate() {
            if at == 9 && byte > 1 {
                break;
            }
            value |= u64::from(byte & 127) << (7 * at);
            if byte < 128 {
                self.0 = &self.0[at + 1..];
                return Ok(value);
            }
        }
        Err(if self.0.len() < 10 { END } else { "a number has more than 64 bits" })
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(END)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(END)?;
        self.0 = rest;
        Ok(*taken)
    }
}

const END: Fault = "the bytes end within a field: the file is cut off or damaged";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut message = Message::new();
        message.int(1, -1);
        message.int(2, 300);
        message.float(3, 0.5);
        message.text(20, "é");
        let bytes = message.into_bytes();
        let mut fields = Fields::new(&bytes);
        let mut next = || fields.next_field().expect("sound");
        assert_eq!(next(), Some((1, Value::Int(u64::MAX))));
        assert_eq!(next(), Some((2, Value::Int(300))));
        assert_eq!(next(), Some((3, Value::Fixed32(0.5_f32.to_le_bytes()))));
        assert_eq!(next(), Some((20, Value::Bytes("é".as_bytes()))));
        assert_eq!(next(), None);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let refused: [&[u8]; 8] = [
            &[0, 0],                                               // field 0
            &[8],                                                  // no value
            &[8, 128],                                             // half a number
            &[8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2],  // 65 bits
            &[10, 5, 1],                                           // five bytes, one is there
            &[10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], // 2^64 - 1 bytes
            &[11],                                                 // a group
            &[13, 0, 0],                                           // half a float
        ];
        for bytes in refused {
            assert!(Fields::new(bytes).next_field().is_err(), "{bytes:?}");
        }
    }
}
