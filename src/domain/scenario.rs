//! A scenario of the bank, as plain data, and the rule that says what comes after a stage. How it is written down is `bank`'s
//! business, and how it is run `app`'s.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::question::{KeyPoint, Level, Link, Mistake, UnknownWord};

/// A conversation in stages: an incident, a design interview, or a case study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The slug: lower-case words joined by hyphens. Stable for ever.
    pub id: String,
    /// A short name, 3 to 60 characters, unique in the bank.
    pub title: String,
    /// What it is.
    pub kind: ScenarioKind,
    /// Ids of 1 to 3 topics, the main one first.
    pub topics: Vec<String>,
    /// For whom it is.
    pub level: Level,
    /// How long the whole conversation is meant to take: 15 to 60.
    pub minutes: u32,
    /// 1 to 6 lower-case words joined by hyphens.
    pub tags: Vec<String>,
    /// Primary documentation.
    pub links: Vec<Link>,
    /// What the candidate is told before the first question, in Markdown.
    pub setting: String,
    /// The stages in the file's order; side stages stand behind the one that leads to them.
    pub stages: Vec<Stage>,
    /// By what the whole run is judged: 4 to 6.
    pub rubric: Vec<Criterion>,
    /// What strong candidates add beyond the key points.
    pub strong: Vec<String>,
    /// Three questions of the bank to practice afterward.
    pub practice: Vec<Practice>,
}

/// One stage of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Unique in the scenario, also among key points, red flags and criteria.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// True for a stage that is reached only by a branch.
    pub side: bool,
    /// What the interviewer says: facts, then the question; in Markdown.
    pub says: String,
    /// What a strong candidate covers.
    pub key_points: Vec<KeyPoint>,
    /// Ids of the one or two key points without which the stage is not passed.
    pub decisive: Vec<String>,
    /// Three hints, the gentlest first.
    pub hints: Vec<String>,
    /// What a tired colleague says, and what is true instead.
    pub red_flags: Vec<Mistake>,
    /// What the interviewer says to lead on.
    pub bridge: String,
    /// What changes the way from here, tried in order.
    pub branches: Vec<Branch>,
}

/// Where an answer changes what comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// When it is taken.
    pub when: When,
    /// The id of the stage it leads to; `None` for the end.
    pub to: Option<String>,
    /// What the interviewer says instead of the bridge; empty behind `else`.
    pub says: String,
}

/// The condition of a branch; the ids are key points or red flags of its stage or an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// All of these key points are covered.
    Covered(Vec<String>),
    /// None of these key points is covered.
    Missed(Vec<String>),
    /// At least one of these red flags was met.
    RedFlag(Vec<String>),
    /// Always.
    Else,
}

/// One line of the rubric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Unique in the scenario.
    pub id: String,
    /// What is judged.
    pub name: String,
    /// What 1, 3 and 5 look like.
    pub levels: [String; 3],
    /// The stages (all their key points) and single key points that feed it.
    pub from: Vec<String>,
}

/// A question to practice after the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// The question's slug.
    pub question: String,
    /// What to practice in it.
    pub what: String,
}

/// What a scenario is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScenarioKind {
    /// Something is broken, now.
    Incident,
    /// A system is designed.
    Interview,
    /// A decision in a company's story.
    CaseStudy,
}

/// What was seen so far, by the ids of the scenario: what branches decide on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Key points that are covered.
    pub covered: BTreeSet<String>,
    /// Red flags that were met.
    pub red_flags: BTreeSet<String>,
}

/// What comes after a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next<'a> {
    /// The stage that follows; `None` for the rubric.
    pub stage: Option<&'a Stage>,
    /// What the interviewer says to lead there.
    pub says: &'a str,
}

impl Scenario {
    /// The stage of that id.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// The key point of that id, and its stage.
    pub fn key_point(&self, id: &str) -> Option<(&Stage, &KeyPoint)> {
        self.stages.iter().find_map(|stage| Some((stage, stage.key_points.iter().find(|point| point.id == id)?)))
    }

