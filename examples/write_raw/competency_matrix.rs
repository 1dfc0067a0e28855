//! Pennine Day Services: a workbook with a sheet for each role.

use std::fs;
use std::path::Path;

use anyhow::Result;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

/// A sheet.
struct Role {
    title: &'static str,
    categories: &'static [Category],
}

/// A row merged over the width and the rows under it.
struct Category {
    name: &'static str,
    themes: &'static [Theme],
}

/// A row: what it is about, and a cell for each level. Lines in a cell are
/// bullets where they begin with one.
struct Theme {
    name: &'static str,
    levels: [&'static str; 3],
}

const COLUMNS: [&str; 4] = ["Theme", "Foundation", "Intermediate", "Advanced"];

/// The row under the column titles.
const BUILDS_ON: [&str; 4] =
    ["", "Required for this level", "In addition to Foundation", "In addition to Intermediate"];

const NOTICE: &str = "Example document: Pennine Day Services is an invented employer.";

const ROLES: &[Role] = &[
    Role {
        title: "Day Centre Worker",
        categories: &[
            Category {
                name: "Knowledge",
                themes: &[
                    Theme {
                        name: "Safeguarding",
                        levels: [
                            "Knows the signs of abuse and whom to tell",
                            "Knows how the local safeguarding process works",
                            "Knows how a person is supported through a safeguarding enquiry",
                        ],
                    },
                    Theme {
                        name: "Medication",
                        levels: [
                            "Knows which medicines each person brings to the centre",
                            "Knows how to read a medication administration record",
                            "Knows when to ask a pharmacist or nurse for advice",
                        ],
                    },
                    Theme {
                        name: "Rights and choice",
                        levels: [
                            "Knows that every adult is presumed to have capacity",
                            "Knows the five principles of the Mental Capacity Act 2005",
                            "",
                        ],
                    },
                ],
            },
            Category {
                name: "Skills",
                themes: &[
                    Theme {
                        name: "Communication",
                        levels: [
                            "Listens and checks understanding",
                            "Uses signs, symbols and objects of reference",
                            "Adapts whole sessions to different communication needs",
                        ],
                    },
                    Theme {
                        name: "Medication administration",
                        levels: [
                            "Reminds people to take their own medicines",
                            "Administers medication and signs the record",
                            "Assesses colleagues in the administration of medication",
                        ],
                    },
                    Theme {
                        name: "Record keeping",
                        levels: [
                            "• Writes a short note each day for each person\n\
                             • Signs and dates every entry",
                            "Writes reviews for families and social workers",
                            "Audits records each quarter",
                        ],
                    },
                    Theme {
                        name: "Activities",
                        levels: [
                            "Helps people to join in with planned sessions",
                            "Plans and leads sessions for up to eight people",
                            "Designs the yearly programme with the people who attend",
                        ],
                    },
                ],
            },
            Category {
                name: "Behaviours",
                themes: &[
                    Theme {
                        name: "Respect",
                        levels: [
                            "Is polite, punctual and patient",
                            "Challenges unkind remarks",
                            "Sets the tone for a kind and fair place",
                        ],
                    },
                    Theme {
                        name: "Teamwork",
                        levels: ["Asks for help in good time", "", "Shares credit with the team"],
                    },
                ],
            },
            Category {
                name: "Qualifications",
                themes: &[Theme {
                    name: "Awards",
                    levels: [
                        "Care Certificate",
                        "Level 2 Diploma in Care",
                        "NVQ or Diploma at Level 3 in adult care",
                    ],
                }],
            },
        ],
    },
    Role {
        title: "Passenger Assistant",
        categories: &[
            Category {
                name: "Knowledge",
                themes: &[
                    Theme {
                        name: "Safety on board",
                        levels: [
                            "Knows how wheelchairs and seat belts are secured",
                            "Knows what to do if a person has a seizure on the journey",
                            "Knows how journeys are risk assessed",
                        ],
                    },
                    Theme {
                        name: "Safeguarding",
                        levels: [
                            "Knows how to report a safeguarding concern about a journey or a home",
                            "",
                            "Knows how concerns from several journeys are pieced together",
                        ],
                    },
                ],
            },
            Category {
                name: "Skills",
                themes: &[
                    Theme {
                        name: "Helping passengers",
                        levels: [
                            "Helps people on and off the vehicle without haste",
                            "Operates the tail lift",
                            "Shows new colleagues how to operate the tail lift",
                        ],
                    },
                    Theme {
                        name: "Handover",
                        levels: [
                            "Hands over bags, medicines and messages to a named person",
                            "Records the handover of medicines on the transfer sheet",
                            "",
                        ],
                    },
                ],
            },
            Category {
                name: "Qualifications",
                themes: &[Theme {
                    name: "Awards and licences",
                    levels: [
                        "Emergency first aid certificate",
                        "Passenger assistant award",
                        "Full driving licence with minibus entitlement",
                    ],
                }],
            },
        ],
    },
];

/// Writes the workbook.
pub fn write(path: &Path) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut workbook = Workbook::new();
    let date = ExcelDateTime::from_ymd(2025, 6, 2)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&date));
    for role in ROLES {
        write_role(workbook.add_worksheet(), role)?;
    }
    workbook.save(path)?;
    Ok(())
}

fn write_role(sheet: &mut Worksheet, role: &Role) -> Result<()> {
    let bold = Format::new().set_bold();
    let banner = Format::new().set_bold().set_align(FormatAlign::Center);
    sheet.set_name(role.title)?.set_column_width(0, 24)?.set_column_range_width(1, 3, 44)?;
    sheet.merge_range(0, 0, 0, 3, &format!("Competency matrix: {}", role.title), &banner)?;
    sheet.write_string(1, 0, NOTICE)?;
    sheet.write_row_with_format(2, 0, COLUMNS, &bold)?;
    sheet.write_row(3, 0, BUILDS_ON)?;
    sheet.set_freeze_panes(3, 1)?;
    let mut row = 4;
    for category in role.categories {
        sheet.merge_range(row, 0, row, 3, category.name, &banner)?;
        row += 1;
        for theme in category.themes {
            write_theme(sheet, row, theme)?;
            row += 1;
        }
    }
    Ok(())
}

fn write_theme(sheet: &mut Worksheet, row: u32, theme: &Theme) -> Result<()> {
    let wrapped = Format::new().set_text_wrap();
    sheet.write_string(row, 0, theme.name)?;
    for (column, text) in (1..).zip(theme.levels) {
        if !text.is_empty() {
            sheet.write_string_with_format(row, column, text, &wrapped)?;
        }
    }
    Ok(())
}
