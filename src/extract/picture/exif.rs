//! The one thing read of EXIF: how the camera was held.

/// Tag of the orientation (EXIF 2.3, 4.6.4).
const ORIENTATION: u16 = 0x0112;
/// Entries of the first directory that are looked at.
const ENTRIES: u16 = 200;

/// Tells whether an orientation lays the picture on its side.
pub(super) fn swaps_sides(orientation: u8) -> bool {
    (5..=8).contains(&orientation)
}

/// Returns the orientation that EXIF data name, 1 if they name none.
pub(super) fn orientation(data: &[u8]) -> u8 {
    let data = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
    find(data).filter(|o| (1..=8).contains(o)).unwrap_or(1)
}

fn find(data: &[u8]) -> Option<u8> {
    let little = match data.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let number = |at: usize, bytes: usize| -> Option<u32> {
        let part = data.get(at..at.checked_add(bytes)?)?;
        let add = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        Some(if little { part.iter().rev().fold(0, add) } else { part.iter().fold(0, add) })
    };
    let directory = number(4, 4)? as usize;
    let entries = number(directory, 2)?.min(u32::from(ENTRIES)) as usize;
    (0..entries)
        .find_map(|index| {
            let entry = directory.checked_add(2 + 12 * index)?;
            (number(entry, 2)? == u32::from(ORIENTATION)).then(|| number(entry + 8, 2))?
        })
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orientation_is_found_in_either_byte_order() {
        let little = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x01\0\0\0a\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";
        assert_eq!((orientation(little), orientation(big)), (6, 8));
        for end in 0..little.len() {
            assert!((1..=8).contains(&orientation(&little[..end])));
        }
        for other in [&b""[..], b"Exif\0\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff"] {
            assert_eq!(orientation(other), 1);
        }
        let nine = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0";
        assert_eq!(orientation(nine), 1);
    }
}
