//! Meadowlark Homes: the person specification of the same job.

use docx_rs::{Docx, Table, TableCell, TableRow};

use crate::word::{blank, bold, bullet, cell, cell_of, plain, styled};

/// One row of the table.
struct Criteria {
    label: &'static str,
    essential: &'static [&'static str],
    desirable: &'static [&'static str],
    assessed_by: &'static str,
}

const COLUMNS: [&str; 4] = ["Criteria", "Essential", "Desirable", "Assessed by"];

const CRITERIA: &[Criteria] = &[
    Criteria {
        label: "Qualifications",
        essential: &[
            "NVQ or Diploma at Level 2 in health and social care",
            "GCSE English at grade 4 or functional skills at level 2",
        ],
        desirable: &["Level 3 Diploma in Adult Care"],
        assessed_by: "Application form and certificates",
    },
    Criteria {
        label: "Training",
        essential: &["Medication administration training, or willingness to complete it in the \
                      first month"],
        desirable: &["Training in positive behaviour support"],
        assessed_by: "Application form and certificates",
    },
    Criteria {
        label: "Experience",
        essential: &[
            "At least one year of paid or unpaid support work with adults",
            "Experience of keeping daily records",
        ],
        desirable: &["Experience of supervising others", "Experience of lone working at night"],
        assessed_by: "Application form and interview",
    },
    Criteria {
        label: "Knowledge",
        essential: &[
            "Understanding of safeguarding adults and of whistleblowing",
            "Understanding of person-centred support",
        ],
        desirable: &["Knowledge of the Care Act 2014", "Knowledge of supported living tenancies"],
        assessed_by: "Interview",
    },
    Criteria {
        label: "Skills and Abilities",
        essential: &[
            "Able to administer medication safely and record it",
            "Able to communicate with people who use few words",
            "Able to stay calm in an emergency",
        ],
        desirable: &["Able to use signs and symbols"],
        assessed_by: "Interview and practical exercise",
    },
    Criteria {
        label: "Personal Qualities",
        essential: &["Warm, patient and dependable", "Committed to fair treatment"],
        desirable: &["Keen to learn from mistakes"],
        assessed_by: "Interview and references",
    },
    Criteria {
        label: "Special Requirements",
        essential: &[
            "Satisfactory enhanced Disclosure and Barring Service check",
            "Able to work shifts, weekends and sleep-ins",
        ],
        desirable: &["Full driving licence"],
        assessed_by: "Application form",
    },
];

/// The person specification.
pub fn document() -> Docx {
    blank("Meadowlark Homes", "Example document: Meadowlark Homes is an invented employer.")
        .add_paragraph(styled("Title", "Person Specification"))
        .add_paragraph(plain("Job Title: Senior Support Worker"))
        .add_table(table())
}

fn table() -> Table {
    let header = TableRow::new(COLUMNS.iter().map(|title| cell(bold(title))).collect());
    let rows = std::iter::once(header).chain(CRITERIA.iter().map(row)).collect();
    Table::new(rows).set_grid(vec![1800, 3400, 2800, 1900])
}

fn row(criteria: &Criteria) -> TableRow {
    TableRow::new(vec![
        cell(bold(criteria.label)),
        list(criteria.essential),
        list(criteria.desirable),
        cell(plain(criteria.assessed_by)),
    ])
}

fn list(items: &[&str]) -> TableCell {
    cell_of(items.iter().map(|item| bullet(item)))
}
