//! Numbers at places of a stream; what lies past its end is absent.

/// Returns the byte at a place.
pub(super) fn byte(data: &[u8], at: usize) -> Option<u8> {
    data.get(at).copied()
}

/// Returns the unsigned number of two bytes at a place.
pub(super) fn word(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

/// Returns the unsigned number of four bytes at a place.
pub(super) fn long(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// Returns so many bytes at a place.
pub(super) fn slice(data: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    data.get(at..at.checked_add(length)?)
}

/// Returns the text of a counted string of UTF-16: its length in two bytes, then its letters.
pub(super) fn counted(data: &[u8], at: usize) -> Option<String> {
    let length = usize::from(word(data, at)?);
    let bytes = slice(data, at + 2, length * 2)?;
    Some(encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned())
}
