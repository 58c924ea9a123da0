import { expect, test } from 'vitest'
import { parseSource } from '../../app/source.ts'
import { createShadow } from './shadow.ts'

const head = `import { defineDurableObject } from '@cloudwerk/durable-object'\n`

function shadowOf(text: string, file = 'app/objects/a.ts'): string | undefined {
  return createShadow(parseSource(file, head + text))?.text.slice(head.length)
}

test('a state given as a type gets its own call', () => {
  expect(shadowOf('export default defineDurableObject<{ a: 1 }>({ methods: {} })')).toBe(
    `export default cloudwerk$define<{ a: 1 }>()({ methods: {} })
declare const cloudwerk$define: import('@cloudwerk/durable-object').DefineShadow
`,
  )
})

test('handlers are given a result, unless they have one', () => {
  const handlers = 'fetch(a) { return this.b() }, async alarm() {}, start(): void {}, init() {}'
  expect(shadowOf(`export default defineDurableObject<S>({ ${handlers} })`)).toContain(
    '{ fetch(a): any { return this.b() }, async alarm(): Promise<any> {}, start(): void {}, init() {} }',
  )
})

test('so are those below sockets, jobs, schedules and expires, but accept only if it calls methods', () => {
  const keys = (accept: string) =>
    `sockets: { accept(a) ${accept}, open: function () {}, messages: { b: c({ d() {} }) } }, jobs: { e() {}, f: { async run() {} } }, methods: { g() {} }`
  const shadow = shadowOf(`export default defineDurableObject<S>({ ${keys('{ this.state }')} })`)
  expect(shadow).toContain(
    'sockets: { accept(a) { this.state }, open: function (): any {}, messages: { b: c({ d() {} }) } }, jobs: { e(): any {}, f: { async run(): Promise<any> {} } }, methods: { g() {} }',
  )
  const calling = shadowOf(`export default defineDurableObject<S>({ ${keys('{ this.g() }')} })`)
  expect(calling).toContain('accept(a): any { this.g() }')
})

test('exported enums and classes are those of the original, and no line moves', () => {
  const text =
    'export enum E {\r\n  A }\nexport class C {}\nexport default defineDurableObject<S>({})'
  const shadow = shadowOf(text)
  expect(shadow).toMatch(/^ {15}\r\n {5}\n {17}\nexport default cloudwerk\$define/)
  expect(shadow).toContain('import { E } from "../../../../app/objects/a.js"; export { E }\n')
})

test('an import from outside the app leads there from the shadow as well', () => {
  const imports = `import type { B } from '../lib/b'\nimport { c } from '../../../shared/c'\n`
  expect(shadowOf(`${imports}export default defineDurableObject({})`)).toContain(
    `import type { B } from '../lib/b'\nimport { c } from "../../../../../shared/c"\n`,
  )
})

test('a file whose type the compiler can infer has none', () => {
  expect(
    shadowOf('export default defineDurableObject({ methods: {}, fetch() {} })'),
  ).toBeUndefined()
  expect(shadowOf('export default make()')).toBeUndefined()
  const call = 'export default defineDurableObject({ methods: {} })'
  expect(shadowOf(`import { z } from 'zod'\n${call}`)).toBeUndefined()
  expect(shadowOf(`import type { A } from '../a'\n${call}`)).toBeUndefined()
  expect(shadowOf(call, 'app/objects/a.js')).toBeUndefined()
})

test('a file that needs the types of the app has one', () => {
  const call = 'export default defineDurableObject({ methods: {} })'
  expect(
    shadowOf(`import { durableObjects } from '@cloudwerk/core/bindings'\n${call}`),
  ).toBeDefined()
  expect(shadowOf(`import { helper } from '../lib/helper'\n${call}`)).toBeDefined()
  expect(shadowOf(`import { helper } from '@/helper'\n${call}`)).toBeDefined()
  expect(shadowOf('export default defineDurableObject({ alarm() {}, methods: {} })')).toBeDefined()
})
