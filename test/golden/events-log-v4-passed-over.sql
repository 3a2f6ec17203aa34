-- A log that a newer Segue wrote to: a type and a version that are marked so that others may pass over them. Everything is made up.
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    listener TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (id, listener)
  ) STRICT;
CREATE INDEX events_by_rare_type ON events (type, position)
    WHERE type NOT IN ('track.played', 'track.skipped');
CREATE TABLE attachments (
    position INTEGER PRIMARY KEY REFERENCES events (position),
    at INTEGER NOT NULL,
    about BLOB,
    body BLOB NOT NULL
  ) STRICT;
CREATE INDEX attachments_by_age ON attachments (at);
CREATE TABLE attachment_words (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    used_to INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
CREATE INDEX attachment_words_by_use ON attachment_words (used_to);
CREATE INDEX plays_by_listener ON events (listener, position) WHERE type = 'track.played';
CREATE INDEX slates_by_listener ON events (listener, position) WHERE type = 'slate.served';
INSERT INTO events VALUES
  (1, 'play-1', 'listener-1', 'track.played', '{"id":"play-1","type":"track.played","at":1790000000001,"listenerId":"listener-1","trackId":"track-1"}'),
  (2, 'share-1', 'listener-1', 'track.shared', '{"id":"share-1","type":"track.shared","at":1790000000002,"listenerId":"listener-1","trackId":"track-1","to":{"friends":2},"v":2,"ignorable":true}'),
  (3, 'like-1', 'listener-1', 'track.liked', '{"id":"like-1","type":"track.liked","at":1790000000003,"listenerId":"listener-1","trackId":"track-1","v":2}'),
  (4, 'slate-1', 'listener-1', 'slate.served', '{"id":"slate-1","type":"slate.served","at":1790000000004,"listenerId":"listener-1","carousel":[],"v":7,"ignorable":true}');
PRAGMA user_version = 4;
