// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::super::shown::{Photo, Reasoned, Shown};
use super::*;
use crate::checking::ListAge;
use epatent_cli::{Exit, Words, verdict};
use epatent_core::{Region, UnixTime};
use epatent_verify::{Colour, ListKind};

const HIDE: Duration = Duration::from_secs(30);
const START: Duration = Duration::ZERO;
/// The holder in [`shown`]; nobody else's name may stand on a screen.
pub(in super::super) const NAME: &str = "Рахимов Фаррух";

/// An answer as it is shown.
pub(in super::super) fn shown(code: &'static str, words: &Words) -> Box<Shown> {
    let (verdict, colour) = match code {
        "in-force" => (Verdict::InForce, Colour::Green),
        "access-key-wrong" => (Verdict::Undetermined, Colour::Amber),
        _ => (Verdict::Refused, Colour::Red),
    };
    let values = [
        ("region", "77 Москва".into()),
        ("date", "01.11.2027".into()),
        ("paid", "no".into()),
        ("status", "no".into()),
        ("through", "".into()),
        ("list", "15.12.2026 03:00 (UTC)".into()),
    ];
    let said = verdict::finding(words, code, &values);
    Box::new(Shown {
        verdict,
        line: verdict::line(words, verdict.as_str(), Some(code)),
        colour,
        is_lab: true,
        is_closed: code == "access-key-wrong",
        findings: vec![Reasoned {
            code,
            headline: said.headline,
            why: said.why,
            next: said.next,
        }],
        person: vec![(words.text("field-name"), NAME.to_owned())],
        not_checked: vec![verdict::check(words, "payment").to_lowercase()],
        lists: vec![ListAge {
            kind: ListKind::Status,
            region: Region::parse("77").unwrap(),
            issued: UnixTime::parse("2026-12-15T03:00:00Z").unwrap(),
            age: "fresh",
        }],
        photo: Photo::None,
        checked_at: UnixTime::parse("2026-12-15T09:00:00Z").unwrap(),
        milliseconds: 412,
    })
}

pub(in super::super) fn english() -> Words {
    Words::new(epatent_cli::Language::En)
}

pub(in super::super) fn torn(words: &Words) -> Failure {
    Failure::new(words, Exit::Device, "error-card-removed", &[])
}

fn scene() -> Scene {
    Scene::new(HIDE, None)
}

fn typed(scene: &mut Scene, text: &str, now: Duration) -> Vec<Act> {
    text.chars()
        .flat_map(|key| scene.key(Key::Char(key), now))
        .collect()
}

fn rings(acts: &[Act]) -> Vec<u8> {
    acts.iter()
        .filter_map(|act| match act {
            Act::Ring(times) => Some(*times),
            _ => None,
        })
        .collect()
}

fn gives(acts: &[Act]) -> bool {
    matches!(acts, [Act::Give(Given::Number(_))])
}

#[test]
fn a_number_before_the_card_and_one_after_it_open_it_alike() {
    let mut scene = scene();
    scene.seen(Seen::Empty, START);
    assert!(typed(&mut scene, "246810", START).is_empty());
    assert!(scene.has_number());
    scene.seen(Seen::Card, START);
    assert!(gives(&scene.seen(Seen::NumberWanted, START)));
    assert!(!scene.has_number());

    scene.seen(Seen::Removed, START);
    scene.seen(Seen::Card, START);
    assert!(scene.seen(Seen::NumberWanted, START).is_empty());
    assert!(matches!(scene.view, View::NumberWanted));
    assert!(gives(&typed(&mut scene, "246810", START)));
    assert!(matches!(scene.view, View::Reading));
}

#[test]
fn the_bell_tells_the_answer_once_and_again_only_where_the_photo_changes_it() {
    let words = english();
    let mut scene = scene();
    scene.seen(Seen::Card, START);
    let good = || shown("in-force", &words);
    assert_eq!(rings(&scene.seen(Seen::BeforePhoto(good()), START)), [1]);
    assert!(rings(&scene.seen(Seen::Answer(good()), START)).is_empty());
    scene.seen(Seen::Removed, START);
    scene.seen(Seen::Card, START);
    scene.seen(Seen::BeforePhoto(good()), START);
    let bad = shown("digest-mismatch", &words);
    assert_eq!(rings(&scene.seen(Seen::Answer(bad), START)), [2]);
    let torn = torn(&words);
    assert_eq!(rings(&scene.seen(Seen::Failed(torn), START)), [3]);
}

