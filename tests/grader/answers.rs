//! The labeled answers, as `tests/grader/README.md` describes them.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use viva::bank::Bank;
use viva::domain::question::Question;

/// A labeled answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The question's slug.
    pub question: String,
    /// Whether methods may be chosen and fitted on it.
    pub half: Half,
    /// What sort of answer it is: `good`, `partial`, `terse` and so on.
    pub kind: String,
    /// What somebody wrote.
    pub answer: String,
    /// Ids of the key points that it covers, as a person sees it.
    pub covers: Vec<String>,
    /// Ids of the common mistakes that it makes; `None` where nobody looked for them.
    pub mistakes: Option<Vec<String>>,
}

/// Which half of the set an answer is of. All answers to one question are of one half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Half {
    /// To choose, fit and look at.
    Develop,
    /// To report on, and for nothing else.
    Report,
}

/// The questions that have labeled answers, and those answers.
pub struct Set {
    /// In the bank's order.
    pub questions: Vec<Question>,
    /// Each with its question's place.
    pub answers: Vec<(usize, Answer)>,
}

impl Set {
    /// Reads the files whose names begin so: `answers` or `earlier`.
    pub fn read(bank: &Bank, prefix: &str) -> Set {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grader");
        let mut files: Vec<_> = fs::read_dir(&folder)
            .expect("the folder of labeled answers")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix)))
            .collect();
        files.sort();
        let read: Vec<Answer> = files
            .iter()
            .flat_map(|path| {
                let text = fs::read_to_string(path).expect("readable");
                text.lines()
                    .map(|line| {
                        serde_json::from_str(line).unwrap_or_else(|e| panic!("{}: {e}\n{line}", path.display()))
                    })
                    .collect::<Vec<Answer>>()
            })
            .collect();
        let questions: Vec<Question> = bank
            .questions()
            .iter()
            .filter(|question| read.iter().any(|answer| answer.question == question.id))
            .cloned()
            .collect();
        let answers = read
            .into_iter()
            .map(|answer| {
                let place = questions.iter().position(|question| question.id == answer.question);
                (place.unwrap_or_else(|| panic!("no question is called {}", answer.question)), answer)
            })
            .collect();
        Set { questions, answers }
    }

    /// The answers of one half.
    pub fn of(&self, half: Half) -> Vec<&(usize, Answer)> {
        self.answers.iter().filter(|(_, answer)| answer.half == half).collect()
    }

    /// Every id of a label that its question doesn't have.
    pub fn unknown_labels(&self) -> Vec<String> {
        let mut unknown = Vec::new();
        for (place, answer) in &self.answers {
            let question = &self.questions[*place];
            let mistakes = answer.mistakes.iter().flatten().filter(|id| question.mistake(id).is_none());
            let covers = answer.covers.iter().filter(|id| question.key_point(id).is_none());
            unknown.extend(covers.chain(mistakes).map(|id| format!("{}: {id}", question.id)));
        }
        unknown
    }
}
