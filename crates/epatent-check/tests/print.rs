// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! What is printed on a card: its code alone, in text and pictures, and beside its card.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bench;

use std::fs;

use bench::lists::annulled;
use bench::{Bench, DAY};
use epatent_testkit::desk::Ran;
use epatent_testkit::schema::{assert_follows, problems};
use epatent_testkit::symbol::picture as symbol;
use epatent_testkit::{cards, people};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, imageops};

fn save(bench: &Bench, name: &str, picture: &GrayImage, format: ImageFormat) -> std::path::PathBuf {
    let path = bench.path(name);
    DynamicImage::from(picture.clone())
        .to_rgb8()
        .save_with_format(&path, format)
        .unwrap();
    path
}

#[test]
fn a_code_alone_is_not_established_and_says_why_in_both_languages() {
    let bench = Bench::new();
    let ran = Ran::of(&mut bench.qr(bench.code(), &[]));
    assert_eq!(ran.exit, Some(3), "{ran:?}");
    assert_eq!(ran.findings(), ["qr-only"]);
    assert_eq!(ran.text("/card/printed_code/number"), "2600012345");
    assert_eq!(ran.text("/source"), "EPC1");
    assert!(
        !ran.stdout.contains("048213"),
        "the access number is nobody's to see"
    );
    for (lang, line) in [
        ("en", "Only the printed code was checked; the chip was not."),
        ("ru", "Проверен только напечатанный код; чип не проверялся."),
    ] {
        let mut command = bench.program(&["qr", "--lang", lang, "--region", "77", "--on", DAY]);
        command
            .arg("--trust")
            .arg(bench.path("trust"))
            .arg(bench.code());
        let ran = Ran::of(&mut command);
        assert_eq!(ran.stdout.lines().nth(2), Some(line), "{ran:?}");
        assert!(ran.stdout.contains("Рахимов Фаррух Саидович"), "{ran:?}");
    }
}

#[test]
fn a_code_is_read_from_a_text_file_and_from_pictures_as_cameras_make_them() {
    let bench = Bench::new();
    let text = bench.code();
    let file = bench.path("qr.txt");
    fs::write(&file, format!("{text}\r\n")).unwrap();
    let drawn = symbol(&text, 6);
    let mut pictures = vec![
        file,
        save(&bench, "plain.png", &drawn, ImageFormat::Png),
        save(&bench, "plain.jpg", &drawn, ImageFormat::Jpeg),
        save(
            &bench,
            "turned.png",
            &imageops::rotate90(&drawn),
            ImageFormat::Png,
        ),
        save(
            &bench,
            "upside.png",
            &imageops::rotate180(&drawn),
            ImageFormat::Png,
        ),
        save(&bench, "small.png", &symbol(&text, 3), ImageFormat::Png),
        save(
            &bench,
            "blurred.png",
            &imageops::blur(&drawn, 1.5),
            ImageFormat::Png,
        ),
    ];
    // On the back of a card, darker at one side.
    let mut back = GrayImage::from_fn(1600, 1000, |x, _| {
        Luma([200 - u8::try_from(x / 20).unwrap()])
    });
    imageops::overlay(&mut back, &drawn, 700, 300);
    pictures.push(save(&bench, "back.jpg", &back, ImageFormat::Jpeg));
    // A telephone's picture of twelve million pixels.
    let mut large = GrayImage::from_pixel(4000, 3000, Luma([180]));
    imageops::overlay(&mut large, &symbol(&text, 20), 900, 200);
    pictures.push(save(&bench, "large.jpg", &large, ImageFormat::Jpeg));
    // An eighth of the side is stained: level M repairs it.
    let mut stained = drawn.clone();
    let side = stained.width() / 8;
    let stain = GrayImage::from_pixel(side, side, Luma([0x20]));
    let middle = i64::from(stained.width() / 2);
    imageops::overlay(&mut stained, &stain, middle, middle);
    pictures.push(save(&bench, "stained.png", &stained, ImageFormat::Png));
    for picture in pictures {
        let ran = Ran::of(&mut bench.qr(&picture, &[]));
        assert_eq!(ran.exit, Some(3), "{}: {ran:?}", picture.display());
        assert_eq!(ran.findings(), ["qr-only"], "{}", picture.display());
    }
}

