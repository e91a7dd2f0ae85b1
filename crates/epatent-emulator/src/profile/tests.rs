// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

const HEAD: &str = r#"
    title = "t"
    why = "w"
    image = "images/issued.json"
    expect = { exit = 1, code = "c" }
"#;

fn replies(rules: &str) -> Replies {
    let profile = Profile::parse(&format!("{HEAD}{rules}")).unwrap();
    Replies::new(profile.reply)
}

#[test]
fn rule_counts_only_the_commands_it_is_for() {
    let mut replies = replies(
        r#"
        [[reply]]
        to = { ins = "B0", p1 = "81", after = 1, times = 2 }
        status = "6982"
        "#,
    );
    let mut ask = |ins, p1| {
        replies
            .answer(&[0, ins, p1, 0], vec![7, 0x90, 0])
            .unwrap()
            .len()
    };
    assert_eq!(
        [ask(0xB0, 0x81), ask(0xB0, 0x82), ask(0xA4, 0x81)],
        [3, 3, 3]
    );
    assert_eq!(
        [ask(0xB0, 0x81), ask(0xB0, 0x81), ask(0xB0, 0x81)],
        [2, 2, 3]
    );
}

#[test]
fn each_change_makes_the_reply_that_its_name_says() {
    let reply = vec![1, 2, 3, 0x62, 0x82];
    for (change, expected) in [
        ("bytes = \"AA BB\"", Some(vec![0xAA, 0xBB])),
        ("status = \"6A82\"", Some(vec![0x6A, 0x82])),
        ("status-after-data = \"9000\"", Some(vec![1, 2, 3, 0x90, 0])),
        ("cut = 1", Some(vec![1])),
        ("drip = 1", Some(vec![1, 0x90, 0])),
        ("append = \"04\"", Some(vec![1, 2, 3, 4, 0x62, 0x82])),
        ("prepend = \"00\"", Some(vec![0, 1, 2, 3, 0x62, 0x82])),
        ("zeros = 1", Some(vec![0, 0x62, 0x82])),
        ("flip = [1, 255]", Some(vec![1, 253, 3, 0x62, 0x82])),
        ("replay = true", Some(vec![1, 2, 3, 0x62, 0x82])),
        ("mute = true", None),
    ] {
        let mut replies = replies(&format!("[[reply]]\n{change}"));
        assert_eq!(replies.answer(&[0; 5], reply.clone()), expected, "{change}");
    }
}

#[test]
fn unknown_changes_fields_and_files_are_refused() {
    for wrong in [
        "[[reply]]\nexplode = true",
        "[[reply]]\nto = { cla = \"00\" }\nmute = true",
        "[[memory]]\nremove = \"0999\"",
        "[[memory]]\nburn = \"0101\"",
        "[[reply]]\nstatus = \"6A8\"",
        "colour = \"red\"",
    ] {
        assert!(
            Profile::parse(&format!("{HEAD}{wrong}")).is_err(),
            "{wrong}"
        );
    }
    assert!(Profile::parse(HEAD).is_ok());
}

#[test]
fn every_profile_of_the_folder_is_carried_by_the_program_and_makes_the_same_card() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(built_in::PROFILES.map(|(name, _)| name).to_vec(), names);
    let made = |profile: Profile| {
        let image = Image::of(
            profile
                .insert(StdRng::seed_from_u64(1))
                .unwrap()
                .card_mut()
                .unwrap(),
        );
        (profile.title, image)
    };
    for name in names {
        let carried = made(Profile::named(&name).unwrap().unwrap());
        let file = folder.join(&name).with_extension("toml");
        assert!(carried == made(Profile::load(&file).unwrap()), "{name}");
    }
    assert!(Profile::named("honest.toml").is_none());
}
