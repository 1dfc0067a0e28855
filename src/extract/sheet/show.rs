//! How the values of cells are printed.

use calamine::{Data, ExcelDateTime};

/// Days from 1900 to the end of 9999, the last date Excel knows.
const LAST_DAY: f64 = 2_958_466.0;

/// Returns a cell's text as the sheet shows it; `None` if it shows nothing.
pub(in crate::extract) fn shown(value: Data) -> Option<String> {
    let text = match value {
        Data::Empty => return None,
        Data::String(s) => tidy(s),
        Data::Int(n) => n.to_string(),
        Data::Float(n) => number(n),
        Data::Bool(b) => if b { "TRUE" } else { "FALSE" }.into(),
        Data::DateTime(date) => date_time(&date),
        Data::DateTimeIso(s) | Data::DurationIso(s) => s,
        Data::Error(e) => e.to_string(),
    };
    (!text.trim().is_empty()).then_some(text)
}

/// Line breaks of all kinds become `\n`.
pub(in crate::extract) fn tidy(text: String) -> String {
    if !text.contains(['\r', '\u{B}', '\u{2028}', '_']) {
        return text;
    }
    text.replace("_x000D_", "").replace("\r\n", "\n").replace(['\r', '\u{B}', '\u{2028}'], "\n")
}

/// Prints at most 15 significant digits, as Excel does.
pub(in crate::extract) fn number(n: f64) -> String {
    let rounded: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    rounded.to_string()
}

/// Prints a date as `2024-03-01`, with the time if it has one, and a time of day as `09:30`.
pub(in crate::extract) fn date_time(date: &ExcelDateTime) -> String {
    let value = date.as_f64();
    if !(0.0..LAST_DAY).contains(&value) {
        return number(value);
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    if date.is_duration() {
        return duration(value);
    }
    let time = if second > 0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}")
    };
    if value < 1.0 {
        time
    } else if hour == 0 && minute == 0 && second == 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {time}")
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "days of this era are few"
)]
fn duration(days: f64) -> String {
    let seconds = (days * 86_400.0).round() as u64;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
