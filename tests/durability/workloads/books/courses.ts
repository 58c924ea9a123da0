import type { Random } from '../../random.ts'
import type { CopyName, Course, Ending, Pause } from '../../worker/books/course.ts'

/** Generates the random steps of a handler, as far as the object's backend supports them. */
export interface Courses {
  hasRows: boolean
  /** Awaits nothing. */
  atOnce(ending: Ending): Course
  /** Awaits only storage. */
  quick(ending: Ending): Course
  slow(ending: Ending): Course
  /** Can also run in transactionSync. */
  undoable(ending: Ending): Course
}

/** Pauses that write nothing, and so are allowed in `outside`. */
export const outsidePauses: Pause[] = [
  'nothing',
  'turn',
  'read',
  'timer',
  'wait',
  'leftover',
  'call',
  'fetch',
]

export type BackendName = 'tables' | 'plain' | 'key-value'

export function createCourses(
  random: Random,
  { backend, url }: { backend: BackendName; url: string },
): Courses {
  const hasRows = backend === 'tables'
  const copies: CopyName[] = hasRows ? ['state', 'keys', 'rows'] : ['state', 'keys']
  const quickPauses: Pause[] = ['nothing', 'turn', 'read', 'list']
  const quickRowPauses: Pause[] = hasRows ? ['cursor', 'mistake'] : []
  const quick = [...quickPauses, ...quickRowPauses]
  const slow = [...quick, ...outsidePauses]
  const atOnceKeys: Course['keys'][] = backend === 'key-value' ? ['later'] : ['later', 'kv']

  const create = (
    ending: Ending,
    { keys, pauses }: { keys: Course['keys'][]; pauses: Pause[] },
  ): Course => {
    const how = random.pick(keys)
    return {
      order: createOrder(random, copies, how),
      pauses: Array.from({ length: 4 }, () => random.pick(pauses)),
      keys: how,
      reading: random.pick(['run', 'prepare', 'all', 'first', 'nothing']),
      ending,
      url,
    }
  }
  return {
    hasRows,
    atOnce: (ending) => create(ending, { keys: atOnceKeys, pauses: ['nothing'] }),
    quick: (ending) => create(ending, { keys: ['awaited', ...atOnceKeys], pauses: quick }),
    slow: (ending) => create(ending, { keys: ['awaited', ...atOnceKeys], pauses: slow }),
    undoable: (ending) => create(ending, { keys: atOnceKeys, pauses: slow }),
  }
}

/** With `later`, the keys are derived from the state, so they must be written after it. */
function createOrder(random: Random, copies: CopyName[], keys: Course['keys']): CopyName[] {
  const order = copies
    .map((name) => ({ name, rank: random.fraction() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name)
  return keys === 'later' ? [...order.filter((name) => name !== 'keys'), 'keys'] : order
}
