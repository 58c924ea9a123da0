import { expect, test } from 'vitest'
import { parametersOf } from '../../examples/start/app/page/signature.ts'

const method = (parameters: string) => `  methods: {\n    async run(${parameters}): Promise<void> {`

test.each([
  ['', []],
  ['to: string', [{ name: 'to', kind: 'text', isOptional: false }]],
  [
    'on: boolean, at?: number',
    [
      { name: 'on', kind: 'boolean', isOptional: false },
      { name: 'at', kind: 'number', isOptional: true },
    ],
  ],
  [
    'limit = 10, since: number = f(1, 2)',
    [
      { name: 'limit', kind: undefined, isOptional: true, initial: '10' },
      { name: 'since', kind: 'number', isOptional: true, initial: 'f(1, 2)' },
    ],
  ],
  [
    '{ url, body }: { url: string, body: Map<string, number> },\n      then: () => void,\n    ',
    [
      { name: '{ url, body }', kind: 'json', isOptional: false },
      { name: 'then', kind: 'json', isOptional: false },
    ],
  ],
])('reads the parameters of run(%s)', (parameters, expected) => {
  expect(parametersOf(method(parameters), 'run')).toEqual(expected)
})

test('says which method a source does not have', () => {
  expect(() => parametersOf(method(''), 'walk')).toThrow('no method walk')
})
