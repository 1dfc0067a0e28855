//! Zip packages and their XML parts, shared by the Office readers.
