// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! `epatent-check trust fetch` from servers that lie, stall, cut, send elsewhere and send something else.

// Clippy takes helper functions of a test for production code; here a failure is a failed test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bench;
mod web;

use std::time::{Duration, Instant};

use bench::Bench;
use bench::publication::{Publication, answer, hours_from_now, trust};
use epatent_testkit::desk::Ran;
use web::{Reply, Server, head, honest};

/// A device with the first publication, and the second one in the folder.
struct Scene {
    bench: Bench,
    publication: Publication,
    old_bundle: Vec<u8>,
}

impl Scene {
    fn new() -> Self {
        let bench = Bench::with_index(41);
        let index = bench.card.terms.status.index;
        let mut publication = Publication::new(&bench);
        publication.bundle(0, 0);
        let old_bundle = std::fs::read(publication.folder.join("bundle.cbor")).unwrap();
        publication.bundle(1, 1);
        let status = publication.lists.status_list(1, hours_from_now(-9), &[]);
        publication.put("lists/status-77.cbor", &status);
        let first = publication.paid(1, index, "2027-01-31");
        publication.put("lists/paid-77.cbor", &publication.lists.snapshot(&first));
        let scene = Self {
            bench,
            publication,
            old_bundle,
        };
        let server = scene.server(honest);
        let ran = scene.fetch(&server, 60);
        assert_eq!(ran.exit, Some(0), "{ran:?}");
        assert_eq!(scene.version(), 2);
        assert_eq!(answer(&scene.bench).findings(), ["in-force"]);
        let mut scene = scene;
        let second = scene.publication.paid(2, index, "2027-06-30");
        let delta = scene.publication.lists.delta(&first, &second);
        scene.publication.put("lists/paid-77.cbor.2", &delta);
        scene.publication.bundle(1, 2);
        scene
    }

    fn server(
        &self,
        manner: impl Fn(&web::Asked, Option<&[u8]>) -> Reply + Send + 'static,
    ) -> Server {
        Server::start(&self.publication.folder, manner)
    }

    fn fetch(&self, server: &Server, seconds: u64) -> Ran {
        let seconds = seconds.to_string();
        let url = server.url();
        let mut command = trust(
            &self.bench,
            &["fetch", &url, "--timeout", &seconds, "--lang", "en"],
        );
        for setting in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(setting);
        }
        Ran::of(&mut command)
    }

    fn shown(&self) -> serde_json::Value {
        bench::publication::shown(&self.bench)
    }

    fn version(&self) -> u64 {
        self.shown()["bundle"]["version"].as_u64().unwrap()
    }

    /// The sequence of the paid-through list here.
    fn paid(&self) -> u64 {
        self.shown()["lists"][1]["here"]["sequence"]
            .as_u64()
            .unwrap()
    }

    /// Fetches once, and expects this exit and the new publication or the old one in force.
    #[track_caller]
    fn expect(
        &self,
        what: &str,
        (exit, is_new): (i32, bool),
        manner: impl Fn(&web::Asked, Option<&[u8]>) -> Reply + Send + 'static,
    ) -> Ran {
        let server = self.server(manner);
        let started = Instant::now();
        let ran = self.fetch(&server, 4);
        assert!(started.elapsed() < Duration::from_secs(30), "{what}");
        assert_eq!(ran.exit, Some(exit), "{what}: {ran:?}");
        let expected = if is_new { (3, 2) } else { (2, 1) };
        assert_eq!((self.version(), self.paid()), expected, "{what}: {ran:?}");
        assert_eq!(answer(&self.bench).findings(), ["in-force"], "{what}");
        for path in server.asked() {
            let name = path
                .strip_prefix("/pub/")
                .unwrap_or_else(|| panic!("{path}"));
            let name = name.strip_prefix("lists/").unwrap_or(name);
            assert!(!name.contains('/') && !name.starts_with('.'), "{path}");
        }
        ran
    }
}

#[test]
fn only_what_is_newer_is_asked_for() {
    let scene = Scene::new();
    let server = scene.server(honest);
    let ran = scene.fetch(&server, 60);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(
        server.asked(),
        ["/pub/bundle.cbor", "/pub/lists/paid-77.cbor.2"]
    );
    assert_eq!((scene.version(), scene.paid()), (3, 2));
    let server = scene.server(honest);
    let ran = scene.fetch(&server, 60);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("nothing new"), "{ran:?}");
    assert_eq!(server.asked(), ["/pub/bundle.cbor"]);
}

