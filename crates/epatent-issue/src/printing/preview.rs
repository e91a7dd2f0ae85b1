// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Both sides of a card as a PDF, for people to look at before the plastic is printed.
//!
//! ID-1, 85.6 x 54 mm (ISO/IEC 7810): the front on the first page, the back on the second. The order and
//! the words are those of the fields; where a form of the authority demands another place, the
//! printer's software has the fields themselves.

use super::fields::PrintCard;
use super::sheet::{Fonts, Ink, POINTS, Sheet, Weight};
use crate::printed_code::Symbol;
use image::{ColorType, ImageDecoder};
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref};
use std::io::Cursor;

/// Width and height in millimetres.
const WIDTH: f32 = 85.6;
const HEIGHT: f32 = 54.0;
/// Level of compression: 1 to 10.
const LEVEL: u8 = 6;

const BLACK: Ink = [0.05, 0.05, 0.08];
const GREY: Ink = [0.38, 0.40, 0.45];
const PAPER: Ink = [0.955, 0.965, 0.98];
const BAND: Ink = [0.16, 0.27, 0.48];
const WHITE: Ink = [1.0, 1.0, 1.0];
const WARNING: Ink = [0.78, 0.08, 0.12];

/// The portrait's name among the resources of the front.
const PORTRAIT: &str = "Portrait";
/// What a specimen says on both sides.
const SPECIMEN: &str = "ЛАБОРАТОРНЫЙ ОБРАЗЕЦ - НЕ ДОКУМЕНТ / LAB - NOT A REAL DOCUMENT";

/// The PDF of a card.
///
/// # Errors
/// A portrait that is none, which no card has.
pub(super) fn pdf(card: &PrintCard, portrait: &[u8], code: &Symbol) -> Result<Vec<u8>, String> {
    let fonts = Fonts::new()?;
    let decoder = image::codecs::jpeg::JpegDecoder::new(Cursor::new(portrait))
        .map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    let is_grey = decoder.color_type() == ColorType::L8;
    let [
        catalog,
        pages,
        front,
        back,
        front_content,
        back_content,
        picture,
    ] = [1, 2, 3, 4, 5, 6, 7].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([front, back]).count(2);
    for (page, content) in [(front, front_content), (back, back_content)] {
        let mut page = pdf.page(page);
        page.parent(pages)
            .media_box(Rect::new(0.0, 0.0, WIDTH * POINTS, HEIGHT * POINTS))
            .contents(content);
        let mut resources = page.resources();
        resources
            .x_objects()
            .pair(Name(PORTRAIT.as_bytes()), picture);
        resources.finish();
        page.finish();
    }
    let mut image = pdf.image_xobject(picture, portrait);
    image.filter(Filter::DctDecode);
    image
        .width(i32::try_from(width).unwrap_or(i32::MAX))
        .height(i32::try_from(height).unwrap_or(i32::MAX))
        .bits_per_component(8);
    if is_grey {
        image.color_space().device_gray();
    } else {
        image.color_space().device_rgb();
    }
    image.finish();
    let sides = [
        (front_content, front_side(card, &fonts)),
        (back_content, back_side(card, code, &fonts)),
    ];
    for (content, drawn) in sides {
        let packed = compress_to_vec_zlib(&drawn, LEVEL);
        pdf.stream(content, &packed).filter(Filter::FlateDecode);
    }
    Ok(pdf.finish())
}

fn front_side(card: &PrintCard, fonts: &Fonts) -> Vec<u8> {
    let mut sheet = ground(card, fonts, "ПАТЕНТ");
    let number = format!("{} № {}", card.patent_series, card.patent_number);
    sheet.text(43.0, 7.2, &number, Weight::Bold, 11.0, WHITE);
    sheet.picture([4.0, 13.5, 24.0, 30.9], PORTRAIT);
    let name = |russian: &str, latin: &str| match (russian, latin) {
        (russian, "") => russian.to_owned(),
        ("", latin) => latin.to_owned(),
        (russian, latin) => format!("{russian} / {latin}"),
    };
    let birth = if card.sex.is_empty() {
        card.birth_date.clone()
    } else {
        format!("{}   пол {}", card.birth_date, card.sex)
    };
    let rows = [
        ("Фамилия", name(&card.surname, &card.surname_latin)),
        ("Имя", name(&card.given_name, &card.given_name_latin)),
        ("Отчество", card.patronymic.clone()),
        ("Дата рождения", birth),
        (
            "Гражданство, документ",
            format!("{}   {}", card.citizenship, card.document_number),
        ),
        ("ИНН", card.inn.clone()),
    ];
    let mut y = 14.6;
    for (label, value) in rows {
        if value.is_empty() {
            continue;
        }
        labelled(&mut sheet, [31.0, y, 51.5], label, &value);
        y += 5.0;
    }
    if !card.professions.is_empty() {
        sheet.text(31.0, y, "Профессия", Weight::Regular, 4.2, GREY);
        sheet.paragraph([31.0, y + 2.7, 51.5, 2.7], &card.professions, 6.4, 2, BLACK);
    }
    sheet.finish()
}

