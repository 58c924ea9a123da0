import { readFileSync } from 'node:fs'

/** The version of this package, which is that of all Cloudwerk packages. */
export function version(): string {
  const file = new URL('../package.json', import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).version
}
