/** What both write and read in the rows about storage calls and SQL handlers. */
export const statements = {
  create: 'CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)',
  /** Notes from 0 on, so many as it is given. */
  fill: `
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?)
    INSERT OR IGNORE INTO notes (id, text) SELECT n, 'text' FROM numbers`,
  write:
    'INSERT INTO notes (id, text) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text',
  read: 'SELECT text FROM notes WHERE id = ?',
}
