//! Headers told by their shading: cells filled side by side, whatever their letters look like.

use super::row::Row;
use crate::extract::pdf::content::Area;
use crate::extract::pdf::geometry::Rect;

/// Most lines of a shaded header, and the room a line takes with the space around it, in font sizes.
const LINES: f64 = 5.0;
const LINE_EM: f64 = 1.8;
/// Farthest two cells of a header lie apart, in points: the space around their text may be white.
const APART_PT: f64 = 8.0;
/// Edges within this are one edge, in points.
const EDGE_PT: f64 = 3.0;
/// Room around a cell's left edge that holds no text, in points: before it, and behind it.
const FREE_PT: (f64, f64) = (4.0, 1.0);
/// A page with more filled areas is a drawing.
const MOST_AREAS: usize = 1_000;
/// Nearest line above a header that is of no table, in font sizes.
const ABOVE_EM: f64 = 3.0;

/// A header of filled cells.
#[derive(Clone, Debug)]
pub struct Shaded {
    at: Rect,
    /// The narrowest cells from the left.
    pub cells: Vec<Rect>,
    /// Heights at which one of its rows ends and the next begins.
    pub lines: Vec<f64>,
}

/// Finds areas of one colour that lie side by side over no more lines than a header has; `size` is
/// that of the page's text.
pub fn shaded(areas: &[Area], size: f64) -> Vec<Shaded> {
    let most = LINES * LINE_EM * size;
    let is_cell = |a: &&Area| a.is_tinted() && a.at.height() <= most;
    let cells: Vec<&Area> = areas.iter().filter(is_cell).collect();
    if cells.len() > MOST_AREAS {
        return Vec::new();
    }
    groups(&cells).iter().filter_map(|g| Shaded::of(g, most)).collect()
}

/// Puts areas of one colour together that touch.
fn groups(areas: &[&Area]) -> Vec<Vec<Rect>> {
    let touch = |a: &Rect, b: &Rect| a.overlap_x(b) > -APART_PT && a.overlap_y(b) > -APART_PT;
    let mut open: Vec<&Area> = areas.to_vec();
    let mut groups = Vec::new();
    while let Some(first) = open.pop() {
        let mut group = vec![first.at];
        let mut at = 0;
        while at < group.len() {
            let reached = group[at];
            let (near, far): (Vec<&Area>, Vec<&Area>) =
                open.into_iter().partition(|a| a.colour == first.colour && touch(&a.at, &reached));
            group.extend(near.iter().map(|a| a.at));
            open = far;
            at += 1;
        }
        groups.push(group);
    }
    groups
}

impl Shaded {
    fn of(group: &[Rect], most: f64) -> Option<Self> {
        let at = Rect::around(group.iter().copied())?;
        let mut lefts: Vec<f64> = group.iter().map(|a| a.left).collect();
        lefts.sort_by(f64::total_cmp);
        lefts.dedup_by(|b, a| *b - *a < EDGE_PT);
        let rights = lefts.iter().skip(1).copied().chain([at.right]);
        let inside = |(left, right): (&f64, f64)| Rect {
            left: left + FREE_PT.1,
            right: right - FREE_PT.0,
            ..at
        };
        let cells: Vec<Rect> = lefts.iter().zip(rights).map(inside).collect();
        let below = |a: &Rect, b: &Rect| a.overlap_x(b) > 0.0 && b.top > a.bottom - EDGE_PT;
        let between = |a: &Rect| {
            let next = group.iter().filter(|b| below(a, b)).map(|b| b.top).min_by(f64::total_cmp);
            next.map(|top| f64::midpoint(a.bottom, top))
        };
        let mut lines: Vec<f64> = group.iter().filter_map(between).collect();
        lines.sort_by(f64::total_cmp);
        lines.dedup_by(|b, a| *b - *a < EDGE_PT);
        (cells.len() > 1 && at.height() <= most).then_some(Self { at, cells, lines })
    }

    /// Tells whether a drawn table is nothing but the header's cells.
    pub fn is_all_of(&self, table: &Rect) -> bool {
        table.top > self.at.top - EDGE_PT && table.bottom < self.at.bottom + EDGE_PT
    }

    /// Tells whether a line stands in it.
    pub fn holds(&self, row: &Row) -> bool {
        self.at.holds(&row.line.at)
            || self.at.meets(&row.line.at) && self.at.holds(&row.fragments[0])
    }

    /// Tells whether a line above shows that a table with the same columns has begun before: the
    /// shading is that of every other row.
    pub fn goes_on(&self, above: &Row) -> bool {
        let near = self.at.top - above.line.at.bottom < ABOVE_EM * above.line.size;
        let column = |part: &Rect| {
            let over = |c: &&Rect| part.overlap_x(c) > 0.0;
            let mut cells = self.cells.iter().enumerate().filter(|(_, c)| over(c));
            cells.next().filter(|_| cells.next().is_none()).map(|(index, _)| index)
        };
        let columns: Option<Vec<usize>> = above.solid().iter().map(column).collect();
        near && columns.is_some_and(|c| c.windows(2).any(|w| w[0] != w[1]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREY: [u8; 3] = [0xD9; 3];

    fn area(left: f64, right: f64, top: f64, bottom: f64, colour: [u8; 3]) -> Area {
        Area { at: Rect { left, top, right, bottom }, colour }
    }

    #[test]
    fn cells_side_by_side_are_a_header_of_two_rows() {
        let areas = [
            area(0.0, 50.0, 100.0, 130.0, GREY),
            area(51.0, 200.0, 100.0, 114.0, GREY),
            area(51.0, 120.0, 115.0, 130.0, GREY),
            area(121.0, 200.0, 115.0, 130.0, GREY),
            area(0.0, 200.0, 300.0, 314.0, GREY),
            area(0.0, 50.0, 400.0, 414.0, [0xFF; 3]),
            area(51.0, 200.0, 400.0, 414.0, [0xFF; 3]),
        ];
        let found = shaded(&areas, 10.0);
        assert_eq!(found.len(), 1, "neither one wide area nor white ones");
        let lefts: Vec<f64> = found[0].cells.iter().map(|c| c.left).collect();
        assert_eq!(lefts, [1.0, 52.0, 122.0]);
        assert_eq!(found[0].lines, [114.5]);
    }

    #[test]
    fn what_is_higher_than_a_header_is_none() {
        let rows = (0..20).flat_map(|r| {
            let top = 100.0 + 15.0 * f64::from(r);
            [area(0.0, 50.0, top, top + 15.0, GREY), area(50.0, 99.0, top, top + 15.0, GREY)]
        });
        assert!(shaded(&rows.collect::<Vec<_>>(), 10.0).is_empty());
    }
}
