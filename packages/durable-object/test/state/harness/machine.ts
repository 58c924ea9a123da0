import { DurableObjectStateError } from '../../../src/errors.ts'
import { isView, LiveState, type Mark, type Rows, type Scope } from '../../../src/state/index.ts'
import { change } from './change.ts'
import { clone } from './clone.ts'
import { difference } from './difference.ts'
import { Image, isTree, reachable, sizeOf } from './graph.ts'
import { seeks } from './list-changes.ts'
import { MemoryRows } from './memory-rows.ts'
import { type Pair, walk } from './pair.ts'
import { newScope } from './scope.ts'
import type { Step } from './steps.ts'

type Fields = Record<string, unknown>

interface SavedMark {
  mark: Mark
  state: unknown
  image: Image
}

/** What a step with one of the first numbers does. */
const BOOKKEEPING = [
  'end',
  'reload',
  'mark',
  'mark',
  'undo',
  'undo',
  'fail',
  'fail to commit',
  'commit within',
  'go outside',
  'change unread',
  'hold',
  'hold',
  'hold',
] as const

/** All other numbers change the state. */
const FIRST_CHANGE = BOOKKEEPING.length
const CHANGES = 100 - FIRST_CHANGE

// What is put in again and again, together with itself, would double each time.
const MOST = 3000

/**
 * Runs one program on the live state and on plain data with its references, side by side. Until a
 * handler ends, both have to behave alike: what is put in stays one thing with its original, and what
 * is at several places is one thing. At the end the model becomes a tree of copies.
 */
export class Machine {
  rows: MemoryRows = new MemoryRows()
  scope: Scope = newScope()
  state: LiveState
  root: { state: unknown }
  held: Pair[] = []
  marks: SavedMark[] = []
  committed: unknown
  /** Objects of the model that are, or were in this handler, in the state. */
  known: Set<object> = new Set()
  readonly pageSize: number

  constructor(value: unknown, pageSize: number) {
    this.pageSize = pageSize
    this.root = { state: clone(value) }
    this.state = LiveState.create(this.storage, clone(value), { pageSize })
    this.end()
  }

  /** The rows as the state writes them. */
  get storage(): Rows {
    return this.rows
  }

  get top(): Pair {
    return { live: this.state.view(this.scope), model: this.root.state }
  }

  run(step: Step): void {
    if (step.op < FIRST_CHANGE) this.bookkeeping(step)
    else this.change(step)
    this.#know()
  }

  check(): void {
    const found =
      difference(this.state.snapshot(), this.root.state) ??
      difference(this.top.live, this.top.model)
    if (found) throw new Error(found)
    for (const { live, model } of this.held) {
      const wrong = difference(live, model, isView(live) ? 'held' : 'original')
      if (wrong) throw new Error(wrong)
    }
  }

  /** The handler ends, and the next one begins. */
  end(): void {
    this.rows.save()
    this.state.commit()
    this.#begin(clone(this.root.state))
  }

  reload(): void {
    const next = LiveState.load(this.storage, { pageSize: this.pageSize })
    if (!next) throw new Error('nothing stored')
    this.state = next
    this.#begin(this.root.state)
  }

  bookkeeping(step: Step): void {
    const { n, m, path } = step
    switch (BOOKKEEPING[step.op]) {
      case 'end':
        return this.end()
      case 'reload':
        this.end()
        return this.reload()
      case 'mark':
        return this.mark()
      case 'undo':
        return this.undo(n)
      case 'fail':
        return this.fail()
      case 'fail to commit':
        return this.failToCommit(m % 4)
      case 'commit within':
        return this.commitWithin()
      case 'go outside':
        return this.goOutside(step)
      case 'change unread':
        // Nothing is in memory yet.
        this.end()
        this.reload()
        return this.change({ ...step, op: FIRST_CHANGE + (n % CHANGES), value: [m] })
      default: {
        const pair = this.pick(path)
        if (typeof pair.model === 'object' && pair.model !== null) this.held.push(pair)
      }
    }
  }

  mark(): void {
    this.#know()
    this.marks.push({
      mark: this.state.mark(),
      state: this.root.state,
      image: new Image(new Set(this.known)),
    })
  }

  /** The disk is full at a row of the commit, if it writes that many. */
  failToCommit(row: number): void {
    this.rows.save()
    this.rows.failAfter = row
    let failed = false
    try {
      this.state.commit()
    } catch (error) {
      if (!/disk full/.test(String(error))) throw error
      failed = true
    }
    this.rows.failAfter = Number.POSITIVE_INFINITY
    if (failed) {
      this.rows.rollback()
      return this.fail()
    }
    return this.#begin(clone(this.root.state))
  }

