//! A photo nobody sat for: a grey mosaic of a head and shoulders as a baseline JPEG (ITU-T T.81).
//!
//! Each block of 8 × 8 pixels has one shade, so the only coefficient is the first one; a comment brings the
//! file to the length that photos on cards have.

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

/// Shade of the block in column `x` of `columns` and row `y` of `rows`.
fn shade(x: u16, y: u16, columns: u16, rows: u16) -> i32 {
    let (x, y) = (i32::from(x) * 200 / i32::from(columns) - 100, i32::from(y) * 200 / i32::from(rows) - 100);
    let inside = |cx: i32, cy: i32, rx: i32, ry: i32| {
        let (dx, dy) = ((x - cx) * 100 / rx, (y - cy) * 100 / ry);
        dx * dx + dy * dy <= 10_000
    };
    if inside(0, -25, 42, 48) {
        if (y == -36 || y == -28) && (10..30).contains(&x.abs()) { 60 } else { 190 }
    } else if inside(0, 105, 85, 75) {
        90
    } else {
        225 - (y + 100) / 8
    }
}

/// The image data: for each block its difference from the block before.
fn scan(columns: u16, rows: u16) -> Vec<u8> {
    let mut bits = Bits { out: Vec::new(), pending: 0, count: 0 };
    let mut before = 0i32;
    for y in 0..rows {
        for x in 0..columns {
            // The first coefficient is 8 times the mean; the table divides by 8.
            let value = shade(x, y, columns, rows) - 128;
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

/// A JPEG of `width` × `height` pixels, 8-bit grey, [`PHOTO_LENGTH`] bytes.
pub(crate) fn photo(width: u16, height: u16) -> Vec<u8> {
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
    tail.extend(scan(width.div_ceil(8), height.div_ceil(8)));
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
            let photo = photo(width, height);
            assert_eq!(photo.len(), PHOTO_LENGTH);
            assert!(photo.starts_with(&[0xFF, 0xD8]) && photo.ends_with(&[0xFF, 0xD9]));
        }
    }
}
