//! Version 1 of the services, as far as it is known (ra.md 9): legacy, off by default. Whether it still
//! answers is not known (ra.md 15, 26).
//!
//! Nothing stands around these messages, no identifier and no instant, so [`Header`](crate::Header) is not
//! sent. What has to be signed travels inside, as CMS: [`SignedDocument`]. Who signs it: the *signature* key of
//! the identity card for [`certra`], the authentication key of the keystore for [`etkra`].
//!
//! ```
//! use ehealth_client::v1::certra::{GetCertificate, Reply};
//! use ehealth_client::{Call, Endpoints, Header, UnixTime};
//!
//! let header = Header::new(&mut rand::rng(), UnixTime::now());
//! let call = Call::new(GetCertificate::new("R-1"), header)?;
//! let request = call.http_request(&Endpoints::acceptance());
//! assert_eq!(request.headers()["SOAPAction"], "\"urn:be:fgov:ehealth:etee:certra:getcertificate\"");
//! let answer = r#"<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
//!     <GetCertificateResponse xmlns="urn:be:fgov:ehealth:certra:protocol:v1"><Error>
//!         <Code>CERT_NOT_YET_DELIVERED</Code><Message>later</Message>
//!     </Error></GetCertificateResponse></e:Body></e:Envelope>"#;
//! assert_eq!(call.on_response(http::Response::new(answer))?, Reply::Pending);
//! # Ok::<(), ehealth_client::Error>(())
//! ```

use core::fmt;

use base64ct::{Base64, Encoding};
use ehealth_csr::cms;
use ehealth_csr::xml::Element;
use ehealth_pki::Prepared;
use rustls_pki_types::UnixTime;

use crate::call::SignerChain;
use crate::error::{Error, MalformedAnswer};
use crate::etk::token::encapsulated_content;
use crate::read::ElementExt;

pub mod certra;
pub mod documents;
pub mod etkra;
pub mod uncalled;
mod wait;

/// What [`etkra::ActivateETK`] has signed: these letters.
pub const ACTIVATE: &[u8] = b"ACTIVATE";

/// A CMS `SignedData` with its content inside (ra.md 9.2). Ours is made by [`prepare`](Self::prepare) or
/// taken from a file; the authority's is kept unchanged, because it is embedded in the next request.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedDocument(Vec<u8>);

impl SignedDocument {
    /// Bytes that are CMS already, such as a `.ehcsr` of version 1.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// `content` but for its signature; `now` becomes its signing time.
    ///
    /// # Errors
    /// [`Error::Request`] when `signer` has no usable leaf.
    pub fn prepare(content: &[u8], signer: &SignerChain, now: UnixTime) -> Result<Prepared<Self>, Error> {
        let prepared = cms::prepare(content, signer.certificates(), signer.scheme(), now);
        Ok(prepared.map_err(Error::request)?.map(Self))
    }

    /// The message.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What is inside, in DER or BER; nothing is verified by it ([`ehealth_csr::cms::SignedData`] verifies).
    #[must_use]
    pub fn content(&self) -> Option<Vec<u8>> {
        encapsulated_content(&self.0)
    }

    fn base64(&self) -> String {
        Base64::encode_string(&self.0)
    }

    fn read(answer: Element<'_>, namespace: &str, name: &'static str) -> Result<Self, MalformedAnswer> {
        answer.need_base64(namespace, name).map(Self)
    }
}

/// A person's data may be inside: the length only.
impl fmt::Debug for SignedDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedDocument({} bytes)", self.0.len())
    }
}

/// What the authority says in a CMS message, and the message itself. Like every answer it is believed because
/// of TLS: who signs such messages is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement<T> {
    signed: SignedDocument,
    content: T,
}

impl<T> Statement<T> {
    /// The message, unchanged.
    #[must_use]
    pub const fn signed(&self) -> &SignedDocument {
        &self.signed
    }

    /// What it says.
    #[must_use]
    pub const fn content(&self) -> &T {
        &self.content
    }
}

/// Declares an operation of version 1: its type is written by hand, the rest is a line of the table.
macro_rules! operation {
    (
        $name:ident: $service:ident $repeat:ident $namespace:ident $action:expr,
        $request:literal => $response:literal: $output:ty,
        write($this:ident, $out:ident) $write:block
        read($answer:ident) $read:block
    ) => {
        impl crate::operation::sealed::Sealed for $name {}
        impl crate::operation::Operation for $name {
            const SERVICE: crate::endpoints::Service = crate::endpoints::Service::$service;
            const SOAP_ACTION: &'static str = $action;
            const REPEAT: crate::operation::Repeat = crate::operation::Repeat::$repeat;
            const WIRE: crate::operation::Wire = crate::operation::Wire::new(
                crate::names::$namespace,
                $request,
                $response,
                crate::operation::Form::V1,
            );
            type Response = $output;

            fn write(&self, $out: &mut ehealth_csr::xml::Writer) {
                let $this = self;
                $write
            }

            fn read(
                &self,
                $answer: ehealth_csr::xml::Element<'_>,
            ) -> Result<Self::Response, crate::operation::Defect> {
                $read
            }
        }
        impl crate::operation::UnsignedOperation for $name {}
    };
}

use operation;
