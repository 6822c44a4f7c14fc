use super::Cell;
use crate::aggregator::Law;
use crate::spec::{Located, Section};
use crate::theory::Setting;
use crate::theory::theorem::{Convex, Form, NonConvex, Rule, Silence, StronglyConvex, Theorem};

/// Which theorem says how many rounds to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Theorems 1 and 4.
    StronglyConvex,
    /// Theorems 2 and 5.
    Convex,
    /// Theorems 3 and 6.
    NonConvex,
}

impl Class {
    const ALL: [Self; 3] = [Self::StronglyConvex, Self::Convex, Self::NonConvex];

    /// The value of the key `rounds`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::StronglyConvex => "theorem",
            Self::Convex => "theorem-convex",
            Self::NonConvex => "theorem-non-convex",
        }
    }
}

/// The theorem that the key `rounds` names, if it names one: other words are the algorithm's, and so is whether it has rounds at all.
pub(super) fn class(section: &Section) -> Option<Located<Class>> {
    let text = section.text_under("rounds")?;
    let value = Class::ALL.into_iter().find(|class| class.word() == text.value)?;
    Some(Located { value, span: text.span })
}

/// T of the theorem in the cell.
pub(super) fn rounds_of_theorem(class: Class, law: Law, cell: &Cell) -> Result<usize, Silence> {
    let setting = Setting::of(&*cell.problem, cell.samples, cell.workers, cell.byzantine, law);
    let rule = Rule::of_law(law)?;
    let bound = match class {
        Class::StronglyConvex => StronglyConvex(rule).bound(&setting, Form::Paper),
        Class::Convex => Convex(rule).bound(&setting, Form::Paper),
        Class::NonConvex => NonConvex(rule).bound(&setting, Form::Paper),
    }?;
    Ok(bound.rounds.unwrap_or(1))
}
