import { describe, expect, test } from 'vitest'
import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import { ImmediateHandlers } from './immediate-handlers.ts'

interface State {
  count: number
  items: string[]
  byName: Map<string, number>
}
type This = { state: State; memory: { get(key: string): unknown } } & Record<
  string,
  (...args: unknown[]) => unknown
>
type AnyFunction = (...args: never[]) => unknown

/** Of another module. */
const foreign = (..._: unknown[]): unknown => undefined
class Foreign {}
const other = { read: foreign, Map: Foreign }

const immediate = {
  adds(this: This) {
    this.state.count += 1
    return this.state.count
  },
  async isAsync(this: This, by: number) {
    this.state.count += by
    return this.state.count
  },
  changesParts(this: This, name: string) {
    const { items, byName } = this.state
    items.push(name.trim())
    byName.set(name, Math.max(byName.get(name) ?? 0, (items.at(-1) ?? '').length))
    this.state.items = items.filter((item) => item !== name).slice(-10)
  },
  throws(this: This, name: string) {
    if (!name) throw new RangeError('a name (of 1 to 10 letters) is missing')
    for (const item of this.state.items) if (item === name) return `found`
    return new Map([[name, Date.now()]])
  },
  arrow: () => ({ at: new Date(), id: crypto.randomUUID() }),
  callsOwn(this: This) {
    return this.adds?.()
  },
} satisfies Record<string, AnyFunction>

const later = {
  async waits(this: This) {
    await foreign()
    this.state.count += 1
  },
  continues: (call: PromiseLike<number>) => call.then((n) => n + 1),
  callsForeign: () => foreign(1),
  callsMethod: () => other.read(),
  callsOptional: () => foreign?.(1),
  callsResult: () => (() => foreign)()(1),
  callsParameter: (callback: () => void) => callback(),
  callsByDefault: (value = foreign()) => value,
  tags: () => foreign`text`,
  fills: () => `${foreign()}`,
  makes: () => new Foreign(),
  makesInner: () => new other.Map(),
  setsTimer(this: This) {
    setTimeout(() => {
      this.state.count += 1
    }, 5)
  },
  *generates() {
    yield 1
  },
  imports: () => import('./immediate-handlers.ts'),
  bound: foreign.bind(undefined),
  native: Math.max,
  callsOwnLater(this: This) {
    return this.waits?.()
  },
  callsItself(this: This): unknown {
    return this.callsItself?.()
  },
  // Whatever it may be that has a `get`.
  asksMemory(this: This) {
    return this.memory.get('a')
  },
  asksPartOfMemory(this: This) {
    const { memory } = this
    return memory.get('a')
  },
  // Named as a method of arrays.
  async push(this: This) {
    await foreign()
  },
  callsOwnPush(this: This) {
    return this.push?.()
  },
} satisfies Record<string, AnyFunction>

function handlersOf(functions: object): ImmediateHandlers {
  return new ImmediateHandlers({ methods: functions } as AnyDurableObjectDefinition)
}

describe('a handler starts nothing', () => {
  test.each(Object.keys(immediate))('where its text shows that: %s', (name) => {
    expect(handlersOf(immediate).has(name)).toBe(true)
  })

  test.each([
    ['increment(t){return this.state.count+=t,this.state.count}'],
    ['set(e,t){if(!e)throw Error(`no name`);return typeof t==`string`?(this.state.title=t):``}'],
    ['async(e)=>{for(let t of e)this.state.items.push(t)}'],
    ['e=>e.length'],
  ])('also minified: %s', (text) => {
    expect(handlersOf({ minified: withText(text) }).has('minified')).toBe(true)
  })
})

describe('a handler may start something', () => {
  test.each(Object.keys(later))('where its text shows a call of something else: %s', (name) => {
    expect(handlersOf({ ...immediate, ...later }).has(name)).toBe(false)
  })

  test.each([
    ['run(e){return e/**/(1)}'],
    ['run(e){return e\n(1)}'],
    ['run(e){return éString(1)}'],
    ['run(e){return f`a`}'],
    ['run(e){return a.b`a$' + '{e}`}'],
    ['run(){return new Foreign}'],
    ['run(e){return new e.Map}'],
    ['run(e){return e[0](1)}'],
    ['run(e){return new(e)}'],
    ['run(e){return e?.[0]?.(1)}'],
    ['run(e){return super.run(e)}'],
    ['e=>e(1)'],
    ['async e=>e(1)'],
  ])('also minified: %s', (text) => {
    expect(handlersOf({ minified: withText(text) }).has('minified')).toBe(false)
  })

  test('where it is not known', () => {
    expect(handlersOf(immediate).has('adds (later)')).toBe(false)
    expect(handlersOf(immediate).has('toString')).toBe(false)
  })
})

/** A function whose text is what a minifier might write. */
function withText(text: string): AnyFunction {
  return Object.assign(() => undefined, { toString: () => text })
}
