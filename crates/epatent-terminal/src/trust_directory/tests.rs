// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;
use epatent_core::cose::SignatureAlgorithm;
use epatent_testkit::lab::{Lab, Setup};
use epatent_verify::{PolicyError, Verifier};
use pem_rfc7468::LineEnding;
use tempfile::TempDir;

const LAB: &str = "schema = 1\nenvironment = \"lab\"\n";
const PRODUCTION: &str = "schema = 1\nenvironment = \"production\"\n";

/// A trust directory of a test, and what reading it gives.
struct Directory(TempDir);

impl Directory {
    /// With these settings and no roots.
    fn new(settings: &str) -> Self {
        let directory = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(directory.roots()).unwrap();
        std::fs::write(directory.settings(), settings).unwrap();
        directory
    }

    fn settings(&self) -> PathBuf {
        self.0.path().join("trust.toml")
    }

    fn roots(&self) -> PathBuf {
        self.0.path().join("roots")
    }

    fn root(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.roots().join(name), content).unwrap();
        self
    }

    fn read(&self) -> Result<TrustDirectory, TrustDirectoryError> {
        TrustDirectory::read(self.0.path())
    }

    /// The words of the error, which must begin with the file named.
    fn error_about(&self, file: &str) -> String {
        let error = self.read().expect_err("the directory was trusted");
        let path = self.0.path().join(file);
        assert_eq!(error.path(), path);
        let text = error.to_string();
        let reason = text.strip_prefix(&format!("{}: ", path.display()));
        reason.unwrap_or_else(|| panic!("{text}")).to_owned()
    }
}

fn lab(seed: u64) -> Lab {
    Lab::new(seed)
}

fn pem(label: &str, der: &[u8]) -> String {
    pem_rfc7468::encode_string(label, LineEnding::LF, der).unwrap()
}

fn root_pem(seed: u64) -> String {
    pem("CERTIFICATE", lab(seed).root.der())
}

fn production_root() -> String {
    let setup = Setup {
        environment: Environment::Production,
        ..Setup::default()
    };
    pem("CERTIFICATE", Lab::with(setup).root.der())
}

#[test]
fn defaults_are_the_strict_policy() {
    let directory = Directory::new(LAB)
        .root("a.pem", root_pem(1))
        .read()
        .unwrap();
    assert_eq!(directory.policy, Policy::default());
    assert_eq!(directory.policy.status, StatusRule::Required);
    assert_eq!(directory.store.environment(), Environment::Lab);
}

#[test]
fn every_setting_is_read() {
    let settings = format!(
        "{LAB}[policy]\nwrong-region = \"red\"\nstatus = \"not-required\"\n\
         payment = \"not-required\"\nstatus-age-seconds = [3600, 7200]\n\
         payment-age-seconds = [1, 2]\npayment-grace-days = 2\n\
         expires-soon-days = 14\nclock-tolerance-seconds = 60\n"
    );
    let directory = Directory::new(&settings)
        .root("a.pem", root_pem(1))
        .read()
        .unwrap();
    let expected = Policy {
        wrong_region: WrongRegion::Red,
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        status_age: Some(MaxAge {
            stale: 3600,
            expired: 7200,
        }),
        payment_age: Some(MaxAge {
            stale: 1,
            expired: 2,
        }),
        payment_grace_days: 2,
        expires_soon_days: 14,
        clock_tolerance: 60,
    };
    assert_eq!(directory.policy, expected);
}

#[test]
fn settings_that_are_written_are_the_settings_that_are_read() {
    let policy = Policy {
        wrong_region: WrongRegion::Red,
        expires_soon_days: 0,
        clock_tolerance: u32::MAX,
        payment_grace_days: u8::MAX,
        payment_age: Some(MaxAge {
            stale: 0,
            expired: u32::MAX,
        }),
        ..Policy::default()
    };
    let text = settings_text(Environment::Production, &policy).unwrap();
    let directory = Directory::new(&text)
        .root("a.pem", production_root())
        .read()
        .unwrap();
    assert_eq!(directory.policy, policy);
    assert_eq!(directory.store.environment(), Environment::Production);
}

#[test]
fn a_missing_file_or_folder_is_named() {
    let no_roots = Directory::new(LAB);
    std::fs::remove_dir(no_roots.roots()).unwrap();
    let no_settings = Directory::new(LAB).root("a.pem", root_pem(1));
    std::fs::remove_file(no_settings.settings()).unwrap();
    for (directory, file) in [(no_roots, "roots"), (no_settings, "trust.toml")] {
        directory.error_about(file);
        let error = directory.read().unwrap_err();
        assert!(
            matches!(&error, TrustDirectoryError::Read { source, .. }
                if source.kind() == std::io::ErrorKind::NotFound),
            "{error:?}"
        );
    }
}

