import { DurableObjectNewerDataError } from '../errors.ts'
import { spliceRaw } from './changes/array-change.ts'
import { ChangedParts } from './changes/changed-parts.ts'
import { damaged } from './format/damage.ts'
import { type DataVersion, readHeader } from './format/data-version.ts'
import { decodeRow } from './format/decode.ts'
import { HEADER, type Rows, VERSION } from './format/rows.ts'
import { type CommitInfo, commit } from './pages/commit.ts'
import { isSame, prepareValue } from './put/prepare-value.ts'
import { isObject } from './tree/is-object.ts'
import { getKey } from './tree/keyed.ts'
import type { Recorder } from './tree/recorder.ts'
import { snapshot } from './tree/snapshot.ts'
import { type Mark, Tree } from './tree/tree.ts'
import { Lens, type Scope } from './views/lens.ts'

export interface LiveStateOptions {
  /** Target length of a page's text: 2,000. For tests only, which use small pages to have many. */
  pageSize?: number
  /** Whether to keep track of `changedParts`. */
  tracksParts?: boolean
  /** The version of the code, of a new state too; without it, any stored state can be read. */
  codeVersion?: DataVersion
}

const PAGE_SIZE = 2000

/** The state of one object: handlers change it in place, and a commit writes what changed. */
export class LiveState {
  readonly #tree: Tree

  private constructor(tree: Tree) {
    this.#tree = tree
  }

  /**
   * The stored state; undefined if nothing is stored, not even the object's name. Throws
   * DurableObjectStateError if it cannot be read.
   */
  static load(rows: Rows, options?: LiveStateOptions): LiveState | undefined {
    const data = rows.read(HEADER)
    if (data === null) {
      // A stored name counts: it is only ever stored together with a state.
      if (rows.last(0, 2 * Number.MAX_SAFE_INTEGER)) throw damaged(HEADER, 'it is missing')
      return undefined
    }
    const { dataVersion, row } = readHeader(data)
    if (options?.codeVersion) assertReadable(dataVersion, options.codeVersion)
    const tree = createTree(rows, { ...options, dataVersion })
    const [version, value, ...rest] = decodeRow(tree, HEADER, row)
    if (version !== VERSION || rest.length > 0) throw damaged(HEADER, 'it is not a header')
    tree.root.push(value)
    return new LiveState(tree)
  }

