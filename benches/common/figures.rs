//! Figures of several rounds, printed.

/// Prints what the columns of the rows below are.
pub fn head() {
    println!("{:<34}{:>10}{:>10}{:>10}", "", "least", "median", "most");
}

/// Prints the least, the median and the greatest of figures; nothing if there are none.
pub fn row(name: &str, mut figures: Vec<f64>, digits: usize) {
    figures.sort_by(f64::total_cmp);
    if let (Some(least), Some(most)) = (figures.first(), figures.last()) {
        let median = figures[figures.len() / 2];
        println!("{name:<34}{least:>10.digits$}{median:>10.digits$}{most:>10.digits$}");
    }
}
