import { DurableObjectStateError } from '../errors.ts'
import { spliceRaw } from './changes/array-change.ts'
import { ChangedParts } from './changes/changed-parts.ts'
import { damaged } from './format/damage.ts'
import { decodeRow } from './format/decode.ts'
import { HEADER, type RowData, type Rows, VERSION } from './format/rows.ts'
import { type CommitInfo, commit } from './pages/commit.ts'
import { isSame, prepareValue } from './put/prepare-value.ts'
import { isObject } from './tree/is-object.ts'
import { getKey } from './tree/keyed.ts'
import { snapshot } from './tree/snapshot.ts'
import { type Mark, Tree } from './tree/tree.ts'
import { Lens, type Scope } from './views/lens.ts'

export interface LiveStateOptions {
  /** Target length of a row's text, 2,000 unless given. */
  pageSize?: number
  /** Whether `changedParts` is asked for. */
  tracksParts?: boolean
}

const PAGE_SIZE = 2000

/** The state of one object: changed in place through views, written as the change. */
export class LiveState {
  readonly #tree: Tree

  private constructor(tree: Tree) {
    this.#tree = tree
  }

  /** What is stored, or undefined if nothing ever was, not even a name. Throws DurableObjectStateError if it cannot be read. */
  static load(rows: Rows, options?: LiveStateOptions): LiveState | undefined {
    const data = rows.read(HEADER)
    if (data === null) {
      // The name of the object counts: it is stored together with the state.
      if (rows.last(0, 2 * Number.MAX_SAFE_INTEGER)) throw damaged(HEADER, 'it is missing')
      return undefined
    }
    assertVersion(data)
    const tree = createTree(rows, options)
    const [version, value, ...rest] = decodeRow(tree, HEADER, data)
    if (version !== VERSION || rest.length > 0) throw damaged(HEADER, 'it is not a header')
    tree.root.push(value)
    return new LiveState(tree)
  }

  /** A new state; the first commit writes it. */
  static create(rows: Rows, value: unknown, options?: LiveStateOptions): LiveState {
    const state = new LiveState(createTree(rows, options))
    const root = new Lens(state.#tree, { alive: true, onDeadWrite: never }).root
    state.#tree.root.push(undefined)
    const { value: first, needsTags } = prepareValue(root, 0, value, undefined)
    spliceRaw(root, { index: 0, gone: 1, items: [first], needsTags })
    state.#tree.shared?.separate()
    state.#tree.end(root.lens)
    return state
  }

  /** One of which nothing is written until it changes, and then all of it. */
  static unstored(rows: Rows, value: unknown, options?: LiveStateOptions): LiveState {
    const state = LiveState.create(rows, value, options)
    state.#tree.settle()
    return state
  }

  /** The root as the handler with this scope sees it. */
  view(scope: Scope): unknown {
    const { root } = this.#lens(scope)
    return root.part(this.#tree.root[0], 0)
  }

  /** `this.state = value`. */
  replace(scope: Scope, value: unknown): void {
    const { root } = this.#lens(scope)
    root.guard()
    const old = this.#tree.root[0]
    if (isSame(root.lens, value, old)) return
    const { value: next, ...prepared } = prepareValue(root, 0, value, old)
    spliceRaw(root, { index: 0, gone: 1, items: [next], ...prepared })
  }

  /** From now on all who write to it are told why they cannot. */
  close(why: string): void {
    this.#tree.closed = why
  }

  /**
   * Brings in what the handler's code changed in objects that it has put in, and makes parts of
   * their own of what was put at several places. Throws DurableObjectStateError for what cannot be
   * stored. To be called before `changed` and `changedParts` are asked for. `isLast` where no code of
   * the handler runs between this and the commit, which then has nothing to look for.
   */
  flush({ isLast = false }: { isLast?: boolean } = {}): void {
    this.#tree.flush()
    this.#tree.shared?.separate()
    if (isLast && this.#tree.linked) for (const links of this.#tree.linked) links.isFlushed = true
  }

  /** The handler with this scope has ended: its own objects are its own again. */
  release(scope: Scope): void {
    scope.lens?.end()
  }

  /** The handler with this scope lets others in, until `comeBack`. */
  leave(scope: Scope): void {
    this.#lens(scope).leave()
  }

  /** What others took out of the state meanwhile throws when it is written through this scope. */
  comeBack(scope: Scope): void {
    scope.lens?.comeBack()
  }

  /** Whether the state is still what it was at `leave`. */
  isAsLeft(scope: Scope): boolean {
    return this.#lens(scope).isAsLeft
  }

  /**
   * Throws where what the handler with this scope had put in was changed both by it and by another
   * one while it was outside.
   */
  assertMet(scope: Scope): void {
    scope.lens?.links?.assertMet()
  }

  /** A position to undo to; one from before a commit means that commit. */
  mark(): Mark {
    return this.#tree.mark()
  }

  undo(mark?: Mark): void {
    this.#tree.undo(mark)
  }

  /**
   * What changed since the last commit, two levels deep; undefined for all of it. Needs
   * `tracksParts`.
   */
  get changedParts(): ReadonlyMap<unknown, ReadonlySet<unknown> | true> | undefined {
    return this.#tree.changed?.keys
  }

  /** A plain deep copy of what is at these keys; undefined where there is nothing. */
  part(keys: readonly unknown[]): unknown {
    let raw = this.#tree.root[0]
    for (const key of keys) {
      if (!isObject(raw)) return undefined
      if (!Array.isArray(raw)) this.#tree.load(raw)
      raw = Array.isArray(raw) ? raw[key as number] : getKey(raw, key)
    }
    return snapshot(this.#tree, raw)
  }

  /** The length of the array at a key of the state; undefined where there is none. */
  lengthAt(key: string): number | undefined {
    const value = getKey(this.#tree.root[0] as object, key)
    return Array.isArray(value) ? value.length : undefined
  }

  get changed(): boolean {
    return this.#tree.undoLog.length > 0
  }

  /** Makes the next commit write all of an unstored state, also where nothing in it has changed. */
  touch(): void {
    const { containers, root, touched } = this.#tree
    const header = containers.get(root)
    if (header) touched.add(header)
  }

  /** Writes what changed. If it throws, roll the rows back and call `undo`. */
  commit(): CommitInfo {
    this.flush()
    const info = commit(this.#tree)
    if (this.#tree.linked) for (const links of this.#tree.linked) links.isCommitted()
    return info
  }

  /** A plain deep copy of everything. */
  snapshot(): unknown {
    for (const links of this.#tree.linked ?? []) links.flush({ quietly: true })
    return snapshot(this.#tree, this.#tree.root[0])
  }

  #lens(scope: Scope): Lens {
    if (scope.lens?.tree !== this.#tree) scope.lens = new Lens(this.#tree, scope)
    return scope.lens
  }
}

function createTree(rows: Rows, options: LiveStateOptions | undefined): Tree {
  const tree = new Tree(rows, options?.pageSize ?? PAGE_SIZE)
  if (options?.tracksParts) tree.changed = new ChangedParts()
  return tree
}

/** Before anything is decoded: newer code may have written what this one has no name for. */
function assertVersion(data: RowData): void {
  const version = Number(/^\[(\d+)\b/.exec(String(data))?.[1] ?? VERSION)
  if (version === VERSION) return
  throw new DurableObjectStateError(
    `Row 1 of the state has format version ${version}; this code reads version ${VERSION}. ` +
      'Deploy the newer code again. Nothing was changed.',
    { row: HEADER, version },
  )
}

function never(): never {
  throw new Error('unreachable')
}
