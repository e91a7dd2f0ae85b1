// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Russian names in Latin letters, as in passports: ICAO Doc 9303-3 section 6, table B.
//!
//! Russian travel documents have used this table since 2014. The spelling in a holder's own passport
//! may follow older or other rules, and wins: it is what an officer compares.
//!
//! ```
//! use epatent_office::transliteration::transliterate;
//!
//! assert_eq!(transliterate("Юсупова")?, "IUSUPOVA");
//! assert_eq!(transliterate("Хаджи-Мурат")?, "KHADZHI-MURAT");
//! # Ok::<(), epatent_office::transliteration::NoLatinForm>(())
//! ```

/// ICAO Doc 9303-3 (eighth edition) section 6 B, the letters of the Russian alphabet in its order.
/// The soft sign has no Latin form.
pub const TABLE: [(char, &str); 33] = [
    ('А', "A"),
    ('Б', "B"),
    ('В', "V"),
    ('Г', "G"),
    ('Д', "D"),
    ('Е', "E"),
    ('Ё', "E"),
    ('Ж', "ZH"),
    ('З', "Z"),
    ('И', "I"),
    ('Й', "I"),
    ('К', "K"),
    ('Л', "L"),
    ('М', "M"),
    ('Н', "N"),
    ('О', "O"),
    ('П', "P"),
    ('Р', "R"),
    ('С', "S"),
    ('Т', "T"),
    ('У', "U"),
    ('Ф', "F"),
    ('Х', "KH"),
    ('Ц', "TS"),
    ('Ч', "CH"),
    ('Ш', "SH"),
    ('Щ', "SHCH"),
    ('Ъ', "IE"),
    ('Ы', "Y"),
    ('Ь', ""),
    ('Э', "E"),
    ('Ю', "IU"),
    ('Я', "IA"),
];

/// A letter that the table of Russian travel documents does not have: enter the Latin spelling of
/// the passport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{letter:?} has no Latin form in Russian travel documents; enter the passport's spelling")]
pub struct NoLatinForm {
    /// The letter.
    pub letter: char,
}

/// The Latin form of a name in capital letters. Spaces and hyphens stay, apostrophes go, and what
/// is Latin already stays as it is.
///
/// # Errors
///
/// [`NoLatinForm`] for the first letter that the table does not have, such as those of the Tajik or
/// Kyrgyz alphabets.
pub fn transliterate(name: &str) -> Result<String, NoLatinForm> {
    let mut latin = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_uppercase) {
        match letter {
            ' ' | '-' => latin.push(letter),
            '\'' | '’' | 'ʼ' => {}
            _ if letter.is_ascii_uppercase() => latin.push(letter),
            _ => latin.push_str(
                TABLE
                    .iter()
                    .find_map(|(cyrillic, form)| (*cyrillic == letter).then_some(*form))
                    .ok_or(NoLatinForm { letter })?,
            ),
        }
    }
    Ok(latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_the_alphabet_has_the_form_of_the_standard() {
        // Typed from the standard a second time, as one line, and not from the table above.
        let alphabet = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ";
        let forms = "A B V G D E E ZH Z I I K L M N O P R S T U F KH TS CH SH SHCH IE Y - E IU IA";
        let forms: Vec<&str> = forms.split(' ').collect();
        assert_eq!((alphabet.chars().count(), forms.len()), (33, 33));
        for (letter, form) in alphabet.chars().zip(forms) {
            let expected = form.trim_matches('-');
            assert_eq!(
                transliterate(&letter.to_string()).unwrap(),
                expected,
                "{letter}"
            );
            let small = letter.to_lowercase().to_string();
            assert_eq!(transliterate(&small).unwrap(), expected, "{small}");
        }
    }

    #[test]
    fn whole_names_are_spelled_as_in_passports() {
        for (name, latin) in [
            ("Щербакова-Цой", "SHCHERBAKOVA-TSOI"),
            ("Игорь", "IGOR"),
            ("Подъячев", "PODIEIACHEV"),
            ("Наталья Ёжикова", "NATALIA EZHIKOVA"),
            ("Д'Артаньян", "DARTANIAN"),
            ("Рахимов", "RAKHIMOV"),
        ] {
            assert_eq!(transliterate(name).unwrap(), latin, "{name}");
        }
    }

    #[test]
    fn a_letter_of_another_alphabet_is_named_and_not_guessed() {
        for letter in ['Ҳ', 'Қ', 'Ӣ', 'Ғ', 'Ө', 'Ї', '1', '.', 'É'] {
            let error = transliterate(&format!("А{letter}"));
            assert_eq!(error, Err(NoLatinForm { letter }));
        }
    }
}
