-- Mock interviews: a run through a scenario, alone or in a pair.

CREATE TABLE mocks (
    id TEXT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    -- Where it was asked for.
    channel_id BIGINT NOT NULL,
    -- The thread that it runs in; none while it is private to the candidate, or has no place yet.
    place_id BIGINT,
    scenario TEXT NOT NULL,
    candidate_id BIGINT NOT NULL,
    -- None for a run with the bot as interviewer.
    interviewer_id BIGINT,
    -- placing, running, paused, scoring, done, stopped
    state TEXT NOT NULL,
    -- The number of the visit that is open, or was the last.
    visit BIGINT NOT NULL,
    -- How many threads were opened for it.
    openings BIGINT NOT NULL,
    -- Criterion and score: JSON.
    scores TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    paused_at BIGINT,
    ended_at BIGINT
);

CREATE UNIQUE INDEX mocks_under_way ON mocks (guild_id, candidate_id) WHERE ended_at IS NULL;
CREATE INDEX mocks_of_candidate ON mocks (guild_id, candidate_id, started_at);
CREATE INDEX mocks_of_place ON mocks (place_id);

-- The stages in the order in which the run came to them.
CREATE TABLE mock_visits (
    mock_id TEXT NOT NULL REFERENCES mocks (id),
    visit BIGINT NOT NULL,
    stage TEXT NOT NULL,
    -- What the interviewer said to lead there.
    lead TEXT NOT NULL,
    hints BIGINT NOT NULL,
    -- What people corrected before the stage was closed: JSON.
    corrections TEXT NOT NULL,
    -- What was seen when it was closed: JSON.
    sight TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    -- From here on nothing that is said belongs to it.
    answered_at BIGINT,
    closed_at BIGINT,
    PRIMARY KEY (mock_id, visit)
);

-- What the candidate said: a message each, and what came by the form.
CREATE TABLE mock_parts (
    mock_id TEXT NOT NULL REFERENCES mocks (id),
    visit BIGINT NOT NULL,
    -- The message's id; 0 for the form.
    message_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    PRIMARY KEY (mock_id, visit, message_id)
);
