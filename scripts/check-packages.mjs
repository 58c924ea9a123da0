// Checks what would be published: all packages have the same version and exact dependency versions,
// publint accepts them, they import only their dependencies, and their tarballs contain no other
// files. Writes their bills of materials. Also checks that Wrangler, Miniflare, workerd and Vite are each installed only once.
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packagesImportedBy } from './imported-packages.mjs'

/** What stands for the owner of the repository until there is one. */
const placeholder = '/OWNER/'
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
  problems.push(...checkAddresses(manifest, folder))
  problems.push(...writeBillOfMaterials(manifest))
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

/** npm's provenance compares the repository with where the package was built. */
function checkAddresses({ name, repository, bugs, homepage }, folder) {
  const addresses = { repository: repository?.url, bugs, homepage }
  const absent = Object.keys(addresses).filter((key) => typeof addresses[key] !== 'string')
  const isElsewhere = repository?.directory !== `packages/${folder}`
  return [
    ...absent.map((key) => `${name} has no ${key}`),
    ...(isElsewhere ? [`${name} has another repository.directory than packages/${folder}`] : []),
  ]
}

/** What each package brings along, in `sbom/`, to be published with a release. */
function writeBillOfMaterials(manifest) {
  const { name } = manifest
  // Not with `--omit dev`, which leaves out what this repository needs for its own tests as well (npm 11).
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--workspace', name]
  const text = execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
  const { components } = JSON.parse(text)
  mkdirSync(join(root, 'sbom'), { recursive: true })
  writeFileSync(join(root, 'sbom', `${name.replace('/', '-')}.cdx.json`), text)
  const names = new Set(components.map(({ group, name: own }) => (group ? `${group}/${own}` : own)))
  const direct = Object.keys(manifest.dependencies ?? {})
  // npm lists those of this repository by the names of their folders.
  const others = direct.filter((dependency) => !dependency.startsWith('@cloudwerk/'))
  const absent = others.filter((dependency) => !names.has(dependency))
  const unlicensed = components.filter(({ licenses }) => !licenses?.length)
  return [
    ...absent.map((dependency) => `the bill of materials of ${name} lacks ${dependency}`),
    ...unlicensed.map((found) => `${name} brings along ${found.name}, which names no license`),
  ]
}

const unnamed = readdirSync(join(root, 'packages')).filter((folder) =>
  readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8').includes(placeholder),
)
if (unnamed.length > 0) {
  console.warn(
    `To be filled in by the owner before publishing: OWNER in repository, bugs and homepage of ${unnamed.join(', ')}, and the address in SECURITY.md.`,
  )
}
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
else console.log('The packages can be published.')
