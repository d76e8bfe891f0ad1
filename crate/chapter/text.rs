//! The words of a chapter, read from `chapters/<key>.<language>.md`. Plain `std`: the site build reads them with this file too.
//!
//! ```text
//! # Title
//! Paragraphs.
//! **The document says:** one line
//! ## Questions
//! 1. Question? | Answer, with {measure:key} where a number belongs.
//! ## Names
//! series.<key> = ..., measure.<key> = ..., axis = ..., figure = ...; one a line
//! ```

/// A chapter in one language. Paragraphs, claim, questions and answers are still Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its title.
    pub title: String,
    /// What comes before the claim.
    pub paragraphs: Vec<String>,
    /// What the document says.
    pub claim: String,
    /// Questions and their answers.
    pub questions: Vec<(String, String)>,
    /// Names by key, such as `measure.gain-at-4`, in their order.
    pub names: Vec<(String, String)>,
}

/// The words that a language gives the fixed parts.
pub struct Frame {
    /// Before the claim.
    pub claim: &'static str,
    /// Above the questions.
    pub questions: &'static str,
}

/// The languages of chapters.
pub const FRAMES: &[(&str, Frame)] = &[
    ("en", Frame { claim: "**The document says:**", questions: "## Questions" }),
    ("zh", Frame { claim: "**文中说：**", questions: "## 想一想" }),
];

/// Above the names, in every language.
const NAMES: &str = "## Names";

impl Text {
    /// Reads a chapter.
    ///
    /// # Errors
    /// What is missing or out of place.
    pub fn read(markdown: &str, language: &str) -> Result<Self, String> {
        let (_, frame) = FRAMES
            .iter()
            .find(|(key, _)| *key == language)
            .ok_or_else(|| format!("no language {language}"))?;
        let (story, rest) = markdown
            .split_once(&format!("\n{}\n", frame.questions))
            .ok_or_else(|| format!("\"{}\" is missing", frame.questions))?;
        let (questions, names) =
            rest.split_once(&format!("\n{NAMES}\n")).ok_or_else(|| format!("\"{NAMES}\" is missing"))?;

        let mut blocks = blocks(story);
        let first = blocks.first().ok_or("the text is empty")?;
        let title = first.strip_prefix("# ").ok_or("the first line is not \"# Title\"")?.to_owned();
        blocks.remove(0);
        let at = blocks
            .iter()
            .position(|block| block.starts_with(frame.claim))
            .ok_or_else(|| format!("\"{}\" is missing", frame.claim))?;
        if at + 1 != blocks.len() {
            return Err("the claim is not the last before the questions".into());
        }
        let claim = blocks.remove(at)[frame.claim.len()..].trim().to_owned();
        Ok(Self {
            title,
            paragraphs: blocks,
            claim,
            questions: read_questions(questions)?,
            names: read_names(names)?,
        })
    }

    /// The name with this key.
    pub fn name(&self, key: &str) -> Option<&str> {
        self.names.iter().find(|(known, _)| known == key).map(|(_, name)| name.as_str())
    }

    /// The measures that a text refers to as `{measure:key}`.
    pub fn references(text: &str) -> Vec<&str> {
        text.split("{measure:").skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect()
    }

    /// Length of what is read: words, or characters where a language has no spaces. Names are not counted.
    pub fn length(&self, language: &str) -> usize {
        let questions = self.questions.iter().flat_map(|(question, answer)| [question, answer]);
        let parts = [&self.title, &self.claim].into_iter().chain(&self.paragraphs).chain(questions);
        parts
            .map(|part| match language {
                "zh" => part.chars().filter(|c| is_ideograph(*c)).count(),
                _ => part.split_whitespace().count(),
            })
            .sum()
    }
}

/// Han characters: the punctuation between them is not counted, nor are numbers and Latin words.
fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Paragraphs: what empty lines separate. A title is one by itself.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = vec![];
    let mut open = false;
    for line in text.lines().map(str::trim) {
        let begins = line.starts_with("# ") || line.starts_with("**");
        match blocks.last_mut().filter(|_| open && !begins) {
            Some(block) if !line.is_empty() => {
                block.push('\n');
                block.push_str(line);
            }
            _ if line.is_empty() => {}
            _ => blocks.push(line.to_owned()),
        }
        open = !line.is_empty() && !line.starts_with("# ");
    }
    blocks
}

fn read_questions(text: &str) -> Result<Vec<(String, String)>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .enumerate()
        .map(|(at, line)| {
            let body = line
                .strip_prefix(&format!("{}. ", at + 1))
                .ok_or_else(|| format!("question {} does not begin with \"{}. \"", at + 1, at + 1))?;
            let (question, answer) =
                body.split_once(" | ").ok_or_else(|| format!("question {} has no \" | answer\"", at + 1))?;
            Ok((question.trim().into(), answer.trim().into()))
        })
        .collect()
}

fn read_names(text: &str) -> Result<Vec<(String, String)>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (key, name) =
                line.split_once(" = ").ok_or_else(|| format!("\"{line}\" is not \"key = name\""))?;
            Ok((key.trim().into(), name.trim().into()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "# Heat\nOne\nparagraph.\n\nAnother.\n**The document says:** soft is good.\n\n## Questions\n\
                          1. Why? | Because of {measure:a} and {measure:b}.\n2. How? | So.\n\n## Names\n\
                          series.x = X\nmeasure.a = the a\naxis = T\n";

    #[test]
    fn all_parts_are_found() {
        let text = Text::read(SAMPLE, "en").expect("sound");
        assert_eq!(text.title, "Heat");
        assert_eq!(text.paragraphs, ["One\nparagraph.", "Another."]);
        assert_eq!(text.claim, "soft is good.");
        assert_eq!(text.questions.len(), 2);
        assert_eq!(Text::references(&text.questions[0].1), ["a", "b"]);
        assert_eq!((text.name("measure.a"), text.name("measure.b")), (Some("the a"), None));
        assert_eq!(text.length("en"), 1 + 3 + 3 + 6 + 2);
    }

    #[test]
    fn what_is_missing_is_named() {
        for (cut, reason) in [
            ("# Heat", "# Title"),
            ("**The document says:**", "**The document says:**"),
            ("## Questions", "## Questions"),
            ("## Names", "## Names"),
            (" | ", "answer"),
            ("2. ", "2. "),
            (" = T", "key = name"),
        ] {
            let error = Text::read(&SAMPLE.replacen(cut, "", 1), "en").expect_err(cut);
            assert!(error.contains(reason), "{cut}: {error}");
        }
        assert!(Text::read(SAMPLE, "zh").is_err());
        assert_eq!(
            Text::read("# 标题\n一段文字 T=1。\n**文中说：** 话。\n## 想一想\n\n## Names\n", "zh")
                .expect("sound")
                .length("zh"),
            7
        );
    }
}
