//! Lists: definitions and their uses ([MS-DOC] 2.9.131, 2.9.146, 2.9.150).

use super::super::story::capped;
use super::super::story::numbering::{Format, Instance, LEVELS, Level, List, Numbering, Override};
use super::bytes::{byte, counted, long, slice};
use super::look::Letters;
use super::properties::changes;

/// Bytes of a level's text.
const LONGEST_TEXT_BYTES: usize = 1024;

/// Reads the lists. `definitions` is the stream from their table on with the table's length: the
/// levels stand after it. What cannot be read is left out.
pub(super) fn read(
    definitions: Option<(&[u8], usize)>,
    uses: &[u8],
    fonts: &[String],
) -> Numbering {
    let mut numbering = Numbering::default();
    if let Some((stream, length)) = definitions {
        let _ = read_lists(stream, length, fonts, &mut numbering);
    }
    let _ = read_uses(uses, fonts, &mut numbering);
    numbering
}

fn read_lists(
    stream: &[u8],
    length: usize,
    fonts: &[String],
    numbering: &mut Numbering,
) -> Option<()> {
    let count = length.checked_sub(2)? / 28;
    let mut at = length;
    for i in 0..count {
        let head = 2 + 28 * i;
        let id = long(stream, head)?;
        let levels = if byte(stream, head + 26)? & 1 != 0 { 1 } else { LEVELS };
        let mut list = List::default();
        for _ in 0..levels {
            let (level, taken) = read_level(&stream[at.min(stream.len())..], fonts)?;
            list.levels.push(Some(level));
            at += taken;
        }
        numbering.lists.insert(id.to_string(), list);
    }
    Some(())
}

/// Returns a level and the bytes it takes.
fn read_level(stream: &[u8], fonts: &[String]) -> Option<(Level, usize)> {
    let (format, flags) = (byte(stream, 4)?, byte(stream, 5)?);
    let [letters, paragraph] = [24, 25].map(|at| byte(stream, at).map_or(0, usize::from));
    let mut look = Letters::default();
    let list = slice(stream, 28 + paragraph, letters)?;
    changes(list).for_each(|c| look.apply(c, &Letters::default()));
    let text_at = 28 + paragraph + letters;
    let text = counted(stream, text_at)?;
    let taken = text_at + 2 + 2 * text.encode_utf16().count();
    let font = look.font.and_then(|f| fonts.get(usize::from(f))).cloned();
    let restart = (flags & 8 != 0).then(|| byte(stream, 26).map(u32::from)).flatten();
    let level = Level {
        start: long(stream, 0)?,
        format: Format::of_word(u32::from(format)),
        text: pattern(&text),
        legal: flags & 4 != 0,
        restart,
        style: None,
        font: font.unwrap_or_default(),
    };
    Some((level, taken))
}

/// Returns the label with `%1` to `%9` for the numbers of the levels.
fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        match u32::from(c) {
            level @ 0..=8 => pattern.push_str(&format!("%{}", level + 1)),
            _ => pattern.push(c),
        }
    }
    capped(&pattern, LONGEST_TEXT_BYTES).to_owned()
}

fn read_uses(table: &[u8], fonts: &[String], numbering: &mut Numbering) -> Option<()> {
    let count = usize::try_from(long(table, 0)?).ok()?.min(table.len() / 16);
    let mut at = 4 + 16 * count;
    for i in 0..count {
        let head = 4 + 16 * i;
        let list = long(table, head)?.to_string();
        let mut instance = Instance { list, ..Instance::default() };
        let changed = byte(table, head + 12)?;
        if at < table.len() {
            at += 4;
            for _ in 0..changed {
                let (start, flags) = (long(table, at)?, long(table, at + 4)?);
                at += 8;
                let start = (flags & 0x10 != 0).then_some(start);
                let mut change = Override { start, level: None };
                if flags & 0x20 != 0 {
                    let (level, taken) = read_level(table.get(at..)?, fonts)?;
                    change.level = Some(level);
                    at += taken;
                }
                instance.overrides.insert((flags & 0xF) as usize, change);
            }
        }
        numbering.instances.insert((i + 1).to_string(), instance);
    }
    Some(())
}
