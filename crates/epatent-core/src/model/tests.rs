// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use std::string::ToString;

use super::*;

#[test]
fn path_names_map_field_item_and_key() {
    const FIELD: Field = Field::new("permission", 3, "professions");
    let path = FIELD.path();
    assert_eq!(path.to_string(), "permission.professions (field 3)");
    assert_eq!(
        path.item(2).to_string(),
        "permission.professions[2] (field 3)"
    );
    assert_eq!(FieldPath::of_map("permission").to_string(), "permission");
    assert_eq!(
        (path.map(), path.key(), path.name()),
        ("permission", Some(3), Some("professions"))
    );
}
