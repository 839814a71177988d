//! A run through a scenario: what was seen in each stage, and how the rubric is scored.
//!
//! The rule of the score. A criterion is fed by key points. Of each that was to be said in a stage that the run came to, a share
//! counts: all of it where it is covered, less where hints were taken in that stage ([`AFTER_HINTS`]), nothing where it is missed; a
//! decisive one weighs double. A key point of a stage that the run did not come to counts only if it was covered all the same. The
//! share of the whole becomes 1 to 5, rounded. A decisive key point that is missed keeps the score at 3 or below, as that stage was
//! not passed; one red flag of a feeding stage keeps it at 4 or below, two at 3.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::grading::{Grader, Sheet};
use super::ids::{ChannelId, GuildId, MessageId, MockId, UserId};
use super::scenario::{Criterion, Scenario, Seen, Stage};

/// What a covered key point still counts after so many hints in its stage.
pub const AFTER_HINTS: [f64; 4] = [1.0, 0.9, 0.75, 0.5];

/// A run through a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mock {
    /// Its id.
    pub id: MockId,
    /// Its guild.
    pub guild: GuildId,
    /// The channel in which it was asked for.
    pub channel: ChannelId,
    /// The thread in which it runs; `None` while it has none: then it is private to the candidate.
    pub place: Option<ChannelId>,
    /// The scenario's slug.
    pub scenario: String,
    /// Who answers.
    pub candidate: UserId,
    /// Who interviews; `None` for the bot.
    pub interviewer: Option<UserId>,
    /// How far it is.
    pub state: MockState,
    /// The number of the visit that is open, or was the last; counted from 1.
    pub visit: u32,
    /// How many threads were opened for it.
    pub openings: u32,
    /// The scores by criterion, 1 to 5.
    pub scores: BTreeMap<String, u8>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Since when it is paused.
    pub paused_at: Option<DateTime<Utc>>,
    /// When it was done, or stopped.
    pub ended_at: Option<DateTime<Utc>>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MockState {
    /// It has no place yet.
    Placing,
    /// A stage is open.
    Running,
    /// A stage is open, and nobody is at it.
    Paused,
    /// Every stage is closed, the rubric is not scored.
    Scoring,
    /// It went to its end.
    Done,
    /// It was stopped before.
    Stopped,
}

/// One stage as the run came to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Its number in the run, counted from 1.
    pub number: u32,
    /// The stage's id.
    pub stage: String,
    /// What the interviewer said to lead there; empty for the first.
    pub lead: String,
    /// How many hints were taken: 0 to 3.
    pub hints: u8,
    /// What people corrected.
    pub corrections: Corrections,
    /// What was seen when it was closed; empty before.
    pub sight: Sight,
    /// When it was opened.
    pub entered_at: DateTime<Utc>,
    /// When its answer was complete: what is said later does not belong to it.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// What the candidate said in it, in order.
    pub parts: Vec<SaidPart>,
}

/// One message of the candidate's, or what came by the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidPart {
    /// The message; `None` for the form.
    pub message: Option<MessageId>,
    /// What it says.
    pub text: String,
    /// When it was said last.
    pub at: DateTime<Utc>,
}

/// What was seen of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// The key points that are covered, in the stage's order.
    pub covered: Vec<Found>,
    /// The red flags that were met, in the stage's order.
    pub red_flags: Vec<Found>,
}

/// A key point or a red flag that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// The words that show it; empty where a person says so.
    pub words: String,
}

/// What people say against the machine, by id: true for "yes", false for "no".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrections {
    /// About key points.
    pub covered: BTreeMap<String, bool>,
    /// About red flags.
    pub red_flags: BTreeMap<String, bool>,
}

/// A criterion with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored<'a> {
    /// The criterion.
    pub criterion: &'a Criterion,
    /// 1 to 5; `None` where the run came to nothing that feeds it.
    pub score: Option<u8>,
    /// The covered key points that speak for it: text, and the words that show it.
    pub evidence: Vec<(&'a str, String)>,
    /// The key points that were missed in stages that the run came to.
    pub missed: Vec<&'a str>,
}

