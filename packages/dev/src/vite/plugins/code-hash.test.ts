import { expect, it } from 'vitest'
import { codeHash, insertHash } from './code-hash.ts'

const chunk = (code: string) => ({ type: 'chunk' as const, code })
const asset = (source: string) => ({ type: 'asset' as const, source })

/** The code of the main chunk that a build with these files has. */
function built(files: Record<string, ReturnType<typeof chunk> | ReturnType<typeof asset>>): string {
  const main = chunk(`make({ code: '${codeHash}' })`)
  insertHash({ 'index.js': main, ...files })
  return main.code
}

it('is in the place of the placeholder, and as long', () => {
  expect(built({})).toMatch(/^make\(\{ code: '[0-9a-f]{16}' \}\)$/)
  expect(codeHash).toHaveLength(16)
})

it('is that of all code of a build, and the same for the same code', () => {
  const files = () => ({ 'a.js': chunk('a()'), 'b.wasm': asset('wasm'), 'a.js.map': asset('{}') })
  const first = built(files())
  expect(built(files())).toBe(first)
  expect(built({ ...files(), 'a.js.map': asset('{"other":1}') })).toBe(first)
  expect(built({ ...files(), 'a.js': chunk('b()') })).not.toBe(first)
  expect(built({ ...files(), 'b.wasm': asset('other') })).not.toBe(first)
  expect(built({ ...files(), 'c.js': chunk('a()') })).not.toBe(first)
})

it('changes nothing in a build that does not ask for it', () => {
  const main = chunk('make()')
  insertHash({ 'index.js': main })
  expect(main.code).toBe('make()')
})
