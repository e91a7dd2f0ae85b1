// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A page of the specification: what it demands, and under which identifiers.

use super::{identifiers, is_identifier};

/// One demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// `EPC-<AREA>-<two digits>`.
    pub id: String,
    /// The file in which it stands.
    pub page: String,
    /// The heading under which it stands.
    pub section: String,
    /// Its first sentence.
    pub sentence: String,
}

/// What one file demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The name of the file.
    pub name: String,
    /// Its requirements in their order.
    pub requirements: Vec<Requirement>,
    /// What is wrong with the way in which they are written.
    pub problems: Vec<String>,
    /// Demands without an identifier, each by its beginning.
    pub unnamed: Vec<String>,
    /// Every identifier that stands anywhere.
    pub mentioned: Vec<String>,
}

/// The longest sentence that is repeated whole, in characters.
const LONGEST_SENTENCE: usize = 180;

impl Page {
    /// Reads a page of Markdown, or the comments of a CDDL file.
    ///
    /// A block is a paragraph, an item of a list or a row of a table. `**id**` in it begins a
    /// requirement, which ends with the next one or the block, and holds exactly one MUST.
    #[must_use]
    pub fn parse(name: &str, text: &str) -> Self {
        let mut page = Self {
            name: name.to_owned(),
            requirements: Vec::new(),
            problems: Vec::new(),
            unnamed: Vec::new(),
            mentioned: identifiers(text)
                .into_iter()
                .map(|(_, word)| word.to_owned())
                .collect(),
        };
        let grammar = name.ends_with(".cddl");
        let (mut section, mut block, mut code) = (String::new(), String::new(), false);
        for line in text.lines() {
            let after_code = grammar && !line.starts_with(';');
            if let (true, Some(rule)) = (grammar, rule(line)) {
                page.take(rule, &mut block);
            }
            let indented = !grammar && block.is_empty() && line.starts_with("    ");
            let line = if grammar { comment(line) } else { line.trim() };
            if line.starts_with("```") {
                code = !code;
                page.take(&section, &mut block);
            } else if code || indented {
                // Code says nothing here.
            } else if let (false, Some(heading)) = (grammar, heading(line)) {
                page.take(&section, &mut block);
                heading.clone_into(&mut section);
            } else {
                if line.is_empty() || after_code || begins_block(line) {
                    page.take(&section, &mut block);
                }
                if !block.is_empty() {
                    block.push(' ');
                }
                block.push_str(line);
            }
        }
        page.take(&section, &mut block);
        page
    }

    /// Takes what a block demands, and empties it.
    fn take(&mut self, section: &str, block: &mut String) {
        let block = std::mem::take(block);
        let mut parts = block.split("**EPC-");
        let before = parts.next().unwrap_or_default();
        if demands(before) > 0 {
            self.unnamed.push(shortened(before));
        }
        for part in parts {
            let (word, rest) = part.split_once("**").unwrap_or((part, ""));
            let id = format!("EPC-{word}");
            if !is_identifier(&id) {
                self.problems
                    .push(format!("{}: {id} is no identifier", self.name));
            }
            match demands(rest) {
                1 => {}
                0 => self.problems.push(format!(
                    "{}: {id} demands nothing: it has no MUST",
                    self.name
                )),
                count => self
                    .problems
                    .push(format!("{}: {id} has {count} MUST", self.name)),
            }
            self.requirements.push(Requirement {
                id,
                page: self.name.clone(),
                section: section.to_owned(),
                sentence: shortened(rest),
            });
        }
    }
}

/// How often a text says MUST.
fn demands(text: &str) -> usize {
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| *word == "MUST")
        .count()
}

/// The words of a heading.
fn heading(line: &str) -> Option<&str> {
    let words = line.trim_start_matches('#');
    (words.len() < line.len())
        .then(|| words.strip_prefix(' '))
        .flatten()
}

/// The name of the rule that a line of a grammar begins: what is demanded above it is of this rule.
fn rule(line: &str) -> Option<&str> {
    let (left, _) = line.split_once(" = ")?;
    let name = left.split('<').next()?;
    let plain = |letter: char| letter.is_ascii_lowercase() || letter == '-';
    name.chars().all(plain).then_some(name)
}

/// The comment of a line of a grammar.
fn comment(line: &str) -> &str {
    line.split_once(';').map_or("", |(_, words)| words.trim())
}

/// Whether a line begins an item of a list or is a row of a table.
fn begins_block(line: &str) -> bool {
    let digits = line.trim_start_matches(|character: char| character.is_ascii_digit());
    line.starts_with("- ")
        || line.starts_with("* ")
        || line.starts_with('|')
        || (digits.len() < line.len() && digits.starts_with(". "))
}

/// The first sentence of a text, cut where it is very long.
fn shortened(text: &str) -> String {
    let text = text
        .trim()
        .trim_matches('|')
        .trim()
        .trim_start_matches("- ");
    let end = text.find(". ").map_or(text.len(), |dot| dot + 1);
    let sentence = text.get(..end).unwrap_or(text).trim();
    if sentence.chars().count() <= LONGEST_SENTENCE {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(LONGEST_SENTENCE).collect();
    let whole = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(words, _)| words);
    format!("{whole} ...")
}
