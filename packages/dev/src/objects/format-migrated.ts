import type { Migrated } from '../lifecycle/migrate-classes.ts'

/** What was decided, one line each. */
export function formatMigrated(migrated: Migrated): string[] {
  const { file, renamed, deleted, made, snippet } = migrated
  if (file === undefined) {
    return ['This app has no wrangler.jsonc yet, so there is nothing to decide.']
  }
  const lines = [
    ...renamed.map(
      ({ from, to }) => `${file}: ${from} is renamed to ${to}, which takes over its objects.`,
    ),
    ...deleted.map(
      (name) =>
        `${file}: ${name} is deleted at the next deployment. Data that cloudwerk start has stored for it stays on disk until you run cloudwerk objects delete-data ${name}.`,
    ),
    ...made.map((path) => `Created ${path}, an empty definition that keeps the stored objects.`),
  ]
  if (snippet !== undefined) return [snippet]
  return lines.length > 0 ? lines : ['Nothing to decide: the code has every recorded class.']
}