#[test]
fn a_gap_in_the_changes_is_bridged_by_the_snapshot_and_what_follows_on_it() {
    let mut scene = Scene::new();
    let index = scene.bench.card.terms.status.index;
    let states = [3, 4].map(|sequence| scene.publication.paid(sequence, index, "2027-06-30"));
    let lists = &scene.publication.lists;
    let (snapshot, delta) = (
        lists.snapshot(&states[0]),
        lists.delta(&states[0], &states[1]),
    );
    scene.publication.put("lists/paid-77.cbor", &snapshot);
    scene.publication.put("lists/paid-77.cbor.4", &delta);
    scene.publication.bundle(1, 4);
    let server = scene.server(honest);
    let ran = scene.fetch(&server, 60);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(scene.paid(), 4);
    assert!(!server.asked().iter().any(|path| path.contains("status")));
}

// shows: EPC-FETCH-01, EPC-FETCH-02, EPC-FETCH-04
#[test]
fn servers_that_lie_leave_the_old_trust_in_force_and_are_told() {
    let scene = Scene::new();
    let old = (4, false);
    let ran = scene.expect("longer", old, |_, content| {
        let content = content.unwrap_or_default();
        let declared = format!("Content-Length: {}\r\n", content.len() + 100);
        Reply::sent(&[head("200 OK", &declared).as_slice(), content].concat())
    });
    assert!(
        ran.stderr.contains("what was here stays in force"),
        "{ran:?}"
    );
    scene.expect("shorter", (2, false), |_, content| {
        let content = content.unwrap_or_default();
        let declared = format!("Content-Length: {}\r\n", content.len() / 2);
        Reply::sent(&[head("200 OK", &declared).as_slice(), content].concat())
    });
    for status in [
        "404 Not Found",
        "500 Internal Server Error",
        "403 Forbidden",
    ] {
        scene.expect(status, old, move |_, _| {
            Reply::sent(&head(status, "Content-Length: 0\r\n"))
        });
    }
    for target in [
        "http://127.0.0.1:9/pub/bundle.cbor",
        "https://elsewhere.example/",
        "//x/",
        "../y",
        "",
    ] {
        let ran = scene.expect(target, old, move |_, _| {
            let location = format!("Location: {target}\r\nContent-Length: 0\r\n");
            Reply::sent(&head("302 Found", &location))
        });
        assert!(ran.stderr.contains("to another place"), "{ran:?}");
    }
    scene.expect("in a circle", old, |asked, _| {
        let location = format!("Location: {}\r\nContent-Length: 0\r\n", asked.path);
        Reply::sent(&head("307 Temporary Redirect", &location))
    });
    scene.expect("without an end", old, |_, _| {
        Reply::sent(&[head("200 OK", "").as_slice(), &vec![0; 200_000]].concat())
    });
    scene.expect("packed garbage", old, |_, content| {
        let headers = "Content-Encoding: gzip\r\n";
        let body = [
            b"\x1f\x8b\x08\xff\xff".as_slice(),
            content.unwrap_or_default(),
        ]
        .concat();
        Reply::sent(&[head("200 OK", headers), body].concat())
    });
    scene.expect("no header", old, |_, _| {
        Reply::sent(b"\x16\x03\x01\r\n\r\n")
    });
    scene.expect("an endless header", old, |_, _| {
        Reply::sent(&[b"HTTP/1.1 200 OK\r\nX: ".as_slice(), &vec![b'x'; 100_000]].concat())
    });
    let stalls = scene.expect("stalls", old, |_, content| {
        let content = content.unwrap_or_default();
        let declared = format!("Content-Length: {}\r\n", content.len());
        Reply::stalling(&[head("200 OK", &declared).as_slice(), &content[..100]].concat())
    });
    assert!(stalls.stderr.contains("hint: "), "{stalls:?}");
    let older = scene.old_bundle.clone();
    let ran = scene.expect("older", (2, false), move |asked, content| {
        let is_bundle = asked.path.ends_with("bundle.cbor");
        honest(asked, if is_bundle { Some(&older) } else { content })
    });
    assert!(ran.stdout.contains("version 2 was here already"), "{ran:?}");
}