    /// The red flag of that id, and its stage.
    pub fn red_flag(&self, id: &str) -> Option<(&Stage, &Mistake)> {
        self.stages.iter().find_map(|stage| Some((stage, stage.red_flags.iter().find(|flag| flag.id == id)?)))
    }

    /// The criterion of that id.
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.rubric.iter().find(|criterion| criterion.id == id)
    }

    /// How many stages are not side stages.
    pub fn main_stages(&self) -> usize {
        self.stages.iter().filter(|stage| !stage.side).count()
    }

    /// The next stage in order, from below `stage`; side stages are never next in order.
    pub fn next_in_order(&self, stage: &Stage) -> Option<&Stage> {
        let at = self.stages.iter().position(|other| other.id == stage.id)?;
        self.stages[at + 1..].iter().find(|stage| !stage.side)
    }

    /// What comes after `stage`, given all that was seen up to its end: the first branch that holds decides.
    pub fn after<'a>(&'a self, stage: &'a Stage, seen: &Seen) -> Next<'a> {
        match stage.branches.iter().find(|branch| branch.when.holds(seen)) {
            Some(branch) => Next {
                stage: branch.to.as_deref().and_then(|to| self.stage(to)),
                says: if branch.says.is_empty() { &stage.bridge } else { &branch.says },
            },
            None => Next { stage: self.next_in_order(stage), says: &stage.bridge },
        }
    }

    /// The key points that feed a criterion, each with its stage, in the file's order.
    pub fn feeding<'a>(&'a self, criterion: &'a Criterion) -> impl Iterator<Item = (&'a Stage, &'a KeyPoint)> {
        self.stages.iter().flat_map(move |stage| {
            let whole = criterion.from.contains(&stage.id);
            let points = stage.key_points.iter().filter(move |point| whole || criterion.from.contains(&point.id));
            points.map(move |point| (stage, point))
        })
    }
}

impl Stage {
    /// True when the stage is not passed without this key point.
    pub fn is_decisive(&self, key_point: &str) -> bool {
        self.decisive.iter().any(|id| id == key_point)
    }
}

impl When {
    /// Whether it holds.
    pub fn holds(&self, seen: &Seen) -> bool {
        match self {
            When::Covered(ids) => ids.iter().all(|id| seen.covered.contains(id)),
            When::Missed(ids) => ids.iter().all(|id| !seen.covered.contains(id)),
            When::RedFlag(ids) => ids.iter().any(|id| seen.red_flags.contains(id)),
            When::Else => true,
        }
    }

    /// The ids it asks about.
    pub fn ids(&self) -> &[String] {
        match self {
            When::Covered(ids) | When::Missed(ids) | When::RedFlag(ids) => ids,
            When::Else => &[],
        }
    }
}

impl ScenarioKind {
    /// Every kind.
    pub const ALL: [ScenarioKind; 3] = [ScenarioKind::Incident, ScenarioKind::Interview, ScenarioKind::CaseStudy];

    /// The word that stands for it in files and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            ScenarioKind::Incident => "incident",
            ScenarioKind::Interview => "interview",
            ScenarioKind::CaseStudy => "case-study",
        }
    }
}

