-- One row for each second opinion that was asked for. The day's are counted against the caps, so that a restart gives no new budget;
-- those of earlier days are deleted when the guild's next one is asked for.
CREATE TABLE opinions (
    id       TEXT   NOT NULL PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    user_id  BIGINT NOT NULL,
    at       BIGINT NOT NULL
);
CREATE INDEX opinions_by_guild ON opinions (guild_id, at);
