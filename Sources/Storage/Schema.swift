/// The store's schema (库结构), as the history of its migrations.
///
/// A released migration never changes: stores out there have been through it.
enum Schema {
  /// `YCH1`: says that a file is a store of this program.
  static let applicationID = 0x5943_4831

  /// Tables that hold nothing but what the log says; `rebuild()` makes them anew.
  static let views = [
    "dossier", "proceeding", "search_key", "ticket", "account", "appointment", "follow_up", "flag",
    "ending", "intake", "register_entry", "policy_fit",
  ]

  static let history = [
    dossiers + appointments + aftercare, synchronisation, records, offices, foldedNames,
    places, people, foldedNames, doubts,
  ]

  /// Names stand in the index as `Typed.nameKey` makes them since then, with letters and
  /// their marks composed since the second time: it is made anew when nobody waits, and
  /// until then a search reads the dossiers themselves.
  private static let foldedNames = """
    DELETE FROM search_key;
    DELETE FROM meta WHERE key = 'indexed';
    """

  private static let dossiers = """
    PRAGMA application_id = \(applicationID);

    CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

    -- The log. Rows are added, never changed. `position` is the order over all
    -- logs that this counter has had, `seq` the place in one log, from 1; the
    -- chain proves that it has no gap.
    CREATE TABLE op (
      position INTEGER PRIMARY KEY,
      log      TEXT NOT NULL,
      seq      INTEGER NOT NULL,
      op_id    TEXT NOT NULL,
      again    INTEGER NOT NULL DEFAULT 0,  -- how often it stands here before: sent again
      entity   TEXT NOT NULL,
      kind     TEXT NOT NULL,
      at       INTEGER NOT NULL,
      hash     BLOB NOT NULL,
      line     BLOB NOT NULL,       -- the exact bytes that are hashed and sent
      UNIQUE (op_id, again)
    ) STRICT;

    -- What the log says, as screens need it. Days are days since 1970-01-01,
    -- moments milliseconds since then.
    CREATE TABLE dossier (
      place        INTEGER PRIMARY KEY,   -- 1, 2, 3… in order of acceptance
      id           TEXT NOT NULL UNIQUE,
      number       TEXT NOT NULL UNIQUE,
      name         TEXT NOT NULL,
      id_number    TEXT NOT NULL,
      phone        TEXT NOT NULL,
      birth        INTEGER,
      readings     TEXT NOT NULL,         -- `zhang san|zhang shan`
      others       TEXT NOT NULL,         -- who else stands on the form (N3-26)
      accepted_at  INTEGER NOT NULL,
      accepted_day INTEGER NOT NULL,
      is_open      INTEGER NOT NULL CHECK (is_open IN (0, 1)),
      theme        TEXT NOT NULL,
      theme_title  TEXT NOT NULL,
      counter      TEXT NOT NULL,
      clerk        TEXT NOT NULL,
      needs_wishes INTEGER NOT NULL CHECK (needs_wishes IN (0, 1)),
      wishes       INTEGER NOT NULL,
      trainings    INTEGER NOT NULL,
      content      BLOB NOT NULL,         -- the whole dossier as JSON
      -- N0-21, N0-23: 失业登记 comes with both lists.
      CHECK (needs_wishes = 0 OR (wishes >= 1 AND trainings >= 1))
    ) STRICT;
    CREATE INDEX dossier_by_day ON dossier (accepted_day, counter);

    CREATE TABLE proceeding (
      dossier      INTEGER NOT NULL REFERENCES dossier,
      place        INTEGER NOT NULL,      -- in the dossier, from 0
      matter       TEXT NOT NULL,
      title        TEXT NOT NULL,
      meaning      TEXT,
      department   TEXT NOT NULL,
      state        TEXT NOT NULL,
      is_open      INTEGER NOT NULL CHECK (is_open IN (0, 1)),
      step         TEXT NOT NULL,
      due          INTEGER NOT NULL,      -- 9999999 when there is none: sorts last
      needs_telling INTEGER NOT NULL CHECK (needs_telling IN (0, 1)),
      finished_at  INTEGER,
      finished_day INTEGER,
      reason       TEXT,
      clock        BLOB NOT NULL,         -- JSON
      -- Of its dossier, so that the board filters without looking there.
      theme        TEXT NOT NULL,
      number       TEXT NOT NULL,
      name         TEXT NOT NULL,
      name_order   TEXT NOT NULL,         -- reading and name: names sort by pinyin
      counter      TEXT NOT NULL,
      clerk        TEXT NOT NULL,
      accepted_at  INTEGER NOT NULL,
      -- For a department's board: taken in, and what it waits for, in words.
      is_received  INTEGER NOT NULL,
      waits_for    TEXT NOT NULL,
      PRIMARY KEY (dossier, place)
    ) STRICT, WITHOUT ROWID;
    -- Holds every column that the board filters and sorts by. The state comes
    -- first: rows of one state are counted without looking at each, and stand
    -- in the order of the board. `is_open` too: without it SQLite 3.40 looks
    -- every row up in the table.
    CREATE INDEX proceeding_open ON proceeding (
      state, due, accepted_at, department, matter, counter, clerk, needs_telling, name,
      name_order, number, theme, title, is_open
    ) WHERE is_open = 1;
    -- Few, and asked for all the time.
    CREATE INDEX proceeding_telling ON proceeding (state, needs_telling, is_open)
      WHERE is_open = 1 AND needs_telling = 1;
    CREATE INDEX proceeding_closed ON proceeding (state, finished_day, is_open) WHERE is_open = 0;

    -- See SearchIndex.swift.
    CREATE TABLE search_key (
      block   INTEGER NOT NULL,
      key     TEXT NOT NULL,
      dossier INTEGER NOT NULL,
      PRIMARY KEY (block, key, dossier)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE ticket (
      id        TEXT PRIMARY KEY,
      day       INTEGER NOT NULL,
      series    TEXT NOT NULL,
      prefix    TEXT NOT NULL,
      sequence  INTEGER NOT NULL,
      number    TEXT NOT NULL,
      class     TEXT NOT NULL,
      state     TEXT NOT NULL,
      counter   TEXT,
      issued_at INTEGER NOT NULL,
      called_at INTEGER,
      content   BLOB NOT NULL,            -- JSON
      UNIQUE (day, series, prefix, sequence)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE account (
      key TEXT PRIMARY KEY, content BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- What only this counter knows; not in the log.
    CREATE TABLE draft (
      id         TEXT PRIMARY KEY,        -- of the ticket
      started_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      theme         TEXT NOT NULL DEFAULT '',
      theme_version TEXT NOT NULL DEFAULT '',
      ticket_number TEXT NOT NULL DEFAULT '',
      name          TEXT NOT NULL DEFAULT '',
      id_number     TEXT NOT NULL DEFAULT '',
      phone         TEXT NOT NULL DEFAULT '',
      birth         INTEGER,
      readings      TEXT NOT NULL DEFAULT '',
      done          INTEGER NOT NULL DEFAULT 0,
      total         INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE draft_field (
      draft TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
      part  TEXT NOT NULL CHECK (part IN ('answers', 'choices')),
      key   TEXT NOT NULL,
      value BLOB NOT NULL,                -- JSON
      at    INTEGER NOT NULL,
      PRIMARY KEY (draft, part, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE credential (
      account     TEXT PRIMARY KEY,
      verifier    TEXT,
      failures    INTEGER NOT NULL DEFAULT 0,
      lock_boot   TEXT,
      lock_until  INTEGER,
      lock_length INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE saved_view (
      owner TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (owner, name)
    ) STRICT, WITHOUT ROWID;

    """

