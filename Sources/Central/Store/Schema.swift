import SQLite

/// The tables of central (中心表结构), for both engines.
///
/// Written as SQLite reads it; `Engine.spelled` says it in PostgreSQL's words.
/// Everything of a county has the county in its key, so that counties are
/// independent and may be moved apart. Times are milliseconds since 1970.
///
/// Tables whose rows are long have a rowid: in one without, SQLite reads whole
/// rows from their overflow pages to compare keys on the way down the tree, which
/// was a third of all of central's work.
/// Source: https://www.sqlite.org/withoutrowid.html, "When To Use WITHOUT ROWID".
enum Schema {
  static var version: Int { 1 + additions.count }

  static let script = """
    CREATE TABLE meta (k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT, WITHOUT ROWID;

    -- One row a county: its lock puts all changes of the county in one order.
    CREATE TABLE county (county TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

    -- A machine or another system that may talk to us. `kind` is counter, system
    -- or admin; `name` the title of the hall, or what the system is called.
    CREATE TABLE device (
      device TEXT PRIMARY KEY, county TEXT NOT NULL, hall TEXT NOT NULL, name TEXT NOT NULL,
      counter TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, streams TEXT NOT NULL,
      pubkey BLOB, state TEXT NOT NULL, enrolled INTEGER NOT NULL, changed INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE code (
      hash BLOB PRIMARY KEY, county TEXT NOT NULL, hall TEXT NOT NULL, name TEXT NOT NULL,
      counter TEXT NOT NULL, region TEXT NOT NULL, streams TEXT NOT NULL,
      expires INTEGER NOT NULL, used INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE challenge (
      nonce BLOB PRIMARY KEY, device TEXT NOT NULL, expires INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE session (
      token BLOB PRIMARY KEY, device TEXT NOT NULL, expires INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE log (
      county TEXT NOT NULL, log TEXT NOT NULL, device TEXT NOT NULL, last INTEGER NOT NULL,
      hash BLOB NOT NULL, durable INTEGER NOT NULL, mark INTEGER NOT NULL,
      forked INTEGER NOT NULL, PRIMARY KEY (county, log)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX log_code ON log (log);
    CREATE INDEX log_device ON log (device);
    CREATE TABLE op (
      county TEXT NOT NULL, log TEXT NOT NULL, seq INTEGER NOT NULL, op TEXT, ent TEXT NOT NULL,
      kind TEXT NOT NULL, clerk TEXT NOT NULL, line BLOB NOT NULL, hash BLOB NOT NULL,
      outcome TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (county, log, seq)
    ) STRICT;
    -- Operations that took effect: none may do so twice.
    CREATE TABLE effect (
      county TEXT NOT NULL, op TEXT NOT NULL, PRIMARY KEY (county, op)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE entity (
      county TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL,
      hall TEXT NOT NULL, streams TEXT NOT NULL, seen TEXT NOT NULL, person TEXT, slot TEXT,
      number TEXT, d DOCUMENT, PRIMARY KEY (county, kind, id)
    ) STRICT;
    CREATE INDEX entity_person ON entity (county, person) WHERE person IS NOT NULL;
    CREATE INDEX entity_slot ON entity (county, slot) WHERE slot IS NOT NULL;
    CREATE UNIQUE INDEX entity_number ON entity (county, number) WHERE number IS NOT NULL;

    -- The latest change of each entity in each stream.
    CREATE TABLE change (
      stream TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,
      what TEXT NOT NULL, PRIMARY KEY (stream, kind, id)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX change_seq ON change (stream, seq);
    CREATE TABLE head (
      stream TEXT PRIMARY KEY, county TEXT NOT NULL, head INTEGER NOT NULL,
      horizon INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX head_county ON head (county);

    -- Results that somebody has to look at, with when somebody did.
    CREATE TABLE quarantine (
      county TEXT NOT NULL, log TEXT NOT NULL, seq INTEGER NOT NULL, code TEXT NOT NULL,
      at INTEGER NOT NULL, closed INTEGER, closed_by TEXT, note TEXT,
      PRIMARY KEY (county, log, seq)
    ) STRICT, WITHOUT ROWID;

    -- Argon2id verifiers of clerks; they are given out only to a counter at which
    -- the clerk has said the passphrase.
    CREATE TABLE verifier (
      county TEXT NOT NULL, account TEXT NOT NULL, encoded TEXT NOT NULL, at INTEGER NOT NULL,
      failures INTEGER NOT NULL, locked INTEGER NOT NULL, PRIMARY KEY (county, account)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE queue_number (
      hall TEXT NOT NULL, day TEXT NOT NULL, class TEXT NOT NULL, last INTEGER NOT NULL,
      PRIMARY KEY (hall, day, class)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE queue_claim (
      hall TEXT NOT NULL, ticket TEXT NOT NULL, device TEXT NOT NULL, counter TEXT NOT NULL,
      at INTEGER NOT NULL, PRIMARY KEY (hall, ticket)
    ) STRICT, WITHOUT ROWID;

    -- What other systems have sent, by their own number: sent again it is answered
    -- the same.
    CREATE TABLE exchange (
      device TEXT NOT NULL, reference TEXT NOT NULL, hash BLOB NOT NULL, answer TEXT NOT NULL,
      at INTEGER NOT NULL, PRIMARY KEY (device, reference)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE catalog_file (
      sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE catalog (
      version INTEGER PRIMARY KEY, manifest TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- What administrators did.
    CREATE TABLE audit (
      id TEXT PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL,
      about TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// What versions 2, 3 … have that the one before has not.
  private static let additions = [
    """
    -- Contents of scans, of PostgreSQL; SQLite has files for them.
    CREATE TABLE blob_piece (
      sha256 TEXT NOT NULL, start INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL,
      PRIMARY KEY (sha256, start)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    -- Dossiers of another county, `home`, that this county's departments ever had.
    CREATE TABLE visitor (
      county TEXT NOT NULL, id TEXT NOT NULL, home TEXT NOT NULL, PRIMARY KEY (county, id)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    -- When the last number was given out here; 0 when it is only known from a push.
    ALTER TABLE queue_number ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
    -- The last place in the line of each hall.
    CREATE TABLE queue_place (
      hall TEXT PRIMARY KEY, last INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    """
    -- Halls whose own reviewers decide for a department, `*` for every one. Halls that
    -- were there before keep what they could; an administrator may take it away.
    CREATE TABLE office_grant (
      hall TEXT NOT NULL, department TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
      PRIMARY KEY (hall, department)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO office_grant (hall, department, at, actor)
      SELECT hall, '*', 0, 'upgrade' FROM device WHERE kind <> 'admin' GROUP BY hall;
    -- How many lines of it were written before its counter joined.
    ALTER TABLE log ADD COLUMN joined INTEGER NOT NULL DEFAULT 0;
    -- When it last showed that two machines are this device; 0 when an administrator
    -- has looked into it, or never.
    ALTER TABLE device ADD COLUMN forked INTEGER NOT NULL DEFAULT 0;
    -- Shows who wrote the row: see CentralDatabase+Verifying.swift. Null for one from
    -- before, until it changes.
    ALTER TABLE entity ADD COLUMN seal BLOB;
    """,
    """
    -- The latest time that a line of a log names, in milliseconds.
    ALTER TABLE log ADD COLUMN latest INTEGER NOT NULL DEFAULT 0;
    """,
    """
    -- At which device somebody has said the passphrase of an account, or set it:
    -- `mark` is the digest in the account, empty for one that has none. Until now a
    -- device had it of those whom central judged right there, and of those whom it made.
    CREATE TABLE clerk_proof (
      county TEXT NOT NULL, device TEXT NOT NULL, account TEXT NOT NULL, mark TEXT NOT NULL,
      PRIMARY KEY (county, device, account)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO clerk_proof (county, device, account, mark)
      SELECT d.county, d.device, a.about, '' FROM audit a JOIN device d ON d.device = a.actor
      WHERE a.what = 'clerk.sign-in'
      UNION
      SELECT l.county, l.device, o.ent, '' FROM op o
      JOIN log l ON l.county = o.county AND l.log = o.log
      WHERE o.kind = 'account.put' AND o.outcome LIKE '%"applied"%';
    """,
    """
    -- The newest open dossiers of a person are found without reading all of them.
    DROP INDEX entity_person;
    CREATE INDEX entity_person ON entity (county, person, id) WHERE person IS NOT NULL;
    -- Which devices took over logs of devices that were revoked: the same counter of the
    -- hall, enrolled anew.
    CREATE TABLE heir (
      log TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (log, device)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO heir (log, device)
      SELECT l.log, n.device FROM log l JOIN device o ON o.device = l.device
      JOIN device n ON n.hall = o.hall AND n.counter = o.counter AND n.device <> o.device
      WHERE o.state = 'revoked' AND o.kind = 'counter' AND n.kind = 'counter';
    CREATE INDEX device_place ON device (hall, counter);
    """,
  ]

  /// Makes the tables in an empty store and those that an older one lacks; refuses one of a later program.
  static func set(up engine: any Engine, epoch: String, at now: Int) throws(CentralError) {
    let isNew = try !exists(engine)
    if isNew {
      if engine is SQLiteEngine, try engine.first("SELECT 1 FROM sqlite_schema") != nil {
        throw .notOurs
      }
      try engine.transaction { () throws(CentralError) in
        // Two processes may start at once over one new PostgreSQL.
        if try exists(engine) { return }
        for part in [script] + additions { try engine.execute(engine.spelled(part)) }
        for (key, value) in [
          ("schema", "\(version)"), ("epoch", epoch), ("commits", "0"),
          ("lineage", try engine.lineage() ?? ""), ("born", "\(now)"),
        ] {
          try engine.run("INSERT INTO meta (k, v) VALUES ($1, $2)", [.text(key), .text(value)])
        }
      }
    }
    let found = try engine.first("SELECT v FROM meta WHERE k = 'schema'")
    let number = found.flatMap { Int($0[0].string) } ?? 0
    guard number <= version else { throw .newerSchema(found: number, known: version) }
    guard number >= 1 else { throw .notOurs }
    guard number < version else { return }
    try engine.transaction { () throws(CentralError) in
      _ = try exists(engine)
      // Another process may have done it meanwhile.
      let number = try engine.first("SELECT v FROM meta WHERE k = 'schema'")?[0].string
      guard let number = number.flatMap(Int.init), number < version else { return }
      for part in additions[(number - 1)...] { try engine.execute(engine.spelled(part)) }
      let latest = Value.text("\(version)")
      try engine.run("UPDATE meta SET v = $1 WHERE k = 'schema'", [latest])
    }
  }

  /// Names of the tables that a store of this version has.
  static func tables(version: Int) -> [String] {
    let mark = "CREATE TABLE "
    return ([script] + additions.prefix(max(0, version - 1))).flatMap { part in
      part.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { $0.hasPrefix(mark) }
        .map { String($0.dropFirst(mark.count).prefix { $0 != " " && $0 != "(" }) }
    }
  }

  /// What a restore into PostgreSQL begins with: tables that the backup does not know.
  static var dropping: String {
    "DROP TABLE IF EXISTS \(tables(version: version).joined(separator: ", "));"
  }

  /// What a restore into PostgreSQL ends with: it fails unless the data is central's,
  /// of a known version, and every log follows from its chain.
  static func checking(epoch: String) -> String {
    let tables = tables(version: 1).map { "'\($0)'" }.joined(separator: ", ")
    return """
      RESET search_path;
      DO $check$
      BEGIN
        IF EXISTS (SELECT 1 FROM unnest(ARRAY[\(tables)]) t WHERE to_regclass(t) IS NULL) THEN
          RAISE EXCEPTION 'a table is missing';
        END IF;
        IF coalesce((SELECT v::bigint FROM meta WHERE k = 'schema'), 0)
          NOT BETWEEN 1 AND \(version) THEN RAISE EXCEPTION 'another schema';
        END IF;
        IF EXISTS (
          SELECT 1 FROM (
            SELECT seq, line, hash, convert_to('YC1' || log, 'UTF8') AS name,
              row_number() OVER lines AS expected, lag(hash) OVER lines AS before
            FROM op WINDOW lines AS (PARTITION BY county, log ORDER BY seq)) AS l
          WHERE seq <> expected
            OR hash IS DISTINCT FROM sha256(name || coalesce(before, sha256(name)) || line))
        THEN RAISE EXCEPTION 'a line does not follow from the chain';
        END IF;
        IF EXISTS (
          SELECT 1 FROM log l
          LEFT JOIN op o ON o.county = l.county AND o.log = l.log AND o.seq = l.last
          WHERE l.last <> (SELECT count(*) FROM op c WHERE c.county = l.county AND c.log = l.log)
            OR l.hash IS DISTINCT FROM CASE WHEN l.last = 0
              THEN sha256(convert_to('YC1' || l.log, 'UTF8')) ELSE o.hash END)
        THEN RAISE EXCEPTION 'the end of a log is another one';
        END IF;
      END $check$;
      UPDATE meta SET v = '\(epoch)' WHERE k = 'epoch';
      INSERT INTO meta (k, v) VALUES ('restored', '1') ON CONFLICT (k) DO NOTHING;
      """
  }

  private static func exists(_ engine: any Engine) throws(CentralError) -> Bool {
    if engine is PostgresEngine {
      // Held until the transaction ends, so that only one process makes tables.
      _ = try engine.query("SELECT pg_advisory_xact_lock(1497582644)::text", [])
      return try engine.first("SELECT to_regclass('meta')::text")?[0] != .null
    }
    return try engine.first(
      "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'")?[0] != .int(0)
  }
}

extension String {
  /// With words replaced by others, each place once.
  func spelling(_ words: [String: String]) -> String {
    var result = ""
    var rest = self[...]
    next: while let first = rest.first {
      for (word, other) in words where rest.hasPrefix(word) {
        result += other
        rest = rest.dropFirst(word.count)
        continue next
      }
      result.append(first)
      rest = rest.dropFirst()
    }
    return result
  }
}
