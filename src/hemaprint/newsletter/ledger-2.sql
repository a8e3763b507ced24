-- Which issue a campaign sends ('' where version 1 did not record it), and how many runs it has had
CREATE TABLE campaign (
    name TEXT NOT NULL,
    part TEXT NOT NULL,
    issue TEXT NOT NULL,
    runs INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name, part)
) WITHOUT ROWID;

INSERT INTO campaign (name, part, issue) SELECT DISTINCT campaign, '1/1', '' FROM delivery;
