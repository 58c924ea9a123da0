import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { listFiles } from './list-files.ts'

it('finds no files in a folder that was removed meanwhile', async () => {
  const root = await mkdtemp(join(tmpdir(), 'cloudwerk-files-'))
  onTestFinished(() => rm(root, { recursive: true }))
  expect(await listFiles(root, 'app')).toEqual([])
})
