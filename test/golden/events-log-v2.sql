-- A log of format 2: an event is known by its listener and its id. It must open for ever. Everything is made up.
-- The attachments are one as it is (byte 00) and one packed with zstd (byte 01): "segue" 40 times.
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
  body BLOB NOT NULL
) STRICT;
CREATE INDEX attachments_by_age ON attachments (at);
INSERT INTO events VALUES
  (1, 'play-1', 'listener-1', 'track.played', '{"id":"play-1","type":"track.played","at":1790000000000,"listenerId":"listener-1","trackId":"track-1"}'),
  (2, 'slate-1', 'listener-1', 'slate.served', '{"id":"slate-1","type":"slate.served","at":1790000000000,"listenerId":"listener-1","requestId":"slate-1","surface":"home","tier":"full","recipe":"home@1","models":{"popularity":"1"},"trackIds":["track-1","track-2"]}'),
  (3, 'slate-2', 'listener-1', 'slate.served', '{"id":"slate-2","type":"slate.served","at":1790000000001,"listenerId":"listener-1","requestId":"slate-2","surface":"session","sessionId":"session-1","tier":"popular","recipe":"session@1","models":{},"trackIds":[]}');
INSERT INTO attachments VALUES
  (2, 1790000000000, x'00010203ff'),
  (3, 1790000000001, x'0128b52ffd20c865000028736567756501004050450b');
PRAGMA user_version = 2;
