//! A new question's or scenario's file, with notes on what goes where.

/// The text of a new file. `viva bank check` finds its notes until they are taken out.
pub fn text(topic: &str, slug: &str) -> String {
    TEMPLATE.replace("@slug@", slug).replace("@topic@", topic).replace("@title@", &title(slug))
}

/// The text of a new scenario's file; its notes are found likewise.
pub fn scenario(slug: &str) -> String {
    SCENARIO.replace("@slug@", slug).replace("@title@", &title(slug))
}

fn title(slug: &str) -> String {
    let mut title: String = slug.replace('-', " ");
    if let Some(first) = title.get(..1).map(str::to_uppercase) {
        title.replace_range(..1, &first);
    }
    title
}

const TEMPLATE: &str = r#"+++
id = "@slug@"
title = "@title@"
topic = "@topic@"
level = "mid" # junior | mid | senior | staff
kind = "concept" # concept | comparison | howto | design | debugging | scenario
tags = ["@topic@"] # 1 to 6
minutes = 4 # of a good spoken answer, with thinking: 2 to 30
decisive = ["first-point"] # 1 to 3 key points without which an answer is not one
aliases = []
links = [
  { title = "Site: page", url = "https://…" }, # primary documentation, 1 to 4
]
+++

## Question

<!-- As an interviewer would say it: 40 to 900 characters. -->
…

## Answer

<!-- What a strong candidate says in two to four minutes: 120 to 350 words (staff: up to 450). Paragraphs, lists, fenced code with
a language (64 characters a line), one table where a comparison is asked. -->
…

## Key points

<!-- 4 to 7. An id, the fact in one sentence, and 2 to 5 phrases by which it is recognized: words that stand together when
somebody says it, `/` between synonyms, `not` where the fact is negative (content/README.md, "Phrases"). -->
- `first-point` …
  - word word/synonym word
  - not word word
- `second-point` …
  - word word
  - word word

## Common mistakes

<!-- 2 to 4. An id, the mistake as a claim, what is true instead, and phrases if the claim can be recognized. -->
- `first-mistake` …
  - Instead: …
- `second-mistake` …
  - Instead: …

## Follow-ups

<!-- 2 to 4 questions that come next, each with a pointer to a good reply. -->
- …?
  - …
- …?
  - …

## Choices

<!-- A question of its own, then four choices of like length and wording, of which one is right, each with the reason. -->
…?

- [ ] …
  - …
- [x] …
  - …
- [ ] …
  - …
- [ ] …
  - …
"#;

const SCENARIO: &str = r#"+++
id = "@slug@"
title = "@title@"
kind = "incident" # incident | interview | case-study
topics = ["reliability"] # 1 to 3, the main one first
level = "senior" # junior | mid | senior | staff
minutes = 30 # of the whole conversation: 15 to 60
tags = ["incidents"] # 1 to 6
links = [
  { title = "Site: page", url = "https://…" }, # primary documentation, 1 to 4
]
+++

## Setting

<!-- What the candidate is told before the first question: 40 to 900 characters. -->
…

<!-- Then 4 to 7 stages, and side stages behind those that branch to them (content/scenarios/README.md). -->
## Stage: `first-stage` First stage

<!-- What the interviewer says: facts, then the question. 40 to 900 characters. -->
…

### Key points

<!-- 3 to 6 (side stage: 2 to 5), each with 2 to 5 phrases; `(decisive)` marks one or two. -->
- `first-point` (decisive) …
  - word word/synonym word
  - not word word

### Hints

<!-- Exactly 3, the gentlest first. -->
- …

### Red flags

<!-- 1 to 3. -->
- `first-flag` …
  - Instead: …

### Bridge

<!-- What leads on, without giving the next stage away: 20 to 400 characters. -->
…

## Rubric

<!-- 4 to 6 criteria; every key point feeds at least one. -->
- `first-criterion` …
  - 1: …
  - 3: …
  - 5: …
  - From: first-stage

## Debrief

### Strong candidates

<!-- 3 to 6. -->
- …

### Practice

<!-- Exactly 3 questions of the bank. -->
- `some-question` …
"#;
