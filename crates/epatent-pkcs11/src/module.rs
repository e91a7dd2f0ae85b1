// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A real PKCS#11 module: the vendor's library, loaded when asked for.

use core::fmt;
use std::path::Path;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Function, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::UserType;
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;

use crate::error::{TokenError, Trouble};
use crate::token::{Curve, Mechanism, Protection, PublicPoint, Token};
use crate::uri::KeyUri;

/// A loaded module.
#[derive(Debug, Clone)]
pub struct Module {
    context: Pkcs11,
}

/// What was opened last in a session, and how to open it again.
pub struct Session {
    module: Module,
    slot: Slot,
    pin: AuthPin,
    session: cryptoki::session::Session,
}

impl Module {
    /// Loads a module and starts it.
    ///
    /// # Errors
    /// [`Trouble::Module`] when the file is no module or does not start.
    pub fn load(path: &Path) -> Result<Self, TokenError> {
        let context = Pkcs11::new(path).map_err(|error| unloadable(path, &error))?;
        let arguments = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        match context.initialize(arguments) {
            // Another signer of this process was first; the module is shared.
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {
                Ok(Self { context })
            }
            Err(error) => Err(unloadable(path, &error)),
        }
    }

    /// Logs in to the token that the URI names.
    ///
    /// # Errors
    /// [`Trouble::TokenAbsent`] when no token, or more than one, has the label and serial number;
    /// what the token says of the PIN.
    pub fn open(&self, uri: &KeyUri, pin: &str) -> Result<Session, TokenError> {
        let slot = self.slot(uri)?;
        let pin: AuthPin = pin.into();
        let session = self.login(slot, &pin)?;
        Ok(Session {
            module: self.clone(),
            slot,
            pin,
            session,
        })
    }

    fn slot(&self, uri: &KeyUri) -> Result<Slot, TokenError> {
        let mut found = Vec::new();
        for slot in self.context.get_slots_with_initialized_token()? {
            let Ok(info) = self.context.get_token_info(slot) else {
                // A token that does not even say its name is not the one.
                continue;
            };
            let serial = uri
                .serial()
                .is_none_or(|serial| info.serial_number() == serial);
            if info.label() == uri.token() && serial {
                found.push(slot);
            }
        }
        match found.as_slice() {
            [slot] => Ok(*slot),
            [] => Err(TokenError {
                trouble: Trouble::TokenAbsent,
                text: format!("no token \"{}\" is there", uri.token()),
            }),
            _ => Err(TokenError {
                trouble: Trouble::TokenAbsent,
                text: format!(
                    "{} tokens have the name \"{}\"; name the serial number as well",
                    found.len(),
                    uri.token()
                ),
            }),
        }
    }

    fn login(&self, slot: Slot, pin: &AuthPin) -> Result<cryptoki::session::Session, TokenError> {
        let session = self.context.open_rw_session(slot)?;
        match session.login(UserType::User, Some(pin)) {
            // The login is the application's, not the session's (PKCS#11 v2.40 section 5.6.1).
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(error) => Err(error.into()),
        }
    }
}

fn unloadable(path: &Path, error: &Error) -> TokenError {
    TokenError {
        trouble: Trouble::Module,
        text: format!("{}: {error}", path.display()),
    }
}

impl Session {
    fn find(
        &self,
        class: ObjectClass,
        label: &str,
        id: Option<&[u8]>,
    ) -> Result<Vec<ObjectHandle>, TokenError> {
        let mut template = vec![
            Attribute::Class(class),
            Attribute::Token(true),
            Attribute::Label(label.as_bytes().to_vec()),
        ];
        template.extend(id.map(|id| Attribute::Id(id.to_vec())));
        Ok(self.session.find_objects(&template)?)
    }
}

impl Token for Session {
    type Handle = ObjectHandle;

    fn private_keys(
        &self,
        label: &str,
        id: Option<&[u8]>,
    ) -> Result<Vec<ObjectHandle>, TokenError> {
        self.find(ObjectClass::PRIVATE_KEY, label, id)
    }

    fn public_points(
        &self,
        label: &str,
        id: Option<&[u8]>,
    ) -> Result<Vec<PublicPoint>, TokenError> {
        let keys = self.find(ObjectClass::PUBLIC_KEY, label, id)?;
        keys.into_iter()
            .map(|key| {
                let wanted = [AttributeType::EcParams, AttributeType::EcPoint];
                let mut told = PublicPoint::default();
                for attribute in self.session.get_attributes(key, &wanted)? {
                    match attribute {
                        Attribute::EcParams(value) => told.parameters = value,
                        Attribute::EcPoint(value) => told.point = value,
                        _ => {}
                    }
                }
                Ok(told)
            })
            .collect()
    }