fn back_side(card: &PrintCard, code: &Symbol, fonts: &Fonts) -> Vec<u8> {
    let mut sheet = ground(card, fonts, "ТЕРРИТОРИЯ ДЕЙСТВИЯ");
    let region = format!("{} {}", card.region, card.region_name);
    let mut y = 14.6;
    for (label, value, lines) in [
        ("Субъект Российской Федерации", &region, 2),
        ("Территория", &card.territory, 2),
        ("Кем выдан", &card.issuing_body, 3),
        ("Дата выдачи", &card.issued_on, 1),
        ("Номер бланка", &card.blank_number, 1),
        ("Отметки", &card.notes, 2),
    ] {
        if value.is_empty() {
            continue;
        }
        sheet.text(4.0, y, label, Weight::Regular, 4.2, GREY);
        sheet.paragraph([4.0, y + 2.8, 42.0, 2.7], value, 6.6, lines, BLACK);
        let wraps = fonts.width(value, Weight::Regular, 6.6) > 42.0 && lines > 1;
        y += if wraps { 8.2 } else { 5.6 };
    }
    sheet.text(49.0, 47.6, "Номер доступа", Weight::Regular, 4.2, GREY);
    sheet.text(62.0, 48.0, &card.access_number, Weight::Bold, 10.0, BLACK);
    symbol(&mut sheet, code);
    sheet.finish()
}

/// Paper, band and title; a specimen says so below.
fn ground<'a>(card: &PrintCard, fonts: &'a Fonts, title: &str) -> Sheet<'a> {
    let mut sheet = Sheet::new(fonts, HEIGHT);
    sheet.rectangle([0.0, 0.0, WIDTH, HEIGHT], PAPER);
    sheet.rectangle([0.0, 0.0, WIDTH, 10.0], BAND);
    sheet.fitted([4.0, 7.2, 38.0], title, Weight::Bold, 11.0, WHITE);
    if card.lab {
        sheet.rectangle([0.0, 49.6, WIDTH, 4.4], WARNING);
        sheet.fitted([4.0, 52.6, 77.6], SPECIMEN, Weight::Bold, 6.4, WHITE);
    }
    sheet
}

fn labelled(sheet: &mut Sheet<'_>, [x, y, width]: [f32; 3], label: &str, value: &str) {
    sheet.text(x, y, label, Weight::Regular, 4.2, GREY);
    sheet.fitted([x, y + 2.7, width], value, Weight::Bold, 6.8, BLACK);
}

/// The code as dark squares on white: sharp at every size.
fn symbol(sheet: &mut Sheet<'_>, code: &Symbol) {
    /// Upper left corner and side with the quiet zone, in millimetres.
    const PLACE: [f32; 3] = [48.6, 11.0, 33.4];
    let [left, top, side] = PLACE;
    sheet.rectangle([left, top, side, side], WHITE);
    let rows = code.rows();
    let count = u16::try_from(rows.len().max(1)).unwrap_or(u16::MAX);
    let module = side / f32::from(count);
    let mut y = top;
    for row in rows {
        let mut x = left;
        for dark in row {
            if dark {
                // A hair wider: no light line between two modules on any screen.
                sheet.rectangle([x, y, module * 1.03, module * 1.03], BLACK);
            }
            x += module;
        }
        y += module;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(lab: bool) -> PrintCard {
        let json = serde_json::json!({
            "schema": 1, "lab": lab, "patent_series": "77", "patent_number": "2600012345",
            "replacement_index": 0, "blank_number": "ВН1234567", "access_number": "246810",
            "surname": "Рахимов", "given_name": "Фаррух", "patronymic": "Саидович",
            "surname_latin": "RAKHIMOV", "given_name_latin": "FARRUKH", "birth_date": "17.04.1988",
            "sex": "М", "citizenship": "TJK", "document_number": "401234567",
            "inn": "770912345616", "professions": "Подсобный рабочий, Бетонщик", "region": "77",
            "region_name": "Москва", "territory": "",
            "issuing_body": "ГУ МВД России по г. Москве", "issued_on": "02.11.2026",
            "notes": "", "photo": "", "qr": ""
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_card_has_two_pages_of_its_size_with_its_photo() {
        let portrait = epatent_testkit::portrait::jpeg(1);
        let code = Symbol::of("HTTPS://EXAMPLE").unwrap();
        let made = pdf(&card(true), &portrait, &code).unwrap();
        assert!(made.starts_with(b"%PDF-1.") && made.ends_with(b"%%EOF"));
        let holds = |part: &[u8]| made.windows(part.len()).any(|found| found == part);
        assert!(holds(&portrait), "the very photo of the card");
        assert!(holds(b"/Count 2") && holds(b"[0 0 242.64568 153.07088]"));
        // The same card is the same file, and a specimen another than a document.
        assert_eq!(pdf(&card(true), &portrait, &code).unwrap(), made);
        assert_ne!(pdf(&card(false), &portrait, &code).unwrap(), made);
        assert!(made.len() < portrait.len() + 80_000, "{}", made.len());
        assert!(pdf(&card(true), b"no picture", &code).is_err());
    }

    #[test]
    fn every_letter_of_russian_and_passport_names_is_drawn() {
        let fonts = Fonts::new().unwrap();
        for letter in "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ№ABCXYZ0189-".chars()
        {
            for weight in [Weight::Regular, Weight::Bold] {
                let drawn = |letter: char| {
                    let mut sheet = Sheet::new(&fonts, 10.0);
                    sheet.text(0.0, 5.0, &letter.to_string(), weight, 10.0, BLACK);
                    sheet.finish()
                };
                assert_ne!(drawn(letter), drawn('\u{E000}'), "{letter}");
            }
        }
        let wide = fonts.width("ЩЩЩ", Weight::Bold, 10.0);
        assert!(wide > fonts.width("III", Weight::Bold, 10.0) * 2.0);
    }
}
