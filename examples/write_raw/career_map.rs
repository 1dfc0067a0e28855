//! Bramble Court Care: a career map with a column for each step up.
//!
//! "Same" points to the nearest text to its left. In one row there is none,
//! as happens in such maps.

use docx_rs::{Docx, Table, TableRow};

use crate::word::{blank, bold, cell, cell_above, cell_below, plain, styled};

const COLUMNS: [&str; 4] = [
    "Care Assistant",
    "Care Assistant to Senior Care Assistant",
    "Senior Care Assistant to Care Supervisor",
    "Care Supervisor to Deputy Home Manager",
];

/// Rows under one label in the first column.
struct Group {
    label: &'static str,
    rows: &'static [[&'static str; 4]],
}

const GROUPS: &[Group] = &[
    Group {
        label: "Duties",
        rows: &[
            [
                "Give personal care in the way each resident has chosen",
                "Lead a shift on one unit and share out the tasks",
                "Plan rotas for the whole home and cover absence at short notice",
                "Lead the home when the registered manager is away",
            ],
            ["Treat residents and visitors with courtesy", "Same", "Same", "Same"],
            [
                "Report accidents, incidents and near misses",
                "Same",
                "Review incident reports and act on them",
                "Same",
            ],
            [
                "Write up daily notes before the end of the shift",
                "Check daily notes and care plans for gaps",
                "Audit care plans each month",
                "Report audit results & see that actions are completed",
            ],
            [
                "",
                "Administer medication and sign the medication administration record",
                "Same",
                "Oversee the ordering, storage and disposal of medication",
            ],
            [
                "Raise any safeguarding concern without delay",
                "Same",
                "Make safeguarding referrals to the local authority",
                "Same",
            ],
            ["", "", "Same", "Manage the budget for repairs and equipment"],
            ["Help to keep bedrooms and lounges clean and safe", "Same", "Same", ""],
        ],
    },
    Group {
        label: "Qualifications",
        rows: &[
            [
                "Care Certificate",
                "NVQ Level 2 or Level 2 Diploma in Care",
                "Level 3 Diploma in Adult Care",
                "Level 5 Diploma in Leadership and Management for Adult Care",
            ],
            ["", "", "Assessor award", "Same"],
        ],
    },
    Group {
        label: "Skills and Abilities",
        rows: &[
            ["Patient, cheerful and dependable", "Same", "Same", "Same"],
            ["Able to read, write and speak English clearly", "Same", "Same", "Same"],
            [
                "Desirable - able to drive the home's minibus",
                "Same",
                "Able to handle difficult conversations with relatives",
                "Same",
            ],
            [
                "",
                "Able to guide new colleagues through a shift",
                "Able to set priorities & stay calm under pressure",
                "Able to manage poor performance fairly",
            ],
        ],
    },
];

/// The career map.
pub fn document() -> Docx {
    blank("Bramble Court Care", "Example document: Bramble Court Care is an invented employer.")
        .add_paragraph(styled("Title", "Career map for care staff"))
        .add_paragraph(plain("How a career can grow at Bramble Court, from the first day on."))
        .add_table(map())
}

fn map() -> Table {
    let header = std::iter::once("").chain(COLUMNS).map(|title| cell(bold(title))).collect();
    let rows = std::iter::once(TableRow::new(header)).chain(GROUPS.iter().flat_map(group_rows));
    Table::new(rows.collect()).set_grid(vec![1600, 2100, 2100, 2100, 2100])
}

fn group_rows(group: &Group) -> impl Iterator<Item = TableRow> {
    group.rows.iter().enumerate().map(|(number, cells)| {
        let label = if number == 0 { cell_above(bold(group.label)) } else { cell_below() };
        TableRow::new(std::iter::once(label).chain(cells.map(|text| cell(plain(text)))).collect())
    })
}
