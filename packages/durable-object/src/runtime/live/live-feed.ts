import { liveOperations, livePartCharacters } from '../../limits.ts'
import { type ChangedKeys, type LiveState, type Operation, ShownState } from '../../state/index.ts'
import { hashText } from './text-hash.ts'
import type { Audience, ViewRules } from './view-rules.ts'

/**
 * What viewers see of the state of one object, and how it changes. It records only between `watch` and
 * `unwatch`.
 *
 * - `attach` is called whenever the object has another LiveState: on waking, after a failed write, after
 *   `deleteAll`. Frames go on from the state at the last `watch`, or tell the whole view where it was watching.
 * - `watch` when the first live socket has said hello, `unwatch` when the last one is gone.
 * - Each commit adds what it changed to the frame that `takeFrame` gives: take it when the outermost
 *   transaction has closed. Commits that were not taken are in one frame.
 * - `viewText` and the operations of a frame may show the state as it is in memory: call them in a turn that has
 *   changed nothing, or right after a commit, never in the middle of a handler.
 */
export interface LiveFeed {
  readonly rules: ViewRules
  readonly isWatching: boolean
  /** Gets the operations of a commit before its rows are written; undefined where only a view tells it. */
  onPrepare?: (operations: readonly Operation[] | undefined) => void
  attach(live: LiveState): void
  watch(): void
  unwatch(): void
  /** A page of this audience has what the state is now. */
  follow?(audience: Audience): void
  /** No page has what these audiences see. */
  forget?(isKept: (audience: Audience) => boolean): void
  /** What has changed since the last call; undefined if nothing has. */
  takeFrame(): Frame | undefined
  /** The text of the view: a value of the protocol. */
  viewText(audience: Audience): string
  /** The hash of that text. */
  viewHash(audience: Audience): string
}

export interface Frame {
  /**
   * The text of the list of operations that bring the view of this audience up to date: '[]' if it did not
   * change, `[["=",[],view]]` if only the view says it or it is shorter, undefined if that is too long for a
   * frame. Encoded once per audience.
   */
  operations(audience: Audience): string | undefined
  /** Whether something under this key of the state may have changed, visible or not; for `derive`. */
  changes(key: string): boolean
}

export function createLiveFeed(rules: ViewRules): LiveFeed {
  return new Feed(rules)
}

/** Characters of operations that are sent without asking whether the view is shorter. */
const shortEnough = 4096

interface View {
  version: number
  text: string
  hash?: string
}

/** What commits changed that is not in a frame yet; the operations are undefined if only a view is right. */
interface Pending {
  operations: Operation[] | undefined
  /** Undefined for all keys. */
  keys: Set<unknown> | undefined
}

class Feed implements LiveFeed {
  readonly rules: ViewRules
  isWatching = false
  onPrepare?: (operations: readonly Operation[] | undefined) => void
  #shown: ShownState | undefined
  #pending: Pending | undefined
  readonly #views: Map<Audience, View> = new Map()
  /** How long views were. */
  readonly #lengths: Map<Audience, number> = new Map()

  constructor(rules: ViewRules) {
    this.rules = rules
  }

  attach(live: LiveState): void {
    this.#views.clear()
    this.#shown = new ShownState(live, this.rules.masks)
    if (!this.isWatching) return
    this.#pending = { operations: undefined, keys: undefined }
    this.#record()
  }

  watch(): void {
    if (this.isWatching) return
    this.isWatching = true
    this.#record()
  }

  unwatch(): void {
    this.isWatching = false
    this.#pending = undefined
    this.#views.clear()
    this.#shown?.unwatch()
  }

  #record(): void {
    this.#shown?.watch(
      ({ operations, keys, error }) => {
        if (error) console.error('What a handler changed is shown to pages as a whole:', error)
        this.#views.clear()
        this.#pending ??= { operations: [], keys: new Set() }
        this.#add(this.#pending, operations, keys)
      },
      ({ operations }) => this.onPrepare?.(operations),
    )
  }

  #add(pending: Pending, operations: readonly Operation[] | undefined, keys: ChangedKeys): void {
    const count = (pending.operations?.length ?? 0) + (operations?.length ?? 0)
    if (!operations || count > liveOperations) pending.operations = undefined
    else for (const operation of operations) pending.operations?.push(operation)
    if (!keys) pending.keys = undefined
    else for (const key of keys) pending.keys?.add(key)
  }

  takeFrame(): Frame | undefined {
    const pending = this.#pending
    this.#pending = undefined
    if (!pending) return undefined
    const { operations, keys } = pending
    const texts = new Map<Audience, string | undefined>()
    return {
      operations: (audience) => {
        if (!texts.has(audience)) {
          texts.set(audience, this.#select(operations, audience))
        }
        return texts.get(audience)
      },
      changes: (key) => !keys || keys.has(key),
    }
  }

  #select(operations: readonly Operation[] | undefined, audience: Audience): string | undefined {
    const text = operations && this.#selected(operations, audience)
    // The view may have grown since it was sent to somebody.
    const known = Math.max(shortEnough, this.#lengths.get(audience) ?? 0)
    if (text !== undefined && text.length <= known) return text
    const view = this.#tryToShow(audience)
    if (text !== undefined && text.length <= (view ?? text).length) return text
    return view && view.length <= livePartCharacters ? `[["=",[],${view}]]` : undefined
  }

  #selected(operations: readonly Operation[], { keys }: Audience): string {
    const visible = operations.filter(({ key }) => keys.has(key))
    return `[${visible.map(({ text }) => text).join()}]`
  }

  /** Undefined where some of it is damaged, which is reported to whoever asks for the view. */
  #tryToShow(audience: Audience): string | undefined {
    try {
      return this.viewText(audience)
    } catch {
      return undefined
    }
  }

  viewText(audience: Audience): string {
    return this.#view(audience).text
  }

  viewHash(audience: Audience): string {
    const view = this.#view(audience)
    view.hash ??= hashText(view.text)
    return view.hash
  }

  #view(audience: Audience): View {
    const shown = this.#shown
    if (!shown) throw new Error('There is no state to show.')
    const { version } = shown
    const known = this.#views.get(audience)
    if (known?.version === version) return known
    const view = { version, text: shown.encode(audience.keys) }
    this.#views.set(audience, view)
    this.#lengths.set(audience, view.text.length)
    return view
  }
}
