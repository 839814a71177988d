//! What an endpoint sent, read strictly: anything but the one form that was asked for is a [`Failure`].

use serde::Deserialize;
use serde_json::Value;

use crate::domain::opinion::{Failure, Judgement, Says, without_repeated};
use crate::domain::question::KeyPoint;

/// The reply of a chat completion, as far as it is read.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Spoken,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Spoken {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    refusal: Option<String>,
}

/// What the model was asked to say, and nothing besides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verdicts {
    verdicts: Vec<OneVerdict>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneVerdict {
    id: String,
    verdict: Says,
    #[serde(default)]
    citation: Option<String>,
}

/// The model's own words, out of the completion that carries them.
///
/// # Errors
/// When it is no completion, or one that is not whole.
pub fn content(body: &[u8]) -> Result<String, Failure> {
    let completion: Completion =
        serde_json::from_slice(body).map_err(|_| Failure::Malformed("it is no chat completion"))?;
    let choice = completion.choices.into_iter().next().ok_or(Failure::Malformed("it holds no message"))?;
    if choice.message.refusal.is_some_and(|words| !words.trim().is_empty()) {
        return Err(Failure::Declined);
    }
    match choice.finish_reason.as_deref() {
        Some("length") => return Err(Failure::CutOff),
        Some("content_filter") => return Err(Failure::Declined),
        _ => {}
    }
    choice
        .message
        .content
        .filter(|content| !content.trim().is_empty())
        .ok_or(Failure::Malformed("the message is empty"))
}

/// The judgements, in the order of the key points, each held against the answer.
///
/// # Errors
/// When it is not exactly the JSON that was asked for: every key point once, and no other.
pub fn judgements(content: &str, key_points: &[KeyPoint], answer: &str) -> Result<Vec<Judgement>, Failure> {
    // By way of a `Value`, so that words after the object are noticed, and trouble is told from the wrong shape.
    let value: Value = serde_json::from_str(content.trim()).map_err(|_| Failure::Malformed("it is not JSON alone"))?;
    let Verdicts { verdicts } =
        serde_json::from_value(value).map_err(|_| Failure::Malformed("the JSON has another shape"))?;
    if verdicts.iter().any(|verdict| key_points.iter().all(|point| point.id != verdict.id)) {
        return Err(Failure::Malformed("it names a key point that the question does not have"));
    }
    if verdicts.len() > key_points.len() {
        return Err(Failure::Malformed("it judges a key point twice"));
    }
    let judgements: Result<Vec<Judgement>, Failure> = key_points
        .iter()
        .map(|point| {
            let mut of_it = verdicts.iter().filter(|verdict| verdict.id == point.id);
            let verdict = of_it.next().ok_or(Failure::Malformed("it does not judge every key point"))?;
            if of_it.next().is_some() {
                return Err(Failure::Malformed("it judges a key point twice"));
            }
            let citation = verdict.citation.as_deref().unwrap_or_default();
            Ok(Judgement::new(&point.id, verdict.verdict, citation, answer))
        })
        .collect();
    judgements.map(without_repeated)
}

