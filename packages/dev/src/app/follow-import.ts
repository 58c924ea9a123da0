import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'

const endings = ['', '.ts', '.js', '.mts', '.mjs', '.tsx', '.jsx', '/index.ts', '/index.js']

/** The file of the app that a relative import means. Undefined for packages, and where there is none. */
export function followImport(
  root: string,
  { file, request }: { file: string; request: string },
): string | undefined {
  if (!request.startsWith('.')) return undefined
  const path = join(dirname(file), request)
  return [path.replace(/\.js$/, '.ts'), ...endings.map((ending) => path + ending)].find(
    (candidate) => /\.m?[jt]sx?$/.test(candidate) && existsSync(join(root, candidate)),
  )
}