#[test]
fn an_answer_goes_with_its_card_or_with_time() {
    let words = english();
    let mut scene = scene();
    scene.seen(Seen::Card, START);
    scene.seen(Seen::Answer(shown("in-force", &words)), START);
    scene.seen(Seen::Removed, START);
    assert!(matches!(scene.view, View::Next));

    scene.seen(Seen::Card, START);
    scene.seen(Seen::Answer(shown("in-force", &words)), START);
    // Keys do not keep it.
    typed(&mut scene, "1", HIDE / 2);
    scene.tick(HIDE.checked_sub(Duration::from_millis(1)).unwrap());
    assert!(matches!(scene.view, View::Answer(_)));
    scene.tick(HIDE);
    assert!(matches!(scene.view, View::Hidden));
    assert!(!format!("{scene:?}").contains(NAME));
}

#[test]
fn a_number_waits_for_its_card_for_a_minute_and_not_for_ever() {
    let mut scene = scene();
    scene.seen(Seen::Empty, START);
    typed(&mut scene, "246810", START);
    scene.tick(NUMBER_WAITS);
    assert!(!scene.has_number());
    typed(&mut scene, "246810", START);
    scene.key(Key::Escape, START);
    assert!(!scene.has_number());
}

#[test]
fn a_card_torn_out_is_read_again_with_the_number_that_was_typed_for_it() {
    let mut scene = scene();
    scene.seen(Seen::Card, START);
    scene.seen(Seen::NumberWanted, START);
    typed(&mut scene, "246810", START);
    scene.seen(Seen::Failed(torn(&english())), START);
    scene.seen(Seen::Removed, START);
    assert!(
        matches!(scene.view, View::Failed(_)),
        "it is still told why"
    );
    scene.seen(Seen::Card, START);
    assert!(gives(&scene.seen(Seen::NumberWanted, START)));
}

#[test]
fn a_number_typed_beside_an_answer_is_for_the_next_card_unless_the_chip_stayed_closed() {
    let words = english();
    let mut scene = scene();
    scene.seen(Seen::Card, START);
    scene.seen(Seen::Answer(shown("in-force", &words)), START);
    assert!(typed(&mut scene, "135791", START).is_empty());
    assert!(scene.has_number());
    scene.key(Key::Escape, START);
    scene.seen(Seen::Answer(shown("access-key-wrong", &words)), START);
    assert!(gives(&typed(&mut scene, "246810", START)));
}

#[test]
fn it_ends_with_a_key_a_signal_or_the_last_card() {
    let words = english();
    let quits = |acts: &[Act]| matches!(acts, [Act::Quit]);
    for key in ['q', 'Q', 'й', 'Й'] {
        assert!(quits(&scene().key(Key::Char(key), START)), "{key}");
    }
    assert!(quits(&scene().key(Key::Interrupt, START)));
    let mut scanning = scene();
    assert!(typed(&mut scanning, "EPC1:Q", START).is_empty());

    let mut two = Scene::new(HIDE, Some(2));
    for last in [false, true] {
        two.seen(Seen::Card, START);
        two.seen(Seen::Failed(torn(&words)), START);
        two.seen(Seen::Removed, START);
        two.seen(Seen::Card, START);
        two.seen(Seen::Answer(shown("in-force", &words)), START);
        assert_eq!(quits(&two.seen(Seen::Removed, START)), last);
    }
}

#[test]
fn trouble_ends_by_itself() {
    let mut scene = scene();
    let words = english();
    let gone = Failure::new(&words, Exit::Device, "error-no-reader", &[]);
    scene.seen(Seen::Trouble(gone), START);
    assert!(matches!(scene.view, View::Trouble(_)));
    scene.seen(Seen::Empty, START);
    assert!(matches!(scene.view, View::Next));
}
