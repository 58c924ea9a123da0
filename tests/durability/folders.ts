import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { bundleWorker } from './bundle.ts'
import { type Folders, startWorkerd, type Workerd } from './workerd.ts'

/** Bundles the test Worker once per test file. Returns a function that creates a test's folders. */
export function useWorker(): () => Folders {
  let bundle = ''
  beforeAll(async () => {
    bundle = mkdtempSync(join(tmpdir(), 'cloudwerk-durability-worker-'))
    await bundleWorker(bundle)
  })
  afterAll(() => rmSync(bundle, { recursive: true, force: true }))
  return () => ({ bundle, data: temporaryFolder() })
}

/** A new folder, removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloudwerk-durability-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts workerd for the current test and kills it at the end of the test. */
export async function runWorkerd(folders: Folders): Promise<Workerd> {
  const workerd = await startWorkerd(folders)
  onTestFinished(() => workerd.kill())
  return workerd
}
