//! The simulated authorities: citizen roots, Citizen and Foreigner CAs, the National Register, and the
//! certificates of the holders, in the profile of real ones (card.md 7).
//!
//! Each name says TEST: a certificate of this world must never be taken for one of the real world.

use sha2::{Digest, Sha256};

use crate::asn1;
use crate::assumed;
use crate::holder::Day;
use crate::keys::{Modulus, PrivateKey};
use crate::persona::{Applet, Persona};

const COUNTRY: &[u32] = &[2, 5, 4, 6];
const LOCALITY: &[u32] = &[2, 5, 4, 7];
const ORGANISATION: &[u32] = &[2, 5, 4, 10];
const UNIT: &[u32] = &[2, 5, 4, 11];
const COMMON_NAME: &[u32] = &[2, 5, 4, 3];
const SURNAME: &[u32] = &[2, 5, 4, 4];
const GIVEN_NAME: &[u32] = &[2, 5, 4, 42];
const SERIAL_NUMBER: &[u32] = &[2, 5, 4, 5];

/// Bits of the key usage extension (RFC 5280, 4.2.1.3).
const DIGITAL_SIGNATURE: u8 = 0;
const NON_REPUDIATION: u8 = 1;
const CERT_SIGN: u8 = 5;
const CRL_SIGN: u8 = 6;

/// Bits of the two kinds of world: old keys and hashes, or new ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Rsa,
    Ec,
}

impl Family {
    pub(crate) const fn of(applet: Applet) -> Self {
        if applet.has_ec_authorities() { Self::Ec } else { Self::Rsa }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::Ec => "EC",
        }
    }

    fn key(self, what: &str, seed: u64) -> PrivateKey {
        let label = format!("authority {what}");
        match self {
            Self::Rsa => PrivateKey::rsa(&label, Modulus::Bits2048, seed),
            Self::Ec => PrivateKey::ec(&label, seed),
        }
    }
}

/// One who signs certificates.
struct Authority {
    key: PrivateKey,
    /// Its subject name, DER.
    name: Vec<u8>,
}

/// Everything an issuer needs to know of one certificate.
struct Wanted<'a> {
    subject: Vec<u8>,
    spki: Vec<u8>,
    /// Key identifier of the subject's key; `None` leaves the extension out, as the holders' certificates do.
    identifier: Option<[u8; 20]>,
    from: Day,
    until: Day,
    /// From which the serial number follows.
    label: String,
    extensions: Vec<Vec<u8>>,
    seed: u64,
    issuer: &'a Authority,
}

fn attribute(kind: &[u32], value: Vec<u8>) -> Vec<u8> {
    asn1::set_of_one(&asn1::sequence(&[asn1::oid(kind), value]))
}

fn country() -> Vec<u8> {
    attribute(COUNTRY, asn1::printable("BE"))
}

fn root_name(family: Family) -> Vec<u8> {
    let common_name =
        attribute(COMMON_NAME, asn1::utf8(&format!("TEST Virtual eID Root CA {}", family.label())));
    match family {
        Family::Rsa => asn1::sequence(&[country(), common_name]),
        Family::Ec => asn1::sequence(&[
            country(),
            attribute(LOCALITY, asn1::utf8("Brussels")),
            attribute(ORGANISATION, asn1::utf8("TEST Kingdom of Virtual Cards")),
            attribute(UNIT, asn1::utf8("TEST Home Affairs (NTRBE-0999999922)")),
            attribute(UNIT, asn1::utf8("TEST Policy and Support (NTRBE-0999999922)")),
            common_name,
        ]),
    }
}

fn citizen_ca_name(family: Family, foreigner: bool) -> Vec<u8> {
    let kind = if foreigner { "TEST Foreigner CA" } else { "TEST Citizen CA" };
    let common_name = attribute(COMMON_NAME, asn1::utf8(kind));
    let number = attribute(SERIAL_NUMBER, asn1::printable("202001"));
    match family {
        Family::Rsa => asn1::sequence(&[country(), common_name, number]),
        Family::Ec => asn1::sequence(&[
            country(),
            attribute(LOCALITY, asn1::utf8("Brussels")),
            attribute(ORGANISATION, asn1::utf8("TEST Kingdom of Virtual Cards")),
            attribute(UNIT, asn1::utf8("TEST Home Affairs (NTRBE-0999999922)")),
            attribute(UNIT, asn1::utf8("TEST Policy and Support (NTRBE-0999999922)")),
            number,
            common_name,
        ]),
    }
}

