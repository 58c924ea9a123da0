import type { CodeVersions } from './read-versions.ts'
import { type ReleasedVersions, versionsFile } from './released-versions.ts'

/** What is wrong with the versions of a class. */
export interface VersionsProblem {
  message: string
  hint: string
}

/** What would damage stored objects, or leave them behind; undefined where nothing would. */
export function compareVersions(
  className: string,
  released: ReleasedVersions,
  code: CodeVersions,
): VersionsProblem | undefined {
  if (code.version < released.version) {
    return problem(
      `${className} was released with version ${released.version}, and this code has version ${code.version}.`,
      `Use version ${released.version} or a higher one.`,
    )
  }
  const changed = released.sql.findIndex((hash, index) => code.sql[index]?.hash !== hash)
  if (changed >= 0) {
    const step = code.sql[changed]
    return problem(
      step
        ? `${step.name} of ${className} was changed after it was released.`
        : `sql[${changed}] of ${className} was released, and is gone.`,
      'Objects that have applied it do not apply it again. Restore it, and add a new step at the end, with a new version.',
    )
  }
  const added = code.sql.slice(released.sql.length)
  if (added.length > 0 && code.version === released.version) {
    return problem(
      `${added[0]?.name} of ${className} is new, but its version is still ${code.version}.`,
      `Give it version ${code.version + 1}.`,
    )
  }
  const empty = newVersions(released, code).filter((version) => !code.migrated.includes(version))
  if (empty.length > added.length) {
    return problem(
      `Nothing leads to version ${empty[0]} of ${className}: there is no step for it in migrate, and no new one in sql.`,
      `Write ${empty[0]}(state) { … } in versions.migrate, which may change nothing.`,
    )
  }
  return undefined
}

function newVersions({ version }: ReleasedVersions, code: CodeVersions): number[] {
  return Array.from({ length: code.version - version }, (_, index) => version + 1 + index)
}

function problem(message: string, advice: string): VersionsProblem {
  return {
    message,
    hint: `${advice} Where that was never released, restore ${versionsFile} from version control, or remove its entry there.`,
  }
}
