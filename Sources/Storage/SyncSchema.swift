extension Schema {
  /// What a counter knows of central (同步): empty and unread in a store that
  /// stands alone.
  static let synchronisation = """
    -- How many changes central has seen of what the row holds; 0 for what it
    -- has not confirmed. Where operations are live over it, the confirmed
    -- state is in `base`, else the row itself is that state.
    ALTER TABLE dossier ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE ticket ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE appointment ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE account ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE intake (
      id          TEXT PRIMARY KEY,
      state       TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      rev         INTEGER NOT NULL DEFAULT 0,
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

    -- Every log that this counter has had. Lines up to `sent` are at central,
    -- lines up to `done` are in what was pulled from there.
    CREATE TABLE log (
      code TEXT PRIMARY KEY,
      sent INTEGER NOT NULL DEFAULT 0,
      done INTEGER NOT NULL DEFAULT 0,
      seq  INTEGER,                        -- the end of one that goes on no more
      hash BLOB
    ) STRICT, WITHOUT ROWID;
    -- Lines up to `seq` are done when every cursor has reached these heads.
    CREATE TABLE ack (
      log TEXT NOT NULL, seq INTEGER NOT NULL, heads BLOB NOT NULL, PRIMARY KEY (log, seq)
    ) STRICT, WITHOUT ROWID;
    -- -1: read the whole stream, from `boot_after` on; the cursor is then
    -- `boot_as_of`. `scanned` are the keys that this reading has seen.
    CREATE TABLE cursor (
      stream     TEXT PRIMARY KEY,
      seq        INTEGER NOT NULL,
      boot_as_of INTEGER,
      boot_after TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE scanned (
      stream TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (stream, kind, id)
    ) STRICT, WITHOUT ROWID;

    -- Operations that central refused, and rows of it that cannot be read.
    CREATE TABLE attention (
      id        TEXT PRIMARY KEY,          -- of the operation, or `kind:id`
      entity    TEXT NOT NULL,
      outcome   TEXT NOT NULL,
      code      TEXT NOT NULL,
      opened_at INTEGER NOT NULL,
      closed_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX attention_open ON attention (opened_at) WHERE closed_at IS NULL;

    ALTER TABLE credential ADD COLUMN is_unsent INTEGER NOT NULL DEFAULT 1;

    """

  /// Lines that are sent again (再传) stand in the log a second time, so an id is
  /// unique only together with how often it stood there before; what central
  /// refused is known by the line's place.
  static let again = """
    CREATE TABLE op_again (
      position INTEGER PRIMARY KEY,
      log      TEXT NOT NULL,
      seq      INTEGER NOT NULL,
      op_id    TEXT NOT NULL,
      again    INTEGER NOT NULL DEFAULT 0,
      entity   TEXT NOT NULL,
      kind     TEXT NOT NULL,
      at       INTEGER NOT NULL,
      hash     BLOB NOT NULL,
      line     BLOB NOT NULL,
      UNIQUE (op_id, again)
    ) STRICT;
    INSERT INTO op_again
      SELECT position, log, seq, op_id, 0, entity, kind, at, hash, line FROM op;
    DROP TABLE op;
    ALTER TABLE op_again RENAME TO op;

    CREATE TABLE refused (
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
    INSERT INTO refused
      SELECT ifnull(CAST(o.position AS TEXT), a.id), o.position, a.entity, a.outcome, a.code,
        a.opened_at, 0, CASE WHEN a.closed_at IS NULL THEN 'open' ELSE 'closed' END
      FROM attention a LEFT JOIN op o ON o.op_id = a.id ORDER BY a.opened_at, a.id;
    DROP TABLE attention;
    ALTER TABLE refused RENAME TO attention;
    CREATE INDEX attention_open ON attention (opened_at) WHERE state = 'open';

    -- The last line of each log that is in the confirmed state of the row, JSON.
    ALTER TABLE dossier ADD COLUMN seen BLOB;
    ALTER TABLE ticket ADD COLUMN seen BLOB;
    ALTER TABLE appointment ADD COLUMN seen BLOB;
    ALTER TABLE account ADD COLUMN seen BLOB;
    ALTER TABLE intake ADD COLUMN seen BLOB;
    -- The streams that gave a confirmed row. Of older rows it is not known: all may
    -- have, and reading them anew tells.
    CREATE TABLE member (
      kind TEXT NOT NULL, id TEXT NOT NULL, stream TEXT NOT NULL, PRIMARY KEY (kind, id, stream)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO member SELECT 'dossier', id, stream FROM dossier, cursor WHERE rev > 0;
    INSERT INTO member SELECT 'ticket', id, stream FROM ticket, cursor WHERE rev > 0;
    INSERT INTO member SELECT 'appointment', id, stream FROM appointment, cursor WHERE rev > 0;
    INSERT INTO member SELECT 'account', key, stream FROM account, cursor WHERE rev > 0;
    INSERT INTO member SELECT 'intake', id, stream FROM intake, cursor WHERE rev > 0;
    INSERT OR IGNORE INTO member SELECT kind, id, stream FROM base, cursor;
    UPDATE cursor SET seq = -1, boot_as_of = NULL, boot_after = NULL;
    DELETE FROM scanned;
    -- Scans that were attached here, whose content central gets from here.
    CREATE TABLE scan_copy (
      hash    TEXT PRIMARY KEY,
      dossier TEXT NOT NULL,
      size    INTEGER NOT NULL,
      format  TEXT NOT NULL,
      is_sent INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    -- Lines up to here central ever answered, whatever it forgot since.
    ALTER TABLE log ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;
    UPDATE log SET reached = max(sent, done);
    """
}
