import { expect, test } from 'vitest'
import type { UserError } from '../user-error.ts'
import { explainFailedStart, explainFullDisk } from './failed-start.ts'

test('a full disk is reported with the data directory and what to do', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  })
  expect(explainFullDisk(error, '/data')).toMatchObject({
    message: 'There is no room in the data directory /data: the disk is full (ENOSPC).',
    hint: expect.stringContaining('Free some megabytes'),
    cause: error,
  })
  expect(explainFullDisk(new Error('else'), '/data')).toBeUndefined()
})

test.each([
  'SQLite failed; database or disk is full: SQLITE_FULL',
  'SQLite failed; dbErrorMessage(prepareResult, db) = disk I/O error: SQLITE_IOERR (extended: SQLITE_IOERR_SHMSIZE)',
])('so is a workerd that ended with: %s', async (output) => {
  expect((await explain(output)).message).toContain('no room in the data directory /data')
})

test('another failure is not reported as a full disk', async () => {
  const { message } = await explain('SQLite failed; file is not a database')
  expect(message).toBe('workerd could not start the app.')
})

test('a wrong definition is said as it is, without a place in generated code', async () => {
  const what = "List has 'live.view.items' that is neither true nor an object. Use true."
  const error = await explain(
    `Uncaught Error: DurableObjectConfigError: ${what}\n  at app/worker.ts:20:1`,
  )
  expect(error).toMatchObject({ message: what, hint: expect.stringContaining('app/objects') })
  expect(error.hint).not.toContain('worker.ts')
})

function explain(output: string): Promise<UserError> {
  return explainFailedStart([output], {
    host: '127.0.0.1',
    port: 0,
    data: '/data',
    mapStack: (line) => line,
    findDamage: async () => undefined,
  })
}
