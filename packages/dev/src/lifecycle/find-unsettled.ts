import { join } from 'node:path'
import type { Manifest } from '../app/manifest.ts'
import type { AppConfig } from '../config/app-config.ts'
import { type ClassRecord, recordFor } from '../config/class-record.ts'
import { configName } from '../config/config-file.ts'
import type { UserError } from '../user-error.ts'
import { type CodeClasses, compareClasses } from './compare-classes.ts'
import { explainTaken, explainUnexported, explainUnsettled } from './explain.ts'
import { exportedNames, readExports } from './exported-names.ts'

/** The classes of the code as far as the source shows them, without a build. */
export async function readCodeClasses(
  { root, objects }: Manifest,
  { main, addsClasses }: Pick<AppConfig, 'main' | 'addsClasses'>,
): Promise<CodeClasses> {
  const classNames = objects.map(({ className }) => className)
  if (main === undefined) return { objects, exported: new Set(classNames) }
  const exported = await exportedNames(join(root, main), { root, classNames })
  return { objects, exported: addsClasses ? exported?.union(new Set(classNames)) : exported }
}

/** Objects whose class the Worker's own main exports too, as another one. */
export async function findTaken(
  { root, objects }: Manifest,
  { main, addsClasses }: Pick<AppConfig, 'main' | 'addsClasses'>,
): Promise<UserError[]> {
  if (main === undefined || !addsClasses) return []
  const { names } = await readExports(join(root, main), { root, classNames: [] })
  return objects
    .filter(({ className }) => names.has(className))
    .map((object) => explainTaken(object, main))
}

export interface Unsettled {
  problems: UserError[]
  /** Recorded, but not exported by the code. */
  absent: Set<string>
  /** Recorded as gone, but exported by the code. */
  returned: Set<string>
}

/** What would stop a build, as far as the source shows it. */
export async function findUnsettled(
  manifest: Manifest,
  { file, records, environment, main, addsClasses }: Omit<AppConfig, 'raw'>,
): Promise<Unsettled> {
  const code = await readCodeClasses(manifest, { main, addsClasses })
  const record = recordFor(records, environment)
  const comparison = compareClasses(record, code)
  const problems = [
    ...explainUnsettled(comparison, configName(file)),
    ...(main === undefined ? [] : explainUnexported(comparison.unexported, main)),
  ]
  const { vanished, unexported, returned } = comparison
  return {
    problems,
    absent: new Set([...[...vanished, ...unexported].map(nameOf), ...findAwaited(record, code)]),
    returned: new Set(returned.map(nameOf)),
  }
}

/** Classes to be transferred to this Worker, which has no code for them yet. */
function findAwaited({ entries }: ClassRecord, { exported }: CodeClasses): string[] {
  return [...entries].flatMap(([className, { state }]) =>
    state === 'expecting-transfer' && exported?.has(className) === false ? [className] : [],
  )
}

function nameOf({ className }: { className: string }): string {
  return className
}