/// `C=BE, CN=<first given name> <surname> (Authentication), SN, GN, serialNumber`, in this order (card.md 7).
fn holder_name(persona: &Persona, purpose: &str) -> Vec<u8> {
    let holder = persona.holder();
    let first = holder.given_names.split(' ').next().unwrap_or_default();
    let mut parts = vec![country()];
    let suffix = format!(" ({purpose})");
    let room = assumed::MAX_COMMON_NAME - suffix.len();
    let person: String = format!("{first} {}", holder.surname).trim().chars().take(room).collect();
    parts.push(attribute(COMMON_NAME, asn1::utf8(&format!("{}{suffix}", person.trim_end()))));
    parts.push(attribute(SURNAME, asn1::utf8(&holder.surname)));
    if !holder.given_names.is_empty() {
        parts.push(attribute(GIVEN_NAME, asn1::utf8(&holder.given_names)));
    }
    parts.push(attribute(SERIAL_NUMBER, asn1::printable(&holder.national_number)));
    asn1::sequence(&parts)
}

fn extension(arcs: &[u32], value: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::oid(arcs), asn1::octet_string(value)])
}

fn critical(arcs: &[u32], value: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::oid(arcs), asn1::boolean_true(), asn1::octet_string(value)])
}

fn key_usage(bits: &[u8]) -> Vec<u8> {
    critical(&[2, 5, 29, 15], &asn1::named_bits(bits))
}

fn basic_constraints(path_length: Option<u8>) -> Vec<u8> {
    let mut parts = vec![asn1::boolean_true()];
    parts.extend(path_length.map(|length| asn1::integer(&[length])));
    critical(&[2, 5, 29, 19], &asn1::sequence(&parts))
}

fn uri(text: &str) -> Vec<u8> {
    asn1::element(0x86, text.as_bytes())
}

fn crl_distribution_point(url: &str) -> Vec<u8> {
    let name = asn1::explicit(0, &asn1::explicit(0, &uri(url)));
    extension(&[2, 5, 29, 31], &asn1::sequence(&[asn1::sequence(&[name])]))
}

fn authority_information(issuers: &str, ocsp: &str) -> Vec<u8> {
    let access =
        |arc: u32, url: &str| asn1::sequence(&[asn1::oid(&[1, 3, 6, 1, 5, 5, 7, 48, arc]), uri(url)]);
    let value = asn1::sequence(&[access(2, issuers), access(1, ocsp)]);
    extension(&[1, 3, 6, 1, 5, 5, 7, 1, 1], &value)
}

fn policy(arcs: &[u32]) -> Vec<u8> {
    let qualifier = asn1::sequence(&[
        asn1::oid(&[1, 3, 6, 1, 5, 5, 7, 2, 1]),
        asn1::element(0x16, assumed::POLICY_URL.as_bytes()),
    ]);
    let information = asn1::sequence(&[asn1::oid(arcs), asn1::sequence(&[qualifier])]);
    extension(&[2, 5, 29, 32], &asn1::sequence(&[information]))
}

/// Qualified certificate on a device (ETSI EN 319 412-5: QcCompliance, QcSSCD).
fn qualified_statements() -> Vec<u8> {
    let statement = |arc: u32| asn1::sequence(&[asn1::oid(&[0, 4, 0, 1862, 1, arc])]);
    extension(&[1, 3, 6, 1, 5, 5, 7, 1, 3], &asn1::sequence(&[statement(1), statement(4)]))
}

/// 16 bytes, positive, from the label: no two certificates of one issuer share one.
fn serial(label: &str, seed: u64) -> Vec<u8> {
    let hash = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(label.as_bytes()).finalize();
    let mut bytes: Vec<u8> = hash.iter().copied().take(16).collect();
    if let Some(first) = bytes.first_mut() {
        *first = (*first & 0x3F) | 0x10;
    }
    asn1::integer(&bytes)
}

