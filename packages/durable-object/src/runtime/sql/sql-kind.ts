/** What a statement does, as far as its text tells. */
export type SqlKind = 'select' | 'read' | 'change' | 'write'

/** More texts than an app has, unless it writes values into them. */
const most = 1_000
const known = new Map<string, SqlKind>()

/** Pragmas that only tell. With a value, which may be in parentheses, some set something. */
const tellingPragma =
  /^pragma\s+((table_(list|info|xinfo)|index_(list|info|xinfo)|foreign_key_(list|check)|quick_check)\b[^=;]*|foreign_keys\s*);?$/i

/** Texts, names in any of SQLite's quotes, and comments. */
const quoted = /'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\//g

/** What ends the transaction around it, or makes later statements do so. */
const rollsBack = /\b(or|conflict)\s+rollback\b|\braise\s*\(\s*rollback\b/i

/** One statement that gives no rows. What may be within a text or a comment counts as well. */
const givesNone = /^(?!.*returning)[^;]*;?\s*$/is

/**
 * `select`: one SELECT or VALUES, whose rows can be read bit by bit. `read`: another statement that
 * changes nothing. `change`: one INSERT, UPDATE, DELETE or REPLACE that gives no rows. `write`: all
 * else.
 */
export function kindOf(
  query: string,
  native: SqlStorage,
  bindings: readonly SqlStorageValue[],
): SqlKind {
  const kind = known.get(query)
  if (kind) return kind
  const found = findKind(query, native, bindings)
  // Of one that cannot be run nothing is known, and it says why when it is run.
  if (found === undefined) return 'write'
  if (known.size >= most) known.clear()
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
  if (/^explain$/i.test(word) || tellingPragma.test(text)) return 'read'
  if (/^(insert|update|delete|replace)$/i.test(word) && givesNone.test(query)) return 'change'
  return /^with$/i.test(word) ? explain(query, native, bindings) : 'write'
}

/** The object would be reset (workerd 1.20261006), and what is written after it would stay. */
function refuseRollback(): never {
  throw new Error(
    'ROLLBACK cannot be used in SQL (OR ROLLBACK, ON CONFLICT ROLLBACK, RAISE): it would end the transaction of the handler while that goes on. Write ABORT, and throw an error where the handler is to leave nothing.',
  )
}

/** Its program begins a transaction that writes, or none such. */
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