  /// Who comes when (预约).
  private static let appointments = """
    CREATE TABLE appointment (
      id      TEXT PRIMARY KEY,
      day     INTEGER NOT NULL,
      slot    TEXT NOT NULL,
      content BLOB NOT NULL              -- JSON
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX appointment_by_day ON appointment (day, slot, id);

    """

  /// What is due after the result, and the marks: see Store+Aftercare.swift.
  private static let aftercare = """
    CREATE TABLE follow_up (
      dossier   INTEGER NOT NULL REFERENCES dossier,
      rule      TEXT NOT NULL,
      title     TEXT NOT NULL,
      id_number TEXT NOT NULL,
      since     INTEGER NOT NULL,
      due       INTEGER NOT NULL,
      rank      INTEGER NOT NULL,         -- 0 for a proposal, else the due day
      last      INTEGER,
      evidence  TEXT NOT NULL,            -- day numbers, parted by blanks
      endings   TEXT NOT NULL,            -- meanings, a blank before and after each
      is_ended  INTEGER NOT NULL CHECK (is_ended IN (0, 1)),
      PRIMARY KEY (dossier, rule)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX follow_up_due ON follow_up (rank, dossier) WHERE is_ended = 0;
    CREATE INDEX follow_up_person ON follow_up (id_number);

    -- Approved matters that end somebody's follow-ups.
    CREATE TABLE ending (
      dossier   INTEGER NOT NULL REFERENCES dossier,
      meaning   TEXT NOT NULL,
      id_number TEXT NOT NULL,
      at        INTEGER NOT NULL,
      PRIMARY KEY (dossier, meaning)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ending_person ON ending (id_number, meaning, at);

    CREATE TABLE flag (
      title TEXT NOT NULL, dossier INTEGER NOT NULL REFERENCES dossier,
      PRIMARY KEY (title, dossier)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX flag_dossier ON flag (dossier);
    """

