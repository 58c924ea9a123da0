import { describe, expect, it } from 'vitest'
import { UserError } from '../user-error.ts'
import { readWorker } from './scan-worker.ts'
import { parseSource } from './source.ts'

const read = (text: string) => readWorker(parseSource('app/worker.ts', text))

function problem(text: string): [string | undefined, string] {
  try {
    read(text)
  } catch (error) {
    if (error instanceof UserError) return [error.file, error.message]
  }
  throw new Error('it is accepted')
}

describe('app/worker.ts', () => {
  it('shows its handlers and classes, with their places', () => {
    const source = `import { WorkflowEntrypoint } from 'cloudflare:workers'
export class Mail extends WorkflowEntrypoint {}
export { Far } from './far.ts'
export const limit = 3
export type Kind = 'a'
export default { async scheduled() {}, queue() {} } satisfies ExportedHandler`
    expect(read(source)).toEqual({
      file: 'app/worker.ts',
      handlers: ['scheduled', 'queue'],
      places: { scheduled: 'app/worker.ts:6:24', queue: 'app/worker.ts:6:40' },
      classes: [
        { name: 'Mail', extends: 'WorkflowEntrypoint', place: 'app/worker.ts:2:14' },
        { name: 'Far', extends: undefined, place: 'app/worker.ts:3:10' },
      ],
    })
  })

  it('may have classes only', () => {
    expect(read('export class A {}')).toMatchObject({ handlers: [], classes: [{ name: 'A' }] })
  })

  it.each([
    ['export default { ...others, scheduled() {} }'],
    ['export default make()'],
    ["export { default } from './other.ts'"],
  ])('may have handlers that the source does not show: %s', (source) => {
    expect(read(source).handlers).toBeUndefined()
  })

  it.each([
    ['const a = 1', 'app/worker.ts:1:1', 'app/worker.ts exports nothing.'],
    ['export default { fetch() {} }', 'app/worker.ts:1:18', 'Requests do not reach a `fetch` here'],
    ['\nexport default class {}', 'app/worker.ts:2:1', 'The default export is a class, not'],
    ["\n\nexport * from './a.ts'", 'app/worker.ts:3:1', '`export *` does not show which'],
  ])('is refused as %s', (source, place, message) => {
    expect(problem(source)).toEqual([place, expect.stringContaining(message)])
  })
})
