import { assertVersions } from '../../definition/assert-versions.ts'
import { adopting, findData } from '../versions/adopt.ts'
import { codeVersionOf, describeVersions, needsMigration } from '../versions/code-version.ts'
import { applySqlSteps, migrate } from '../versions/migrate.ts'
import { assertMayMigrate } from '../versions/migration-failures.ts'
import type { VersionsFeature } from './features.ts'

/** For definitions with `versions`. */
export const versions: VersionsFeature = {
  forClass(definition, className) {
    assertVersions(className, definition)
    const { versions = {} } = definition
    const current = codeVersionOf(versions)
    const { sql = [], adopt } = versions
    return {
      current,
      async begin(object, init) {
        assertMayMigrate(object)
        const found = adopt && (await findData(object))
        if (found && adopt) {
          const adopts = adopting(object, adopt, { found, init, to: current.version })
          return { init: adopts, isStored: true }
        }
        return sql.length > 0 ? { init, isStored: true } : undefined
      },
      applySql: (object) => applySqlSteps(object, { steps: sql, to: current.version }),
      async update(object, { live, chain }) {
        if (needsMigration(live.dataVersion, current)) {
          await migrate(object, { live, chain, versions, current })
        }
      },
      describe: () => describeVersions(versions),
    }
  },
}
