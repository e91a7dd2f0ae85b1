// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The example for other people's CI, run as it stands: each step of its workflow that puts a card into a
//! reader, and the example that reads a card over PC/SC.

use crate::run::{self, Done};
use std::path::Path;
use std::process::Command;
use yaml_rust2::{Yaml, YamlLoader};

const WORKFLOW: &str = "examples/ci/github-actions.yml";
/// What the steps call, and where their workflow puts this toolkit.
const SCRIPT: &str = "epatent/examples/ci/with-card.sh";
const CHECKOUT: &str = "epatent";

/// What the program of the example is told of the card; it takes nothing from the environment.
const READ: &str = r#"exec "$0" "$EPATENT_TRUST" "$EPATENT_REGION" "$EPATENT_DAY" "$EPATENT_CAN" "$EPATENT_READER""#;

/// Runs the steps with the programs in `programs`, and then `read_over_pcsc`.
pub(crate) fn run(programs: &Path, read_over_pcsc: &Path) -> Done {
    let text = std::fs::read_to_string(run::root().join(WORKFLOW))?;
    let steps = steps(&text)?;
    if steps.is_empty() {
        return Err(format!("{WORKFLOW} has no step that runs {SCRIPT}").into());
    }
    // A checkout as the workflow makes it.
    let workspace = tempfile::tempdir()?;
    std::os::unix::fs::symlink(run::root(), workspace.path().join(CHECKOUT))?;
    let there = |command: &mut Command| {
        command
            .current_dir(workspace.path())
            .env("EPATENT_PROGRAMS", programs);
    };
    for (name, script) in &steps {
        // As a runner calls it.
        let mut step = Command::new("bash");
        step.args(["-e", "-c", script]);
        there(&mut step);
        run::must(&format!("CI example: {name}"), &mut step)?;
    }
    let mut read = Command::new(SCRIPT);
    read.args(["sh", "-c", READ]).arg(read_over_pcsc);
    there(&mut read);
    run::must("example read-over-pcsc", &mut read)
}

/// Name and commands of each step that runs the script.
fn steps(text: &str) -> Done<Vec<(String, String)>> {
    let documents = YamlLoader::load_from_str(text)?;
    let [workflow] = documents.as_slice() else {
        return Err(format!("{WORKFLOW} is not one document").into());
    };
    let jobs = workflow["jobs"]
        .as_hash()
        .ok_or("the workflow has no jobs")?;
    let steps = jobs
        .values()
        .flat_map(|job| job["steps"].as_vec().into_iter().flatten());
    let text = |step: &Yaml, key: &str| step[key].as_str().map(str::to_owned);
    Ok(steps
        .filter_map(|step| Some((text(step, "name")?, text(step, "run")?)))
        .filter(|(_, run)| run.contains(SCRIPT))
        .collect())
}
