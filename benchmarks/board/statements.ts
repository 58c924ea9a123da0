/** The SQL that both contenders run for the storage-call and SQL-handler workloads. */
export const statements = {
  create: 'CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)',
  /** Inserts notes with ids from 0; the binding is their number. */
  fill: `
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?)
    INSERT OR IGNORE INTO notes (id, text) SELECT n, 'text' FROM numbers`,
  write:
    'INSERT INTO notes (id, text) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text',
  read: 'SELECT text FROM notes WHERE id = ?',
}
