/** What both write and read in the rows about single storage calls. */
export const statements = {
  create: 'CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)',
  write:
    'INSERT INTO notes (id, text) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text',
  read: 'SELECT text FROM notes WHERE id = ?',
}
