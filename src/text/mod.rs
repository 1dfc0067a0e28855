//! Pure functions over text, shared by all stages: `clean` loses nothing, `fold` is for matching only.