  /** Back to a savepoint: the state, and the originals that were in it by then. */
  undo(n: number): void {
    const [target] = this.marks.splice(n % (this.marks.length || 1))
    if (!target) return
    this.state.undo(target.mark)
    target.image.restore()
    this.root.state = target.state
    const known = target.image.objects
    // What became a part only later is no part any more; the handler's own object stays.
    this.held = this.held.filter(({ live, model }) => !isView(live) || known.has(model as object))
    this.known = new Set(known)
  }

  /** The handler throws. */
  fail(): void {
    this.state.undo()
    this.#begin(clone(this.committed))
  }

  /** A commit in the middle, if each part is at one place: the handler continues with what it has. */
  commitWithin(): void {
    if (!isTree(this.root.state)) return this.end()
    this.rows.save()
    this.state.commit()
    this.committed = clone(this.root.state)
    this.marks = []
  }

  /** Another handler changes something meanwhile. */
  goOutside({ n, m, path, value }: Step): void {
    this.commitWithin()
    this.state.leave(this.scope)
    const mine = this.scope
    const { held } = this
    this.scope = newScope()
    this.held = []
    const size = m % 3
    for (let at = 0; at < size; at++) {
      const target = this.pick([0, ...path])
      const given = { live: clone(value), model: clone(value) }
      this.operate(target, given, {
        ...{ n, m, path, from: path, value },
        op: FIRST_CHANGE + ((n + at * 7) % CHANGES),
      })
    }
    if (!isTree(this.root.state)) {
      // It is not defined which of the copies the first handler continues with.
      this.end()
      return
    }
    this.rows.save()
    this.state.commit()
    this.state.release(this.scope)
    this.committed = clone(this.root.state)
    this.scope = mine
    this.state.comeBack(mine)
    const there = reachable([this.root.state])
    // What others took out can only be read.
    this.held = held.filter(
      ({ model }) => !this.known.has(model as object) || there.has(model as object),
    )
    this.held = this.held.filter(({ model }) =>
      [...reachable([model])].every((each) => there.has(each) || !this.known.has(each)),
    )
    this.marks = []
  }

  change(step: Step): void {
    const { path, from, m, value } = step
    const target = this.pick(path)
    let given: Pair = { live: clone(value), model: clone(value) }
    if (m % 3 === 0) given = this.pick(from)
    else if (m % 3 === 1 && typeof value === 'object' && value !== null) this.held.push(given)
    if (step.op === FIRST_CHANGE) return this.replaceRoot(given)
    if (step.op === FIRST_CHANGE + 1) return this.refuse(target)
    this.operate(target, given, step)
  }

  operate(target: Pair, given: Pair, step: Step): void {
    if (typeof target.model !== 'object' || target.model === null) return this.replaceRoot(given)
    if (reachable([given.model]).has(target.model)) return
    // A part and its original are not ===, so that an original of the code's own cannot find them.
    const isSought = target.model instanceof Map || target.model instanceof Set || seeks(step.op)
    if (!isView(target.live) && isSought && typeof given.model === 'object') return
    const sizes = sizeOf(this.root.state) + sizeOf(given.model) * 12
    if (sizes > MOST) return
    const expected = change(target.model, given.model, step)
    const found = change(target.live as object, given.live, step)
    const wrong = difference(found, expected, 'result')
    if (wrong) throw new Error(wrong)
  }

  replaceRoot({ live, model }: Pair): void {
    if (typeof model !== 'object' || model === null || sizeOf(model) > MOST) return
    this.state.replace(this.scope, live)
    this.root.state = model
  }

  refuse({ live, model }: Pair): void {
    if (!isView(live) || !model || Object.getPrototypeOf(model) !== Object.prototype) return
    let refused = false
    try {
      ;(live as Fields).a = { x: [{}, { y: () => 1 }] }
    } catch (error) {
      refused = error instanceof DurableObjectStateError && /x\[1\]\.y$/.test(error.path ?? '')
    }
    if (!refused) throw new Error('not refused')
  }

  /** Walks down both sides in step. */
  pick(path: number[]): Pair {
    let pair = this.top
    const [start = 0, ...rest] = path
    const held = this.held[this.held.length - 1 - (start % 5)]
    if (start > 8 && held) pair = held
    return walk(pair, rest)
  }

  #know(): void {
    this.known = reachable([this.root.state, ...this.known])
  }

  #begin(state: unknown): void {
    this.state.release(this.scope)
    this.scope = newScope()
    this.root.state = state
    this.committed = clone(state)
    this.held = []
    this.marks = []
    this.known = reachable([state])
  }
}
