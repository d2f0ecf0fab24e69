//! A command as the card receives it over T=0: five header bytes, then what the header announces.

/// Split command. The data of VERIFY and CHANGE are in it, so there is no `Debug`.
pub(crate) struct Received<'a> {
    pub(crate) class: u8,
    pub(crate) instruction: u8,
    pub(crate) p1: u8,
    pub(crate) p2: u8,
    /// P3 when it stands alone: the length wanted. A command of four bytes has the header with P3 = 0
    /// (card.md 8.3).
    pub(crate) p3: u8,
    /// What follows P3.
    pub(crate) data: &'a [u8],
}

impl<'a> Received<'a> {
    /// `None` when header and length contradict each other: `6700`.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let [class, instruction, p1, p2, rest @ ..] = bytes else { return None };
        let (p3, body) = rest.split_first().map_or((0, rest), |(p3, body)| (*p3, body));
        let length = usize::from(p3);
        let data = match body.len() {
            0 => body,
            // One byte more is the Le of a case 4 command, which T=0 does not carry (card.md 13.1).
            _ if body.len() == length || body.len() == length + 1 => body.get(..length)?,
            _ => return None,
        };
        Some(Self { class: *class, instruction: *instruction, p1: *p1, p2: *p2, p3, data })
    }

    /// P3 as a length wanted: 00 is 256.
    pub(crate) fn wanted(&self) -> usize {
        if self.p3 == 0 { 256 } else { usize::from(self.p3) }
    }
}

/// Name of an instruction, for logs.
pub(crate) const fn name(instruction: u8) -> &'static str {
    match instruction {
        0x20 => "VERIFY",
        0x22 => "MSE SET",
        0x24 => "CHANGE REFERENCE DATA",
        0x2A => "PSO COMPUTE DIGITAL SIGNATURE",
        0x2C => "RESET RETRY COUNTER",
        0x84 => "GET CHALLENGE",
        0x88 => "INTERNAL AUTHENTICATE",
        0xA4 => "SELECT",
        0xB0 => "READ BINARY",
        0xB2 => "READ RECORD",
        0xC0 => "GET RESPONSE",
        0xE4 => "GET CARD DATA",
        0xE6 => "LOG OFF",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_length_must_agree() {
        type Case = (&'static [u8], Option<(u8, usize)>);
        // (command, P3 and length of its data, or 6700)
        let cases: &[Case] = &[
            (&[0, 0x20, 0, 1], Some((0, 0))),
            (&[0, 0x20, 0, 1, 0], Some((0, 0))),
            (&[0, 0xB0, 0, 0, 0xFC], Some((0xFC, 0))),
            (&[0, 0xA4, 2, 0x0C, 2, 0x3F, 0], Some((2, 2))),
            (&[0, 0xA4, 2, 0x0C, 2, 0x3F, 0, 0], Some((2, 2))),
            (&[0, 0xA4, 2, 0x0C, 2, 0x3F], None),
            (&[0, 0xA4, 2, 0x0C, 2, 0x3F, 0, 0, 0], None),
            (&[0, 0xA4, 2], None),
            (&[], None),
        ];
        for (bytes, expected) in cases {
            let got = Received::parse(bytes).map(|received| (received.p3, received.data.len()));
            assert_eq!(got, *expected, "{bytes:02X?}");
        }
    }
}
