CREATE TABLE run (
    id TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, began TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE delivery (
    campaign TEXT NOT NULL,
    key TEXT NOT NULL,
    address TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'deferred', 'bounced', 'unknown')),
    run TEXT REFERENCES run (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    code INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    message_id TEXT NOT NULL DEFAULT '',
    queued TEXT NOT NULL,
    changed TEXT NOT NULL,
    PRIMARY KEY (campaign, key)
) WITHOUT ROWID;

CREATE INDEX claimed ON delivery (run) WHERE run IS NOT NULL;
