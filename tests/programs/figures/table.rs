//! The figures, each with its target.

use std::fmt;

/// All figures.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Figure>);

#[derive(Debug)]
struct Figure {
    what: &'static str,
    measured: f64,
    most: Option<f64>,
    unit: &'static str,
}

impl Table {
    /// A figure that must not be more than `most`.
    pub(crate) fn at_most(
        &mut self,
        what: &'static str,
        measured: f64,
        most: f64,
        unit: &'static str,
    ) {
        let most = Some(most);
        self.0.push(Figure {
            what,
            measured,
            most,
            unit,
        });
    }

    /// A figure for which there is no target.
    pub(crate) fn note(&mut self, what: &'static str, measured: f64, unit: &'static str) {
        let most = None;
        self.0.push(Figure {
            what,
            measured,
            most,
            unit,
        });
    }

    /// Whether every figure meets its target.
    pub(crate) fn is_met(&self) -> bool {
        self.0.iter().all(Figure::is_met)
    }
}

impl Figure {
    fn is_met(&self) -> bool {
        self.most.is_none_or(|most| self.measured <= most)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for figure in &self.0 {
            let Figure {
                what,
                measured,
                unit,
                ..
            } = figure;
            write!(out, "{what:46} {measured:10.2} {unit:12}")?;
            match figure.most {
                Some(most) if figure.is_met() => writeln!(out, " at most {most}")?,
                Some(most) => writeln!(out, " at most {most}: MISSED")?,
                None => writeln!(out)?,
            }
        }
        Ok(())
    }
}
