import { expect, test } from 'vitest'
import { parseSource } from '../app/source.ts'
import { readMethods } from './read-methods.ts'

function methodsOf(definition: string, before = '') {
  return readMethods(
    parseSource(
      'app/objects/a.ts',
      `import { defineDurableObject } from '@cloudwerk/durable-object'
${before}
export default defineDurableObject(${definition})`,
    ),
  )
}

test('parameters are shown as the source writes them', () => {
  const methods = methodsOf(
    `{
    methods: {
      async increment(amount = 1) {},
      add({ id, ...rest }: { id: string; n: number }, ...tags: string[]) {},
      own(this: unknown, name?: string) {},
      arrow: async (text: string) => text,
      elsewhere,
      none: function () {},
      made: make(),
    },
  }`,
    'async function elsewhere(a: number,\n  b: number) {}',
  )
  expect(methods).toEqual([
    { name: 'increment', parameters: ['amount = 1'] },
    {
      name: 'add',
      parameters: ['{ id, ...rest }: { id: string; n: number }', '...tags: string[]'],
    },
    { name: 'own', parameters: ['name?: string'] },
    { name: 'arrow', parameters: ['text: string'] },
    { name: 'elsewhere', parameters: ['a: number', 'b: number'] },
    { name: 'none', parameters: [] },
    { name: 'made', parameters: undefined },
  ])
})

test('an object without methods has none', () => {
  expect(methodsOf('{ init: () => ({}) }')).toEqual([])
})

test.each(['{ ...shared }', '{ methods: { ...shared } }', '{ methods: make() }', 'make()'])(
  'what %s has is not known',
  (definition) => {
    expect(methodsOf(definition)).toBeUndefined()
  },
)
