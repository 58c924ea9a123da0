import type { Plan } from './contents.ts'

export type CopyName = 'state' | 'keys' | 'rows'

/** What a handler does between two writes. */
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

/** How a statement is run, and which of its rows are read. */
export type Reading = 'run' | 'prepare' | 'all' | 'first' | 'nothing'

/** How a move is undone within a handler: before another move is made, or after it with `late`. */
export type Undoing = 'thrown' | 'late' | 'storage' | 'rollback' | 'sync'

/** How a handler ends: `dangles` leaves a row that violates a foreign key. */
export type Ending = 'returns' | 'throws' | 'dangles'

/** The steps of a handler: the order of its writes, with a pause before each and after the last. */
export interface Course {
  order: CopyName[]
  pauses: Pause[]
  keys: 'awaited' | 'kv' | 'later'
  reading: Reading
  ending: Ending
  /** An outside server for the pause `fetch`. */
  url: string
}

/** How the alarm carries out a plan. */
export function courseOf(way: Plan['way'], hasRows: boolean): Course {
  const pauses: Pause[] = way === 'slowly' ? ['read', 'timer', 'turn', 'timer'] : []
  const order: CopyName[] = hasRows ? ['rows', 'keys', 'state'] : ['keys', 'state']
  return { order, pauses, keys: 'awaited', reading: 'first', ending: 'returns', url: '' }
}
