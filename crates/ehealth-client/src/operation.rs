//! What an operation of the authority is: signed or not, where, repeatable or not.

use ehealth_csr::xml::{Element, Namespace, Writer};

use crate::endpoints::Service;
use crate::error::{Error, MalformedAnswer, Mismatch};
use crate::status::Status;

/// May a request be sent again when its outcome is unknown (ra.md 2.7)?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repeat {
    /// A question: with a new [`Header`](crate::Header), and a new signature where signed.
    Freely,
    /// It changes something: first ask what became of it.
    AskFirst,
}

/// Whose key signs a request (ra.md 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignerRole {
    /// The authentication key of the person's identity card.
    EidAuthentication,
    /// The signature key of the person's identity card: a legal signature.
    EidSignature,
    /// The authentication key of the eHealth certificate, in the keystore.
    Ehealth,
}

/// One operation: the request's content and how its answer is read.
///
/// The list is closed: the types of [`certra`](crate::certra), [`etkra`](crate::etkra) and
/// [`depot`](crate::depot).
pub trait Operation: sealed::Sealed + Sized {
    /// Whose URL it is sent to.
    const SERVICE: Service;
    /// The header `SOAPAction` without its quotes, as the service spells it (ra.md 2.2).
    const SOAP_ACTION: &'static str;
    /// Whether it may be sent again after an unknown outcome.
    const REPEAT: Repeat;
    /// What a believable answer gives.
    type Response;

    #[doc(hidden)]
    const WIRE: Wire;

    /// Writes the content of the request's root element.
    #[doc(hidden)]
    fn write(&self, out: &mut Writer);

    /// Reads an answer whose status, if it has one, is success.
    #[doc(hidden)]
    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect>;

    /// What a status other than success means.
    #[doc(hidden)]
    fn refused(&self, status: Status) -> Result<Self::Response, Defect> {
        Err(Defect::refused(status))
    }
}

/// An operation that is only believed with a signature. A call of one cannot be made without.
pub trait SignedOperation: Operation {
    /// Whose key signs it.
    const SIGNED_BY: SignerRole;
}

/// An operation whose request carries no XML signature: anybody may ask, or what is signed travels inside, as
/// in version 1.
pub trait UnsignedOperation: Operation {}

/// Names of the two elements and what stands around their content.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Wire {
    pub(crate) namespace: Namespace,
    pub(crate) request: &'static str,
    pub(crate) response: &'static str,
    pub(crate) form: Form,
}

/// How a message is headed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `Id` and `IssueInstant`, the answer with `core:Status`.
    Status,
    /// The same, but the answer has no status unless something is wrong.
    Bare,
    /// The depot's: nothing in the request, its own status in the answer.
    Depot,
    /// Version 1: nothing in the request, a list of errors in the answer.
    #[cfg(feature = "v1")]
    V1,
}

impl Form {
    /// Whether `Id` and `IssueInstant` stand in the request, and `InResponseTo` may stand in the answer.
    pub(crate) const fn is_headed(self) -> bool {
        matches!(self, Self::Status | Self::Bare)
    }
}

impl Wire {
    pub(crate) const fn new(
        namespace: Namespace,
        request: &'static str,
        response: &'static str,
        form: Form,
    ) -> Self {
        Self { namespace, request, response, form }
    }
}

/// Why an answer is not believed.
#[doc(hidden)]
#[derive(Debug)]
pub enum Defect {
    /// Not what the schema says; the call adds what came.
    Malformed(MalformedAnswer),
    /// Understood, and not what was hoped for.
    Final(Error),
}

impl<E: Into<MalformedAnswer>> From<E> for Defect {
    fn from(error: E) -> Self {
        Self::Malformed(error.into())
    }
}

impl Defect {
    pub(crate) fn refused(status: Status) -> Self {
        Self::Final(Error::Refused(Box::new(status)))
    }

    pub(crate) const fn mismatch(mismatch: Mismatch) -> Self {
        Self::Final(Error::Mismatch(mismatch))
    }
}

pub(crate) mod sealed {
    /// Keeps the list of operations closed.
    pub trait Sealed {}
}
