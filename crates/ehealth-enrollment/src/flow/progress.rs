//! Where a procedure stands.

/// A step that a person would name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// General terms.
    Terms,
    /// The card is read and verified.
    Card,
    /// The person signs in at the authority.
    SignIn,
    /// For whom the certificate is.
    Applicant,
    /// Contact data.
    ContactData,
    /// The authority's contract.
    Contract,
    /// The password of the keystore.
    Password,
    /// The key is made and the keystore written.
    Keystore,
    /// Overview.
    Overview,
    /// The person signs.
    Signature,
    /// The request file is written.
    RequestFile,
    /// The request is sent.
    Send,
    /// The authority is asked for the certificate.
    Fetch,
    /// The certificate is checked and installed.
    Install,
    /// The encryption key is made and stored.
    EncryptionKey,
    /// The encryption key is registered.
    Register,
    /// The result is checked.
    Verify,
    /// The keystore to be renewed is opened.
    OldKeystore,
    /// The authority is asked whether it can be renewed.
    Window,
    /// The encryption key is activated.
    Activate,
    /// The certificate is chosen.
    Choose,
    /// The issuer is asked whether the certificate is revoked.
    Revocation,
    /// The depot is asked for the token.
    Depot,
}

impl Step {
    /// A stable key for translations and logs.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Card => "card",
            Self::SignIn => "sign-in",
            Self::Applicant => "applicant",
            Self::ContactData => "contact-data",
            Self::Contract => "contract",
            Self::Password => "password",
            Self::Keystore => "keystore",
            Self::Overview => "overview",
            Self::Signature => "signature",
            Self::RequestFile => "request-file",
            Self::Send => "send",
            Self::Fetch => "fetch",
            Self::Install => "install",
            Self::EncryptionKey => "encryption-key",
            Self::Register => "register",
            Self::Verify => "verify",
            Self::OldKeystore => "old-keystore",
            Self::Window => "window",
            Self::Activate => "activate",
            Self::Choose => "choose",
            Self::Revocation => "revocation",
            Self::Depot => "depot",
        }
    }
}

/// Step `number` of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The step.
    pub step: Option<Step>,
    /// Counted from 1; 0 before the first.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    steps: &'static [Step],
}

impl Default for Progress {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl Progress {
    pub(crate) const fn of(steps: &'static [Step]) -> Self {
        Self { step: None, number: 0, of: steps.len(), steps }
    }

    pub(crate) fn enter(&mut self, step: Step) {
        self.step = Some(step);
        if let Some(index) = self.steps.iter().position(|known| *known == step) {
            self.number = index.saturating_add(1);
        }
    }
}
