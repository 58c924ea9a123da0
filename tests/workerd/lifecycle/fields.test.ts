import { expect, test } from 'vitest'
import { caught, objectOf } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'
import { type Program, programs } from '../objects/programmed.ts'

// Each would be lost at the end of its handler.
const lost: Record<string, [Program, ...(string | RegExp)[]]> = {
  'an unknown field': [
    (self) => {
      self.cache = 1
    },
    'this.cache ',
    'this.state.cache',
    'this.memory.cache',
  ],
  'a field where there is none yet': [
    (self) => {
      self.cache ??= new Map()
    },
    'this.cache ',
  ],
  'a counter': [
    (self) => {
      self.count += 1
    },
    'this.count ',
  ],
  'fields by Object.assign': [(self) => Object.assign(self, { cache: 1 }), 'this.cache '],
  'a field by a symbol': [
    (self) => {
      self[Symbol('mark')] = 1
    },
    'Symbol(mark)',
  ],
  'a field in an arrow function': [
    (self) => {
      const keep = () => {
        self.cache = 1
      }
      keep()
    },
    'this.cache ',
  ],
  'a field in a helper': [(self) => self.keepInHelper(), 'this.kept ', /ends/],
  'a defined property': [(self) => Object.defineProperty(self, 'cache', { value: 1 }), 'cache'],
  'a defined property of a known name': [
    (self) => Object.defineProperty(self, 'state', { value: 1 }),
    'state',
  ],
  'a prototype': [(self) => Object.setPrototypeOf(self, {}), 'not extensible'],
  'a function of every object': [
    (self) => {
      self.broadcast = () => 1
    },
    'broadcast',
  ],
  'a method of this one': [
    (self) => {
      self.perform = () => 1
    },
    'perform',
  ],
  'the id': [
    (self) => {
      self.id = 'x'
    },
    /\bid\b/,
  ],
  'the context': [
    (self) => {
      self.ctx = {}
    },
    /\bctx\b/,
  ],
  'a field of the context': [
    (self) => {
      self.ctx.cache = 1
    },
    'this.ctx.cache',
    'this.state',
    'this.memory',
  ],
  'a function of the context': [
    (self) => {
      self.ctx.waitUntil = () => 1
    },
    'waitUntil',
  ],
  'a defined property of the context': [
    (self) => Object.defineProperty(self.ctx, 'cache', { value: 1 }),
    'cache',
  ],
}

const cases = Object.entries(lost).flatMap(([title, [set, ...mentions]]) =>
  ['Fields', 'FieldsWithMemory'].map((className) => ({ title, set, mentions, className })),
)

test.each(cases)('setting $title of $className is an error at the place', async (given) => {
  programs.set(`set ${given.title}`, given.set)
  const stub = objectOf(given.className, `set ${given.title}`)
  const error = await caught(stub.perform(`set ${given.title}`))
  expectMentions(error.message, ...given.mentions)
  expect(error.stack).toMatch(/fields(\.test)?\.ts/)
  expect(await stub.values()).toEqual({ value: 0 })
})

test('the error says how to add a memory where the definition has none', async () => {
  const set: Program = (self) => {
    self.cache = 1
  }
  programs.set('says', set)
  const { message } = await caught(objectOf('Fields', 'says').perform('says'))
  expectMentions(message, "'perform' of Fields 'says'", 'memory: () => ({ cache: … })')
  const other = await caught(objectOf('FieldsWithMemory', 'says').perform('says'))
  expectMentions(other.message, 'this.memory.cache lives')
  expect(other.message).not.toContain('=>')
})

test('the state is assigned, and deleting a field changes nothing', async () => {
  programs.set('assigns', (self) => {
    self.state = { value: 5 }
    delete self.state
    delete self.cache
    delete self.memory
    return [self.state.value, self.memory?.kept]
  })
  expect(await objectOf('Fields', 'assigns').perform('assigns')).toEqual([5, undefined])
  expect(await objectOf('FieldsWithMemory', 'assigns').perform('assigns')).toEqual([5, 1])
  expect(await objectOf('Fields', 'assigns').values()).toEqual({ value: 5 })
})
