import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeDataFolder } from './data-folder.ts'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloudwerk-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('the folder is made with those around it, and taken where it is there', () => {
  const data = join(makeFolder(), 'a/b/c')
  makeDataFolder(data)
  makeDataFolder(data)
  expect(statSync(data).isDirectory()).toBe(true)
})

test('what is in the way is said in words', () => {
  const file = join(makeFolder(), 'file')
  writeFileSync(file, '')
  expect(() => makeDataFolder(file)).toThrow(
    `${file} cannot be made: a file has that name (EEXIST).`,
  )
  expect(() => makeDataFolder(join(file, 'x'))).toThrow(
    'cannot be made: a part of the path is a file (ENOTDIR).',
  )
})

test.runIf(process.platform === 'linux')('a file system that takes no folders is told', () => {
  expect(() => makeDataFolder('/proc/data')).toThrow('cannot be made: there is no such file')
})
