// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

const HEADER: &str = "receipt;patent;paid_on;paid_from;paid_through;amount\n";
const LINE: &str = "R-1;77 2600012345;2026-11-25;2026-11-25;2026-12-24;9000,00\n";

fn problems(file: &str) -> Vec<(u64, Option<&'static str>, Wrong)> {
    let problems = read(file.as_bytes()).unwrap_err();
    problems
        .iter()
        .map(|problem| (problem.line, problem.column, problem.wrong))
        .collect()
}

#[test]
fn columns_may_stand_in_any_order_and_others_are_passed_over() {
    let plain = read(format!("{HEADER}{LINE}").as_bytes()).unwrap();
    let other = "\u{feff}Amount;bank;PAID_THROUGH;paid_from;paid_on;patent;receipt\r\n\
                 9 000.0;x;24.12.2026;25.11.2026;25.11.2026;77 2600012345;R-1\r\n";
    assert_eq!(read(other.as_bytes()).unwrap(), plain);
    assert_eq!(plain[0].payment.kopecks, 900_000);
    assert_eq!(plain[0].line, 2);
    assert_eq!(read(HEADER.as_bytes()).unwrap(), []);
}

#[test]
fn all_problems_are_told_at_once_with_line_and_column() {
    let file = format!(
        "{HEADER}{LINE};nonsense;2026-02-30;25.11.26;2026-12-24;0\nR;77 2600012345;2026-11-25\n{LINE}R-2;77 2600012345;2026-11-25;2026-11-25;x;1,234\n"
    );
    assert_eq!(
        problems(&file),
        [
            (3, Some("receipt"), Wrong::Receipt),
            (3, Some("patent"), Wrong::Patent),
            (3, Some("paid_on"), Wrong::Day),
            (3, Some("paid_from"), Wrong::Day),
            (3, Some("amount"), Wrong::Amount),
            (4, None, Wrong::Line),
            (6, Some("paid_through"), Wrong::Day),
            (6, Some("amount"), Wrong::Amount),
        ]
    );
}

#[test]
fn rows_of_empty_cells_below_the_last_one_are_passed_over() {
    let plain = read(format!("{HEADER}{LINE}").as_bytes()).unwrap();
    for tail in [";;;;;\n", ";;;;;\r\n;;;;;\r\n", " ;;;;\n\n", ";;;;"] {
        let file = format!("{HEADER}{LINE}{tail}");
        assert_eq!(read(file.as_bytes()).unwrap(), plain, "{tail:?}");
    }
    // Between two rows it is a row that says nothing.
    let file = format!("{HEADER}{LINE};;;;;\n{LINE}");
    assert!(read(file.as_bytes()).is_err());
}

#[test]
fn a_first_line_without_or_with_two_of_a_column_is_refused() {
    let file = "receipt;receipt;patent;paid_on;paid_from;paid_through\n";
    assert_eq!(
        problems(file),
        [
            (1, Some("receipt"), Wrong::ColumnTwice),
            (1, Some("amount"), Wrong::ColumnMissing),
        ]
    );
    assert_eq!(problems("").len(), COLUMNS.len());
}

#[test]
fn text_that_is_not_utf_8_is_a_problem_of_its_line() {
    let mut file = format!("{HEADER}{LINE}").into_bytes();
    file.extend(b"\xD0;77 2600012345;2026-11-25;2026-11-25;2026-12-24;1\n");
    let problems = read(&file).unwrap_err();
    assert_eq!(problems, [whole_line(3)]);
}

#[test]
fn amounts_are_roubles_and_kopecks() {
    for (text, expected) in [
        ("1", Some(100)),
        ("0,01", Some(1)),
        ("0.5", Some(50)),
        ("12 345,67", Some(1_234_567)),
        ("42949672,95", Some(u32::MAX)),
        ("42949672,96", None),
        ("0", None),
        ("-1", None),
        ("1,", None),
        (",5", None),
        ("1,2,3", None),
        ("1e3", None),
        ("", None),
    ] {
        assert_eq!(kopecks(text), expected, "{text:?}");
    }
}

#[test]
fn a_file_of_nothing_but_problems_is_bounded() {
    let file = format!("{HEADER}{}", "x\n".repeat(10_000));
    assert_eq!(problems(&file).len(), MAX_PROBLEMS);
}

#[test]
fn a_control_is_a_count_and_a_sum_and_nothing_else() {
    let file = format!("{HEADER}{LINE}{}", LINE.replace("9000,00", "0,5"));
    let rows = read(file.as_bytes()).unwrap();
    let control = Control::of(&rows);
    assert_eq!(control.to_string(), "2:9000,50");
    for text in ["2:9000,5", " 2 : 9 000.50 ", "02:9000,50"] {
        assert_eq!(Control::parse(text), Ok(control), "{text:?}");
    }
    assert_eq!(Control::parse("0:0").unwrap().to_string(), "0:0,00");
    // A million lines of the largest amount are no limit.
    let large = Control::parse("1000000:42949672950000,00").unwrap();
    assert_eq!(large.kopecks, 4_294_967_295_000_000);
    for text in [
        "",
        "2",
        "2:",
        ":9000",
        "2:9000,501",
        "-2:9000",
        "+2:9000",
        "2:-1",
        "2:1e3",
        "2:3:4",
    ] {
        assert_eq!(Control::parse(text), Err(ControlError), "{text:?}");
    }
}

#[test]
fn every_kind_of_problem_has_a_code_of_its_own() {
    let codes: std::collections::BTreeSet<&str> =
        Wrong::ALL.iter().map(|wrong| wrong.code()).collect();
    assert_eq!(codes.len(), Wrong::ALL.len());
}
