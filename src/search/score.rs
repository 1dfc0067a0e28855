//! How a score comes about, for `--explain-score`.

use serde::Serialize;
use serde_json::Value;
use tantivy::query::Explanation;
use tantivy::schema::{Field, Schema};

/// A part of a score, with the parts it is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Reason {
    /// What it adds.
    pub value: f64,
    /// What it is for.
    pub what: String,
    /// Parts of it that are not zero.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Reason>,
}

/// Returns the reason without the parts that add nothing; terms are told by word and field.
pub(super) fn reason(explanation: &Explanation, schema: &Schema) -> Reason {
    serde_json::to_value(explanation).map(|tree| read(&tree, schema)).unwrap_or_default()
}

fn read(tree: &Value, schema: &Schema) -> Reason {
    let list = |name: &str| tree.get(name).and_then(Value::as_array).into_iter().flatten();
    let description = tree.get("description").and_then(Value::as_str).unwrap_or("");
    let terms: Vec<String> =
        list("context").filter_map(Value::as_str).filter_map(|c| term(c, schema)).collect();
    let what = if terms.is_empty() { described(description) } else { terms.join(", ") };
    let value = tree.get("value").and_then(Value::as_f64).unwrap_or(0.0);
    let mut parts: Vec<Reason> =
        list("details").map(|d| read(d, schema)).filter(|part| part.value != 0.0).collect();
    if what.is_empty() && parts.len() == 1 {
        return parts.remove(0);
    }
    Reason { value, what, parts }
}

/// Returns the engine's words, or plainer ones for its commonest.
fn described(description: &str) -> String {
    match description {
        "BooleanClause. sum of ..." => "sum of".to_owned(),
        "(K1+1)" => "1.2 + 1, the weight of repeats".to_owned(),
        other => other.replace(" of ...", ", times").replace("Boost x", "weight "),
    }
}

/// Reads `Term=Term(field=0, type=Str, "safeguard")`.
fn term(context: &str, schema: &Schema) -> Option<String> {
    let (_, rest) = context.split_once("field=")?;
    let (number, rest) = rest.split_once(',')?;
    let field = schema.get_field_entry(Field::from_field_id(number.parse().ok()?)).name();
    let (_, word) = rest.split_once('"')?;
    let (word, _) = word.rsplit_once('"')?;
    Some(format!("{word} in {field}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_told_by_word_and_field() {
        let (schema, _) = crate::search::schema::Fields::new();
        let context = "Term=Term(field=0, type=Str, \"rope\")";
        assert_eq!(term(context, &schema).as_deref(), Some("rope in text"));
        assert_eq!(term("something else", &schema), None);
    }
}
