//! Documents of invented employers, the same ones each time, made one at a time.

use rungs::model::{
    Category, Coverage, Format, Framework, Level, Necessity, Outcome, Place, Requirement, Role,
    Shape, Source, Status,
};

/// Employers among whom the documents are shared out.
const EMPLOYERS: usize = 5_000;
/// Titles of roles.
const ROLES: usize = 400;
/// Levels of a role.
const LEVELS: [&str; 4] =
    ["Level A (Developing)", "Level B (Proficient)", "Level C (Advanced)", "Level D (Expert)"];
/// Requirements of a document: one role of four levels.
pub const PER_DOCUMENT: usize = 100;
/// Different words.
const WORDS: usize = 20_000;
/// Makes the commonest word stand in half of the statements, as "and" does in real ones.
const SHIFT: f64 = 4.0;
/// Statements that employers share.
const SHARED: usize = 20_000;
/// Words of a statement.
const LENGTHS: std::ops::Range<usize> = 15..41;
/// What syllables are made of: 2,000 of them.
const BEGINNINGS: [&str; 20] = [
    "b", "c", "d", "f", "g", "h", "j", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr",
    "pl", "",
];
const VOWELS: [&str; 10] = ["a", "e", "i", "o", "u", "ea", "ou", "ai", "oo", "y"];
const ENDS: [&str; 10] = ["", "n", "r", "s", "l", "t", "m", "d", "ck", "ng"];

/// Numbers that follow each other as if by chance, the same ones each time.
pub struct Chance(u64);

impl Chance {
    /// Starts the row of numbers with this name.
    pub fn new(name: u64) -> Self {
        Self(name.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x2545_F491_4F6C_DD1D)
    }

    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 ^ (self.0 >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 20
    }

    /// Returns a number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next()).unwrap_or(0) % limit
    }

    /// Returns a number below `limit`: small ones often, each further one more seldom (Zipf's law as
    /// Mandelbrot mended it).
    fn seldom(&mut self, limit: usize) -> usize {
        let part = self.below(1 << 30) as f64 / f64::from(1 << 30);
        let drawn = SHIFT * ((limit as f64 + SHIFT) / SHIFT).powf(part) - SHIFT;
        (drawn as usize).min(limit - 1)
    }

    fn id(&mut self) -> String {
        let (a, b) = (self.next() << 20 ^ self.next(), self.next() << 20 ^ self.next());
        uuid::Uuid::from_u64_pair(a, b).to_string()
    }
}

/// Makes documents.
pub struct Maker {
    words: Vec<String>,
}

impl Maker {
    /// Makes the words.
    pub fn new() -> Self {
        let word = |number: usize| {
            let mut chance = Chance::new(number as u64);
            let longer = usize::from(number > 3_000) * chance.below(2);
            let count = 1 + usize::from(number > 300) + longer;
            let mut one = |of: &[&'static str]| of[chance.below(of.len())];
            (0..count).flat_map(|_| [one(&BEGINNINGS), one(&VOWELS), one(&ENDS)]).collect()
        };
        Self { words: (0..WORDS).map(word).collect() }
    }

    /// Returns so many documents.
    pub fn documents(&self, count: usize) -> impl Iterator<Item = Framework> + '_ {
        (0..count).map(|number| self.document(number))
    }

    /// Returns the document of that number.
    pub fn document(&self, number: usize) -> Framework {
        let mut chance = Chance::new(1_000_000 + number as u64);
        let employer = if number < EMPLOYERS { number } else { chance.seldom(EMPLOYERS) };
        let employer = format!("{} Trust {employer}", capital(&self.words[500 + employer]));
        let role = chance.seldom(ROLES);
        let role = format!("{} {}", capital(&self.words[1000 + role]), self.words[2000 + role]);
        let file = format!("{}-{number}.docx", self.words[2000 + number % 5000]);
        Framework {
            schema: rungs::model::framework::SCHEMA.into(),
            id: chance.id(),
            employer: Some(employer.clone()),
            employer_basis: None,
            title: Some(format!("Career framework of {employer}")),
            language: None,
            shape: [Shape::ProgressionGrid, Shape::JobDescription][number % 2],
            source: Source {
                paths: vec![format!("{employer}/{file}")],
                file,
                employers: vec![employer],
                blake3: blake3::hash(&number.to_le_bytes()).to_hex().to_string(),
                bytes: 40_000,
                format: Format::Docx,
                engine: "made/1".into(),
            },
            outcome: Outcome { status: Status::Ok, reason: None, hint: None },
            fields: Vec::new(),
            roles: vec![self.role(role, &mut chance)],
            progression: Vec::new(),
            legislation: Vec::new(),
            acronyms: Vec::new(),
            unplaced: Vec::new(),
            notes: Vec::new(),
            coverage: Coverage::default(),
        }
    }

    fn role(&self, title: String, chance: &mut Chance) -> Role {
        let per_level = PER_DOCUMENT / LEVELS.len();
        let level = |label: &&str, chance: &mut Chance| Level {
            label: Some((*label).to_owned()),
            requirements: (0..per_level).map(|i| self.requirement(i, chance)).collect(),
            ..Level::default()
        };
        Role {
            printed: Some(format!("{title} (Grade {})", 4 + chance.below(8))),
            grade: Some(format!("Grade {}", 4 + chance.below(8))),
            levels: LEVELS.iter().map(|label| level(label, chance)).collect(),
            title: Some(title),
            ..Role::default()
        }
    }

    /// Returns a requirement; a third of them are statements that employers share.
    fn requirement(&self, index: usize, chance: &mut Chance) -> Requirement {
        let id = chance.id();
        let mut own = Chance::new(chance.next());
        let mut shared = Chance::new(500_000_000 + chance.below(SHARED) as u64);
        let source = if index.is_multiple_of(3) { &mut shared } else { &mut own };
        let text = self.text(source);
        let category = Category::ALL[chance.below(8)];
        let necessity = [None, Some(Necessity::Essential), Some(Necessity::Desirable)];
        let place = Place { table: Some(0), row: Some(1), block: index as u32, ..Place::default() };
        Requirement {
            id,
            concept_id: source.id(),
            subject_id: source.id(),
            verbatim: text.clone(),
            text,
            category: Some(category),
            necessity: necessity[chance.below(3)],
            section: Some(capital(&self.words[3000 + category as usize])),
            places: vec![place],
            confidence: 0.95,
            ..Requirement::default()
        }
    }

    fn text(&self, chance: &mut Chance) -> String {
        let count = LENGTHS.start + chance.below(LENGTHS.len());
        let words = (0..count).map(|_| self.words[chance.seldom(WORDS)].as_str());
        capital(&words.collect::<Vec<_>>().join(" "))
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
