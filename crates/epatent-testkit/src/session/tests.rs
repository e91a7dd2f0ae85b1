// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::path::Path;

use super::*;

fn page(name: &str) -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = here.join("../../applet-spec").join(name);
    std::fs::read_to_string(path).unwrap()
}

// shows: EPC-KEY-07, EPC-PACE-14, EPC-PACE-15, EPC-PACE-16, EPC-PACE-17, EPC-PACE-23, EPC-PERSO-20,
// shows: EPC-PROOF-01, EPC-SCP-02, EPC-SCP-06, EPC-SCP-12, EPC-SCP-13, EPC-SCP-14, EPC-SCP-16,
// shows: EPC-SCP-17, EPC-SM-01, EPC-SM-03, EPC-SM-05, EPC-SM-10
#[test]
fn the_sessions_of_the_specification_are_what_card_and_host_say_today() {
    let parts = parts().unwrap();
    let mut shown = 0;
    for name in PAGES {
        let page = page(name);
        assert!(
            filled(&page, &parts).unwrap() == page,
            "{name}: run `cargo xtask session`"
        );
        shown += page.matches(BEGIN).count();
    }
    assert_eq!(shown, parts.len(), "every part has one place");
}

#[test]
fn a_page_with_a_part_that_is_unknown_or_has_no_end_is_refused() {
    let parts = BTreeMap::from([("one", "bytes\n".to_owned())]);
    let good = "a\n<!-- generated one -->\nold\n<!-- end of one -->\nb\n";
    let new = "a\n<!-- generated one -->\nbytes\n<!-- end of one -->\nb\n";
    assert_eq!(filled(good, &parts).unwrap(), new);
    assert!(filled(&good.replace("end of one", "end of two"), &parts).is_err());
    assert!(filled(&good.replace("one", "two"), &parts).is_err());
}
