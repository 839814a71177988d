-- Times are Unix milliseconds, UTC. Snowflakes are BIGINT. Lists are JSON texts.

CREATE TABLE guilds (
    id             BIGINT NOT NULL PRIMARY KEY,
    organizer_role BIGINT
);

CREATE TABLE tracks (
    id           TEXT     NOT NULL PRIMARY KEY,
    guild_id     BIGINT   NOT NULL,
    channel_id   BIGINT   NOT NULL,
    name         TEXT     NOT NULL,
    schedule     TEXT     NOT NULL,
    zone         TEXT     NOT NULL,
    topics       TEXT     NOT NULL,
    levels       TEXT     NOT NULL,
    mode         TEXT     NOT NULL,
    reveal_after BIGINT   NOT NULL,
    catch_up     BIGINT   NOT NULL,
    ping_role    BIGINT,
    days_off     TEXT     NOT NULL,
    recap_day    SMALLINT,              -- 0 is Monday
    paused       SMALLINT NOT NULL,
    paused_until BIGINT,
    next_due     BIGINT   NOT NULL,
    next_recap   BIGINT,
    seed         BIGINT   NOT NULL,
    created_by   BIGINT   NOT NULL,
    created_at   BIGINT   NOT NULL,
    deleted_at   BIGINT                 -- a deleted track keeps its rounds and its points
);
CREATE INDEX tracks_by_guild ON tracks (guild_id);
CREATE INDEX tracks_by_due ON tracks (next_due);

CREATE TABLE rounds (
    id         TEXT   NOT NULL PRIMARY KEY,
    track_id   TEXT   NOT NULL REFERENCES tracks (id),
    guild_id   BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    question   TEXT   NOT NULL,
    why        TEXT   NOT NULL,
    mode       TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    claimed_at BIGINT NOT NULL,
    asked_at   BIGINT,
    reveal_at  BIGINT,
    closed_at  BIGINT,
    settle_at  BIGINT,
    message_id BIGINT,
    thread_id  BIGINT,
    best       BIGINT,
    UNIQUE (track_id, due_at)
);
CREATE INDEX rounds_by_guild ON rounds (guild_id, due_at);
CREATE INDEX rounds_by_thread ON rounds (thread_id);
CREATE INDEX rounds_by_state ON rounds (state);

-- Every message (or thread) that must exist exactly once: claimed before it is sent, with its id once it was.
CREATE TABLE deliveries (
    step       TEXT     NOT NULL PRIMARY KEY, -- such as round:<id>:question
    channel_id BIGINT   NOT NULL,
    claimed_at BIGINT   NOT NULL,
    message_id BIGINT,                        -- the message's id, or the thread's
    failed     TEXT                           -- why it was given up
);

-- An answer is the newest revisions of its parts; no revision is ever overwritten.
CREATE TABLE answer_revisions (
    round_id TEXT   NOT NULL REFERENCES rounds (id),
    user_id  BIGINT NOT NULL,
    part     BIGINT NOT NULL,                 -- the message's id; 0 is the form
    revision BIGINT NOT NULL,                 -- from 1
    text     TEXT,                            -- NULL: deleted
    at       BIGINT NOT NULL,
    PRIMARY KEY (round_id, user_id, part, revision)
);
CREATE INDEX answers_by_user ON answer_revisions (user_id);

CREATE TABLE ticks (
    round_id  TEXT     NOT NULL REFERENCES rounds (id),
    user_id   BIGINT   NOT NULL,
    key_point TEXT     NOT NULL,
    ticker    TEXT     NOT NULL,              -- machine, member, organizer
    covered   SMALLINT NOT NULL,
    words     TEXT     NOT NULL,
    at        BIGINT   NOT NULL,
    PRIMARY KEY (round_id, user_id, key_point, ticker)
);

CREATE TABLE votes (
    round_id  TEXT   NOT NULL REFERENCES rounds (id),
    voter_id  BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (round_id, voter_id, author_id)
);

CREATE TABLE ledger (
    guild_id BIGINT NOT NULL,
    track_id TEXT,
    user_id  BIGINT NOT NULL,
    points   BIGINT NOT NULL,
    reason   TEXT   NOT NULL,
    source   TEXT   NOT NULL,
    topic    TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (source, user_id, reason)
);
CREATE INDEX ledger_by_guild ON ledger (guild_id, at);
CREATE INDEX ledger_by_user ON ledger (user_id, guild_id);

CREATE TABLE recaps (
    track_id  TEXT   NOT NULL REFERENCES tracks (id),
    due_at    BIGINT NOT NULL,
    frozen    TEXT   NOT NULL,                -- JSON: the week's record
    posted_at BIGINT,
    PRIMARY KEY (track_id, due_at)
);

-- What an organizer was told, so that it is said once and not every day.
CREATE TABLE notices (
    guild_id BIGINT NOT NULL,
    subject  TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (guild_id, subject)
);

-- A track that an organizer previewed and has not confirmed.
CREATE TABLE drafts (
    track_id TEXT   NOT NULL PRIMARY KEY,
    body     TEXT   NOT NULL,                 -- JSON
    at       BIGINT NOT NULL
);
