//! A photo nobody sat for: a grey mosaic of a head and shoulders as a baseline JPEG (ITU-T T.81).
//!
//! Head, shoulders and shades follow from the persona's name, so that no two personas look the same.
//!
//! Each block of 8 × 8 pixels has one shade, so the only coefficient is the first one; a comment brings the
//! file to the length that photos on cards have.

use sha2::{Digest, Sha256};

/// Length of the photo file in bytes on all virtual cards (card.md 14.5).
pub(crate) const PHOTO_LENGTH: usize = 3064;

struct Bits {
    out: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, value: u32, width: u32) {
        for position in (0..width).rev() {
            self.pending = self.pending << 1 | (value >> position & 1);
            self.count += 1;
            if self.count == 8 {
                let byte = self.pending as u8;
                self.out.push(byte);
                if byte == 0xFF {
                    self.out.push(0);
                }
                (self.pending, self.count) = (0, 0);
            }
        }
    }

    fn finish(mut self) -> Vec<u8> {
        while self.count != 0 {
            self.push(1, 1);
        }
        self.out
    }
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = ((content.len() + 2) as u16).to_be_bytes();
    [&[0xFF, marker, high, low], content].concat()
}

/// What makes a face this one's.
struct Look {
    /// Shades.
    skin: i32,
    hair: i32,
    coat: i32,
    wall: i32,
    /// Half axes of the head, where the hair ends, half width of the shoulders; hundredths of half the picture.
    wide: i32,
    tall: i32,
    hairline: i32,
    shoulders: i32,
}

impl Look {
    fn of(name: &str) -> Self {
        let hash: [u8; 32] = Sha256::digest(format!("photo {name}")).into();
        let [a, b, c, d, e, f, g, h, ..] = hash;
        let between = |byte: u8, from: i32, to: i32| from + i32::from(byte) * (to - from) / 255;
        Self {
            skin: between(a, 140, 200),
            hair: between(b, 20, 120),
            coat: between(c, 40, 110),
            wall: between(d, 205, 235),
            wide: between(e, 34, 46),
            tall: between(f, 42, 54),
            hairline: between(g, -62, -44),
            shoulders: between(h, 70, 95),
        }
    }

    /// Shade of the block in column `x` of `columns` and row `y` of `rows`.
    fn shade(&self, x: u16, y: u16, columns: u16, rows: u16) -> i32 {
        let (x, y) =
            (i32::from(x) * 200 / i32::from(columns) - 100, i32::from(y) * 200 / i32::from(rows) - 100);
        let inside = |cx: i32, cy: i32, rx: i32, ry: i32| {
            let (dx, dy) = ((x - cx) * 100 / rx, (y - cy) * 100 / ry);
            dx * dx + dy * dy <= 10_000
        };
        if inside(0, -25, self.wide, self.tall) {
            match y {
                _ if y < self.hairline => self.hair,
                -36 | -28 if (10..30).contains(&x.abs()) => 60,
                _ => self.skin,
            }
        } else if inside(0, 105, self.shoulders, 75) {
            self.coat
        } else {
            self.wall - (y + 100) / 8
        }
    }
}

/// The image data: for each block its difference from the block before.
fn scan(look: &Look, columns: u16, rows: u16) -> Vec<u8> {
    let mut bits = Bits { out: Vec::new(), pending: 0, count: 0 };
    let mut before = 0i32;
    for y in 0..rows {
        for x in 0..columns {
            // The first coefficient is 8 times the mean; the table divides by 8.
            let value = look.shade(x, y, columns, rows) - 128;
            let difference = value - before;
            before = value;
            let size = 32 - difference.unsigned_abs().leading_zeros();
            // Code of `size` in the table below: four bits, in order.
            bits.push(size, 4);
            let amplitude = if difference < 0 { difference - 1 } else { difference };
            bits.push(amplitude as u32, size);
            // End of block: the only code of the second table.
            bits.push(0, 1);
        }
    }
    bits.finish()
}

/// The photo of the persona of this name: a JPEG of `width` × `height` pixels, 8-bit grey, [`PHOTO_LENGTH`] bytes.
pub(crate) fn photo(name: &str, width: u16, height: u16) -> Vec<u8> {
    let (wh, hh) = (width.to_be_bytes(), height.to_be_bytes());
    let quantisation = [&[0u8][..], &[8; 64]].concat();
    let frame = [&[8][..], &hh, &wh, &[1, 1, 0x11, 0]].concat();
    // Twelve codes of four bits for the sizes 0 to 11; one code of one bit for "end of block".
    let sizes: Vec<u8> = (0..12).collect();
    let first = [&[0x00, 0, 0, 0, 12][..], &[0; 12], &sizes].concat();
    let others = [&[0x10, 1][..], &[0; 15], &[0x00]].concat();
    let head = [
        vec![0xFF, 0xD8],
        segment(0xE0, b"JFIF\0\x01\x01\x01\x01\x2C\x01\x2C\0\0"),
        segment(0xDB, &quantisation),
        segment(0xC0, &frame),
        segment(0xC4, &first),
        segment(0xC4, &others),
    ]
    .concat();
    let mut tail = segment(0xDA, &[1, 1, 0x00, 0, 63, 0]);
    tail.extend(scan(&Look::of(name), width.div_ceil(8), height.div_ceil(8)));
    tail.extend([0xFF, 0xD9]);
    let room = PHOTO_LENGTH.saturating_sub(head.len() + tail.len() + 4);
    let comment: Vec<u8> = b"SPECIMEN ".iter().copied().cycle().take(room).collect();
    [head, segment(0xFE, &comment), tail].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_ends_and_measures_as_a_photo() {
        for (width, height) in [(140, 200), (150, 195)] {
            let photo = photo("somebody", width, height);
            assert_eq!(photo.len(), PHOTO_LENGTH);
            assert!(photo.starts_with(&[0xFF, 0xD8]) && photo.ends_with(&[0xFF, 0xD9]));
        }
    }
}