/// TBSCertificate and Certificate (RFC 5280, 4.1).
fn issue(wanted: Wanted<'_>) -> Vec<u8> {
    let issuer = wanted.issuer;
    let mut extensions = wanted.extensions;
    let authority_key = asn1::sequence(&[asn1::element(0x80, &issuer.key.identifier())]);
    extensions.insert(0, extension(&[2, 5, 29, 35], &authority_key));
    if let Some(identifier) = wanted.identifier {
        extensions.insert(0, extension(&[2, 5, 29, 14], &asn1::octet_string(&identifier)));
    }
    let midnight = |day: Day| asn1::utc_midnight(day.year, day.month, day.day);
    let tbs = asn1::sequence(&[
        asn1::explicit(0, &asn1::integer(&[2])),
        serial(&wanted.label, wanted.seed),
        issuer.key.signature_algorithm(),
        issuer.name.clone(),
        asn1::sequence(&[midnight(wanted.from), midnight(wanted.until)]),
        wanted.subject,
        wanted.spki,
        asn1::explicit(3, &asn1::sequence(&extensions)),
    ]);
    let signature = issuer.key.sign(&tbs);
    asn1::sequence(&[tbs, issuer.key.signature_algorithm(), asn1::bit_string(&signature)])
}

/// A true certificate of exactly `length` bytes that says nothing: for cards whose files are to have known sizes.
/// `None` when no certificate is so short.
pub(crate) fn sized_certificate(
    family: Family,
    name: &str,
    subject: &PrivateKey,
    length: usize,
    seed: u64,
) -> Option<Vec<u8>> {
    let issuer = family.key("root", seed);
    let name_of = |text: &str| asn1::sequence(&[attribute(COMMON_NAME, asn1::utf8(text))]);
    let (from, until) = (asn1::utc_midnight(2020, 1, 1), asn1::utc_midnight(2040, 1, 1));
    let with = |filling: &[u8]| {
        // Below the example arc.
        let extensions = asn1::sequence(&[extension(&[2, 999], filling)]);
        let tbs = asn1::sequence(&[
            asn1::explicit(0, &asn1::integer(&[2])),
            asn1::integer(&[length as u8 & 0x3F | 0x40]),
            issuer.signature_algorithm(),
            name_of("TEST"),
            asn1::sequence(&[from.clone(), until.clone()]),
            name_of(name),
            subject.spki(),
            asn1::explicit(3, &extensions),
        ]);
        let signature = asn1::bit_string(&issuer.sign(&tbs));
        asn1::sequence(&[tbs, issuer.signature_algorithm(), signature])
    };
    // Lengths of lengths and of an ECDSA signature vary by a few bytes.
    let mut room = length.checked_sub(with(&[]).len())?;
    for attempt in 0..=u8::MAX {
        let certificate = with(&[&[attempt][..], &vec![b' '; room]].concat());
        match certificate.len().cmp(&length) {
            core::cmp::Ordering::Equal => return Some(certificate),
            core::cmp::Ordering::Less => room += 1,
            core::cmp::Ordering::Greater => room = room.checked_sub(1)?,
        }
    }
    None
}

fn root(family: Family, seed: u64) -> Authority {
    Authority { key: family.key("root", seed), name: root_name(family) }
}

fn citizen_ca(family: Family, foreigner: bool, seed: u64) -> Authority {
    let what = if foreigner { "foreigner CA" } else { "citizen CA" };
    Authority { key: family.key(what, seed), name: citizen_ca_name(family, foreigner) }
}

/// The key with which the National Register signs identity and address.
pub(crate) fn register_key(applet: Applet, seed: u64) -> PrivateKey {
    match applet {
        Applet::V11 => PrivateKey::rsa("authority RRN", Modulus::Bits1024, seed),
        Applet::V17 | Applet::V17Rekeyed | Applet::V18 => Family::of(applet).key("RRN", seed),
    }
}

/// Whether a root is still valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RootAge {
    Valid,
    /// Ended in 2023; its key and what it signed are the same.
    Ended,
}

