-- Runs for which --break-embargo was given: what they sent nevertheless, and when they began
CREATE TABLE embargo_break (
    campaign TEXT NOT NULL,
    part TEXT NOT NULL,
    what TEXT NOT NULL,
    at TEXT NOT NULL
);
