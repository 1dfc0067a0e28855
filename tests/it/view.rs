//! `inspect --format html` in a browser: marks lie on their words, and lead to their statements.
//!
//! Without Chromium these tests say so and pass; with `RUNGS_NO_SKIP=1` they fail.

use crate::support::{Root, pdf_file};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Red, green, blue of the outline of statements, as the page's style has it.
const STATEMENT: [u8; 3] = [0x00, 0x75, 0x5a];
/// Likewise of headings.
const HEADING: [u8; 3] = [0x1f, 0x5f, 0xbf];

/// Returns the browser, if one is installed.
fn browser() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        let mut asked = Command::new(name);
        asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        asked.status().is_ok_and(|s| s.success())
    });
    if found.is_none() {
        let strict = std::env::var_os("RUNGS_NO_SKIP").is_some_and(|v| v == "1");
        assert!(!strict, "Chromium is missing; it is the package `chromium`");
        eprintln!("skipped: Chromium is not installed");
    }
    found
}

/// Runs the browser without a window and returns what it prints.
fn browse(browser: &str, root: &Root, args: &[&str], page: &str) -> String {
    let profile = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
        .args(["--force-device-scale-factor=1", "--force-prefers-reduced-motion"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(args)
        .arg(format!("file://{}/{page}", root.path().display()))
        .env("HOME", profile.path())
        .output()
        .expect("the browser starts");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{err}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A PDF page of 420 by 300 points with lines of Helvetica: left, baseline from the bottom, size.
fn pdf(lines: &[(u32, u32, u32, &str)]) -> Vec<u8> {
    let show = |(x, y, size, text): &(u32, u32, u32, &str)| {
        format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n")
    };
    let content: String = lines.iter().map(show).collect();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 300]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{content}endstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    pdf_file(&objects)
}

/// A job of one skill, whose words stand far from everything else.
fn job() -> Root {
    let root = Root::new();
    let lines = [
        (40, 260, 20, "Van Driver"),
        (40, 210, 14, "Skills"),
        (40, 150, 11, "\\225   Ability to drive a van safely in towns"),
        (40, 100, 11, "\\225   Ability to read a map </title><script>1</script>"),
    ];
    root.write("job.pdf", pdf(&lines));
    let run = root.run(&["inspect", "job.pdf", "--format", "html", "-o", "page.html"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    root
}

/// A picture of red, green and blue.
struct Shot {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

/// Pixels from the first column and row to the last, all included.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Area {
    fn shrunk(self, by: usize) -> Self {
        let [left, top] = [self.left + by, self.top + by];
        Self { left, top, right: self.right - by, bottom: self.bottom - by }
    }

    fn holds(self, x: usize, y: usize) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

impl Shot {
    fn of(path: &Path) -> Self {
        let file = std::io::BufReader::new(fs::File::open(path).expect("a screenshot"));
        let mut reader = png::Decoder::new(file).read_info().expect("a PNG file");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut bytes).expect("a picture");
        let samples = info.color_type.samples();
        let pixels = bytes[..info.buffer_size()].chunks(samples).map(|p| [p[0], p[1], p[2]]);
        Self { width: info.width as usize, pixels: pixels.collect() }
    }

    /// Returns the area around the pixels that `is` picks inside `within`.
    fn around(&self, within: Option<Area>, is: impl Fn([u8; 3]) -> bool) -> Option<Area> {
        let places = (0..self.pixels.len()).map(|i| (i % self.width, i / self.width));
        let found = places
            .filter(|(x, y)| within.is_none_or(|w| w.holds(*x, *y)))
            .filter(|(x, y)| is(self.pixels[y * self.width + x]));
        found.fold(None, |area: Option<Area>, (x, y)| {
            let area = area.unwrap_or(Area { left: x, top: y, right: x, bottom: y });
            Some(Area {
                left: area.left.min(x),
                top: area.top.min(y),
                right: area.right.max(x),
                bottom: area.bottom.max(y),
            })
        })
    }

    /// Returns the colour that most pixels of an area have.
    fn most(&self, area: Area) -> [u8; 3] {
        let mut counts = std::collections::BTreeMap::new();
        for y in area.top..=area.bottom {
            for x in area.left..=area.right {
                *counts.entry(self.pixels[y * self.width + x]).or_insert(0) += 1;
            }
        }
        counts.into_iter().max_by_key(|(_, n)| *n).expect("pixels").0
    }
}

fn is_near(colour: [u8; 3], wanted: [u8; 3]) -> bool {
    colour.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 8)
}

fn is_ink(colour: [u8; 3]) -> bool {
    colour.iter().all(|c| *c < 70)
}

/// Takes a picture of the page, 1400 by 1000, as it is after opening it at an anchor.
fn shoot(browser: &str, root: &Root, anchor: &str) -> Shot {
    let file = root.join("shot.png");
    let screenshot = format!("--screenshot={}", file.display());
    browse(browser, root, &[&screenshot, "--window-size=1400,1000"], &format!("page.html{anchor}"));
    Shot::of(&file)
}

/// The page's paper: the part of the picture left of the statements, below the legend.
fn paper(shot: &Shot) -> Area {
    let half = Area { left: 0, top: 100, right: shot.width / 2, bottom: 900 };
    let part = shot.around(Some(half), |c| c == [255; 3]).expect("a white page");
    let margin = shot.pixels[(part.top + 5) * shot.width..].iter().skip(part.left);
    let width = margin.take_while(|c| **c == [255; 3]).count();
    Area { right: part.left + width - 1, ..part }
}

#[test]
fn marks_lie_on_their_words() {
    let Some(browser) = browser() else { return };
    let root = job();
    let shot = shoot(browser, &root, "");
    let paper = paper(&shot);
    let pixels_per_point = (paper.right - paper.left + 1) as f64 / 420.0;
    // The first statement stands alone between 130 and 180 points above the page's bottom, its
    // words right of 48 points; the bullet is not part of them.
    let from_bottom = |points: f64| paper.bottom - (points * pixels_per_point) as usize;
    let band = Area { top: from_bottom(180.0), bottom: from_bottom(130.0), ..paper };
    let mark = shot.around(Some(band), |c| is_near(c, STATEMENT)).expect("a mark");
    let words = Area { left: paper.left + (48.0 * pixels_per_point) as usize, ..band };
    let ink = shot.around(Some(words), is_ink).expect("words");
    // Room that the mark leaves around the ink, in points. Letters of 11 points reach 8 above the
    // baseline and less than 2 below; a mark reaches 9.9 and 2.4. Half a point is a pixel.
    let room = |outer: usize, inner: usize| (inner as f64 - outer as f64) / pixels_per_point;
    let left_right = [room(mark.left, ink.left), room(ink.right, mark.right)];
    assert!(left_right.iter().all(|r| (0.0..3.0).contains(r)), "{left_right:?}");
    let above_below = [room(mark.top, ink.top), room(ink.bottom, mark.bottom)];
    assert!((1.3..3.7).contains(&above_below[0]), "{above_below:?}");
    assert!((0.3..2.3).contains(&above_below[1]), "{above_below:?}");
    // The ink stands where the file puts it: its baseline 150 points above the bottom.
    let descent = room(from_bottom(150.0), ink.bottom);
    assert!((1.0..4.0).contains(&descent), "the ink ends {descent} points below the baseline");
    let band = Area { top: from_bottom(235.0), bottom: from_bottom(195.0), ..paper };
    shot.around(Some(band), |c| is_near(c, HEADING)).expect("a mark around the heading");
}

#[test]
fn a_chosen_statement_lights_its_mark() {
    let Some(browser) = browser() else { return };
    let root = job();
    let [plain, chosen] = ["", "#s0"].map(|anchor| shoot(browser, &root, anchor));
    let fill = |shot: &Shot| {
        let paper = paper(shot);
        let top = paper.bottom - (paper.bottom - paper.top) * 180 / 300;
        let band = Area { top, bottom: top + (paper.bottom - paper.top) / 6, ..paper };
        let mark = shot.around(Some(band), |c| is_near(c, STATEMENT)).expect("a mark");
        shot.most(mark.shrunk(4))
    };
    let (plain, chosen) = (fill(&plain), fill(&chosen));
    assert!(chosen[0] + 30 < plain[0], "{plain:?} is not lit: {chosen:?}");
}

/// Moves the pointer and the focus over the page in a frame, and writes down what is lit.
const DRIVER: &str = r##"<!DOCTYPE html><iframe src="page.html" width="1400" height="1000"></iframe>
<pre></pre><script>
const said = [];
document.querySelector('iframe').addEventListener('load', (e) => {
  const page = e.target.contentDocument;
  const lit = () => [...page.querySelectorAll('.on')].map((x) => x.id || x.dataset.to).sort().join(' ');
  const over = (x) => x.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
  const mark = page.querySelector('[data-to="s1"]');
  over(mark.querySelector('path')); said.push('mark ' + (lit() === [mark.id, 's1'].sort().join(' ')));
  over(page.querySelector('h1')); said.push('away ' + (lit() === ''));
  over(page.querySelector('#s1')); said.push('statement ' + (lit() === [mark.id, 's1'].sort().join(' ')));
  page.querySelector('[data-to="s0"]').focus(); said.push('focus ' + page.querySelector('#s0').classList.contains('on'));
  const off = page.querySelector('#show-requirement'); off.click();
  said.push('hidden ' + (getComputedStyle(mark).display === 'none'));
  said.push('scripts ' + page.scripts.length);
  document.querySelector('pre').textContent = said.join('; ');
});
</script>"##;

#[test]
fn pointer_and_focus_light_marks_and_statements() {
    let Some(browser) = browser() else { return };
    let root = job();
    root.write("driver.html", DRIVER);
    let flags = ["--disable-web-security", "--allow-file-access-from-files", "--dump-dom"];
    let flags = [&flags[..], &["--virtual-time-budget=5000"]].concat();
    let dom = browse(browser, &root, &flags, "driver.html");
    let said = dom.split("<pre>").nth(1).and_then(|d| d.split("</pre>").next());
    let expected = "mark true; away true; statement true; focus true; hidden true; scripts 1";
    assert_eq!(said, Some(expected), "{dom}");
}

#[test]
fn the_page_of_a_file_without_pages_shows_its_text() {
    let root = Root::with(&[("driver.txt", crate::support::DRIVER)]);
    let run = root.run(&["inspect", "driver.txt", "--format", "html"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out.starts_with("<!DOCTYPE html>") && run.out.contains(">- Ability to read a map</a>")
    );
    let both = root.run(&["inspect", "driver.txt", "--format", "html", "--stage", "tables"]);
    assert_eq!((both.code, both.out.as_str()), (2, ""));
    assert!(both.err.contains("Leave --stage out"), "{}", both.err);
}
