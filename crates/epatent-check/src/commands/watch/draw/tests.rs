// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Screens as they were agreed, in `screens/`; `TRYCMD=overwrite` takes new ones.

use super::super::scene::tests::{NAME, shown, torn};
use super::super::scene::{Key, Seen};
use super::*;
use epatent_cli::{Exit, Failure, Language};
use image::RgbImage;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::path::Path;
use std::time::Duration;

const START: Duration = Duration::ZERO;
const LARGE: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (40, 20);

fn drawn(scene: &Scene, words: &Words, (width, height): (u16, u16), colours: Colours) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| draw(frame, scene, true, words, colours))
        .unwrap();
    terminal.backend().buffer().clone()
}

fn text(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    let rows = buffer.content.chunks(width).map(|row| {
        let row: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        row.trim_end().to_owned() + "\n"
    });
    rows.collect()
}

/// A scene to which one thing was reported.
fn scene(seen: Seen) -> Scene {
    let mut scene = Scene::new(Duration::from_secs(60), None);
    scene.seen(seen, START);
    scene
}

fn scenes(words: &Words) -> Vec<(&'static str, Scene)> {
    let no_reader = Failure::new(words, Exit::Device, "error-no-reader", &[]);
    let mut wanted = scene(Seen::NumberWanted);
    for key in "246".chars() {
        wanted.key(Key::Char(key), START);
    }
    let mut hidden = scene(Seen::Answer(shown("in-force", words)));
    hidden.tick(Duration::from_secs(60));
    vec![
        ("next", scene(Seen::Empty)),
        ("number", wanted),
        ("in-force", scene(Seen::Answer(shown("in-force", words)))),
        ("annulled", scene(Seen::Answer(shown("superseded", words)))),
        (
            "forged",
            scene(Seen::Answer(shown("signature-invalid", words))),
        ),
        (
            "closed",
            scene(Seen::Answer(shown("access-key-wrong", words))),
        ),
        ("torn", scene(Seen::Failed(torn(words)))),
        ("no-reader", scene(Seen::Trouble(no_reader))),
        ("hidden", hidden),
    ]
}

#[test]
fn screens_are_as_they_were_agreed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands/watch/draw/screens");
    let overwrite = std::env::var("TRYCMD").is_ok_and(|wish| wish == "overwrite");
    for (language, code) in [(Language::En, "en"), (Language::Ru, "ru")] {
        let words = Words::new(language);
        for (size, suffix) in [(LARGE, "80x24"), (SMALL, "40x20")] {
            let all: String = scenes(&words)
                .iter()
                .map(|(name, scene)| {
                    let screen = text(&drawn(scene, &words, size, Colours::Indexed));
                    format!("---- {name}\n{screen}")
                })
                .collect();
            let path = folder.join(format!("{code}-{suffix}.txt"));
            if overwrite {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &all).unwrap();
            }
            let agreed = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(all == agreed, "{}:\n{all}", path.display());
        }
    }
}

#[test]
fn every_screen_says_that_it_is_a_laboratorys_and_says_its_colour_in_words() {
    let words = Words::new(Language::En);
    for (name, scene) in scenes(&words) {
        for size in [LARGE, SMALL] {
            let coloured = text(&drawn(&scene, &words, size, Colours::Indexed));
            let plain = text(&drawn(&scene, &words, size, Colours::None));
            assert_eq!(coloured, plain, "{name}");
            assert!(plain.contains("NOT A REAL DOCUMENT"), "{name}:\n{plain}");
        }
    }
}

#[test]
fn nothing_of_a_person_stays_on_the_screen_without_the_card() {
    let words = Words::new(Language::Ru);
    let mut scene = scene(Seen::Answer(shown("in-force", &words)));
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let mut screen = |scene: &Scene| {
        terminal
            .draw(|frame| draw(frame, scene, true, &words, Colours::Full))
            .unwrap();
        text(terminal.backend().buffer())
    };
    assert!(screen(&scene).contains(NAME));
    scene.seen(Seen::Removed, START);
    assert!(!screen(&scene).contains(NAME));
}

#[test]
fn the_photo_is_drawn_point_by_point_where_there_is_room_and_colour() {
    let words = Words::new(Language::En);
    let mut answer = shown("in-force", &words);
    let red = image::Rgb([255, 0, 0]);
    answer.photo = Photo::Picture(RgbImage::from_pixel(48, 64, red));
    let scene = scene(Seen::Answer(answer));
    let points = |size, colours| {
        let buffer = drawn(&scene, &words, size, colours);
        let cells = buffer.content.iter();
        cells
            .filter(|cell| cell.fg == Color::Rgb(255, 0, 0) || cell.fg == Color::Indexed(196))
            .count()
    };
    assert!(points(LARGE, Colours::Full) > 60);
    assert!(points(LARGE, Colours::Indexed) > 60);
    assert_eq!(points(SMALL, Colours::Full), 0);
    assert_eq!(points(LARGE, Colours::None), 0);
}

#[test]
fn a_screen_of_any_size_is_drawn() {
    let words = Words::new(Language::Ru);
    for (_, scene) in scenes(&words) {
        for size in [(1, 1), (2, 40), (10, 3), (200, 2), (400, 120)] {
            drawn(&scene, &words, size, Colours::Full);
        }
    }
}
