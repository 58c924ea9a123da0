import { describe, expect, it } from 'vitest'
import { UserError } from '../user-error.ts'
import { parseSource, problemAt } from './source.ts'

function syntaxError(file: string, text: string): UserError {
  try {
    parseSource(file, text)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('no syntax error')
}

describe('parseSource', () => {
  it('shows a syntax error with its line and the code around it', () => {
    const error = syntaxError('app/objects/x.ts', 'const a = 1\nconst b = ;\n')
    expect(error.file).toBe('app/objects/x.ts:2:11')
    expect(error.message).toMatch(/^Syntax error: Unexpected token\n\n/)
    expect(error.message).toContain(' 2 | const b = ;')
  })

  it('passes on what the parser advises', () => {
    const error = syntaxError('app/route.js', 'const a: string = 1')
    expect(error.file).toBe('app/route.js:1:7')
    expect(error.hint).toContain('Add an initializer')
  })

  it.each(['ts', 'mts'])('reads types in .%s', (extension) => {
    expect(() => parseSource(`a.${extension}`, 'const a: string = b as C')).not.toThrow()
  })

  it('counts lines and columns past a byte order mark, CRLF and wide characters', () => {
    const error = syntaxError('a.ts', '\uFEFFconst a = 1\r\n/* ü😀 */ const b = ;\r\n')
    expect(error.file).toBe('a.ts:2:21')
    expect(syntaxError('a.ts', '\uFEFFconst b = ;').file).toBe('a.ts:1:11')
  })
})

describe('problemAt', () => {
  it.each([
    [0, '1:1'],
    [2, '1:3'],
    [4, '2:1'],
    [6, '3:1'],
    [7, '3:2'],
  ])('locates offset %i at %s', (offset, place) => {
    const error = problemAt({ file: 'a.ts', text: 'ab\r\nc\nde' }, { offset, message: 'm' })
    expect(error.file).toBe(`a.ts:${place}`)
  })
})
