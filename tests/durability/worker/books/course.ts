import type { Plan } from './contents.ts'

export type CopyName = 'state' | 'keys' | 'rows'

/** What a handler does between its writes. */
export type Pause =
  | 'nothing'
  | 'turn'
  | 'read'
  | 'list'
  | 'timer'
  | 'wait'
  | 'long'
  | 'leftover'
  | 'call'
  | 'fetch'
  | 'cursor'
  | 'mistake'

/** How a statement is run, and what is read of the rows that it returns. */
export type Reading = 'run' | 'prepare' | 'all' | 'first' | 'nothing'

/** How a move is undone within a handler, before another is made; `late` after it. */
export type Undoing = 'thrown' | 'late' | 'storage' | 'rollback' | 'sync'

/** How a handler ends: `dangles` leaves a row that refers to one that is not there. */
export type Ending = 'returns' | 'throws' | 'dangles'

/** How a handler writes the copies, and what it does before each of them and after the last. */
export interface Course {
  order: CopyName[]
  pauses: Pause[]
  keys: 'awaited' | 'kv' | 'later'
  reading: Reading
  ending: Ending
  /** An outside server to ask. */
  url: string
}

/** How the alarm carries out a plan. */
export function courseOf(way: Plan['way'], hasRows: boolean): Course {
  const pauses: Pause[] = way === 'slowly' ? ['read', 'timer', 'turn', 'timer'] : []
  const order: CopyName[] = hasRows ? ['rows', 'keys', 'state'] : ['keys', 'state']
  return { order, pauses, keys: 'awaited', reading: 'first', ending: 'returns', url: '' }
}
