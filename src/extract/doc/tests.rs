//! The reader on the smallest documents that show its rules.