/// Self-signed certificate of a citizen root.
pub(crate) fn root_certificate(family: Family, age: RootAge, seed: u64) -> Vec<u8> {
    let issuer = root(family, seed);
    let mut extensions = vec![basic_constraints(None), key_usage(&[CERT_SIGN, CRL_SIGN])];
    extensions.push(policy(assumed::ROOT_POLICY));
    issue(Wanted {
        subject: issuer.name.clone(),
        spki: issuer.key.spki(),
        identifier: Some(issuer.key.identifier()),
        from: Day::new(2013, 6, 26),
        until: match age {
            RootAge::Valid => Day::new(2048, 6, 26),
            RootAge::Ended => Day::new(2023, 6, 26),
        },
        label: match age {
            RootAge::Valid => format!("root {}", family.label()),
            RootAge::Ended => format!("ended root {}", family.label()),
        },
        extensions,
        seed,
        issuer: &issuer,
    })
}

/// Certificate of the Citizen CA or the Foreigner CA.
pub(crate) fn citizen_ca_certificate(family: Family, foreigner: bool, seed: u64) -> Vec<u8> {
    let (issuer, subject) = (root(family, seed), citizen_ca(family, foreigner, seed));
    let mut extensions = vec![
        basic_constraints(Some(0)),
        key_usage(&[CERT_SIGN, CRL_SIGN]),
        policy(assumed::ROOT_POLICY),
        crl_distribution_point(assumed::ROOT_CRL_URL),
    ];
    if family == Family::Ec {
        let purpose = |arc: u32| asn1::oid(&[1, 3, 6, 1, 5, 5, 7, 3, arc]);
        extensions.push(extension(&[2, 5, 29, 37], &asn1::sequence(&[purpose(2), purpose(4)])));
        extensions.push(authority_information(assumed::ROOT_ISSUER_URL, assumed::OCSP_URL));
    }
    issue(Wanted {
        subject: subject.name,
        spki: subject.key.spki(),
        identifier: Some(subject.key.identifier()),
        from: Day::new(2014, 1, 1),
        until: Day::new(2047, 1, 1),
        label: format!("citizen CA {} {foreigner}", family.label()),
        extensions,
        seed,
        issuer: &issuer,
    })
}

/// Certificate of the National Register, issued by the root (card.md 6.3, step 7).
pub(crate) fn register_certificate(applet: Applet, seed: u64) -> Vec<u8> {
    let family = Family::of(applet);
    let issuer = root(family, seed);
    let key = register_key(applet, seed);
    let name = |kind, text| attribute(kind, asn1::utf8(text));
    issue(Wanted {
        subject: asn1::sequence(&[country(), name(ORGANISATION, "TEST RRN"), name(COMMON_NAME, "TEST RRN")]),
        spki: key.spki(),
        identifier: Some(key.identifier()),
        from: Day::new(2014, 1, 1),
        until: Day::new(2047, 1, 1),
        label: format!("RRN {} {}", family.label(), applet.version()),
        extensions: vec![
            critical(&[2, 5, 29, 19], &asn1::sequence(&[])),
            key_usage(&[DIGITAL_SIGNATURE, NON_REPUDIATION]),
            crl_distribution_point(assumed::ROOT_CRL_URL),
        ],
        seed,
        issuer: &issuer,
    })
}

/// What a certificate of a holder is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Authentication,
    Signature,
}

/// Certificate of a holder's key, issued by the Citizen or Foreigner CA.
pub(crate) fn holder_certificate(
    persona: &Persona,
    purpose: Purpose,
    key: &PrivateKey,
    seed: u64,
) -> Vec<u8> {
    let family = Family::of(persona.applet());
    let issuer = citizen_ca(family, persona.is_foreigner(), seed);
    let (text, bit, arcs) = match purpose {
        Purpose::Authentication => ("Authentication", DIGITAL_SIGNATURE, assumed::AUTHENTICATION_POLICY),
        Purpose::Signature => ("Signature", NON_REPUDIATION, assumed::SIGNATURE_POLICY),
    };
    let mut extensions = vec![
        policy(arcs),
        crl_distribution_point(assumed::CITIZEN_CRL_URL),
        key_usage(&[bit]),
        authority_information(assumed::CITIZEN_ISSUER_URL, assumed::OCSP_URL),
    ];
    if purpose == Purpose::Signature {
        extensions.push(qualified_statements());
    }
    issue(Wanted {
        subject: holder_name(persona, text),
        spki: key.spki(),
        identifier: None,
        from: persona.holder().valid_from,
        until: persona.holder().valid_until,
        label: format!("holder {} {text} {}", persona.name(), persona.applet().version()),
        extensions,
        seed,
        issuer: &issuer,
    })
}
