//! Opening a PDF file: protection, damage, pages.

use crate::extract::ExtractError;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

/// Opens a file, with no password first and then with each of `passwords`.
///
/// # Errors
/// If it is protected by another password, by a scheme that is not known, is no PDF file, or has no
/// page.
pub fn open(bytes: &[u8], passwords: &[String]) -> Result<Pdf, ExtractError> {
    let mut last = LoadPdfError::Invalid;
    for password in std::iter::once("").chain(passwords.iter().map(String::as_str)) {
        match Pdf::new_with_password(bytes.to_vec(), password) {
            Ok(pdf) if pdf.pages().is_empty() => return Err(refusal(LoadPdfError::Invalid)),
            Ok(pdf) => return Ok(pdf),
            Err(e @ LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => last = e,
            Err(e) => return Err(refusal(e)),
        }
    }
    Err(refusal(last))
}

fn refusal(error: LoadPdfError) -> ExtractError {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ExtractError::Encrypted,
        LoadPdfError::Decryption(_) => ExtractError::Unsupported {
            what: "a PDF file whose protection is not by a password".into(),
            hint:
                "Open it in the program that it opens in for you, save a copy without protection \
                   and import that."
                    .into(),
        },
        LoadPdfError::Invalid => ExtractError::Malformed {
            part: "its structure".into(),
            detail: "no page could be found in it".into(),
        },
    }
}