  /** A new state, all of which the first commit writes. */
  static create(rows: Rows, value: unknown, options?: LiveStateOptions): LiveState {
    const { codeVersion: dataVersion } = options ?? {}
    const state = new LiveState(createTree(rows, { ...options, dataVersion }))
    const root = new Lens(state.#tree, { alive: true, onDeadWrite: never }).root
    state.#tree.root.push(undefined)
    const { value: first, needsTags } = prepareValue(root, 0, value, undefined)
    spliceRaw(root, { index: 0, gone: 1, items: [first], needsTags })
    state.#tree.shared?.separate()
    state.#tree.end(root.lens)
    return state
  }

  /** A new state of which nothing is written until it changes; then the commit writes all of it. */
  static unstored(rows: Rows, value: unknown, options?: LiveStateOptions): LiveState {
    const state = LiveState.create(rows, value, options)
    state.#tree.settle()
    return state
  }

  /** `this.state`: the root as the handler with this scope sees it. */
  view(scope: Scope): unknown {
    const { root } = this.#lens(scope)
    return root.show(this.#tree.root[0], 0)
  }

  /** `this.state = value`. */
  replace(scope: Scope, value: unknown): void {
    const { root } = this.#lens(scope)
    root.guard()
    const { codeVersion: code, dataVersion: data } = this.#tree
    if (code && code.version < data.version) throw refusedReplacement(data, code.version)
    const old = this.#tree.root[0]
    if (isSame(root.lens, value, old)) return
    const { value: next, ...prepared } = prepareValue(root, 0, value, old)
    spliceRaw(root, { index: 0, gone: 1, items: [next], ...prepared })
  }

  /** What the next commit stores of it. It does not make a commit necessary, see `touch`. */
  get dataVersion(): DataVersion {
    return this.#tree.dataVersion
  }

  set dataVersion(dataVersion: DataVersion) {
    this.#tree.dataVersion = dataVersion
  }

  /** From now on every write throws an Error with this message. */
  close(why: string): void {
    this.#tree.closed = why
  }

  /**
   * Applies what handlers changed in objects that they had put into the state, and copies parts
   * that were put at several places. Throws DurableObjectStateError for what cannot be stored. Call
   * it before you read `changed` or `changedParts`. With `isLast` no code of a handler may run
   * between this and the commit, which then does not look for such changes again.
   */
  flush({ isLast = false }: { isLast?: boolean } = {}): void {
    this.#tree.flush()
    this.#tree.shared?.separate()
    if (isLast && this.#tree.linked) for (const links of this.#tree.linked) links.isFlushed = true
  }

  /** The handler with this scope has ended: from now on its objects and the state are separate. */
  release(scope: Scope): void {
    scope.lens?.end()
  }

  /** The handler with this scope lets other handlers run, until `comeBack`. */
  leave(scope: Scope): void {
    this.#lens(scope).leave()
  }

  /**
   * The handler continues. From now on, a write through this scope to a part that another handler
   * removed meanwhile throws DurableObjectStateError.
   */
  comeBack(scope: Scope): void {
    scope.lens?.comeBack()
  }

  /** Whether nothing has changed since `leave`. */
  isAsLeft(scope: Scope): boolean {
    return this.#lens(scope).isAsLeft
  }

  /**
   * Throws DurableObjectStateError if the handler, while it was outside, changed an object that it
   * had put in, and another handler changed the part that was made from that object.
   */
  assertMet(scope: Scope): void {
    scope.lens?.links?.assertMet()
  }

  /** A position for `undo`. After a commit, an older mark stands for that commit. */
  mark(): Mark {
    return this.#tree.mark()
  }

  /** Undoes all changes since the mark, or since the last commit. */
  undo(mark?: Mark): void {
    this.#tree.undo(mark)
  }

  /**
   * The keys that changed since the last commit, each with the keys that changed below it, or true
   * for all of them; undefined if all of the state changed, or without `tracksParts`.
   */
  get changedParts(): ReadonlyMap<unknown, ReadonlySet<unknown> | true> | undefined {
    return this.#tree.changed?.keys
  }

  /** A plain deep copy of the value at these keys; undefined if there is none. */
  part(keys: readonly unknown[]): unknown {
    let raw = this.#tree.root[0]
    for (const key of keys) {
      if (!isObject(raw)) return undefined
      if (!Array.isArray(raw)) this.#tree.load(raw)
      raw = Array.isArray(raw) ? raw[key as number] : getKey(raw, key)
    }
    return snapshot(this.#tree, raw)
  }

  /** The length of the array at a key of the state; undefined if there is no array. */
  lengthAt(key: string): number | undefined {
    const value = getKey(this.#tree.root[0] as object, key)
    return Array.isArray(value) ? value.length : undefined
  }

  /** Whether there is anything to commit. */
  get changed(): boolean {
    return this.#tree.undoLog.length > 0
  }

  /**
   * Makes the next commit write the root, and all of an unstored state, even if nothing changed.
   */
  touch(): void {
    const { containers, root, touched } = this.#tree
    const header = containers.get(root)
    if (header) touched.add(header)
  }

  /** Writes the rows that changed. If it throws, roll the rows back and call `undo`. */
  commit(): CommitInfo {
    this.flush()
    const confirm = this.#tree.recorder?.prepare()
    const info = commit(this.#tree)
    confirm?.()
    if (this.#tree.linked) for (const links of this.#tree.linked) links.noteCommit()
    return info
  }

  /** From now on this learns of each change; undefined for nobody. */
  record(recorder: Recorder | undefined): Tree {
    this.#tree.recorder = recorder
    return this.#tree
  }

  /** A plain deep copy of the state. */
  snapshot(): unknown {
    for (const links of this.#tree.linked ?? []) links.flush({ quietly: true })
    return snapshot(this.#tree, this.#tree.root[0])
  }

  #lens(scope: Scope): Lens {
    if (scope.lens?.tree !== this.#tree) scope.lens = new Lens(this.#tree, scope)
    return scope.lens
  }
}

function createTree(
  rows: Rows,
  options: LiveStateOptions & { dataVersion?: DataVersion | undefined },
): Tree {
  const tree = new Tree(rows, options.pageSize ?? PAGE_SIZE)
  tree.codeVersion = options.codeVersion
  if (options.dataVersion) tree.dataVersion = options.dataVersion
  if (options.tracksParts) tree.changed = new ChangedParts()
  return tree
}

/** Checked before anything is decoded: newer code may have written what this code cannot use. */
function assertReadable(data: DataVersion, code: DataVersion): void {
  if (data.readsFrom <= code.version && data.sqlCount <= code.sqlCount) return
  throw new DurableObjectNewerDataError(
    `The data was written by version ${data.version} of the code, and this code is version ${code.version}, which may not open it ${data.readsFrom > code.version ? `(readsFrom: ${data.readsFrom})` : `(${data.sqlCount} SQL steps were applied, and it knows ${code.sqlCount})`}. Call again, which may reach newer code, or deploy that again. Nothing was changed.`,
    { dataVersion: data.version, codeVersion: code.version },
  )
}

function refusedReplacement(data: DataVersion, code: number): DurableObjectNewerDataError {
  return new DurableObjectNewerDataError(
    `The state was written by version ${data.version} of the code, and this code is version ${code}, so it cannot replace the whole state: it may not know all that is in it. Change the fields that this code knows.`,
    { dataVersion: data.version, codeVersion: code },
  )
}

function never(): never {
  throw new Error('unreachable')
}
