//! The photo: JPEG, 140 × 200 or 150 × 195 grey pixels (card.md 5.6).

/// Width and height in pixels, from the JPEG's frame header (ITU-T T.81 B.2.2); `None` when it has none.
#[must_use]
pub fn dimensions(jpeg: &[u8]) -> Option<(u16, u16)> {
    let mut rest = jpeg.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let (&[mark, kind, high, low], _) = rest.split_first_chunk()?;
        if mark != 0xFF {
            return None;
        }
        // Start of frame, all but the markers DHT (C4), JPG (C8) and DAC (CC) of that range.
        if matches!(kind, 0xC0..=0xCF) && !matches!(kind, 0xC4 | 0xC8 | 0xCC) {
            let (&[_, _, _, _, _, h1, h2, w1, w2], _) = rest.split_first_chunk()?;
            return Some((u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2])));
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        if length < 2 {
            return None;
        }
        rest = rest.get(length.checked_add(2)?..)?;
    }
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;

    #[test]
    fn frame_header() {
        let jpeg = hex!("FFD8 FFE0 0004 0000 FFDB 0003 00 FFC0 000B 08 00C8 008C 01 01 11 00 FFDA");
        assert_eq!(dimensions(&jpeg), Some((140, 200)));
        for cut in 0..22 {
            assert_eq!(dimensions(&jpeg[..cut]), None, "{cut}");
        }
        assert_eq!(dimensions(&hex!("FFD8 FFE0 0000 FFC0 000B 08 00C8 008C")), None);
        assert_eq!(dimensions(b"GIF89a"), None);
    }
}
