import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'

/** What may stand before a parenthesis without being called. */
const keywords = words(
  'if while for switch catch return typeof void delete in of else do throw case',
)
/** Functions and classes that are over when they return. */
const functions = words(`String Number Boolean BigInt parseInt parseFloat structuredClone
  Map Set Date Array Object Error TypeError RangeError Response`)
/** Methods that are over when they return, and keep nothing of what they are given to call. */
const methods = words(`push pop shift unshift splice slice concat join reverse sort fill at indexOf
  lastIndexOf includes find findIndex findLast findLastIndex filter map flatMap flat reduce some every
  forEach keys values entries toSorted toSpliced toReversed get set has add delete clear
  startsWith endsWith padStart padEnd repeat replace replaceAll split substring toLowerCase toUpperCase
  trim localeCompare match test toString toISOString toFixed getTime now
  max min floor ceil round abs random trunc isArray from isInteger isFinite isNaN parse stringify
  assign fromEntries hasOwn randomUUID broadcast broadcastState emit disconnect send`)

/** The memory may hold anything, with a `get` that starts a request. */
const goesOn = /\bawait\b|\byield\b|\.then\b|\bPromise\b|\bmemory\b|\[native code\]/
const literal = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|\$(?!\{)|[^`\\$])*`/gs
/** From the beginning to the parenthesis of the parameters. */
const head = /^(?:async\b\s*)?(?:function\b)?[\s*]*[\p{ID_Continue}$]*\s*\(/u
/** A parenthesis with the name or the character before it. */
const parenthesis = /(\.\s*)?([\p{ID_Continue}$]+)\s*(?:\?\.\s*)?\(|([^\s(]?)\s*\(/gu
const operator = /^[=(,;{!&|?:+\-*%<>~^[]?$/
const constructed = /\bnew\s+([\p{ID_Continue}$.]*)/gu

/**
 * The handlers of a definition that start nothing which could go on after they have returned, as far as
 * their own text shows. Such a handler needs no `AsyncLocalStorage`, whose `run` takes half of the time
 * that the runtime adds to a call (decisions/0010).
 */
export class ImmediateHandlers {
  readonly #functions: Record<string, unknown>
  readonly #known = new Map<string, boolean>()

  constructor(definition: AnyDurableObjectDefinition) {
    this.#functions = { ...definition, ...definition.helpers, ...definition.methods }
  }

  has(name: string): boolean {
    let isImmediate = this.#known.get(name)
    if (isImmediate !== undefined) return isImmediate
    // Until it is known, for functions that call themselves.
    this.#known.set(name, false)
    const fn = Object.hasOwn(this.#functions, name) ? this.#functions[name] : undefined
    isImmediate = typeof fn === 'function' && this.#startsNothing(String(fn))
    this.#known.set(name, isImmediate)
    return isImmediate
  }

  #startsNothing(text: string): boolean {
    if (goesOn.test(text)) return false
    // A template literal after a name is a call of it.
    const code = text.replace(literal, (found) => (found.startsWith('`') ? '(0)' : '0'))
    if (code.includes('`')) return false
    for (const [, name = ''] of code.matchAll(constructed)) if (!functions.has(name)) return false
    for (const found of code.replace(head, '').matchAll(parenthesis)) {
      if (!this.#isImmediate(found)) return false
    }
    return true
  }

  #isImmediate([, dot, name, character = '']: RegExpExecArray): boolean {
    if (!name) return operator.test(character)
    if (!dot) return keywords.has(name) || functions.has(name)
    return Object.hasOwn(this.#functions, name) ? this.has(name) : methods.has(name)
  }
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/))
}
