import { expect, test } from 'vitest'
import { explainFullDisk, explainFullOutput } from './full-disk.ts'

test('a disk that is full names the data folder and what to do', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  })
  expect(explainFullDisk(error, '/data')).toMatchObject({
    message: 'There is no room in the data folder /data: the disk is full (ENOSPC).',
    hint: expect.stringContaining('Make room'),
    cause: error,
  })
  expect(explainFullDisk(new Error('else'), '/data')).toBeUndefined()
})

test.each([
  'SQLite failed; database or disk is full: SQLITE_FULL',
  'SQLite failed; dbErrorMessage(prepareResult, db) = disk I/O error: SQLITE_IOERR (extended: SQLITE_IOERR_SHMSIZE)',
])('so does a workerd that ended with: %s', (output) => {
  expect(explainFullOutput(output, '/data')?.message).toContain('no room in the data folder /data')
})

test('what failed for another reason is not told as a full disk', () => {
  expect(explainFullOutput('SQLite failed; file is not a database', '/data')).toBeUndefined()
})
