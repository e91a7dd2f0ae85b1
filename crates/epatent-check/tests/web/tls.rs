// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! Authorities of web servers, and the certificates that they give.

use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::bench::Bench;

/// For whom, and until which year, a server's certificate is.
pub(crate) struct Wanted {
    pub(crate) name: &'static str,
    pub(crate) years: (i32, i32),
}

impl Default for Wanted {
    /// The server of the tests, today.
    fn default() -> Self {
        Self {
            name: "127.0.0.1",
            years: (2020, 2090),
        }
    }
}

/// Somebody who signs the certificates of servers.
pub(crate) struct WebAuthority(CertifiedIssuer<'static, KeyPair>);

impl WebAuthority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    /// Its certificate as a file of a system.
    pub(crate) fn file(&self, bench: &Bench, name: &str) -> PathBuf {
        let path = bench.path(name);
        let ending = pem_rfc7468::LineEnding::LF;
        let pem = pem_rfc7468::encode_string("CERTIFICATE", ending, self.0.der()).unwrap();
        std::fs::write(&path, pem).unwrap();
        path
    }

    /// A server with a certificate of this authority.
    pub(crate) fn server(&self, wanted: &Wanted) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new(vec![wanted.name.to_owned()]).unwrap();
        let (first, last) = wanted.years;
        params.not_before = date_time_ymd(first, 1, 1);
        params.not_after = date_time_ymd(last, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        Arc::new(config)
    }
}
