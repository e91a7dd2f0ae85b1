// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

use super::*;

fn start() -> PcscdSession {
    PcscdSession::start().unwrap_or_else(|error| panic!("{error}"))
}

fn listens(port: u16) -> bool {
    !is_free(port)
}

#[test]
fn two_sessions_run_side_by_side_on_ports_and_sockets_of_their_own() {
    let (first, second) = (start(), start());
    assert_ne!(first.socket(), second.socket());
    for port in first.slot_ports() {
        assert!(!second.slot_ports().contains(&port));
        assert!(listens(port));
    }
    assert!(UnixStream::connect(first.socket()).is_ok());
    assert!(UnixStream::connect(second.socket()).is_ok());
}

#[test]
fn a_dropped_session_leaves_no_process_no_port_and_no_file() {
    let session = start();
    let directory = session.directory.path().to_owned();
    let pid = session.running.as_ref().unwrap().pcscd.unwrap();
    let ports = session.slot_ports();
    assert!(rustix::process::test_kill_process(pid).is_ok());
    drop(session);
    assert!(rustix::process::test_kill_process(pid).is_err());
    assert!(!directory.exists());
    assert!(ports.into_iter().all(is_free));
}

#[test]
fn a_panic_stops_the_session() {
    let (send, receive) = std::sync::mpsc::channel();
    let panicked = thread::spawn(move || {
        let session = start();
        send.send(session.directory.path().to_owned()).unwrap();
        panic!("a test that fails in the middle");
    })
    .join();
    assert!(panicked.is_err());
    assert!(!receive.recv().unwrap().exists());
}

#[test]
fn a_killed_program_leaves_no_process_and_no_file() {
    let mut session = start();
    let directory = session.directory.path().to_owned();
    let running = session.running.as_mut().unwrap();
    let pid = running.pcscd.unwrap();
    // What the system does to a killed program: its end of the pipe closes without a word.
    drop(running.stdin.take());
    running.shell.wait().unwrap();
    assert!(rustix::process::test_kill_process(pid).is_err());
    assert!(!directory.exists());
}

#[test]
fn a_stopped_service_refuses_connections_until_it_is_restarted_on_the_same_ports() {
    let mut session = start();
    let ports = session.slot_ports();
    session.stop();
    session.stop();
    assert!(UnixStream::connect(session.socket()).is_err());
    assert!(ports.into_iter().all(is_free));
    session.restart().unwrap();
    assert!(UnixStream::connect(session.socket()).is_ok());
    assert_eq!(session.slot_ports(), ports);
    assert!(ports.into_iter().all(listens));
}

#[test]
fn a_taken_port_is_noticed_and_another_one_is_used() {
    let mut session = start();
    session.stop();
    let _taken = TcpListener::bind((Ipv4Addr::UNSPECIFIED, session.port() + 1)).unwrap();
    assert!(!session.launch().unwrap());
}

#[test]
fn apply_points_a_program_at_the_sessions_socket() {
    let session = start();
    let mut command = Command::new("true");
    let value = session.socket();
    session.apply(&mut command);
    let expected = (OsStr::new(SOCKET_VARIABLE), Some(value.as_os_str()));
    assert!(command.get_envs().any(|pair| pair == expected));
}

#[test]
fn missing_packages_are_named_with_the_command_that_installs_them() {
    let words = SessionError::Missing(vec!["pcscd", "vsmartcard-vpcd"]).to_string();
    assert!(
        words.ends_with("hint: apt-get install pcscd vsmartcard-vpcd"),
        "{words}"
    );
}

#[test]
fn a_session_of_four_readers_listens_on_four_ports() {
    let session = PcscdSession::start_four().unwrap_or_else(|error| panic!("{error}"));
    let slots = session.slots();
    assert_eq!(
        slots.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        FOUR_READER_NAMES
    );
    assert!(slots.into_iter().all(|(_, port)| listens(port)));
}