/// The names of the models that an endpoint lists.
///
/// # Errors
/// When it is no list of models.
pub fn models(body: &[u8]) -> Result<Vec<String>, Failure> {
    #[derive(Deserialize)]
    struct List {
        data: Vec<Model>,
    }
    #[derive(Deserialize)]
    struct Model {
        id: String,
    }
    let list: List = serde_json::from_slice(body).map_err(|_| Failure::Malformed("it is no list of models"))?;
    Ok(list.data.into_iter().map(|model| model.id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::opinion::Support;

    const ANSWER: &str = "I boil the water.";

    fn points() -> Vec<KeyPoint> {
        ["boil", "warm"].map(|id| KeyPoint { id: id.into(), text: id.into(), phrases: vec![] }).into()
    }

    #[track_caller]
    fn refused(content: &str, why: &'static str) {
        assert_eq!(judgements(content, &points(), ANSWER), Err(Failure::Malformed(why)), "{content}");
    }

    #[test]
    fn every_key_point_is_judged_in_its_order() {
        let content = r#" {"verdicts": [{"id": "warm", "verdict": "missed", "citation": null},
            {"id": "boil", "verdict": "covered", "citation": "boil the water"}]}
"#;
        let found = judgements(content, &points(), ANSWER).unwrap();
        let words = Support::Words("boil the water".into());
        assert_eq!(found[0], Judgement { key_point: "boil".into(), says: Says::Covered, support: words });
        assert_eq!(found[1], Judgement { key_point: "warm".into(), says: Says::Missed, support: Support::NotNeeded });
    }

    #[test]
    fn a_citation_that_is_not_in_the_answer_is_dropped() {
        let content = r#"{"verdicts":[{"id":"boil","verdict":"covered","citation":"boils fresh water"},
            {"id":"warm","verdict":"covered"}]}"#;
        let found = judgements(content, &points(), ANSWER).unwrap();
        assert_eq!([&found[0].support, &found[1].support], [&Support::NotFound, &Support::Nothing]);
    }

    #[test]
    fn anything_else_is_refused_with_the_reason() {
        let one = r#"{"id":"boil","verdict":"missed"}"#;
        let two = r#"{"id":"warm","verdict":"missed"}"#;
        let whole = format!(r#"{{"verdicts":[{one},{two}]}}"#);
        assert!(judgements(&whole, &points(), ANSWER).is_ok());

        refused("", "it is not JSON alone");
        refused("Sure! Here you are.", "it is not JSON alone");
        refused(&format!("```json\n{whole}\n```"), "it is not JSON alone");
        refused(&format!("{whole} Well done!"), "it is not JSON alone");
        refused(&whole[..whole.len() - 1], "it is not JSON alone");
        refused(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), "it is not JSON alone");

        const SHAPE: &str = "the JSON has another shape";
        refused("[]", SHAPE);
        refused("{}", SHAPE);
        refused(&whole.replacen('{', r#"{"points":100,"#, 1), SHAPE);
        refused(&whole.replacen("\"missed\"", "\"brilliant\"", 1), SHAPE);
        refused(&whole.replacen("\"missed\"", "\"covered\",\"points\":5", 1), SHAPE);
        refused(&whole.replacen("\"missed\"", "\"covered\",\"citation\":[\"boil\"]", 1), SHAPE);

        let unknown = "it names a key point that the question does not have";
        refused(&format!(r#"{{"verdicts":[{one},{two},{{"id":"all","verdict":"covered"}}]}}"#), unknown);
        refused(&whole.replace("warm", "Warm"), unknown);
        refused(&format!(r#"{{"verdicts":[{one}]}}"#), "it does not judge every key point");
        refused(r#"{"verdicts":[]}"#, "it does not judge every key point");
        refused(&format!(r#"{{"verdicts":[{one},{one}]}}"#), "it judges a key point twice");
        refused(&format!(r#"{{"verdicts":[{one},{two},{one}]}}"#), "it judges a key point twice");
    }

    #[test]
    fn a_completion_is_read_as_far_as_it_is_needed() {
        let check = |body: &str, expected: Result<&str, Failure>| {
            assert_eq!(content(body.as_bytes()), expected.map(str::to_owned), "{body}");
        };
        check(
            r#"{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"{}"},"finish_reason":"stop"}]}"#,
            Ok("{}"),
        );
        check(r#"{"choices":[{"message":{"content":"{}","refusal":null}}]}"#, Ok("{}"));
        check(r#"{"choices":[{"message":{"content":"{}"},"finish_reason":"length"}]}"#, Err(Failure::CutOff));
        check(r#"{"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]}"#, Err(Failure::Declined));
        check(r#"{"choices":[{"message":{"content":null,"refusal":"I can't"}}]}"#, Err(Failure::Declined));
        check(r#"{"choices":[{"message":{"content":" "}}]}"#, Err(Failure::Malformed("the message is empty")));
        check(r#"{"choices":[]}"#, Err(Failure::Malformed("it holds no message")));
        check(r#"{"error":{"message":"no"}}"#, Err(Failure::Malformed("it is no chat completion")));
        check("<html>", Err(Failure::Malformed("it is no chat completion")));
    }
}