impl Mock {
    /// True until it is done or stopped.
    pub fn under_way(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Who closes stages and scores: the interviewer, or the candidate who is alone.
    pub fn conductor(&self) -> UserId {
        self.interviewer.unwrap_or(self.candidate)
    }

    /// True for those whose run it is.
    pub fn is_of(&self, user: UserId) -> bool {
        user == self.candidate || Some(user) == self.interviewer
    }

    /// The mean of the scores; `None` without any.
    pub fn mean(&self) -> Option<f64> {
        let sum: u32 = self.scores.values().map(|score| u32::from(*score)).sum();
        (!self.scores.is_empty()).then(|| f64::from(sum) / self.scores.len() as f64)
    }
}

impl Visit {
    /// All that was said in it.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// What the stage of the last visit shows, by the machine and then by people.
pub fn sight(scenario: &Scenario, visits: &[Visit]) -> Sight {
    let Some((last, before)) = visits.split_last() else { return Sight::default() };
    let Some(stage) = scenario.stage(&last.stage) else { return Sight::default() };
    let own = last.text();
    let all = said(before, Some(&own));
    let grader = grader(scenario, stage);
    let verdict = grader.grade(&all);
    let flags = grader.grade(&own).mistakes;
    let covered = verdict.covered.into_iter().map(|found| (found.key_point, found.words)).collect();
    let red_flags = flags.into_iter().map(|found| (found.mistake, found.words)).collect();
    Sight {
        covered: corrected(stage.key_points.iter().map(|point| &point.id), covered, &last.corrections.covered),
        red_flags: corrected(stage.red_flags.iter().map(|flag| &flag.id), red_flags, &last.corrections.red_flags),
    }
}

fn corrected<'a>(
    ids: impl Iterator<Item = &'a String>,
    machine: Vec<(String, String)>,
    people: &BTreeMap<String, bool>,
) -> Vec<Found> {
    ids.filter_map(|id| {
        let words = machine.iter().find(|(found, _)| found == id).map(|(_, words)| words.clone());
        match (people.get(id), words) {
            (Some(false), _) | (None, None) => None,
            (_, words) => Some(Found { id: id.clone(), words: words.unwrap_or_default() }),
        }
    })
    .collect()
}

/// What people say against the machine, when they say that exactly these are so.
pub fn correction(before: &[Found], said: &[String], known: impl Iterator<Item = String>) -> BTreeMap<String, bool> {
    known
        .filter_map(|id| {
            let (was, is) = (before.iter().any(|found| found.id == id), said.contains(&id));
            (was != is).then_some((id, is))
        })
        .collect()
}

/// All that was seen up to the end of the last visit, whose sight is `last`; skipped stages count what was said before them.
pub fn seen(scenario: &Scenario, visits: &[Visit], last: &Sight) -> Seen {
    let mut seen = Seen::default();
    let Some((current, closed)) = visits.split_last() else { return seen };
    let sights = closed.iter().map(|visit| &visit.sight).chain([last]);
    for sight in sights {
        seen.covered.extend(sight.covered.iter().map(|found| found.id.clone()));
        seen.red_flags.extend(sight.red_flags.iter().map(|found| found.id.clone()));
    }
    let end = place(scenario, &current.stage).unwrap_or(scenario.stages.len());
    for (_, found) in skipped(scenario, visits, end) {
        seen.covered.insert(found.id);
    }
    seen
}

/// The key points of stages before `end` that the run did not come to, and that were covered before them all the same.
fn skipped<'a>(scenario: &'a Scenario, visits: &[Visit], end: usize) -> Vec<(&'a Stage, Found)> {
    let came_to: BTreeSet<&str> = visits.iter().map(|visit| visit.stage.as_str()).collect();
    let mut found = Vec::new();
    for (at, stage) in scenario.stages[..end].iter().enumerate().filter(|(_, stage)| !came_to.contains(&*stage.id)) {
        let before: Vec<Visit> = visits
            .iter()
            .filter(|visit| place(scenario, &visit.stage).is_some_and(|other| other < at))
            .cloned()
            .collect();
        let covered = grader(scenario, stage).grade(&said(&before, None)).covered;
        found.extend(covered.into_iter().map(|it| (stage, Found { id: it.key_point, words: it.words })));
    }
    found
}

