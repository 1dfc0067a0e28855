use super::fixture::Docx;
use super::*;
#[test]
fn smoke() {
    let doc =
        read(&Docx::new("<w:p><w:r><w:t>Plain</w:t></w:r></w:p>").build(), &Limits::default());
    assert_eq!(doc.map(|d| d.blocks.len()).ok(), Some(1));
}
