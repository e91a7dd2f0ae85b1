// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `--trace`: what it tells and what it does not.

use super::Road;
use epatent_apdu::decorators::Transcript;
use epatent_testkit::fake_reader::FakeReader;

#[test]
fn a_trace_of_a_check_under_pace_leaves_nothing_out_and_names_every_status() {
    let road = Road::new();
    let reader = FakeReader::with(road.card());
    let file = road.path("trace.txt");
    let ran = road.check(&reader.service(), &["--trace", file.to_str().unwrap()]);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let text = std::fs::read_to_string(&file).unwrap();
    let transcript: Transcript = text.parse().unwrap();
    let commands = reader.course().replies.len();
    assert_eq!(transcript.entries().len(), commands);
    assert_eq!(
        text.matches("9000 (done)").count()
            + text.matches("6282 (end").count()
            + text.matches("6A82 (no such").count(),
        commands,
        "{text}"
    );
    // A second check does not write over the first one.
    let again = road.check(&reader.service(), &["--trace", file.to_str().unwrap()]);
    assert_eq!(
        (again.exit, again.text("/error/code").as_str()),
        (Some(2), "file-exists")
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}