#[test]
fn a_mistyped_setting_is_told_with_its_line_and_what_is_possible() {
    let cases = [
        (
            "schema = 1\nenvironmet = \"lab\"\n",
            "line 2: unknown field `environmet`",
        ),
        (
            "schema = 1\nenvironment = \"lab\"\n\n[policy]\nwrong-regoin = \"red\"\n",
            "line 5: unknown field `wrong-regoin`",
        ),
        (
            "schema = 1\nenvironment = \"test\"\n",
            "line 2: unknown variant `test`",
        ),
        (
            "schema = 1\nenvironment = \"lab\"\n[policy]\nstatus = \"off\"\n",
            "line 4: unknown variant `off`",
        ),
        (
            "schema = 1\nenvironment = \"lab\"\n[policy]\nexpires-soon-days = -1\n",
            "line 4: invalid value",
        ),
        ("schema = 1\nenvironment = \"lab\n", "line 2: "),
        ("environment = \"lab\"\n", "line 1: missing field `schema`"),
        ("schema = 1\n", "line 1: missing field `environment`"),
    ];
    for (settings, expected) in cases {
        let reason = Directory::new(settings)
            .root("a.pem", root_pem(1))
            .error_about("trust.toml");
        assert!(reason.starts_with(expected), "{settings:?}: {reason}");
        assert!(!reason.contains('\n'), "{reason}");
    }
}

#[test]
fn settings_of_another_schema_are_refused_whatever_else_they_say() {
    let directory = Directory::new("schema = 2\nenvironment = \"lab\"\n");
    let reason = directory
        .root("a.pem", root_pem(1))
        .error_about("trust.toml");
    assert_eq!(reason, "schema 2, this program reads 1");
}

#[test]
fn settings_that_are_not_text_are_refused() {
    let directory = Directory::new(LAB).root("a.pem", root_pem(1));
    std::fs::write(directory.settings(), [0xFF, 0xFE, 0x00]).unwrap();
    let reason = directory.error_about("trust.toml");
    assert!(reason.contains("utf-8"), "{reason}");
}

#[test]
fn production_without_status_lists_is_refused() {
    let settings = format!("{PRODUCTION}[policy]\nstatus = \"not-required\"\n");
    let directory = Directory::new(&settings).root("a.pem", production_root());
    let reason = directory.error_about("trust.toml");
    assert!(reason.contains("for laboratories"), "{reason}");
    // And nobody can get around the directory.
    let strict = Directory::new(PRODUCTION)
        .root("a.pem", production_root())
        .read()
        .unwrap();
    let lax = Policy {
        status: StatusRule::NotRequired,
        payment: StatusRule::NotRequired,
        ..Policy::default()
    };
    let refused = Verifier::new(&strict.store, &lax).err();
    assert_eq!(refused, Some(PolicyError::StatusNotRequiredInProduction));
}

#[test]
fn a_directory_without_roots_is_refused() {
    let reason = Directory::new(LAB)
        .root(".notes.txt", "not a root")
        .error_about("roots");
    assert_eq!(reason, "the trust store holds no root");
}

#[test]
fn one_damaged_root_among_good_ones_is_named_and_nothing_is_trusted() {
    let certificate = lab(2).root.der().to_vec();
    let flipped = |offset: usize| {
        let mut bytes = certificate.clone();
        let at = bytes.len() - offset;
        bytes[at] ^= 1;
        pem("CERTIFICATE", &bytes)
    };
    let cut = pem("CERTIFICATE", &certificate[..certificate.len() - 1]);
    let signer = pem("CERTIFICATE", lab(1).signer_77.certificate.der());
    let cases = [
        (String::new(), "not a certificate in PEM: "),
        ("no PEM at all\n".to_owned(), "not a certificate in PEM: "),
        (root_pem(2).replace('=', ""), "not a certificate in PEM: "),
        (
            pem("PRIVATE KEY", &certificate),
            "not a certificate in PEM: the block is \"PRIVATE KEY\"",
        ),
        (root_pem(2) + &root_pem(4), "not a certificate in PEM: "),
        (cut, "root 1 cannot be read: "),
        (
            flipped(1),
            "the signature of root 1 over itself does not verify",
        ),
        (signer, "certificate 1 is not one of a root authority"),
        (production_root(), "root 1 is not for the lab environment"),
    ];
    for (content, expected) in cases {
        let directory = Directory::new(LAB)
            .root("a.pem", root_pem(1))
            .root("b.pem", &content)
            .root("c.pem", root_pem(3));
        let reason = directory.error_about("roots/b.pem");
        assert!(reason.starts_with(expected), "{reason}");
    }
}

#[test]
fn a_huge_file_is_refused_before_it_is_read() {
    let huge = vec![b'#'; usize::try_from(MAX_FILE).unwrap() + 1];
    let directory = Directory::new(LAB).root("a.pem", &huge);
    assert_eq!(
        directory.error_about("roots/a.pem"),
        "larger than 65536 bytes"
    );
    std::fs::write(directory.settings(), &huge).unwrap();
    assert_eq!(
        directory.error_about("trust.toml"),
        "larger than 65536 bytes"
    );
}

