//! Rectangles on a page: points of 1/72 inch from the top left of the page as it is read.

use crate::model::PageBox;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    /// Returns the rectangle between two corners, in whatever order they come.
    pub fn between(a: (f64, f64), b: (f64, f64)) -> Self {
        Self { left: a.0.min(b.0), top: a.1.min(b.1), right: a.0.max(b.0), bottom: a.1.max(b.1) }
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn center_x(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }

    pub fn center_y(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }

    /// Returns the smallest rectangle that holds both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Returns the smallest rectangle that holds all, none if there are none.
    pub fn around(rects: impl IntoIterator<Item = Self>) -> Option<Self> {
        rects.into_iter().reduce(|a, b| a.union(&b))
    }

    /// Tells whether the middle of `inner` lies inside.
    pub fn holds(&self, inner: &Self) -> bool {
        let (x, y) = (inner.center_x(), inner.center_y());
        x >= self.left && x < self.right && y >= self.top && y < self.bottom
    }

    /// Returns how many points the two share horizontally; negative is the gap between them.
    pub fn overlap_x(&self, other: &Self) -> f64 {
        self.right.min(other.right) - self.left.max(other.left)
    }

    /// Returns how many points the two share vertically; negative is the gap between them.
    pub fn overlap_y(&self, other: &Self) -> f64 {
        self.bottom.min(other.bottom) - self.top.max(other.top)
    }

    /// Tells whether the two share more than a line.
    pub fn meets(&self, other: &Self) -> bool {
        self.overlap_x(other) > 0.0 && self.overlap_y(other) > 0.0
    }

    /// Returns the rectangle on a page turned clockwise by `quarters` quarter turns, the page being
    /// `width` by `height` before.
    #[must_use]
    pub fn turned(&self, quarters: u8, width: f64, height: f64) -> Self {
        match quarters % 4 {
            1 => Self {
                left: height - self.bottom,
                top: self.left,
                right: height - self.top,
                bottom: self.right,
            },
            2 => Self {
                left: width - self.right,
                top: height - self.bottom,
                right: width - self.left,
                bottom: height - self.top,
            },
            3 => Self {
                left: self.top,
                top: width - self.right,
                right: self.bottom,
                bottom: width - self.left,
            },
            _ => *self,
        }
    }

    /// Returns the rectangle as the model has it.
    pub fn on_page(&self, page: u32) -> PageBox {
        PageBox {
            page,
            left: self.left as f32,
            top: self.top as f32,
            right: self.right as f32,
            bottom: self.bottom as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_quarter_turns_are_none() {
        let rect = Rect { left: 10.0, top: 20.0, right: 50.0, bottom: 40.0 };
        let (mut turned, mut size) = (rect, (200.0, 300.0));
        for _ in 0..4 {
            turned = turned.turned(1, size.0, size.1);
            size = (size.1, size.0);
        }
        assert_eq!(turned, rect);
        assert_eq!(rect.turned(2, 200.0, 300.0).turned(2, 200.0, 300.0), rect);
        assert_eq!(rect.turned(1, 200.0, 300.0).turned(3, 300.0, 200.0), rect);
    }
}