/// The rubric with a score for each criterion; every visit is closed.
pub fn rubric<'a>(scenario: &'a Scenario, visits: &[Visit]) -> Vec<Scored<'a>> {
    let early = skipped(scenario, visits, scenario.stages.len());
    let visit_of = |stage: &Stage| visits.iter().find(|visit| visit.stage == stage.id);
    let score = |criterion: &'a Criterion| {
        let (mut sum, mut whole) = (0.0, 0.0);
        let (mut evidence, mut missed) = (Vec::new(), Vec::new());
        let (mut highest, mut stages) = (5_u8, BTreeSet::new());
        for (stage, point) in scenario.feeding(criterion) {
            let decisive = stage.is_decisive(&point.id);
            let weight = if decisive { 2.0 } else { 1.0 };
            let Some(visit) = visit_of(stage) else {
                if let Some((_, found)) = early.iter().find(|(_, found)| found.id == point.id) {
                    sum += weight;
                    whole += weight;
                    evidence.push((point.text.as_str(), found.words.clone()));
                }
                continue;
            };
            stages.insert(stage.id.as_str());
            whole += weight;
            match visit.sight.covered.iter().find(|found| found.id == point.id) {
                Some(found) => {
                    sum += weight * AFTER_HINTS[usize::from(visit.hints).min(AFTER_HINTS.len() - 1)];
                    evidence.push((&point.text, found.words.clone()));
                }
                None => {
                    missed.push(point.text.as_str());
                    if decisive {
                        highest = highest.min(3);
                    }
                }
            }
        }
        let flags: usize = visits
            .iter()
            .filter(|visit| stages.contains(visit.stage.as_str()))
            .map(|visit| visit.sight.red_flags.len())
            .sum();
        highest = highest.min(match flags {
            0 => 5,
            1 => 4,
            _ => 3,
        });
        let score = (whole > 0.0).then(|| (1 + (4.0 * sum / whole).round() as u8).min(highest));
        Scored { criterion, score, evidence, missed }
    };
    scenario.rubric.iter().map(score).collect()
}

/// Recognizes what is said in a stage: asking counts like stating, and giving the interviewer's words back earns nothing.
fn grader(scenario: &Scenario, stage: &Stage) -> Grader {
    let prompt = format!("{}\n\n{}", scenario.setting, stage.says);
    Grader::of(Sheet {
        prompt: &prompt,
        answer: "",
        key_points: &stage.key_points,
        mistakes: &stage.red_flags,
        asking_counts: true,
    })
}

fn place(scenario: &Scenario, stage: &str) -> Option<usize> {
    scenario.stages.iter().position(|other| other.id == stage)
}

