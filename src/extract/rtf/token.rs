//! Bytes to tokens.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'b> {
    /// `{`.
    Open,
    /// `}`.
    Close,
    /// A control word with its number.
    Word(&'b str, Option<i32>),
    /// A control symbol: a backslash and one character that is no letter.
    Symbol(u8),
    /// A byte written in hexadecimal, or as it is.
    Byte(u8),
}

/// Reads one token after the other. What cannot be understood is skipped.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Tokens<'b> {
    /// Reads from the beginning.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take_while(&mut self, is: impl Fn(u8) -> bool) -> &'b str {
        let start = self.at;
        while self.peek().is_some_and(&is) {
            self.at += 1;
        }
        std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default()
    }

    fn control(&mut self) -> Option<Token<'b>> {
        match self.peek()? {
            b if b.is_ascii_alphabetic() => Some(self.word()),
            b'\'' => {
                self.at += 1;
                let digits = self.bytes.get(self.at..self.at + 2)?;
                let byte = std::str::from_utf8(digits).ok();
                match byte.and_then(|d| u8::from_str_radix(d, 16).ok()) {
                    Some(byte) => {
                        self.at += 2;
                        Some(Token::Byte(byte))
                    }
                    None => Some(Token::Symbol(b'\'')),
                }
            }
            symbol => {
                self.at += 1;
                Some(Token::Symbol(symbol))
            }
        }
    }

    fn word(&mut self) -> Token<'b> {
        let word = self.take_while(|b| b.is_ascii_alphabetic());
        let negative = self.peek() == Some(b'-')
            && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
        self.at += usize::from(negative);
        let digits = self.take_while(|b| b.is_ascii_digit());
        let number = digits.parse::<i32>().ok().map(|n| if negative { -n } else { n });
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        if let ("bin", Some(length)) = (word, number) {
            let length = usize::try_from(length).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
        }
        Token::Word(word, number)
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                b'\\' => return self.control(),
                // Line ends in the file mean nothing.
                b'\r' | b'\n' | 0 => {}
                byte => return Some(Token::Byte(byte)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_symbols_bytes_and_groups_are_told_apart() {
        let got: Vec<_> =
            Tokens::new(b"{\\rtf1 a\\b0\\li-36\\'e9\\~\r\nc\\bin3 }}}\\*d}").collect();
        let want = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Byte(b'a'),
            Token::Word("b", Some(0)),
            Token::Word("li", Some(-36)),
            Token::Byte(0xE9),
            Token::Symbol(b'~'),
            Token::Byte(b'c'),
            Token::Word("bin", Some(3)),
            Token::Symbol(b'*'),
            Token::Byte(b'd'),
            Token::Close,
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn damage_is_skipped() {
        let count = |bytes: &[u8]| Tokens::new(bytes).count();
        assert_eq!(count(b"\\'zz"), 3);
        assert_eq!(count(b"\\'e"), 0);
        assert_eq!(count(b"a\\"), 1);
        assert_eq!(count(b"\\bin999999999 x"), 1);
        assert_eq!(count(b"\\b99999999999999 x"), 2);
    }
}
