//! Documents printed line by line, for tests.

use crate::model::{Block, Body, Layer, LayoutDoc, Run};

/// Prints each block: its layer if it is not the body, its heading level, its list mark, its runs
/// with `*` for bold, `/` for italic and `_` for underlined ones; tables cell by cell.
pub(crate) fn lines(doc: &LayoutDoc) -> Vec<String> {
    doc.blocks.iter().map(line).collect()
}

fn line(block: &Block) -> String {
    let layer = match block.layer {
        Layer::Body => String::new(),
        other => format!("{other:?}: "),
    };
    match &block.body {
        Body::Para(p) => {
            let heading = p.heading.map(|h| format!("#{h} ")).unwrap_or_default();
            let mark = p
                .list
                .as_ref()
                .map(|l| format!("<{}{}{}> ", l.depth, if l.bullet { "b" } else { "n" }, l.label));
            let runs: String = p.runs.iter().map(run).collect();
            format!("{layer}{heading}{}{runs}", mark.unwrap_or_default()).replace('\n', "\\n")
        }
        Body::Table(t) => {
            let cells = t.cells.iter().map(|c| {
                let span = match (c.row_span, c.col_span) {
                    (1, 1) => String::new(),
                    (rows, cols) => format!("+{rows}x{cols}"),
                };
                let header = if c.header { "h" } else { "" };
                let inner: Vec<_> = c.blocks.iter().map(line).collect();
                format!("{},{}{span}{header}[{}]", c.row, c.col, inner.join("|"))
            });
            format!("{layer}{}", cells.collect::<Vec<_>>().join(" "))
        }
    }
}

fn run(run: &Run) -> String {
    let marks: String = [(run.bold, "*"), (run.italic, "/"), (run.underline, "_")]
        .iter()
        .filter_map(|(on, mark)| on.then_some(*mark))
        .collect();
    format!("{marks}{}{}", run.text, marks.chars().rev().collect::<String>())
}
