// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::Table;

#[test]
fn values_stand_in_one_column_under_cyrillic_combining_and_wide_labels() {
    let mut table = Table::new();
    table
        .row("Срок", "1")
        .row("Noe\u{308}l", "2")
        .row("漢字", "3")
        .row("Surname", "4");
    assert_eq!(
        table.render(),
        "Срок:     1\nNoe\u{308}l:     2\n漢字:     3\nSurname:  4\n"
    );
}

#[test]
fn a_second_line_of_a_value_stands_under_the_first() {
    let mut table = Table::new().indented(2);
    table
        .heading("Право")
        .row("Регион", "77\nМосква")
        .blank()
        .row_if("Нет", None);
    assert_eq!(
        table.render(),
        "Право\n  Регион:  77\n           Москва\n\n"
    );
}

#[test]
fn an_escape_sequence_in_a_value_is_replaced() {
    let mut table = Table::new();
    table.row("a", "\u{1b}[31mred");
    assert_eq!(table.render(), "a:  \u{fffd}[31mred\n");
}
