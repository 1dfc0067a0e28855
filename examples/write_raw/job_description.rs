//! Meadowlark Homes: a job description in numbered boxes.

use docx_rs::{Docx, Paragraph, Table, TableRow};

use crate::word::{
    blank, bold, bullet, cell, cell_above, cell_below, cell_of, italic, plain, styled,
};

/// One paragraph of a box.
enum Line {
    /// A heading inside the box.
    Heading(&'static str),
    /// A sentence that leads in what follows.
    LeadIn(&'static str),
    /// Prose, or a prompt that nobody filled in.
    Prose(&'static str),
    /// The items of a list.
    Items(&'static [&'static str]),
}

use Line::{Heading, Items, LeadIn, Prose};

/// A numbered box.
struct Area {
    title: &'static str,
    lines: &'static [Line],
}

/// The first box: two fields a row.
const DETAILS: &[[&str; 2]] = &[
    ["Job Title: Senior Support Worker", "Date: May 2025"],
    ["Reports to: Team Manager", "Ref: MH/SSW/02"],
    ["Grade: Band 4", "Location: Supported living houses"],
];

const AREAS: &[Area] = &[
    Area {
        title: "JOB PURPOSE",
        lines: &[Prose(
            "To lead day-to-day support in two supported living houses, so that tenants stay well, \
             safe and in charge of their own lives.",
        )],
    },
    Area {
        title: "DIMENSIONS",
        lines: &[
            LeadIn("The size and reach of the post are set out here."),
            Items(&[
                "Supervise four to six support workers across two houses.",
                "Act as key worker for up to three tenants.",
                "No budget is held by this post.",
                "You are required to work at other houses in the same town when cover is needed.",
            ]),
        ],
    },
    Area {
        title: "ORGANISATION CHART",
        lines: &[
            Prose("Area Manager"),
            Prose("Team Manager"),
            Prose("Senior Support Worker (this post)"),
            Prose("Support Workers"),
        ],
    },
    Area {
        title: "KNOWLEDGE, SKILLS AND EXPERIENCE",
        lines: &[
            LeadIn("What the post holder brings to the job is set out here."),
            Heading("Experience and Knowledge"),
            Items(&[
                "A Level 3 Diploma in Adult Care, or one that is under way.",
                "Experience of supporting people with a learning disability or autism is essential.",
                "Experience of the administration of medication in a care setting preferred.",
                "Experience of inducting or mentoring colleagues.",
                "Knowledge of the Mental Capacity Act 2005 and what it means for everyday choices.",
                "Knowledge of safeguarding adults procedures, including when to call the police.",
                "Good understanding of tenancy rights in supported living.",
            ]),
            Heading("Education"),
            Items(&[
                "GCSE English and maths, or functional skills at level 2.",
                "A first aid at work certificate would be desirable.",
            ]),
            Heading("Skills and Abilities"),
            Items(&[
                "Ability to write support plans that a tenant can follow.",
                "Ability to explain risk without taking choices away.",
                "Ability to work alone and make sound decisions at night is essential.",
                "Must be able to use e-mail, rotas and digital care records.",
                "Ability to give personal care with tact.",
            ]),
            Heading("Personal Characteristics"),
            Items(&[
                "Commitment to treating people equally and to challenging discrimination.",
                "Work flexible shifts, including sleep-ins and bank holidays.",
                "Full driving licence and use of a car (where the house is rural).",
            ]),
            Prose("Further knowledge and skills agreed for this service:"),
        ],
    },
    Area {
        title: "KEY RESULT AREAS",
        lines: &[
            Heading("Keeping people safe"),
            LeadIn("You will:"),
            Items(&[
                "Follow safeguarding procedures and report concerns on the same day.",
                "Administer medication in line with the medication administration record and the \
                 support plan.",
                "Check stocks and balances of medicines at each handover.",
                "Complete and review risk assessments with tenants.",
                "Carry out fire checks and record them in the house log.",
                "Keep up with guidance on infection prevention and control.",
            ]),
            Heading("Getting good results"),
            LeadIn("You will:"),
            Items(&[
                "Write, review and update support plans with each tenant every six months.",
                "Arrange and attend health appointments, including the annual health check.",
                "Help tenants to plan meals that suit their health and taste.",
                "Support decisions under the Mental Capacity Act 2005 and record how they were \
                 reached.",
            ]),
            Heading("Being kind and respectful"),
            LeadIn("You will:"),
            Items(&[
                "Protect each tenant's privacy, post and belongings.",
                "Use the communication aids described in the support plan.",
                "Support friendships, family ties and relationships.",
            ]),
            Heading("Listening and responding"),
            LeadIn("You will:"),
            Items(&[
                "Help tenants to say what pleases them and to complain when something is wrong.",
                "Hold a monthly house meeting and act on what is said.",
                "Adjust the rota so that tenants can attend work, college or clubs.",
            ]),
            Heading("Leading by example"),
            LeadIn("You will:"),
            Items(&[
                "Supervise support workers every six to eight weeks and record what was agreed.",
                "Induct new colleagues and sign off their Care Certificate workbooks.",
                "Take part in audits and complete the actions that follow.",
                "Stand in for the team manager during leave.",
            ]),
            Heading("Money and records"),
            LeadIn("You will:"),
            Items(&[
                "Help tenants to budget and keep receipts for any money handled.",
                "Operate the petty cash system in line with financial procedures.",
                "Keep accurate, legible and dated records.",
            ]),
            Prose("Further results agreed for this service:"),
        ],
    },
    Area {
        title: "CONTACTS AND WORKING RELATIONSHIPS",
        lines: &[
            LeadIn("Your main contacts will include:"),
            Heading("Internal:"),
            Items(&["Team Manager", "Support workers at other houses", "Housing officers"]),
            Heading("External:"),
            Items(&[
                "Families and advocates",
                "GPs, community nurses and pharmacists",
                "Social workers",
            ]),
            Prose("Further contacts agreed for this service:"),
        ],
    },
    Area {
        title: "SCOPE FOR IMPACT",
        lines: &[Items(&[
            "Opportunity to shape how the house is run.",
            "Opportunity to influence practice across the area through the seniors' forum.",
        ])],
    },
    Area {
        title: "CORPORATE RESPONSIBILITIES",
        lines: &[Items(&[
            "Look after your own health and safety and that of others. Follow safe systems of work \
             and report hazards.",
            "Complete the training that the organisation arranges for the role.",
            "Promote equality, diversity and inclusion in all that you do.",
            "Process personal data in line with the Data Protection Act 2018.",
            "Carry out other duties of a similar level when asked by your manager.",
        ])],
    },
    Area {
        title: "JOB DESCRIPTION AGREEMENT",
        lines: &[
            Prose("Job Holder's Signature:                    Date:"),
            Prose("Manager's Signature:                    Date:"),
        ],
    },
];

/// The job description.
pub fn document() -> Docx {
    blank("Meadowlark Homes", "Example document: Meadowlark Homes is an invented employer.")
        .add_paragraph(styled("Title", "MEADOWLARK HOMES"))
        .add_paragraph(styled("Heading1", "JOB DESCRIPTION"))
        .add_table(boxes())
}

fn boxes() -> Table {
    let areas = AREAS.iter().enumerate().map(|(index, area)| area_row(index + 2, area));
    let rows = std::iter::once(details_title()).chain(DETAILS.iter().map(details_row)).chain(areas);
    Table::new(rows.collect()).set_grid(vec![700, 4600, 4600])
}

fn details_title() -> TableRow {
    TableRow::new(vec![cell_above(bold("1")), cell(bold("JOB DETAILS")).grid_span(2)])
}

fn details_row(fields: &[&str; 2]) -> TableRow {
    let [left, right] = fields.map(|field| cell(plain(field)));
    TableRow::new(vec![cell_below(), left, right])
}

fn area_row(number: usize, area: &Area) -> TableRow {
    let lines = area.lines.iter().flat_map(paragraphs);
    let content = cell_of(std::iter::once(bold(area.title)).chain(lines)).grid_span(2);
    TableRow::new(vec![cell(bold(&number.to_string())), content])
}

fn paragraphs(line: &Line) -> Vec<Paragraph> {
    match line {
        Heading(text) => vec![bold(text)],
        LeadIn(text) => vec![italic(text)],
        Prose(text) => vec![plain(text)],
        Items(texts) => texts.iter().map(|text| bullet(text)).collect(),
    }
}
