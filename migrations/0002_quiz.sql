-- A quiz: a session of questions on demand.
CREATE TABLE quizzes (
    id         TEXT     NOT NULL PRIMARY KEY,
    guild_id   BIGINT   NOT NULL,
    starter_id BIGINT   NOT NULL,
    company    TEXT     NOT NULL,             -- alone, together
    channel_id BIGINT   NOT NULL,
    threaded   SMALLINT NOT NULL,
    thread_id  BIGINT,
    mode       TEXT     NOT NULL,             -- choice, recall, free, mixed
    topic      TEXT,
    level      TEXT,
    wanted     SMALLINT NOT NULL,             -- how many questions were asked for
    seconds    BIGINT,
    seed       BIGINT   NOT NULL,
    at_number  SMALLINT NOT NULL,             -- the question that it is at, from 1; 0 before the first
    next_at    BIGINT,                        -- when the ticker has something to do for it
    created_at BIGINT   NOT NULL,
    offered    SMALLINT NOT NULL,             -- waits for its starter to leave another one
    ending     TEXT,                          -- why it ends, once that is decided
    ended_by   BIGINT,
    ended_at   BIGINT
);
CREATE INDEX quizzes_by_guild ON quizzes (guild_id, ended_at);
CREATE INDEX quizzes_by_due ON quizzes (next_at);

CREATE TABLE quiz_questions (
    quiz_id   TEXT     NOT NULL REFERENCES quizzes (id),
    number    SMALLINT NOT NULL,              -- from 1
    question  TEXT     NOT NULL,
    topic     TEXT     NOT NULL,
    ask       TEXT     NOT NULL,              -- choice, recall, free
    choices   TEXT     NOT NULL,              -- JSON: the order in which they are shown
    why       TEXT     NOT NULL,              -- JSON: why it was dealt
    asked_at  BIGINT,
    closes_at BIGINT,
    closed_at BIGINT,
    left_out  SMALLINT NOT NULL,
    PRIMARY KEY (quiz_id, number)
);

CREATE TABLE quiz_answers (
    quiz_id    TEXT     NOT NULL REFERENCES quizzes (id),
    number     SMALLINT NOT NULL,
    user_id    BIGINT   NOT NULL,
    picked     SMALLINT,                      -- the choice's place in the bank
    changes    SMALLINT NOT NULL,
    text       TEXT,
    seen_at    BIGINT,                        -- when the answer was shown, for rating oneself
    grade      TEXT,                          -- again, hard, good, easy
    at         BIGINT   NOT NULL,
    outcome    TEXT,                          -- loss, draw, win; once it is settled
    verdict    TEXT,                          -- JSON: what the grader found in the text
    settled_at BIGINT,
    turn       BIGINT,                        -- the how manieth settled answer of this member in this guild, from 1
    PRIMARY KEY (quiz_id, number, user_id)
);
CREATE INDEX quiz_answers_by_user ON quiz_answers (user_id, settled_at);

-- How strong a member is, and how hard a question, in a guild: Glicko-2.
CREATE TABLE member_ratings (
    guild_id   BIGINT           NOT NULL,
    user_id    BIGINT           NOT NULL,
    rating     DOUBLE PRECISION NOT NULL,
    deviation  DOUBLE PRECISION NOT NULL,
    volatility DOUBLE PRECISION NOT NULL,
    games      BIGINT           NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);

CREATE TABLE question_ratings (
    guild_id   BIGINT           NOT NULL,
    question   TEXT             NOT NULL,
    rating     DOUBLE PRECISION NOT NULL,
    deviation  DOUBLE PRECISION NOT NULL,
    volatility DOUBLE PRECISION NOT NULL,
    games      BIGINT           NOT NULL,
    PRIMARY KEY (guild_id, question)
);
