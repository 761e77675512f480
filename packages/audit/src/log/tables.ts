/** `PRAGMA application_id` of an audit log: "COAL" in ASCII. */
export const applicationId = 0x434f414c;

/** `PRAGMA user_version` of the layout below. */
export const layoutVersion = 1;

/**
 * The layout. Only the newest checkpoint is kept: every older one that lay in the file would be a size to which the
 * log could be cut back without the key.
 * The triggers guard against accidents; what guards against people is the signed root.
 */
export const layout: readonly string[] = [
  `CREATE TABLE entry (
  idx INTEGER PRIMARY KEY,
  audit_id TEXT NOT NULL UNIQUE,
  leaf BLOB NOT NULL CHECK (length(leaf) <= 65535)
) STRICT`,
  `CREATE TABLE node (
  level INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  size INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT`,
  ...['entry', 'node', 'checkpoint'].map((table) => forbid(`${table}_no_delete`, `DELETE ON ${table}`)),
  ...['entry', 'node'].map((table) => forbid(`${table}_no_update`, `UPDATE ON ${table}`)),
  forbid(
    'entry_no_gap',
    'INSERT ON entry',
    `NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM entry)
  OR EXISTS (SELECT 1 FROM entry WHERE audit_id = NEW.audit_id)`,
  ),
  forbid(
    'node_no_gap',
    'INSERT ON node',
    'NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM node WHERE level = NEW.level)',
  ),
  forbid('checkpoint_single', 'INSERT ON checkpoint', 'EXISTS (SELECT 1 FROM checkpoint)'),
  forbid(
    'checkpoint_grows',
    'UPDATE ON checkpoint',
    'NEW.size <= OLD.size OR NEW.size <> (SELECT max(idx) + 1 FROM entry)',
  ),
];

function forbid(name: string, change: string, when?: string): string {
  const condition = when === undefined ? '' : ` WHEN ${when}`;
  return `CREATE TRIGGER ${name} BEFORE ${change}${condition}
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`;
}
