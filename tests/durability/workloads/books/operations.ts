import type { Random } from '../../random.ts'
import { accountNames, type Move, type Plan, startBalance } from '../../worker/books/contents.ts'
import type { Ending, Pause, Undoing } from '../../worker/books/course.ts'
import { createId } from '../workload.ts'
import { type Courses, outsidePauses } from './courses.ts'

/** One call and its possible effects. */
export interface Operation {
  method: string
  args: unknown[]
  /** Committed during the call, and kept even if the call fails afterwards. */
  early: Move[]
  /** Present if the call succeeds, absent if it fails. */
  late: Move[]
  /** Present or absent, since they are made at another time or may be undone. */
  perhaps: Move[]
  /** Part of the error message, if the call always fails at its end. */
  failsWith: string | undefined
}

interface Choice {
  random: Random
  courses: Courses
  ending: Ending
  /** The amount of the last move. */
  amount: number
}

const refusedAmount = 1000 * startBalance
const none = { early: [], late: [], perhaps: [] }

/** Chooses a random method, with random steps for its handler. */
export function chooseOperation(random: Random, courses: Courses): Operation {
  const choose = random.pick([
    ...choices,
    ...(courses.hasRows ? choicesWithRows : choicesWithoutRows),
  ])
  const endings: Ending[] = courses.hasRows ? ['throws', 'throws', 'dangles'] : ['throws']
  const ending = random.chance(0.25) ? random.pick(endings) : 'returns'
  const amount = random.chance(0.1) ? refusedAmount : random.integer(1, 9)
  return choose({ random, courses, ending, amount })
}

const choices = [
  transferBy('transfer', 'atOnce'),
  transferBy('transfer', 'atOnce'),
  transferBy('transferQuickly', 'quick'),
  transferBy('transferQuickly', 'quick'),
  transferBy('transferSlowly', 'slow'),
  transferBy('transferUnawaited', 'slow'),
  transferBy('transferInTransaction', 'slow'),
  transferBy('transferAndAudit', 'slow'),
  transferTwice,
  transferTwice,
  transferInBranches,
  transferInRace,
  transferUnless,
  transferLater,
  transferFromTimer,
  planBy('plan', 'atOnce'),
  planBy('planSlowly', 'slow'),
]
const choicesWithRows = [transferBy('transferReturning', 'atOnce')]
/**
 * Not with tables, where a write at the very moment at which a savepoint begins or ends does not
 * belong to the savepoint in all copies.
 */
const choicesWithoutRows = [transferBeside]

type CourseName = 'atOnce' | 'quick' | 'slow'

function transferBy(method: string, course: CourseName): (choice: Choice) => Operation {
  return (choice) => {
    const move = createMove(choice.random, { of: method, amount: choice.amount })
    const args = [move, choice.courses[course](choice.ending)]
    return { ...none, method, args, late: [move], failsWith: errorOf(choice) }
  }
}

function planBy(method: string, course: CourseName): (choice: Choice) => Operation {
  return ({ random, courses, ending }) => {
    const plan = createPlan(random, method)
    const args = [plan, courses[course](ending)]
    return { ...none, method, args, late: [plan], failsWith: errorOf({ ending }) }
  }
}

function transferTwice(choice: Choice): Operation {
  const { random, courses, ending, amount } = choice
  const method = 'transferTwice'
  const isFirstRefused = amount === refusedAmount && random.chance(0.3)
  const first = createMove(random, { of: method, ...(isFirstRefused && { amount }) })
  const second = createMove(random, { of: method, ...(!isFirstRefused && { amount }) })
  const between = random.pick(['sync', 'sync', ...outsidePauses])
  const args = [first, second, between, courses.slow(ending)]
  return isFirstRefused
    ? { ...none, method, args, late: [first, second], failsWith: refusal }
    : { ...none, method, args, early: [first], late: [second], failsWith: errorOf(choice) }
}

function transferInBranches({ random, courses }: Choice): Operation {
  const method = 'transferInBranches'
  const branches = Array.from({ length: 3 }, () =>
    Array.from({ length: random.integer(1, 2) }, () => createMove(random, { of: method })),
  )
  const args = [branches, createPauses(random, branches), courses.atOnce('returns')]
  return { ...none, method, args, early: branches.flat(), failsWith: undefined }
}

function transferInRace({ random, courses }: Choice): Operation {
  const method = 'transferInRace'
  const perhaps = Array.from({ length: 3 }, () => createMove(random, { of: method }))
  const args = [perhaps, createPauses(random, perhaps), courses.atOnce('returns')]
  return { ...none, method, args, perhaps, failsWith: undefined }
}

/** While a long branch is still outside, the object runs other handlers. */
function createPauses(random: Random, branches: readonly unknown[]): Pause[] {
  return branches.map(() => random.pick([...outsidePauses, 'long']))
}

function transferUnless(choice: Choice): Operation {
  const { random, courses, ending, amount } = choice
  const method = 'transferUnless'
  const kept = createMove(random, { of: method, amount })
  const undone = createMove(random, { of: method, amount: random.pick([1, refusedAmount]) })
  const ways: Undoing[] = ['thrown', 'late', 'storage', 'rollback', 'sync']
  const args = [kept, undone, random.pick(ways), courses.undoable(ending)]
  return { ...none, method, args, late: [kept], failsWith: errorOf(choice) }
}

function transferBeside({ random, courses, ending }: Choice): Operation {
  const method = 'transferBeside'
  const move = createMove(random, { of: method })
  const undone = createMove(random, { of: method })
  const failsWith = errorOf({ ending })
  const args = [move, undone, courses.undoable(ending)]
  const perhaps = failsWith === undefined ? [move] : []
  return { ...none, method, args, perhaps, failsWith }
}

function transferLater(choice: Choice): Operation {
  const method = 'transferLater'
  const move = createMove(choice.random, { of: method, amount: choice.amount })
  const perhaps = errorOf(choice) === undefined ? [move] : []
  const args = [move, choice.courses.slow(choice.ending)]
  return { ...none, method, args, perhaps, failsWith: undefined }
}

function transferFromTimer({ random, courses }: Choice): Operation {
  const method = 'transferFromTimer'
  const args = [createMove(random, { of: method }), courses.atOnce('returns')]
  return { ...none, method, args, failsWith: undefined }
}

const refusal = 'does not fit its schema'

/** The first error: of the handler itself, of the foreign keys, or of the schema of the state. */
function errorOf({ ending, amount }: { ending: Ending; amount?: number }): string | undefined {
  if (ending === 'throws') return 'on purpose'
  if (ending === 'dangles') return 'FOREIGN KEY'
  return amount === refusedAmount ? refusal : undefined
}

/** `of` is the method that makes the move. It becomes part of the id. */
function createMove(random: Random, { of, amount }: { of: string; amount?: number }): Move {
  const source = random.pick(accountNames)
  const target = random.pick(accountNames.filter((name) => name !== source))
  return { id: createId(of), source, target, amount: amount ?? random.integer(1, 9) }
}

function createPlan(random: Random, of: string): Plan {
  const way = random.pick(['at once', 'slowly', 'outside', 'fails', 'refused'] as const)
  const at = Date.now() + random.integer(-5, 60)
  return { ...createMove(random, { of: `${of}-${way.replace(' ', '-')}` }), at, way }
}