// shows: EPC-DEV-14
#[test]
fn a_folder_of_lists_is_read_up_to_a_total() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.cbor"), [1; 6]).unwrap();
    std::fs::write(folder.path().join("b.cbor"), [2; 6]).unwrap();
    assert_eq!(list_files(folder.path(), 12).unwrap().len(), 2);
    let Err(error) = list_files(folder.path(), 11) else {
        panic!("it was read")
    };
    assert_eq!(error.path(), folder.path());
    assert!(error.to_string().ends_with(": more than 11 bytes in all"));
}

#[test]
fn a_folder_with_more_files_than_are_looked_at_is_refused() {
    let mut directory = Directory::new(LAB).root("a.pem", root_pem(1));
    for number in 1..MAX_FILES {
        directory = directory.root(&format!(".{number}.txt"), "");
    }
    directory.read().unwrap();
    let reason = directory.root(".one-more.txt", "").error_about("roots");
    assert_eq!(reason, "more than 256 files");
}

#[test]
fn a_folder_named_like_a_root_is_an_error_and_not_passed_over() {
    let directory = Directory::new(LAB).root("a.pem", root_pem(1));
    std::fs::create_dir(directory.roots().join("b.pem")).unwrap();
    directory.error_about("roots/b.pem");
}

#[test]
fn the_names_of_the_files_do_not_matter() {
    let read = |names: [&str; 3]| {
        let mut directory = Directory::new(LAB);
        for (seed, name) in (1..).zip(names) {
            directory = directory.root(name, root_pem(seed));
        }
        directory.read().unwrap().store
    };
    let (store, other) = (
        read(["a.pem", "b.pem", "c.pem"]),
        read(["z.pem", "m.pem", "a.pem"]),
    );
    let card = epatent_testkit::cards::signed(&lab(3), epatent_testkit::people::rakhimov(), 1);
    let circumstances = epatent_verify::Circumstances {
        region: card.terms.region,
        now: card.terms.signed_at,
        date: card.terms.in_force_from,
        profession: None,
    };
    let policy = Policy::default();
    let [one, two] = [&store, &other].map(|store| {
        let verifier = Verifier::new(store, &policy).unwrap();
        verifier.verify(&card.presentation(), &circumstances)
    });
    assert!(one.card.holder.is_some(), "{:?}", one.findings);
    assert_eq!(one.findings, two.findings);
}

#[test]
fn roots_of_both_algorithms_live_side_by_side() {
    let setup = Setup {
        seed: 2,
        root: SignatureAlgorithm::Es256,
        ..Setup::default()
    };
    let other = pem("CERTIFICATE", Lab::with(setup).root.der());
    Directory::new(LAB)
        .root("a.pem", root_pem(1))
        .root("b.pem", other)
        .read()
        .unwrap();
}

#[test]
fn file_among_the_roots_that_is_none_by_its_name_is_named() {
    let lab = lab(1);
    for name in ["lab.crt", "old.pem.bak", "README", "lab.PEM"] {
        let directory = Directory::new(LAB)
            .root("lab.pem", pem("CERTIFICATE", lab.root.der()))
            .root(name, "");
        let reason = directory.error_about(&format!("roots/{name}"));
        assert_eq!(reason, "only certificates in files named *.pem belong here");
    }
}

#[test]
fn hidden_file_among_the_roots_is_passed_over() {
    let lab = lab(1);
    let directory = Directory::new(LAB)
        .root("lab.pem", pem("CERTIFICATE", lab.root.der()))
        .root(".DS_Store", "anything")
        .root("._lab.pem", "anything");
    assert!(directory.read().is_ok());
}

#[test]
fn two_certificates_in_one_file_are_told_as_that() {
    let both = [lab(1), lab(2)].map(|lab| pem("CERTIFICATE", lab.root.der()));
    let reason = Directory::new(LAB)
        .root("both.pem", both.concat())
        .error_about("roots/both.pem");
    assert_eq!(
        reason,
        "not a certificate in PEM: it holds several blocks; one certificate per file"
    );
}

#[cfg(unix)]
#[test]
fn device_or_pipe_is_refused_without_waiting_for_its_end() {
    let directory = Directory::new(LAB);
    std::os::unix::fs::symlink("/dev/zero", directory.roots().join("a.pem")).unwrap();
    assert_eq!(directory.error_about("roots/a.pem"), "not an ordinary file");
    let directory = Directory::new(LAB);
    std::fs::remove_file(directory.settings()).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(directory.settings())
        .status();
    assert!(made.unwrap().success());
    assert_eq!(directory.error_about("trust.toml"), "not an ordinary file");
}
