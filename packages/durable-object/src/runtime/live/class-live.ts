import type { StandardSchemaV1 } from '@standard-schema/spec'
import { assertLive } from '../../definition/assert-live.ts'
import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import { toMilliseconds } from '../../definition/duration.ts'
import type { AnyLive, LiveCall } from '../../definition/live.ts'
import type { HistoryFeature } from '../features/features.ts'
import { Advice } from './advice.ts'
import { randomHex } from './random-hex.ts'
import { createViewRules, type ViewRule, type ViewRules } from './view-rules.ts'

type Method = (...args: unknown[]) => unknown

/** A method that pages may call. */
export interface OpenCall {
  readonly name: string
  readonly method: Method
  readonly schemas: readonly StandardSchemaV1[]
  readonly isAllowed: LiveCall<unknown>['if']
  /** Whether a page may send it again without knowing whether it ran. */
  readonly isIdempotent: boolean
}

/** What the objects of one class share of `live`. */
export interface LiveSettings {
  /** Names the code; without a build, that of this isolate. */
  readonly code: string
  readonly rules: ViewRules
  readonly calls: ReadonlyMap<string, OpenCall>
  readonly presence: AnyLive['presence']
  readonly derive: AnyLive['derive']
  /** Pages of a lower version are closed. */
  readonly oldest: number
  readonly advice: Advice
  /** Defined where changes are kept with the state. */
  readonly history: HistoryFeature | undefined
  /** How long they are, in milliseconds. */
  readonly keptFor: number
}

export interface ReadLiveOptions {
  className: string
  history: HistoryFeature | undefined
  code: string | undefined
}

/** @throws DurableObjectConfigError for what cannot work. */
export function readLive(
  definition: AnyDurableObjectDefinition,
  { className, history, code: built }: ReadLiveOptions,
): LiveSettings {
  const { live = {} } = definition
  assertLive(className, definition)
  const calls = Object.entries(live.calls ?? {}).map(([name, given]) => {
    const { args, if: isAllowed } = Array.isArray(given)
      ? { args: given }
      : (given as LiveCall<unknown>)
    const method = (definition.methods as Record<string, Method>)[name] as Method
    const { reads = [], idempotent = [] } = definition.calls ?? {}
    const isIdempotent = reads.includes(name) || idempotent.includes(name)
    return [name, { name, method, schemas: args, isAllowed, isIdempotent }] as const
  })
  let code = built
  return {
    // Where modules load, the platform has no random numbers.
    get code() {
      code ??= randomHex(8)
      return code
    },
    rules: createViewRules((live.view ?? {}) as Record<string, true | ViewRule>),
    calls: new Map(calls),
    presence: live.presence,
    derive: live.derive,
    oldest: live.oldest ?? Number.NEGATIVE_INFINITY,
    advice: new Advice(),
    history: live.history === undefined ? undefined : history,
    keptFor: toMilliseconds(live.history ?? 0),
  }
}
