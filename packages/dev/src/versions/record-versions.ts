import type { Manifest } from '../app/manifest.ts'
import { throwProblems } from '../app/problems.ts'
import { UserError } from '../user-error.ts'
import { compareVersions } from './compare-versions.ts'
import type { CodeVersions } from './read-versions.ts'
import {
  type ReleasedVersions,
  readReleased,
  versionsFile,
  writeReleased,
} from './released-versions.ts'

export interface VersionsRecording {
  manifest: Manifest
  /** Whether nothing may be written, as in CI. */
  frozen: boolean
  /** Asks the classes of the bundle. Not called where no object has versions. */
  readVersions(): Promise<ReadonlyMap<string, CodeVersions>>
  onNotice(text: string): void
}

/** What needs no record: a class as it is without `versions`. */
const first: ReleasedVersions = { version: 1, sql: [] }

/**
 * Compares the versions of a build with what was released, and records new ones.
 *
 * @throws UserError, with nothing written, where objects would be damaged, and for new versions in CI.
 */
export async function recordVersions(build: VersionsRecording): Promise<void> {
  const { root, objects } = build.manifest
  const released = readReleased(root)
  const versioned = objects.filter(
    ({ className, features }) => features.includes('versions') || released.has(className),
  )
  if (versioned.length === 0) return
  const code = await readCode(build, {
    isCertain: versioned.some(
      ({ className, versionsAt }) => versionsAt !== undefined || released.has(className),
    ),
  })
  if (!code) return
  const record = new Map(released)
  const problems: UserError[] = []
  const recorded: string[] = []
  for (const { className, versionsAt, file } of versioned) {
    const now = code.get(className) ?? { version: 1, migrated: [], sql: [] }
    const before = released.get(className)
    const problem = before && compareVersions(className, before, now)
    if (problem) {
      const { message, hint } = problem
      problems.push(new UserError(message, { hint, file: versionsAt ?? file }))
    }
    const sql = now.sql.map(({ hash }) => hash)
    const { version, sql: steps } = before ?? first
    if (now.version === version && sql.length === steps.length) continue
    record.set(className, { version: now.version, sql })
    recorded.push(`version ${now.version} of ${className}`)
  }
  throwProblems(problems)
  if (recorded.length === 0) return
  const what = recorded.join(', ')
  if (build.frozen) {
    throw new UserError(`In CI, ${what} cannot be recorded.`, {
      file: versionsFile,
      hint: `The record of released versions must be in the repository. Run cloudwerk build on your machine and commit ${versionsFile}.`,
    })
  }
  writeReleased(root, record)
  build.onNotice(`Recorded ${what} in ${versionsFile}. Commit it.`)
}

/** Undefined where it cannot be read, and the source does not show that there is anything to read. */
async function readCode(
  { readVersions, onNotice }: VersionsRecording,
  { isCertain }: { isCertain: boolean },
): Promise<ReadonlyMap<string, CodeVersions> | undefined> {
  try {
    return await readVersions()
  } catch (error) {
    if (isCertain || !(error instanceof UserError)) throw error
    onNotice(error.message)
    return undefined
  }
}
