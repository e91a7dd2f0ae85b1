// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Sessions of cards that others recorded: a sysmoEUICC1 (the figures of pySim's tests) and a P71.

use super::*;
use crate::test_support::bytes;

/// One recorded session: the handshake, one command with data and its response, then one command
/// of each case.
struct Recorded {
    level: SecurityLevel,
    host_challenge: &'static str,
    initialize_reply: &'static str,
    authenticate: &'static str,
    /// GET EID `80 E2 91 00 06 BF3E035C015A 00`, protected.
    get_eid: &'static str,
    eid: &'static str,
    /// `80 F2 20 02`, `80 CA 00 66 00`, `80 F2 20 02 0A ..`, `80 F2 80 02 02 4F00 00`, protected
    /// one after the other.
    cases: [&'static str; 4],
}

const EUICC: [Recorded; 3] = [
    Recorded {
        level: SecurityLevel::MacBothWays,
        host_challenge: "b13e5f938fc108c4",
        initialize_reply: "000000000000000000003003703eb51047495b249f66c484c1d2ef1948000002",
        authenticate: "84821100107d5f5826a993ebc89eea24957fa0b3ce",
        get_eid: "84e291000ebf3e035c015a558d036518a28297",
        eid: "bf3e125a1089882119900000000000000000000005971be68992dbbdfa",
        cases: [
            "84f220020863a63f8959827fb2",
            "84ca006608a0c6a4a74166f7ce",
            "84f22002124f0212345c054f9f70c52249b50272656536",
            "84f280020a4f00e91443f6dce6b8ed",
        ],
    },
    Recorded {
        level: SecurityLevel::MacAndEncryption,
        host_challenge: "8e1552d0513c60f3",
        initialize_reply: "0000000000000000000030037030760cd2c47c1dd395065fe5ead8a9d7000001",
        authenticate: "8482030010fd4721a14d9b07003c451d2f8ae6bb21",
        get_eid: "84e2910018ca9c00f6713d79bc8baa642bdff51c3f6a4082d3bd9ad26c",
        eid: "bf3e125a1089882119900000000000000000000005",
        cases: [
            "84f2200208c9811b11f1264cf1",
            "84ca006608e10ab60b30547988",
            "84f22002184e2908bdb48b2315a55482e9e936ca122d6ecfae7d17416e",
            "84f28002180dd10a6b6193e5340b9e77d32d5a179cd710ac2773aefb28",
        ],
    },
    Recorded {
        level: SecurityLevel::Full,
        host_challenge: "fdf38259a1e0de44",
        initialize_reply: "000000000000000000003003703b1aca81e821f219081cdc01c26b372d000003",
        authenticate: "84823300108c36f96bcc00724a4e13ad591d7da3f0",
        get_eid: "84e2910018267a85dfe4a98fca6fb0527e0dfecce4914e40401433c87f",
        eid: "f3ba2b1013aa6224f5e1c138d71805c569e5439b47576260b75fc021b25097cb2e68f8a0144975b9",
        cases: [
            "84f2200208ac6a59024bed84cc",
            "84ca006608409912ad8fb7aed0",
            "84f22002185f3dafc3ac14c381536a488bf44e06d056df9d74dbd21e5a",
            "84f280021865165105be3373347d0424d4400af2ac393f569ec779389e",
        ],
    },
];

const PLAIN_EID: &str = "bf3e125a1089882119900000000000000000000005";

fn euicc_keys() -> KeySet {
    let key = |text| bytes(text).try_into().unwrap();
    KeySet::new(
        key("000102030405060708090a0b0c0d0e0f"),
        key("101112131415161718191a1b1c1d1e1f"),
        key("202122232425262728292a2b2c2d2e2f"),
        Environment::Production,
    )
    .unwrap()
}

fn eight(text: &str) -> Eight {
    bytes(text).try_into().unwrap()
}

/// Le is not part of what is protected, and these recordings choose it in another way.
fn without_le(command: Command) -> Vec<u8> {
    Command {
        expected: None,
        ..command
    }
    .encode()
    .unwrap()
}

#[test]
fn the_host_talks_as_to_a_real_euicc() {
    for recorded in &EUICC {
        let challenge = eight(recorded.host_challenge);
        let flow = OpenScp03::new(euicc_keys(), 0x30, recorded.level, challenge);
        let established = run(flow, |command| match command.instruction {
            instruction::INITIALIZE_UPDATE => {
                let expected = format!("8050300008{}00", recorded.host_challenge);
                assert_eq!(command.encode().unwrap(), bytes(&expected));
                Response::new(bytes(recorded.initialize_reply), StatusWord::DONE)
            }
            _ => {
                assert_eq!(command.encode().unwrap(), bytes(recorded.authenticate));
                Response::of_status(StatusWord::DONE)
            }
        })
        .unwrap();
        let mut host = established.channel;
        let get_eid = Command::parse(&bytes("80e2910006bf3e035c015a00")).unwrap();
        assert_eq!(
            without_le(host.wrap(get_eid).unwrap()),
            bytes(recorded.get_eid)
        );
        let eid = Response::new(bytes(recorded.eid), StatusWord::DONE);
        assert_eq!(host.unwrap(eid).unwrap().data, bytes(PLAIN_EID));
        let plain = [
            "80f22002",
            "80ca006600",
            "80f220020a4f0212345c054f9f70c5",
            "80f28002024f0000",
        ];
        for (plain, protected) in plain.iter().zip(recorded.cases) {
            let command = Command::parse(&bytes(plain)).unwrap();
            assert_eq!(without_le(host.wrap(command).unwrap()), bytes(protected));
            host.unwrap(Response::of_status(StatusWord::WRONG_DATA))
                .unwrap();
        }
    }
}

// shows: EPC-SCP-06, EPC-SCP-12
#[test]
fn the_card_answers_as_a_real_euicc_did() {
    for recorded in &EUICC {
        let identity = Identity {
            diversification: [0; 10],
            key_version: 0x30,
        };
        let mut card = Scp03Card::new(euicc_keys(), identity);
        let reply = bytes(recorded.initialize_reply);
        let challenge = CardChallenge::PseudoRandom {
            counter: SequenceCounter::from_bytes(reply[29..].try_into().unwrap()),
            // The ISD-R of every eUICC, GSMA SGP.02 §2.2.3.
            aid: &bytes("A0000005591010FFFFFFFF8900000100"),
        };
        let initialize =
            Command::new(0x80, 0x50, 0x30, 0).with_data(bytes(recorded.host_challenge));
        assert_eq!(card.initialize_update(&initialize, challenge), Ok(reply));
        let authenticate = Command::parse(&bytes(recorded.authenticate)).unwrap();
        card.external_authenticate(authenticate).unwrap();
        let get_eid = card
            .open(Command::parse(&bytes(recorded.get_eid)).unwrap())
            .unwrap();
        assert_eq!(get_eid.encode().unwrap(), bytes("80e2910006bf3e035c015a"));
        let protected = card.protect(Response::new(bytes(PLAIN_EID), StatusWord::DONE));
        assert_eq!(protected.data, bytes(recorded.eid));
        for case in recorded.cases {
            card.open(Command::parse(&bytes(case)).unwrap()).unwrap();
            card.protect(done(0));
        }
    }
}

#[test]
fn a_real_p71_opens_a_session_with_us() {
    let reply = bytes("0370000000000000000001037083fa042c5c10f778148c0caf84b0e110000002");
    let host_challenge = "fe0530cf61baa9f3";
    let identity = Identity {
        diversification: reply[..10].try_into().unwrap(),
        key_version: 1,
    };
    let mut card = Scp03Card::new(KeySet::test(), identity);
    let challenge = CardChallenge::PseudoRandom {
        counter: SequenceCounter::from_bytes([0, 0, 2]),
        aid: &bytes("A000000151000000"),
    };
    let initialize = Command::new(0x80, 0x50, 0, 0).with_data(bytes(host_challenge));
    assert_eq!(
        card.initialize_update(&initialize, challenge),
        Ok(reply.clone())
    );
    let flow = OpenScp03::new(KeySet::test(), 0, SecurityLevel::Mac, eight(host_challenge));
    run(flow, |command| {
        if command.instruction == instruction::INITIALIZE_UPDATE {
            return Response::new(reply.clone(), StatusWord::DONE);
        }
        let expected = bytes("84820100107b54e3b21e27da5ffca958062c7ca0c5");
        assert_eq!(command.encode().unwrap(), expected);
        answer(&mut card, command)
    })
    .unwrap();
}

// shows: EPC-SCP-06
#[test]
fn the_session_keys_of_a_real_p71_are_ours() {
    let keys = derive::SessionKeys::derive(
        &KeySet::test(),
        &eight("fe0530cf61baa9f3"),
        &eight("83fa042c5c10f778"),
    );
    assert_eq!(keys.enc.to_vec(), bytes("7392646744df8721131c4a995a845bae"));
    assert_eq!(keys.mac.to_vec(), bytes("cd9f750e543e0cf862b0ea73e3812113"));
    assert_eq!(
        keys.response_mac.to_vec(),
        bytes("d1b695d89de01992b6cb238bdfb006d9")
    );
}
