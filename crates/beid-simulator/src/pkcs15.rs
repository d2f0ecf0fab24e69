//! The PKCS#15 directory files, byte by byte as card.md 4.5 gives them.

use crate::asn1::{boolean_true, element, explicit, integer, octet_string, oid, sequence, utf8};
use crate::persona::{Applet, HolderKeys};

/// AID of DF(BELPIC), the PKCS#15 application (card.md 1.2).
pub(crate) const AID_BELPIC: &[u8] =
    &[0xA0, 0x00, 0x00, 0x01, 0x77, 0x50, 0x4B, 0x43, 0x53, 0x2D, 0x31, 0x35];

const PATH_BELPIC: &[u8] = &[0x3F, 0x00, 0xDF, 0x00];

/// Flags `private, modifiable` of the common object attributes, in the BIT STRING's two bytes.
const PRIVATE_MODIFIABLE: &[u8] = &[0x06, 0xC0];

fn path(file: u16) -> Vec<u8> {
    let [high, low] = file.to_be_bytes();
    octet_string(&[PATH_BELPIC, &[high, low]].concat())
}

/// EF(DIR), 37 bytes.
pub(crate) fn dir() -> Vec<u8> {
    let content = [
        element(0x4F, AID_BELPIC),
        element(0x50, b"BELPIC"),
        element(0x51, PATH_BELPIC),
        element(0x73, &oid(&[2, 16, 56, 2])),
    ];
    element(0x61, &content.concat())
}

/// EF(ODF), 36 bytes: where the private keys, certificates and PINs are listed.
pub(crate) fn odf() -> Vec<u8> {
    [(0, 0x5035), (4, 0x5037), (8, 0x5034)]
        .map(|(kind, file)| explicit(kind, &sequence(&[path(file)])))
        .concat()
}

/// EF(TokenInfo), 41 bytes.
pub(crate) fn token_info(applet: Applet, serial: &[u8; 16]) -> Vec<u8> {
    // graphical, electrical, electrical interface personalisation, reserved
    let versions: [u8; 4] = match applet {
        Applet::V11 => [0x00, 0x02, 0x02, 0x00],
        Applet::V17 | Applet::V17Rekeyed => [0x03, 0x03, 0x03, 0x00],
        Applet::V18 => [0x04, 0x04, 0x04, 0x40],
    };
    sequence(&[
        integer(&[0]),
        octet_string(serial),
        element(0x80, b"BELPIC"),
        element(0x03, &[0x04, 0x30]),
        element(0x9E, &versions),
    ])
}

/// EF(AODF), 53 bytes: the one PIN.
pub(crate) fn aodf() -> Vec<u8> {
    let common = sequence(&[utf8("Basic PIN"), element(0x03, PRIVATE_MODIFIABLE)]);
    let class = sequence(&[octet_string(&[0x01])]);
    let attributes = sequence(&[
        element(0x03, &[0x02, 0x0C]),
        element(0x0A, &[0x00]),
        integer(&[4]),
        integer(&[8]),
        element(0x80, &[0x01]),
        octet_string(&[0xFF]),
        sequence(&[octet_string(&[0x3F, 0x00])]),
    ]);
    sequence(&[common, class, explicit(1, &attributes)])
}

/// EF(PrKDF), 119 bytes. Cards without a key keep its entry: no paper says that they lose it.
pub(crate) fn prkdf(applet: Applet) -> Vec<u8> {
    let (outer, size) = match applet {
        Applet::V11 => (0x30, [0x04, 0x00]),
        Applet::V17 | Applet::V17Rekeyed => (0x30, [0x08, 0x00]),
        Applet::V18 => (0xA0, [0x01, 0x80]),
    };
    let attributes = explicit(1, &sequence(&[sequence(&[octet_string(PATH_BELPIC)]), element(0x02, &size)]));
    let entry = |label: &str, user_consent: Option<Vec<u8>>, id: u8, usage: &[u8], reference: u8| {
        let mut common = vec![utf8(label), element(0x03, PRIVATE_MODIFIABLE), octet_string(&[0x01])];
        common.extend(user_consent);
        let class = sequence(&[
            octet_string(&[id]),
            element(0x03, usage),
            element(0x03, &[0x03, 0xB8]),
            element(0x02, &[0x00, reference]),
        ]);
        element(outer, &[sequence(&common), class, attributes.clone()].concat())
    };
    [
        entry("Authentication", None, 0x02, &[0x05, 0x20], 0x82),
        entry("Signature", Some(integer(&[1])), 0x03, &[0x06, 0x00, 0x40], 0x83),
    ]
    .concat()
}

