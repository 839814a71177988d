//! Finding a question or a scenario by what somebody types into a box.

use crate::domain::question::Question;
use crate::domain::scenario::Scenario;

/// The words by which a question is found, in lower case.
#[derive(Debug)]
pub struct Entry {
    /// The id and the aliases.
    slugs: Vec<String>,
    title: String,
    /// Of the title and the slugs.
    names: Vec<String>,
    /// Of the tags, topic, level and kind.
    marks: Vec<String>,
}

impl Entry {
    /// The entry of a question in a topic of this name.
    pub fn new(question: &Question, topic: &str) -> Entry {
        let slugs: Vec<String> =
            [&question.id].into_iter().chain(&question.aliases).map(|slug| slug.to_lowercase()).collect();
        let title = question.title.to_lowercase();
        let names = slugs.iter().chain([&title]).flat_map(|text| words(text)).collect();
        let topic = topic.to_lowercase();
        let tags = question.tags.iter().map(String::as_str);
        let marks = tags
            .chain([question.topic.as_str(), &topic, question.level.as_str(), question.kind.as_str()])
            .flat_map(words)
            .collect();
        Entry { slugs, title, names, marks }
    }

    /// The entry of a scenario in topics of these names.
    pub fn of_scenario<'a>(scenario: &'a Scenario, topics: impl Iterator<Item = &'a str>) -> Entry {
        let title = scenario.title.to_lowercase();
        let slugs = vec![scenario.id.to_lowercase()];
        let names = slugs.iter().chain([&title]).flat_map(|text| words(text)).collect();
        let tags = scenario.tags.iter().chain(&scenario.topics).map(String::as_str);
        let marks =
            tags.chain(topics).chain([scenario.level.as_str(), scenario.kind.as_str()]).flat_map(words).collect();
        Entry { slugs, title, names, marks }
    }

    /// How well a text fits, higher is better; `None` if it doesn't. `typed` is in lower case and trimmed.
    pub fn score(&self, typed: &str) -> Option<u32> {
        if typed.is_empty() {
            return Some(0);
        }
        if self.slugs.iter().any(|slug| slug == typed) || self.title == typed {
            return Some(10_000);
        }
        if self.title.starts_with(typed) || self.slugs.iter().any(|slug| slug.starts_with(typed)) {
            return Some(5_000);
        }
        let scores: Option<Vec<u32>> = words(typed).iter().map(|word| self.word_score(word)).collect();
        scores.filter(|scores| !scores.is_empty()).map(|scores| scores.iter().sum::<u32>() / scores.len() as u32)
    }

    fn word_score(&self, typed: &str) -> Option<u32> {
        let exact = |words: &[String]| words.iter().any(|word| word == typed);
        let begins = |words: &[String]| words.iter().any(|word| word.starts_with(typed));
        let near = |words: &[String]| {
            typed.len() >= 5 && words.iter().any(|word| strsim::normalized_damerau_levenshtein(word, typed) >= 0.75)
        };
        match () {
            () if exact(&self.names) => Some(1_000),
            () if begins(&self.names) => Some(800),
            () if exact(&self.marks) => Some(500),
            () if begins(&self.marks) => Some(300),
            () if typed.len() >= 3 && self.names.iter().any(|word| word.contains(typed)) => Some(200),
            () if near(&self.names) => Some(100),
            () if near(&self.marks) => Some(50),
            () => None,
        }
    }
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
