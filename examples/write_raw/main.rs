//! Writes the Word files and the workbook that `raw/` ships with.
//!
//! Their employers are invented and their words stand here, so that a change
//! of a document is a change that can be read. The other documents of `raw/`
//! are plain text or HTML and are edited where they are. Dates are fixed:
//! the same program writes the same bytes.
//!
//! Run it in the folder of the package:
//!
//! ```text
//! cargo run --example write_raw
//! ```

mod career_map;
mod competency_matrix;
mod job_description;
mod person_specification;
mod word;

use std::path::Path;

use anyhow::Result;

fn main() -> Result<()> {
    let raw = Path::new(env!("CARGO_MANIFEST_DIR")).join("raw");
    word::write(career_map::document(), &raw.join("bramble-court-care/career-map.docx"))?;
    let meadowlark = raw.join("meadowlark-homes");
    word::write(
        job_description::document(),
        &meadowlark.join("senior-support-worker-job-description.docx"),
    )?;
    word::write(
        person_specification::document(),
        &meadowlark.join("senior-support-worker-person-specification.docx"),
    )?;
    competency_matrix::write(&raw.join("pennine-day-services/competency-matrix.xlsx"))
}
