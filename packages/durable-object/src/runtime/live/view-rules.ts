import { createMask, type ShownKeys } from '../../state/index.ts'
import { hashText } from './text-hash.ts'

/** What `live.view` says of one key of the state. */
export interface ViewRule {
  readonly last?: number
  readonly pick?: readonly string[]
  readonly omit?: readonly string[]
  readonly if?: (viewer: never) => boolean
}

/** Viewers who see the same keys. One object for each set of keys, so it can be the key of a Map. */
export interface Audience {
  /** The same text for the same keys in each instance of the class; part of a label. */
  readonly id: string
  readonly keys: ReadonlySet<string>
}

/** `live.view` of one class. */
export interface ViewRules {
  /** Another text where other fields or items are shown of the same keys. */
  readonly id: string
  /** What is shown of each key, to those who see it at all. */
  readonly masks: ShownKeys
  /** Runs the `if` of each key; what one throws is thrown. */
  audienceOf(viewer: unknown): Audience
  /** How many different audiences there were. */
  readonly audiences: number
}

export function createViewRules(view: Readonly<Record<string, true | ViewRule>>): ViewRules {
  const rules = Object.entries(view)
  const audiences = new Map<string, Audience>()
  return {
    id: hashText(JSON.stringify(view)),
    masks: new Map(rules.map(([key, rule]) => [key, maskOf(rule)])),
    audienceOf(viewer) {
      const keys = rules.filter(([, rule]) => rule === true || (rule.if?.(viewer as never) ?? true))
      const names = keys.map(([key]) => key)
      const text = JSON.stringify(names)
      const known = audiences.get(text)
      if (known) return known
      const audience = { id: hashText(text).slice(0, 8), keys: new Set(names) }
      audiences.set(text, audience)
      return audience
    },
    get audiences() {
      return audiences.size
    },
  }
}

function maskOf(rule: true | ViewRule): ReturnType<typeof createMask> {
  if (rule === true) return undefined
  const { last, pick, omit } = rule
  const fields = new Set(pick ?? omit)
  const allows = pick ? (field: string) => fields.has(field) : (field: string) => !fields.has(field)
  return createMask({ last, allows: pick || omit ? allows : undefined })
}
