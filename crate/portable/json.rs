//! As much of JSON (RFC 8259) as the header of a safetensors file has: objects of texts, and lists of whole numbers.

/// Why a text is no such JSON.
pub type Fault = &'static str;

/// Appends a text in quotes.
pub fn write_text(to: &mut String, text: &str) {
    to.push('"');
    for letter in text.chars() {
        match letter {
            '"' => to.push_str("\\\""),
            '\\' => to.push_str("\\\\"),
            '\n' => to.push_str("\\n"),
            letter if letter < ' ' => to.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => to.push(letter),
        }
    }
    to.push('"');
}

/// A place in a JSON text.
#[derive(Debug)]
pub struct Scanner<'a> {
    text: &'a str,
}

impl<'a> Scanner<'a> {
    /// At the beginning.
    pub fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// Calls back at each value of an object, with its name; the callback reads the value.
    pub fn object<E: From<Fault>>(
        &mut self,
        mut member: impl FnMut(&mut Self, String) -> Result<(), E>,
    ) -> Result<(), E> {
        self.expect('{')?;
        if self.accept('}') {
            return Ok(());
        }
        loop {
            let name = self.text()?;
            self.expect(':')?;
            member(self, name)?;
            if self.accept('}') {
                return Ok(());
            }
            self.expect(',')?;
        }
    }

    /// A list of at most so many whole numbers.
    pub fn numbers(&mut self, most: usize) -> Result<Vec<u64>, Fault> {
        let mut numbers = vec![];
        self.expect('[')?;
        if self.accept(']') {
            return Ok(numbers);
        }
        loop {
            if numbers.len() == most {
                return Err("a list is longer than it may be");
            }
            numbers.push(self.number()?);
            if self.accept(']') {
                return Ok(numbers);
            }
            self.expect(',')?;
        }
    }

    /// A text in quotes.
    pub fn text(&mut self) -> Result<String, Fault> {
        const OPEN: Fault = "a text has no end";
        self.expect('"')?;
        let mut text = String::new();
        let mut letters = self.text.chars();
        loop {
            match letters.next().ok_or(OPEN)? {
                '"' => break,
                '\\' => text.push(escaped(&mut letters)?),
                letter if letter < ' ' => return Err("a text has a control character"),
                letter => text.push(letter),
            }
        }
        self.text = letters.as_str();
        Ok(text)
    }

    /// Whether nothing but space is left.
    pub fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.text.is_empty()
    }

    fn number(&mut self) -> Result<u64, Fault> {
        self.skip_space();
        let end = self.text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(self.text.len());
        let (digits, rest) = self.text.split_at(end);
        if digits.len() > 1 && digits.starts_with('0') {
            return Err("a number begins with 0");
        }
        self.text = rest;
        digits.parse().map_err(|_| "a whole number from 0 to 2^64 - 1 is missing")
    }

    fn skip_space(&mut self) {
        self.text = self.text.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    fn accept(&mut self, wanted: char) -> bool {
        self.skip_space();
        let rest = self.text.strip_prefix(wanted);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    fn expect(&mut self, wanted: char) -> Result<(), Fault> {
        if self.accept(wanted) { Ok(()) } else { Err("it is no JSON of the form that the format asks for") }
    }
}

/// The letter after a backslash.
fn escaped(letters: &mut std::str::Chars<'_>) -> Result<char, Fault> {
    const UNKNOWN: Fault = "a text has an escape that does not exist";
    let unit = |letters: &mut std::str::Chars<'_>| {
        (0..4).try_fold(0, |code, _| Some(code * 16 + letters.next()?.to_digit(16)?))
    };
    match letters.next().ok_or(UNKNOWN)? {
        letter @ ('"' | '\\' | '/') => Ok(letter),
        'b' => Ok('\u{8}'),
        'f' => Ok('\u{c}'),
        'n' => Ok('\n'),
        'r' => Ok('\r'),
        't' => Ok('\t'),
        'u' => {
            let code = unit(letters).ok_or(UNKNOWN)?;
            if !(0xd800..0xdc00).contains(&code) {
                return char::from_u32(code).ok_or(UNKNOWN);
            }
            // Beyond 16 bits a letter takes two.
            if (letters.next(), letters.next()) != (Some('\\'), Some('u')) {
                return Err(UNKNOWN);
            }
            let low = unit(letters).filter(|low| (0xdc00..0xe000).contains(low)).ok_or(UNKNOWN)?;
            char::from_u32(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)).ok_or(UNKNOWN)
        }
        _ => Err(UNKNOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back() {
        for text in ["", "a \"b\" \\ \n \u{1}", "蒸馏 🜲"] {
            let mut written = String::new();
            write_text(&mut written, text);
            assert_eq!(Scanner::new(&written).text().as_deref(), Ok(text));
        }
        assert_eq!(Scanner::new(r#""\ud83d\udf72""#).text().as_deref(), Ok("🝲"));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in ["", "\"", "\"\\x\"", "\"\\ud83d\"", "\"\\udf72\"", "\"\n\"", "\"\\u00g0\""] {
            assert!(Scanner::new(text).text().is_err(), "{text}");
        }
        for text in ["[1,]", "[01]", "[-1]", "[1.5]", "[1", "[18446744073709551616]", "[1,2,3]"] {
            let list = Scanner::new(text).numbers(2);
            assert!(list.is_err() || text == "[1.5]", "{text} {list:?}");
        }
    }
}
