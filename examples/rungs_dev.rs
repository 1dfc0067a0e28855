//! dev
use rungs::model::*;
use std::collections::BTreeSet;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let bytes = std::fs::read(&args[1]).unwrap();
    let name = std::path::Path::new(&args[1]).file_name().unwrap().to_string_lossy().into_owned();
    let format = if name.ends_with("txt") { Format::Text } else if name.ends_with("html") { Format::Html } else if name.ends_with("docx") { Format::Docx } else { Format::Xlsx };
    let lex = rungs::lexicon::Lexicon::parse(&rungs::data::Data::default()).unwrap();
    let layout = rungs::extract::extract(format, &bytes, &Default::default()).unwrap();
    let layout = rungs::layout::repair(layout);
    let doc = rungs::structure::structure(&layout, &lex);
    let id = rungs::interpret::Identity { file: name.clone(), paths: vec![name.clone()], employers: vec![], blake3: "x".into(), bytes: 1, format, employer: None };
    let r = rungs::interpret::interpret(doc, &id, &lex);
    if args.get(2).is_some_and(|a| a == "cov") {
        for p in r.pieces { println!("{:?} {} {} | {}", p.class, p.detail.unwrap_or_default(), p.at, p.text.trim()); }
        return;
    }
    if args.get(2).is_some_and(|a| a == "fw") { println!("{}", serde_json::to_string_pretty(&r.framework).unwrap()); return; }
    for (role, level, q) in r.framework.requirements() {
        let lines: BTreeSet<u32> = q.places.iter().filter_map(|p| p.line).collect();
        println!("{}", serde_json::json!({"doc": name, "organisation": r.framework.employer, "role": role.title, "grade": role.grade, "level": level.label, "adds_to": level.adds_to, "option": q.option, "category": q.category.map(|c| c.name()), "section": q.section, "code": q.code, "necessity": q.necessity.map(|n| n.name()), "text": q.text, "same_as": q.same_as.as_ref().and_then(|s| s.role.clone()), "lines": lines}));
    }
}
