import { describe, expect, test } from 'vitest'
import { findUserPlace } from './user-place.ts'

/** The folder `runtime/`, from a stack, since these types know no `import.meta.url`. */
const ours = /at (?:\S+ \()?(.*\/runtime\/)/.exec(new Error().stack ?? '')?.[1] ?? ''
const theirs = '/home/ada/app/objects/counter.ts:12:5'

function stackOf(...frames: string[]): string {
  return ['Error: broken', ...frames.map((frame) => `    at ${frame}`)].join('\n')
}

describe('the place in the code of the author', () => {
  test('is the first line outside of this package', () => {
    const stack = stackOf(
      `anyName (${ours}object-host.ts:1:2)`,
      `${ours}turns/turn.ts:3:4`,
      `Object.add (${theirs})`,
      'Object.other (/home/ada/app/objects/other.ts:1:1)',
    )
    expect(findUserPlace(stack)).toBe(theirs)
  })

  test.each(['node:internal/process', '/home/ada/node_modules/zod/index.js', 'cloudflare:workers'])(
    'is not in %s',
    (file) => {
      expect(findUserPlace(stackOf(`f (${file}:1:2)`, `async Object.add (${theirs})`))).toBe(theirs)
    },
  )

  test('may be in a path with parentheses, and needs no name of a function', () => {
    const path = '/home/ada/app/(shop)/cart.ts:3:4'
    expect(findUserPlace(stackOf(`add (${path})`))).toBe(path)
    expect(findUserPlace(stackOf(path))).toBe(path)
  })

  test('is undefined where no line of the author is in the stack', () => {
    expect(findUserPlace(undefined)).toBeUndefined()
    expect(findUserPlace(stackOf(`f (${ours}object-host.ts:1:2)`))).toBeUndefined()
  })
})
