//! GenerateRevocationContract and Revoke (ra.md 4.10, 4.11): end a certificate and its encryption token.

use core::fmt;

use ehealth_csr::Person;
use ehealth_csr::xml::{Element, Writer};
use ehealth_pki::KeyIdentifier;

use super::types::{LocalizedText, identifier};
use crate::endpoints::Service;
use crate::error::{MalformedAnswer, Mismatch};
use crate::names::{CERTRA, CERTRA_CORE, COMMONS_CORE};
use crate::open::open_enum;
use crate::operation::{
    Defect, Form, Operation, Repeat, SignedOperation, SignerRole, UnsignedOperation, Wire, sealed::Sealed,
};

const CC: &str = CERTRA_CORE.uri();
const CORE: &str = COMMONS_CORE.uri();

open_enum! {
    /// Why a certificate is revoked.
    RevocationReason {
        /// Password or key may be in other hands.
        KeyCompromise = "keyCompromise",
        /// The owner no longer belongs to the organisation.
        AffiliationChanged = "affiliationChanged",
        /// Another certificate takes its place; also when the password was forgotten.
        Superseded = "superseded",
        /// The work it was for has ended.
        CessationOfOperation = "cessationOfOperation",
    }
}

/// Asks for the contract that has to be shown and signed.
#[derive(Debug, Clone)]
pub struct GenerateRevocationContract {
    key: KeyIdentifier,
    signer: Person,
    reason: RevocationReason,
}

impl GenerateRevocationContract {
    /// `key` is the identifier of the certificate's key, `signer` the person whose card will sign.
    #[must_use]
    pub const fn new(key: KeyIdentifier, signer: Person, reason: RevocationReason) -> Self {
        Self { key, signer, reason }
    }
}

/// The contract of a revocation, kept as it came: it goes back unchanged.
#[derive(Clone, PartialEq, Eq)]
pub struct RevocationContract {
    key: KeyIdentifier,
    dn: String,
    signer_ids: Vec<(String, String)>,
    signer_first_names: Vec<String>,
    signer_name: String,
    reason: RevocationReason,
    text: LocalizedText,
}

impl RevocationContract {
    /// Which certificate was asked about.
    #[must_use]
    pub const fn key_identifier(&self) -> KeyIdentifier {
        self.key
    }

    /// The certificate's subject, in the authority's words: show it.
    #[must_use]
    pub fn dn_text(&self) -> &str {
        &self.dn
    }

    /// The reason.
    #[must_use]
    pub const fn reason(&self) -> &RevocationReason {
        &self.reason
    }

    /// The texts, HTML, one a language: to be shown before anything is signed.
    #[must_use]
    pub const fn text(&self) -> &LocalizedText {
        &self.text
    }

    /// `cc:RevocationContractType`.
    fn read(contract: Element<'_>, key: KeyIdentifier) -> Result<Self, MalformedAnswer> {
        let signer = contract.one(CC, "Signer")?;
        Ok(Self {
            key,
            dn: contract.one(CC, "DN")?.text()?,
            signer_ids: signer.all(CORE, "Id").map(identifier).collect::<Result<_, _>>()?,
            signer_first_names: signer.all(CORE, "FirstName").map(Element::text).collect::<Result<_, _>>()?,
            signer_name: signer.one(CORE, "Name")?.text()?,
            reason: contract.one(CC, "RevocationReason")?.trimmed()?.as_str().into(),
            text: LocalizedText::read(contract.one(CC, "Text")?)?,
        })
    }

    fn is_for(&self, signer: &Person) -> bool {
        let number = |(kind, value): &(String, String)| {
            kind.eq_ignore_ascii_case("SSIN") && value.trim() == signer.ssin().as_str()
        };
        self.signer_ids.iter().any(number)
            && self.signer_first_names.join(" ").trim() == signer.given_names().trim()
            && self.signer_name.trim() == signer.surname().trim()
    }

    fn write(&self, out: &mut Writer) {
        out.element(CERTRA_CORE, "DN", &self.dn).start(CERTRA_CORE, "Signer");
        for (kind, value) in &self.signer_ids {
            out.start(COMMONS_CORE, "Id").attribute("Type", kind).text(value).end();
        }
        for first_name in &self.signer_first_names {
            out.element(COMMONS_CORE, "FirstName", first_name);
        }
        out.element(COMMONS_CORE, "Name", &self.signer_name).end();
        out.element(CERTRA_CORE, "RevocationReason", self.reason.as_str()).start(CERTRA_CORE, "Text");
        for (language, text) in self.text.iter() {
            out.start(CERTRA_CORE, "Value").language(language).text(text).end();
        }
        out.end();
    }
}

impl fmt::Debug for RevocationContract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevocationContract({})", self.key)
    }
}

impl Sealed for GenerateRevocationContract {}

impl Operation for GenerateRevocationContract {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:certra:protocol:v2:generateRevocationContract";
    const REPEAT: Repeat = Repeat::Freely;
    const WIRE: Wire = Wire::new(
        CERTRA,
        "GenerateRevocationContractRequest",
        "GenerateRevocationContractResponse",
        Form::Status,
    );
    type Response = RevocationContract;

    fn write(&self, out: &mut Writer) {
        out.element(CERTRA, "PublicKeyIdentifier", &self.key.to_string()).start(CERTRA, "Signer");
        self.signer.write(out);
        out.end().element(CERTRA, "RevocationReason", self.reason.as_str());
    }

    fn read(&self, answer: Element<'_>) -> Result<Self::Response, Defect> {
        let contract = RevocationContract::read(answer.one(CERTRA.uri(), "Contract")?, self.key)?;
        if !contract.is_for(&self.signer) {
            return Err(Defect::mismatch(Mismatch::ContractSigner));
        }
        if contract.reason != self.reason {
            return Err(Defect::mismatch(Mismatch::RevocationReason));
        }
        Ok(contract)
    }
}

impl UnsignedOperation for GenerateRevocationContract {}

/// Revokes a certificate and its token. The signature is a legal one: the person has read the contract.
#[derive(Debug, Clone)]
pub struct Revoke {
    contract: RevocationContract,
}

impl Revoke {
    /// With the contract as it came.
    #[must_use]
    pub const fn new(contract: RevocationContract) -> Self {
        Self { contract }
    }
}

impl Sealed for Revoke {}

impl Operation for Revoke {
    const SERVICE: Service = Service::CertRaV2;
    const SOAP_ACTION: &'static str = "urn:be:fgov:ehealth:etee:certra:protocol:v2:revoke";
    const REPEAT: Repeat = Repeat::AskFirst;
    const WIRE: Wire = Wire::new(CERTRA, "RevokeRequest", "RevokeResponse", Form::Status);
    type Response = ();

    fn write(&self, out: &mut Writer) {
        out.element(CERTRA, "PublicKeyIdentifier", &self.contract.key.to_string());
        out.start(CERTRA, "Contract");
        self.contract.write(out);
        out.end();
    }

    fn read(&self, _answer: Element<'_>) -> Result<Self::Response, Defect> {
        Ok(())
    }
}

impl SignedOperation for Revoke {
    const SIGNED_BY: SignerRole = SignerRole::EidSignature;
}
