// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

fn read(text: &str) -> File {
    File::read(text).unwrap()
}

/// The functions that must stay constant, as `Type::name`.
fn names(files: &[File]) -> Vec<String> {
    let name = |callee: &Callee| match &callee.of {
        Some(of) => format!("{of}::{}", callee.name),
        None => callee.name.clone(),
    };
    demanded(files).iter().map(name).collect()
}

#[test]
fn a_body_is_found_with_its_braces_and_inner_functions_after_outer_ones() {
    let text = "impl A { pub const fn b(&self) -> u8 { fn c() {} 'x' as u8 } }\ntrait T { fn d(); fn e() { \"}\"; } }";
    let file = read(text);
    let bodies: Vec<&str> = file
        .functions
        .iter()
        .map(|function| &text[function.body.clone()])
        .collect();
    assert_eq!(bodies, ["{ fn c() {} 'x' as u8 }", "{}", "{ \"}\"; }"]);
    let word = file.functions[0].constant.clone();
    assert_eq!(&text[word.unwrap()], "const");
    assert!(file.functions[1].constant.is_none());
}

#[test]
fn a_function_of_its_bodys_type_is_known_and_an_iterator_by_its_bounds() {
    for (text, expected) in [
        ("fn a() { b() }", "named"),
        ("fn a(f: impl Iterator<Item = u8>) -> u8 { b() }", "named"),
        (
            "fn a() -> impl Iterator<Item = &'_ [u8]> { b() }",
            "Iterator<Item = &'_ [u8]>",
        ),
        (
            "fn a() -> impl Iterator<Item = u8> + 'a { b() }",
            "Iterator<Item = u8> + 'a, lifetime",
        ),
        (
            "fn a<T>() -> impl Iterator<Item = T> where T: B { b() }",
            "Iterator<Item = T>",
        ),
        (
            "fn a() -> impl Iterator<Item = u8> { return b() }",
            "opaque",
        ),
        (
            "fn a() -> impl Iterator<Item = u8> + Clone { b() }",
            "opaque",
        ),
        (
            "fn a() -> Option<impl Iterator<Item = u8>> { b() }",
            "opaque",
        ),
        ("fn a() -> impl Fn() { b() }", "opaque"),
    ] {
        let found = match read(text).functions[0].output.clone() {
            Output::Named => "named".to_owned(),
            Output::Iterator(bounds, false) => text[bounds].trim().to_owned(),
            Output::Iterator(bounds, true) => format!("{}, lifetime", text[bounds].trim()),
            Output::Opaque => "opaque".to_owned(),
        };
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_constants_call_stays_constant_and_so_does_what_that_calls() {
    let library = "
        impl A { pub const fn new() -> Self { Self::inner() } const fn inner() -> Self { A } }
        impl B { pub const fn new() -> Self { B } pub const fn len(&self) -> usize { 1 } }
        pub const fn free() -> u8 { 1 }
        pub const fn other() -> u8 { 2 }
        pub fn ordinary() { free(); other(); B::new(); }";
    for (constant, expected) in [
        ("const X: A = A::new();", vec!["A::inner", "A::new"]),
        ("static X: u8 = crate::library::free();", vec!["free"]),
        ("const X: () = assert!(other() == 2);", vec!["other"]),
        ("fn f() { let x = [0; ONE.len()]; }", vec!["B::len"]),
        ("struct S([u8; free() as usize]);", vec!["free"]),
        ("enum E { One = other() }", vec!["other"]),
        ("fn f() { const { free() }; B::new(); }", vec!["free"]),
        ("fn f() { A::new(); free(); }", vec![]),
    ] {
        assert_eq!(
            names(&[read(library), read(constant)]),
            expected,
            "{constant}"
        );
    }
}