/// EF(CDF), 163 bytes in the form of C401 (1.1, 1.7), 175 in that of C54 (1.8). The entries of certificates
/// that the card lacks are left out, and zero bytes keep the length.
pub(crate) fn cdf(applet: Applet, keys: HolderKeys) -> Vec<u8> {
    let (flags, tail): (u8, &[u8]) =
        if applet == Applet::V18 { (0x40, &[0x83, 0x01, 0x00]) } else { (0xC0, &[]) };
    let entry = |label: &str, id: u8, file: u16, authority: bool| {
        let common = sequence(&[utf8(label), element(0x03, &[0x06, flags]), octet_string(&[0x01])]);
        let mut class = octet_string(&[id]);
        if authority {
            class.extend(boolean_true());
        }
        class.extend_from_slice(tail);
        let attributes = explicit(1, &sequence(&[sequence(&[path(file)])]));
        sequence(&[common, element(0x30, &class), attributes])
    };
    let authentication = entry("Authentication", 0x02, 0x5038, false);
    let signature = entry("Signature", 0x03, 0x5039, false);
    let authorities = [entry("CA", 0x04, 0x503A, true), entry("Root", 0x06, 0x503B, true)].concat();
    let whole = authentication.len() + signature.len() + authorities.len();
    let mut file = match keys {
        HolderKeys::Both => [authentication, signature, authorities].concat(),
        HolderKeys::AuthenticationOnly => [authentication, authorities].concat(),
        HolderKeys::None => authorities,
    };
    file.resize(whole, 0);
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use hex_literal::hex;

    /// The bytes printed in card.md 4.5.
    #[test]
    fn as_printed() {
        let expected = hex!(
            "61 23 4F 0C A0 00 00 01 77 50 4B 43 53 2D 31 35 50 06 42 45 4C 50 49 43
             51 04 3F 00 DF 00 73 05 06 03 60 38 02"
        );
        assert_eq!(dir(), expected);
        let expected = hex!(
            "A0 0A 30 08 04 06 3F 00 DF 00 50 35 A4 0A 30 08 04 06 3F 00 DF 00 50 37
             A8 0A 30 08 04 06 3F 00 DF 00 50 34"
        );
        assert_eq!(odf(), expected);
        let expected = hex!(
            "30 33 30 0F 0C 09 42617369632050494E 03 02 06 C0 30 03 04 01 01 A1 1B 30 19 03 02 02 0C
             0A 01 00 02 01 04 02 01 08 80 01 01 04 01 FF 30 04 04 02 3F 00"
        );
        assert_eq!(aodf(), expected);
        let expected = hex!(
            "30 3A 30 17 0C 0E 41757468656E7469636174696F6E 03 02 06 C0 04 01 01 30 0F 04 01 02 03 02 05 20
             03 02 03 B8 02 02 00 82 A1 0E 30 0C 30 06 04 04 3F 00 DF 00 02 02 08 00
             30 39 30 15 0C 09 5369676E6174757265 03 02 06 C0 04 01 01 02 01 01 30 10 04 01 03 03 03 06 00 40
             03 02 03 B8 02 02 00 83 A1 0E 30 0C 30 06 04 04 3F 00 DF 00 02 02 08 00"
        );
        assert_eq!(prkdf(Applet::V17), expected);
        assert_eq!(token_info(Applet::V18, &[7; 16]).len(), 41);
    }

    #[test]
    fn lengths_of_the_certificate_directory() {
        for keys in [HolderKeys::Both, HolderKeys::AuthenticationOnly, HolderKeys::None] {
            assert_eq!(cdf(Applet::V17, keys).len(), 163, "{keys:?}");
            assert_eq!(cdf(Applet::V18, keys).len(), 175, "{keys:?}");
        }
        assert_eq!(cdf(Applet::V17, HolderKeys::Both)[..2], hex!("30 2C"));
        assert_eq!(cdf(Applet::V18, HolderKeys::Both)[..2], hex!("30 2F"));
        assert_eq!(cdf(Applet::V17, HolderKeys::None)[..2], hex!("30 23"));
    }
}
