// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check trust fetch` over TLS: servers with good certificates, and with every kind of bad one.

// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bench;
mod web;

use std::path::Path;

use bench::Bench;
use bench::publication::{Authority, answer, import, shown, stick, trust};
use epatent_testkit::desk::Ran;
use epatent_testkit::schema::assert_follows;
use web::tls::{Wanted, WebAuthority};
use web::{Asked, Reply, Server, head, honest};

/// A device with the first bundle, and a folder with the second one.
struct Scene {
    bench: Bench,
    authority: WebAuthority,
}

impl Scene {
    fn new() -> Self {
        let bench = Bench::new();
        let mut authority = Authority::new(&bench);
        import(&bench, &stick(&bench, "first", &authority.next(|_| {})));
        stick(&bench, "publication", &authority.next(|_| {}));
        Self {
            bench,
            authority: WebAuthority::new("Test"),
        }
    }

    fn server(&self, wanted: &Wanted) -> Server {
        self.server_that(wanted, honest)
    }

    fn server_that(
        &self,
        wanted: &Wanted,
        manner: impl Fn(&Asked, Option<&[u8]>) -> Reply + Send + 'static,
    ) -> Server {
        let tls = Some(self.authority.server(wanted));
        Server::start_with(&self.bench.path("publication"), tls, manner)
    }

    /// Fetches on a system that knows the authorities of this file and no others.
    fn fetch(&self, url: &str, known: &Path, lang: &str) -> Ran {
        self.fetch_with(url, known, &["--lang", lang])
    }

    fn fetch_with(&self, url: &str, known: &Path, more: &[&str]) -> Ran {
        let mut command = trust(&self.bench, &["fetch", url, "--timeout", "20"]);
        command.args(more);
        for setting in [
            "http_proxy",
            "HTTP_PROXY",
            "https_proxy",
            "HTTPS_PROXY",
            "all_proxy",
            "ALL_PROXY",
            "SSL_CERT_DIR",
        ] {
            command.env_remove(setting);
        }
        Ran::of(command.env("SSL_CERT_FILE", known))
    }

    fn known(&self) -> std::path::PathBuf {
        self.authority.file(&self.bench, "known.pem")
    }

    #[track_caller]
    fn assert_old_trust(&self, ran: &Ran, said: &[&str]) {
        assert_eq!(ran.exit, Some(4), "{ran:?}");
        for said in said {
            assert!(ran.stderr.contains(said), "{said}: {ran:?}");
        }
        assert_eq!(shown(&self.bench)["bundle"]["version"], 1);
        assert_eq!(answer(&self.bench).findings(), ["in-force"]);
    }
}

#[test]
fn a_publication_comes_over_tls_from_a_server_that_the_system_knows() {
    let scene = Scene::new();
    let server = scene.server(&Wanted::default());
    let ran = scene.fetch_with(&server.url(), &scene.known(), &["--json"]);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    let answer = ran.json();
    assert_follows("trust-import", &answer);
    assert_eq!(answer["files"][0]["outcome"], "newer");
    assert_eq!(shown(&scene.bench)["bundle"]["version"], 2);
    assert_eq!(server.asked(), ["/pub/bundle.cbor"]);
}

// shows: EPC-FETCH-01
#[test]
fn every_bad_certificate_is_told_in_words_and_the_old_trust_stays() {
    let scene = Scene::new();
    let stranger = WebAuthority::new("Other").file(&scene.bench, "stranger.pem");
    let namesake = WebAuthority::new("Test").file(&scene.bench, "namesake.pem");
    let known = scene.known();
    let elsewhere = Wanted {
        name: "elsewhere.example",
        ..Wanted::default()
    };
    let ended = Wanted {
        years: (2020, 2021),
        ..Wanted::default()
    };
    let early = Wanted {
        years: (2089, 2090),
        ..Wanted::default()
    };
    for (wanted, known, english, russian) in [
        (
            Wanted::default(),
            &stranger,
            ["signed by nobody whom this system knows", "SSL_CERT_FILE"],
            "подписан тем, кого эта система не знает",
        ),
        (
            Wanted::default(),
            &namesake,
            ["signed by nobody whom this system knows", "SSL_CERT_FILE"],
            "подписан тем, кого эта система не знает",
        ),
        (
            elsewhere,
            &known,
            ["is for another server", "check the address"],
            "выдан другому серверу",
        ),
        (
            ended,
            &known,
            ["has ended", "check the clock"],
            "срок его сертификата истёк",
        ),
        (
            early,
            &known,
            ["has not begun", "check the clock"],
            "ещё не начался",
        ),
    ] {
        let server = scene.server(&wanted);
        let url = server.url();
        scene.assert_old_trust(&scene.fetch(&url, known, "en"), &english);
        scene.assert_old_trust(&scene.fetch(&url, known, "ru"), &[russian]);
        assert!(server.asked().is_empty(), "nothing was asked for");
    }
}

#[test]
fn a_system_without_authorities_and_a_server_without_tls_are_told() {
    let scene = Scene::new();
    let server = scene.server(&Wanted::default());
    let ran = scene.fetch(&server.url(), &scene.bench.path("no-such-file"), "en");
    scene.assert_old_trust(&ran, &["no certificates by which servers are known"]);

    // In the clear where TLS was asked for, and the other way round.
    let plain = Server::start(&scene.bench.path("publication"), honest);
    let known = scene.known();
    scene.assert_old_trust(&scene.fetch(&plain.url_as("https"), &known, "en"), &[]);
    scene.assert_old_trust(&scene.fetch(&server.url_as("http"), &known, "en"), &[]);
}

// shows: EPC-FETCH-02
#[test]
fn a_redirection_out_of_tls_is_not_followed() {
    let scene = Scene::new();
    let plain = Server::start(&scene.bench.path("publication"), honest);
    let target = format!("{}/bundle.cbor", plain.url());
    let server = scene.server_that(&Wanted::default(), move |_, _| {
        let location = format!("Location: {target}\r\nContent-Length: 0\r\n");
        Reply::sent(&head("302 Found", &location))
    });
    let ran = scene.fetch(&server.url(), &scene.known(), "en");
    scene.assert_old_trust(&ran, &["sends to another place"]);
    assert!(plain.asked().is_empty());
}
