//! Whether the phrases recognize what they should, and nothing else.

use std::collections::HashSet;

use super::super::findings::Report;
use super::super::reading::{Lines, Source, shortened};
use crate::domain::grading::{Grader, phrase_problem};
use crate::domain::question::Question;

pub(super) fn phrases(source: &Source, report: &mut Report) {
    let question = &source.question;
    let points = question.key_points.iter().map(|point| (&point.id, &point.phrases)).zip(&source.key_points);
    let mistakes = question.mistakes.iter().map(|mistake| (&mistake.id, &mistake.phrases)).zip(&source.mistakes);
    for ((id, phrases), Lines { below, .. }) in points.chain(mistakes) {
        let mut seen = HashSet::new();
        for (phrase, line) in phrases.iter().zip(below) {
            if let Some(problem) = phrase_problem(phrase) {
                report.at(*line, format!("`{}`: {problem}", shortened(phrase)));
            }
            if !seen.insert(phrase.to_lowercase()) {
                report.at(*line, format!("`{phrase}` stands twice below `{id}`"));
            }
        }
    }
}

pub(super) fn own_answer(source: &Source, report: &mut Report) {
    let question = &source.question;
    if question.answer.is_empty() {
        return;
    }
    let found = Grader::new(question).traces(&question.answer);
    for (point, lines) in question.key_points.iter().zip(&source.key_points) {
        if found.iter().all(|trace| trace.id != point.id) {
            report.at(
                lines.line,
                format!(
                    "no phrase of `{}` is found in this file's own answer: say the fact there, or add a phrase",
                    point.id
                ),
            );
        }
    }
}

pub(super) fn own_mistakes(source: &Source, report: &mut Report) {
    let question = &source.question;
    let grader = Grader::new(question);
    let traces = grader.traces(&question.answer);
    for made in grader.grade(&question.answer).mistakes {
        let place = question.mistakes.iter().position(|mistake| mistake.id == made.mistake);
        let Some(lines) = place.and_then(|place| source.mistakes.get(place)) else { continue };
        let cited = shortened(&made.words);
        let taken = format!("this file's own answer is taken for the mistake `{}`, on “{cited}”", made.mistake);
        match traces.iter().find(|trace| trace.id == made.mistake) {
            Some(trace) => report.at(
                lines.below.get(trace.phrase).copied().unwrap_or(lines.line),
                format!("{taken}: make the phrase narrower"),
            ),
            None => report.at(lines.line, format!("{taken}: word the one or the other differently")),
        }
    }
}

pub(super) fn wrong_choice(source: &Source, report: &mut Report) {
    let question = &source.question;
    let grader = Grader::new(question);
    for (choice, lines) in question.choices.iter().zip(&source.choices).filter(|(choice, _)| !choice.right) {
        for trace in grader.traces(&choice.text) {
            if question.is_decisive(&trace.id) {
                report.at(
                    lines.line,
                    format!("this wrong choice covers the decisive key point `{}` by its phrases", trace.id),
                );
            }
        }
    }
}

pub(super) fn prompt_covers(source: &Source, report: &mut Report) {
    let question = &source.question;
    // The grader gives nothing for the prompt's own sentences; what is asked here is whether a phrase lives on them alone.
    let blind = Grader::new(&Question { prompt: String::new(), ..question.clone() });
    let stated = question.prompt.replace('?', ".");
    for trace in blind.traces(&stated) {
        let place = question.key_points.iter().position(|point| point.id == trace.id);
        let Some(lines) = place.and_then(|place| source.key_points.get(place)) else { continue };
        let words = shortened(&stated[trace.span]);
        report.at(lines.line, format!("the prompt itself says “{words}” and so covers `{}`", trace.id));
    }
}