/// What was said in these visits, and then now; newest first, so that a stage's own words are cited before earlier ones.
fn said(visits: &[Visit], now: Option<&str>) -> String {
    let before = visits.iter().rev().map(Visit::text);
    now.map(str::to_owned).into_iter().chain(before).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::super::scenario::tests::scenario;
    use super::super::scenario::{Branch, When};
    use super::*;

    /// A closed visit of that stage, in which that was said.
    fn visit(scenario: &Scenario, before: &[Visit], stage: &str, text: &str) -> Visit {
        let mut visits = before.to_vec();
        let at = DateTime::UNIX_EPOCH;
        let part = SaidPart { message: None, text: text.into(), at };
        visits.push(Visit {
            number: u32::try_from(before.len() + 1).unwrap(),
            stage: stage.into(),
            lead: String::new(),
            hints: 0,
            corrections: Corrections::default(),
            sight: Sight::default(),
            entered_at: at,
            answered_at: None,
            closed_at: None,
            parts: if text.is_empty() { vec![] } else { vec![part] },
        });
        let sight = sight(scenario, &visits);
        Visit { sight, closed_at: Some(at), ..visits.pop().unwrap() }
    }

    /// A run that said these things in these stages.
    fn run(scenario: &Scenario, said: &[(&str, &str)]) -> Vec<Visit> {
        let mut visits = Vec::new();
        for (stage, text) in said {
            let next = visit(scenario, &visits, stage, text);
            visits.push(next);
        }
        visits
    }

    fn ids(found: &[Found]) -> Vec<&str> {
        found.iter().map(|found| found.id.as_str()).collect()
    }

    fn criterion(id: &str, from: &[&str]) -> Criterion {
        let from = from.iter().map(|id| (*id).to_owned()).collect();
        Criterion { id: id.into(), name: id.into(), levels: Default::default(), from }
    }

    #[test]
    fn whoever_says_a_thing_early_is_not_asked_to_repeat_it() {
        let scenario = scenario(&["alpha", "beta"]);
        let visits = run(
            &scenario,
            &[("alpha", "The beta second fact matters. A beta wild idea."), ("beta", "Is it the beta first fact?")],
        );
        assert_eq!(ids(&visits[0].sight.covered), [""; 0]);
        assert_eq!(ids(&visits[1].sight.covered), ["beta1", "beta2"], "asking counts too");
        assert_eq!(ids(&visits[1].sight.red_flags), [""; 0], "a red flag counts in its own stage");
        assert_eq!(visits[1].sight.covered[0].words, "Is it the beta first fact?");
    }

    #[test]
    fn people_correct_the_machine_both_ways() {
        let scenario = scenario(&["alpha"]);
        let mut visits = run(&scenario, &[("alpha", "The alpha first fact. And an alpha wild idea.")]);
        let before = visits[0].sight.clone();
        assert_eq!((ids(&before.covered), ids(&before.red_flags)), (vec!["alpha1"], vec!["alpha-flag"]));
        let points = || ["alpha1".to_owned(), "alpha2".to_owned()].into_iter();
        visits[0].corrections.covered = correction(&before.covered, &["alpha2".into()], points());
        visits[0].corrections.red_flags = correction(&before.red_flags, &[], ["alpha-flag".to_owned()].into_iter());
        let after = sight(&scenario, &visits);
        assert_eq!(after.covered, [Found { id: "alpha2".into(), words: String::new() }]);
        assert!(after.red_flags.is_empty());
        assert!(correction(&before.covered, &["alpha1".into()], points()).is_empty(), "what agrees is no correction");
    }

    #[test]
    fn branches_decide_on_skipped_stages_too() {
        let mut scenario = scenario(&["alpha", "beta", "gamma"]);
        scenario.stages[2].branches =
            vec![Branch { when: When::Covered(vec!["beta1".into()]), to: None, says: "That was it.".into() }];
        let next = |visits: &[Visit]| {
            let seen = seen(&scenario, visits, &visits.last().unwrap().sight);
            scenario.after(&scenario.stages[2], &seen).says.to_owned()
        };
        assert_eq!(next(&run(&scenario, &[("alpha", "The beta first fact."), ("gamma", "x")])), "That was it.");
        // Said after the skipped stage, it is not of it any more.
        assert_eq!(next(&run(&scenario, &[("alpha", "x"), ("gamma", "The beta first fact.")])), "So much for gamma.");
    }

    #[test]
    fn the_score_follows_the_share_with_decisive_points_weighing_double() {
        let mut scenario = scenario(&["alpha", "beta"]);
        scenario.rubric = vec![criterion("c", &["alpha"]), criterion("d", &["alpha2", "beta"])];
        let scores = |said: &[(&str, &str)]| {
            rubric(&scenario, &run(&scenario, said)).into_iter().map(|scored| scored.score).collect::<Vec<_>>()
        };
        let all = "The alpha first fact. The alpha second fact.";
        assert_eq!(
            scores(&[("alpha", all), ("beta", "The beta first fact. The beta second fact.")]),
            [Some(5), Some(5)]
        );
        assert_eq!(scores(&[("alpha", "The alpha first fact."), ("beta", "")]), [Some(4), Some(1)]);
        assert_eq!(
            scores(&[("alpha", "The alpha second fact."), ("beta", "The beta second fact.")]),
            [Some(2), Some(3)]
        );
        assert_eq!(scores(&[("alpha", ""), ("beta", "")]), [Some(1), Some(1)]);
        // A stage that the run did not come to neither lowers nor raises.
        assert_eq!(scores(&[("alpha", all)]), [Some(5), Some(5)]);
        assert_eq!(scores(&[("beta", "The beta first fact. The beta second fact.")]), [None, Some(5)]);
    }

    #[test]
    fn hints_lower_a_score_and_misses_and_red_flags_cap_it() {
        let mut scenario = scenario(&["alpha", "beta"]);
        scenario.rubric = vec![criterion("c", &["alpha", "beta"])];
        let good = "The alpha first fact. The alpha second fact.";
        let mut visits = run(&scenario, &[("alpha", good), ("beta", "The beta first fact. The beta second fact.")]);
        let score = |visits: &[Visit]| rubric(&scenario, visits)[0].score;
        assert_eq!(score(&visits), Some(5));
        for (hints, expected) in [(1, 5), (2, 4), (3, 3)] {
            visits.iter_mut().for_each(|visit| visit.hints = hints);
            assert_eq!(score(&visits), Some(expected), "{hints} hints in each stage");
        }
        visits.iter_mut().for_each(|visit| visit.hints = 0);
        for (flags, expected) in [(1, 4), (2, 3), (3, 3)] {
            visits[0].sight.red_flags = vec![Found { id: "alpha-flag".into(), words: String::new() }; flags];
            assert_eq!(score(&visits), Some(expected), "{flags} red flags");
        }
        visits[0].sight.red_flags.clear();
        visits[0].sight.covered.remove(0);
        assert_eq!(score(&visits), Some(3), "a decisive key point is missed");
        let scored = &rubric(&scenario, &visits)[0];
        assert_eq!(scored.missed, ["The alpha first fact."]);
        assert_eq!(scored.evidence[0].1, "The alpha second fact.");
    }
}
