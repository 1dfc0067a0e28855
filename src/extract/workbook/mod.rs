//! Excel workbooks of all ages.

mod package;
pub mod xls;
pub mod xlsb;
pub mod xlsx;

#[cfg(test)]
mod tests;

use super::sheet::Region;
use calamine::Dimensions;

fn regions(merges: &[Dimensions]) -> Vec<Region> {
    merges.iter().map(|m| (m.start, m.end)).collect()
}
