/** What a statement does, as far as its text shows. */
export type SqlKind = 'select' | 'read' | 'change' | 'write'

/** More statements than an app has, unless it writes values into their text. */
const mostKnown = 1_000
const known = new Map<string, SqlKind>()

/** Pragmas that only read. With a value, which may be in parentheses, some of them set something. */
const readingPragma =
  /^pragma\s+((table_(list|info|xinfo)|index_(list|info|xinfo)|foreign_key_(list|check)|quick_check)\b[^=;]*|foreign_keys\s*);?$/i

/** Texts, names in any of SQLite's quotes, and comments. */
const quoted = /'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\//g

/** Clauses that end the transaction around the statement, or make later statements do so. */
const rollsBack = /\b(or|conflict)\s+rollback\b|\braise\s*\(\s*rollback\b/i

/** One statement without `returning`, which a text or a comment in it must not contain either. */
const returnsNoRows = /^(?!.*returning)[^;]*;?\s*$/is

/**
 * `select`: one SELECT or VALUES, whose rows can be read one at a time. `read`: another statement that
 * changes nothing. `change`: one INSERT, UPDATE, DELETE or REPLACE that returns no rows. `write`:
 * everything else.
 */
export function kindOf(
  query: string,
  native: SqlStorage,
  bindings: readonly SqlStorageValue[],
): SqlKind {
  const kind = known.get(query)
  if (kind) return kind
  const found = findKind(query, native, bindings)
  // The statement is invalid; running it will say why.
  if (found === undefined) return 'write'
  if (known.size >= mostKnown) known.clear()
  known.set(query, found)
  return found
}

function findKind(
  query: string,
  native: SqlStorage,
  bindings: readonly SqlStorageValue[],
): SqlKind | undefined {
  const text = query.replace(quoted, ' ').trim()
  if (rollsBack.test(text)) refuseRollback()
  if (!/^[^;]*;?$/.test(text)) return 'write'
  const [word] = /^\w*/.exec(text) ?? ['']
  if (/^(select|values)$/i.test(word)) return 'select'
  if (/^explain$/i.test(word) || readingPragma.test(text)) return 'read'
  if (/^(insert|update|delete|replace)$/i.test(word) && returnsNoRows.test(query)) return 'change'
  return /^with$/i.test(word) ? explain(query, native, bindings) : 'write'
}

/** It would reset the object (workerd 1.20261006), and keep what is written after it. */
function refuseRollback(): never {
  throw new Error(
    'ROLLBACK cannot be used in SQL (OR ROLLBACK, ON CONFLICT ROLLBACK, RAISE): it would end the transaction of a handler that is still running. Use ABORT, and throw an error to undo the handler.',
  )
}

/** The program of a statement that writes begins with a write transaction. */
function explain(
  query: string,
  native: SqlStorage,
  bindings: readonly SqlStorageValue[],
): SqlKind | undefined {
  try {
    const program = native.exec(`EXPLAIN ${query}`, ...bindings).toArray()
    return program.some(({ opcode, p2 }) => opcode === 'Transaction' && p2 !== 0) ? 'write' : 'read'
  } catch {
    return undefined
  }
}
