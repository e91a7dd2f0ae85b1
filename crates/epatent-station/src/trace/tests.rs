// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use epatent_cli::{Exit, Language, Output, Words};

fn console(language: Language) -> Console {
    let words = Words::new(language);
    let silent = || Box::new(io::sink());
    let output = Output::to_writers(&words, false, silent(), silent());
    Console { words, output }
}

#[test]
fn a_trace_says_at_its_head_what_it_holds_and_is_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    for (language, word) in [
        (Language::En, "Personal data"),
        (Language::Ru, "Персональных"),
    ] {
        let console = console(language);
        let path = folder.path().join(language.code());
        let trace = Trace::begin(&console, Some(&path)).unwrap();
        trace.remark("connected\nto nothing");
        drop(trace);
        let text = std::fs::read_to_string(&path).unwrap();
        let head: Vec<_> = text
            .lines()
            .take_while(|line| !line.contains('+'))
            .collect();
        assert!(head.len() >= 2, "{text}");
        assert!(head.iter().all(|line| line.starts_with("# ")), "{text}");
        assert!(text.contains(word), "{text}");
        assert!(text.ends_with(" connected to nothing\n"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}

#[test]
fn a_file_that_is_there_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace");
    std::fs::write(&path, "mine").unwrap();
    let failure = Trace::begin(&console(Language::En), Some(&path)).unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.exit),
        ("file-exists", Exit::Usage)
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_ends_the_trace_and_not_the_work() {
    let console = console(Language::En);
    let file = File::options().write(true).open("/dev/full").unwrap();
    let trace = Trace {
        console: &console,
        open: RefCell::new(Some(Open {
            file,
            path: "/dev/full".into(),
            began: Instant::now(),
        })),
    };
    trace.remark("connected");
    assert!(trace.open.borrow().is_none());
    trace.remark("still at work");
}
