use crate::algorithm::Measure;
use crate::claim::{CHECK_KINDS, Claim, Variable};
use crate::experiment::{BUILT_IN, Catalog, Response, built_in};
use crate::formula::FUNCTIONS;

/// Names that specs may use, with what each is, under the title of their list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedList {
    /// What the list is called, such as `problems`.
    pub title: &'static str,
    /// Names and what they are.
    pub rows: Vec<(String, String)>,
}

impl NamedList {
    /// Every list of names.
    #[must_use]
    pub fn all(catalog: &Catalog) -> Vec<Self> {
        let experiments = BUILT_IN.iter().map(|(name, _)| ((*name).to_owned(), question(name)));
        let claims = Claim::ALL.iter().map(|claim| {
            let source = claim.where_stated();
            (claim.name().to_owned(), format!("{} ({source})", claim.statement()))
        });
        let measures = Measure::ALL.iter().map(|measure| (measure.name(), measure.summary()));
        let variables = Variable::ALL
            .iter()
            .map(|variable| (variable.name(), variable.summary()));
        vec![
            Self::new("experiments", experiments),
            Self::of("problems", catalog.problems()),
            Self::of("aggregators", catalog.aggregators()),
            Self::of("transforms", catalog.transforms()),
            Self::of("algorithms", catalog.algorithms()),
            Self::of("adversaries", catalog.adversaries()),
            Self::of("measures", measures),
            Self::new("claims", claims),
            Self::of("checks", CHECK_KINDS.into_iter()),
            Self::of("variables", variables),
            Self::of("functions", FUNCTIONS.into_iter()),
        ]
    }

    fn new(title: &'static str, rows: impl Iterator<Item = (String, String)>) -> Self {
        Self {
            title,
            rows: rows.collect(),
        }
    }

    fn of<'a>(title: &'static str, rows: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        Self::new(title, rows.map(|(name, what)| (name.to_owned(), what.to_owned())))
    }

    /// The names of the list that is called `title`; responses are no list of their own.
    pub(super) fn names(catalog: &Catalog, title: &str) -> Vec<String> {
        if title == "responses" {
            return Response::all().map(|response| response.name().to_owned()).collect();
        }
        let lists = Self::all(catalog);
        let list = lists.into_iter().find(|list| list.title == title);
        list.map_or(Vec::new(), |list| list.rows.into_iter().map(|(name, _)| name).collect())
    }
}

/// The question of a built-in experiment, without reading what it draws.
fn question(name: &str) -> String {
    let document = built_in(name);
    let text = document.as_ref().and_then(|document| {
        let top = document.read().ok()?;
        top.text("question").ok()?
    });
    text.map_or_else(String::new, |text| text.value)
}
