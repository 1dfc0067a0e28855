//! The JSON Schema of a stored document, generated from the types.
//!
//! The same text is committed as `data/schema/framework.schema.json`; a test keeps it current, and
//! `RUNGS_REGENERATE=1 cargo test schema` writes it anew.

use crate::model::{Framework, framework::SCHEMA};
use serde_json::Value;

/// Returns the schema.
pub fn framework() -> Value {
    let mut schema = schemars::schema_for!(Framework).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), SCHEMA.into());
    }
    schema
}

/// Returns the schema as printed and committed.
pub fn framework_text() -> String {
    format!("{:#}\n", framework())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn committed_schema_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schema/framework.schema.json");
        if std::env::var_os("RUNGS_REGENERATE").is_some() {
            assert!(std::env::var_os("CI").is_none(), "nothing is regenerated in CI");
            std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("writable");
            std::fs::write(&path, framework_text()).expect("writable");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == framework_text(), "run: RUNGS_REGENERATE=1 cargo test schema");
    }
}
