//! The environment that a certificate's issuer belongs to.

use ehealth_pki::anchor;
use ehealth_pki::certificate::Certificate;

use crate::Environment;

/// By the names of the issuing CAs that `ehealth_pki` knows, and by the words that test CAs carry; `None` for
/// any other. A name proves nothing: this tells a wrongly chosen file, not whom to trust.
pub(crate) fn environment(certificate: &Certificate) -> Option<Environment> {
    let of = |environment| {
        let anchors = anchor::issuing(environment);
        anchors.iter().any(|anchor| anchor.name().matches(certificate.issuer()))
    };
    if of(Environment::Production) {
        return Some(Environment::Production);
    }
    let acceptance = of(Environment::Acceptance);
    (acceptance || anchor::is_test_name(certificate.issuer())).then_some(Environment::Acceptance)
}
