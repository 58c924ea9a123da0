import type { Random } from '../../random.ts'
import { accountNames, type Move, type Plan, startBalance } from '../../worker/books/contents.ts'
import type { Undoing } from '../../worker/books/course.ts'
import { createId } from '../workload.ts'
import { type Courses, outsidePauses } from './courses.ts'

/** One call, and what may be found of it afterwards. */
export interface Operation {
  method: string
  args: unknown[]
  /** Committed on the way: there also where the call then fails. */
  early: Move[]
  /** There once the call was answered, unless it fails. */
  late: Move[]
  /** Done at another time, or not at all. */
  perhaps: Move[]
  /** What the error says of a call that fails whenever it gets to its end. */
  failsWith: string | undefined
}

const refused = 'does not fit its schema'

/** Calls of every handler, with random ways through it. */
export function chooseOperation(random: Random, courses: Courses): Operation {
  const choose = random.pick(courses.hasRows ? [...choices, transferReturning] : choices)
  return choose({ random, courses, ...chooseEnding(random) })
}

interface Choice {
  random: Random
  courses: Courses
  /** Of the move that is written last. */
  amount: number
  throws: boolean
  failsWith: string | undefined
}

function chooseEnding(random: Random): Pick<Choice, 'amount' | 'throws' | 'failsWith'> {
  const choice = random.fraction()
  const amount = random.integer(1, 9)
  if (choice < 0.2) return { amount, throws: true, failsWith: 'on purpose' }
  if (choice < 0.35) return { amount: 1000 * startBalance, throws: false, failsWith: refused }
  return { amount, throws: false, failsWith: undefined }
}

const choices = [
  transfer,
  transfer,
  transferQuickly,
  transferQuickly,
  transferSlowly,
  transferTwice,
  transferTwice,
  transferInBranches,
  transferUnless,
  transferInTransaction,
  transferLater,
  plan,
  planSlowly,
]

function transfer({ random, courses, amount, throws, failsWith }: Choice): Operation {
  const move = createMove(random, amount)
  const args = [move, courses.atOnce(throws)]
  return { method: 'transfer', args, early: [], late: [move], perhaps: [], failsWith }
}

function transferReturning({ random, courses, amount, throws, failsWith }: Choice): Operation {
  const move = createMove(random, amount)
  const args = [move, courses.atOnce(throws)]
  return { method: 'transferReturning', args, early: [], late: [move], perhaps: [], failsWith }
}

function transferQuickly({ random, courses, amount, throws, failsWith }: Choice): Operation {
  const move = createMove(random, amount)
  const args = [move, courses.quick(throws)]
  return { method: 'transferQuickly', args, early: [], late: [move], perhaps: [], failsWith }
}

function transferSlowly({ random, courses, amount, throws, failsWith }: Choice): Operation {
  const move = createMove(random, amount)
  const args = [move, courses.slow(throws)]
  return { method: 'transferSlowly', args, early: [], late: [move], perhaps: [], failsWith }
}

function transferInTransaction({ random, courses, amount, throws, failsWith }: Choice): Operation {
  const move = createMove(random, amount)
  const args = [move, courses.slow(throws)]
  return { method: 'transferInTransaction', args, early: [], late: [move], perhaps: [], failsWith }
}

function transferTwice({ random, courses, amount, throws, failsWith }: Choice): Operation {
  const between = random.pick(['sync', 'sync', ...outsidePauses])
  const isFirstRefused = failsWith === refused && random.chance(0.3)
  const first = createMove(random, isFirstRefused ? amount : random.integer(1, 9))
  const second = createMove(random, isFirstRefused ? random.integer(1, 9) : amount)
  return {
    method: 'transferTwice',
    args: [first, second, between, courses.slow(throws)],
    early: isFirstRefused ? [] : [first],
    late: isFirstRefused ? [first, second] : [second],
    perhaps: [],
    failsWith,
  }
}

function transferInBranches({ random, courses }: Choice): Operation {
  const moves = Array.from({ length: 3 }, () => createMove(random, random.integer(1, 9)))
  const pauses = moves.map(() => random.pick(outsidePauses))
  const args = [moves, pauses, courses.atOnce(false)]
  const method = 'transferInBranches'
  return { method, args, early: moves, late: [], perhaps: [], failsWith: undefined }
}

function transferUnless({ random, courses, amount, throws, failsWith }: Choice): Operation {
  const kept = createMove(random, amount)
  const undone = createMove(random, random.pick([1, 1000 * startBalance]))
  const ways: Undoing[] = ['thrown', 'late', 'storage', 'rollback', 'sync']
  const args = [kept, undone, random.pick(ways), courses.undoable(throws)]
  return { method: 'transferUnless', args, early: [], late: [kept], perhaps: [], failsWith }
}

function transferLater({ random, courses, amount, throws, failsWith }: Choice): Operation {
  const move = createMove(random, amount)
  const perhaps = failsWith === undefined ? [move] : []
  const args = [move, courses.slow(throws)]
  return { method: 'transferLater', args, early: [], late: [], perhaps, failsWith: undefined }
}

function plan({ random, courses, throws }: Choice): Operation {
  const late = createPlan(random)
  const failsWith = throws ? 'on purpose' : undefined
  const args = [late, courses.atOnce(throws)]
  return { method: 'plan', args, early: [], late: [late], perhaps: [], failsWith }
}

function planSlowly({ random, courses, throws }: Choice): Operation {
  const late = createPlan(random)
  const failsWith = throws ? 'on purpose' : undefined
  const args = [late, courses.slow(throws)]
  return { method: 'planSlowly', args, early: [], late: [late], perhaps: [], failsWith }
}

function createMove(random: Random, amount: number): Move {
  const source = random.pick(accountNames)
  const target = random.pick(accountNames.filter((name) => name !== source))
  return { id: createId('move'), source, target, amount }
}

function createPlan(random: Random): Plan {
  const way = random.pick(['at once', 'slowly', 'outside', 'fails'] as const)
  const at = Date.now() + random.integer(-5, 60)
  return { ...createMove(random, random.integer(1, 9)), at, way }
}
