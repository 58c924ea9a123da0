import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('..', import.meta.url))
const rounds = 2
const cloudwerk = join(repository, 'packages/dev/bin/cloudwerk.js')
const tsc = join(repository, 'node_modules/typescript/bin/tsc')

// Apps of increasing size. Each object has a route that calls all of its methods.
for (const form of ['explicit', 'inferred'] as const) {
  for (const objects of [25, 50, 100, 200]) measure({ form, objects, methods: 50 })
}
for (const objects of [250, 500, 1_000]) measure({ form: 'explicit', objects, methods: 4 })

function measure(options: AppOptions): void {
  const root = createApp(options)
  const [types, check, compile] = [
    best(root, [cloudwerk, 'types']),
    best(root, [cloudwerk, 'types', '--check']),
    best(root, [tsc]),
  ].map((seconds) => `${seconds.toFixed(2)} s`)
  // Unlike the times, this count is the same on every machine.
  const diagnostics = execFileSync(process.execPath, [tsc, '--extendedDiagnostics'], { cwd: root })
  const instantiations = /Instantiations:\s*(\d+)/.exec(diagnostics.toString())?.[1]
  const { form, objects, methods } = options
  console.log(
    `${form}, ${objects} objects with ${methods} methods: types ${types}, types --check ${check}, tsc ${compile} (${instantiations} instantiations)`,
  )
  rmSync(root, { recursive: true })
}

function best(root: string, args: string[]): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now()
    execFileSync(process.execPath, args, { cwd: root })
    return (performance.now() - start) / 1_000
  })
  return Math.min(...times)
}

interface AppOptions {
  form: 'explicit' | 'inferred'
  objects: number
  /** Per object. */
  methods: number
}

function createApp({ form, objects, methods }: AppOptions): string {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-types-benchmark-'))
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  mkdirSync(join(root, 'app/objects'), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(root, 'tsconfig.json'), '{ "extends": "./.cloudwerk/tsconfig.json" }')
  for (let index = 0; index < objects; index += 1) {
    writeFileSync(
      join(root, `app/objects/object-${index}.ts`),
      objectSource({ form, methods, index }),
    )
    mkdirSync(join(root, `app/api/${index}`), { recursive: true })
    writeFileSync(join(root, `app/api/${index}/route.ts`), routeSource({ methods, index }))
  }
  return root
}

interface FileOptions extends Pick<AppOptions, 'methods'> {
  index: number
}

function objectSource({ form, methods, index }: FileOptions & Pick<AppOptions, 'form'>): string {
  const pairs = Array.from(
    { length: methods / 2 },
    (_, pair) => `
    async add${pair}(amount = 1, note: { text: string; at?: Date } = { text: 'x' }) {
      this.state.value += amount
      this.state.entries.push({ ...note, count: this.count${pair}() })
      return { entries${index}: this.state.entries, seen: this.state.seen, last: note.at ?? null }
    },
    count${pair}(): number {
      return this.state.entries.length + ${pair}
    },`,
  )
  const [given, returned] = form === 'explicit' ? ['<State>', ''] : ['', ': State']
  return `import { defineDurableObject } from '@cloudwerk/durable-object'

interface Entry { text: string; count: number; at?: Date; in${index}?: string }

interface State {
  value: number
  entries: Entry[]
  seen: Map<string, { at: Date; tags: Set<string> }>
}

export default defineDurableObject${given}({
  init: ()${returned} => ({ value: 0, entries: [], seen: new Map() }),
  methods: {${pairs.join('')}
  },
})
`
}

function routeSource({ methods, index }: FileOptions): string {
  const calls = Array.from(
    { length: methods / 2 },
    (_, pair) =>
      `  sum += (await stub.add${pair}(${pair})).entries${index}.length + (await stub.count${pair}())`,
  )
  return `import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET() {
  const stub = durableObjects.Object${index}.getByName('a')
  let sum = 0
${calls.join('\n')}
  return Response.json(sum)
}
`
}
