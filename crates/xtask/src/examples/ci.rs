// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! The example for other people's CI, run as it stands: each step of its workflow that puts a card into a
//! reader, the example that reads a card over PC/SC, and what the script says that it does.

mod promises;

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

/// A checkout as the workflow makes it, and the programs.
struct Workspace<'a> {
    folder: tempfile::TempDir,
    programs: &'a Path,
}

impl Workspace<'_> {
    /// The program, where the steps of the workflow would run it.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env("EPATENT_PROGRAMS", self.programs);
        command
    }
}

/// Runs the steps with the programs in `programs`, and then `read_over_pcsc`.
pub(crate) fn run(programs: &Path, read_over_pcsc: &Path) -> Done {
    let text = std::fs::read_to_string(run::root().join(WORKFLOW))?;
    let steps = steps(&text)?;
    if steps.is_empty() {
        return Err(format!("{WORKFLOW} has no step that runs {SCRIPT}").into());
    }
    let folder = tempfile::tempdir()?;
    std::os::unix::fs::symlink(run::root(), folder.path().join(CHECKOUT))?;
    let workspace = Workspace { folder, programs };
    for (name, script) in &steps {
        // As a runner calls it.
        let mut step = workspace.command("bash");
        step.args(["-e", "-c", script]);
        run::must(&format!("CI example: {name}"), &mut step)?;
    }
    let mut read = workspace.command(SCRIPT);
    read.args(["sh", "-c", READ]).arg(read_over_pcsc);
    run::must("example read-over-pcsc", &mut read)?;
    promises::keep(&workspace)
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
