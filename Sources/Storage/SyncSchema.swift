extension Schema {
  /// What a counter knows of central (同步): empty and unread in a store that
  /// stands alone.
  static let synchronisation = """
    -- How many changes central has seen of what the row holds; 0 for what it
    -- has not confirmed. Where operations are live over it, the confirmed
    -- state is in `base`, else the row itself is that state.
    ALTER TABLE dossier ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    -- How many conflicts and possible duplicates of it wait for a decision.
    ALTER TABLE dossier ADD COLUMN undecided INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX dossier_undecided ON dossier (place) WHERE undecided > 0;
    -- The last line of each log that is in the confirmed state, JSON.
    ALTER TABLE dossier ADD COLUMN seen BLOB;
    ALTER TABLE ticket ADD COLUMN seen BLOB;
    ALTER TABLE appointment ADD COLUMN seen BLOB;
    ALTER TABLE account ADD COLUMN seen BLOB;
    ALTER TABLE ticket ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE appointment ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE account ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE intake (
      id          TEXT PRIMARY KEY,
      state       TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      rev         INTEGER NOT NULL DEFAULT 0,
      seen        BLOB,
      content     BLOB NOT NULL            -- JSON
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX intake_by_state ON intake (state, received_at);
    CREATE TABLE base (
      kind    TEXT NOT NULL,
      id      TEXT NOT NULL,
      rev     INTEGER NOT NULL,
      content BLOB NOT NULL,               -- JSON, as central sent it
      seen    BLOB NOT NULL,               -- JSON: the last line of each log in it
      PRIMARY KEY (kind, id)
    ) STRICT, WITHOUT ROWID;

    -- The streams that gave a confirmed row.
    CREATE TABLE member (
      kind TEXT NOT NULL, id TEXT NOT NULL, stream TEXT NOT NULL, PRIMARY KEY (kind, id, stream)
    ) STRICT, WITHOUT ROWID;

    -- Every log that this counter has had. Lines up to `sent` are at central,
    -- lines up to `done` are in what was pulled from there; lines up to `reached`
    -- central ever answered, whatever it forgot since.
    CREATE TABLE log (
      code TEXT PRIMARY KEY,
      sent INTEGER NOT NULL DEFAULT 0,
      done INTEGER NOT NULL DEFAULT 0,
      reached INTEGER NOT NULL DEFAULT 0,
      seq  INTEGER,                        -- the end of one that goes on no more
      hash BLOB
    ) STRICT, WITHOUT ROWID;
    -- Lines up to `seq` are done when every cursor has reached these heads, and
    -- the head of its last page: an entity moves on with each change, so that
    -- before the last page it may still lie ahead.
    CREATE TABLE ack (
      log TEXT NOT NULL, seq INTEGER NOT NULL, heads BLOB NOT NULL, PRIMARY KEY (log, seq)
    ) STRICT, WITHOUT ROWID;
    -- -1: read the whole stream, from `boot_after` on; the cursor is then
    -- `boot_as_of`. `scanned` are the keys that this reading has seen. `head` is
    -- the stream's at the last page: more pages follow while `seq` is below it.
    CREATE TABLE cursor (
      stream     TEXT PRIMARY KEY,
      seq        INTEGER NOT NULL,
      head       INTEGER NOT NULL DEFAULT 0,
      boot_as_of INTEGER,
      boot_after TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE scanned (
      stream TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (stream, kind, id)
    ) STRICT, WITHOUT ROWID;

    -- Lines that central refused, and rows of it that cannot be read.
    CREATE TABLE attention (
      id           TEXT PRIMARY KEY,       -- the line's place, or `kind:id`
      position     INTEGER UNIQUE,         -- of the line; null for a row that cannot be read
      entity       TEXT NOT NULL,
      outcome      TEXT NOT NULL,
      code         TEXT NOT NULL,
      opened_at    INTEGER NOT NULL,
      -- Central had taken it before it went back in time.
      was_accepted INTEGER NOT NULL,
      state        TEXT NOT NULL           -- open, again, closed
    ) STRICT;
    CREATE INDEX attention_open ON attention (opened_at) WHERE state = 'open';

    -- Scans that were attached here, whose content central gets from here.
    CREATE TABLE scan_copy (
      hash    TEXT PRIMARY KEY,
      dossier TEXT NOT NULL,
      size    INTEGER NOT NULL,
      format  TEXT NOT NULL,
      is_sent INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE credential ADD COLUMN is_unsent INTEGER NOT NULL DEFAULT 1;

    """
}
