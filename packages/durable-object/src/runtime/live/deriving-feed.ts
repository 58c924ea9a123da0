import { decodeData, encodeData, type LiveState } from '../../state/index.ts'
import { type Derive, type Derived, deriveFields, presentKeys } from './derive-fields.ts'
import type { Frame, LiveFeed } from './live-feed.ts'
import { hashText } from './text-hash.ts'
import type { Audience, ViewRules } from './view-rules.ts'

export interface DerivingOptions {
  derive: Derive
  /** The keys that the view can show. */
  shown: ReadonlySet<string>
  /** Called for what the function throws. */
  onError(error: unknown): void
}

/** An audience of one viewer. */
interface OwnAudience extends Audience {
  readonly viewer: unknown
}

interface Asked {
  audience: Audience
  /** Whether the fields have to be set again, so that they come last. */
  setsAgain: boolean
}

/** More viewers than these are not remembered; their pages get views again. */
const mostViewers = 1_000
const none: Derived = { fields: new Map(), read: new Set() }

/**
 * A feed whose views have further fields, which `live.derive` makes of the state for each viewer. So each viewer is
 * an audience of its own.
 */
export class DerivingFeed implements LiveFeed {
  readonly rules: ViewRules
  readonly #feed: LiveFeed
  readonly #options: DerivingOptions
  readonly #audiences: Map<string, OwnAudience> = new Map()
  /** What pages were shown, while it is known. */
  readonly #derived: Map<Audience, Derived> = new Map()
  #live: LiveState | undefined
  /** The keys that there were at the last frame. */
  #present = ''

  constructor(feed: LiveFeed, options: DerivingOptions) {
    const audiences = this.#audiences
    this.#feed = feed
    this.#options = options
    this.rules = {
      id: feed.rules.id,
      masks: feed.rules.masks,
      audienceOf: (viewer) => this.#audienceOf(viewer),
      get audiences() {
        return audiences.size
      },
    }
  }

  #audienceOf(viewer: unknown): Audience {
    const { id, keys } = this.#feed.rules.audienceOf(viewer)
    const text = JSON.stringify(viewer)
    const known = this.#audiences.get(text)
    if (known) return known
    const audience = { id: `${id}~${hashText(text).slice(0, 8)}`, keys, viewer }
    this.#audiences.set(text, audience)
    const [oldest] = this.#audiences
    if (oldest && this.#audiences.size > mostViewers) this.#audiences.delete(oldest[0])
    return audience
  }

  get isWatching(): boolean {
    return this.#feed.isWatching
  }

  attach(live: LiveState): void {
    this.#live = live
    this.#derived.clear()
    this.#feed.attach(live)
    this.#notePresent()
  }

  watch(): void {
    this.#feed.watch()
  }

  unwatch(): void {
    this.#derived.clear()
    this.#feed.unwatch()
  }

  follow(audience: Audience): void {
    if (!this.#derived.has(audience)) this.#derived.set(audience, this.#derive(audience))
  }

  forget(isKept: (audience: Audience) => boolean): void {
    for (const audience of this.#derived.keys()) {
      if (!isKept(audience)) this.#derived.delete(audience)
    }
  }

  takeFrame(): Frame | undefined {
    const frame = this.#feed.takeFrame()
    if (!frame) return undefined
    const before = this.#present
    this.#notePresent()
    // A new key would come after the fields otherwise.
    const setsAgain = before !== this.#present
    const texts = new Map<Audience, string | undefined>()
    return {
      changes: (key) => frame.changes(key),
      operations: (audience) => {
        if (!texts.has(audience)) {
          texts.set(audience, this.#operations(frame, { audience, setsAgain }))
        }
        return texts.get(audience)
      },
    }
  }

  #notePresent(): void {
    if (this.#live) this.#present = presentKeys(this.#live, this.#options.shown)
  }

  #operations(frame: Frame, { audience, setsAgain }: Asked): string | undefined {
    const operations = frame.operations(audience)
    const before = this.#derived.get(audience)
    // What its pages have is not known.
    if (!before) return undefined
    const { read } = before
    const isSame = read !== undefined && ![...read].some((key) => frame.changes(key))
    const after = isSame ? before : this.#derive(audience)
    this.#derived.set(audience, after)
    if (operations === undefined) return undefined
    // A whole view has none of these fields.
    const isWhole = operations.startsWith('[["=",[],')
    // A key that went and came again comes after the fields as well.
    const isLast = setsAgain || operations.includes('["-",["')
    const more = isWhole ? setAll(none, after) : setAll(before, after, isLast)
    return joinOperations(operations, more)
  }

  viewText(audience: Audience): string {
    const text = this.#feed.viewText(audience)
    this.follow(audience)
    const { fields } = this.#derived.get(audience) ?? none
    // A state that is not an object shows nothing.
    if (fields.size === 0 || !text.startsWith('{')) return text
    if (text.startsWith('{"$":')) return composeTagged(text, fields)
    const entries = [...fields].map(([key, value]) => `${JSON.stringify(key)}:${value}`)
    return text === '{}' ? `{${entries}}` : `${text.slice(0, -1)},${entries}}`
  }

  viewHash(audience: Audience): string {
    return hashText(this.viewText(audience))
  }

  #derive(audience: Audience): Derived {
    if (!this.#live) return none
    const { derive, shown, onError } = this.#options
    const { viewer } = audience as OwnAudience
    try {
      return deriveFields(this.#live, { derive, viewer, shown })
    } catch (error) {
      onError(error)
      return { fields: new Map(), read: undefined }
    }
  }
}

/** For a view that has a key '$', which is written as a list. */
function composeTagged(text: string, fields: Derived['fields']): string {
  const derived = [...fields].map(([key, value]) => [key, decodeData(value)])
  return encodeData({ ...(decodeData(text) as object), ...Object.fromEntries(derived) }, 'The view')
}

/** The operations that make of some fields others, in their order. */
function setAll(before: Derived, after: Derived, setsAgain = false): string[] {
  const gone = [...before.fields.keys()].filter((key) => !after.fields.has(key))
  const kept = [...before.fields.keys()].filter((key) => after.fields.has(key))
  const order = [...after.fields.keys()]
  // New fields come last, so any other order is made by removing what follows.
  const first = setsAgain ? 0 : kept.findIndex((key, at) => key !== order[at])
  const moved = first === -1 ? [] : kept.slice(first)
  const removed = new Set([...gone, ...moved])
  const set = order.filter(
    (key) => removed.has(key) || before.fields.get(key) !== after.fields.get(key),
  )
  return [
    ...[...removed].map((key) => `["-",[${JSON.stringify(key)}]]`),
    ...set.map((key) => `["=",[${JSON.stringify(key)}],${after.fields.get(key)}]`),
  ]
}

function joinOperations(list: string, more: readonly string[]): string {
  if (more.length === 0) return list
  return list === '[]' ? `[${more}]` : `${list.slice(0, -1)},${more}]`
}