#[test]
fn files_without_a_code_are_unusable_and_never_a_crash() {
    let bench = Bench::new();
    let png = fs::read(save(
        &bench,
        "white.png",
        &GrayImage::from_pixel(300, 300, Luma([255])),
        ImageFormat::Png,
    ))
    .unwrap();
    // A picture of 40,000 x 40,000 pixels in sixty bytes: the header is all there is.
    let mut huge = png[..33].to_vec();
    huge[16..24].copy_from_slice(&[0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40]);
    for (name, content, exit) in [
        ("none.png", png.clone(), 2),
        ("cut.png", png[..png.len() / 2].to_vec(), 2),
        ("huge.png", huge, 2),
        ("noise.bin", (0..=255).cycle().take(5000).collect(), 2),
        ("empty.png", Vec::new(), 2),
        ("words.txt", b"https://example.org/receipt/7".to_vec(), 3),
    ] {
        fs::write(bench.path(name), content).unwrap();
        let ran = Ran::of(&mut bench.qr(bench.path(name), &[]));
        assert_eq!(ran.exit, Some(exit), "{name}: {ran:?}");
        assert!(!ran.stderr.contains("panicked"), "{name}: {ran:?}");
    }
    let missing = Ran::of(&mut bench.qr(bench.path("nowhere.png"), &[]));
    assert_eq!(missing.exit, Some(2));
}

#[test]
fn every_cut_of_a_picture_and_many_flipped_bits_end_in_an_answer() {
    let bench = Bench::new();
    let picture = fs::read(save(
        &bench,
        "code.jpg",
        &symbol("EPC1:BB8", 2),
        ImageFormat::Jpeg,
    ));
    let picture = picture.unwrap();
    let path = bench.path("broken.jpg");
    for place in (0..picture.len()).step_by(picture.len() / 24) {
        for content in [picture[..place].to_vec(), {
            let mut flipped = picture.clone();
            flipped[place] ^= 0x55;
            flipped
        }] {
            fs::write(&path, content).unwrap();
            let ran = Ran::of(&mut bench.qr(&path, &[]));
            assert!(matches!(ran.exit, Some(1..=3)), "{place}: {ran:?}");
            assert!(!ran.stderr.contains("panicked"), "{place}: {ran:?}");
        }
    }
}

#[test]
fn another_kind_of_code_is_no_patent_and_a_forged_one_is_forged() {
    let bench = Bench::new();
    let web = save(
        &bench,
        "web.png",
        &symbol("https://example.org", 6),
        ImageFormat::Png,
    );
    let ran = Ran::of(&mut bench.qr(&web, &[]));
    assert_eq!(
        (ran.exit, ran.findings()),
        (Some(3), vec!["not-a-patent".to_owned()])
    );
    let mut code = bench.code();
    let last = code.pop().unwrap();
    code.push(if last == '0' { '1' } else { '0' });
    let ran = Ran::of(&mut bench.qr(&code, &[]));
    assert_eq!(
        (ran.exit, ran.findings()),
        (Some(1), vec!["signature-invalid".to_owned()])
    );
}

// shows: EPC-QR-14
#[test]
fn white_space_around_a_code_changes_no_answer_whichever_way_it_came() {
    let bench = Bench::new();
    let code = bench.code();
    for around in [
        format!("{code}\n"),
        format!("{code}\r\n"),
        format!("{code} "),
        format!(" \t{code}\t\n"),
    ] {
        let file = bench.path("qr.txt");
        fs::write(&file, &around).unwrap();
        for argument in [around.as_str(), file.to_str().unwrap()] {
            let ran = Ran::of(&mut bench.qr(argument, &[]));
            assert_eq!(ran.exit, Some(3), "{argument:?}: {ran:?}");
            assert_eq!(ran.findings(), ["qr-only"], "{argument:?}");
            let ran = Ran::of(bench.file("en").args(["--json", "--qr", argument]));
            assert_eq!(ran.exit, Some(0), "{argument:?}: {ran:?}");
            assert_eq!(ran.findings(), ["in-force"], "{argument:?}");
        }
        let ran = Ran::of(&mut bench.qr(&around, &[]));
        assert_eq!(ran.text("/source"), "EPC1", "a code names a person");
    }
}

// shows: EPC-QR-15
#[test]
fn a_code_that_was_cut_is_to_be_scanned_again_with_and_without_its_card() {
    let bench = Bench::new();
    let whole = bench.code();
    let (cut, _) = whole.split_at(90);
    let alone = Ran::of(&mut bench.qr(cut, &[]));
    let beside = Ran::of(bench.file("en").args(["--json", "--qr", cut]));
    for ran in [alone, beside] {
        assert_eq!(ran.exit, Some(3), "{ran:?}");
        assert_eq!(ran.findings(), ["read-incomplete"], "{ran:?}");
        assert!(ran.stdout.contains("Scan the code again"), "{ran:?}");
    }
}

#[test]
fn an_argument_that_is_neither_code_nor_file_is_not_repeated() {
    let bench = Bench::new();
    let code = bench.code();
    for argument in [code.to_lowercase(), format!("x{code}"), "x".repeat(5000)] {
        for ran in [
            Ran::of(&mut bench.qr(&argument, &[])),
            Ran::of(bench.file("en").args(["--qr", &argument])),
        ] {
            assert_eq!(ran.exit, Some(2), "{ran:?}");
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains("neither a printed code"), "{said}");
            let tail = argument.get(argument.len() - 20..).unwrap();
            assert!(!said.contains(tail), "{said}");
        }
    }
}