  /// The place of a ticket in the line; 0 for those from before.
  private static let places = """
    ALTER TABLE ticket ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX ticket_place ON ticket (place);
    """

  /// Which county's departments have a proceeding, and which departments may still
  /// help with it: a blank before and after each. Until now it was always the hall's.
  private static let offices = """
    ALTER TABLE proceeding ADD COLUMN division TEXT NOT NULL DEFAULT '';
    ALTER TABLE proceeding ADD COLUMN helpers TEXT NOT NULL DEFAULT '';
    UPDATE proceeding SET division = (
      SELECT substr(json_extract(CAST(d.content AS TEXT), '$.hall'), 1, 6) FROM dossier d
      WHERE d.place = proceeding.dossier);
    UPDATE proceeding SET helpers = (
      SELECT coalesce(group_concat(' ' || h.value || ' ', ''), '')
      FROM dossier d, json_each(
        CAST(d.content AS TEXT), '$.proceedings[' || proceeding.place || '].cooperators') h
      WHERE d.place = proceeding.dossier AND json_extract(
        CAST(d.content AS TEXT), '$.proceedings[' || proceeding.place || '].verification') IS NULL)
    WHERE state IN ('reviewing', 'waiting');
    DROP INDEX proceeding_open;
    CREATE INDEX proceeding_open ON proceeding (
      state, due, accepted_at, department, division, helpers, matter, counter, clerk,
      needs_telling, name, name_order, number, theme, title, is_open
    ) WHERE is_open = 1;
    """

  /// Which passphrase a verifier is of, whether central knows that it was said here,
  /// and whose a draft is.
  private static let people = """
    ALTER TABLE credential ADD COLUMN mark TEXT NOT NULL DEFAULT '';
    ALTER TABLE credential ADD COLUMN proven TEXT NOT NULL DEFAULT '';
    ALTER TABLE draft ADD COLUMN clerk TEXT NOT NULL DEFAULT '';
    """

  /// What central found odd about tickets: see Store+Undecided.swift.
  private static let doubts = """
    ALTER TABLE ticket ADD COLUMN is_doubted INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX ticket_doubted ON ticket (day) WHERE is_doubted = 1;
    UPDATE dossier SET undecided = undecided + 1
      WHERE json_array_length(CAST(content AS TEXT), '$.doubts') > 0;
    """

  /// Lines of registers, and policies: see Store+Registers.swift.
  private static let records = """
    CREATE TABLE register_entry (
      dossier   INTEGER NOT NULL REFERENCES dossier,
      id        TEXT NOT NULL,
      theme     TEXT NOT NULL,
      register  TEXT NOT NULL,
      is_open   INTEGER NOT NULL CHECK (is_open IN (0, 1)),
      due       INTEGER NOT NULL,         -- 9999999 when there is none: sorts last
      at        INTEGER NOT NULL,
      -- Title of the register when the open line marks the person, else empty.
      mark      TEXT NOT NULL,
      id_number TEXT NOT NULL,
      content   BLOB NOT NULL,            -- JSON
      PRIMARY KEY (dossier, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX register_entry_list ON register_entry (theme, register, is_open DESC, due, at);
    CREATE INDEX register_entry_mark ON register_entry (id_number, mark) WHERE mark <> '';

    -- Whom a policy fits, and who has applied for it.
    CREATE TABLE policy_fit (
      dossier   INTEGER NOT NULL REFERENCES dossier,
      policy    TEXT NOT NULL,
      is_claim  INTEGER NOT NULL CHECK (is_claim IN (0, 1)),
      title     TEXT NOT NULL,
      theme     TEXT NOT NULL,
      id_number TEXT NOT NULL,
      since     INTEGER NOT NULL,
      PRIMARY KEY (dossier, policy, is_claim)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX policy_fit_list ON policy_fit (theme, is_claim, since, dossier);
    CREATE INDEX policy_fit_person ON policy_fit (id_number, policy, is_claim);
    """
}