impl fmt::Display for ScenarioKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ScenarioKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        ScenarioKind::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| UnknownWord {
            given: word.to_owned(),
            known: ScenarioKind::ALL.map(ScenarioKind::as_str).to_vec(),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A scenario of stages named in a line each: `id`, or `(id)` for a side stage. Stage `x` has the key points `x1` and `x2`
    /// (found by "x first fact" and "x second fact") and the red flag `x-flag` ("x wild idea").
    pub(crate) fn scenario(stages: &[&str]) -> Scenario {
        let stage = |name: &&str| {
            let id = name.trim_matches(['(', ')']).to_owned();
            let point = |suffix: &str, words: &str| KeyPoint {
                id: format!("{id}{suffix}"),
                text: format!("The {id} {words}."),
                phrases: vec![format!("{id} {words}")],
            };
            Stage {
                title: format!("Stage {id}"),
                side: name.starts_with('('),
                says: format!("What about {id}?"),
                key_points: vec![point("1", "first fact"), point("2", "second fact")],
                decisive: vec![format!("{id}1")],
                hints: vec!["One".into(), "Two".into(), "Three".into()],
                red_flags: vec![Mistake {
                    id: format!("{id}-flag"),
                    text: "A wild idea.".into(),
                    instead: "a better one.".into(),
                    phrases: vec![format!("{id} wild idea")],
                }],
                bridge: format!("So much for {id}."),
                branches: Vec::new(),
                id,
            }
        };
        Scenario {
            id: "s".into(),
            title: "S".into(),
            kind: ScenarioKind::Incident,
            topics: vec!["t".into()],
            level: Level::Mid,
            minutes: 30,
            tags: vec![],
            links: vec![],
            setting: "Here you are.".into(),
            stages: stages.iter().map(stage).collect(),
            rubric: vec![],
            strong: vec![],
            practice: vec![],
        }
    }

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn seen(covered: &[&str], red_flags: &[&str]) -> Seen {
        Seen { covered: ids(covered).into_iter().collect(), red_flags: ids(red_flags).into_iter().collect() }
    }

    fn branch(when: When, to: &str) -> Branch {
        let says = if when == When::Else { String::new() } else { format!("On to {to}.") };
        Branch { when, to: (to != "end").then(|| to.to_owned()), says }
    }

    /// The id of what follows (`end` after the last), and the words that lead there.
    fn after<'a>(scenario: &'a Scenario, stage: &str, seen: &Seen) -> (&'a str, &'a str) {
        let next = scenario.after(scenario.stage(stage).unwrap(), seen);
        (next.stage.map_or("end", |stage| &stage.id), next.says)
    }

    #[test]
    fn side_stages_are_never_next_in_order() {
        let scenario = scenario(&["a", "(aa)", "b", "(bb)"]);
        let nothing = Seen::default();
        assert_eq!(after(&scenario, "a", &nothing), ("b", "So much for a."));
        assert_eq!(after(&scenario, "aa", &nothing), ("b", "So much for aa."));
        assert_eq!(after(&scenario, "b", &nothing), ("end", "So much for b."));
        assert_eq!(after(&scenario, "bb", &nothing), ("end", "So much for bb."));
    }

    #[test]
    fn the_first_branch_that_holds_decides() {
        let mut scenario = scenario(&["a", "(aa)", "b", "c"]);
        scenario.stages[0].branches = vec![
            branch(When::RedFlag(ids(&["a-flag", "other"])), "aa"),
            branch(When::Covered(ids(&["a1", "a2"])), "c"),
            branch(When::Missed(ids(&["a1", "a2"])), "end"),
            branch(When::Else, "b"),
        ];
        assert_eq!(after(&scenario, "a", &seen(&["a1", "a2"], &["a-flag"])), ("aa", "On to aa."));
        assert_eq!(after(&scenario, "a", &seen(&["a1", "a2"], &[])), ("c", "On to c."));
        assert_eq!(after(&scenario, "a", &seen(&[], &[])), ("end", "On to end."));
        assert_eq!(after(&scenario, "a", &seen(&["a2"], &[])), ("b", "So much for a."));
    }

    #[test]
    fn a_criterion_is_fed_by_stages_and_by_single_key_points() {
        let scenario = scenario(&["a", "b"]);
        let criterion =
            Criterion { id: "c".into(), name: "C".into(), levels: Default::default(), from: ids(&["b", "a2"]) };
        let feeding: Vec<&str> = scenario.feeding(&criterion).map(|(_, point)| point.id.as_str()).collect();
        assert_eq!(feeding, ["a2", "b1", "b2"]);
    }

    #[test]
    fn kinds_are_the_same_word_everywhere() {
        for kind in ScenarioKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
