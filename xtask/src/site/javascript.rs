//! Finds the URLs that a JavaScript module names: import specifiers and `new URL("…", import.meta.url)`.
//!
//! A lexer, not a parser: it knows comments, strings, templates and regular expressions well enough never to
//! take text inside them for code, and looks at the tokens before and after each string.

use std::ops::Range;

/// A string literal that names another file; `range` is its content, without the quotes.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub range: Range<usize>,
    pub kind: Kind,
    /// `import("x")`: fetched when the code gets there, not with the module.
    pub later: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`: bare names are packages.
    Import,
    /// `new URL("x", import.meta.url)`: always relative to the file.
    Url,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Text(Range<usize>),
    Mark(u8),
    /// A template or a regular expression: a value, of no further interest.
    Value,
}

pub fn named_files(source: &str) -> Vec<Named> {
    let tokens =
        Lexer { source, bytes: source.as_bytes(), at: 0, tokens: Vec::new(), templates: Vec::new() }.run();
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Token::Text(range) = token else { continue };
        let before = |back: usize| index.checked_sub(back).map(|at| &tokens[at]);
        let kind = match (before(1), before(2), before(3)) {
            (Some(Token::Mark(b'(')), Some(Token::Word("import")), previous) if !is_member(previous) => {
                Kind::Import
            }
            (Some(Token::Mark(b'(')), Some(Token::Word("URL")), Some(Token::Word("new")))
                if is_module_base(&tokens[index + 1..]) =>
            {
                Kind::Url
            }
            (Some(Token::Word("import")), previous, _) if !is_member(previous) => Kind::Import,
            (Some(Token::Word("from")), Some(previous), _) if ends_bindings(previous) => Kind::Import,
            _ => continue,
        };
        let later = kind == Kind::Import && before(1) == Some(&Token::Mark(b'('));
        found.push(Named { range: range.clone(), kind, later });
    }
    found
}

fn is_member(token: Option<&Token>) -> bool {
    token == Some(&Token::Mark(b'.'))
}

/// What stands before `from` in an import or a re-export: `}`, `*`, or a name.
fn ends_bindings(token: &Token) -> bool {
    matches!(token, Token::Mark(b'}' | b'*'))
        || matches!(token, Token::Word(word) if !KEYWORDS.contains(word))
}

/// `, import.meta.url)`, perhaps with a comma after it.
fn is_module_base(tokens: &[Token]) -> bool {
    use Token::{Mark, Word};
    tokens.starts_with(&[Mark(b','), Word("import"), Mark(b'.'), Word("meta"), Mark(b'.'), Word("url")])
}

/// Words after which a `/` starts a regular expression, not a division.
const KEYWORDS: &[&str] = &[
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "delete",
    "void",
    "throw",
    "new",
    "instanceof",
    "do",
    "else",
    "yield",
    "await",
];

struct Lexer<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token<'a>>,
    /// For each open `${`: how many `{` are open inside it.
    templates: Vec<usize>,
}

impl<'a> Lexer<'a> {
    fn run(mut self) -> Vec<Token<'a>> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'/' if self.next_is(b'/') => self.skip_to("\n"),
                b'/' if self.next_is(b'*') => {
                    self.at += 2;
                    self.skip_to("*/");
                }
                b'/' if self.regular_expression_may_start() => self.regular_expression(),
                b'"' | b'\'' => self.string(byte),
                b'`' => {
                    self.at += 1;
                    self.template();
                }
                b'}' if self.templates.last() == Some(&0) => {
                    self.templates.pop();
                    self.at += 1;
                    self.template();
                }
                _ if is_word(byte) => self.word(),
                _ if byte.is_ascii_whitespace() => self.at += 1,
                _ => self.mark(byte),
            }
        }
        self.tokens
    }

    fn next_is(&self, byte: u8) -> bool {
        self.bytes.get(self.at + 1) == Some(&byte)
    }

    fn skip_to(&mut self, end: &str) {
        self.at =
            self.source[self.at..].find(end).map_or(self.bytes.len(), |found| self.at + found + end.len());
    }

    fn mark(&mut self, byte: u8) {
        if let Some(open) = self.templates.last_mut() {
            match byte {
                b'{' => *open += 1,
                b'}' => *open -= 1,
                _ => {}
            }
        }
        self.tokens.push(Token::Mark(byte));
        self.at += 1;
    }

    fn word(&mut self) {
        let start = self.at;
        while self.bytes.get(self.at).copied().is_some_and(is_word) {
            self.at += 1;
        }
        self.tokens.push(Token::Word(&self.source[start..self.at]));
    }

    fn string(&mut self, quote: u8) {
        let start = self.at + 1;
        self.at = start;
        while let Some(&byte) = self.bytes.get(self.at).filter(|&&byte| byte != quote) {
            self.at += if byte == b'\\' { 2 } else { 1 };
        }
        self.tokens.push(Token::Text(start..self.at.min(self.bytes.len())));
        self.at += 1;
    }

    /// From just after a `` ` `` or the `}` of a `${…}`, to the closing `` ` `` or the next `${`.
    fn template(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'`' => {
                    self.at += 1;
                    self.tokens.push(Token::Value);
                    return;
                }
                b'$' if self.next_is(b'{') => {
                    self.at += 2;
                    self.templates.push(0);
                    self.tokens.push(Token::Mark(b'('));
                    return;
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    /// After a value a `/` divides. A `)` counts as the end of a value: `if (x) /y/.test(z)` is written nowhere
    /// here, `(a + b) / c` often.
    fn regular_expression_may_start(&self) -> bool {
        match self.tokens.last() {
            None => true,
            Some(Token::Word(word)) => KEYWORDS.contains(word),
            Some(Token::Text(_) | Token::Value) => false,
            Some(Token::Mark(mark)) => !matches!(mark, b')' | b']' | b'}'),
        }
    }

    fn regular_expression(&mut self) {
        let mut in_class = false;
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        self.tokens.push(Token::Value);
    }
}

/// Bytes of identifiers and numbers; everything that is not ASCII counts as a letter.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str) -> Vec<(&str, Kind)> {
        named_files(source).into_iter().map(|named| (&source[named.range], named.kind)).collect()
    }

    #[test]
    fn every_form_of_import_is_found() {
        for source in [
            r#"import { a } from "./x.js";"#,
            r#"import a from './x.js'"#,
            r#"import * as a from "./x.js";"#,
            r#"import"./x.js";"#,
            r#"export { a as b } from "./x.js";"#,
            r#"export * from "./x.js";"#,
            r#"import{a as b}from"./x.js";"#,
            r#"const x = await import("./x.js");"#,
        ] {
            assert_eq!(names(source), [("./x.js", Kind::Import)], "{source}");
        }
    }

    #[test]
    fn only_calls_of_import_come_later() {
        let source = r#"import a from "./a.js"; export * from "./b.js"; const c = () => import("./c.js");"#;
        let later: Vec<_> = named_files(source).iter().map(|named| named.later).collect();
        assert_eq!(later, [false, false, true]);
    }

    #[test]
    fn urls_are_found_only_against_the_module() {
        assert_eq!(names(r#"new URL("./a.wasm", import.meta.url)"#), [("./a.wasm", Kind::Url)]);
        assert_eq!(names(r#"new URL('a_bg.wasm', import.meta.url,)"#), [("a_bg.wasm", Kind::Url)]);
        assert_eq!(names(r#"new URL("./a.wasm", location.href)"#), []);
    }

    #[test]
    fn comments_strings_templates_and_regular_expressions_are_not_code() {
        for source in [
            r#"// import a from "./x.js""#,
            r#"/** @type {import("./x.js").A} */"#,
            r#"const text = 'import a from "./x.js"';"#,
            r#"const text = `import a from "./x.js" ${1} import("./x.js")`;"#,
            r#"const quote = /["'`]/g; const other = /[/"]/;"#,
            r#"object.import("./x.js")"#,
            r#"Array.from("abc")"#,
            r#"const word = "from"; const other = "x";"#,
        ] {
            assert_eq!(names(source), [], "{source}");
        }
    }

    #[test]
    fn code_inside_templates_is_code() {
        let source =
            r#"const t = `a ${{ b: `c ${new URL("./d.png", import.meta.url)}` }.b} "`; import("./e.js");"#;
        assert_eq!(names(source), [("./d.png", Kind::Url), ("./e.js", Kind::Import)]);
    }

    #[test]
    fn division_is_no_regular_expression() {
        let source = r#"const half = (a + b) / 2; const text = "/"; import("./x.js"); const c = d / e;"#;
        assert_eq!(names(source), [("./x.js", Kind::Import)]);
    }

    #[test]
    fn unfinished_source_ends_without_a_panic() {
        for source in ["\"abc", "`abc ${", "/* abc", "/abc", "\"abc\\", "}", "`${}"] {
            names(source);
        }
    }
}
