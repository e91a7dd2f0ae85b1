// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::collections::BTreeMap;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::*;
use crate::Language::{En, Ru};

/// The values that a pattern names, wherever they stand.
fn variables(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => inline_variables(inline, found),
                Expression::Select { selector, variants } => {
                    inline_variables(selector, found);
                    variants
                        .iter()
                        .for_each(|variant| variables(&variant.value, found));
                }
            }
        }
    }
}

fn inline_variables(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => drop(found.insert(id.name.to_owned())),
        other => panic!("the catalogues use values only: {other:?}"),
    }
}

/// Every message and attribute (`id`, `id.hint`) with the values it names. Refuses what does not parse, and a second
/// message of the same id.
fn catalogue(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for source in sources(language) {
        let resource =
            parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{language:?}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let id = message.id.name.to_owned();
            let value = message.value.unwrap_or_else(|| panic!("{id} has no text"));
            let attributes = message.attributes.iter();
            let named = attributes
                .map(|attribute| (format!("{id}.{}", attribute.id.name), &attribute.value));
            for (name, pattern) in named.chain([(id.clone(), &value)]) {
                let mut found = BTreeSet::new();
                variables(pattern, &mut found);
                assert_eq!(all.insert(name.clone(), found), None, "{name} twice");
            }
        }
    }
    all
}

#[test]
fn both_catalogues_hold_the_same_messages_with_the_same_values() {
    let (english, russian) = (catalogue(En), catalogue(Ru));
    assert!(
        english.len() > 200,
        "only {} messages were found",
        english.len()
    );
    for (id, values) in &english {
        assert_eq!(russian.get(id), Some(values), "{id}");
    }
    for id in russian.keys() {
        assert!(english.contains_key(id), "{id} is in Russian only");
    }
}

#[test]
fn the_short_list_of_ids_is_the_list_of_the_parser() {
    for language in Language::ALL {
        let parsed: BTreeSet<_> = catalogue(language)
            .into_keys()
            .filter(|id| !id.contains('.'))
            .collect();
        assert_eq!(ids(language), parsed);
    }
}

#[test]
fn no_catalogue_holds_marks_that_steer_the_direction_of_text() {
    for language in Language::ALL {
        for line in sources(language).flat_map(str::lines) {
            assert_eq!(visible(line), line);
        }
    }
}

#[test]
fn values_are_put_in_without_isolation_marks() {
    for language in Language::ALL {
        let said = Words::new(language).say("error-no-card", &[("reader", "ACS".into())]);
        assert!(
            said.contains("ACS") && !said.contains(['\u{2068}', '\u{2069}']),
            "{said:?}"
        );
    }
}

#[test]
fn a_value_cannot_carry_a_terminal_sequence_or_a_fluent_placeable_into_a_message() {
    let said = Words::new(En).say(
        "error-no-card",
        &[("reader", "\u{1b}[2J{ $x }\u{202e}".into())],
    );
    assert_eq!(said, "no card in reader “\u{fffd}[2J{ $x }\u{fffd}”");
}

#[test]
fn a_message_that_no_catalogue_has_is_said_as_its_id() {
    assert_eq!(Words::new(Ru).text("no-such-message"), "no-such-message");
    assert_eq!(
        Words::new(Ru).attribute("outcome-passed", "hint", &[]),
        None
    );
}

#[test]
fn a_message_that_russian_lacks_is_said_in_english() {
    let mut words = Words::new(Ru);
    words.own = FluentBundle::new_concurrent(vec![]);
    assert_eq!(words.text("outcome-passed"), "passed");
    assert!(words.has("outcome-passed"));
}

#[test]
fn words_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Words>();
}

#[test]
fn no_russian_message_has_an_english_sentence_left() {
    let mut left = Vec::new();
    for line in sources(Ru).flat_map(str::lines) {
        let text = match line.split_once(" = ") {
            _ if line.starts_with('#') => continue,
            Some((_, text)) => text,
            None => line,
        };
        // What is put into braces is a value.
        let plain: String = text
            .split('{')
            .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest))
            .collect();
        if crate::help::is_english(&plain) {
            left.push(line);
        }
    }
    assert_eq!(left, [""; 0]);
}

#[test]
fn an_instant_names_its_zone_itself_and_no_answer_names_it_again() {
    for text in [
        include_str!("../../locales/en/verdict.ftl"),
        include_str!("../../locales/ru/verdict.ftl"),
    ] {
        let twice: Vec<&str> = text.lines().filter(|line| line.contains("} UTC")).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
