import { fail } from '../fail.ts'
import type { AnyDurableObjectDefinition } from './definition.ts'
import { assertDuration } from './duration.ts'
import { isSchema } from './is-schema.ts'

/** Throws for what `live` cannot mean. */
export function assertLive(where: string, definition: AnyDurableObjectDefinition): void {
  const { view = {}, calls = {}, oldest = 1, history } = definition.live ?? {}
  if (history !== undefined) assertHistory(where, definition)
  if (!Number.isSafeInteger(oldest) || oldest < 1) {
    fail(where, `has 'live.oldest' that is ${oldest}`, 'Use a whole number, 1 or more.')
  }
  for (const [key, rule] of Object.entries(view)) assertRule(where, key, rule)
  const methods = Object.keys(definition.methods ?? {})
  for (const [name, call] of Object.entries(calls)) {
    if (!methods.includes(name)) {
      const known =
        methods.length === 0 ? 'There are no methods' : `The methods are ${methods.join(', ')}`
      fail(where, `has '${name}' in 'live.calls', which is not a method`, `${known}.`)
    }
    assertCall(where, name, call)
  }
}

function assertHistory(where: string, { live = {}, sqlite }: AnyDurableObjectDefinition): void {
  assertDuration(where, live.history, { path: 'live.history', least: 1_000 })
  if (live.derive) {
    fail(
      where,
      "has 'live.history' beside 'live.derive', whose fields are not kept",
      "Leave 'live.history' out: pages come back with the hash of what they show.",
    )
  }
  if (sqlite === false) {
    fail(
      where,
      "has 'live.history' beside 'sqlite: false', where a state has no rows of its own",
      'Leave one of them out.',
    )
  }
}

const ruleKeys = ['last', 'pick', 'omit', 'if']

function assertRule(where: string, key: string, rule: unknown): void {
  if (rule === true) return
  const path = `live.view.${key}`
  if (typeof rule !== 'object' || rule === null) {
    fail(
      where,
      `has '${path}' that is neither true nor an object`,
      'Use true, or { last, pick, omit, if }.',
    )
  }
  const given = rule as Record<string, unknown>
  const unknown = Object.keys(given).find((name) => !ruleKeys.includes(name))
  if (unknown !== undefined) {
    fail(where, `has an unknown key '${path}.${unknown}'`, `Known keys: ${ruleKeys.join(', ')}.`)
  }
  const { last, pick, omit } = given
  if (last !== undefined && !(Number.isSafeInteger(last) && Number(last) > 0)) {
    fail(
      where,
      `has '${path}.last' that is ${String(last)}`,
      'Use a whole number of items, 1 or more.',
    )
  }
  if (pick !== undefined && omit !== undefined) {
    fail(where, `has '${path}' with both 'pick' and 'omit'`, 'Keep one of them.')
  }
  for (const [name, fields] of Object.entries({ pick, omit })) {
    if (fields === undefined) continue
    if (Array.isArray(fields) && fields.every((field) => typeof field === 'string')) continue
    fail(where, `has '${path}.${name}' that is not a list of names`, `Use ${name}: ['name', …].`)
  }
  assertIf(where, path, given.if)
}

function assertCall(where: string, name: string, call: unknown): void {
  const path = `live.calls.${name}`
  const { args, if: isAllowed } = Array.isArray(call)
    ? { args: call as unknown, if: undefined }
    : ((call ?? {}) as Record<string, unknown>)
  if (!Array.isArray(args) || !args.every(isSchema)) {
    fail(
      where,
      `has '${path}' that is not a list of Standard Schemas`,
      'Give a schema for each argument, [z.string()], or { args: [z.string()], if: (viewer) => … }.',
    )
  }
  assertIf(where, path, isAllowed)
}

function assertIf(where: string, path: string, rule: unknown): void {
  if (rule === undefined || typeof rule === 'function') return
  fail(where, `has '${path}.if' that is not a function`, 'Use if: (viewer) => ….')
}
