import { expect, test } from 'vitest'
import { parseSource } from '../app/source.ts'
import { parseDiagnostics } from './compiler-output.ts'
import { explainDiagnostics } from './explain-diagnostics.ts'
import { createShadow } from './shadow/shadow.ts'

const text = `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject<object>({
  jobs: { pay: { attempts: '3' } },
})
`
const shadows = [createShadow(parseSource('app/objects/orders.ts', text))].filter((it) => !!it)

function explain(lines: string[]): string[] {
  const output = lines.map((line) => line.replace('orders', '.cloudwerk/shadow/app/objects/orders'))
  return explainDiagnostics(parseDiagnostics(output.join('\n')), shadows).map(
    ({ file, message }) => `${file?.replace(/.*:(\d+:\d+)$/, '$1')} ${message}`,
  )
}

test('a definition that is refused has one message, without our overloads', () => {
  expect(
    explain([
      "orders.ts(2,3): error TS2571: Object is of type 'unknown'.",
      "orders.ts(2,5): error TS2339: Property 'add' does not exist on type 'ObjectThis<unknown, object>'.",
      'orders.ts(3,18): error TS2769: No overload matches this call.',
      '  The last overload gave the following error.',
      "    Type 'string' is not assignable to type 'number'.",
      '      And so on.',
      "orders.ts(4,1): error TS2551: Property 'ad' does not exist. Did you mean 'add'?",
    ]),
  ).toEqual([
    "3:18 Type 'string' is not assignable to type 'number'. (TS2769)\n  And so on.",
    "4:1 Property 'ad' does not exist. Did you mean 'add'? (TS2551)",
  ])
})

test('without such a definition each message is shown as it is', () => {
  expect(
    explain([
      "orders.ts(2,3): error TS18046: 'x' is of type 'unknown'.",
      'orders.ts(3,3): error TS2769: No overload matches this call.',
      "  Overload 1 of 2, '(a: string): void', gave the following error.",
      '    No.',
    ]).slice(-1),
  ).toEqual([
    `3:3 No overload matches this call. (TS2769)\n  Overload 1 of 2, '(a: string): void', gave the following error.\n    No.`,
  ])
})
