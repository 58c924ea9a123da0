// Checks what would be published: all packages have the same version and exact dependency versions,
// publint accepts them, they import only their dependencies, and their tarballs contain no other
// files. Also checks that Wrangler, Miniflare, workerd and Vite are each installed only once.
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packagesImportedBy } from './imported-packages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const problems = []
const read = (path) => JSON.parse(readFileSync(path, 'utf8'))
const { version } = read(join(root, 'package.json'))

for (const folder of readdirSync(join(root, 'packages'))) {
  const directory = join(root, 'packages', folder)
  const manifest = read(join(directory, 'package.json'))
  if (manifest.version !== version)
    problems.push(`${manifest.name} does not have version ${version}`)
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    if (!/^\d/.test(range))
      problems.push(`${manifest.name} depends on ${name} ${range}, which is not an exact version`)
    if (name.startsWith('@cloudwerk/') && range !== version) {
      problems.push(`${manifest.name} depends on ${name} ${range} instead of ${version}`)
    }
  }
  const { messages } = await publint({ pkgDir: directory, strict: true })
  for (const message of messages) {
    problems.push(`${manifest.name}: ${formatMessage(message, manifest)}`)
  }
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: directory })
  const [tarball] = Object.values(JSON.parse(packed))
  for (const { path } of tarball.files) {
    if (path.startsWith('templates/')) continue
    if (/(\.test\.|\.map$|tsbuildinfo|^src\/|tsconfig\.json$)/.test(path)) {
      problems.push(`${manifest.name} would publish ${path}`)
    }
  }
  const known = new Set([
    manifest.name,
    ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
  ])
  for (const { path } of tarball.files) {
    if (!/^(bin|dist)\/.*\.[cm]?[jt]s$/.test(path)) continue
    for (const name of packagesImportedBy(join(directory, path))) {
      if (!known.has(name))
        problems.push(`${manifest.name}: ${path} imports ${name}, which is not a dependency`)
    }
  }
  for (const name of ['LICENSE', 'README.md']) {
    if (tarball.files.some(({ path }) => path === name)) continue
    problems.push(`${manifest.name} would be published without ${name}`)
  }
}

for (const name of ['wrangler', 'miniflare', 'workerd', 'vite']) {
  const copies = globSync(`**/node_modules/${name}/package.json`, {
    cwd: join(root, 'node_modules'),
  })
  const top = existsSync(join(root, 'node_modules', name, 'package.json')) ? 1 : 0
  if (copies.length + top !== 1)
    problems.push(`${copies.length + top} copies of ${name} are installed`)
}
if (/"resolved": "http/.test(readFileSync(join(root, 'package-lock.json'), 'utf8'))) {
  problems.push('package-lock.json contains download URLs')
}

for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
else console.log('The packages can be published.')
