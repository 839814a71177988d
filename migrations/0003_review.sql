-- What a member remembers of a question: one card for each of both, and a row for each time that it was reviewed.
CREATE TABLE cards (
    user_id     BIGINT           NOT NULL,
    question    TEXT             NOT NULL,
    stability   DOUBLE PRECISION,                 -- in days; NULL until the first review, as the next two
    difficulty  DOUBLE PRECISION,                 -- 1 to 10
    reviewed_at BIGINT,
    due_at      BIGINT           NOT NULL,
    reviews     BIGINT           NOT NULL,        -- how many rows of the log are its
    made_at     BIGINT           NOT NULL,
    PRIMARY KEY (user_id, question)
);

CREATE TABLE reviews (
    user_id     BIGINT           NOT NULL,
    source      TEXT             NOT NULL,        -- such as round:<id>: each counts once
    question    TEXT             NOT NULL,
    turn        BIGINT           NOT NULL,        -- from 1 on each card
    rating      TEXT             NOT NULL,
    recall      DOUBLE PRECISION,                 -- how likely it was to be remembered, 0 to 1; NULL: it was new
    at          BIGINT           NOT NULL,
    -- The card before it, so that it can be undone.
    stability   DOUBLE PRECISION,
    difficulty  DOUBLE PRECISION,
    reviewed_at BIGINT,
    due_at      BIGINT           NOT NULL,
    PRIMARY KEY (user_id, source),
    UNIQUE (user_id, question, turn)
);
CREATE INDEX reviews_by_time ON reviews (user_id, at);

-- Who is reminded of what is due, and when.
CREATE TABLE reminders (
    user_id   BIGINT NOT NULL PRIMARY KEY,
    guild_id  BIGINT NOT NULL,                    -- where it was set, and whose days off count
    schedule  TEXT   NOT NULL,                    -- five crontab fields, in the zone
    zone      TEXT   NOT NULL,
    set_at    BIGINT NOT NULL,
    next_due  BIGINT,                             -- NULL: switched off, since
    closed_at BIGINT                              -- their private messages were closed then, and they were not told yet
);
CREATE INDEX reminders_by_due ON reminders (next_due);
