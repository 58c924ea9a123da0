import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { assertInstalled } from './check-installed.ts'

function makeApp(versions: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-installed-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [name, version] of Object.entries(versions)) {
    const folder = join(root, 'node_modules/@cloudwerk', name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version, exports: {} }))
  }
  return root
}

test.each<[string, Record<string, string>, string]>([
  ['nothing', {}, '@cloudwerk/core is not installed in this app.'],
  ['one of two', { core: '1.2.3' }, '@cloudwerk/durable-object is not installed in this app.'],
  [
    'another version',
    { core: '1.2.2', 'durable-object': '1.2.3' },
    '@cloudwerk/core is version 1.2.2, and @cloudwerk/dev is 1.2.3.',
  ],
])('an app with %s is refused', (_, versions, message) => {
  expect(() => assertInstalled(makeApp(versions), '1.2.3')).toThrow(message)
})

test('an app with the same versions is fine', () => {
  const root = makeApp({ core: '1.2.3', 'durable-object': '1.2.3' })
  expect(() => assertInstalled(root, '1.2.3')).not.toThrow()
})