// shows: EPC-FETCH-01
#[test]
fn another_file_under_the_name_of_a_list_is_refused_and_the_old_list_stays() {
    let scene = Scene::new();
    let status = std::fs::read(scene.publication.folder.join("lists/status-77.cbor")).unwrap();
    let server = scene.server(move |asked, content| {
        let is_list = asked.path.contains("paid");
        honest(asked, if is_list { Some(&status) } else { content })
    });
    let ran = scene.fetch(&server, 10);
    // The status list is there already, and the paid-through list is behind.
    assert!(ran.stdout.contains("knows of a newer list"), "{ran:?}");
    assert_eq!((scene.version(), scene.paid()), (3, 1));
    assert_eq!(answer(&scene.bench).findings(), ["list-invalid"]);
    // An honest server heals it.
    let server = scene.server(honest);
    assert_eq!(scene.fetch(&server, 10).exit, Some(0));
    assert_eq!(answer(&scene.bench).findings(), ["in-force"]);
}

#[test]
fn a_server_without_lengths_in_chunks_or_with_a_moved_folder_is_as_good() {
    for manner in ["no length", "chunked", "moved"] {
        let scene = Scene::new();
        scene.expect(manner, (0, true), move |asked, content| {
            let body = content.unwrap_or_default();
            match manner {
                "no length" if content.is_some() => {
                    Reply::sent(&[head("200 OK", "").as_slice(), body].concat())
                }
                "chunked" if content.is_some() => {
                    let mut sent = head("200 OK", "Transfer-Encoding: chunked\r\n");
                    for chunk in body.chunks(100) {
                        sent.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                        sent.extend_from_slice(chunk);
                        sent.extend_from_slice(b"\r\n");
                    }
                    sent.extend_from_slice(b"0\r\n\r\n");
                    Reply::sent(&sent)
                }
                "moved" if !asked.path.contains("?moved") => {
                    let location =
                        format!("Location: {}?moved\r\nContent-Length: 0\r\n", asked.path);
                    Reply::sent(&head("308 Permanent Redirect", &location))
                }
                _ => honest(asked, content),
            }
        });
    }
}

// shows: EPC-FETCH-03
#[test]
fn a_connection_cut_at_every_eighth_goes_on_from_where_it_was() {
    let scene = Scene::new();
    let server = scene.server(|asked, content| {
        let Reply::Sent(mut sent) = honest(asked, content) else {
            panic!("an honest server does not stall");
        };
        let body = sent.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
        sent.truncate(body + content.unwrap_or_default().len().div_ceil(8));
        Reply::Sent(sent)
    });
    let ran = scene.fetch(&server, 60);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!((scene.version(), scene.paid()), (3, 2));
    let starts: Vec<usize> = server.starts("/pub/bundle.cbor");
    assert_eq!(starts.len(), 8, "{starts:?}");
    assert!(starts.is_sorted() && starts[7] > 0, "{starts:?}");
}

// shows: EPC-FETCH-03
#[test]
fn a_server_that_ignores_ranges_or_changes_its_content_is_started_over_with() {
    // Cut once, and then whole whatever is asked for.
    let scene = Scene::new();
    scene.expect("ignores ranges", (0, true), |asked, content| {
        let Reply::Sent(mut sent) = honest(&asked.without_range(), content) else {
            panic!("an honest server does not stall");
        };
        if asked.start == 0 {
            sent.truncate(sent.len() - 50);
        }
        Reply::Sent(sent)
    });
    // Goes on with another part than was asked for, or with another content under the same name: the
    // first is started over with, and the second comes to nothing by its signature.
    for (what, shift, end) in [("another part", 1, 4), ("another content", 0, 2)] {
        let scene = Scene::new();
        scene.expect(what, (end, false), move |asked, content| {
            let Some(content) = content else {
                return honest(asked, None);
            };
            let mut content = content.to_vec();
            if asked.start > 0 {
                content.iter_mut().for_each(|byte| *byte ^= 0x55);
            }
            let asked = web::Asked {
                start: if asked.start > 0 {
                    asked.start + shift
                } else {
                    0
                },
                ..asked.clone()
            };
            let Reply::Sent(mut sent) = honest(&asked, Some(&content)) else {
                panic!("an honest server does not stall");
            };
            if asked.start == 0 {
                sent.truncate(sent.len() - 50);
            }
            Reply::Sent(sent)
        });
    }
}

#[test]
fn an_address_that_is_none_is_a_wrong_usage() {
    let bench = Bench::new();
    for url in [
        "ftp://x/",
        "bundle.cbor",
        "http://a:b@host/",
        "https://host/?x=1",
        "file:///etc",
    ] {
        let ran = Ran::of(&mut trust(&bench, &["fetch", url, "--lang", "en"]));
        assert_eq!(ran.exit, Some(2), "{url}: {ran:?}");
    }
}
