export type CopyName = 'state' | 'keys' | 'rows'

/** What a handler does between its writes. */
export type Pause =
  | 'nothing'
  | 'turn'
  | 'read'
  | 'list'
  | 'timer'
  | 'call'
  | 'fetch'
  | 'cursor'
  | 'mistake'

/** How a statement is run, and what is read of the rows that it returns. */
export type Reading = 'run' | 'prepare' | 'all' | 'first' | 'nothing'

/** How a move is undone within a handler, before another is made; `late` after it. */
export type Undoing = 'thrown' | 'late' | 'storage' | 'rollback' | 'sync'

/** How a handler writes the copies, and what it does before each of them and after the last. */
export interface Course {
  order: CopyName[]
  pauses: Pause[]
  keys: 'awaited' | 'kv' | 'later'
  reading: Reading
  /** Whether it throws in the end. */
  throws: boolean
  /** An outside server to ask. */
  url: string
}