#[test]
fn a_code_whose_signer_is_not_on_the_device_leaves_it_open() {
    let bench = Bench::new();
    fs::remove_dir_all(bench.path("trust/signers")).unwrap();
    let ran = Ran::of(&mut bench.qr(bench.code(), &[]));
    assert_eq!(
        (ran.exit, ran.findings()),
        (Some(3), vec!["issuer-unknown".to_owned()])
    );
}

#[test]
fn the_print_is_compared_with_a_card_file() {
    let bench = Bench::new();
    let code = bench.code();
    let other = {
        let mut contents = people::rakhimov();
        contents.patent.number = epatent_core::PatentNumber::parse("77 2600099999").unwrap();
        let mut card = cards::signed(&bench.lab, contents, 9).presentation();
        card.access_number = bench.printable().access_number;
        bench.code_of(&card)
    };
    let genuine = bench.card.contents.patent.blank_number.to_string();
    for (print, exit, finding) in [
        (vec!["--qr", code.as_str()], 0, "in-force"),
        (vec!["--qr", other.as_str()], 1, "print-mismatch"),
        (vec!["--printed-number", "77 2600012345"], 0, "in-force"),
        (
            vec!["--printed-number", "77 2600012346"],
            1,
            "print-mismatch",
        ),
        (vec!["--blank", genuine.as_str()], 0, "in-force"),
        (vec!["--blank", "АА0000001"], 1, "print-mismatch"),
    ] {
        let mut command = bench.file("en");
        command.arg("--json").args(&print);
        let ran = Ran::of(&mut command);
        assert_eq!(ran.exit, Some(exit), "{print:?}: {ran:?}");
        assert_eq!(ran.findings(), [finding], "{print:?}");
    }
    let mut command = bench.file("en");
    let ran = Ran::of(command.args(["--printed-number", "77"]));
    assert_eq!(ran.exit, Some(2), "{ran:?}");
}

#[test]
fn answers_of_every_kind_follow_the_published_schema() {
    let bench = Bench::new();
    let mut forged = bench.code();
    let last = forged.pop().unwrap();
    forged.push(if last == '0' { '1' } else { '0' });
    let whole = bench.code();
    let (cut, _) = whole.split_at(90);
    let words = bench.path("words.txt");
    fs::write(&words, "https://example.org").unwrap();
    let broken = bench.path("broken.card");
    let mut shown = bench.card.presentation();
    *shown.groups.values_mut().next().unwrap() = vec![0xA0];
    fs::write(&broken, shown.encode().unwrap()).unwrap();
    let mut of_broken = bench.program(&["file", "--lang", "ru", "--json", "--region", "77"]);
    of_broken
        .arg("--trust")
        .arg(bench.path("trust"))
        .arg(&broken);
    let mut missing = bench.program(&["file", "--json", "--region", "77"]);
    missing
        .arg("--trust")
        .arg(bench.path("trust"))
        .arg("nowhere");
    let mut usage = bench.program(&["file", "--json", "--region", "7"]);
    let elsewhere = ["--json", "--region", "50", "--on", "2031-01-01"];
    for (command, exit) in [
        (bench.file("en").arg("--json"), 0),
        (&mut bench.file_with("ru", &elsewhere), 1),
        (&mut bench.qr(bench.code(), &[]), 3),
        (&mut bench.qr(&forged, &[]), 1),
        (&mut bench.qr(cut, &[]), 3),
        (&mut bench.qr(&words, &[]), 3),
        (&mut of_broken, 1),
        (&mut missing, 2),
        (&mut usage, 2),
    ] {
        let ran = Ran::of(command);
        assert_eq!(ran.exit, Some(exit), "{ran:?}");
        assert_follows("check-answer", &ran.json());
    }
    // And it can refuse: each field of an answer is demanded.
    let answer = Ran::of(bench.file("en").arg("--json")).json();
    for field in [
        "schema",
        "verdict",
        "findings",
        "checks",
        "card",
        "chip_proof",
        "source",
    ] {
        let mut without = answer.clone();
        without.as_object_mut().unwrap().remove(field);
        assert!(!problems("check-answer", &without).is_empty(), "{field}");
    }
}

// shows: EPC-QR-07
#[test]
fn the_code_of_an_annulled_patent_is_refused_by_the_lists_of_the_trust_directory() {
    let bench = Bench::with_index(41);
    bench.give_status(annulled());
    let ran = Ran::of(&mut bench.qr(bench.code(), &[]));
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert_eq!(ran.findings(), ["annulled", "qr-only"]);
}
