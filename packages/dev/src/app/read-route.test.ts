import { describe, expect, it } from 'vitest'
import { UserError } from '../user-error.ts'
import { readRoute } from './read-route.ts'
import { parseSource } from './source.ts'

function read(text: string) {
  return readRoute(parseSource('app/api/route.ts', text))
}

function problem(text: string): UserError {
  try {
    read(text)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was wrong')
}

describe('readRoute', () => {
  it.each([
    ['functions', 'export function POST() {}\nexport async function GET() {}', ['GET', 'POST']],
    ['constants', 'export const PUT = () => x, GET = handler', ['GET', 'PUT']],
    [
      'names',
      'const handler = () => x\nexport { handler as GET, handler as DELETE }',
      ['GET', 'DELETE'],
    ],
    ['parts of an object', 'export const { GET, patch: PATCH } = handlers()', ['GET', 'PATCH']],
    ['re-exports', "export { GET, x as HEAD } from './other'", ['GET', 'HEAD']],
    [
      'methods beside other exports',
      'export const OPTIONS = f\nexport const get = 1\nexport default 5',
      ['OPTIONS'],
    ],
  ])('reads the methods from %s', (_, text, methods) => {
    expect(read(text)).toEqual({ methods })
  })

  it('lists all methods in their fixed order', () => {
    const all = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']
    const text = all.toReversed().map((name) => `export const ${name} = handler`)
    expect(read(text.join('\n')).methods).toEqual(all)
  })

  it('accepts a route whose methods come from another file', () => {
    expect(read("export * from './x'")).toEqual({ methods: [] })
    expect(read("export * from './x'\nexport const GET = f")).toEqual({ methods: ['GET'] })
  })

  it.each([
    ['nothing', '', '1:1'],
    ['a method that is not exported', 'function GET() {}', '1:1'],
    [
      'types',
      "export type GET = 1\nexport type { POST } from './x'\nexport type * from './y'",
      '1:1',
    ],
    ['an unknown method', 'export function TRACE() {}', '1:1'],
  ])('refuses %s and lists what a route may export', (_, text, place) => {
    const error = problem(text)
    expect(error.message).toBe('This route exports no HTTP method.')
    expect(error.file).toBe(`app/api/route.ts:${place}`)
    expect(error.hint).toMatch(
      /^A route exports functions named GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS: `export/,
    )
  })

  it.each(['get', 'Get'])('recognises %s in the wrong case', (name) => {
    const error = problem(`\nexport async function ${name}() {}`)
    expect(error.message).toBe('This route exports no HTTP method.')
    expect(error.file).toBe('app/api/route.ts:2:23')
    expect(error.hint).toMatch(new RegExp(`^Rename "${name}" to GET\\.\nA route exports`))
  })

  it('refuses a handler in the wrong case beside others', () => {
    const error = problem('export function GET() {}\nexport const post = async () => {}')
    expect(error.message).toBe(
      'No request reaches "post": the names of HTTP methods are upper case.',
    )
    expect(error.file).toBe('app/api/route.ts:2:14')
    expect(error.hint).toBe('Rename it to POST.')
  })

  it('explains that a default export is not used', () => {
    const error = problem('\n\nexport default function GET() {}')
    expect(error.file).toBe('app/api/route.ts:3:8')
    expect(error.hint).toMatch(/^A default export is not used here\.\nA route exports/)
  })

  it.each([
    ['a string', "export const GET = 'x'", '1:14'],
    ['a plain object', 'const h = {}\nexport { h as GET }', '2:15'],
    ['a class', 'export class GET {}', '1:14'],
  ])('refuses a method that is %s', (kind, text, place) => {
    const error = problem(text)
    expect(error.message).toBe(`The route exports GET as ${kind}, not as a function.`)
    expect(error.file).toBe(`app/api/route.ts:${place}`)
    expect(error.hint).toContain('export async function GET(request')
  })
})
