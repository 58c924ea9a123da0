import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { keepOthersOut, makeDataDirectory, umaskFor } from './private-folder.ts'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloudwerk-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('the folder is created with its parents, and used where it exists', () => {
  const data = join(makeFolder(), 'a/b/c')
  makeDataDirectory(data)
  makeDataDirectory(data)
  expect(statSync(data).isDirectory()).toBe(true)
})

test('the reason why it cannot be created is in the message', () => {
  const file = join(makeFolder(), 'file')
  writeFileSync(file, '')
  expect(() => makeDataDirectory(file)).toThrow(
    `${file} cannot be created: a file of that name exists (EEXIST).`,
  )
  expect(() => makeDataDirectory(join(file, 'x'))).toThrow(
    'cannot be created: a part of the path is a file (ENOTDIR).',
  )
})

test.runIf(process.platform === 'linux')('a file system that takes no folders is reported', () => {
  expect(() => makeDataDirectory('/proc/data')).toThrow('cannot be created: there is no such file')
})

describe.runIf(process.platform !== 'win32')('who may read the data', () => {
  const modeOf = (path: string) => statSync(path).mode & 0o777

  test('only its user can enter a new folder; its parents are as usual', () => {
    const around = join(makeFolder(), 'around')
    makeDataDirectory(join(around, 'data'))
    expect(modeOf(join(around, 'data'))).toBe(0o700)
    expect(modeOf(around)).toBe(0o777 & ~process.umask())
  })

  test.each([
    ['to all', 0o755, 0o700, 0o077],
    ['to nobody', 0o700, 0o700, 0o077],
    ['to a group, on purpose', 0o750, 0o750, 0o027],
  ])('a folder that is open %s', (_, before, after, umask) => {
    const folder = join(makeFolder(), 'objects')
    mkdirSync(folder)
    chmodSync(folder, before)
    const notice = keepOthersOut(folder)
    expect(modeOf(folder)).toBe(after)
    expect(notice !== undefined).toBe(before !== after)
    expect(umaskFor(folder)).toBe(umask | process.umask())
  })
})
