-- A log of format 4: what a slate served is told beside its record. It must open for ever. Everything is made up.
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
  (1, 'slate-1', 'listener-1', 'slate.served', '{"id":"slate-1","type":"slate.served","at":1790000000001,"listenerId":"listener-1","requestId":"slate-1","surface":"now-playing","sessionId":"session-1","tier":"full","recipe":"now-playing@1","models":{"popularity":"1"},"tracks":2}'),
  (2, 'slate-2', 'listener-1', 'slate.served', '{"id":"slate-2","type":"slate.served","at":1790000000002,"listenerId":"listener-1","requestId":"slate-2","surface":"now-playing","sessionId":"session-1","tier":"full","recipe":"now-playing@1","models":{"popularity":"1"},"tracks":2}');
INSERT INTO attachments VALUES
  (1, 1790000000001, x'00747261636b2d310a747261636b2d32', x'0228b52ffd2025290100020000000c0000000100000005000000020000007265636f72642031206f662020616e6420'),
  (2, 1790000000002, x'00747261636b2d310a747261636b2d32', x'0228b52ffd2025290100020000000c0000000100000005000000020000007265636f72642032206f662020616e6420');
INSERT INTO attachment_words VALUES
  (1, x'fee2ae955bff5c768995d35192339563', 2, x'007b226964223a22747261636b2d31222c227469746c65223a2245696e204c696564227d'),
  (2, x'fb5d5e3c68d0376af9e46d31c5f068a8', 2, x'007b226964223a22747261636b2d32222c227469746c65223a224e6f63682065696e204c696564227d');
PRAGMA user_version = 4;