    fn protection(&self, key: ObjectHandle) -> Result<Protection, TokenError> {
        let wanted = [
            AttributeType::Sensitive,
            AttributeType::Extractable,
            AttributeType::AlwaysSensitive,
            AttributeType::NeverExtractable,
            AttributeType::Local,
        ];
        // What the token does not say counts against the key.
        let mut told = Protection {
            sensitive: false,
            extractable: true,
            always_sensitive: false,
            never_extractable: false,
            local: false,
        };
        for attribute in self.session.get_attributes(key, &wanted)? {
            match attribute {
                Attribute::Sensitive(value) => told.sensitive = value,
                Attribute::Extractable(value) => told.extractable = value,
                Attribute::AlwaysSensitive(value) => told.always_sensitive = value,
                Attribute::NeverExtractable(value) => told.never_extractable = value,
                Attribute::Local(value) => told.local = value,
                _ => {}
            }
        }
        Ok(told)
    }

    fn sign(
        &self,
        key: ObjectHandle,
        mechanism: Mechanism,
        data: &[u8],
    ) -> Result<Vec<u8>, TokenError> {
        let mechanism = match mechanism {
            Mechanism::Eddsa => {
                mechanism::Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure))
            }
            Mechanism::Ecdsa => mechanism::Mechanism::Ecdsa,
        };
        Ok(self.session.sign(&mechanism, key, data)?)
    }

    fn generate(&self, curve: Curve, label: &str, id: &[u8]) -> Result<(), TokenError> {
        let (mechanism, key_type) = match curve {
            Curve::Ed25519 => (
                mechanism::Mechanism::EccEdwardsKeyPairGen,
                KeyType::EC_EDWARDS,
            ),
            Curve::P256 => (mechanism::Mechanism::EccKeyPairGen, KeyType::EC),
        };
        let common = |private: bool| {
            vec![
                Attribute::KeyType(key_type),
                Attribute::Token(true),
                Attribute::Private(private),
                Attribute::Label(label.as_bytes().to_vec()),
                Attribute::Id(id.to_vec()),
            ]
        };
        let mut public = common(false);
        public.push(Attribute::EcParams(curve.parameters().to_vec()));
        public.push(Attribute::Verify(true));
        let mut private = common(true);
        private.extend([
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
            Attribute::Decrypt(false),
            Attribute::Unwrap(false),
            Attribute::Derive(false),
        ]);
        self.session
            .generate_key_pair(&mechanism, &public, &private)?;
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), TokenError> {
        self.session = self.module.login(self.slot, &self.pin)?;
        Ok(())
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("slot", &self.slot)
            .finish_non_exhaustive()
    }
}

impl From<Error> for TokenError {
    fn from(error: Error) -> Self {
        match error {
            Error::Pkcs11(code, function) => Self {
                trouble: trouble(code),
                text: said(code, function),
            },
            Error::LibraryLoading(_) | Error::MissingSymbol(_) => Self {
                trouble: Trouble::Module,
                text: error.to_string(),
            },
            Error::NotSupported | Error::NullFunctionPointer => Self {
                trouble: Trouble::Unsupported,
                text: error.to_string(),
            },
            other => Self {
                trouble: Trouble::Other,
                text: other.to_string(),
            },
        }
    }
}

/// The code's name alone: the crate's text runs over several lines of the standard.
fn said(code: RvError, function: Function) -> String {
    format!("{function} failed: {code:?}")
}

/// What a return code means to the person at the desk.
const fn trouble(code: RvError) -> Trouble {
    match code {
        RvError::DeviceRemoved
        | RvError::TokenNotPresent
        | RvError::TokenNotRecognized
        | RvError::SlotIdInvalid => Trouble::TokenAbsent,
        RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => Trouble::PinWrong,
        RvError::PinLocked => Trouble::PinLocked,
        RvError::PinExpired | RvError::UserPinNotInitialized => Trouble::PinUnset,
        RvError::SessionHandleInvalid
        | RvError::SessionClosed
        | RvError::UserNotLoggedIn
        | RvError::KeyHandleInvalid
        | RvError::ObjectHandleInvalid
        | RvError::OperationNotInitialized
        // Something before was not ended. It ends with its session.
        | RvError::OperationActive
        | RvError::CryptokiNotInitialized => Trouble::SessionLost,
        RvError::SessionCount
        | RvError::HostMemory
        | RvError::DeviceMemory
        | RvError::FunctionCanceled
        | RvError::CantLock => Trouble::Busy,
        RvError::MechanismInvalid
        | RvError::MechanismParamInvalid
        | RvError::CurveNotSupported
        | RvError::FunctionNotSupported
        | RvError::KeyTypeInconsistent
        | RvError::DomainParamsInvalid => Trouble::Unsupported,
        RvError::KeyFunctionNotPermitted
        | RvError::ActionProhibited
        | RvError::FunctionRejected
        | RvError::TokenWriteProtected
        | RvError::AttributeSensitive => Trouble::Forbidden,
        RvError::DeviceError
        | RvError::GeneralError
        | RvError::FunctionFailed
        | RvError::FipsSelfTestFailed => Trouble::Broken,
        _ => Trouble::Other,
    }
}
