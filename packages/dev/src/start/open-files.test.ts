import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeOpenFilesLimit, readOpenFilesLimit } from './open-files.ts'

it.each([
  [1_024, 308],
  [256, 52],
  [64, 0],
])('a limit of %i open files is good for %i objects', (limit, objects) => {
  expect(describeOpenFilesLimit(limit)).toMatch(
    new RegExp(`\\b${limit}, .*\\babout ${objects} objects\\b.*ulimit -n`),
  )
})

it.each([undefined, 3_100, 1_048_576])('of a limit of %s nothing is said', (limit) => {
  expect(describeOpenFilesLimit(limit)).toBeUndefined()
})

it.runIf(process.platform !== 'win32')('the limit is that of the process', () => {
  const file = fileURLToPath(new URL('open-files.ts', import.meta.url))
  const code = `import(${JSON.stringify(file)}).then((m) => console.log(m.readOpenFilesLimit()))`
  const command = `ulimit -n 300 && exec "$0" --input-type=module -e '${code}'`
  const { stdout } = spawnSync('sh', ['-c', command, process.execPath], { encoding: 'utf8' })
  expect(stdout.trim()).toBe('300')
  expect(readOpenFilesLimit() ?? 1).toBeGreaterThan(0)
})
