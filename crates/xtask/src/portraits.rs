// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `cargo xtask portraits`: the pictures of `examples/applications`.

use crate::run::{self, Done};
use epatent_testkit::portrait;

/// File names and the seeds that draw them.
const PORTRAITS: [(&str, u32); 3] = [
    ("rakhimov.jpg", 1),
    ("yusupova.jpg", 3),
    ("toktogulov.jpg", 10),
];

pub(crate) fn run() -> Done {
    let folder = run::root().join("examples/applications");
    for (name, seed) in PORTRAITS {
        std::fs::write(folder.join(name), portrait::jpeg(seed))?;
        run::say(&format!("drawn: examples/applications/{name}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_portraits_in_the_repository_are_the_drawn_ones() {
        for (name, seed) in PORTRAITS {
            let path = run::root().join("examples/applications").join(name);
            assert_eq!(
                std::fs::read(&path).unwrap(),
                portrait::jpeg(seed),
                "{}",
                path.display()
            );
        }
    }
}
