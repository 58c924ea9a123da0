import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Enables Node's compile cache, since tests start the same commands hundreds of times. */
export default function setup(): (() => void) | undefined {
  if (process.env.NODE_COMPILE_CACHE) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'cloudwerk-compile-cache-'))
  process.env.NODE_COMPILE_CACHE = folder
  return () => {
    delete process.env.NODE_COMPILE_CACHE
    rmSync(folder, { recursive: true, force: true })
  }
}
