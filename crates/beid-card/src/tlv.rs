//! Fields of the identity and address files (card.md 5.1).

/// Largest file that is parsed, in bytes; real ones have some 300.
pub const MAX_FILE_LEN: usize = 0x8000;

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The tag.
    pub tag: u8,
    /// The value as it stands in the file.
    pub value: &'a [u8],
    /// Where the tag stands, in bytes from the start of the file.
    pub offset: usize,
}

/// A file that cannot be split into fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at byte {offset}")]
#[non_exhaustive]
pub struct TlvError {
    /// Where the tag of the field stands, in bytes from the start of the file.
    pub offset: usize,
    /// What is wrong.
    pub problem: TlvProblem,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlvProblem {
    /// Length or value run past the end of the file.
    #[error("a field runs past the end of the file")]
    Truncated,
    /// The tag stands there for the second time. The official middleware takes the last one and commons-eid
    /// fails; two readings of one signed file are one too many.
    #[error("a field stands there twice")]
    Duplicate,
    /// More than [`MAX_FILE_LEN`] bytes.
    #[error("the file is too long")]
    TooLong,
}

/// Splits a file into its fields, in the order in which they stand there.
///
/// A length below `FF` is one byte; each `FF` adds 255 and the next byte follows, so `FF 2D` is 300
/// (card.md 5.1). Tag 00 may only come first; a later one is padding and ends the file.
///
/// ```
/// use beid_card::tlv::fields;
///
/// let file = [&[0x01, 0x02][..], b"AB", &[0x02, 0xFF, 0x2D], &[b'x'; 300], &[0x00, 0x00]].concat();
/// let lengths: Vec<_> = fields(&file)?.iter().map(|field| (field.tag, field.value.len())).collect();
/// assert_eq!(lengths, [(1, 2), (2, 300)]);
///
/// assert_eq!(fields(&file[..100]).unwrap_err().offset, 4);
/// # Ok::<(), beid_card::tlv::TlvError>(())
/// ```
///
/// # Errors
/// [`TlvError`] with the position of the field's tag.
pub fn fields(file: &[u8]) -> Result<Vec<Field<'_>>, TlvError> {
    if file.len() > MAX_FILE_LEN {
        return Err(TlvError { offset: MAX_FILE_LEN, problem: TlvProblem::TooLong });
    }
    let mut fields: Vec<Field<'_>> = Vec::new();
    let mut rest = file;
    while let Some(&tag) = rest.first() {
        let offset = file.len().saturating_sub(rest.len());
        if tag == 0 && offset > 0 {
            break;
        }
        let (value, after) = split_value(rest).ok_or(TlvError { offset, problem: TlvProblem::Truncated })?;
        if fields.iter().any(|field| field.tag == tag) {
            return Err(TlvError { offset, problem: TlvProblem::Duplicate });
        }
        fields.push(Field { tag, value, offset });
        rest = after;
    }
    Ok(fields)
}

/// Value of the field that `field` begins with, and what follows it.
fn split_value(field: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_tag, mut rest) = field.split_first()?;
    let mut length = 0usize;
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        length = length.checked_add(usize::from(byte))?;
        if byte != 0xFF {
            return rest.split_at_checked(length);
        }
    }
}

/// Bytes up to the end of the last field, when all of them are whole; `None` when the file is cut or not
/// one of this kind.
pub(crate) fn end_of_fields(file: &[u8]) -> Option<usize> {
    let last = *fields(file).ok()?.last()?;
    let value = split_value(file.get(last.offset..)?)?;
    file.len().checked_sub(value.1.len())
}

/// The file without the zero bytes at its end: what the address signature covers (card.md 6.1).
pub(crate) fn without_padding(file: &[u8]) -> &[u8] {
    let end = file.iter().rposition(|&byte| byte != 0).map_or(0, |last| last.saturating_add(1));
    file.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    /// Length forms of card.md 5.1, and each way to cut one short.
    #[test]
    fn length_escape() {
        let truncated = |offset| Err(TlvError { offset, problem: TlvProblem::Truncated });
        let cases: &[(&[u8], Result<usize, TlvError>)] = &[
            (&hex!("07 00"), Ok(0)),
            (&hex!("07 03 414243"), Ok(3)),
            (&[&hex!("07 FE")[..], &[b'x'; 254]].concat(), Ok(254)),
            (&[&hex!("07 FF 00")[..], &[b'x'; 255]].concat(), Ok(255)),
            (&[&hex!("07 FF 2D")[..], &[b'x'; 300]].concat(), Ok(300)),
            (&[&hex!("07 FF FF 00")[..], &[b'x'; 510]].concat(), Ok(510)),
            (&hex!("07"), truncated(0)),
            (&hex!("07 FF"), truncated(0)),
            (&hex!("07 03 4142"), truncated(0)),
        ];
        for (file, expected) in cases {
            let got = fields(file).map(|fields| fields[0].value.len());
            assert_eq!(got, *expected, "{file:02X?}");
        }
        assert_eq!(fields(&hex!("01 01 41 07 02 42")), truncated(3).map(|_: usize| vec![]));
        assert!(fields(&vec![0xFF; MAX_FILE_LEN + 1]).is_err());
    }

    #[test]
    fn tag_zero_comes_first_or_ends_the_file() {
        let tags = |file: &[u8]| fields(file).map(|f| f.iter().map(|f| f.tag).collect::<Vec<_>>());
        assert_eq!(tags(&hex!("00 02 0002 01 01 41 00 00")), Ok(vec![0, 1]));
        assert_eq!(tags(&hex!("01 01 41 00 02 01 42")), Ok(vec![1]));
        assert_eq!(tags(&[]), Ok(vec![]));
        assert_eq!(tags(&[0; 117]), Ok(vec![0]));
        let twice = TlvError { offset: 3, problem: TlvProblem::Duplicate };
        assert_eq!(tags(&hex!("07 01 41 07 01 42")), Err(twice));
    }

    #[test]
    fn padding() {
        assert_eq!(without_padding(&hex!("01 01 41 00 00")), hex!("01 01 41"));
        assert_eq!(without_padding(&hex!("00 01 41 00 00")), hex!("00 01 41"));
        assert!(without_padding(&[0; 9]).is_empty());
        assert_eq!(end_of_fields(&hex!("01 01 41 00 00")), Some(3));
        assert_eq!(end_of_fields(&hex!("01 05 41 00 00")), None);
        assert_eq!(end_of_fields(&[]), None);
    }

    proptest! {
        #[test]
        fn takes_nothing_it_was_not_given(file: Vec<u8>) {
            if let Ok(fields) = fields(&file) {
                let used: usize = fields.iter().map(|field| field.value.len().saturating_add(2)).sum();
                prop_assert!(used <= file.len());
            }
        }
    }
}
